"""Workers in critical stories: their gender and time go, narrators and families keep theirs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.criticism import is_critical, told_badly
from ingest.drafts import Draft
from ingest.intake import StaffMasking, take_in
from ingest.pseudonymise import Pseudonymised, Pseudonymiser, apply_review, pseudonymise_story
from ingest.recognisers.mention import Mention
from ingest.rules import RULES as EXPLAINED
from ingest.rules import rule_of
from ingest.staff import RULES
from models.vocabulary import PersonalDataKind as Kind

FILE = Path(__file__).parents[1] / "golden" / "staff" / "staff.json"
MARKED = re.compile(r"\{\{([A-Z_]+)\|(.*?)\}\}")
PIECES = st.sampled_from(
    ["De begeleidster ", "mijn zoon ", "Fatima ", "van het wijkteam ", "kwam. ", "Ze ",
     "haar ", "zei niets. ", "hem ", "die mevrouw ", "sinds maart ", "bij ons ",
     "drie maanden ", "werkte ", "\n", "[begeleider-1] ", "[periode-1]", "juf ", "meneer ",
     "met zijn ", "Is ", "é", "👩‍👧", "(", " "]
)  # fmt: skip
CRITICAL = "De medewerkster van het wijkteam was onbeschoft. Ze luisterde niet naar mij."
KIND = "De medewerkster van het wijkteam was lief. Ze luisterde goed naar mij."


class Given:
    """A finder that finds what is marked in a text, and nothing in any other."""

    name = "gegeven"

    def __init__(self, marked: str) -> None:
        self.text, self._mentions, done = "", list[Mention](), 0
        for match in MARKED.finditer(marked):
            self.text += marked[done : match.start()]
            start = len(self.text)
            self.text += match[2]
            self._mentions.append(Mention(start, len(self.text), Kind(match[1]), "proef"))
            done = match.end()
        self.text += marked[done:]

    def find(self, text: str) -> list[Mention]:
        return self._mentions if text == self.text else []


def _cases() -> list[Any]:
    cases = []
    for case in json.loads(FILE.read_text(encoding="utf-8")):
        reason = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        cases.append(pytest.param(case, id=case["id"], marks=marks))
    return cases


class _Nothing:
    name = "niets"

    def find(self, text: str) -> list[Mention]:
        return []


def _masked(text: str) -> Pseudonymised:
    return pseudonymise_story((text,), finder=_Nothing(), mask_staff=True)[0]


@pytest.mark.parametrize("case", _cases())
def test_what_tells_about_a_worker_goes_and_nothing_else(case: dict[str, Any]) -> None:
    given = Given(case["text"])
    done = pseudonymise_story((given.text,), finder=given, mask_staff=True)[0]
    assert done.text == case["out"]


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(PIECES, max_size=16))
def test_offsets_are_exact_whatever_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    done = _masked(text)
    rebuilt, last = "", 0
    for item in done.replacements:
        assert done.text[item.out_start : item.out_end] == item.placeholder
        rebuilt += text[last : item.start] + item.placeholder
        last = item.end
    assert rebuilt + text[last:] == done.text


@pytest.mark.parametrize(
    "text", [CRITICAL, "Juf Eva van de school kwam te laat. Zij is sinds maart bij ons."]
)
def test_masking_twice_changes_nothing(finder: Pseudonymiser, text: str) -> None:
    once = pseudonymise_story((text,), finder=finder, mask_staff=True)[0].text
    assert pseudonymise_story((once,), finder=finder, mask_staff=True)[0].text == once


@pytest.mark.parametrize(
    ("setting", "text", "answers", "masked"),
    [
        ("namen", CRITICAL, {"afloop": "niet_goed"}, False),
        ("kritisch", CRITICAL, {}, True),
        ("kritisch", KIND, {}, False),
        ("kritisch", KIND, {"afloop": "niet_goed"}, True),
        ("kritisch", KIND, {"gevoel": "Boos"}, True),
        ("kritisch", KIND, {"afloop": "goed", "gevoel": None}, False),
        ("altijd", KIND, {}, True),
    ],
)
def test_the_setting_decides_for_which_stories(
    finder: Pseudonymiser,
    setting: StaffMasking,
    text: str,
    answers: dict[str, object],
    masked: bool,
) -> None:
    intake = take_in(Draft(text=text, answers=answers), finder=finder, staff=setting)
    assert ("medewerkster" not in intake.text.text) is masked


def test_names_of_workers_always_go(finder: Pseudonymiser) -> None:
    text = "Onze begeleidster Fatima van het wijkteam was lief."
    for setting in ("namen", "kritisch", "altijd"):
        assert "Fatima" not in take_in(Draft(text=text), finder=finder, staff=setting).text.text


def test_each_mask_can_be_undone_by_itself() -> None:
    done = _masked(CRITICAL)
    assert [item.kind for item in done.replacements] == [Kind.STAFF, Kind.STAFF]
    assert {item.rule for item in done.replacements} <= set(RULES)
    assert apply_review(CRITICAL, done.replacements, restored={0, 1}).text == CRITICAL
    half = apply_review(CRITICAL, done.replacements, restored={1}).text
    assert half == CRITICAL.replace("medewerkster", "medewerker")


def test_periods_are_numbered_after_those_in_the_text() -> None:
    done = _masked(
        "[periode-1] Onze wijkcoach is sinds maart bij ons, en bleef drie weken bij ons."
    )
    assert "[periode-2]" in done.text
    assert "[periode-3]" in done.text


def test_every_rule_about_workers_has_a_sentence() -> None:
    assert set(RULES) <= EXPLAINED.keys()
    assert all(rule_of(name).why for name in RULES)


@pytest.mark.parametrize(
    ("text", "critical"),
    [
        ("Ik heb een klacht over mijn casemanager.", True),
        ("Het team belde niet. De casemanager kwam te laat.", True),
        ("Niemand luisterde. Zij kwam niet opdagen.", True),
        ("Het team belde niet.", False),
        ("Mijn broer is onbeschoft tegen de kat.", False),
        ("Wij dronken koffie en het was goed.", False),
        ("", False),
    ],
)
def test_a_story_is_critical_when_it_complains_about_workers(text: str, critical: bool) -> None:
    assert is_critical(text) is critical


def test_answers_that_say_nothing_are_not_bad() -> None:
    assert not told_badly({})
    assert not told_badly({"afloop": None, "gevoel": ["boos", 1], "besluit": "niet goed"})


@pytest.mark.parametrize("piece", ["ze ", "de begeleidster ", "haar", "sinds maart ", "a-", "die "])
def test_a_very_long_text_comes_through(piece: str) -> None:
    # No clock: a pattern that backtracks would keep the suite here for hours.
    assert _masked(piece * (60_000 // len(piece))).text
