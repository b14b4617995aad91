"""Golden cases: texts with exactly the personal data that has to go, per family."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.pseudonymise import Pseudonymiser, pseudonymise

FOLDER = Path(__file__).parents[1] / "golden" / "pseudonymise"


def _cases() -> list[Any]:
    cases = []
    for file in sorted(FOLDER.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            reason = case.get("known_failure")
            marks = [pytest.mark.xfail(reason=reason)] if reason else []
            cases.append(pytest.param(case, id=case["id"], marks=marks))
    return cases


@pytest.mark.parametrize("case", _cases())
def test_exactly_the_personal_data_goes(case: dict[str, Any], finder: Pseudonymiser) -> None:
    text = case["text"]
    done = pseudonymise(text, finder=finder)
    found = [(text[r.start : r.end], r.kind.value) for r in done.replacements]
    wanted = [(text[s["start"] : s["end"]], s["kind"]) for s in case["spans"]]
    assert found == wanted


def test_case_ids_are_unique() -> None:
    ids = [case.id for case in _cases()]
    assert len(ids) == len(set(ids)) >= 150
