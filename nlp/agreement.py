"""How far people who judge apart agree, beyond what chance would give.

Cohen's kappa (1960, unweighted) for two people; Krippendorff's alpha for nominal values with any
number of people and gaps ("Computing Krippendorff's Alpha-Reliability", 2011).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

INTERVAL_FROM = 10
"""With fewer units that two people judged an interval says nothing."""
_RESAMPLES = 1000

Judged = Mapping[Any, str]
"""What each person made of one unit; who did not judge it is not in it."""


@dataclass(frozen=True)
class Agreement:
    """How far people agree on the units that at least two of them judged.

    `raw`: the share of units on which everybody who judged it says the same. `kappa`: only when
    two people judged all of them. A figure is None when it is not defined: nobody differed in
    what they chose, or there is nothing to compare. `low`, `high`: 95% of alpha, by resampling.
    """

    units: int
    people: int
    raw: float | None
    kappa: float | None
    alpha: float | None
    low: float | None
    high: float | None


def agreement(units: Sequence[Judged], *, seed: int) -> Agreement:
    """All measures of agreement; `seed` signs the resampling of the interval."""
    paired = [unit for unit in units if len(unit) >= 2]
    people = {person for unit in paired for person in unit}
    alike = sum(len(set(unit.values())) == 1 for unit in paired)
    low, high = _interval(paired, seed=seed)
    return Agreement(
        units=len(paired),
        people=len(people),
        raw=round(alike / len(paired), 4) if paired else None,
        kappa=_rounded(cohen_kappa(paired)) if len(people) == 2 else None,
        alpha=_rounded(krippendorff_alpha(paired)),
        low=low,
        high=high,
    )


def cohen_kappa(units: Sequence[Judged]) -> float | None:
    """Cohen's kappa of the two people who judged these units.

    None when there is no unit, or both chose one and the same word throughout: then chance alone
    would agree as often.

    Raises:
        ValueError: there are not two people, or one of them left a unit out.
    """
    from sklearn.metrics import cohen_kappa_score

    if not units:
        return None
    people = sorted({person for unit in units for person in unit}, key=str)
    if len(people) != 2 or any(len(unit) != 2 for unit in units):
        raise ValueError("kappa is for two people who judged the same units")
    first, second = ([unit[person] for unit in units] for person in people)
    if len({*first, *second}) == 1:
        return None
    return float(cohen_kappa_score(first, second))


def krippendorff_alpha(units: Sequence[Judged]) -> float | None:
    """Krippendorff's alpha for nominal values: 1 - observed / expected disagreement.

    Units that fewer than two people judged do not count. None when nothing is left, or everybody
    chose one and the same word throughout.
    """
    observed, totals = 0.0, Counter[str]()
    for unit in units:
        counts = Counter(unit.values())
        size = counts.total()
        if size < 2:
            continue
        totals += counts
        # Pairs of people who differ, weighed so that each person counts once.
        observed += (size * size - sum(n * n for n in counts.values())) / (size - 1)
    size = totals.total()
    expected = (size * size - sum(n * n for n in totals.values())) / (size - 1) if size else 0.0
    return 1 - observed / expected if expected else None


def _interval(units: Sequence[Judged], *, seed: int) -> tuple[float | None, float | None]:
    """The 2.5th and 97.5th percentile of alpha over resampled units."""
    if len(units) < INTERVAL_FROM or krippendorff_alpha(units) is None:
        return None, None
    random = np.random.default_rng(seed)
    found = []
    for _ in range(_RESAMPLES):
        drawn = random.integers(0, len(units), len(units))
        alpha = krippendorff_alpha([units[number] for number in drawn.tolist()])
        # Everybody said one and the same in this draw: agreement is complete.
        found.append(1.0 if alpha is None else alpha)
    low, high = np.quantile(found, [0.025, 0.975])
    return _rounded(float(low)), _rounded(float(high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
