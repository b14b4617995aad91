"""Whether a theme still is about what it was about: directions and words, first against now.

The unit is the story: its passages are not independent, so they are one row here. All sums are of
whole numbers, and every draw is keyed by story, so the same stories give the same bits whatever
their order and the number of threads.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Drifting
from nlp import chance
from nlp.embedding import Int8Vectors
from nlp.language import Dutch

FEWEST_STORIES = 5
"""Under this number of stories on either side nothing is said."""
WORD_STORIES = 5
"""A word stands in this many stories at least, so that no list points at one narrator."""
DRAWS = 999

_NULL_TAIL = 0.01
_INTERVAL = (0.025, 0.975)
_MOST_RESAMPLED = 2_000
_LARGEST_COUNT = 8
_WORDS = 10
_PRIOR_SHARE = 0.5

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Dated:
    """What a story tells of a theme: its month, its direction (int8, (d,)) and its lemmas."""

    story_id: str
    period: str
    vector: Int8Vectors = field(repr=False)
    lemmas: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Drift:
    """The cosine between what was told first and what is told now, beside what chance gives."""

    verdict: Drifting
    early: int
    recent: int
    cosine: float | None
    low: float | None
    high: float | None
    """95 % interval from resampled stories, corrected for the noise that lowers every cosine
    of means. It may therefore lie above the cosine itself."""
    null_low: float | None
    """Of 100 divisions of the same stories by lot, 99 give a higher cosine than this."""


@dataclass(frozen=True)
class ChangedWord:
    """A word that one of two groups uses more, with in how many stories of each it stands."""

    word: str
    early: int
    recent: int
    z: float
    """Log-odds in units of its own uncertainty; to rank by, not to test with."""


def in_time(told: Sequence[Dated]) -> tuple[list[Dated], list[Dated]]:
    """The first and the last half of the stories; one month is never cut in two.

    Of the cuts between two months the one that makes the halves most alike in size is taken, the
    earliest of equals. Without a second month there is no last half.
    """
    ordered = sorted(told, key=lambda one: (one.period, one.story_id))
    cuts = [
        place
        for place in range(1, len(ordered))
        if ordered[place].period != ordered[place - 1].period
    ]
    cut = min(cuts, key=lambda place: (abs(len(ordered) - 2 * place), place), default=len(ordered))
    return ordered[:cut], ordered[cut:]


def by_lot(told: Sequence[Dated], *, seed: int) -> list[Dated]:
    """At most 2,000 of the stories, by lot, in order of id; more would only take time."""
    ordered = sorted(told, key=lambda one: one.story_id)
    if len(ordered) <= _MOST_RESAMPLED:
        return ordered
    draws = chance.uniforms(chance.keys([one.story_id for one in ordered]), seed=seed, draw=0)
    chosen = np.sort(np.argsort(draws, kind="stable")[:_MOST_RESAMPLED])
    return [ordered[place] for place in chosen]


def measure(early: Sequence[Dated], recent: Sequence[Dated], *, seed: int) -> Drift:
    """How far the direction of a theme moved, and whether that is more than chance.

    It moves when the cosine is lower than 99 % of what the same stories give when they are divided
    by lot in two groups of the same sizes.

    Args:
        early: stories of the first period; of more than 2,000, that many by lot.
        recent: stories of the last period, likewise.
        seed: of the draws.
    """
    if min(len(early), len(recent)) < FEWEST_STORIES:
        return Drift(Drifting.TOO_FEW, len(early), len(recent), None, None, None, None)
    first, last = by_lot(early, seed=seed), by_lot(recent, seed=seed)
    rows = np.array([one.vector for one in [*first, *last]]).astype(np.float64)
    keys = chance.keys([one.story_id for one in [*first, *last]])
    size = len(first)
    own = np.zeros((1, len(rows)))
    own[0, :size] = 1.0
    found = float(_cosines(rows, own, 1.0 - own)[0])
    lots = _lots(keys, size, seed=seed)
    null_low = float(np.quantile(_cosines(rows, lots, 1.0 - lots), _NULL_TAIL, method="lower"))
    again = _resampled(keys, seed=seed)
    around = _cosines(rows, again * own, again * (1.0 - own))
    low, high = (2 * found - float(np.quantile(around, tail)) for tail in reversed(_INTERVAL))
    return Drift(
        verdict=Drifting.MOVES if found < null_low else Drifting.STAYS,
        early=len(first),
        recent=len(last),
        cosine=round(found, 4),
        low=round(max(-1.0, low), 4),
        high=round(min(1.0, high), 4),
        null_low=round(null_low, 4),
    )


def changed_words(
    early: Sequence[Dated], recent: Sequence[Dated], *, dutch: Dutch
) -> tuple[list[ChangedWord], list[ChangedWord]]:
    """Words told more at first, and words told more now, the clearest first.

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), on the number
    of stories that use a word. Names, unknown words and words of fewer than five stories are
    left out; lemmas come without placeholders from `Dutch.lemmas`.
    """
    first, last = _story_counts(early), _story_counts(recent)
    both = first + last
    known = sorted(word for word in both if both[word] >= WORD_STORIES and dutch.is_word(word))
    total = sum(both[word] for word in known)
    if not early or not recent or not total:
        return [], []
    sizes = sum(first[word] for word in known), sum(last[word] for word in known)
    scored = [
        ChangedWord(
            word=word,
            early=first[word],
            recent=last[word],
            z=round(log_odds((first[word], last[word]), sizes, both[word] / total), 4),
        )
        for word in known
    ]
    more_first = sorted((one for one in scored if one.z < 0), key=lambda one: (one.z, one.word))
    more_now = sorted((one for one in scored if one.z > 0), key=lambda one: (-one.z, one.word))
    return more_first[:_WORDS], more_now[:_WORDS]


def log_odds(counts: tuple[int, int], sizes: tuple[int, int], background: float) -> float:
    """The z of one word: above zero when the second group uses it more.

    Args:
        counts: how often each group uses the word.
        sizes: how often each group uses any word.
        background: the share of the word in everything, from 0 to 1. The prior weighs half as much
            as the smaller group.
    """
    strength = _PRIOR_SHARE * max(1, min(sizes))
    prior = strength * background
    # The last term: where only one word is counted, all others together are none.
    odds = [
        math.log((count + prior) / (max(0, size - count) + strength - prior + 1e-12))
        for count, size in zip(counts, sizes, strict=True)
    ]
    variance = sum(1 / (count + prior) for count in counts)
    return (odds[1] - odds[0]) / math.sqrt(variance)


def _lots(keys: chance.Keys, size: int, *, seed: int) -> Weights:
    """(draws, n): for every draw, 1 for the `size` stories with the lowest number."""
    lots = np.zeros((DRAWS, len(keys)))
    for draw in range(DRAWS):
        order = np.argsort(chance.uniforms(keys, seed=seed, draw=1 + draw), kind="stable")
        lots[draw, order[:size]] = 1.0
    return lots


def _resampled(keys: chance.Keys, *, seed: int) -> Weights:
    """(draws, n): how often each story counts, Poisson(1): a bootstrap that is keyed by story."""
    bounds = np.cumsum([math.exp(-1) / math.factorial(count) for count in range(_LARGEST_COUNT)])
    rows = [chance.uniforms(keys, seed=seed, draw=1 + DRAWS + draw) for draw in range(DRAWS)]
    return np.searchsorted(bounds, np.array(rows), side="right").astype(np.float64)


def _cosines(rows: Weights, first: Weights, second: Weights) -> NDArray[np.float64]:
    """(draws,): the cosine between two weighted sums of the rows (n, d), per draw.

    Weights and rows are whole numbers, so the sums are exact in any order of adding.
    """
    one, other = first @ rows, second @ rows
    products = (one * other).sum(axis=1)
    lengths = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
    return np.asarray(np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0))


def _story_counts(told: Sequence[Dated]) -> Counter[str]:
    """In how many stories each lemma stands."""
    return Counter(lemma for one in told for lemma in set(one.lemmas))
