"""Themes next to quality standards: which standards a theme is about, why, and how sure that is.

A link says *about*; whether the standard is met is for people. Views of every pair: shared words
(BM25 on lemmas), shared pieces of words (character 4-grams, for Dutch compounds), meaning (the
encoder), and in lay language what sentences teach, the nearest of them, and the way through themes
(`lay_language`). They add up to one number, and that to a probability; below a floor the proposal
stands as "te onzeker".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import LinkState
from nlp.embedding import Embedder, Vectors, centred, cosines, mean_direction, normalise, quantise
from nlp.language import Dutch
from nlp.lay_language import LayLanguage, ThemeBridge, fused_ranks
from nlp.recognition import Recogniser

UNSURE = "te_onzeker"
PROPOSED = LinkState.PROPOSED.value
FLOOR = 0.4
MOST_PROPOSED = 5

Combination = dict[str, float]

# Logistic regression on 480 pairs of starter themes and standards, judged for this purpose by one
# reader (benchmarks/links_24.json; a pair outside the pooled first seven counts as unrelated).
# On those pairs its AUC is 0.81, and of those above 0.8 nine in ten are related. To be
# fitted again when people have confirmed and rejected enough links.
_PLAIN = {"lexical": 1.0, "ngram": 10.0, "dense": 5.0}
# With lay language: the same on 132 queries (44 themes, 88 passages) times 250 standards, judged
# twice and apart (benchmarks/linking). Words alone add nothing there; they stay as a reason.
_LAY = {"lexical": 0.0, "ngram": 5.7, "dense": 3.0, "taught": 40.2, "nearest": 3.2}
_THEMES = {
    "lexical": 0.0,
    "ngram": 2.1,
    "dense": 1.6,
    "taught": 40.3,
    "nearest": 1.9,
    "themes": 66.9,
}
_COMBINATIONS: dict[tuple[str, ...], tuple[float, Combination]] = {
    tuple(_PLAIN): (-3.6, _PLAIN),
    tuple(_LAY): (-6.48, _LAY),
    tuple(_THEMES): (-9.36, _THEMES),
}
_FULL = 16.0
"""The sum that counts as wholly alike, for `similarity`."""
# The cosine between standards that the built-in encoder finds alike; others are scaled to it.
_MEANING_SPREAD = 0.1936

_K1, _B = 1.2, 0.6
_FEEDBACK_FROM, _FEEDBACK = 3, 0.2
_EXEMPLAR_SHARE = 0.4
_DEFINED_FROM = 6
_SHOWN_WORDS = 5

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class StandardText:
    """One standard as it is compared: its title, a sentence on it, and its group in the set."""

    key: str
    set_key: str
    title: str
    description: str
    group: str = ""


@dataclass(frozen=True)
class ThemeText:
    """One theme (or one passage) as it is compared. Exemplars are passages of the theme."""

    key: str
    label: str
    description: str = ""
    words: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class LinkReason:
    """Why a standard is proposed: shared words, the nearest exemplar, and the views.

    `sentence`: the nearest lay sentence about the standard, when there are any.
    """

    words: tuple[str, ...]
    exemplar: int | None
    parts: Mapping[str, float]
    sentence: str = ""


@dataclass(frozen=True)
class Proposal:
    """A standard proposed for a theme. `similarity` and `probability` rank alike."""

    standard: str
    similarity: float
    probability: float
    state: str
    reason: LinkReason


class LinkIndex:
    """The standards, read once, ready to be compared with themes."""

    def __init__(
        self,
        standards: Sequence[StandardText],
        embedder: Embedder,
        dutch: Dutch,
        *,
        lay: Sequence[tuple[str, str]] = (),
        through: tuple[Recogniser, Mapping[str, ThemeText]] | None = None,
    ) -> None:
        """Read the standards.

        Args:
            standards: what to link to.
            embedder: gives meaning.
            dutch: gives lemmas.
            lay: (key of a standard, a sentence as somebody would tell it). Without, there are
                three views.
            through: a recogniser of known themes, and what each of its themes is about.
        """
        self._standards = sorted(standards, key=lambda standard: standard.key)
        self._embedder = embedder
        self._dutch = dutch
        texts = [_standard_text(standard) for standard in self._standards]
        self._words = _WordIndex([dutch.lemmas(text) for text in texts])
        self._pieces = _PieceIndex(texts)
        encoded = embedder.encode(texts)
        self._mean = mean_direction(encoded)
        self._meaning = centred(encoded, self._mean) if texts else encoded
        self._spread = _spread(self._meaning)
        self._lay = self._learn(lay) if lay and texts else None
        self._bridge: ThemeBridge | None = None
        if through and self._lay is not None:
            self._bridge = self._build(*through)

    def propose(self, themes: Sequence[ThemeText], *, limit: int = 20) -> list[list[Proposal]]:
        """For each theme its standards, likeliest first, at most `limit`.

        At most five are in state "voorgesteld", and none below the floor. A theme's proposals do
        not depend on the other themes.
        """
        if not self._standards:
            return [[] for _ in themes]
        return [self._for(theme, limit) for theme in themes]

    def views(self, theme: ThemeText) -> dict[str, Scores]:
        """Every view of one theme: a score for each standard, in the order of their keys."""
        found, _ = self._look(theme, self._vectors(theme.exemplars))
        return found

    def _learn(self, lay: Sequence[tuple[str, str]]) -> LayLanguage | None:
        positions = {standard.key: row for row, standard in enumerate(self._standards)}
        known = [(positions[key], text) for key, text in lay if key in positions]
        texts = [f"{one.title}. {one.description}" for one in self._standards]
        if not known:
            return None
        return LayLanguage.learn(texts, known, embedder=self._embedder, dutch=self._dutch)

    def _build(self, recogniser: Recogniser, about: Mapping[str, ThemeText]) -> ThemeBridge:
        """The way through themes: what each known theme is about, by all other views."""
        views = [self.views(about[key]) for key in recogniser.keys]
        ranked = fused_ranks([np.stack([one[name] for one in views]) for name in views[0]])
        return ThemeBridge(recogniser, ranked, self._embedder)

    def _for(self, theme: ThemeText, limit: int) -> list[Proposal]:
        exemplars = self._vectors(theme.exemplars)
        said, sentences = self._look(theme, exemplars)
        intercept, weights = _COMBINATIONS[tuple(said)]
        total = np.sum([weights[name] * view for name, view in said.items()], axis=0) + intercept
        probability = 1.0 / (1.0 + np.exp(-total))
        order = np.lexsort((np.arange(len(total)), -total))[:limit]
        lemmas = self._dutch.lemmas(_theme_text(theme))
        return [
            Proposal(
                standard=self._standards[row].key,
                similarity=round(float(np.clip(total[row] / _FULL - intercept / _FULL, 0, 1)), 6),
                probability=round(float(probability[row]), 6),
                state=_state(float(probability[row]), rank),
                reason=LinkReason(
                    words=self._words.shared(lemmas, int(row)),
                    exemplar=self._nearest(exemplars, int(row)),
                    parts={name: round(float(view[row]), 4) for name, view in said.items()},
                    sentence=sentences[row] if sentences else "",
                ),
            )
            for rank, row in enumerate(order.tolist())
        ]

    def _look(self, theme: ThemeText, exemplars: Vectors) -> tuple[dict[str, Scores], list[str]]:
        """Every view of a theme, and per standard its nearest lay sentence."""
        told = theme.exemplars and not self._is_defined(theme)
        said = self._views(
            _theme_text(theme),
            exemplars=exemplars if told else None,
            extra=_spread_lemmas(theme.exemplars, self._dutch) if told else None,
        )
        if self._lay is None:
            return said, []
        texts = [_definition(theme), *(theme.exemplars if told else ())]
        lay = self._lay.views(texts)
        said["taught"] = lay.taught.mean(axis=0)
        said["nearest"] = lay.nearest.mean(axis=0)
        if self._bridge is not None:
            said["themes"] = self._bridge.scores(texts).mean(axis=0)
        nearest = lay.sentence[lay.nearest.argmax(axis=0), np.arange(len(self._standards))]
        return said, [self._lay.sentences[row] for row in nearest.tolist()]

    def _is_defined(self, theme: ThemeText) -> bool:
        """Whether somebody described the theme in other words than the machine's own list."""
        listed = {lemma for word in theme.words for lemma in self._dutch.lemmas(word)}
        listed |= set(self._dutch.lemmas(theme.label))
        return len(set(self._dutch.lemmas(theme.description)) - listed) >= _DEFINED_FROM

    def _views(
        self,
        text: str,
        *,
        exemplars: Vectors | None = None,
        extra: Mapping[str, float] | None = None,
    ) -> dict[str, Scores]:
        """The three views of a text, and of what its exemplars share when it says little."""
        lemmas = dict(extra or {}) | dict.fromkeys(self._dutch.lemmas(text), 1.0)
        if not lemmas:
            return dict.fromkeys(_PLAIN, np.zeros(len(self._standards), dtype=np.float32))
        words = self._words.scores(lemmas)
        pieces = self._pieces.scores(text)
        first = words + 10 * pieces
        meaning = self._compare(self._vectors([text])[0], first=first)
        if exemplars is not None:
            common = normalise(exemplars.sum(axis=0, keepdims=True).astype(np.float32))
            meaning = np.asarray((meaning + self._cosines(common)) / 2, dtype=np.float32)
        return {"lexical": words, "ngram": pieces, "dense": meaning}

    def _compare(self, vector: NDArray[np.float32], *, first: Scores) -> Scores:
        """Cosines with all standards, after moving the query a little to its best standards.

        That bridges the gap between how people talk and how norms are written (pseudo relevance
        feedback, Rocchio 1971).
        """
        if not vector.any():
            return np.zeros(len(self._standards), dtype=np.float32)
        plain = self._cosines(vector[None, :])
        best = np.lexsort((np.arange(len(plain)), -(first + 5 * plain)))[:_FEEDBACK_FROM]
        moved = vector + _FEEDBACK * self._meaning[best].sum(axis=0)
        return self._cosines(normalise(moved[None, :].astype(np.float32)))

    def _cosines(self, vector: Vectors) -> Scores:
        found = cosines(quantise(vector), quantise(self._meaning))[0]
        return np.asarray(np.maximum(found, 0) * (_MEANING_SPREAD / self._spread), dtype=np.float32)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        encoded = self._embedder.encode(list(texts), kind="query")
        return centred(encoded, self._mean) if len(texts) else encoded

    def _nearest(self, exemplars: Vectors, row: int) -> int | None:
        if not len(exemplars):
            return None
        return int(cosines(quantise(exemplars), quantise(self._meaning[row][None, :])).argmax())


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


