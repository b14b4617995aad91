"""Passages with gold themes and vectors, from the measurement data."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Embedder, load_embedder
from nlp.language import Dutch, load_dutch

NO_THEME = "geen"
OFTEN = 50


@dataclass(frozen=True)
class Collection:
    """Texts (n), the story of each, their gold themes (the first is the main one), vectors (n, d).

    A text without gold themes is mined with the rest, and counts in no score of fit.
    """

    texts: list[str] = field(repr=False)
    stories: list[str]
    gold: list[list[str]]
    vectors: NDArray[np.float32] = field(repr=False)

    @property
    def known(self) -> int:
        """The number of main gold themes: what systems with K known are told."""
        return len({themes[0] for themes in self.gold if themes})

    def part(self, rows: Sequence[int]) -> "Collection":
        """Only these rows."""
        return Collection(
            [self.texts[i] for i in rows],
            [self.stories[i] for i in rows],
            [self.gold[i] for i in rows],
            self.vectors[list(rows)],
        )

    def draw(self, size: int, seed: int) -> "Collection":
        """`size` rows by lot, in their own order."""
        order = np.random.default_rng(seed).permutation(len(self.texts))[:size]
        return self.part(sorted(order.tolist()))


@cache
def embedder() -> Embedder:
    """The built-in encoder, loaded once."""
    return load_embedder("ingebouwd")


@cache
def dutch() -> Dutch:
    """The Dutch language, loaded once."""
    return load_dutch()


@cache
def social(data: Path) -> Collection:
    """609 whole questions on citizens' problems, 11 themes."""
    return _labelled(data / "dekamer_nl" / "data_sociaal.csv")


@cache
def parliament(data: Path) -> Collection:
    """2,532 whole questions, 21 themes."""
    return _labelled(data / "dekamer_nl" / "data.csv")


@cache
def occupations(data: Path) -> Collection:
    """2,845 descriptions of occupations, 28 groups (ESCO)."""
    return _labelled(data / "esco_beroepen_nl" / "data_isco2.csv")


@cache
def commands(data: Path) -> Collection:
    """800 commands to an assistant, 16 intents (xSID)."""
    return _labelled(data / "xsid_nl" / "data.csv")


@cache
def topics(data: Path) -> Collection:
    """1,004 sentences, 7 topics (SIB-200)."""
    return _labelled(data / "sib200_nl" / "data.csv")


@cache
def stories(data: Path) -> Collection:
    """Gold passages of 53 made-up stories, 24 themes; `geen` is no theme."""
    texts, sources, gold = [], [], []
    lines = (data / "stories_nl" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        story = json.loads(line)
        for passage in story["passages"]:
            texts.append(passage["text"])
            sources.append(story["id"])
            gold.append([theme for theme in passage["themes"] if theme != NO_THEME])
    return Collection(texts, sources, gold, embedder().encode(texts))


@cache
def several(data: Path) -> Collection:
    """3,352 whole questions with all their descriptors that at least 50 questions have."""
    rows = read_rows(data / "dekamer_nl" / "data_full.csv")
    given = [sorted(set(row["themes"].split(","))) for row in rows]
    counts = Counter(label for labels in given for label in labels if label)
    gold = [[label for label in labels if counts[label] >= OFTEN] for labels in given]
    texts = [row["text"] for row in rows]
    return Collection(texts, _numbered(len(rows)), gold, embedder().encode(texts))


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _labelled(path: Path) -> Collection:
    rows = read_rows(path)
    texts = [row["text"] for row in rows]
    gold = [[row["label"]] for row in rows]
    return Collection(texts, _numbered(len(rows)), gold, embedder().encode(texts))


def _numbered(count: int) -> list[str]:
    return [f"s{number:05d}" for number in range(count)]
