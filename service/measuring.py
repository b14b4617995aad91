"""The commands that measurements rely on: file in, file out, no database and no server.

Their names and formats are part of the product; see docs/benchmarks.md.
"""

from pathlib import Path
from typing import Any

from ingest.pseudonymise import load_pseudonymiser
from ingest.pseudonymise import pseudonymise as replace
from models.errors import Problem, Rejected
from service import jsonl

RANKED = 20
PASSAGE_BATCH = 4096


def pseudonymise_file(source: Path, out: Path, *, recognisers: str) -> None:
    """Write each text with placeholders, and the spans found (code points of the input text).

    Raises:
        Rejected: the file or one of its lines is wrong.
        Unavailable: a recogniser failed; nothing is written.
    """
    rows = jsonl.read(source)
    finder = load_pseudonymiser(recognisers)
    results: list[dict[str, Any]] = []
    for row in rows:
        done = replace(row["text"], finder=finder)
        spans = [
            {"start": found.start, "end": found.end, "type": found.kind.value}
            for found in done.replacements
        ]
        results.append({"id": row["id"], "text": done.text, "spans": spans})
    jsonl.write(out, results)


def encode_file(source: Path, out: Path, *, encoder: str, store: Path | None = None) -> None:
    """Write a float32 array (n, d) with rows of length one, in input order.

    Raises:
        Rejected: the file or one of its lines is wrong, or the model is not usable.
        Unavailable: the model cannot be reached.
    """
    import numpy as np

    from nlp.embedding import load_embedder

    rows = jsonl.read(source)
    embedder = load_embedder(encoder, store=store)
    vectors = np.zeros((len(rows), embedder.dimension), dtype=np.float32)
    for start in range(0, len(rows), PASSAGE_BATCH):
        texts = [row["text"] for row in rows[start : start + PASSAGE_BATCH]]
        vectors[start : start + len(texts)] = embedder.encode(texts)
    with jsonl.replacing(out) as temporary, temporary.open("wb") as file:
        np.save(file, vectors)


def link_file(
    source: Path, out: Path, *, sets: str, encoder: str, store: Path | None = None
) -> None:
    """Write for each theme or passage the ranked standards, at most twenty.

    Raises:
        Rejected: the file, one of its lines or the name of a set is wrong.
    """
    from models import lay
    from models.starters import catalogue
    from nlp.embedding import load_embedder
    from nlp.language import load_dutch
    from nlp.linking import LinkIndex, ThemeText
    from service import recognising

    rows = jsonl.read(source, required=("id", "label"))
    for number, row in enumerate(rows, start=1):
        _check_texts(source, number, row)
    embedder, dutch = load_embedder(encoder, store=store), load_dutch()
    recogniser = recognising.of_catalogue().learn(embedder=embedder, dutch=dutch)
    about = {one.key: ThemeText(one.key, one.label, one.description) for one in catalogue()}
    index = LinkIndex(
        _standards(sets),
        embedder=embedder,
        dutch=dutch,
        lay=[(sentence.standard, sentence.text) for sentence in lay.sentences()],
        through=(recogniser, about) if recogniser else None,
    )
    queries = [
        ThemeText(
            key=row["id"],
            label=row["label"],
            description=row.get("description") or "",
            words=(),
            exemplars=tuple(row.get("texts") or ()),
        )
        for row in rows
    ]
    results = [
        {
            "id": row["id"],
            "standard": proposal.standard,
            "similarity": round(float(proposal.similarity), 6),
            "probability": round(float(proposal.probability), 6),
            "state": proposal.state,
        }
        for row, proposals in zip(rows, index.propose(queries, limit=RANKED), strict=True)
        for proposal in proposals
    ]
    jsonl.write(out, results)


def classify_file(source: Path, out: Path, *, encoder: str, store: Path | None = None) -> None:
    """Write for each text the starter themes it is about, likeliest first; none is an answer.

    Raises:
        Rejected: the file or one of its lines is wrong.
    """
    from nlp.embedding import load_embedder
    from nlp.language import load_dutch
    from service import recognising

    rows = jsonl.read(source)
    embedder = load_embedder(encoder, store=store)
    recogniser = recognising.of_catalogue().learn(embedder=embedder, dutch=load_dutch())
    texts = [row["text"] for row in rows]
    readings = recogniser.read(texts, embedder.encode(texts)) if recogniser else []
    jsonl.write(
        out,
        (
            {
                "id": row["id"],
                "themes": [
                    {"key": known.theme, "probability": known.probability}
                    for known in reading.themes
                ],
            }
            for row, reading in zip(rows, readings, strict=True)
        ),
    )


def _check_texts(source: Path, number: int, row: dict[str, Any]) -> None:
    texts = row.get("texts")
    fine = texts is None or (isinstance(texts, list) and all(isinstance(t, str) for t in texts))
    if not fine or not isinstance(row.get("description") or "", str):
        place = f"{source.name}, rij {number}"
        raise Rejected(
            f"{place}: texts moet een lijst van teksten zijn, en description een tekst.",
            code="jsonl.veld",
            problems=(Problem(place, "texts of description heeft een verkeerde vorm."),),
        )


def _standards(sets: str) -> list[Any]:
    """The shipped standards of the named sets, as texts to link to."""
    from models.standards import shipped
    from nlp.linking import StandardText

    data = shipped()
    wanted = {name.strip() for name in sets.split(",") if name.strip()}
    if wanted != {"all"}:
        unknown = sorted(wanted - {entry["key"] for entry in data})
        if unknown or not wanted:
            known = ", ".join(sorted(entry["key"] for entry in data))
            raise Rejected(
                f"Deze set is niet bekend: {', '.join(unknown)}. Bekende sets: {known}.",
                code="set.onbekend",
            )
    return [
        StandardText(
            key=standard["key"],
            set_key=entry["key"],
            title=standard["title"],
            description=standard["description"],
            group=standard.get("group", ""),
        )
        for entry in data
        if wanted == {"all"} or entry["key"] in wanted
        for standard in entry["standards"]
    ]
