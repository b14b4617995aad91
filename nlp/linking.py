"""Themes next to quality standards: which standards a theme is about, why, and how sure that is.

A link says *about*; whether the standard is met is for people. Views of every pair: shared words
(BM25 on lemmas), shared pieces of words (character 4-grams, for Dutch compounds), meaning (the
encoder), and in lay language what sentences teach, the nearest of them, and the way through themes
(`lay_language`). They add up to one number, and that to a probability (`link_chance`); below a
floor the proposal stands as "te onzeker". A cross-encoder, when one is chosen, is one view more.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import LinkState
from nlp.cross_encoder import CrossEncoder
from nlp.embedding import Embedder, Vectors
from nlp.language import Dutch
from nlp.lay_language import NO_SENTENCE, LayLanguage, ThemeBridge, fused_ranks
from nlp.link_chance import combination, lowered
from nlp.plain_views import PlainViews
from nlp.recognition import Recogniser

UNSURE = "te_onzeker"
PROPOSED = LinkState.PROPOSED.value
FLOOR = 0.4
MOST_PROPOSED = 5
DIRECT_FROM = 0.85
"""From here a single passage gets a standard. Of all unseen pairs from here up more than .8 are
related, also at the lower end of the interval. Of passages alone there are too few to say so."""

_FULL = 16.0
"""The sum that counts as wholly alike, for `similarity`."""
_CROSSED = 20
"""So many standards of each theme a cross-encoder reads again."""
_CROSS_WEIGHT = 0.5
"""Of the cross-encoder's opinion, in standard deviations of it. Small, as long as nobody measured
the model at hand (`make bench linking` does)."""
# What a theme's definition says by itself, and which views also count for standards that are alike.
_DIRECT = ("lexical", "ngram", "dense", "taught", "nearest")
_SPREAD = ("taught", "nearest", "theme_taught")
_EXEMPLAR_SHARE = 0.4
_DEFINED_FROM = 6
_TOLD_FROM = 20
"""Words; what is shorter is a single sentence, of which less can be said (docs/benchmarks.md)."""

Scores = NDArray[Any]


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
    label: str = field(repr=False)
    description: str = field(default="", repr=False)
    words: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Through:
    """Known themes as a way to standards: how to recognise them, and what they are about.

    `sentences`: by theme, the sentences that teach it; a theme without any counts by `about`.
    """

    recogniser: Recogniser = field(repr=False)
    about: Mapping[str, ThemeText]
    sentences: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)


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
        through: Through | None = None,
        cross: CrossEncoder | None = None,
    ) -> None:
        """Read the standards.

        Args:
            standards: what to link to.
            embedder: gives meaning.
            dutch: gives lemmas.
            lay: (key of a standard, a sentence as somebody would tell it). Without, there are
                three views.
            through: known themes; without, the way through themes is left out.
            cross: reads the likeliest standards of each theme once more, beside the theme.
        """
        self._standards = sorted(standards, key=lambda standard: standard.key)
        self._embedder = embedder
        self._dutch = dutch
        self._cross = cross
        self._plain = PlainViews(
            [_standard_text(standard) for standard in self._standards],
            embedder=embedder,
            dutch=dutch,
        )
        self._lay = self._learn(lay) if lay and self._standards else None
        self._bridge: ThemeBridge | None = None
        if through and self._lay is not None:
            self._bridge = self._build(through, self._lay)

    @property
    def keys(self) -> list[str]:
        """The keys of the standards, in the order of the views."""
        return [standard.key for standard in self._standards]

    def propose(
        self,
        themes: Sequence[ThemeText],
        *,
        limit: int = 20,
        among: Container[str] | None = None,
    ) -> list[list[Proposal]]:
        """For each theme its standards, likeliest first, at most `limit`.

        At most five are in state "voorgesteld", and none below the floor. A theme's proposals do
        not depend on the other themes.

        Args:
            themes: themes or passages.
            limit: how many of each.
            among: only these standards; None for all.
        """
        rows = [row for row, key in enumerate(self.keys) if among is None or key in among]
        if not rows:
            return [[] for _ in themes]
        return [self._for(theme, np.array(rows, dtype=np.intp), limit) for theme in themes]

    def direct(self, passage: str) -> list[Proposal]:
        """The standards that a single passage is surely enough about; often none.

        None without lay language and the way through themes, and none for a single sentence:
        `DIRECT_FROM` was measured on neither.
        """
        if self._bridge is None or len(passage.split()) < _TOLD_FROM:
            return []
        (found,) = self.propose([ThemeText("", passage)], limit=MOST_PROPOSED)
        return [one for one in found if one.probability >= DIRECT_FROM]

    def views(self, theme: ThemeText) -> dict[str, Scores]:
        """Every view of one theme: a score for each standard, in the order of their keys."""
        found, _ = self._look(theme, self._plain.vectors(theme.exemplars))
        return found

    def _learn(self, lay: Sequence[tuple[str, str]]) -> LayLanguage | None:
        positions = {standard.key: row for row, standard in enumerate(self._standards)}
        known = [(positions[key], text) for key, text in lay if key in positions]
        texts = [f"{one.title}. {one.description}" for one in self._standards]
        if not known:
            return None
        return LayLanguage.learn(texts, known, embedder=self._embedder, dutch=self._dutch)

    def _build(self, through: Through, lay: LayLanguage) -> ThemeBridge:
        """The way through themes: what each known theme is about, by all other views."""
        keys = through.recogniser.keys
        views = [self.views(through.about[key]) for key in keys]
        told = [
            lay.views(sorted(through.sentences.get(key, ())) or [_definition(through.about[key])])
            for key in keys
        ]
        return ThemeBridge(
            through.recogniser,
            about=fused_ranks([np.stack([one[name] for one in views]) for name in _DIRECT]),
            taught=np.stack([one.taught.mean(axis=0) for one in told]),
            nearest=np.stack([one.nearest.mean(axis=0) for one in told]),
            embedder=self._embedder,
        )

    def _for(self, theme: ThemeText, rows: NDArray[np.intp], limit: int) -> list[Proposal]:
        exemplars = self._plain.vectors(theme.exemplars)
        said, sentences = self._look(theme, exemplars)
        weighing = combination(said)
        total = weighing.log_odds(said)
        if self._bridge is not None and _is_short(theme):
            total = lowered(total)
        order = _best(total, rows)
        if self._cross is not None:
            said["cross"] = self._read_again(theme, order[:_CROSSED], self._cross)
            total = total + _CROSS_WEIGHT * said["cross"]
            order = _best(total, rows)
        probability = 1.0 / (1.0 + np.exp(-total))
        lemmas = self._dutch.lemmas(_theme_text(theme))
        return [
            Proposal(
                standard=self._standards[row].key,
                similarity=round(
                    float(np.clip((total[row] - weighing.intercept) / _FULL, 0, 1)), 6
                ),
                probability=round(float(probability[row]), 6),
                state=_state(float(probability[row]), rank),
                reason=LinkReason(
                    words=self._plain.shared(lemmas, int(row)),
                    exemplar=self._plain.nearest(exemplars, int(row)),
                    parts={name: round(float(view[row]), 4) for name, view in said.items()},
                    sentence=sentences[row] if sentences else "",
                ),
            )
            for rank, row in enumerate(order[:limit].tolist())
        ]

    def _read_again(
        self, theme: ThemeText, rows: NDArray[np.intp], cross: CrossEncoder
    ) -> NDArray[np.float64]:
        """What the cross-encoder makes of these standards: how far each stands out among them."""
        text = _definition(theme) or " ".join(theme.exemplars[:1])
        pairs = [(text, f"{one.title}. {one.description}") for one in self._at(rows)]
        scores = cross.scores(pairs)
        found = np.zeros(len(self._standards))
        # Rounded: the last bits depend on the machine.
        found[rows] = np.round((scores - scores.mean()) / max(float(scores.std()), 1e-6), 3)
        return found

    def _at(self, rows: NDArray[np.intp]) -> list[StandardText]:
        return [self._standards[row] for row in rows.tolist()]

    def _look(self, theme: ThemeText, exemplars: Vectors) -> tuple[dict[str, Scores], list[str]]:
        """Every view of a theme, and per standard its nearest lay sentence."""
        told = theme.exemplars and not self._is_defined(theme)
        said: dict[str, Scores] = {
            **self._plain.of(
                _theme_text(theme),
                exemplars=exemplars if told else None,
                extra=_spread_lemmas(theme.exemplars, self._dutch) if told else None,
            )
        }
        if self._lay is None:
            return said, []
        texts = [_definition(theme), *(theme.exemplars if told else ())]
        texts = [text for text in texts if text.strip()] or [""]
        lay = self._lay.views(texts)
        said["taught"] = lay.taught.mean(axis=0)
        said["nearest"] = lay.nearest.mean(axis=0)
        if self._bridge is not None:
            bridged = self._bridge.views(texts)
            said |= {name: view.mean(axis=0) for name, view in bridged.items()}
            for name in _SPREAD:
                said[f"{name}_alike"] = np.einsum("st,t->s", self._lay.alike, said[name])
        nearest = lay.sentence[lay.nearest.argmax(axis=0), np.arange(len(self._standards))]
        sentences = self._lay.sentences
        return said, ["" if row == NO_SENTENCE else sentences[row] for row in nearest.tolist()]

    def _is_defined(self, theme: ThemeText) -> bool:
        """Whether somebody described the theme in other words than the machine's own list."""
        listed = {lemma for word in theme.words for lemma in self._dutch.lemmas(word)}
        listed |= set(self._dutch.lemmas(theme.label))
        return len(set(self._dutch.lemmas(theme.description)) - listed) >= _DEFINED_FROM


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


def _is_short(theme: ThemeText) -> bool:
    """Whether there is no more than a sentence: no definition, no exemplars."""
    bare = not (theme.description or theme.exemplars)
    return bare and len(theme.label.split()) < _TOLD_FROM


def _best(total: Scores, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """These rows, the highest first, the first of equals first."""
    return rows[np.lexsort((rows, -total[rows]))]


def _state(probability: float, rank: int) -> str:
    return PROPOSED if probability >= FLOOR and rank < MOST_PROPOSED else UNSURE
