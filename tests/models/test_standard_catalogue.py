"""The sets that ship: all of them, honest about what is not there, in our own words."""

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models import lay
from models.standards import shipped
from models.vocabulary import SetStatus, SetTier, SourceStatus

CATALOGUE = Path(__file__).parents[2] / "models" / "catalogue"
SETS = {data["key"]: data for data in shipped()}
LONGEST_DESCRIPTION = 220
"""Our own sentence about a standard, no passage of its source."""


def test_every_known_set_is_there_also_those_of_which_nothing_was_found() -> None:
    assert len(SETS) == 36
    assert {key for key, data in SETS.items() if not data["standards"]} == {
        "zaanstad", "slt", "kvl",
    }  # fmt: skip
    wanted = {
        "aw-ks", "kpmg-bf", "vng-rk", "q4c-nl", "q4c-eu", "amersfoort", "cjg-nv", "meldcode",
        "ceo-wmo", "ceo-jeugd", "ceo-wijkteam", "wmo-kw", "bhw", "tsd-jeugd", "tsd-wkg",
    }  # fmt: skip
    assert wanted <= set(SETS)


def test_it_is_known_of_each_standard_how_well_its_text_is_known() -> None:
    counts = Counter(one["status"] for data in SETS.values() for one in data["standards"])
    assert counts == {
        SourceStatus.VERIFIED: 175, SourceStatus.DERIVED: 35, SourceStatus.RECONSTRUCTED: 40,
    }  # fmt: skip


@pytest.mark.parametrize("key", SETS)
def test_a_set_says_where_it_is_from_and_what_is_missing(key: str) -> None:
    data = SETS[key]
    status = SetStatus(data["status"])
    assert (status is SetStatus.NOT_FOUND) == (not data["standards"])
    assert bool(data.get("missing", "").strip()) or status is SetStatus.VERIFIED
    assert data["licence"].strip()
    assert SetTier(data["tier"]) is not SetTier.LOCAL
    assert data["sources"]
    for source in data["sources"]:
        assert source["title"].strip()
        assert not source["url"] or urlsplit(source["url"]).scheme in {"http", "https"}


@pytest.mark.parametrize("key", SETS)
def test_a_standard_is_told_in_a_short_title_and_our_own_sentence(key: str) -> None:
    file = CATALOGUE / "standards" / f"{key}.yaml"
    assert file.read_text(encoding="utf-8").startswith("# Titels en eigen parafrases; geen citaten")
    for one in SETS[key]["standards"]:
        assert one["key"].startswith(f"{key}-")
        assert 0 < len(one["title"]) <= 120
        assert 0 < len(one["description"]) <= LONGEST_DESCRIPTION
        assert not set('“”„"«»') & set(one["description"])


def test_each_standard_is_told_five_to_ten_times_met_and_not_met_in_words_of_our_own() -> None:
    told = Counter((one.standard, one.met) for one in lay.sentences())
    keys = {one["key"] for data in SETS.values() for one in data["standards"]}
    assert {key for key, _ in told} == keys
    for key in keys:
        assert min(told[key, True], told[key, False]) >= 1
        assert 5 <= told[key, True] + told[key, False] <= 10
    for file in (CATALOGUE / "lay").glob("*.yaml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert "Zelf geschreven voor Vertelpunt" in first


def test_no_sentence_repeats_what_its_standard_says() -> None:
    says = {
        text.casefold().rstrip(".")
        for data in SETS.values()
        for one in data["standards"]
        for text in (one["title"], one["description"])
    }
    assert not [one for one in lay.sentences() if one.text.casefold().rstrip(".") in says]
