"""Measures of links, on cases that can be worked out by hand."""

import numpy as np
import pytest

from benchmarks.link_figures import (
    beside,
    calibration_error,
    coverage_at,
    ndcg,
    shown,
    sure_from,
    unavoidable_error,
)
from benchmarks.linking import OFF_TOPIC, PASSAGE, REWORDED, THEME, read

KEYS = ["a", "b", "c"]


def test_the_best_order_gains_one_and_a_core_below_a_related_one_less() -> None:
    assert ndcg(np.array([3.0, 2, 1]), {"a": 2, "b": 1}, KEYS) == 1
    second = ndcg(np.array([2.0, 3, 1]), {"a": 2, "b": 1}, KEYS)
    assert second == pytest.approx((1 + 2 / np.log2(3)) / (2 + 1 / np.log2(3)))


def test_a_difference_on_every_query_is_no_chance_and_none_is_not_tested() -> None:
    assert beside([1.0] * 20, [0.0] * 20)["p"] < 0.001
    assert beside([0.5, 0.7], [0.5, 0.7]) == {}
    assert beside([1.0, 0.0], [0.0, 1.0])["p"] == 1


def test_the_calibration_error_is_the_gap_between_what_was_said_and_what_was_so() -> None:
    likely = np.array([0.75] * 4 + [0.15] * 4)
    right = np.array([True] * 3 + [False] + [False] * 4)
    assert calibration_error(likely, right) == pytest.approx((0 + 0.15) / 2)
    assert calibration_error(np.array([]), np.array([], dtype=bool)) == 0


def test_true_probabilities_show_an_error_too_and_less_with_more_pairs() -> None:
    few, many = (unavoidable_error(np.full(count, 0.5)) for count in (20, 2_000))
    assert 0.05 < few < 0.2
    assert many < few / 5


def test_coverage_goes_as_far_down_as_precision_holds() -> None:
    likely = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, False, True, True, False])
    assert coverage_at(likely, right, 0.75) == 1
    assert coverage_at(likely, right, 0.8) == pytest.approx(1 / 3)
    assert coverage_at(likely, ~right, 1.0) == 0


def test_a_handful_of_hits_is_not_sure_enough() -> None:
    five = np.linspace(0.9, 0.8, 5)
    assert sure_from(five, np.ones(5, dtype=bool), 0.8) == {}
    found = sure_from(np.linspace(0.9, 0.6, 40), np.arange(40) < 36, 0.8)
    assert found["pairs"] == 40
    assert found["of those related"] == 0.9


def test_only_the_first_few_above_the_floor_are_shown() -> None:
    chances = np.array([[0.9, 0.3, 0.8, 0.7], [0.1, 0.2, 0.1, 0.1]])
    assert shown(chances, 0.4, 2).tolist() == [[True, False, True, False], [False] * 4]


def test_a_theme_in_other_words_has_the_grades_of_that_theme_and_stays_in_its_group() -> None:
    queries = read()
    kinds = [query.kind for query in queries]
    assert [kinds.count(kind) for kind in (THEME, PASSAGE, REWORDED, OFF_TOPIC)] == [44, 88, 44, 30]
    grades = {query.group: query for query in queries if query.kind == THEME}
    for query in queries:
        if query.kind == REWORDED:
            assert query.grades == grades[query.group].grades
            assert query.theme.label != grades[query.group].theme.label
        if query.kind == OFF_TOPIC:
            assert query.grades == {}
