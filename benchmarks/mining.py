"""Themes beside their peers, on the same vectors: fit with people, coverage, number, lasting, time.

Tuned on ESCO, xSID and SIB-200 only. Reported on Dutch questions on citizens' problems
(`dekamer_nl/data_sociaal.csv`, 11 themes) and made-up stories (`stories_nl/dev.jsonl`, 24 themes).
Nothing is left out of a score: a passage without a theme is a theme of its own.
"""

import argparse
import csv
import json
import os
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.bertopic_frame import import_bertopic
from nlp.embedding import load_embedder
from nlp.identity import MatchKind, match
from nlp.language import Dutch, load_dutch
from nlp.mining import Mining, MiningParams, mine
from nlp.passages import split
from nlp.quality import adjusted_mutual_information, b_cubed, coverage, persistence

Themes = list[set[int]]
SMALL_DRAWS = 3
SMALL = 50
NOTHING = -1


@dataclass(frozen=True)
class Collection:
    """Passages with gold themes and vectors; the first gold theme is the main one."""

    texts: list[str]
    stories: list[str]
    gold: list[list[str]]
    vectors: NDArray[np.float32]

    def part(self, rows: Sequence[int]) -> "Collection":
        """Only these rows."""
        return Collection(
            [self.texts[i] for i in rows],
            [self.stories[i] for i in rows],
            [self.gold[i] for i in rows],
            self.vectors[list(rows)],
        )


