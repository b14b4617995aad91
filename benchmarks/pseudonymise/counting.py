"""Texts with marked spans, and how much of them is covered by what is found.

A marked span counts as found when all its letters and digits are covered.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Spans = Sequence[tuple[int, int]]
OWN = Path(__file__).parents[1] / "personal_data"
WRITTEN: dict[str, Callable[[str], str]] = {
    "as_written": str,
    "lower": lambda text: "".join(c.lower() if len(c.lower()) == 1 else c for c in text),
    "upper": lambda text: "".join(c.upper() if len(c.upper()) == 1 else c for c in text),
}


def rows(path: Path) -> list[Row]:
    """The lines of a JSONL file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The places between the ends of all spans."""
    return {at for start, end in spans for at in range(start, end)}


def tally(texts: Sequence[Row], found: Sequence[Spans], key: str) -> dict[str, tuple[int, int]]:
    """Found and marked, per value of `key` of the spans."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, spans in zip(texts, found, strict=True):
        taken = covered(spans)
        for span in row["spans"]:
            places = {at for at in range(span["start"], span["end"]) if row["text"][at].isalnum()}
            total[span[key]] += 1
            hits[span[key]] += places <= taken
    return {name: (hits[name], total[name]) for name in sorted(total)}


def share(counts: Iterable[tuple[int, int]]) -> str:
    """`0.983 (57/58)` of the sum."""
    hits, total = (sum(column) for column in zip(*counts, strict=True))
    return f"{hits / total:.3f} ({hits}/{total})"


def needless(texts: Sequence[Row], found: Sequence[Spans]) -> float:
    """Letters and digits taken away that nobody marked, per 1,000 characters."""
    wrong = characters = 0
    for row, spans in zip(texts, found, strict=True):
        marked = covered((span["start"], span["end"]) for span in row["spans"])
        wrong += sum(row["text"][at].isalnum() for at in covered(spans) - marked)
        characters += len(row["text"])
    return round(1000 * wrong / characters, 2)
