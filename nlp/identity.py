"""The same theme tomorrow: placing new passages among known themes, and matching two minings.

Placing happens in a frozen space: the mean of the run that made the themes is kept, so a theme's
threshold keeps its meaning. Two minings are compared by the passages they share, never by geometry
(MONIC, Spiliopoulou et al. 2006).
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import ResidueReason
from nlp.embedding import Int8Vectors, centred, cosines, normalise, quantise

MAX_THEMES = 3
CONTINUES_FROM = 0.5
PART_FROM = 0.3
PARTS_TOGETHER_FROM = 0.7

# A theme accepts what nine in ten of its own core reach and nineteen in twenty others do not: on
# the tuning sets two thirds of new passages are then placed, with the fewest wrong for that share.
_MEMBERS_BELOW = 0.1
_OTHERS_BELOW = 0.95
_DOUBT_WIDTH = 0.05
SECOND_SHARE = 0.8
_SOFTNESS = 0.1


@dataclass(frozen=True)
class ThemeVector:
    """A theme in the frozen space: its int8 direction, and the cosine from which it accepts."""

    key: str
    centroid: Int8Vectors = field(compare=False)
    threshold: float


@dataclass(frozen=True)
class Placement:
    """A passage in a theme. Strength is 0.5 at the theme's threshold and grows to 1."""

    theme: str
    strength: float


class MatchKind(StrEnum):
    """What became of a theme between two minings."""

    CONTINUES = "vervolg"
    SPLIT = "splitsing"
    MERGE = "samenvoeging"
    NEW = "nieuw"
    FADED = "vervaagd"


@dataclass(frozen=True)
class Match:
    """Old themes (keys) and new ones (positions) that belong together, and how strongly.

    `overlap` is Jaccard for CONTINUES; for SPLIT and MERGE the share of the whole that its parts
    hold together; 0 for NEW and FADED.
    """

    kind: MatchKind
    old: tuple[str, ...]
    new: tuple[int, ...]
    overlap: float


def place(
    vectors: NDArray[Any], themes: Sequence[ThemeVector], mean: NDArray[np.float32]
) -> list[list[Placement]]:
    """Place passages among themes; at most three themes each, strongest first, often none.

    Args:
        vectors: (n, d), as the embedder gave them or their int8 copies: the answer is the same.
        themes: thresholds and directions of one run.
        mean: the mean of that same run.
    """
    found = accepted(similarities(vectors, themes, mean), _thresholds(themes))
    return [
        [Placement(themes[theme].key, strength) for theme, strength in row.items()] for row in found
    ]


def reasons(
    vectors: NDArray[Any], themes: Sequence[ThemeVector], mean: NDArray[np.float32]
) -> list[ResidueReason | None]:
    """Why each passage is in no theme; None for a passage that `place` does place."""
    return residue_reasons(
        similarities(vectors, themes, mean), _thresholds(themes), readable(vectors)
    )


def fitted(
    key: str, vectors: NDArray[Any], core: NDArray[np.bool_], mean: NDArray[np.float32]
) -> ThemeVector:
    """A theme's direction and threshold from the passages it holds, in the space of `mean`.

    Args:
        key: the theme.
        vectors: (n, d), all passages, as the embedder gave them or their int8 copies.
        core: (n,), true for the passages of the theme; at least one.
        mean: the frozen mean.
    """
    rows = in_frozen_space(vectors, mean)
    centroid = quantise(rows[core].sum(axis=0, dtype=np.int64)[None, :])[0]
    similarity = similarities(vectors, [ThemeVector(key, centroid, 0.0)], mean)[:, 0]
    return ThemeVector(key, centroid, threshold(similarity, core))


def threshold(similarity: NDArray[np.float32], core: NDArray[np.bool_]) -> float:
    """The cosine from which a theme accepts: most of its core does, nearly all others do not."""
    inside, outside = similarity[core], similarity[~core]
    typical = float(np.quantile(inside, _MEMBERS_BELOW, method="lower"))
    others = float(np.quantile(outside, _OTHERS_BELOW, method="higher")) if len(outside) else -1.0
    return round(max(typical, others), 4)


