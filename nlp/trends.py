"""How often a theme is told in the course of time, and whether that changes. Counts of stories.

Stories, never passages: the pieces of one story are not independent. Every count stands beside its
exposure, the number of stories in which the theme could have been told, because a busy month is
no rise. Two looks at a change, each with half of the chance to be wrong:

- *sudden*: a Gamma-Poisson comparison of the last months with those before. It rises when the
  rate is very probably more than half as high again;
- *slow*: a one-sided CUSUM (Page 1954), judged against the same number of stories divided over the
  months by exposure alone, so that its error does not depend on how rare the theme is.

Both take stories to be told independently. Ten stories from one meeting look like a rise.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Signal

RATIO = 1.5
"""A rate is only called higher (or lower) when it differs by this factor."""
FEWEST_STORIES = 5
"""Under this number of stories nothing is called a rise or a fall."""
FEWEST_TOLD = 10
"""Under this exposure there is no percentage, and no judgement."""
CONFIDENCE = 0.95

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_CERTAIN = 0.95
_RECENT_MONTHS = (3, 6, 12)
_EARLIER_MONTHS = 24
_PRIOR = 0.5
_SLOW_LEVEL = 0.025
_SLOW_RATIO = 1.25
_DRAWS = 999
_LARGEST_KEY = 2**64 - 1

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """How many of the `told` stories of a period tell of a theme."""

    period: str
    stories: int
    told: int


@dataclass(frozen=True)
class Share:
    """A share with its exact 95 % interval (Clopper and Pearson 1934); all from 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Judgement:
    """What can be said of the last months against those before."""

    signal: Signal
    recent: Counted
    earlier: Counted
    ratio: float | None
    """Rate in the last months divided by the rate before: the middle of what is probable."""
    low: float | None
    high: float | None
    """Between these two with 90 % probability."""
    rising: float
    """Probability that the ratio is above `RATIO`."""
    falling: float
    """Probability that the ratio is below 1 / `RATIO`."""
    slow_rise: float
    """How often chance alone gives such a slow rise; 1 when it was not looked at."""
    slow_fall: float

    @property
    def slow(self) -> bool:
        """True for a change that no single month shows."""
        sudden = max(self.rising, self.falling) >= _CERTAIN
        return self.signal in {Signal.RISING, Signal.FALLING} and not sudden


def is_month(period: str | None) -> bool:
    """Whether a period is a month that can be placed in time, "2026-03"."""
    return period is not None and _MONTH.fullmatch(period) is not None


def quarter_of(month: str) -> str:
    """The quarter of a month: "2026-03" -> "2026-K1"."""
    return f"{month[:4]}-K{(int(month[5:]) + 2) // 3}"


