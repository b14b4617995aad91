"""How much a few sentences sound like danger, by weights learned from written cases.

Rules see what is said outright. Who says it in a roundabout way uses words that say little alone;
how much each of them weighs stands in a file that `tools/triage_weights.py` makes from the cases in
`tests/golden/triage`. The file holds pieces of words of made-up texts, nothing of anybody's story.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from models.vocabulary import Danger

FILE = "danger_weights.txt"
WINDOW = 6
# One short sentence says little: it has to weigh more.
SHORT, MORE_WHEN_SHORT = 260, 1.0
KINDS = (Danger.SUICIDE, Danger.CHILD, Danger.VIOLENCE)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_LONGEST_WORD = 24
_SHORTEST, _LONGEST = 3, 5
_HUNDRED = 100


class Weights:
    """What every piece weighs for each of `KINDS`, and from which score it is an alarm.

    Pieces weigh in hundredths, whole numbers, so that a sum is the same in any order.
    """

    def __init__(
        self,
        pieces: dict[str, tuple[int, int, int]],
        start: tuple[float, float, float],
        enough: float,
    ) -> None:
        """Words are weighed once: most of them are said over and over."""
        self.pieces, self.start, self.enough = pieces, start, enough
        self.word = lru_cache(maxsize=4096)(self._word)

    def sums(self, pieces: Iterable[str]) -> tuple[int, int, int]:
        """What pieces weigh together, for each of `KINDS`."""
        first = second = third = 0
        for piece in pieces:
            found = self.pieces.get(piece)
            if found is not None:
                first += found[0]
                second += found[1]
                third += found[2]
        return first, second, third

    def _word(self, word: str) -> tuple[frozenset[str], tuple[int, int, int]]:
        # The very strings of the weights, so that looking them up compares no letters.
        pieces = frozenset(map(intern, _pieces_of_word(word)))
        return pieces, self.sums(pieces)


class Heard(NamedTuple):
    """One sentence: its sums for each of `KINDS`, and of how many pieces."""

    start: int
    end: int
    sums: tuple[float, float, float]
    pieces: int


@cache
def weights() -> Weights:
    """The weights, read once."""
    text = resources.files("ingest").joinpath(FILE).read_text(encoding="utf-8")
    _source, head, *lines = text.splitlines()
    first, second, third, enough = (float(number) for number in head.split("\t"))
    pieces: dict[str, tuple[int, int, int]] = {}
    for line in lines:
        piece, one, two, three = line.split("\t")
        pieces[intern(piece)] = (int(one), int(two), int(three))
    return Weights(pieces, (first, second, third), enough)


def pieces_of(words: str) -> set[str]:
    """Words, pairs of words and pieces of three to five letters; numbers are all the same."""
    said = _said(words)
    return set().union(_pairs(said), *(_pieces_of_word(word) for word in said))


def _said(words: str) -> list[str]:
    return ["0" if word[0].isdigit() else word[:_LONGEST_WORD] for word in _WORDS.findall(words)]


def _pairs(said: Sequence[str]) -> set[str]:
    return {f"{before} {word}" for before, word in pairwise(said)}


def _pieces_of_word(word: str) -> Iterator[str]:
    framed = f"_{word}_"
    yield f"={word}"
    for size in range(_SHORTEST, _LONGEST + 1):
        for at in range(len(framed) - size + 1):
            yield framed[at : at + size]


def hear(start: int, words: str, known: Weights) -> Heard:
    """What one sentence weighs; `words` in lower case. What is said twice weighs once."""
    said = _said(words)
    pairs = _pairs(said)
    first, second, third = known.sums(pairs)
    heard: set[str] = set()
    for word in set(said):
        pieces, sums = known.word(word)
        again = known.sums(pieces & heard)
        first += sums[0] - again[0]
        second += sums[1] - again[1]
        third += sums[2] - again[2]
        heard |= pieces
    sums_of = (first / _HUNDRED, second / _HUNDRED, third / _HUNDRED)
    return Heard(start, start + len(words), sums_of, len(heard) + len(pairs))


def score(heard: Sequence[Heard], known: Weights) -> tuple[float, Danger]:
    """How much sentences together sound like danger, and like which kind most."""
    length = math.sqrt(max(1, sum(one.pieces for one in heard)))
    each = [
        known.start[at] + sum(one.sums[at] for one in heard) / length for at in range(len(KINDS))
    ]
    most = max(range(len(KINDS)), key=lambda at: each[at])
    return math.log(sum(math.exp(min(value, 50.0)) for value in each)), KINDS[most]


def weighed(sentences: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, Danger]]:
    """Stretches of at most six sentences that together weigh enough for an alarm."""
    known = weights()
    heard = [hear(start, words, known) for start, words in sentences]
    for last in range(1, len(heard) + 1):
        window = heard[max(0, last - WINDOW) : last]
        if last < min(WINDOW, len(heard)):
            continue
        sum_of, kind = score(window, known)
        short = sum(one.pieces for one in window) < SHORT
        if sum_of > known.enough + (MORE_WHEN_SHORT if short else 0.0):
            yield window[0].start, window[-1].end, kind
