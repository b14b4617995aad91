"""Agreement beyond chance, against the vectors of the literature."""

import pytest

from nlp.agreement import INTERVAL_FROM, agreement, cohen_kappa, krippendorff_alpha


def _units(*people: str) -> list[dict[int, str]]:
    """One string per person, one character per unit, a dot where it was left out."""
    return [
        {person: value for person, value in enumerate(values) if value != "."}
        for values in zip(*people, strict=True)
    ]


BEN_AND_GERRY = _units("aabbdcccedda", "babbbcccedd" + "d")
FOUR_WITH_GAPS = _units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        (_units("0100000010", "1110010000"), 0.095),
        (BEN_AND_GERRY, 0.692),
        (FOUR_WITH_GAPS, 0.743),
    ],
    ids=["A: two people, two values", "B: two people, nominal", "C: four people with gaps"],
)
def test_alpha_is_what_krippendorff_2011_works_out(
    units: list[dict[int, str]], alpha: float
) -> None:
    assert krippendorff_alpha(units) == pytest.approx(alpha, abs=0.0005)


def test_kappa_is_what_cohens_formula_gives() -> None:
    # 50 units: 20 both yes, 15 both no, 5 and 10 apart. Observed .7, by chance .5.
    units = _units("j" * 25 + "n" * 25, "j" * 20 + "n" * 5 + "j" * 10 + "n" * 15)
    assert cohen_kappa(units) == pytest.approx(0.4)


def test_complete_agreement_is_one_and_less_than_chance_is_negative() -> None:
    alike, apart = _units("abc", "abc"), _units("ab", "ba")
    assert (cohen_kappa(alike), krippendorff_alpha(alike)) == (1.0, 1.0)
    assert cohen_kappa(apart) == -1.0
    assert (krippendorff_alpha(apart) or 0) < 0


@pytest.mark.parametrize("units", [[], _units("a", "."), _units("aaa", "aaa")])
def test_without_anything_to_tell_apart_nothing_is_defined(units: list[dict[int, str]]) -> None:
    found = agreement(units, seed=7)
    assert (found.kappa, found.alpha, found.low) == (None, None, None)


def test_kappa_is_only_for_two_people_and_alpha_for_all() -> None:
    found = agreement(FOUR_WITH_GAPS, seed=7)
    assert (found.units, found.people, found.kappa, found.alpha) == (11, 4, None, 0.7434)
    assert found.raw == round(8 / 11, 4)
    two = agreement(BEN_AND_GERRY, seed=7)
    assert two.kappa is not None
    with pytest.raises(ValueError, match="two people"):
        cohen_kappa(FOUR_WITH_GAPS)


def test_what_one_person_judged_alone_counts_for_nothing() -> None:
    assert krippendorff_alpha([*BEN_AND_GERRY, {0: "a"}]) == krippendorff_alpha(BEN_AND_GERRY)
    assert agreement([{0: "a"}], seed=7).units == 0


def test_the_interval_holds_the_figure_is_repeatable_and_needs_enough_units() -> None:
    found = agreement(BEN_AND_GERRY, seed=7)
    assert found == agreement(BEN_AND_GERRY, seed=7)
    assert found.low is not None
    assert found.low < (found.alpha or 0) < (found.high or 0)
    assert agreement(BEN_AND_GERRY[: INTERVAL_FROM - 1], seed=7).low is None
