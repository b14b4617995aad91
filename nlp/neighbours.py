"""Exact nearest neighbours, and communities in the network that they form.

The similarities are exact (int8 vectors), ties go to the lower row number, and Leiden (Traag et
al. 2019; graspologic-native, MIT) gets its seed: the same input gives the same communities.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Int8Vectors, dot_exact, lengths

_BLOCK_CELLS = 6_000_000
_GROUP_DEPTH = 32


@dataclass(frozen=True)
class Neighbours:
    """For each row its k nearest others, nearest first: `rows` (n, k) and `similarity` (n, k)."""

    rows: NDArray[np.int32]
    similarity: NDArray[np.float32]


def nearest(vectors: Int8Vectors, k: int) -> Neighbours:
    """The k nearest other rows of each row by cosine, exact, in blocks of bounded memory."""
    from threadpoolctl import threadpool_limits

    count = len(vectors)
    k = max(0, min(k, count - 1))
    rows = np.zeros((count, k), dtype=np.int32)
    similarity = np.zeros((count, k), dtype=np.float32)
    if k == 0:
        return Neighbours(rows, similarity)
    norms = lengths(vectors)
    everything = vectors.astype(np.float32)
    step = max(16, _BLOCK_CELLS // count)

    def fill(start: int) -> None:
        stop = min(start + step, count)
        block = _similarities(vectors, everything, norms, start, stop)
        rows[start:stop], found = _top(block, k)
        similarity[start:stop] = found / norms[start:stop, None]

    # Blocks side by side, each on one core: the comparing then uses all cores as the products do.
    with threadpool_limits(limits=1), ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(fill, range(0, count, step)))
    return Neighbours(rows, similarity)


def _similarities(
    vectors: Int8Vectors,
    everything: NDArray[np.float32],
    norms: NDArray[np.float32],
    start: int,
    stop: int,
) -> NDArray[np.float32]:
    block = dot_exact(vectors[start:stop], everything)
    # Within a row the order does not depend on the row's own length: that is divided out later.
    block /= norms[None, :]
    block[np.arange(stop - start), np.arange(start, stop)] = -np.inf
    return block


def _top(block: NDArray[np.float32], k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The k largest of each row, largest first, ties by column.

    The k-th largest of the maxima over groups of columns is never above the k-th largest value,
    so one pass of comparing leaves a handful of candidates: much cheaper than partitioning.
    """
    count, width = block.shape
    floor = _floor(block, k)
    # Flat: numpy's two-dimensional `nonzero` is ten times as slow.
    flat = np.flatnonzero(block >= floor[:, None])
    row, column = np.divmod(flat, width)
    value = block[row, column]
    order = np.lexsort((column, -value, row))
    row, column, value = row[order], column[order], value[order]
    first = np.searchsorted(row, np.arange(count))
    chosen = (first[:, None] + np.arange(k)[None, :]).ravel()
    return (
        column[chosen].reshape(count, k).astype(np.int32),
        value[chosen].reshape(count, k).astype(np.float32),
    )


def _floor(block: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """For each row a value that at least k of its entries reach, and few more."""
    count, width = block.shape
    depth = min(_GROUP_DEPTH, width // (4 * k))
    if depth < 2:
        return np.asarray(np.partition(block, width - k, axis=1)[:, width - k])
    groups = width // depth
    maxima = block[:, : groups * depth].reshape(count, depth, groups).max(axis=1)
    return np.asarray(np.partition(maxima, groups - k, axis=1)[:, groups - k])


def communities(
    near: Neighbours,
    *,
    chosen: NDArray[np.intp],
    k: int,
    resolution: float,
    seed: int,
) -> NDArray[np.int64]:
    """Leiden communities (modularity) among the chosen rows; a lonely row is its own community.

    An edge joins two chosen rows when one is among the k nearest of the other.
    Asking both (a mutual graph) left more passages lonely and found themes less well on the
    tuning sets.
    """
    import graspologic_native  # type: ignore[import-untyped]
    from scipy.sparse import csr_matrix

    count = len(near.rows)
    position = np.full(count, -1, dtype=np.int64)
    position[chosen] = np.arange(len(chosen))
    target = position[near.rows[chosen, :k]]
    source = np.repeat(np.arange(len(chosen)), target.shape[1])
    weight = np.maximum(near.similarity[chosen, :k].ravel(), 1e-3).astype(np.float64)
    there = target.ravel() >= 0
    ends = (source[there], target.ravel()[there])
    directed = csr_matrix((weight[there], ends), shape=(len(chosen), len(chosen)))
    graph = directed.maximum(directed.T).tocsr()
    graph.sort_indices()
    labels = np.arange(len(chosen), dtype=np.int64) + len(chosen)
    if graph.nnz:
        _, found = graspologic_native.leiden_csr(
            graph.indptr.astype(np.int64),
            graph.indices.astype(np.int32),
            graph.data,
            len(chosen),
            resolution=resolution,
            iterations=1,
            use_modularity=True,
            seed=seed,
        )
        labels[np.fromiter(found.keys(), np.int64)] = np.fromiter(found.values(), np.int64)
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)