def run(data: Path) -> dict[str, Any]:
    """All figures, per collection and per system."""
    dutch, embedder = load_dutch(), load_embedder("ingebouwd")
    social = _social(data, embedder)
    stories = _stories(data, embedder)
    figures: dict[str, Any] = {
        "encoder": {"name": embedder.name, "revision": embedder.revision},
        "data_sociaal": {name: _score(social, find) for name, find in _systems(dutch).items()},
        "stories_dev": {name: _score(stories, find) for name, find in _systems(dutch).items()},
        f"data_sociaal, {SMALL} of them": _small(social, dutch),
        "persistence after 25 % more stories": _lasting(social, dutch),
        "seconds after embedding": _speed(data, embedder, dutch),
    }
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures as a person reads them."""
    lines = []
    for title, systems in figures.items():
        if not isinstance(systems, dict):
            continue
        lines += ["", title]
        for name, figure in systems.items():
            if isinstance(figure, dict):
                shown = "  ".join(f"{key} {value}" for key, value in figure.items())
            else:
                shown = str(figure)
            lines.append(f"  {name:<28}{shown}")
    return "\n".join(lines)


def _systems(dutch: Dutch) -> dict[str, Callable[[Collection], Themes]]:
    return {
        "vertelpunt": lambda collection: _themes_of(_mined(collection, dutch)),
        "bertopic defaults": _bertopic_defaults,
        "bertopic k-means, K known": _bertopic_means,
        "evoc": _evoc,
    }


def _mined(collection: Collection, dutch: Dutch) -> Mining:
    return mine(
        collection.texts, collection.vectors, collection.stories,
        dutch=dutch, params=MiningParams(),
    )  # fmt: skip


def _themes_of(found: Mining) -> Themes:
    return [set(strengths) for strengths in found.strengths]


def _bertopic_defaults(collection: Collection) -> Themes:
    from umap import UMAP

    # BERTopic's own values; only the seed is added, so that the figure can be repeated.
    reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    return _bertopic(collection, umap_model=reduction)


def _bertopic_means(collection: Collection) -> Themes:
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.cluster import KMeans

    known = len({themes[0] for themes in collection.gold})
    means = KMeans(min(known, len(collection.texts)), n_init=3, random_state=42)
    return _bertopic(collection, umap_model=BaseDimensionalityReduction(), hdbscan_model=means)


def _bertopic(collection: Collection, **parts: Any) -> Themes:
    library = import_bertopic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = library.BERTopic(language="multilingual", **parts)
        labels, _ = model.fit_transform(collection.texts, embeddings=collection.vectors)
    return _as_sets(labels)


def _evoc(collection: Collection) -> Themes:
    import evoc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _as_sets(evoc.EVoC(random_state=42).fit_predict(collection.vectors))


def _as_sets(labels: Sequence[int]) -> Themes:
    return [set() if label == NOTHING else {int(label)} for label in labels]


def _score(collection: Collection, find: Callable[[Collection], Themes]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        found = find(collection)
    except (ValueError, TypeError, IndexError) as error:
        return {"failed": type(error).__name__}
    seconds = time.perf_counter() - started
    first = [next(iter(themes), None) for themes in found]
    gold = [themes[0] for themes in collection.gold]
    return {
        "AMI": round(adjusted_mutual_information(gold, first), 3),
        "B-cubed F1": round(b_cubed([set(one) for one in collection.gold], found).f1, 3),
        "coverage": round(coverage(found), 2),
        "themes": len(set().union(*found)),
        "seconds": round(seconds, 1),
    }


def _small(collection: Collection, dutch: Dutch) -> dict[str, Any]:
    """Fifty passages, three draws: where customers start."""
    draws = [
        collection.part(
            np.random.default_rng(n).permutation(len(collection.texts))[:SMALL].tolist()
        )
        for n in range(SMALL_DRAWS)
    ]
    figures = {}
    for name, find in _systems(dutch).items():
        scores = [_score(draw, find) for draw in draws]
        figures[name] = {
            "AMI": [score.get("AMI", score.get("failed")) for score in scores],
            "coverage": [score.get("coverage", 0) for score in scores],
            "themes": [score.get("themes", 0) for score in scores],
        }
    return figures


def _lasting(collection: Collection, dutch: Dutch) -> dict[str, Any]:
    """The share of unchanged passages that keep their theme when all is mined again with more."""
    kept = []
    for draw in range(SMALL_DRAWS):
        order = np.random.default_rng(draw).permutation(len(collection.texts)).tolist()
        early = sorted(order[: len(order) * 4 // 5])
        before = _mined(collection.part(early), dutch)
        after = _mined(collection, dutch)
        old = {
            f"t{n:03d}": {early[i] for i in theme.members} for n, theme in enumerate(before.themes)
        }
        matches = match(old, [set(theme.members) for theme in after.themes], known=set(early))
        names = {one.new[0]: one.old[0] for one in matches if one.kind is MatchKind.CONTINUES}
        first = {early[i]: f"t{next(iter(s)):03d}" if s else None
                 for i, s in enumerate(before.strengths)}  # fmt: skip
        later = {i: names.get(next(iter(s), NOTHING)) for i, s in enumerate(after.strengths)}
        kept.append(round(persistence(first, later), 3))
    return {"re-mined and matched": kept}


def _speed(data: Path, embedder: Any, dutch: Dutch) -> dict[str, Any]:
    texts, stories = [], []
    for number, row in enumerate(_rows(data / "dekamer_nl" / "data_full.csv")):
        for span in split(row["text"], dutch=dutch):
            texts.append(row["text"][span.start : span.end])
            stories.append(f"s{number:05d}")
    figures = {}
    for size in (1_000, 5_000, len(texts)):
        vectors = embedder.encode(texts[:size])
        started = time.perf_counter()
        found = mine(texts[:size], vectors, stories[:size], dutch=dutch, params=MiningParams())
        figures[f"{size} passages"] = {
            "seconds": round(time.perf_counter() - started, 1),
            "themes": len(found.themes),
            "coverage": round(coverage(_themes_of(found)), 2),
            **found.seconds,
        }
    return figures


def _social(data: Path, embedder: Any) -> Collection:
    rows = _rows(data / "dekamer_nl" / "data_sociaal.csv")
    texts = [row["text"] for row in rows]
    gold = [[row["label"]] for row in rows]
    stories = [f"s{number:04d}" for number in range(len(rows))]
    return Collection(texts, stories, gold, embedder.encode(texts))


def _stories(data: Path, embedder: Any) -> Collection:
    texts, stories, gold = [], [], []
    lines = (data / "stories_nl" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        story = json.loads(line)
        for passage in story["passages"]:
            texts.append(passage["text"])
            stories.append(story["id"])
            gold.append(passage["themes"])
    return Collection(texts, stories, gold, embedder.encode(texts))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("VERTELPUNT_BENCH_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    print(table(run(parser.parse_args().data)))


if __name__ == "__main__":
    main()
