"""How good, how stable and how lasting themes are; nothing is left out of a score.

A passage without a theme counts as a theme of its own, so abstaining on everything earns nothing.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from models.vocabulary import Stability

FIRM_FROM = 0.75
FAIR_FROM = 0.60


@dataclass(frozen=True)
class BCubed:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def grade(stability: float | None) -> Stability:
    """The word for a stability (Hennig 2007: .75 firm, .60 fair)."""
    if stability is None:
        return Stability.UNKNOWN
    if stability >= FIRM_FROM:
        return Stability.FIRM
    return Stability.FAIR if stability >= FAIR_FROM else Stability.SHAKY


def b_cubed(gold: Sequence[Set[Hashable]], found: Sequence[Set[Hashable]]) -> BCubed:
    """B-cubed extended to overlapping themes (Amigó et al. 2009); one set of themes per passage.

    An empty set is a theme of its own for that passage.

    Raises:
        ValueError: the two do not speak of the same number of passages.
    """
    if len(gold) != len(found):
        raise ValueError("gold and found must speak of the same passages")
    if not gold:
        return BCubed(0.0, 0.0, 0.0)
    shared_gold, shared_found = _shared(gold), _shared(found)
    both = np.minimum(shared_gold, shared_found)
    precision = _mean_share(both, shared_found)
    recall = _mean_share(both, shared_gold)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return BCubed(precision, recall, f1)


def adjusted_mutual_information(
    gold: Sequence[Hashable], found: Sequence[Hashable | None]
) -> float:
    """AMI between one theme per passage and the gold; None is a cluster of its own.

    Chance scores 0 (Vinh et al. 2010).
    """
    from sklearn.metrics import adjusted_mutual_info_score

    numbers: dict[Hashable, int] = {}
    labels = [
        -1 - position if theme is None else numbers.setdefault(theme, len(numbers))
        for position, theme in enumerate(found)
    ]
    names: dict[Hashable, int] = {}
    return float(
        adjusted_mutual_info_score([names.setdefault(one, len(names)) for one in gold], labels)
    )


def persistence(
    before: Mapping[Hashable, Hashable | None], after: Mapping[Hashable, Hashable | None]
) -> float:
    """The share of passages with a theme before that have the same theme id after."""
    kept = [after.get(passage) == theme for passage, theme in before.items() if theme is not None]
    return float(np.mean(kept)) if kept else 1.0


def coverage(found: Sequence[Set[Hashable]]) -> float:
    """The share of passages in at least one theme."""
    return float(np.mean([bool(themes) for themes in found])) if found else 0.0


def _shared(themes: Sequence[Set[Hashable]]) -> np.ndarray:
    """(n, n): how many themes two passages share; a passage without any shares one with itself."""
    names: dict[Hashable, int] = {}
    columns = [
        [names.setdefault(name, len(names)) for name in sorted(row, key=str)] for row in themes
    ]
    table = np.zeros((len(themes), max(1, len(names))), dtype=np.float32)
    for row, column in enumerate(columns):
        table[row, column] = 1.0
    shared = table @ table.T
    alone = np.flatnonzero(~table.any(axis=1))
    shared[alone, alone] = 1.0
    return np.asarray(shared)


def _mean_share(both: np.ndarray, shared: np.ndarray) -> float:
    there = shared > 0
    ratio = np.where(there, both / np.maximum(shared, 1), 0.0)
    return float((ratio.sum(axis=1) / there.sum(axis=1)).mean())
