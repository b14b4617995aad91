"""Does a group beat chance? The same search where nothing belongs together says so.

Random draws of the same size are no test: whatever a search for groups finds holds together better
than a random draw, in pure noise as well. So the search itself is repeated on rows whose columns
are each dealt out anew: every value stays, what goes together is gone. And a group is judged by
how far it stands from its neighbours, not by how tight it is: in noise small groups are tight too,
but border on one another everywhere.

How far apart null groups stand falls with the number of rows (on rows of questions: from .06 at a
hundred to -.06 at three thousand), so the search uses as many rows as there are, up to a limit;
above it the model is a little too strict.

What it cannot refuse: groups cut from one long cloud, where the columns do hang together. Those
are caught by their stability (`quality.grade`), and by people.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nlp import chance
from nlp.embedding import Int8Vectors, Vectors, cosines, normalise, quantise
from nlp.neighbours import communities, nearest

Labels = NDArray[np.int64]

ROWS = 2_400
NULL_GROUPS = 300

_MOST_SEARCHES = 100
_TOO_FEW = 30
_LEAST = 3
_PARTS = 3
_FIRST_DRAW = 7_000_000
_NEIGHBOURS = (4, 9)
_RESOLUTION = (0.8, 1.3)
_COLUMN_STEP = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Chance:
    """How far groups without meaning stand apart: a line over the log of their share of the rows.

    `cuts`: the borders between three ranges of that log; `spread`: the standard deviation around
    the line in each; `leftovers`: all distances from the line in those deviations, sorted.
    """

    slope: float
    start: float
    cuts: NDArray[np.float64]
    spread: NDArray[np.float64]
    leftovers: NDArray[np.float64]

    def p_value(self, apart: float, share: float) -> float:
        """How often a null group with this share of the rows stands at least as far apart."""
        place = float(np.log(share))
        part = int(np.searchsorted(self.cuts, place, side="right"))
        away = (apart - self.start - self.slope * place) / self.spread[part]
        above = len(self.leftovers) - int(np.searchsorted(self.leftovers, away - 1e-9))
        return round((1 + above) / (1 + len(self.leftovers)), 6)


def separations(vectors: Int8Vectors, labels: Labels) -> dict[int, float]:
    """Per group of three or more rows: mean cosine to the rest of it minus that to the next group.

    Args:
        vectors: int8 rows (n, d).
        labels: (n,), -1 for rows in no group. A group number may be any whole number from 0.
    """
    numbers, sizes = np.unique(labels[labels >= 0], return_counts=True)
    numbers = numbers[sizes >= _LEAST]
    if not len(numbers):
        return {}
    members = [np.flatnonzero(labels == number) for number in numbers]
    sums = np.stack([_total(vectors[rows]) for rows in members])
    directions = quantise(sums)
    found = {}
    for position, rows in enumerate(members):
        own = normalise(vectors[rows].astype(np.float32)).astype(np.float64)
        rest = sums[position] - own
        rest /= np.maximum(np.sqrt((rest * rest).sum(axis=1)), 1e-9)[:, None]
        inside = (own * rest).sum(axis=1)
        next_to = np.delete(cosines(vectors[rows], directions), position, axis=1)
        outside = next_to.max(axis=1) if len(numbers) > 1 else np.zeros(len(rows))
        found[int(numbers[position])] = round(float((inside - outside).mean()), 6)
    return found


def chance_of(vectors: Int8Vectors, keys: chance.Keys, *, seed: int) -> Chance | None:
    """Search where nothing belongs together, until some hundreds of groups were found.

    Args:
        vectors: int8 rows (n, d); a signed draw of 2,400 of them is used, so the cost does not grow
            with n.
        keys: (n,), one per row; with the seed they decide which rows, and how they are dealt out.

    Returns:
        None when too little was found to say anything: then nothing can be refused either.
    """
    from threadpoolctl import threadpool_limits

    drawn = _drawn(keys, seed=seed)
    rows = normalise(vectors[drawn].astype(np.float32))
    columns = np.arange(rows.shape[1], dtype=np.uint64) * np.uint64(_COLUMN_STEP)
    cells = keys[drawn][:, None] ^ columns[None, :]
    shares: list[float] = []
    values: list[float] = []
    search = partial(_null_groups, rows, cells, seed)
    draws = range(_FIRST_DRAW, _FIRST_DRAW + _MOST_SEARCHES)
    workers = os.cpu_count() or 1
    with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
        # A few at a time, taken in order: what is used does not depend on the number of cores.
        for first in range(0, _MOST_SEARCHES, workers):
            for found in pool.map(search, draws[first : first + workers]):
                if len(values) < NULL_GROUPS:
                    shares += [share for share, _ in found]
                    values += [apart for _, apart in found]
            if len(values) >= NULL_GROUPS:
                break
    return _line(np.log(np.array(shares)), np.array(values)) if len(values) >= _TOO_FEW else None


def passing(p_values: Sequence[float], *, level: float) -> list[bool]:
    """Which candidates pass at a false discovery rate of `level` (Benjamini-Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    if not p_values:
        return []
    return [bool(one <= level) for one in false_discovery_control(p_values, method="bh")]


def _drawn(keys: chance.Keys, *, seed: int) -> NDArray[np.intp]:
    if len(keys) <= ROWS:
        return np.arange(len(keys))
    order = np.argsort(chance.uniforms(keys, seed=seed, draw=_FIRST_DRAW), kind="stable")
    return np.sort(order[:ROWS])


def _null_groups(
    rows: Vectors, cells: chance.Keys, seed: int, draw: int
) -> list[tuple[float, float]]:
    """Groups where nothing belongs together: (share of the rows, separation) each."""
    order = np.argsort(chance.uniforms(cells, seed=seed, draw=draw), axis=0)
    dealt = quantise(np.take_along_axis(rows, order, axis=0))
    labels = _search(dealt, seed=seed, draw=draw)
    sizes = np.bincount(labels)
    return [
        (float(sizes[group]) / len(dealt), apart)
        for group, apart in separations(dealt, labels).items()
    ]


def _search(vectors: Int8Vectors, *, seed: int, draw: int) -> Labels:
    return communities(
        nearest(vectors, _NEIGHBOURS[1]),
        chosen=np.arange(len(vectors)),
        k=chance.whole(*_NEIGHBOURS, seed=seed, draw=draw),
        resolution=chance.number(*_RESOLUTION, seed=seed, draw=draw + 500_000),
        seed=draw,
    )


def _total(vectors: Int8Vectors) -> NDArray[np.float64]:
    return np.asarray(normalise(vectors.astype(np.float32)).sum(axis=0, dtype=np.float64))


def _line(shares: NDArray[np.float64], values: NDArray[np.float64]) -> Chance:
    """Least squares of separation on the log of the share; what is left over, scaled per range."""
    away = shares - shares.mean()
    slope = float((away * values).sum() / max(float((away * away).sum()), 1e-9))
    start = float(values.mean() - slope * shares.mean())
    left = values - start - slope * shares
    cuts = np.quantile(shares, np.arange(1, _PARTS) / _PARTS)
    part = np.searchsorted(cuts, shares, side="right")
    overall = max(float(left.std()), 1e-6)
    spread = np.array(
        [max(float(left[part == one].std()), 1e-6) if (part == one).any() else overall
         for one in range(_PARTS)]
    )  # fmt: skip
    return Chance(slope, start, cuts, spread, np.sort(left / spread[part]))
