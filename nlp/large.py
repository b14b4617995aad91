"""Very many passages: a fair sample to search in, and placing all of them in bounded memory.

Nothing here needs all vectors at once: rows are read block by block, so they may be memory-mapped.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import ResidueReason
from nlp import chance, identity
from nlp.embedding import Int8Vectors, cosines

NO_THEME = -1

_BLOCK = 8_192
_FIRST_DRAW = 8_000_000


@dataclass(frozen=True)
class Assigned:
    """`themes` (n, 3): positions of the themes of each row, strongest first, -1 for none.

    `strengths` (n, 3) from 0 to 1. `margins` (n,): how far the nearest theme is above its threshold
    (below it when negative; minus two for a row that cannot be read).
    """

    themes: NDArray[np.int32]
    strengths: NDArray[np.float32]
    margins: NDArray[np.float32]

    def of(self, row: int) -> dict[int, float]:
        """The themes of one row with their strength."""
        return {
            int(theme): round(float(strength), 4)
            for theme, strength in zip(self.themes[row], self.strengths[row], strict=True)
            if theme != NO_THEME
        }

    def reason(self, row: int) -> ResidueReason | None:
        """Why one row is in no theme; None when it is in one."""
        margin = self.margins[row : row + 1, None]
        return identity.residue_reasons(
            margin, np.zeros(1, dtype=np.float32), self.margins[row : row + 1] > -2
        )[0]


def sample(
    story_keys: chance.Keys, passage_keys: chance.Keys, *, size: int, seed: int, draw: int = 0
) -> NDArray[np.intp]:
    """A signed draw of rows in which every story has its share, ascending; all when few enough.

    Args:
        story_keys: (n,); rows of one story must stand together.
        passage_keys: (n,).
        size: how many rows.
        draw: another number, another draw.
    """
    count = len(story_keys)
    if count <= size:
        return np.arange(count)
    luck = chance.uniforms(passage_keys, seed=seed, draw=_FIRST_DRAW + draw)
    starts = np.flatnonzero(np.r_[True, story_keys[1:] != story_keys[:-1]])
    lengths = np.diff(np.r_[starts, count])
    story = np.repeat(np.arange(len(starts)), lengths)
    # Within a story by luck; over stories by the share of the story that has had its turn.
    within = np.empty(count, dtype=np.int64)
    within[np.lexsort((luck, story))] = np.arange(count) - np.repeat(starts, lengths)
    turn = (within + chance.uniforms(story_keys, seed=seed, draw=_FIRST_DRAW + draw)) / lengths[
        story
    ]
    return np.sort(np.lexsort((np.arange(count), luck, turn))[:size])


def assign(
    vectors: NDArray[Any],
    centroids: Int8Vectors,
    thresholds: NDArray[np.float32],
    mean: NDArray[np.float32],
    *,
    threads: int | None = None,
) -> Assigned:
    """Place rows among themes, as `identity.place` does, in blocks of bounded memory.

    A million rows of 256 numbers among five hundred themes take half a minute on two cores.

    Args:
        vectors: (n, d) as the embedder gave them or their int8 copies; may be memory-mapped.
        centroids: int8 (k, d) in the frozen space of `mean`.
        thresholds: (k,) the cosine from which each theme accepts.
    """
    from threadpoolctl import threadpool_limits

    count, most = len(vectors), identity.MAX_THEMES
    themes = np.full((count, most), NO_THEME, dtype=np.int32)
    strengths = np.zeros((count, most), dtype=np.float32)
    margins = np.full(count, -2.0, dtype=np.float32)

    def fill(start: int) -> None:
        block = slice(start, min(start + _BLOCK, count))
        found = _accepted(np.asarray(vectors[block]), centroids, thresholds, mean)
        themes[block], strengths[block], margins[block] = found

    if count and len(centroids):
        with (
            threadpool_limits(limits=1),
            ThreadPoolExecutor(threads or os.cpu_count() or 1) as all_,
        ):
            list(all_.map(fill, range(0, count, _BLOCK)))
    return Assigned(themes, strengths, margins)


def _accepted(
    vectors: NDArray[Any],
    centroids: Int8Vectors,
    thresholds: NDArray[np.float32],
    mean: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """The three best themes of each row, as `identity.accepted` takes them, for many rows."""
    rows = np.arange(len(vectors))
    similarity = cosines(identity.in_frozen_space(vectors, mean), centroids)
    margin = similarity - thresholds[None, :]
    first = margin.argmax(axis=1)
    best = margin[rows, first]
    near = (identity.SECOND_SHARE * similarity[rows, first].astype(np.float64)).astype(np.float32)
    margin[(similarity < near[:, None]) | (margin < 0)] = -np.inf
    readable = identity.readable(vectors)
    margin[~readable] = -np.inf
    best[~readable] = -2.0
    most = identity.MAX_THEMES
    themes = np.full((len(rows), most), NO_THEME, dtype=np.int32)
    strengths = np.zeros((len(rows), most), dtype=np.float32)
    for place in range(min(most, len(centroids))):
        chosen = margin.argmax(axis=1)
        value = margin[rows, chosen]
        there = value > -np.inf
        themes[there, place] = chosen[there]
        strengths[there, place] = _strength(value[there])
        margin[rows, chosen] = -np.inf
    return themes, strengths, best


def _strength(margin: NDArray[np.float32]) -> NDArray[np.float32]:
    found = [identity.strength(float(one)) for one in margin]
    return np.array(found, dtype=np.float32)
