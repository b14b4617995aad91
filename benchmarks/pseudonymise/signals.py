"""Triage and rare combinations: what is missed, and what alarms without need."""

import importlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.counting import OWN, Row, rows
from ingest.triage import triage

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "triage"


def run(data: Path) -> dict[str, Any]:
    """On our golden cases, which the rules were made with, and on texts that were held back."""
    del data
    figures: dict[str, Any] = {}
    if GOLDEN.is_dir():
        golden = [case for path in sorted(GOLDEN.glob("*.json")) for case in _cases(path)]
        figures["triage, golden cases"] = _alarms(golden)
    for name, count in (("triage", _alarms), ("combinations", _combinations)):
        path = OWN / f"{name}.jsonl"
        if path.is_file():
            figures[f"{name}, held back"] = count(rows(path))
    return figures


def _cases(path: Path) -> list[Row]:
    found = json.loads(path.read_text(encoding="utf-8"))
    cases: list[Row] = found["cases"] if isinstance(found, dict) else found
    return [case for case in cases if "alarm" in case]


def _alarms(texts: Sequence[Row]) -> dict[str, Any]:
    wanted: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    other = needless = 0
    for row in texts:
        alarm = triage(row["text"])
        if row["alarm"] is None:
            needless += alarm is not None
            continue
        wanted[row["alarm"]] += 1
        raised[row["alarm"]] += alarm is not None
        other += alarm is not None and alarm.kind.value != row["alarm"]
    quiet = len(texts) - wanted.total()
    return {
        "missed": f"{wanted.total() - raised.total()} of {wanted.total()}",
        "missed_by_kind": {
            kind: f"{wanted[kind] - raised[kind]} of {wanted[kind]}" for kind in sorted(wanted)
        },
        "raised_as_another_kind": other,
        "needless": f"{needless} of {quiet}",
    }


def _combinations(texts: Sequence[Row]) -> dict[str, Any]:
    find: Callable[[str], object] = importlib.import_module("ingest.combinations").find
    flagged = [bool(find(row["text"])) for row in texts]
    rare = [flag for row, flag in zip(texts, flagged, strict=True) if row["rare"]]
    ordinary = [flag for row, flag in zip(texts, flagged, strict=True) if not row["rare"]]
    return {
        "missed": f"{len(rare) - sum(rare)} of {len(rare)}",
        "needless": f"{sum(ordinary)} of {len(ordinary)}",
    }
