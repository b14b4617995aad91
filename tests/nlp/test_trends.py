"""Rates with their exposure: intervals against known values, and few false alarms."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from models.vocabulary import Signal
from nlp import trends
from nlp.trends import Counted

MONTHS = trends.months_between("2024-01", "2025-12")


def _history(stories: Sequence[int], told: Sequence[int]) -> list[Counted]:
    months = MONTHS[: len(told)]
    return [Counted(*row) for row in zip(months, stories, told, strict=True)]


@pytest.mark.parametrize(
    ("stories", "told"), [(0, 10), (1, 10), (7, 23), (10, 10), (50, 400), (399, 400)]
)
def test_the_interval_is_that_of_clopper_and_pearson(stories: int, told: int) -> None:
    share = trends.share_of(stories, told)
    known = stats.binomtest(stories, told).proportion_ci(0.95, method="exact")
    assert share is not None
    assert share.value == stories / told
    assert (share.low, share.high) == pytest.approx((known.low, known.high), abs=1e-9)


def test_under_ten_stories_there_is_no_percentage() -> None:
    assert trends.share_of(3, 9) is None
    assert trends.share_of(0, 0) is None


def test_more_stories_in_a_theme_than_there_are_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no more"):
        trends.share_of(11, 10)
    with pytest.raises(ValueError, match="cannot"):
        trends.filled({"2026-01": 2}, {"2026-01": 1})


def test_months_without_a_story_stand_between_the_others() -> None:
    assert trends.filled({"2026-02": 1}, {"2025-11": 3, "2026-02": 2}) == (
        Counted("2025-11", 0, 3),
        Counted("2025-12", 0, 0),
        Counted("2026-01", 0, 0),
        Counted("2026-02", 1, 2),
    )
    assert trends.filled({}, {}) == ()


@pytest.mark.parametrize(
    ("month", "quarter"), [("2026-01", "2026-K1"), ("2026-03", "2026-K1"), ("2026-12", "2026-K4")]
)
def test_a_month_has_a_quarter(month: str, quarter: str) -> None:
    assert trends.quarter_of(month) == quarter


@pytest.mark.parametrize("period", [None, "", "2026", "2026-13", "2026-1", "maart 26"])
def test_what_is_no_month_is_not_placed_in_time(period: str | None) -> None:
    assert not trends.is_month(period)


def test_the_probability_of_a_rise_is_that_of_sampling_both_rates() -> None:
    random = np.random.default_rng(1)
    recent, earlier = Counted("n", 12, 40), Counted("v", 20, 150)
    rates = (
        random.gamma(recent.stories + 0.5, size=400_000) / recent.told,
        random.gamma(earlier.stories + 0.5, size=400_000) / earlier.told,
    )
    sampled = np.mean(rates[0] / rates[1] > trends.RATIO)
    assert trends.ratio_above(trends.RATIO, recent, earlier) == pytest.approx(sampled, abs=0.005)


def test_the_interval_of_the_ratio_holds_ninety_percent() -> None:
    found = trends.judge(_history([5] * 12 + [9] * 3, [40] * 15), seed=7)
    assert found.low is not None
    assert found.high is not None
    inside = trends.ratio_above(found.low, found.recent, found.earlier) - trends.ratio_above(
        found.high, found.recent, found.earlier
    )
    assert inside == pytest.approx(0.9, abs=1e-6)


def test_a_sudden_rise_is_seen_and_a_sudden_fall_too() -> None:
    told = [30] * 15
    rise = trends.judge(_history([2] * 12 + [8] * 3, told), seed=7)
    fall = trends.judge(_history([8] * 12 + [2] * 3, told), seed=7)
    assert (rise.signal, fall.signal) == (Signal.RISING, Signal.FALLING)
    assert rise.recent == Counted("2025-01/2025-03", 24, 90)
    assert rise.earlier == Counted("2024-01/2024-12", 24, 360)


def test_a_busy_month_is_no_rise() -> None:
    found = trends.judge(_history([3] * 12 + [30] * 3, [30] * 12 + [300] * 3), seed=7)
    assert found.signal is not Signal.RISING
    assert found.ratio == pytest.approx(1.0, abs=0.05)


def test_a_slow_rise_is_seen_where_no_month_stands_out() -> None:
    stories = [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9]
    found = trends.judge(_history(stories, [60] * 24), seed=7)
    assert found.rising < 0.95
    assert found.slow_rise <= 0.01
    assert found.signal is Signal.RISING
    down = trends.judge(_history(stories[::-1], [60] * 24), seed=7)
    assert down.slow_fall <= 0.025
    assert down.signal is Signal.FALLING


def test_a_large_theme_that_does_not_change_is_called_steady() -> None:
    assert trends.judge(_history([30] * 24, [100] * 24), seed=7).signal is Signal.STEADY


@pytest.mark.parametrize("stories", [1, 4])
def test_a_weak_signal_is_new_and_small(stories: int) -> None:
    history = _history([0] * 14 + [stories], [20] * 15)
    assert trends.judge(history, seed=7).signal is Signal.NEW_SMALL


def test_nothing_is_new_without_a_time_before() -> None:
    found = trends.judge(_history([4], [20]), seed=7)
    assert (found.signal, found.earlier.told) == (Signal.TOO_FEW, 0)
    assert trends.judge([], seed=7).signal is Signal.TOO_FEW


@pytest.mark.parametrize(
    ("stories", "told"), [([1] + [0] * 12 + [1] * 2, [20] * 15), ([1] * 15, [1] * 15)]
)
def test_few_stories_say_nothing(stories: list[int], told: list[int]) -> None:
    assert trends.judge(_history(stories, told), seed=7).signal is Signal.TOO_FEW


def test_no_rise_is_called_on_four_recent_stories() -> None:
    found = trends.judge(_history([0] * 11 + [1] + [0, 0, 4], [100] * 15), seed=7)
    assert found.rising > 0.95
    assert found.signal is Signal.TOO_FEW


def test_a_quiet_time_looks_at_more_months() -> None:
    found = trends.judge(_history([1] * 15, [2] * 15), seed=7)
    assert found.recent == Counted("2024-10/2025-03", 6, 12)


@pytest.mark.parametrize(("told", "rate"), [(6, 0.1), (10, 0.1), (30, 0.02), (30, 0.3), (120, 0.1)])
def test_without_change_at_most_one_in_twenty_is_said_to_rise(told: int, rate: float) -> None:
    random = np.random.default_rng(11)
    trials = 300
    rises = 0
    for _ in range(trials):
        exposure = random.poisson(told, len(MONTHS))
        stories = random.binomial(exposure, rate)
        found = trends.judge(_history(stories.tolist(), exposure.tolist()), seed=7)
        rises += found.signal is Signal.RISING
    assert rises / trials <= 0.05


def test_a_rise_by_three_is_mostly_seen() -> None:
    random = np.random.default_rng(12)
    rates = np.array([0.05] * 21 + [0.15] * 3)
    seen = [
        trends.judge(_history(random.binomial(60, rates).tolist(), [60] * 24), seed=7).signal
        for _ in range(100)
    ]
    assert seen.count(Signal.RISING) >= 80


def test_the_slow_look_is_fair_under_no_change() -> None:
    random = np.random.default_rng(13)
    told = random.integers(0, 30, len(MONTHS))
    chances = [
        trends.slow_change(
            _history(random.multinomial(25, told / told.sum()).tolist(), told.tolist()), seed=7
        )
        for _ in range(400)
    ]
    rises, falls = np.array(chances).T
    # Two and a half standard errors above 5 %.
    assert np.mean(rises <= 0.05) <= 0.078
    assert np.mean(falls <= 0.05) <= 0.078
    assert np.mean(rises <= 0.5) >= 0.4


def test_the_same_counts_and_seed_give_the_same_bits() -> None:
    history = _history([1, 2, 3] * 8, [20] * 24)
    assert trends.judge(history, seed=7) == trends.judge(list(history), seed=7)
    assert trends.judge(history, seed=8).slow_rise != trends.judge(history, seed=7).slow_rise
