"""Groups that many imperfect clusterings agree on, and how often each group returns.

One clustering of a few hundred stories is chance. So stories are left out again and again, each
time the rest is clustered in several ways, and passages belong together when they were together
most of the time (evidence accumulation, Fred & Jain 2005; average link). Each round of left-out
stories also gives a small consensus of its own: how well a group returns there is its stability
(Hennig 2007).
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nlp import chance
from nlp.embedding import Int8Vectors, cosines, quantise
from nlp.neighbours import Neighbours, communities, nearest

Labels = NDArray[np.int64]
Progress = Callable[[int, int], None]

_MAX_ATOMS = 1_200
SHARE = 0.8
_KMEANS_ROUNDS = 12
_GROUP_FROM = 3
_THREADS_FROM = 5_000
_FIRST_DRAW = 1_000
_EVER_TOGETHER = 0.02


@dataclass(frozen=True)
class Plan:
    """How to search: rounds of left-out stories, clusterings a round, and when to join.

    `by_means`: every second clustering is a spherical k-means (small collections only).
    `agreement`: the share of times together at which groups join. `most`: above this many groups
    they go on joining, nearest first: nobody can name and keep more themes than that.
    """

    rounds: int
    per_round: int
    neighbours: tuple[int, int]
    by_means: bool
    resolution: tuple[float, float]
    agreement: float
    most: int = 60


@dataclass(frozen=True)
class Consensus:
    """`labels` (n,): a group number per passage. `stability`: mean best Jaccard per group."""

    labels: Labels
    stability: dict[int, float]


def find_groups(
    vectors: Int8Vectors,
    story_keys: chance.Keys,
    passage_keys: chance.Keys,
    *,
    plan: Plan,
    seed: int,
    progress: Progress | None = None,
) -> Consensus:
    """Consensus groups among int8 rows (n, d); every row gets a group, if only its own."""
    from threadpoolctl import threadpool_limits

    near = nearest(vectors, plan.neighbours[1])
    atoms = _atoms(near, seed=seed)
    votes = _Votes.empty(atoms)
    rounds: list[tuple[NDArray[np.intp], Labels]] = []
    workers = min(plan.per_round, os.cpu_count() or 1) if len(atoms) >= _THREADS_FROM else 1
    # Many small products: threads inside each would only wait for one another.
    with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
        for number in range(plan.rounds):
            drawn = chance.uniforms(story_keys, seed=seed, draw=number) < SHARE
            chosen = np.flatnonzero(drawn)
            if len(chosen) < 4:
                continue
            first = _FIRST_DRAW + number * plan.per_round
            cluster = partial(_cluster, vectors, near, chosen, passage_keys, plan, seed)
            ballot = _Votes.empty(atoms)
            for found in pool.map(cluster, range(first, first + plan.per_round)):
                ballot.add(chosen, found)
            votes.join(ballot)
            rounds.append((chosen, ballot.groups(plan)[atoms[chosen]]))
            if progress is not None:
                progress(number + 1, plan.rounds)
        labels = votes.groups(plan)[atoms]
    return Consensus(labels, return_rates(labels, rounds))


def _cluster(
    vectors: Int8Vectors,
    near: Neighbours,
    chosen: NDArray[np.intp],
    passage_keys: chance.Keys,
    plan: Plan,
    seed: int,
    draw: int,
) -> Labels:
    """One imperfect clustering of the chosen rows; its settings are drawn, with the seed."""
    if plan.by_means and draw % 2:
        root = np.sqrt(len(vectors))
        count = round(root * chance.number(0.6, 1.8, seed=seed, draw=draw))
        count = max(2, min(count, len(chosen) // 2))
        first = np.argsort(
            chance.uniforms(passage_keys[chosen], seed=seed, draw=draw), kind="stable"
        )
        return _spherical_means(vectors[chosen], np.sort(first[:count]))
    return communities(
        near,
        chosen=chosen,
        k=chance.whole(*plan.neighbours, seed=seed, draw=draw),
        resolution=chance.number(*plan.resolution, seed=seed, draw=draw + 500_000),
        seed=draw,
    )


def _spherical_means(vectors: Int8Vectors, first: NDArray[np.intp]) -> Labels:
    """Spherical k-means (Dhillon & Modha 2001) from the given rows; all sums are whole numbers."""
    centres = vectors[first]
    labels = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(_KMEANS_ROUNDS):
        found = cosines(vectors, centres).argmax(axis=1)
        if (found == labels).all():
            break
        labels = found.astype(np.int64)
        # Whole numbers far under 2**53: exact in any order of summing.
        sums = (labels == np.arange(len(centres))[:, None]).astype(np.float64) @ vectors
        centres = np.where(np.abs(sums).max(axis=1, keepdims=True) > 0, quantise(sums), centres)
    return labels


def _atoms(near: Neighbours, *, seed: int) -> Labels:
    """The units that vote: passages, or above 1,200 of them tight little communities."""
    count = len(near.rows)
    if count <= _MAX_ATOMS:
        return np.arange(count)
    resolution, everything = 64.0, np.arange(count)
    k = near.rows.shape[1]
    while True:
        found = communities(near, chosen=everything, k=k, resolution=resolution, seed=seed)
        if found.max() < _MAX_ATOMS or resolution < 1:
            return found
        resolution /= 2


@dataclass
class _Votes:
    """How often units were drawn together, and how often they then ended in one cluster."""

    atoms: Labels
    sizes: NDArray[np.float64]
    together: NDArray[np.float64]
    drawn: NDArray[np.float64]

    @classmethod
    def empty(cls, atoms: Labels) -> "_Votes":
        count = int(atoms.max(initial=-1)) + 1
        sizes = np.bincount(atoms, minlength=count).astype(np.float64)
        return cls(atoms, sizes, np.zeros((count, count)), np.zeros((count, count)))

    def add(self, chosen: NDArray[np.intp], found: Labels) -> None:
        """Count one clustering. Whole numbers in float64: exact in any order of summing."""
        table = np.zeros((len(self.sizes), int(found.max()) + 1))
        np.add.at(table, (self.atoms[chosen], found), 1.0)
        present = table.sum(axis=1)
        self.together += table @ table.T
        self.drawn += np.outer(present, present)

    def join(self, other: "_Votes") -> None:
        self.together += other.together
        self.drawn += other.drawn

    def groups(self, plan: Plan) -> Labels:
        """Average link over the share of times together."""
        shares = self.together / np.maximum(self.drawn, 1)
        return average_link(shares, self.sizes, agreement=plan.agreement, most=plan.most)


def average_link(
    similarity: NDArray[np.float64],
    sizes: NDArray[np.float64],
    *,
    agreement: float,
    most: int = 60,
) -> Labels:
    """Join the most similar pair until no pair reaches `agreement`; ties to the lowest numbers.

    Args:
        similarity: symmetric (m, m). Changed nowhere.
        sizes: how many passages each unit stands for; they weigh in the average.
        agreement: the smallest average similarity at which two groups still join.
        most: while there are more groups of three or more, they join below that too, as long as
            they were ever together.
    """
    count = len(sizes)
    matrix, weight = similarity.copy(), sizes.copy()
    np.fill_diagonal(matrix, -1.0)
    owner = np.arange(count)
    best = matrix.argmax(axis=1) if count else np.zeros(0, dtype=np.intp)
    value = matrix[np.arange(count), best]
    while count > 1:
        left = int(value.argmax())
        enough = value[left] >= agreement or (weight >= _GROUP_FROM).sum() > most
        if not enough or value[left] < _EVER_TOGETHER:
            break
        left, right = sorted((left, int(best[left])))
        merged = (weight[left] * matrix[left] + weight[right] * matrix[right]) / (
            weight[left] + weight[right]
        )
        merged[[left, right]] = -1.0
        stale = np.flatnonzero((best == left) | (best == right))
        matrix[left], matrix[:, left] = merged, merged
        matrix[right], matrix[:, right] = -1.0, -1.0
        weight[left] += weight[right]
        weight[right] = 0
        owner[owner == right] = left
        value[right] = -2.0
        _refresh(matrix, best, value, np.union1d(stale, [left]), without=right)
        better = merged > value
        better[right] = False
        best[better], value[better] = left, merged[better]
    return np.unique(owner, return_inverse=True)[1].astype(np.int64)


def _refresh(
    matrix: NDArray[np.float64],
    best: NDArray[np.intp],
    value: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    without: int,
) -> None:
    rows = rows[(rows != without) & (value[rows] > -2.0)]
    best[rows] = matrix[rows].argmax(axis=1)
    value[rows] = matrix[rows, best[rows]]


def return_rates(labels: Labels, rounds: list[tuple[NDArray[np.intp], Labels]]) -> dict[int, float]:
    """Per group the mean over rounds of its best Jaccard with a group of that round."""
    scores: dict[int, list[float]] = {}
    for chosen, found in rounds:
        ours = labels[chosen]
        table = np.zeros((int(labels.max()) + 1, int(found.max()) + 1))
        np.add.at(table, (ours, found), 1.0)
        sizes, others = table.sum(axis=1), table.sum(axis=0)
        best = (table / np.maximum(sizes[:, None] + others[None, :] - table, 1)).max(axis=1)
        for group in np.flatnonzero(sizes):
            scores.setdefault(int(group), []).append(float(best[group]))
    return {group: round(float(np.mean(values)), 4) for group, values in sorted(scores.items())}
