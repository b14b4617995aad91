"""Standards of one set next to those of another: which say the same, more, less, or touch.

The machinery is that of the links (`linking`), asked from both sides: each standard of a set is
looked up among the standards of all other sets, by its own sentence and by each of the lay
sentences about it. What comes back are the link's probabilities. A pair counts for as much as the
two sides together say (`strength`, symmetric); broader and narrower need more: what is told about
the one is mostly about the other, and not the other way round (containment of instances: Isaac et
al. 2007, "An empirical study of instance-based ontology matching").

The bounds are a proposal, chosen by looking at pairs of fourteen sets that no figure is reported
on (see benchmarks/crosswalk.py); people decide. Broader and narrower are rarely proposed: what is
told about one standard is seldom mostly about another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import MappingRelation
from nlp.embedding import Embedder
from nlp.language import Dutch
from nlp.linking import FLOOR, LinkIndex, Proposal, StandardText, ThemeText

MOST_PER_STANDARD = 5
EXACT_FROM, CLOSE_FROM, RELATED_FROM = 0.80, 0.60, 0.40
"""Of the strength of a pair."""
EITHER_SIDE_FROM = 0.3
"""Of what each side says by itself: a pair that only one side sees is left alone."""
HELD_FROM, HELD_BEYOND = 0.4, 0.3
"""A standard is inside another when so much of what is told of it is about the other, and by so
much more than the other way round."""
SENTENCES_FROM = 4
"""With fewer lay sentences on either side nothing is said about broader or narrower."""

_UNTOLD = 0.2
"""What lay sentences usually keep of the probability of a definition; stands in where none are."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Reason:
    """Why two standards look alike from one side.

    `fitting`: the lay sentence about the one that is most surely about the other too, if any is.
    `nearest`: the lay sentence about the other that is nearest to the one, if there are any.
    """

    words: tuple[str, ...]
    fitting: str = field(repr=False)
    nearest: str = field(repr=False)


@dataclass(frozen=True)
class Outlook:
    """How the standards of one set look at those of all others; made by `look`.

    `defined`, `told`: (own, others), the probability that a standard's own sentence is about the
    other, and its mean over the lay sentences. Both are 1 where two standards have one text.
    """

    own: tuple[str, ...]
    others: tuple[str, ...]
    defined: Scores = field(repr=False)
    told: Scores = field(repr=False)
    sentences: tuple[int, ...]
    reasons: Mapping[tuple[str, str], Reason] = field(repr=False)


@dataclass(frozen=True)
class MappingProposal:
    """A relation proposed between two standards, read from the first.

    `strength`: 0 to 1, no calibrated probability. `held`: the share of what is told about the
    first that is about the second, and the other way round; None with too few sentences.
    `reason` is of the first side, with a fitting sentence of the second when that has none.
    """

    source: str
    target: str
    relation: MappingRelation
    strength: float
    held: tuple[float, float] | None
    reason: Reason


def look(
    own: Sequence[StandardText],
    others: Sequence[StandardText],
    *,
    lay: Sequence[tuple[str, str]],
    embedder: Embedder,
    dutch: Dutch,
) -> Outlook:
    """Look up every standard of one set among the others.

    The set itself is left out of what is learned: its own sentences would pull towards it.

    Args:
        own: the standards of one set.
        others: those of all other sets; more of them make the probabilities steadier.
        lay: (key of a standard, a sentence as somebody would tell it), of all of them.
        embedder: gives meaning.
        dutch: gives lemmas.
    """
    mine = sorted(own, key=lambda standard: standard.key)
    theirs = tuple(sorted(standard.key for standard in others))
    keys = set(theirs)
    index = LinkIndex(others, embedder, dutch, lay=[one for one in lay if one[0] in keys])
    asked = [ThemeText(one.key, one.title, one.description) for one in mine]
    answers = index.propose(asked, limit=len(theirs))
    defined = _table(answers, theirs)
    told, counts = _UNTOLD * defined, []
    fitting: dict[tuple[str, str], str] = {}
    for row, standard in enumerate(mine):
        texts = sorted(text for key, text in lay if key == standard.key)
        counts.append(len(texts))
        if texts:
            said = [ThemeText(standard.key, text) for text in texts]
            table = _table(index.propose(said, limit=len(theirs)), theirs)
            told[row] = table.mean(axis=0)
            for column in np.flatnonzero(table.max(axis=0, initial=0) >= FLOOR).tolist():
                best = texts[int(table[:, column].argmax())]
                fitting[standard.key, theirs[column]] = best
    same = _same(mine, others)
    defined[same] = told[same] = 1.0
    reasons = {
        (standard.key, one.standard): Reason(
            one.reason.words, fitting.get((standard.key, one.standard), ""), one.reason.sentence
        )
        for standard, found in zip(mine, answers, strict=True)
        for one in found
    }
    names = tuple(standard.key for standard in mine)
    return Outlook(names, theirs, defined, told, tuple(counts), reasons)