def _standard_text(standard: StandardText) -> str:
    # The title twice: it names the matter, the sentence explains it.
    return f"{standard.title}. {standard.title}. {standard.description}"


def _theme_text(theme: ThemeText) -> str:
    known = f"{theme.label} {theme.description}".lower()
    extra = [word for word in theme.words if word.lower() not in known]
    return ". ".join(part for part in (theme.label, theme.description, ", ".join(extra)) if part)


def _definition(theme: ThemeText) -> str:
    return f"{theme.label}. {theme.description}" if theme.description else theme.label


def _spread_lemmas(exemplars: Sequence[str], dutch: Dutch) -> dict[str, float]:
    """The lemmas of exemplars, weighing as many of them as say it."""
    held = Counter(lemma for exemplar in exemplars for lemma in set(dutch.lemmas(exemplar)))
    return {
        lemma: _EXEMPLAR_SHARE * count / len(exemplars) for lemma, count in sorted(held.items())
    }


def _spread(meaning: Vectors) -> float:
    """How alike two standards are at the most, usually: the scale of this encoder's cosines.

    Never below that of the built-in encoder: with a handful of standards it says nothing.
    """
    if len(meaning) < 3:
        return _MEANING_SPREAD
    codes = quantise(meaning)
    upper = cosines(codes, codes)[np.triu_indices(len(codes), k=1)]
    return max(_MEANING_SPREAD, float(np.quantile(upper, 0.95)))


def _state(probability: float, rank: int) -> str:
    return PROPOSED if probability >= FLOOR and rank < MOST_PROPOSED else UNSURE
