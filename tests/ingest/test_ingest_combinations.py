"""Rare combinations: what points to somebody together is flagged, ordinary stories are not."""

import json
from pathlib import Path

import pytest

from ingest.combinations import find, flags

CASES = json.loads(
    (Path(__file__).parents[1] / "golden" / "combinations" / "cases.json").read_text("utf-8")
)


# Written before the lists were, and not found yet. One that is found loses its mark.
KNOWN_MISS = pytest.mark.xfail(strict=True, reason="no list or pattern finds this yet")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=str(case["id"]), marks=[KNOWN_MISS] if case.get("missed") else [])
        for case in CASES
    ],
)
def test_only_what_is_rare_together_is_flagged(case: dict[str, object]) -> None:
    assert (find(str(case["text"])) is not None) is case["rare"]


def test_traits_are_in_the_text_in_reading_order_and_one_per_kind() -> None:
    text = "Als enige imam van het eiland kreeg ik taaislijmziekte, en mijn broer is dominee."
    found = find(text)
    assert found is not None
    words = [text[trait.start : trait.end] for trait in found.traits]
    assert words == ["imam", "het eiland", "taaislijmziekte"]
    assert found.only
    assert [trait.category for trait in found.traits] == ["werk", "plek", "ziekte"]


def test_an_age_band_of_the_very_old_tells_something_and_other_placeholders_nothing() -> None:
    text = "[moeder] van [80+ jaar] was non en woont op een woonboot met [persoon-1]."
    found = find(text)
    assert found is not None
    assert [t.category for t in found.traits] == ["leeftijd", "werk", "plek"]
    assert find(text.replace("80+", "40-54").replace("non", "moeder")) is None


@pytest.mark.parametrize(("count", "told"), [("vijf", False), ("zes", True), ("20", True)])
def test_many_children_tell_something(count: str, told: bool) -> None:
    text = f"Ik ben pastoor, wij hebben {count} kinderen en een papegaai."
    assert (find(text) is not None) is told


def test_capitals_and_accents_make_no_difference() -> None:
    assert find("WIJ ZIJN HET ENIGE GEZIN MET EEN DRIELING IN HET DORP") is not None


def test_flags_hold_words_and_places_and_nothing_is_nothing() -> None:
    text = "Wij zijn het enige gezin met een drieling in het dorp."
    kept = flags(text)
    assert kept is not None
    assert [flag["words"] for flag in kept] == ["drieling", "het dorp"]
    assert all(text[int(f["start"]) : int(f["end"])] == f["words"] for f in kept)
    assert flags("") is None
    assert flags("Ik woon in een dorp.") is None


def test_the_only_one_may_be_told_the_second_time() -> None:
    told = "Mijn kinderen zijn een drieling. Wij zijn het enige gezin met een drieling in het dorp."
    assert find(told) is not None
