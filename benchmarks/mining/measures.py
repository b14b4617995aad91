"""The measures: nothing is left out of a score, and each is the same for every system.

What a system finds is one dict per passage: theme number -> weight, strongest first; empty when
the passage is in no theme. Such a passage is a theme of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.quality import adjusted_mutual_information, b_cubed, coverage

Weights = Mapping[int, float]
CUTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
USABLE_FROM = 2
FOUND_FROM = 0.5


@dataclass(frozen=True)
class Fit:
    """How well what was found fits with people, for one run."""

    ami: float
    b_cubed: float
    coverage: float
    themes: int

    @property
    def usable(self) -> bool:
        """Something to look at: at least two themes."""
        return self.themes >= USABLE_FROM


@dataclass(frozen=True)
class Discovery:
    """Whether themes that came later were seen.

    `seen`: share of them of which some theme of the later run consists for at least a half.
    `held`: share of them with a theme whose Jaccard with it is at least a half.
    """

    seen: float
    held: float


def fit(gold: Sequence[Sequence[str]], found: Sequence[Weights]) -> Fit:
    """Score one run: AMI on main themes, extended B-cubed on all; passages without gold left out.

    Raises:
        ValueError: the two do not speak of the same passages.
    """
    if len(gold) != len(found):
        raise ValueError("gold and found must speak of the same passages")
    pairs = [(themes, weights) for themes, weights in zip(gold, found, strict=True) if themes]
    main = [themes[0] for themes, _ in pairs]
    first = [strongest(weights) for _, weights in pairs]
    return Fit(
        ami=adjusted_mutual_information(main, first),
        b_cubed=b_cubed([set(themes) for themes, _ in pairs], [set(own) for _, own in pairs]).f1,
        coverage=coverage([set(weights) for weights in found]),
        themes=len({theme for weights in found for theme in weights}),
    )


def strongest(weights: Weights) -> int | None:
    """The theme with the largest weight (ties: the first given), or None."""
    return max(weights, key=lambda theme: weights[theme]) if weights else None


def summary(values: Sequence[float], *, digits: int = 3) -> dict[str, float]:
    """Mean, least and most."""
    return {
        "mean": round(float(np.mean(values)), digits),
        "least": round(float(min(values)), digits),
        "most": round(float(max(values)), digits),
    }


def cut(found: Sequence[Weights], share: float) -> list[set[int]]:
    """Per passage the themes with at least this share of the weight of its strongest one."""
    return [
        {theme for theme, weight in weights.items() if weight >= share * max(weights.values())}
        for weights in found
    ]


def matching(
    gold: Sequence[Sequence[str]], found: Sequence[set[int]], *, one_to_one: bool = True
) -> dict[int, str]:
    """Which gold label each theme stands for: the assignment with the highest sum of F1.

    One to one (Hungarian), or else for each theme its best label. A theme that shares nothing
    with a label stands for none.
    """
    from scipy.optimize import linear_sum_assignment

    labels = sorted({label for row in gold for label in row})
    themes = sorted({theme for row in found for theme in row})
    if not labels or not themes:
        return {}
    of_gold = _table(gold, labels)
    of_found = _table([list(row) for row in found], themes)
    shared = of_found.T @ of_gold
    score = 2 * shared / (of_found.sum(axis=0)[:, None] + of_gold.sum(axis=0)[None, :])
    if one_to_one:
        rows, columns = linear_sum_assignment(score, maximize=True)
    else:
        rows, columns = np.arange(len(themes)), score.argmax(axis=1)
    return {
        themes[row]: labels[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if score[row, column] > 0
    }


def sample_f1(gold: Sequence[Sequence[str]], said: Sequence[set[str]]) -> float:
    """Mean over passages of the F1 between their gold labels and those said of them."""
    scores = [
        2 * len(set(row) & own) / (len(set(row)) + len(own)) if row or own else 1.0
        for row, own in zip(gold, said, strict=True)
    ]
    return float(np.mean(scores)) if scores else 0.0


def several_f1(
    gold: Sequence[Sequence[str]],
    found: Sequence[Weights],
    train: NDArray[np.bool_],
    *,
    one_to_one: bool = True,
) -> dict[str, float]:
    """Sample-F1 on one half, with the cut of weights and the matching chosen on the other.

    Args:
        gold: labels per passage; passages without any are left out.
        train: (n,) the half to choose on.
    """
    halves = []
    for half in (train, ~train):
        rows = [i for i in np.flatnonzero(half).tolist() if gold[i]]
        halves.append(([gold[i] for i in rows], [found[i] for i in rows]))
    (own_gold, own_found), (other_gold, other_found) = halves
    best, chosen, names = -1.0, 1.0, dict[int, str]()
    for share in CUTS:
        taken = cut(own_found, share)
        candidate = matching(own_gold, taken, one_to_one=one_to_one)
        score = sample_f1(own_gold, _named(taken, candidate))
        if score > best + 1e-12:
            best, chosen, names = score, share, candidate
    reached = sample_f1(other_gold, _named(cut(other_found, chosen), names))
    return {"sample_f1": round(reached, 4), "cut": chosen, "matched": len(names)}


def both_ways(
    gold: Sequence[Sequence[str]], found: Sequence[Weights], *, seed: int, one_to_one: bool = True
) -> dict[str, float]:
    """`several_f1` with each half once the half to choose on; the mean."""
    train = np.random.default_rng(seed).permutation(len(gold)) < len(gold) // 2
    runs = [several_f1(gold, found, half, one_to_one=one_to_one) for half in (train, ~train)]
    return {name: round(float(np.mean([one[name] for one in runs])), 4) for name in runs[0]}


def discovery(
    arrived: Mapping[str, set[str]], later: Mapping[str, set[str]], *, old: set[str]
) -> Discovery:
    """Which gold themes that arrived later were seen as something new.

    Args:
        arrived: the stories of each gold theme that was not there at first.
        later: the stories in each theme after the second part.
        old: themes that were there before; they are no discovery.
    """
    fresh = [stories for theme, stories in later.items() if theme not in old and stories]
    seen = [
        any(len(own & stories) / len(stories) >= FOUND_FROM for stories in fresh)
        for own in arrived.values()
    ]
    held = [
        any(len(own & stories) / len(own | stories) >= FOUND_FROM for stories in fresh)
        for own in arrived.values()
    ]
    return Discovery(seen=float(np.mean(seen)), held=float(np.mean(held)))


def members(found: Sequence[Weights]) -> dict[int, set[int]]:
    """The passages (positions) of each theme."""
    held: dict[int, set[int]] = defaultdict(set)
    for position, weights in enumerate(found):
        for theme in weights:
            held[theme].add(position)
    return dict(held)


def _named(found: Sequence[set[int]], names: Mapping[int, str]) -> list[set[str]]:
    return [{names[theme] for theme in row if theme in names} for row in found]


def _table(rows: Sequence[Sequence[Any]], names: Sequence[Any]) -> NDArray[np.float64]:
    column = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name in row:
            table[number, column[name]] = 1.0
    return table
