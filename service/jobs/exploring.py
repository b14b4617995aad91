"""Themes keep what they hold; the rest is placed among them, and what is left is mined.

Computes on plain values, touches no database. A theme whose place in this space is not known yet
(the first time, or after a change of encoder) gets it from the passages it holds: a change of
encoder never loses a theme.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import MiningMode
from nlp import identity
from nlp.embedding import mean_direction
from nlp.identity import ThemeVector
from nlp.language import Dutch
from nlp.mining import MinedTheme, Mining, MiningParams, mine
from nlp.quality import grade
from nlp.theme_words import words_of
from service.jobs.corpus import (
    Corpus,
    KnownTheme,
    Piece,
    PieceKey,
    Placed,
    Progress,
    ThemeOutcome,
    as_vectors,
)
from service.jobs.placement import place_among

if TYPE_CHECKING:
    from nlp.recognition import Recogniser

LEAST_FOR_DIRECTION = 3


@dataclass(frozen=True)
class Explored:
    """Themes and where every passage is, before links."""

    mode: MiningMode
    themes: tuple[ThemeOutcome, ...]
    placed: tuple[Placed, ...]
    vectors: NDArray[np.int8] = field(repr=False)
    mean: bytes = field(repr=False)


def explore(
    corpus: Corpus,
    pieces: Sequence[Piece],
    *,
    recogniser: "Recogniser | None",
    dutch: Dutch,
    dimension: int,
    params: MiningParams,
    progress: Progress,
) -> Explored:
    """Leave themes what they hold, place the rest among them, and mine what is left over.

    What was left over before, with nothing new beside it, is not mined once more: asking again
    without new stories must not give other themes.
    """
    vectors = as_vectors(pieces, dimension)
    mean = _mean(corpus, vectors)
    known = _in_this_space(corpus, pieces, vectors, mean)
    settled = replace(corpus, themes=known)
    held = [
        Placed(key, theme.id, strength, None)
        for theme in known
        for key, strength in theme.members.items()
    ]
    there = {one.piece for one in held}
    loose = place_among(
        settled,
        [piece for piece in pieces if piece.key not in there],
        recogniser=recogniser,
        dimension=dimension,
        mean=mean,
    )
    left = {one.piece for one in loose if one.theme_id is None}
    residue = [] if left <= corpus.left_over else [p for p in pieces if p.key in left]
    mined = mine(
        [piece.text for piece in residue],
        as_vectors(residue, dimension),
        [piece.story_id for piece in residue],
        dutch=dutch,
        params=params,
        mean=mean if len(pieces) else None,
        known=[theme.vector for theme in known if theme.vector],
        progress=lambda done, total: progress("Patronen zoeken", done, total),
    )
    taken = set(corpus.taken_ids)
    fresh = [new_outcome(theme, residue, mode=mined.mode, taken=taken) for theme in mined.themes]
    found = [one for one in loose if one.theme_id is not None]
    if fresh:
        found += _placed_by_mining(mined, residue, [one.id for one in fresh], loose)
    else:
        found += [one for one in loose if one.theme_id is None]
    placed = sorted([*held, *found], key=lambda one: (one.piece, one.theme_id or ""))
    sizes = Counter(one.theme_id for one in placed)
    seen = _Seen.of(pieces, vectors, placed, recogniser=recogniser, dutch=dutch)
    return Explored(
        mode=_mode(known, mined, sizes),
        themes=(*(seen.outcome(theme, sizes[theme.id]) for theme in known), *fresh),
        placed=tuple(placed),
        vectors=vectors,
        mean=mean.astype(np.float32).tobytes() if len(pieces) else b"",
    )


def new_outcome(
    theme: MinedTheme, pieces: Sequence[Piece], *, mode: MiningMode, taken: set[str]
) -> ThemeOutcome:
    """A theme that mining found, with an id of its own; `taken` grows."""
    keys = sorted(pieces[member].key for member in theme.members)
    theme_id = _new_id(keys, taken)
    taken.add(theme_id)
    return ThemeOutcome(
        id=theme_id,
        label=theme.label,
        description=theme.description,
        words=theme.words,
        stability=theme.grade.value,
        stability_value=theme.stability,
        vector=ThemeVector(theme_id, theme.centroid, theme.threshold),
        size=len(keys),
        born=True,
        mode=mode,
        exemplar=exemplar_of(theme, pieces),
        null_p=theme.null_p,
    )


def exemplar_of(theme: MinedTheme, pieces: Sequence[Piece]) -> tuple[PieceKey, int, int] | None:
    """The sentence that shows a theme best: its piece, and where it stands in the story."""
    if theme.exemplar is None:
        return None
    position, start, end = theme.exemplar
    piece = pieces[position]
    return (piece.key, piece.start + start, piece.start + end)


def _mean(corpus: Corpus, vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    """The frozen mean of the space, or that of everything there is when there is no space yet."""
    if corpus.mean is not None:
        return np.frombuffer(corpus.mean, dtype=np.float32)
    return mean_direction(identity.unit(vectors))


def _in_this_space(
    corpus: Corpus,
    pieces: Sequence[Piece],
    vectors: NDArray[np.int8],
    mean: NDArray[np.float32],
) -> tuple[KnownTheme, ...]:
    """The themes with a direction in this space, from what they hold where it is not known."""
    rows = {piece.key: row for row, piece in enumerate(pieces)}
    found = []
    for theme in corpus.themes:
        core = np.zeros(len(pieces), dtype=np.bool_)
        core[[rows[key] for key in theme.members if key in rows]] = True
        stale = theme.vector is None or corpus.mean is None
        if stale and core.sum() >= LEAST_FOR_DIRECTION:
            vector = identity.fitted(theme.id, vectors, core, mean)
            found.append(replace(theme, vector=vector))
        else:
            found.append(replace(theme, vector=None) if stale else theme)
    return tuple(found)


@dataclass(frozen=True)
class _Seen:
    """What the stories show of recognised themes: their words, and how steady each is."""

    steadiness: dict[str, float]
    words: dict[str, tuple[str, ...]]

    @classmethod
    def of(
        cls,
        pieces: Sequence[Piece],
        vectors: NDArray[np.int8],
        placed: Sequence[Placed],
        *,
        recogniser: "Recogniser | None",
        dutch: Dutch,
    ) -> "_Seen":
        if recogniser is None:
            return cls({}, {})
        recognised = set(recogniser.keys)
        members: dict[str, list[PieceKey]] = defaultdict(list)
        for one in placed:
            if one.theme_id in recognised:
                members[str(one.theme_id)].append(one.piece)
        rows = {piece.key: row for row, piece in enumerate(pieces)}
        groups = {key: [rows[piece] for piece in found] for key, found in members.items()}
        words = words_of(
            [piece.text for piece in pieces],
            [piece.story_id for piece in pieces],
            groups,
            dutch=dutch,
        )
        return cls(recogniser.steadiness([piece.text for piece in pieces], vectors), words)

    def outcome(self, theme: KnownTheme, size: int) -> ThemeOutcome:
        value = self.steadiness.get(theme.id, theme.stability_value)
        return ThemeOutcome(
            id=theme.id,
            label=theme.label,
            description=theme.description,
            words=self.words.get(theme.id, theme.words),
            stability=grade(value).value if theme.id in self.steadiness else theme.stability,
            stability_value=value,
            vector=theme.vector,
            size=size,
            born=False,
        )


def _placed_by_mining(
    mined: Mining, residue: Sequence[Piece], ids: Sequence[str], loose: Sequence[Placed]
) -> list[Placed]:
    """Where the residue went; what stays keeps the reason that is known of it already."""
    before = {one.piece: one for one in loose if one.theme_id is None}
    placed: list[Placed] = []
    for position, piece in enumerate(residue):
        found = mined.strengths[position]
        placed += [
            Placed(piece.key, ids[theme], strength, None) for theme, strength in found.items()
        ]
        if not found:
            placed.append(_why_still(before[piece.key], mined, position))
    return placed


def _why_still(before: Placed, mined: Mining, position: int) -> Placed:
    if before.evidence:
        return before
    return replace(before, reason=mined.residue[position])


def _mode(known: Sequence[KnownTheme], mined: Mining, sizes: Counter[str | None]) -> MiningMode:
    """The widest mode that the themes in use were found in; the residue alone is always small."""
    modes = {theme.mode for theme in known if sizes[theme.id]} | {mined.mode}
    return max(modes, key=list(MiningMode).index)


def _new_id(keys: Sequence[PieceKey], taken: set[str]) -> str:
    """An id from what the theme holds: the same input, the same id; never used twice."""
    salt = 0
    while True:
        content = repr((list(keys), salt)).encode()
        theme_id = "t" + hashlib.sha256(content).hexdigest()[:11]
        if theme_id not in taken:
            return theme_id
        salt += 1
