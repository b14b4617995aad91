"""Known themes in new passages: learned from example sentences, calibrated, and allowed to doubt.

A ridge regression over all examples of all themes at once (Saunders et al. 1998): meaning from the
encoder, letter groups for compounds and spelling, and lemmas. Every author of example passages is
left out in turn (closed form), and what the model then says about passages of somebody it never
read is turned into a probability per theme (Platt 1999). The nearest single example is a poor
classifier; all of them together are a good one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import chance
from nlp.embedding import Embedder, centred, mean_direction, normalise, quantise
from nlp.language import Dutch
from nlp.text_ridge import LEMMAS, RIDGE, Features, Scores, Weights, inverse_of, left_out, without

MAX_THEMES = 3
LISTED_FROM = 0.02
"""Below this a theme is not worth mentioning."""
SPEAKS_FROM = 0.3
"""Below this for every theme the answer is: nothing I know. Above it there is doubt at least."""
ACCEPTED_FROM = 0.56
"""From here a passage is placed without a person: right four times in five on unseen stories."""

# People who tell differ more from our authors than our authors from each other: a slope on the
# log-odds, measured on the development stories, as are the two bounds above.
_TEMPERED = 0.8
_BLOCK = 4_096
_THINNED, _SEED = 0.2, 7


@dataclass(frozen=True)
class Example:
    """A text that is about some themes (or about none), written to teach what belongs to them.

    `author`: whose passages it is one of. Only passages with an author serve to calibrate; a
    sentence written for one theme is too clear for that.
    """

    id: str
    text: str = field(repr=False)
    themes: tuple[str, ...]
    author: str = ""


@dataclass(frozen=True)
class Known:
    """A theme and how likely a passage is about it, 0 to 1."""

    theme: str
    probability: float


@dataclass(frozen=True)
class Reading:
    """What is said of one passage: themes likeliest first, none when nothing known fits."""

    themes: tuple[Known, ...]

    @property
    def accepted(self) -> tuple[Known, ...]:
        """Themes that are likely enough to place the passage in, at most three."""
        return tuple(one for one in self.themes if one.probability >= ACCEPTED_FROM)[:MAX_THEMES]

    @property
    def doubt(self) -> tuple[str, ...]:
        """The one or two themes between which it is undecided; empty when nothing comes near."""
        if self.accepted:
            return ()
        return tuple(one.theme for one in self.themes if one.probability >= SPEAKS_FROM)[:2]


@dataclass(frozen=True)
class Why:
    """Why a passage is placed in a theme: the nearest example and the words that count."""

    example: str
    words: tuple[str, ...]


class Recogniser:
    """Says of passages which known themes they are about. Made by `learn`."""

    def __init__(
        self, parts: "_Parts", calibration: "_Calibration", thinned: Sequence["Weights"] = ()
    ) -> None:
        """Take what `learn` made."""
        self._parts = parts
        self._calibration = calibration
        self._thinned = thinned
        self.keys = parts.keys

    @classmethod
    def learn(
        cls,
        examples: Sequence[Example],
        keys: Sequence[str],
        *,
        embedder: Embedder,
        dutch: Dutch,
        thinned: int = 0,
    ) -> "Recogniser":
        """Learn the themes from examples; some seconds for four thousand of them.

        Args:
            examples: of all themes together, and of none. Their order changes nothing.
            keys: the themes to recognise; what an example says of other themes is left out.
            embedder: gives meaning; its vectors must be those given to `read`.
            dutch: gives lemmas.
            thinned: how often to learn again without a fifth of the examples, for `steadiness`.

        Raises:
            ValueError: a theme without any example.
        """
        from threadpoolctl import threadpool_limits

        # By what they say, not by id: ids differ between machines.
        ordered = sorted(examples, key=lambda example: (example.text, example.id))
        names = tuple(sorted(keys))
        targets = np.array(
            [[float(name in example.themes) for name in names] for example in ordered]
        ).reshape(len(ordered), len(names))
        if len(names) and not targets.any(axis=0).all():
            raise ValueError("every theme needs an example")
        # One thread: the last bit of a solution depends on how many there are.
        with threadpool_limits(limits=1):
            parts, features, inverse, dual = _Parts.fit(ordered, names, targets, embedder, dutch)
            authors = [example.author for example in ordered]
            unseen = left_out(inverse, dual, targets, authors)
            rows = [i for i, example in enumerate(ordered) if example.author]
            calibration = _Calibration.fit(unseen[rows], targets[rows])
            keep = chance.keys([example.text for example in ordered])
            fewer = [
                features.weigh(without(inverse, dual, np.flatnonzero(drawn < _THINNED)))
                for drawn in (chance.uniforms(keep, seed=_SEED, draw=n) for n in range(thinned))
            ]
            return cls(parts, calibration, fewer)

    def read(self, texts: Sequence[str], vectors: NDArray[Any]) -> list[Reading]:
        """Read passages.

        Args:
            texts: the passages.
            vectors: (n, d), as the embedder gave them or their int8 copies: the same answer.
        """
        return [
            Reading(
                tuple(
                    Known(self.keys[theme], float(row[theme]))
                    for theme in np.argsort(-row, kind="stable").tolist()
                    if row[theme] >= LISTED_FROM
                )
                if row.max(initial=0.0) >= SPEAKS_FROM
                else ()
            )
            for row in self.probabilities(texts, vectors)
        ]

    def probabilities(self, texts: Sequence[str], vectors: NDArray[Any]) -> Scores:
        """(n, themes), in the order of `keys`, rounded to four decimals."""
        found = np.zeros((len(texts), len(self.keys)))
        for start in range(0, len(texts), _BLOCK):
            block = slice(start, start + _BLOCK)
            scores = self._parts.scores(texts[block], vectors[block])
            found[block] = np.round(self._calibration.probabilities(scores), 4)
        return found

    def steadiness(self, texts: Sequence[str], vectors: NDArray[Any]) -> dict[str, float]:
        """How well each theme's passages return when a fifth of the examples is left out.

        The mean over the thinned recognisers of the Jaccard index between what they accept and
        what this one accepts (Hennig 2007, with examples drawn instead of stories: what this
        recogniser says of a passage does not depend on the other stories). A theme that accepts
        nothing is left out of the answer.
        """
        if not self._thinned or not len(texts):
            return {}
        parts = self._parts.features(texts, vectors)
        accepted = self._accepts(self._parts.weights, parts)
        again = [self._accepts(weights, parts) for weights in self._thinned]
        shares = [
            (accepted & other).sum(axis=0) / np.maximum((accepted | other).sum(axis=0), 1)
            for other in again
        ]
        found = np.mean(shares, axis=0)
        return {
            key: round(float(found[theme]), 4)
            for theme, key in enumerate(self.keys)
            if accepted[:, theme].any()
        }

    def _accepts(self, weights: "Weights", features: "Features") -> NDArray[np.bool_]:
        scores = features.times(weights) + self._parts.offset
        found: NDArray[np.bool_] = self._calibration.probabilities(scores) >= ACCEPTED_FROM
        return found

    def why(self, text: str, vector: NDArray[Any], theme: str) -> Why:
        """The nearest example of the theme, and at most four words that speak for it."""
        return self._parts.why(text, vector, self.keys.index(theme))


@dataclass(frozen=True)
class _Parts:
    """The linear model, per kind of feature, and the examples for saying why."""

    keys: tuple[str, ...]
    ids: tuple[str, ...]
    of_theme: NDArray[np.bool_]
    mean: NDArray[np.float32]
    dense: NDArray[np.float32]
    letters: Any
    lemmas: Any
    example_lemmas: Any
    weights: Weights
    offset: Scores
    dutch: Dutch
    names: list[str] = field(repr=False)
    by_theme: dict[int, tuple[list[str], NDArray[np.float32], Any]] = field(
        default_factory=dict, repr=False
    )

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        names: tuple[str, ...],
        targets: Scores,
        embedder: Embedder,
        dutch: Dutch,
    ) -> tuple["_Parts", Features, Scores, Scores]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = [example.text for example in examples]
        vectors = _as_kept(embedder.encode(texts))
        mean = mean_direction(vectors)
        dense = centred(vectors, mean)
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2
        )
        lemmas = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        features = Features(
            dense.astype(np.float64),
            letters.fit_transform(texts),
            lemmas.fit_transform([dutch.lemmas(text) for text in texts]),
        )
        gram = features.gram()
        gram[np.diag_indices_from(gram)] += RIDGE
        offset = targets.mean(axis=0)
        inverse = inverse_of(gram)
        dual = inverse @ (targets - offset)
        parts = cls(
            keys=names,
            ids=tuple(example.id for example in examples),
            of_theme=targets > 0,
            mean=mean,
            dense=dense,
            letters=letters,
            lemmas=lemmas,
            example_lemmas=features.lemmas,
            weights=features.weigh(dual),
            offset=offset,
            dutch=dutch,
            names=lemmas.get_feature_names_out().tolist(),
        )
        return parts, features, inverse, dual

    def features(self, texts: Sequence[str], vectors: NDArray[Any]) -> Features:
        return Features(
            centred(_as_kept(vectors), self.mean).astype(np.float64),
            self.letters.transform(texts),
            self.lemmas.transform([self.dutch.lemmas(text) for text in texts]),
        )

    def scores(self, texts: Sequence[str], vectors: NDArray[Any]) -> Scores:
        return self.features(texts, vectors).times(self.weights) + self.offset

    def why(self, text: str, vector: NDArray[Any], theme: int) -> Why:
        surfaces = self.dutch.surface_and_lemmas(text)
        own = self.lemmas.transform([[lemma for _, lemma in surfaces]])
        ids, dense, lemmas = self._examples_of(theme)
        near = dense @ centred(_as_kept(vector[None, :]), self.mean)[0]
        near = near + LEMMAS * (lemmas @ own.T).toarray()[:, 0]
        counts = own.data * self.weights[2][own.indices, theme]
        surface = {lemma: word for word, lemma in reversed(surfaces)}
        best = [i for i in np.argsort(-counts, kind="stable")[:4].tolist() if counts[i] > 0]
        words = tuple(surface[self.names[own.indices[i]]] for i in best)
        return Why(ids[int(near.argmax())], words)

    def _examples_of(self, theme: int) -> tuple[list[str], NDArray[np.float32], Any]:
        """The examples of one theme: ids, meaning and lemmas."""
        if theme not in self.by_theme:
            rows = np.flatnonzero(self.of_theme[:, theme])
            ids = [self.ids[row] for row in rows.tolist()]
            self.by_theme[theme] = (ids, self.dense[rows], self.example_lemmas[rows])
        return self.by_theme[theme]


@dataclass(frozen=True)
class _Calibration:
    """From scores to probabilities: slopes shared by all themes, an intercept per theme."""

    slopes: Scores
    intercepts: Scores

    @classmethod
    def fit(cls, scores: Scores, targets: Scores) -> "_Calibration":
        """Fit on scores of passages that had no part in the model (n, themes)."""
        from sklearn.linear_model import LogisticRegression

        count = targets.shape[1]
        if targets.all() or not targets.any():
            # No passage, or none of these themes: there is nothing to tell apart.
            return cls(np.array([24.0, 9.0]), np.full(count, -4.7))
        features = _features(scores)
        which = np.tile(np.eye(count), (len(scores), 1))
        model = LogisticRegression(C=1.0, max_iter=2_000)
        # The themes' own intercepts are small corrections on the shared one, kept small by C.
        model.fit(np.hstack([features.reshape(-1, 2) * 10, which]), targets.reshape(-1))
        slopes = model.coef_[0, :2] * 10
        return cls(slopes, model.intercept_[0] + model.coef_[0, 2:])

    def probabilities(self, scores: Scores) -> Scores:
        """(n, themes) in 0 to 1."""
        odds = _features(scores) @ self.slopes + self.intercepts
        return np.asarray(1 / (1 + np.exp(-_TEMPERED * odds)))


def _features(scores: Scores) -> Scores:
    """Per passage and theme: its score, and how far it lies above the best other theme."""
    if scores.shape[1] < 2:
        return np.stack([scores, scores], axis=-1)
    ordered = np.sort(scores, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.stack([scores, scores - np.where(scores == best, second, best)], axis=-1)


def _as_kept(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of length one of what their int8 copies hold, whichever of the two is given."""
    kept = vectors if vectors.dtype == np.int8 else quantise(vectors)
    return normalise(kept.astype(np.float32))
