"""Golden cases of placeholders: mentions are given, so wording is tested apart from finding."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ingest.placeholders import label_and_number, worded, worded_story
from ingest.pseudonymise import Pseudonymiser, pseudonymise, pseudonymise_story
from ingest.rebuilding import rebuilt
from ingest.recognisers.mention import Mention
from ingest.spelling import NICKNAMES, same_name, spelling_keys
from models.vocabulary import (
    AGE_BANDS,
    LABELS,
    ONE_OF_A_KIND,
    PLACEHOLDER,
    age_band,
)
from models.vocabulary import PersonalDataKind as Kind

FOLDER = Path(__file__).parents[1] / "golden" / "placeholders"
MARKED = re.compile(r"\{\{([A-Z_]+)\|(.*?)\}\}")


def _cases() -> list[Any]:
    cases = []
    for file in sorted(FOLDER.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            reason = case.get("known_failure")
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            cases.append(pytest.param(case, id=case["id"], marks=marks))
    return cases


def _read(marked: str) -> tuple[str, list[Mention]]:
    """The bare text of a case, and the mentions that are marked in it."""
    text, mentions, done = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[done : match.start()]
        start = len(text)
        text += match[2]
        mentions.append(Mention(start, len(text), Kind(match[1]), "proef"))
        done = match.end()
    return text + marked[done:], mentions


def _out(marked: str) -> str:
    text, mentions = _read(marked)
    wordings = worded(text, mentions)
    return rebuilt(
        text,
        [
            (item.start, item.end, item.kind, wording, item.rule)
            for item, wording in zip(mentions, wordings, strict=True)
        ],
    ).text


@pytest.mark.parametrize("case", _cases())
def test_every_mention_gets_the_placeholder_that_tells_most(case: dict[str, Any]) -> None:
    assert _out(case["text"]) == case["out"]


@pytest.mark.parametrize("case", _cases())
def test_what_comes_out_is_in_the_grammar(case: dict[str, Any]) -> None:
    # A known failure passes here: whatever the label, it has to be one that is known.
    text, mentions = _read(case["text"])
    assert all(PLACEHOLDER.fullmatch(wording) for wording in worded(text, mentions))
    if case.get("known_failure"):
        pytest.xfail("the wording is told to be wrong in the other test")


def test_there_are_enough_cases_with_ids_of_their_own() -> None:
    ids = [case.id for case in _cases()]
    assert len(ids) == len(set(ids)) >= 100


def test_a_role_told_in_the_title_counts_in_the_text() -> None:
    title, text = "Mijn zoon Daan", "Toen kwam Daan."
    wordings = worded_story(
        (title, text),
        ([Mention(10, 14, Kind.PERSON, "p")], [Mention(10, 14, Kind.PERSON, "p")]),
    )
    assert wordings == [["[zoon-1]"], ["[zoon-1]"]]


def test_a_role_told_in_the_text_counts_in_the_title(finder: Pseudonymiser) -> None:
    texts = ("Fatima en ik", "Ik maakte me zorgen. Fatima is mijn dochter.")
    title, text = pseudonymise_story(texts, finder=finder)
    assert title.text == "[dochter-1] en ik"
    assert text.text == "Ik maakte me zorgen. [dochter-1] is mijn dochter."


def test_a_label_that_a_recogniser_gives_goes_first_when_it_is_known() -> None:
    text = "Toen kwam Bilgaard."
    assert worded(text, [Mention(10, 18, Kind.LOCATION, "lijst", "wijk")]) == ["[wijk-1]"]
    assert worded(text, [Mention(10, 18, Kind.LOCATION, "lijst", "zomaar")]) == ["[plaats-1]"]


def test_durations_and_relative_time_stay(finder: Pseudonymiser) -> None:
    text = "Drie weken later belde ik weer. Het duurde acht maanden en twee jaar."
    assert pseudonymise(text, finder=finder).text == text


def test_every_label_is_a_placeholder_and_no_label_is_a_number() -> None:
    assert all(PLACEHOLDER.fullmatch(f"[{label}-1]") for label in LABELS)
    assert all(PLACEHOLDER.fullmatch(f"[{label}]") for label in ONE_OF_A_KIND)
    assert ONE_OF_A_KIND < LABELS


@pytest.mark.parametrize(
    "text",
    ["[jan]", "[jan-1]", "[zoon]", "[zoon-0]", "[zoon-12345]", "[Zoon-1]", "[13-17 jaar]",
     "[zoon-1", "[12-17]", "[persoon-x]", "[]"],
)  # fmt: skip
def test_what_looks_like_a_placeholder_is_none(text: str) -> None:
    assert PLACEHOLDER.search(text) is None


def test_bands_join_without_a_gap() -> None:
    assert [high + 1 for _, high in AGE_BANDS[:-1]] == [low for low, _ in AGE_BANDS[1:]]
    assert all(PLACEHOLDER.fullmatch(age_band(years)) for years in range(130))


def test_a_placeholder_tells_its_label_and_number() -> None:
    assert label_and_number("[e-mail-12]") == ("e-mail", 12)
    assert label_and_number("[moeder]") == ("moeder", 1)
    assert label_and_number("[12-17 jaar]") == ("12-17 jaar", 1)


def test_spellings_of_one_name_share_a_key() -> None:
    pairs = [("fatima", "fatiema"), ("mohamed", "mohammed"), ("yassine", "yassien"),
             ("karin", "karins"), ("sara", "sarah"), ("gebremariam", "gebremarian")]  # fmt: skip
    for one, other in pairs:
        assert same_name(one, other)
        assert set(spelling_keys(one)) & set(spelling_keys(other))


def test_a_name_for_short_is_found_by_its_full_form() -> None:
    for short, full in NICKNAMES.items():
        assert all(set(spelling_keys(short)) & set(spelling_keys(name)) for name in full)


def test_many_people_of_one_name_take_no_more_than_their_number() -> None:
    # No clock: comparing every pair would keep the suite here for hours.
    text = " ".join(f"Jan{at} Bos" for at in range(4_000))
    places = [match.span() for match in re.finditer(r"\w+ Bos", text)]
    mentions = [Mention(start, end, Kind.PERSON, "p") for start, end in places]
    assert len(worded(text, mentions)) == 4_000
