"""The commands that measurements rely on: file in, file out, no database and no server.

Their names and formats are part of the product; see docs/benchmarks.md.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.pseudonymise import load_pseudonymiser
from ingest.pseudonymise import pseudonymise as replace
from models.errors import Rejected
from service import jsonl

if TYPE_CHECKING:
    from nlp.linking import StandardText, ThemeText

RANKED = 20
LONGEST = 20_000
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
    source: Path,
    out: Path,
    *,
    sets: str,
    encoder: str,
    store: Path | None = None,
    cross_encoder: str = "",
) -> None:
    """Write for each theme or passage the ranked standards, at most twenty, each with its reason.

    All sets are read, also when some are named: how sure a link is does not depend on which. Only
    a cross-encoder reads no more than the likeliest of the named ones.

    Raises:
        Rejected: the file, one of its lines, the name of a set or a model is wrong.
        Unavailable: a model cannot be reached.
    """
    rows = _link_rows(source)
    wanted = _wanted(sets)
    from models import lay
    from nlp.cross_encoder import CrossEncoder
    from nlp.embedding import load_embedder
    from nlp.language import load_dutch
    from nlp.linking import LinkIndex
    from service import recognising

    cross = CrossEncoder.load(cross_encoder, store=store) if cross_encoder else None
    embedder, dutch = load_embedder(encoder, store=store), load_dutch()
    index = LinkIndex(
        _standards(),
        embedder=embedder,
        dutch=dutch,
        lay=[(sentence.standard, sentence.text) for sentence in lay.sentences()],
        through=recognising.through_catalogue(embedder=embedder, dutch=dutch),
        cross=cross,
    )
    queries = [_asked(row) for row in rows]
    known = _known()
    results = [
        {
            "id": row["id"],
            "standard": proposal.standard,
            "similarity": proposal.similarity,
            "probability": proposal.probability,
            "state": proposal.state,
            # A link says wherever it is shown what was not seen.
            **known[proposal.standard],
            "reason": {
                "words": list(proposal.reason.words),
                "sentence": proposal.reason.sentence,
                "parts": dict(proposal.reason.parts),
            },
        }
        for row, proposals in zip(
            rows, index.propose(queries, limit=RANKED, among=wanted), strict=True
        )
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


def _link_rows(source: Path) -> list[dict[str, Any]]:
    """The themes and passages of a file.

    Raises:
        Rejected: the file or one of its lines is wrong; names every line.
    """
    return jsonl.read(source, required=("id", "label"), check=_wrong_with)


def _asked(row: dict[str, Any]) -> "ThemeText":
    """A row as it is compared; a passage without a name is its own name."""
    from nlp.linking import ThemeText

    label, texts = row["label"], tuple(row.get("texts") or ())
    if not label.strip() and texts:
        label, texts = texts[0], texts[1:]
    return ThemeText(row["id"], label, row.get("description") or "", exemplars=texts)


def _wrong_with(row: dict[str, Any]) -> str | None:
    """What is wrong with a theme or passage, in Dutch; None when nothing is."""
    texts, description = row.get("texts"), row.get("description")
    if texts is not None and not (
        isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    ):
        return "Het veld texts is geen lijst van teksten."
    if description is not None and not isinstance(description, str):
        return "Het veld description is geen tekst."
    said = (row["label"], description or "", *(texts or ()))
    if not any(text.strip() for text in said):
        return "Hier staat geen tekst: label, description en texts zijn leeg."
    if sum(len(text) for text in said) > LONGEST:
        return f"De tekst is te lang; hoogstens {LONGEST} tekens."
    return None


def _wanted(sets: str) -> frozenset[str] | None:
    """The keys of the standards in the named sets; None for all of them.

    Raises:
        Rejected: there is no such set.
    """
    from models.standards import shipped

    named = {name.strip() for name in sets.split(",") if name.strip()}
    if named == {"all"}:
        return None
    members = {
        data["key"]: [standard["key"] for standard in data["standards"]] for data in shipped()
    }
    unknown = sorted(named - members.keys())
    if unknown or not named:
        raise Rejected(
            f"Deze set is niet bekend: {', '.join(unknown)}. Bekende sets: "
            f"{', '.join(sorted(members))}.",
            code="set.onbekend",
        )
    return frozenset(key for name in named for key in members[name])


def _standards() -> "list[StandardText]":
    """The shipped standards, as texts to link to."""
    from models.standards import shipped
    from nlp.linking import StandardText

    return [
        StandardText(
            key=standard["key"],
            set_key=data["key"],
            title=standard["title"],
            description=standard["description"],
            group=standard.get("group", ""),
        )
        for data in shipped()
        for standard in data["standards"]
    ]


def _known() -> dict[str, dict[str, str]]:
    """By shipped standard: how well its text is known, and how complete its set is."""
    from models.standards import shipped

    return {
        standard["key"]: {"standard_status": standard["status"], "set_status": data["status"]}
        for data in shipped()
        for standard in data["standards"]
    }