def propose(source: Outlook, target: Outlook) -> list[MappingProposal]:
    """The relations between two sets, strongest first; nothing below the floor.

    Each standard is in at most five. The same from either side: exchanging the sets gives the same
    pairs, with broader and narrower exchanged.
    """
    there, back = _columns(source, target), _columns(target, source)
    strength = _strength(source, there, target, back)
    rows, columns = np.nonzero(strength >= RELATED_FROM)
    order = sorted(
        zip(rows.tolist(), columns.tolist(), strict=True),
        key=lambda pair: (-strength[pair], *sorted((source.own[pair[0]], target.own[pair[1]]))),
    )
    taken: dict[str, int] = {}
    found = []
    for row, column in order:
        pair = source.own[row], target.own[column]
        if all(taken.get(key, 0) < MOST_PER_STANDARD for key in pair):
            taken |= {key: taken.get(key, 0) + 1 for key in pair}
            held = _held(source, target, row, column, there=there, back=back)
            value = round(float(strength[row, column]), 6)
            reason = source.reasons[pair]
            if not reason.fitting:
                reason = replace(reason, fitting=target.reasons[pair[::-1]].fitting)
            found.append(MappingProposal(*pair, _relation(value, held), value, held, reason))
    return found


def _table(answers: Sequence[Sequence[Proposal]], keys: Sequence[str]) -> Scores:
    column = {key: number for number, key in enumerate(keys)}
    table = np.zeros((len(answers), len(keys)))
    for row, found in enumerate(answers):
        for one in found:
            table[row, column[one.standard]] = one.probability
    return table


def _same(own: Sequence[StandardText], others: Sequence[StandardText]) -> NDArray[np.bool_]:
    """(own, others): whether they are written alike, but for capitals and spaces."""
    theirs = [_plain(one) for one in sorted(others, key=lambda standard: standard.key)]
    rows = [[_plain(one) == text for text in theirs] for one in own]
    return np.array(rows, dtype=bool).reshape(len(own), len(theirs))


def _plain(standard: StandardText) -> str:
    return " ".join(f"{standard.title} {standard.description}".casefold().split())


def _columns(one: Outlook, other: Outlook) -> NDArray[np.intp]:
    place = {key: number for number, key in enumerate(one.others)}
    return np.array([place[key] for key in other.own], dtype=np.intp)


def _strength(
    source: Outlook, there: NDArray[np.intp], target: Outlook, back: NDArray[np.intp]
) -> Scores:
    """(source, target): both sides count alike, and so do definitions and lay sentences.

    0 where one of the sides sees nothing.
    """
    views = (
        source.defined[:, there],
        target.defined[:, back].T,
        source.told[:, there],
        target.told[:, back].T,
    )
    each = np.maximum(views[0], views[2]), np.maximum(views[1], views[3])
    found: Scores = np.mean(views, axis=0) * (np.minimum(*each) >= EITHER_SIDE_FROM)
    return found


def _held(
    source: Outlook,
    target: Outlook,
    row: int,
    column: int,
    *,
    there: NDArray[np.intp],
    back: NDArray[np.intp],
) -> tuple[float, float] | None:
    if min(source.sentences[row], target.sentences[column]) < SENTENCES_FROM:
        return None
    return (
        round(float(source.told[row, there[column]]), 4),
        round(float(target.told[column, back[row]]), 4),
    )


def _relation(strength: float, held: tuple[float, float] | None) -> MappingRelation:
    if held is not None:
        inside, around = held
        if inside >= HELD_FROM and inside - around >= HELD_BEYOND:
            return MappingRelation.BROADER
        if around >= HELD_FROM and around - inside >= HELD_BEYOND:
            return MappingRelation.NARROWER
    if strength >= EXACT_FROM:
        return MappingRelation.EXACT
    return MappingRelation.CLOSE if strength >= CLOSE_FROM else MappingRelation.RELATED
