"""Passages among the themes there are: what the recogniser knows, and what lies near enough.

A theme with example sentences is recognised; a theme that only has passages accepts what is near
its direction. A passage may be in three themes. What fits nowhere says why, and between which
themes it hangs.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import ResidueReason
from nlp import identity
from service.jobs.corpus import Corpus, Piece, Placed, as_vectors
from service.recognising import evidence

if TYPE_CHECKING:
    from nlp.recognition import Reading, Recogniser


def place_among(
    corpus: Corpus,
    pieces: Sequence[Piece],
    *,
    recogniser: "Recogniser | None",
    dimension: int,
    mean: NDArray[np.float32] | None = None,
) -> list[Placed]:
    """Place passages among the themes in use; the rest is residue, with its reason.

    Args:
        corpus: the themes, and what people refused.
        pieces: passages with vectors.
        recogniser: of the themes with examples; None when there are none.
        dimension: of the vectors.
        mean: the frozen mean of the themes' directions; that of the corpus when not given.
    """
    if not pieces:
        return []
    if mean is None and corpus.mean is not None:
        mean = np.frombuffer(corpus.mean, dtype=np.float32)
    vectors = as_vectors(pieces, dimension)
    known = set(recogniser.keys) if recogniser else set()
    near = [
        theme.vector for theme in corpus.themes if theme.vector and theme.id not in known
    ] if mean is not None else []  # fmt: skip
    if not near and recogniser is None:
        return [Placed(p.key, None, 0.0, ResidueReason.TOO_FEW_STORIES) for p in pieces]
    readings = recogniser.read([piece.text for piece in pieces], vectors) if recogniser else None
    spatial = identity.place(vectors, near, mean) if near and mean is not None else None
    why_not = identity.reasons(vectors, near, mean) if near and mean is not None else None
    readable = identity.readable(vectors)
    placed: list[Placed] = []
    for row, piece in enumerate(pieces):
        reading = readings[row] if readings else None
        found = {one.theme: one.strength for one in spatial[row]} if spatial else {}
        if reading is not None:
            found |= {one.theme: one.probability for one in reading.accepted}
        allowed = [
            (theme, strength)
            for theme, strength in sorted(found.items(), key=lambda item: (-item[1], item[0]))
            if (piece.key, theme) not in corpus.refused
        ][: identity.MAX_THEMES]
        placed += [
            Placed(piece.key, theme, strength, None, _why(recogniser, piece, vectors[row], theme))
            for theme, strength in allowed
        ]
        if not allowed:
            reason = why_not[row] if why_not else None
            placed.append(_left(piece, reading, reason, readable=bool(readable[row])))
    return placed


def _why(
    recogniser: "Recogniser | None", piece: Piece, vector: NDArray[Any], theme: str
) -> dict[str, Any] | None:
    if recogniser is None or theme not in recogniser.keys:
        return None
    why = recogniser.why(piece.text, vector, theme)
    return {"woorden": list(why.words), "voorbeeld": evidence(why.example)}


def _left(
    piece: Piece, reading: "Reading | None", reason: ResidueReason | None, *, readable: bool
) -> Placed:
    """Why a passage is in no theme; in doubt it names the themes that come near."""
    if not readable:
        return Placed(piece.key, None, 0.0, ResidueReason.TOO_SHORT)
    if reading is not None and reading.doubt:
        between = {"tussen": list(reading.doubt)}
        return Placed(piece.key, None, 0.0, ResidueReason.DOUBT, between)
    return Placed(piece.key, None, 0.0, reason or ResidueReason.NO_THEME_FITS)
