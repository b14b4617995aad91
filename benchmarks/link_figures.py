"""Measures of links: ranking, calibration, and how much is found at which precision."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED, PERMUTATIONS, SIMULATIONS = 7, 10_000, 500
EIGHTY = 1.2816
"""The normal quantile of an 80 % interval, both sides."""

Table = NDArray[np.float64]
Flags = NDArray[np.bool_]


def best(scores: Table, count: int) -> list[int]:
    """The positions of the highest scores, best first."""
    found: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return found


def ndcg(scores: Table, grades: Mapping[str, int], keys: Sequence[str]) -> float:
    """nDCG@10 (Järvelin & Kekäläinen 2002), the grade as gain."""
    gained = sum(
        grades.get(keys[place], 0) / np.log2(rank + 2)
        for rank, place in enumerate(best(scores, 10))
    )
    ideal = sorted(grades.values(), reverse=True)[:10]
    return float(gained / sum(grade / np.log2(rank + 2) for rank, grade in enumerate(ideal)))


def beside(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """A paired permutation test on nDCG: how often chance gives such a difference."""
    gap = np.array(ours) - np.array(theirs)
    if not gap.any():
        return {}
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(PERMUTATIONS, len(gap)))
    more = np.abs((signs * gap).mean(axis=1)) >= abs(gap.mean())
    return {"p": round(float((more.sum() + 1) / (PERMUTATIONS + 1)), 4)}


def calibration_error(likely: Table, right: Flags) -> float:
    """Expected calibration error, ten bins of equal width (Naeini et al. 2015)."""
    if not len(likely):
        return 0.0
    bins = np.minimum((likely * 10).astype(int), 9)
    return sum(
        abs(float(likely[bins == one].mean() - right[bins == one].mean()))
        * float((bins == one).mean())
        for one in np.unique(bins)
    )


def unavoidable_error(likely: Table) -> float:
    """The calibration error that true probabilities would show with so few pairs (mean)."""
    random = np.random.default_rng(SEED)
    drawn = random.random((SIMULATIONS, len(likely))) < likely
    return float(np.mean([calibration_error(likely, row) for row in drawn]))


def coverage_at(likely: Table, right: Flags, precision: float) -> float:
    """The share of related pairs found, as far down as precision holds."""
    reached = np.flatnonzero(_precision(likely, right) >= precision)
    if not len(reached) or not right.any():
        return 0.0
    order = np.argsort(-likely, kind="stable")[: int(reached[-1]) + 1]
    return float(right[order].sum() / right.sum())


def sure_from(likely: Table, right: Flags, precision: float) -> dict[str, float]:
    """From which probability the lower bound of precision is high enough, and what that finds.

    The bound is the lower end of Wilson's 80 % interval (1927) over all pairs from there up.
    """
    order = np.argsort(-likely, kind="stable")
    hits, counts = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    share = hits / counts
    middle = share + EIGHTY**2 / (2 * counts)
    wide = EIGHTY * np.sqrt(share * (1 - share) / counts + EIGHTY**2 / (4 * counts**2))
    lower = (middle - wide) / (1 + EIGHTY**2 / counts)
    reached = np.flatnonzero(lower >= precision)
    if not len(reached):
        return {}
    last = int(reached[-1])
    return {
        "probability": round(float(likely[order][last]), 3),
        "pairs": last + 1,
        "of those related": round(float(share[last]), 3),
        "related found": round(float(hits[last] / right.sum()), 3),
    }


def shown(chances: Table, floor: float, most: int) -> Flags:
    """Which pairs are proposed: at least the floor, and of each query the first few."""
    found = np.zeros(chances.shape, dtype=bool)
    for row, likely in enumerate(chances):
        places = best(likely, most)
        found[row, places] = likely[places] >= floor
    return found


def calibration(chances: Table, right: Flags, *, floor: float, most: int) -> dict[str, Any]:
    """Everything about probabilities and about how much is found at which precision."""
    proposed = shown(chances, floor, most)
    likely, related = chances.ravel(), right.ravel()
    return {
        "ECE, all pairs": round(calibration_error(likely, related), 4),
        "proposed": int(proposed.sum()),
        "of those related": round(float(right[proposed].mean()), 3) if proposed.any() else None,
        "mean probability of those": round(float(chances[proposed].mean()), 3)
        if proposed.any()
        else None,
        "ECE, proposed": round(calibration_error(chances[proposed], right[proposed]), 3),
        "ECE that true probabilities would show there": round(
            unavoidable_error(chances[proposed]), 3
        ),
        "related found at precision": {
            f"{precision:.2f}": round(coverage_at(likely, related, precision), 3)
            for precision in (0.95, 0.9, 0.85, 0.8, 0.7, 0.6)
        },
        "precision surely .8": sure_from(likely, related, 0.8),
    }


def _precision(likely: Table, right: Flags) -> Table:
    order = np.argsort(-likely, kind="stable")
    return np.asarray(np.cumsum(right[order]) / np.arange(1, len(order) + 1))
