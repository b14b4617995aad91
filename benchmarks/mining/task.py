"""What a system is given and what it gives back, as files and lines between processes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Found = list[dict[int, float]]
"""Per passage: theme -> weight, strongest first. Empty: in no theme."""

NO_THEME = -1
_LEAST_WEIGHT = 1e-9


@dataclass(frozen=True)
class Task:
    """Texts with their vectors (n, d) and the story of each; the seed; K, for who must be told.

    `stop_words`: Dutch words that carry no theme, the same list for all who take one.
    `soft`: give all weights of a passage, not only its strongest theme.
    """

    texts: list[str] = field(repr=False)
    stories: list[str]
    vectors: NDArray[np.float32] = field(repr=False)
    stop_words: list[str] = field(repr=False)
    seed: int
    known: int
    soft: bool
    options: dict[str, Any]


def write(
    folder: Path, texts: Sequence[str], stories: Sequence[str], vectors: NDArray[np.float32]
) -> None:
    """Lay a collection down where another process can read it."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "vectors.npy", vectors.astype(np.float32))
    kept = {"texts": list(texts), "stories": list(stories)}
    (folder / "texts.json").write_text(json.dumps(kept), encoding="utf-8")


def read(folder: Path, asked: Mapping[str, Any], stop_words: Sequence[str]) -> Task:
    """The task that a line asks for."""
    kept = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    return Task(
        texts=kept["texts"],
        stories=kept["stories"],
        vectors=np.load(folder / "vectors.npy"),
        stop_words=list(stop_words),
        seed=int(asked["seed"]),
        known=int(asked["known"]),
        soft=bool(asked["soft"]),
        options=dict(asked["options"]),
    )


def from_labels(labels: Sequence[int]) -> Found:
    """One theme per passage; -1 is none."""
    return [{} if label == NO_THEME else {int(label): 1.0} for label in labels]


def from_weights(weights: NDArray[Any], *, soft: bool) -> Found:
    """Rows (n, K) of weights: all that are above zero, or only the strongest."""
    found: Found = []
    for row in np.asarray(weights, dtype=np.float64):
        order = np.argsort(-row, kind="stable")
        own = {int(theme): float(row[theme]) for theme in order if row[theme] > _LEAST_WEIGHT}
        found.append(own if soft else dict(list(own.items())[:1]))
    return found
