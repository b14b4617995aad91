"""The one sentence that speaks for a theme: where it stands, never what it says.

The passage is a central one among those that may be quoted; within it the sentence is chosen that a
reader can follow on its own. Only places are returned, so what is withdrawn leaves nothing behind.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Int8Vectors, cosines
from nlp.language import Dutch
from nlp.lemmas import without_placeholders, words

FEWEST_WORDS = 6
MOST_WORDS = 25

_CENTRAL = 12
_PLACEHOLDER_COSTS = 0.5
_NAME_COSTS = 0.5
_LOOSE_START_COSTS = 0.3
_PASSAGE_STEP = 0.08
_WORDS_COUNTED = 3
# A sentence that starts so needs the one before it.
_LEANS_ON_BEFORE = frozenset({"dat", "dus", "en", "maar", "want", "daarom", "daardoor", "toen"})


def exemplar(
    rows: Sequence[int],
    vectors: Int8Vectors,
    centroid: Int8Vectors,
    texts: Sequence[str],
    words_of_theme: Sequence[str],
    *,
    dutch: Dutch,
    usable: NDArray[np.bool_],
) -> tuple[int, int, int] | None:
    """The sentence of 6 to 25 words that shows the most of the theme, near its middle.

    Args:
        rows: the passages of the theme's core.
        vectors: int8 (n, d), all passages, in the space of `centroid`.
        centroid: int8 (d,), the direction of the theme.
        texts: all passages.
        words_of_theme: its words as written, most telling first.
        usable: (n,) which passages may be quoted.

    Returns:
        (row, start, end): half-open code-point offsets in that passage; None when no central
        passage has such a sentence.
    """
    central = _most_central([row for row in rows if usable[row]], vectors, centroid)
    telling = _telling(words_of_theme)
    best: tuple[float, int, int, int] | None = None
    for rank, row in enumerate(central):
        for start, end in dutch.sentences(texts[row]):
            score = _score(texts[row][start:end], telling) - _PASSAGE_STEP * rank
            # A strict comparison: among equals the most central, then the first sentence stays.
            if score > -np.inf and (best is None or score > best[0]):
                best = (score, row, start, end)
    return best[1:] if best else None


def _most_central(rows: Sequence[int], vectors: Int8Vectors, centroid: Int8Vectors) -> list[int]:
    """The rows nearest to the centroid, nearest first, ties to the lower row."""
    if not rows:
        return []
    near = cosines(vectors[list(rows)], centroid[None, :])[:, 0]
    return [rows[i] for i in np.argsort(-near, kind="stable")[:_CENTRAL]]


def _telling(words_of_theme: Sequence[str]) -> dict[str, float]:
    """A weight per word as written: the first words of a theme say the most about it."""
    weights: dict[str, float] = {}
    for rank, word in enumerate(words_of_theme):
        for part in word.split():
            weights.setdefault(part.lower(), 1.0 / (1 + rank / 5))
    return weights


def _score(sentence: str, telling: dict[str, float]) -> float:
    """How much a sentence shows; minus infinity for one that cannot be read on its own."""
    written = [word.lower() for word in words(without_placeholders(sentence))]
    if not FEWEST_WORDS <= len(written) <= MOST_WORDS:
        return float("-inf")
    found = sorted((telling[word] for word in set(written) & telling.keys()), reverse=True)
    score = sum(found[:_WORDS_COUNTED])
    score -= _PLACEHOLDER_COSTS * ("[" in sentence)
    # A capital after the first word may be a name that nobody recognised.
    score -= _NAME_COSTS * any(word[:1].isupper() for word in words(sentence)[1:])
    starts_well = sentence.lstrip("\"'“‘ ")[:1].isupper() and written[0] not in _LEANS_ON_BEFORE
    return score - _LOOSE_START_COSTS * (not starts_well)
