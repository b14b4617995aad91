"""Passages ranked by the words of a question: BM25 over lemmas, exact and the same everywhere.

Robertson & Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009), with their
usual values and the idf that is never negative (as in Lucene). The forms in which one word of a
question is found (the word itself, a compound with it) are added up before they are weighed, as
BM25F does with fields (Robertson, Zaragoza & Taylor 2004): twice the same thing is not two things.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import log
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.lemmas import parts_of

K1 = 1.2
B = 0.75

_LEAST_ALIKE = 0.6
_MOST_ALIKE_WORDS = 3
_SHORTEST_FOR_LETTERS = 4


class WordIndex:
    """The words of n passages, by lemma. Immutable; holds no text and no order of words."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        *,
        first: NDArray[np.int64],
        rows: NDArray[np.int32],
        counts: NDArray[np.int32],
        sizes: NDArray[np.int64],
    ) -> None:
        """Take the postings of word `i`: `rows` and `counts` from `first[i]` to `first[i + 1]`."""
        self._vocabulary = vocabulary
        self._first = first
        self._rows = rows
        self._counts = counts
        self._sizes = sizes
        mean = float(sizes.mean()) if len(sizes) else 0.0
        self._norm = K1 * (1 - B + B * sizes / (mean or 1.0))

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> Self:
        """Index passages, each given as its lemmas; a passage is a row, in the order given."""
        tallies = [Counter(lemmas) for lemmas in passages]
        names = sorted(set().union(*tallies)) if tallies else []
        vocabulary = {name: number for number, name in enumerate(names)}
        distinct = sum(len(tally) for tally in tallies)
        words = np.fromiter((vocabulary[n] for t in tallies for n in t), np.int32, distinct)
        counts = np.fromiter((c for t in tallies for c in t.values()), np.int32, distinct)
        per_row = np.array([len(tally) for tally in tallies], dtype=np.int64)
        rows = np.repeat(np.arange(len(tallies), dtype=np.int32), per_row)
        order = np.argsort(words, kind="stable")
        first = np.searchsorted(words[order], np.arange(len(names) + 1))
        sizes = np.array([tally.total() for tally in tallies], dtype=np.int64)
        return cls(vocabulary, first=first, rows=rows[order], counts=counts[order], sizes=sizes)

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._sizes)

    def __contains__(self, lemma: object) -> bool:
        """Whether some passage has this lemma."""
        return lemma in self._vocabulary

    def compounds_with(self, lemma: str) -> list[str]:
        """The compounds in the passages that contain a word (lijst > wachtlijst), in order."""
        return self._compounds.get(lemma, [])

    def alike(self, lemma: str) -> list[str]:
        """The words in the passages that are spelt most like a word, for who mistypes it.

        The first letter is the same and so are at least 0.6 of the letter triples (Dice; Angell,
        Freund & Willett 1983).
        """
        if len(lemma) < _SHORTEST_FOR_LETTERS:
            return []
        asked = _triples(lemma)
        shared = Counter(
            name
            for triple in asked
            for name in self._by_triple.get(triple, ())
            if name[0] == lemma[0]
        )
        scored = [
            (2 * count / (len(asked) + len(_triples(name))), name) for name, count in shared.items()
        ]
        near = sorted((-score, name) for score, name in scored if score >= _LEAST_ALIKE)
        return [name for _, name in near[:_MOST_ALIKE_WORDS]]

    def scores(self, words: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """BM25 of every passage (n,): for each word of the question its forms and their weight.

        Zero for a passage with none of the words.
        """
        total = np.zeros(len(self), dtype=np.float64)
        for forms in words:
            weighed = np.zeros(len(self), dtype=np.float64)
            for form, weight in sorted(forms.items()):
                found = self._postings(form)
                weighed[self._rows[found]] += weight * self._counts[found]
            there = np.flatnonzero(weighed)
            idf = log(1 + (len(self) - len(there) + 0.5) / (len(there) + 0.5))
            often = weighed[there]
            total[there] += idf * often * (K1 + 1) / (often + self._norm[there])
        return total

    def _postings(self, lemma: str) -> slice:
        number = self._vocabulary.get(lemma)
        return slice(0, 0) if number is None else slice(*self._first[number : number + 2])

    @cached_property
    def _compounds(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._vocabulary:
            for part in parts_of(name):
                found.setdefault(part, []).append(name)
        return found

    @cached_property
    def _by_triple(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._vocabulary:
            for triple in _triples(name):
                found.setdefault(triple, []).append(name)
        return found


def _triples(word: str) -> set[str]:
    """The letter triples of a word, its edges marked."""
    marked = f"^{word}$"
    return {marked[place : place + 3] for place in range(len(marked) - 2)}
