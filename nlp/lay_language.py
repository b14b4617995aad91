"""How people talk about standards: sentences that teach each one, and the way through themes.

People tell of a coffee table, standards of client-centredness: words and meaning alone hardly meet.
What all lay sentences together teach (ridge regression, `text_ridge`) and the nearest of them bring
them together, and so does what the themes of a text are about: a passage that is about waiting is
about what standards say on waiting. Many standards say nearly the same as some of other sets, so
what is found for one counts a little for those that are like it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import Embedder, centred, mean_direction
from nlp.language import Dutch
from nlp.recognition import Recogniser
from nlp.text_ridge import LEMMAS, RIDGE, Features, Scores, Weights, inverse_of

_RANKED_FROM = 60
"""Of reciprocal-rank fusion (Cormack et al. 2009)."""
NO_SENTENCE = -1


@dataclass(frozen=True)
class LayViews:
    """Per text and standard (n, standards). `sentence`: the position of the nearest sentence that
    somebody could say, `NO_SENTENCE` where a standard has none; `nearest` also knows its own text.
    """

    taught: Scores
    nearest: Scores
    sentence: NDArray[np.intp]


@dataclass(frozen=True)
class LayLanguage:
    """What sentences teach about standards, ready to be asked. Made by `learn`."""

    sentences: tuple[str, ...] = field(repr=False)
    _rows: tuple[NDArray[np.intp], ...]
    _examples: Features
    _weights: Weights
    _offset: Scores
    _mean: NDArray[np.float32]
    _letters: Any
    _lemmas: Any
    _embedder: Embedder
    _dutch: Dutch
    alike: Scores = field(repr=False)
    """(standards, standards): how much of what is taught about each goes for each other one; rows
    that add up to one, or to nothing."""

    @classmethod
    def learn(
        cls,
        standards: Sequence[str],
        sentences: Sequence[tuple[int, str]],
        *,
        embedder: Embedder,
        dutch: Dutch,
    ) -> "LayLanguage":
        """Learn from sentences, and from each standard's own text.

        Args:
            standards: the text of each standard.
            sentences: (position of the standard, a sentence about it).
            embedder: gives meaning.
            dutch: gives lemmas.
        """
        from sklearn.feature_extraction.text import TfidfVectorizer
        from threadpoolctl import threadpool_limits

        taught = [*sorted(sentences), *enumerate(standards)]
        texts = [text for _, text in taught]
        targets = np.zeros((len(taught), len(standards)))
        targets[np.arange(len(taught)), [standard for standard, _ in taught]] = 1
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=1
        )
        lemmas = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        vectors = embedder.encode(texts)
        mean = mean_direction(vectors)
        # One thread: the last bit of a solution depends on how many there are.
        with threadpool_limits(limits=1):
            features = Features(
                centred(vectors, mean).astype(np.float64),
                letters.fit_transform(texts),
                lemmas.fit_transform([dutch.lemmas(text) for text in texts]),
            )
            gram = features.gram()
            gram[np.diag_indices_from(gram)] += RIDGE
            offset = targets.mean(axis=0)
            weights = features.weigh(inverse_of(gram) @ (targets - offset))
            alike = _alike(features.times(weights) + offset, targets)
        rows = tuple(np.flatnonzero(targets[:, standard]) for standard in range(len(standards)))
        return cls(tuple(texts), rows, features, weights, offset, mean, letters, lemmas, embedder,
                   dutch, alike)  # fmt: skip

    def views(self, texts: Sequence[str]) -> LayViews:
        """What is taught about each text, and which sentence of each standard is nearest."""
        asked = Features(
            centred(self._embedder.encode(list(texts)), self._mean).astype(np.float64),
            self._letters.transform(texts),
            self._lemmas.transform([self._dutch.lemmas(text) for text in texts]),
        )
        near = np.einsum("nd,md->nm", asked.dense, self._examples.dense)
        near += (asked.letters @ self._examples.letters.T).toarray()
        near += LEMMAS * (asked.lemmas @ self._examples.lemmas.T).toarray()
        # The last row of each is the standard's own text: it counts, and explains nothing.
        told = [rows[:-1] for rows in self._rows]
        return LayViews(
            taught=asked.times(self._weights) + self._offset,
            nearest=np.stack([near[:, rows].max(axis=1) for rows in self._rows], axis=1),
            sentence=np.stack([_nearest(near, rows) for rows in told], axis=1),
        )


@dataclass(frozen=True)
class ThemeBridge:
    """From a text to the themes that it is about, and from those to standards.

    Each of `about`, `taught` and `nearest` is (themes, standards), in the order of the recogniser's
    keys: what the themes' definitions rank first, and the mean of what `LayLanguage` says of the
    sentences that teach the themes.
    """

    recogniser: Recogniser
    about: Scores = field(repr=False)
    taught: Scores = field(repr=False)
    nearest: Scores = field(repr=False)
    embedder: Embedder

    def views(self, texts: Sequence[str]) -> dict[str, Scores]:
        """Three views per text and standard (n, standards)."""
        likely = self.recogniser.probabilities(texts, self.embedder.encode(list(texts)))
        tables = {"themes": self.about, "theme_taught": self.taught, "theme_nearest": self.nearest}
        return {name: np.einsum("nk,ks->ns", likely, table) for name, table in tables.items()}


def fused_ranks(views: Sequence[NDArray[Any]]) -> Scores:
    """Reciprocal-rank fusion of views (n, standards): what several put first, comes first."""
    found = np.zeros(views[0].shape)
    for view in views:
        ranks = np.argsort(np.argsort(-view, axis=1, kind="stable"), axis=1, kind="stable")
        found += 1 / (_RANKED_FROM + 1 + ranks)
    return found


def _nearest(near: Scores, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Per text, which of these rows is nearest."""
    if not len(rows):
        return np.full(len(near), NO_SENTENCE)
    return np.asarray(rows[near[:, rows].argmax(axis=1)])


def _alike(taught: Scores, targets: Scores) -> Scores:
    """How much is taught about other standards by the sentences of each, both ways."""
    of_each = np.einsum("ms,mt->st", targets, taught) / targets.sum(axis=0)[:, None]
    np.fill_diagonal(of_each, 0)
    found = np.maximum(of_each, 0)
    found = found + found.T
    return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12))
