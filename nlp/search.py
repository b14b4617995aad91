"""Passages found by their words and by their meaning, each hit with the reason why it is there.

Two rankings, one list. Words: BM25 over lemmas (`bm25.py`). Meaning: the exact cosine over int8
vectors, every passage compared, none skipped. They are joined by reciprocal rank fusion (Cormack,
Clarke & Büttcher 2009): it asks for ranks only, so it holds for every encoder, while a BM25 score
and a cosine share no scale. The same question to the same passages gives the same list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.bm25 import WordIndex
from nlp.embedding import (
    Int8Vectors,
    Vectors,
    centred,
    dot_exact,
    lengths,
    normalise,
    quantise,
)
from nlp.lemmas import terms

FUSION_K = 60
"""Of reciprocal rank fusion, as its authors set it."""

COMPOUND_WEIGHT = 0.5
ALIKE_WEIGHT = 0.5
"""What a compound with the word, or a word spelt like it, counts beside the word itself."""

_MOST_BY_MEANING = 200
_ENOUGH_TO_CENTRE = 30
_BLOCK = 8192
_DRAWN = 300
_ONE_SIGMA_LOW = 0.1587
_RARE_SIGMAS = 2.33
_FLOOR_WHEN_FEW = 0.35
_LOWEST_FLOOR = 0.1


class How(StrEnum):
    """How a word of a passage answers to a word of the question."""

    SAME = "zelfde"
    FORM = "vorm"
    COMPOUND = "samenstelling"
    ALIKE = "lijkt"


@dataclass(frozen=True)
class Entry:
    """One passage to be found: its key, its lemmas, and its int8 vector when it has one."""

    key: int
    lemmas: tuple[str, ...] = field(repr=False)
    vector: bytes | None = field(repr=False)


@dataclass(frozen=True)
class AskedWord:
    """A word of the question, and the lemmas in the passages that answer to it."""

    word: str = field(repr=False)
    lemma: str = field(repr=False)
    compounds: tuple[str, ...] = field(repr=False)
    alike: tuple[str, ...] = field(repr=False)
    known: bool

    @property
    def found(self) -> bool:
        """Whether any passage answers to it."""
        return self.known or bool(self.compounds or self.alike)

    @property
    def weights(self) -> dict[str, float]:
        """The lemmas to look for and what each counts."""
        same = {self.lemma: 1.0} if self.known else {}
        compounds = dict.fromkeys(self.compounds, COMPOUND_WEIGHT)
        return dict.fromkeys(self.alike, ALIKE_WEIGHT) | compounds | same


@dataclass(frozen=True)
class Mark:
    """A word in a passage that answers to the question: half-open offsets, and how."""

    start: int
    end: int
    asked: str = field(repr=False)
    how: How


@dataclass(frozen=True)
class Hit:
    """A passage that was found. `similarity` is there when it is alike in meaning."""

    key: int
    score: float
    by_words: bool
    similarity: float | None


@dataclass(frozen=True)
class Found:
    """The answer to one question: all hits, the best first."""

    hits: tuple[Hit, ...]
    words: tuple[AskedWord, ...]
    by_meaning: bool


class SearchIndex:
    """Passages ready to be searched. Immutable; holds lemmas and vectors, no text."""

    def __init__(self, keys: NDArray[np.int64], words: WordIndex, meaning: "_Meaning") -> None:
        self._keys = keys
        self._words = words
        self._meaning = meaning

    @classmethod
    def build(cls, entries: Sequence[Entry], *, dimension: int = 0) -> Self:
        """Index passages of one encoder; vectors are int8 of `dimension` (0: there are none)."""
        ordered = sorted(entries, key=lambda entry: entry.key)
        return cls(
            np.array([entry.key for entry in ordered], dtype=np.int64),
            WordIndex.build([entry.lemmas for entry in ordered]),
            _Meaning.build([entry.vector for entry in ordered], dimension),
        )

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._keys)

    def ask(
        self,
        question: str,
        *,
        vector: Vectors | None = None,
        among: NDArray[np.int64] | None = None,
    ) -> Found:
        """Every passage that answers to a question by a word or by its meaning, the best first.

        Args:
            question: as typed; placeholders and grammatical words in it are not looked for.
            vector: the question as float32 (1, d) from the encoder of the passages, or None.
            among: keys of the passages that may be found; None for all. What a word weighs
                does not depend on it.
        """
        words = tuple(self._asked(question))
        allowed = np.isin(self._keys, among) if among is not None else np.ones(len(self), bool)
        by_words = self._words.scores([word.weights for word in words])
        by_words[~allowed] = 0.0
        similar = self._meaning.similarities(vector) if vector is not None else None
        alike = np.zeros(len(self), dtype=np.float64)
        if similar is not None:
            alike = _nearest(similar, allowed, floor=self._meaning.floor)
        hits = self._fused(by_words, alike)
        return Found(hits=hits, words=words, by_meaning=similar is not None)

    def _asked(self, question: str) -> list[AskedWord]:
        found: dict[str, AskedWord] = {}
        for term in terms(question):
            known = term.lemma in self._words
            compounds = tuple(self._words.compounds_with(term.lemma))
            alike = () if known or compounds else tuple(self._words.alike(term.lemma))
            word = question[term.start : term.end]
            found.setdefault(term.lemma, AskedWord(word, term.lemma, compounds, alike, known))
        return list(found.values())

    def _fused(self, by_words: NDArray[np.float64], alike: NDArray[np.float64]) -> tuple[Hit, ...]:
        total = _reciprocal(by_words) + _reciprocal(alike)
        there = np.flatnonzero(total)
        # Between equals: what has a word first, then the nearest, then the oldest passage.
        worded = by_words[there] > 0
        order = there[np.lexsort((self._keys[there], -alike[there], ~worded, -total[there]))]
        return tuple(
            Hit(
                key=int(self._keys[row]),
                score=float(total[row]),
                by_words=bool(by_words[row] > 0),
                similarity=float(alike[row]) if alike[row] > 0 else None,
            )
            for row in order
        )


class _Meaning:
    """Int8 vectors of the passages, with what all of them share taken out."""

    def __init__(self, rows: Int8Vectors, *, mean: NDArray[np.float32] | None) -> None:
        self._rows = rows
        self._lengths = lengths(rows)
        self._mean = mean
        self._known = np.abs(rows).max(axis=1, initial=0) > 0
        self.floor = self._rare_similarity()

    @classmethod
    def build(cls, vectors: Sequence[bytes | None], dimension: int) -> Self:
        rows = np.zeros((len(vectors), dimension), dtype=np.int8)
        for number, vector in enumerate(vectors):
            if vector is not None and len(vector) == dimension:
                rows[number] = np.frombuffer(vector, dtype=np.int8)
        known = np.abs(rows).max(axis=1, initial=0) > 0
        if known.sum() < _ENOUGH_TO_CENTRE:
            return cls(rows, mean=None)
        total = np.zeros(dimension, dtype=np.float64)
        for block in _blocks(rows[known]):
            total += normalise(_floats(block)).sum(axis=0, dtype=np.float64)
        mean = (total / known.sum()).astype(np.float32)
        held = [quantise(centred(normalise(_floats(block)), mean)) for block in _blocks(rows)]
        return cls(np.concatenate(held), mean=mean)

    def similarities(self, vector: Vectors) -> NDArray[np.float64] | None:
        """Cosine of a question (1, d) with every passage (n,); None when nothing can be compared.

        Zero for a passage without a vector.
        """
        if not self._known.any() or vector.shape[1] != self._rows.shape[1] or not vector.any():
            return None
        asked = quantise(vector if self._mean is None else centred(vector, self._mean))
        dots = [dot_exact(block, asked)[:, 0] for block in _blocks(self._rows)]
        cosines = np.concatenate(dots) / self._lengths / lengths(asked)[0]
        return np.where(self._known, cosines, 0.0).astype(np.float64)

    def _rare_similarity(self) -> float:
        """The similarity that about one in a hundred unrelated pairs of passages reaches.

        So "alike" means the same for every encoder, however near its vectors lie together. How
        far unrelated pairs spread is read from the lower half of all pairs of a fixed draw (there
        are no pairs there that share a subject), as if they were distributed normally.
        """
        known = np.flatnonzero(self._known)
        if len(known) < _ENOUGH_TO_CENTRE:
            return _FLOOR_WHEN_FEW
        drawn = known[np.linspace(0, len(known) - 1, min(_DRAWN, len(known))).astype(np.int64)]
        rows = self._rows[drawn]
        size = lengths(rows)
        cosines = dot_exact(rows, rows) / size[:, None] / size[None, :]
        low, middle = np.quantile(cosines[np.triu_indices(len(rows), 1)], [_ONE_SIGMA_LOW, 0.5])
        return max(_LOWEST_FLOOR, float(middle + _RARE_SIGMAS * (middle - low)))


def marks(text: str, words: Sequence[AskedWord]) -> list[Mark]:
    """Where the words of a question are in a text of a passage, in order, and how they answer."""
    wanted: dict[str, tuple[AskedWord, How]] = {}
    for word in words:
        for lemma in word.alike:
            wanted.setdefault(lemma, (word, How.ALIKE))
        for lemma in word.compounds:
            wanted.setdefault(lemma, (word, How.COMPOUND))
    wanted |= {word.lemma: (word, How.FORM) for word in words if word.known}
    found = []
    for term in terms(text):
        answer = wanted.get(term.lemma)
        if answer is not None:
            word, how = answer
            same = text[term.start : term.end].lower() == word.word.lower()
            found.append(
                Mark(term.start, term.end, word.word, How.SAME if same and how is How.FORM else how)
            )
    return found


def _nearest(
    similar: NDArray[np.float64], allowed: NDArray[np.bool_], *, floor: float
) -> NDArray[np.float64]:
    """The similarities of the nearest passages; zero for all others."""
    near = np.flatnonzero(allowed & (similar >= floor))
    nearest = near[np.argsort(-similar[near], kind="stable")][:_MOST_BY_MEANING]
    kept = np.zeros(len(similar), dtype=np.float64)
    kept[nearest] = similar[nearest]
    return kept


def _reciprocal(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (60 + rank) for every score above zero; equal scores share the best of their ranks."""
    found = np.zeros(len(scores), dtype=np.float64)
    there = np.flatnonzero(scores > 0)
    descending = np.sort(-scores[there])
    found[there] = 1.0 / (FUSION_K + 1 + np.searchsorted(descending, -scores[there], side="left"))
    return found


def _blocks(rows: Int8Vectors) -> list[Int8Vectors]:
    return [rows[start : start + _BLOCK] for start in range(0, max(1, len(rows)), _BLOCK)]


def _floats(rows: Int8Vectors) -> Vectors:
    return rows.astype(np.float32)