def similarities(
    vectors: NDArray[Any], themes: Sequence[ThemeVector], mean: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Centred cosines (n, themes), repeatable to the bit."""
    rows = in_frozen_space(vectors, mean)
    if not themes:
        return np.zeros((len(rows), 0), dtype=np.float32)
    found = cosines(rows, np.stack([theme.centroid for theme in themes]))
    found[~readable(vectors)] = -1.0
    return found


def in_frozen_space(vectors: NDArray[Any], mean: NDArray[np.float32]) -> Int8Vectors:
    """Passage vectors as decisions see them: unit length, minus the run's mean, int8."""
    return quantise(centred(unit(vectors), mean))


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of length one of what the int8 copy holds, whichever of the two is given."""
    kept = vectors if vectors.dtype == np.int8 else quantise(vectors)
    return normalise(kept.astype(np.float32))


def readable(vectors: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the encoder knew any word of the passage."""
    return np.asarray(np.abs(vectors).max(axis=1, initial=0) > 0)


def accepted(
    similarity: NDArray[np.float32], thresholds: NDArray[np.float32]
) -> list[dict[int, float]]:
    """Per passage the themes that accept it (position -> strength), strongest first.

    A second or third theme must be nearly as close as the first: a passage about one thing
    resembles its neighbours' themes too.
    """
    margins = similarity - thresholds[None, :]
    rows: list[dict[int, float]] = [{} for _ in range(len(similarity))]
    passage, theme = np.nonzero(margins >= 0)
    margin, cosine = margins[passage, theme], similarity[passage, theme]
    nearest: dict[int, float] = {}
    for i in np.lexsort((theme, -margin, passage)).tolist():
        row = int(passage[i])
        first = nearest.setdefault(row, float(cosine[i]))
        if len(rows[row]) < MAX_THEMES and cosine[i] >= SECOND_SHARE * first:
            rows[row][int(theme[i])] = strength(float(margin[i]))
    return rows


def strength(margin: float) -> float:
    """How far above its threshold a passage lies, on a scale from 0 to 1 (0.5 = at it)."""
    return round(float(1.0 / (1.0 + np.exp(-margin / _SOFTNESS))), 4)


def residue_reasons(
    similarity: NDArray[np.float32],
    thresholds: NDArray[np.float32],
    known: NDArray[np.bool_],
) -> list[ResidueReason | None]:
    """Why each passage is in no theme: nothing to read, just below a threshold, or far from all."""
    best = (similarity - thresholds[None, :]).max(axis=1, initial=-np.inf)
    found: list[ResidueReason | None] = []
    for margin, is_known in zip(best, known, strict=True):
        if not is_known:
            found.append(ResidueReason.TOO_SHORT)
        elif margin >= 0:
            found.append(None)
        else:
            doubtful = margin >= -_DOUBT_WIDTH
            found.append(ResidueReason.DOUBT if doubtful else ResidueReason.NO_THEME_FITS)
    return found


def match(
    old: Mapping[str, Set[Hashable]],
    new: Sequence[Set[Hashable]],
    *,
    known: Set[Hashable] | None = None,
) -> list[Match]:
    """Say what became of each old theme, from the passages that old and new themes share.

    A theme continues when both are each other's best match with a Jaccard of at least 0.5; ties go
    to the lower key, then the lower position. It is (also) split when several new themes each hold
    0.3 of it and 0.7 together; themes merge the other way round.

    Args:
        old: passages per theme key.
        new: passages per new theme.
        known: all passages that were there the last time. Given, passages that are new do not
            count against a theme that only grew.
    """
    keys = sorted(old)
    olds = [old[key] for key in keys]
    news = [members & known if known is not None else members for members in new]
    shared = np.array([[len(a & b) for b in news] for a in olds], dtype=np.float64)
    shared = shared.reshape(len(olds), len(news))
    of_old = np.array([len(members) for members in olds], dtype=np.float64)[:, None]
    of_new = np.array([len(members) for members in news], dtype=np.float64)[None, :]
    jaccard = shared / np.maximum(of_old + of_new - shared, 1)
    matches = [
        Match(MatchKind.CONTINUES, (keys[a],), (b,), round(float(jaccard[a, b]), 4))
        for a, b in _mutual_best(jaccard)
    ]
    for a, parts, share in _parts(shared / np.maximum(of_old, 1)):
        matches.append(Match(MatchKind.SPLIT, (keys[a],), parts, share))
    for b, parts, share in _parts((shared / np.maximum(of_new, 1)).T):
        matches.append(Match(MatchKind.MERGE, tuple(keys[a] for a in parts), (b,), share))
    explained_old = {key for found in matches for key in found.old}
    explained_new = {position for found in matches for position in found.new}
    matches += [Match(MatchKind.FADED, (k,), (), 0.0) for k in keys if k not in explained_old]
    fresh = (b for b in range(len(news)) if b not in explained_new)
    return matches + [Match(MatchKind.NEW, (), (b,), 0.0) for b in fresh]


def _thresholds(themes: Sequence[ThemeVector]) -> NDArray[np.float32]:
    return np.array([theme.threshold for theme in themes], dtype=np.float32)


def _mutual_best(jaccard: NDArray[np.float64]) -> list[tuple[int, int]]:
    if not jaccard.size:
        return []
    best_new, best_old = jaccard.argmax(axis=1), jaccard.argmax(axis=0)
    return [
        (a, int(b))
        for a, b in enumerate(best_new)
        if best_old[b] == a and jaccard[a, b] >= CONTINUES_FROM
    ]


def _parts(contained: NDArray[np.float64]) -> list[tuple[int, tuple[int, ...], float]]:
    """Wholes (rows) that several parts (columns) hold for the most part between them."""
    found = []
    for whole, shares in enumerate(contained):
        parts = tuple(int(part) for part in np.flatnonzero(shares >= PART_FROM))
        together = float(shares[list(parts)].sum()) if parts else 0.0
        if len(parts) > 1 and together >= PARTS_TOGETHER_FROM - 1e-9:
            found.append((whole, parts, round(together, 4)))
    return found
