"""Scores leave nothing out: abstaining earns nothing, overlap counts, chance is zero."""

import pytest

from models.vocabulary import Stability
from nlp.quality import (
    adjusted_mutual_information,
    b_cubed,
    coverage,
    grade,
    persistence,
)


def test_a_perfect_answer_scores_one_also_with_overlap() -> None:
    gold = [{"a"}, {"a", "b"}, {"b"}, {"c"}]
    assert b_cubed(gold, [{1}, {1, 2}, {2}, {3}]).f1 == pytest.approx(1)


def test_the_extended_form_counts_how_often_two_passages_meet() -> None:
    # Amigó et al. 2009, 4.1: two passages share two categories, the answer lets them meet once.
    score = b_cubed([{"a", "b"}, {"a", "b"}], [{1}, {1}])
    assert score.precision == pytest.approx(1)
    assert score.recall == pytest.approx(0.5)


def test_abstaining_on_everything_has_no_recall() -> None:
    score = b_cubed([{"a"}] * 4, [set()] * 4)
    assert (score.precision, score.recall) == (1.0, 0.25)
    assert adjusted_mutual_information(list("aabb"), [None] * 4) == pytest.approx(0)


def test_one_theme_for_all_says_nothing() -> None:
    assert adjusted_mutual_information(list("aabb"), [1, 1, 1, 1]) == pytest.approx(0)
    assert b_cubed([{"a"}, {"b"}], [{1}, {1}]).precision == pytest.approx(0.5)


def test_no_passages_score_nothing() -> None:
    assert b_cubed([], []).f1 == 0
    assert coverage([]) == 0


def test_scores_speak_of_the_same_passages() -> None:
    with pytest.raises(ValueError, match="same passages"):
        b_cubed([{"a"}], [])


@pytest.mark.parametrize(
    ("stability", "word"),
    [
        (0.75, Stability.FIRM),
        (0.749, Stability.FAIR),
        (0.6, Stability.FAIR),
        (0.599, Stability.SHAKY),
        (None, Stability.UNKNOWN),
    ],
)
def test_stability_gets_hennigs_words(stability: float | None, word: Stability) -> None:
    assert grade(stability) is word


def test_persistence_counts_passages_that_kept_their_theme() -> None:
    before = {"p1": "a", "p2": "a", "p3": "b", "p4": None}
    assert persistence(before, {"p1": "a", "p2": "c", "p3": None, "p4": "a"}) == pytest.approx(
        1 / 3
    )
    assert persistence({}, {}) == 1.0


def test_coverage_is_the_share_with_a_theme() -> None:
    assert coverage([{1}, set(), {2}, set()]) == 0.5
