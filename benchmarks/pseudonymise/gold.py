"""Recall per kind on texts with marked personal data, seen and held back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.beside import Find, finders
from benchmarks.pseudonymise.counting import OWN, WRITTEN, Row, needless, rows, share, tally

PATTERNED = frozenset(
    ("BSN", "IBAN", "PHONE", "EMAIL", "URL", "POSTCODE", "LICENSE_PLATE", "SOCIAL_HANDLE",
     "CASE_NUMBER")
)  # fmt: skip


def run(data: Path) -> dict[str, Any]:
    """Per set and per way of writing, for each program."""
    sets = {
        "pii_nl/dev": rows(data / "pii_nl" / "dev.jsonl"),
        "own, seen": _own("seen_*"),
        "own, held back": _own("held_back_*"),
    }
    with finders() as programs:
        return {
            name: {
                program: {
                    written: _figures(find, _rewritten(texts, written)) for written in WRITTEN
                }
                for program, find in programs.items()
            }
            for name, texts in sets.items()
        }


def _own(pattern: str) -> list[Row]:
    return [row for path in sorted(OWN.glob(f"{pattern}.jsonl")) for row in rows(path)]


def _rewritten(texts: Sequence[Row], written: str) -> list[Row]:
    return [{**row, "text": WRITTEN[written](row["text"])} for row in texts]


def _figures(find: Find, texts: Sequence[Row]) -> dict[str, Any]:
    found = find([row["text"] for row in texts])
    kinds = tally(texts, found, "type")
    clean = [bool(spans) for row, spans in zip(texts, found, strict=True) if not row["spans"]]
    return {
        "all": share(kinds.values()),
        "patterned": share(count for kind, count in kinds.items() if kind in PATTERNED),
        "clean_texts_touched": f"{sum(clean)} of {len(clean)}",
        "needless_per_1000": needless(texts, found),
        "by_kind": {kind: share([count]) for kind, count in kinds.items()},
    }
