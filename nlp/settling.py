"""From groups to themes: a direction and a threshold each; every passage placed or explained."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import ResidueReason
from nlp import identity
from nlp.embedding import Int8Vectors, cosines, quantise

_BLOCK = 8_192


def in_frozen_space(vectors: NDArray[Any], mean: NDArray[np.float32]) -> Int8Vectors:
    """`identity.in_frozen_space` block by block: (n, d) without float copies of all rows."""
    frozen = np.zeros(vectors.shape, dtype=np.int8)
    for start in range(0, len(vectors), _BLOCK):
        frozen[start : start + _BLOCK] = identity.in_frozen_space(
            vectors[start : start + _BLOCK], mean
        )
    return frozen


def directions(frozen: Int8Vectors, cores: Sequence[NDArray[np.intp]]) -> Int8Vectors:
    """int8 (k, d): the direction of each core, from whole-number sums."""
    sums = [frozen[rows].sum(axis=0, dtype=np.int64) for rows in cores]
    return quantise(np.stack(sums)) if sums else np.zeros((0, frozen.shape[1]), dtype=np.int8)


def nearness(
    frozen: Int8Vectors, centroids: Int8Vectors, readable: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Cosines (n, k), -1 for rows that cannot be read."""
    similarity = cosines(frozen, centroids)
    similarity[~readable] = -1.0
    return similarity


def thresholds(
    similarity: NDArray[np.float32], cores: Sequence[NDArray[np.intp]]
) -> NDArray[np.float32]:
    """(k,) from which cosine each theme accepts."""
    found = []
    for theme, rows in enumerate(cores):
        core = np.zeros(len(similarity), dtype=np.bool_)
        core[rows] = True
        found.append(identity.threshold(similarity[:, theme], core))
    return np.array(found, dtype=np.float32)


def placed(
    similarity: NDArray[np.float32],
    accepts_from: NDArray[np.float32],
    cores: Sequence[NDArray[np.intp]],
) -> list[dict[int, float]]:
    """Themes per passage: those that accept it, and the one whose core it is in any case."""
    rows = identity.accepted(similarity, accepts_from)
    for theme, core in enumerate(cores):
        for i in core.tolist():
            others = {one: value for one, value in rows[i].items() if one != theme}
            own = identity.strength(float(similarity[i, theme] - accepts_from[theme]))
            # The rounds are evidence too: a passage's own group comes first.
            kept = dict(list(others.items())[: identity.MAX_THEMES - 1])
            rows[i] = {theme: max([own, *kept.values()]), **kept}
    return rows


def explained(
    similarity: NDArray[np.float32],
    accepts_from: NDArray[np.float32],
    readable: NDArray[np.bool_],
    doubtful: NDArray[np.bool_],
) -> list[ResidueReason]:
    """Why each passage would be in no theme; one near a known theme is in doubt."""
    why = identity.residue_reasons(similarity, accepts_from, readable)
    return [
        ResidueReason.DOUBT
        if doubt and reason is not ResidueReason.TOO_SHORT
        else reason or ResidueReason.NO_THEME_FITS
        for reason, doubt in zip(why, doubtful.tolist(), strict=True)
    ]
