"""Three plain views of texts and standards: shared words, shared pieces of words, and meaning."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Embedder, Vectors, centred, cosines, mean_direction, normalise, quantise
from nlp.language import Dutch

NAMES = ("lexical", "ngram", "dense")
Scores = NDArray[np.float32]

# The cosine between standards that the built-in encoder finds alike; others are scaled to it.
_MEANING_SPREAD = 0.1936
_K1, _B = 1.2, 0.6
_FEEDBACK_FROM, _FEEDBACK = 3, 0.2
_SHOWN_WORDS = 5


class PlainViews:
    """Texts (of standards), read once, ready to be compared with others."""

    def __init__(self, texts: Sequence[str], *, embedder: Embedder, dutch: Dutch) -> None:
        """Read the texts that others are compared with."""
        self._embedder = embedder
        self._dutch = dutch
        self._words = _WordIndex([dutch.lemmas(text) for text in texts])
        self._pieces = _PieceIndex(texts)
        encoded = embedder.encode(texts)
        self._mean = mean_direction(encoded)
        self._meaning = centred(encoded, self._mean) if texts else encoded
        self._spread = _spread(self._meaning)

    def of(
        self,
        text: str,
        *,
        exemplars: Vectors | None = None,
        extra: Mapping[str, float] | None = None,
    ) -> dict[str, Scores]:
        """The three views of a text, and of what its exemplars share when it says little.

        Args:
            text: what is compared.
            exemplars: see `vectors`; their common direction counts for half of the meaning.
            extra: lemmas that count too, with their weight.
        """
        lemmas = dict(extra or {}) | dict.fromkeys(self._dutch.lemmas(text), 1.0)
        if not lemmas:
            return dict.fromkeys(NAMES, np.zeros(len(self._meaning), dtype=np.float32))
        words = self._words.scores(lemmas)
        pieces = self._pieces.scores(text)
        first = words + 10 * pieces
        meaning = self._compare(self.vectors([text])[0], first=first)
        if exemplars is not None:
            common = normalise(exemplars.sum(axis=0, keepdims=True).astype(np.float32))
            meaning = np.asarray((meaning + self._cosines(common)) / 2, dtype=np.float32)
        return {"lexical": words, "ngram": pieces, "dense": meaning}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Where texts lie, seen from the middle of the standards (n, d)."""
        encoded = self._embedder.encode(list(texts), kind="query")
        return centred(encoded, self._mean) if len(texts) else encoded

    def nearest(self, exemplars: Vectors, row: int) -> int | None:
        """Which of the exemplars is nearest in meaning; None without any."""
        if not len(exemplars):
            return None
        return int(cosines(quantise(exemplars), quantise(self._meaning[row][None, :])).argmax())

    def shared(self, lemmas: Sequence[str], row: int) -> tuple[str, ...]:
        """At most five lemmas that a text shares with the standard in this row, rarest first."""
        return self._words.shared(lemmas, row)

    def _compare(self, vector: NDArray[np.float32], *, first: Scores) -> Scores:
        """Cosines with all standards, after moving the query a little to its best standards.

        That bridges the gap between how people talk and how norms are written (pseudo relevance
        feedback, Rocchio 1971).
        """
        if not vector.any():
            return np.zeros(len(self._meaning), dtype=np.float32)
        plain = self._cosines(vector[None, :])
        best = np.lexsort((np.arange(len(plain)), -(first + 5 * plain)))[:_FEEDBACK_FROM]
        moved = vector + _FEEDBACK * self._meaning[best].sum(axis=0)
        return self._cosines(normalise(moved[None, :].astype(np.float32)))

    def _cosines(self, vector: Vectors) -> Scores:
        found = cosines(quantise(vector), quantise(self._meaning))[0]
        return np.asarray(np.maximum(found, 0) * (_MEANING_SPREAD / self._spread), dtype=np.float32)


class _WordIndex:
    """BM25 over lemmas (Robertson & Zaragoza 2009), as a share of the highest possible score."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        vocabulary = sorted({lemma for document in documents for lemma in document})
        self._column = {lemma: column for column, lemma in enumerate(vocabulary)}
        counts = np.zeros((len(documents), len(vocabulary)))
        for row, document in enumerate(documents):
            for lemma in document:
                counts[row, self._column[lemma]] += 1
        spread = (counts > 0).sum(axis=0)
        self._rarity = np.log(1 + (len(documents) - spread + 0.5) / (spread + 0.5))
        sizes = counts.sum(axis=1, keepdims=True)
        usual = max(1.0, float(sizes.mean())) if len(documents) else 1.0
        self._weights = counts / (counts + _K1 * (1 - _B + _B * sizes / usual) + 1e-9)
        self._there = counts > 0

    def scores(self, lemmas: Mapping[str, float]) -> Scores:
        """Scores of all documents for weighted lemmas."""
        known = sorted(
            (self._column[one], weight) for one, weight in lemmas.items() if one in self._column
        )
        if not known:
            return np.zeros(len(self._weights), dtype=np.float32)
        columns = [column for column, _ in known]
        weights = self._rarity[columns] * np.array([weight for _, weight in known])
        found = (self._weights[:, columns] * weights).sum(axis=1) / weights.sum()
        return np.asarray(found, dtype=np.float32)

    def shared(self, lemmas: Sequence[str], row: int) -> tuple[str, ...]:
        """The lemmas that a query and a document share, rarest first."""
        names = {self._column[lemma]: lemma for lemma in lemmas if lemma in self._column}
        columns = [column for column in names if self._there[row, column]]
        columns.sort(key=lambda column: (-self._rarity[column], names[column]))
        return tuple(names[column] for column in columns[:_SHOWN_WORDS])


class _PieceIndex:
    """TF-IDF over character 4-grams within words: "wachtlijst" meets "wachttijd"."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True, dtype=np.float64
        )
        self._table: Any = self._vectorizer.fit_transform(texts) if texts else None

    def scores(self, text: str) -> Scores:
        found = self._vectorizer.transform([text]) @ self._table.T
        return np.asarray(found.toarray()[0], dtype=np.float32)


def _spread(meaning: Vectors) -> float:
    """How alike two standards are at the most, usually: the scale of this encoder's cosines.

    Never below that of the built-in encoder: with a handful of standards it says nothing.
    """
    if len(meaning) < 3:
        return _MEANING_SPREAD
    codes = quantise(meaning)
    upper = cosines(codes, codes)[np.triu_indices(len(codes), k=1)]
    return max(_MEANING_SPREAD, float(np.quantile(upper, 0.95)))