def months_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included."""
    start, end = _number(first), _number(last)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def filled(stories: Mapping[str, int], told: Mapping[str, int]) -> tuple[Counted, ...]:
    """Counts per month in order of time, months without any story included.

    Args:
        stories: by month, how many stories tell of the theme.
        told: by month, how many stories there are; its first and last month set the range.

    Raises:
        ValueError: more stories tell of the theme than there are.
    """
    months = sorted(month for month, count in told.items() if count > 0)
    if any(count > told.get(month, 0) for month, count in stories.items()):
        raise ValueError("a theme cannot be in more stories than there are")
    if not months:
        return ()
    return tuple(
        Counted(month, stories.get(month, 0), told.get(month, 0))
        for month in months_between(months[0], months[-1])
    )


def share_of(stories: int, told: int) -> Share | None:
    """The share with its exact interval; None under `FEWEST_TOLD` stories.

    Raises:
        ValueError: more stories than there are.
    """
    from scipy.special import betaincinv

    if not 0 <= stories <= told:
        raise ValueError("a share is of no more stories than there are")
    if told < FEWEST_TOLD:
        return None
    tail = (1 - CONFIDENCE) / 2
    low = betaincinv(stories, told - stories + 1, tail) if stories else 0.0
    high = betaincinv(stories + 1, told - stories, 1 - tail) if stories < told else 1.0
    return Share(stories / told, float(low), float(high))


def judge(history: Sequence[Counted], *, seed: int) -> Judgement:
    """Whether a theme is told more, less or as often as before.

    The last months are the last three; six or twelve when three hold too few stories to say
    anything of. That choice looks at the exposure only, so it does not go looking for a rise.

    Args:
        history: consecutive months in order of time, as `filled` gives them.
        seed: of the draws for the slow look.
    """
    earlier_months, recent_months = _windows(history)
    recent, earlier = _together(recent_months), _together(earlier_months)
    if min(recent.told, earlier.told) < FEWEST_TOLD:
        return _undecided(Signal.TOO_FEW, recent, earlier)
    if 0 < recent.stories < FEWEST_STORIES and not earlier.stories:
        return _undecided(Signal.NEW_SMALL, recent, earlier)
    if recent.stories + earlier.stories < FEWEST_STORIES:
        return _undecided(Signal.TOO_FEW, recent, earlier)
    return _judged(recent, earlier, [*earlier_months, *recent_months], seed=seed)


def ratio_above(bound: float, recent: Counted, earlier: Counted) -> float:
    """The probability that the rate of the recent months is more than `bound` times the earlier.

    Rates have independent Gamma(1/2, 0) priors (Jeffreys). Then the share of the recent in both,
    weighed by exposure, follows a Beta distribution: no sampling is needed.
    """
    from scipy.special import betaincc

    weight = bound * recent.told / earlier.told
    return float(betaincc(recent.stories + _PRIOR, earlier.stories + _PRIOR, weight / (1 + weight)))


def slow_change(history: Sequence[Counted], *, seed: int) -> tuple[float, float]:
    """How often chance alone ends in a CUSUM as high, upwards and downwards.

    Returns:
        Two numbers in (0, 1], from 999 divisions of the same stories over the months by exposure.
    """
    stories = np.array([[month.stories for month in history]], dtype=np.float64)
    told = np.array([month.told for month in history], dtype=np.float64)
    total = int(stories.sum())
    expected = told * total / told.sum()
    drawn = _divided(total, told, seed=seed)
    found = [
        _chance_of(_cusum(stories, expected, up=up)[0], _cusum(drawn, expected, up=up))
        for up in (True, False)
    ]
    return found[0], found[1]


def _judged(
    recent: Counted, earlier: Counted, history: Sequence[Counted], *, seed: int
) -> Judgement:
    from scipy.special import betaincinv

    rising = ratio_above(RATIO, recent, earlier)
    falling = 1 - ratio_above(1 / RATIO, recent, earlier)
    slow_rise, slow_fall = slow_change(history, seed=seed)
    shares = betaincinv(
        recent.stories + _PRIOR, earlier.stories + _PRIOR, np.array([0.05, 0.5, 0.95])
    )
    low, middle, high = shares / (1 - shares) * earlier.told / recent.told
    rises = recent.stories >= FEWEST_STORIES
    falls = earlier.stories >= FEWEST_STORIES
    signal = Signal.TOO_FEW
    if rises and rising >= _CERTAIN:
        signal = Signal.RISING
    elif falls and falling >= _CERTAIN:
        signal = Signal.FALLING
    elif rises and middle > 1 and slow_rise <= _SLOW_LEVEL:
        signal = Signal.RISING
    elif falls and middle < 1 and slow_fall <= _SLOW_LEVEL:
        signal = Signal.FALLING
    elif low > 1 / RATIO and high < RATIO:
        signal = Signal.STEADY
    return Judgement(
        signal=signal,
        recent=recent,
        earlier=earlier,
        ratio=float(middle),
        low=float(low),
        high=float(high),
        rising=rising,
        falling=falling,
        slow_rise=slow_rise,
        slow_fall=slow_fall,
    )


def _undecided(signal: Signal, recent: Counted, earlier: Counted) -> Judgement:
    return Judgement(signal, recent, earlier, None, None, None, 0.0, 0.0, 1.0, 1.0)


def _windows(history: Sequence[Counted]) -> tuple[Sequence[Counted], Sequence[Counted]]:
    """The earlier and the recent months."""
    for length in _RECENT_MONTHS:
        recent, before = history[-length:], history[:-length][-_EARLIER_MONTHS:]
        if min(sum(month.told for month in part) for part in (recent, before)) >= FEWEST_TOLD:
            return before, recent
    length = _RECENT_MONTHS[0]
    return history[:-length][-_EARLIER_MONTHS:], history[-length:]


def _together(months: Sequence[Counted]) -> Counted:
    """Some consecutive months as one period, "2026-01/2026-03"."""
    return Counted(
        period=f"{months[0].period}/{months[-1].period}" if months else "",
        stories=sum(month.stories for month in months),
        told=sum(month.told for month in months),
    )


def _cusum(stories: Amounts, expected: Amounts, *, up: bool) -> Amounts:
    """The sum at the end of each row (n, months), upwards or downwards."""
    ratio = _SLOW_RATIO if up else 1 / _SLOW_RATIO
    # The reference value that sees a change by this ratio soonest (Lucas 1985).
    reference = expected * (ratio - 1) / math.log(ratio)
    steps = stories - reference if up else reference - stories
    level = np.zeros(len(stories))
    for step in steps.T:
        level = np.maximum(0.0, level + step)
    return level


def _chance_of(found: float, drawn: Amounts) -> float:
    # A little slack: equal sums may differ in their last bit.
    return float((1 + np.count_nonzero(drawn >= found - 1e-9)) / (1 + len(drawn)))


def _divided(total: int, told: Amounts, *, seed: int) -> Amounts:
    """(draws, months): the stories divided over the months by exposure alone."""
    generator = np.random.Generator(np.random.Philox(key=seed & _LARGEST_KEY))
    return generator.multinomial(total, told / told.sum(), size=_DRAWS).astype(np.float64)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
