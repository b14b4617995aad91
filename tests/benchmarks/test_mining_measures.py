"""The measures of the themes' benchmark on toy data: right, the same for all, nothing left out."""

import numpy as np
import pytest

from benchmarks.mining.measures import (
    both_ways,
    cut,
    discovery,
    fit,
    matching,
    sample_f1,
    several_f1,
    strongest,
    summary,
)
from benchmarks.mining.task import from_labels, from_weights

GOLD = [["a"], ["a"], ["b"], ["b"]]
PERFECT = [{7: 1.0}, {7: 1.0}, {3: 1.0}, {3: 1.0}]


def test_a_perfect_answer_scores_one_whatever_its_numbers() -> None:
    score = fit(GOLD, PERFECT)
    assert (score.ami, score.b_cubed, score.coverage, score.themes) == (
        pytest.approx(1),
        pytest.approx(1),
        1.0,
        2,
    )
    assert score.usable


def test_what_is_left_out_is_a_theme_of_its_own() -> None:
    # scikit-learn's AMI of [a a b b] with [0 0 1 2], by hand: the fourth stands alone.
    from sklearn.metrics import adjusted_mutual_info_score

    score = fit(GOLD, [*PERFECT[:3], {}])
    assert score.ami == pytest.approx(adjusted_mutual_info_score([0, 0, 1, 1], [0, 0, 1, 2]))
    assert score.ami < 1
    # Precision 1; recall of the two of `b` is a half each: (1 + 1 + .5 + .5) / 4.
    assert score.b_cubed == pytest.approx(2 * 0.75 / 1.75)
    assert score.coverage == 0.75


def test_a_run_that_found_nothing_earns_no_agreement_and_is_not_usable() -> None:
    score = fit(GOLD, [{}, {}, {}, {}])
    assert score.ami == pytest.approx(0, abs=1e-9)
    assert not score.usable


def test_the_extended_b_cubed_counts_how_often_two_passages_meet() -> None:
    # Amigó et al. 2009: the two share two labels and meet once, so recall is a half.
    assert fit([["a", "b"], ["a", "b"]], [{1: 1.0}, {1: 1.0}]).b_cubed == pytest.approx(2 / 3)


def test_a_passage_without_gold_is_mined_but_not_scored() -> None:
    score = fit([["a"], ["a"], [], ["b"], ["b"]], [{1: 1.0}, {1: 1.0}, {1: 1.0}, {2: 1.0}, {}])
    assert score.ami == pytest.approx(fit(GOLD, [{1: 1.0}, {1: 1.0}, {2: 1.0}, {}]).ami)
    assert score.coverage == 0.8


def test_the_main_theme_is_the_strongest_not_the_first_number() -> None:
    assert strongest({1: 0.2, 5: 0.9}) == 5
    assert strongest({4: 0.5, 2: 0.5}) == 4
    assert strongest({}) is None


def test_speaking_of_other_passages_is_an_error() -> None:
    with pytest.raises(ValueError, match="same passages"):
        fit(GOLD, PERFECT[:3])


def test_a_cut_is_a_share_of_the_strongest_theme() -> None:
    found = [{1: 2.0, 2: 1.0, 3: 0.5}, {}]
    assert cut(found, 0.5) == [{1, 2}, set()]
    assert cut(found, 1.0) == [{1}, set()]


def test_matching_is_the_best_for_all_together() -> None:
    # Theme 1 fits `a` best (F1 .8) and `b` too (.67); theme 2 fits only `a` (.5).
    gold = [["a"], ["a"], ["a", "b"], ["b"]]
    found = [{1}, {1}, {1}, {2}]
    assert matching(gold, found) == {1: "a", 2: "b"}
    greedy = matching([["a"], ["a"], ["a"]], [{1}, {1}, {2}], one_to_one=False)
    assert greedy == {1: "a", 2: "a"}
    assert matching([["a"], ["a"], ["a"]], [{1}, {1}, {2}]) == {1: "a"}


def test_a_theme_that_shares_nothing_stands_for_nothing() -> None:
    assert matching([["a"], []], [{1}, {2}]) == {1: "a"}


def test_sample_f1_is_a_mean_over_passages() -> None:
    gold = [["a", "b"], ["a"], ["b"]]
    assert sample_f1(gold, [{"a"}, {"a"}, set()]) == pytest.approx((2 / 3 + 1 + 0) / 3)


def test_matching_is_chosen_on_one_half_and_scored_on_the_other() -> None:
    gold = [["a"], ["b"], ["a"], ["b"]]
    found = [{1: 1.0}, {2: 1.0}, {2: 1.0}, {1: 1.0}]
    train = np.array([True, True, False, False])
    assert several_f1(gold, found, train)["sample_f1"] == 0
    assert several_f1(gold, [*found[:2], *found[:2]], train)["sample_f1"] == 1


def test_the_cut_is_chosen_on_the_half_to_choose_on() -> None:
    gold = [["a", "b"], ["a", "b"], ["a"], ["b"]] * 2
    found = [{1: 1.0, 2: 0.9}, {1: 1.0, 2: 0.9}, {1: 1.0, 2: 0.2}, {2: 1.0, 1: 0.2}] * 2
    train = np.array([True] * 4 + [False] * 4)
    told = several_f1(gold, found, train)
    assert told["sample_f1"] == 1
    assert 0.2 < told["cut"] <= 0.9


def test_both_halves_have_their_turn_and_the_lot_is_signed() -> None:
    gold = [["a"], ["b"]] * 10
    found = [{1: 1.0}, {2: 1.0}] * 10
    assert both_ways(gold, found, seed=1)["sample_f1"] == 1
    assert both_ways(gold, found, seed=3) == both_ways(gold, found, seed=3)


def test_only_what_was_not_there_before_is_a_discovery() -> None:
    arrived = {"new": {"s1", "s2", "s3", "s4"}}
    later = {"t1": {"s1", "s2", "s3"}, "t2": {"s4", "x", "y"}}
    assert discovery(arrived, later, old=set()).seen == 1
    assert discovery(arrived, later, old=set()).held == 1
    assert discovery(arrived, later, old={"t1"}).seen == 0
    assert discovery(arrived, {"t1": {"s1"}}, old=set()).held == 0


def test_labels_and_weights_become_the_same_kind_of_answer() -> None:
    assert from_labels([2, -1]) == [{2: 1.0}, {}]
    weights = np.array([[0.1, 0.7], [0.0, 0.0]])
    assert from_weights(weights, soft=True) == [{1: 0.7, 0: 0.1}, {}]
    assert list(from_weights(weights, soft=True)[0]) == [1, 0]
    assert from_weights(weights, soft=False) == [{1: 0.7}, {}]


def test_a_summary_tells_the_range() -> None:
    assert summary([0.1, 0.3]) == {"mean": 0.2, "least": 0.1, "most": 0.3}
