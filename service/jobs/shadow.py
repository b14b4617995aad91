"""A full mining beside the themes in use: what it would change becomes a proposal for people.

Nothing moves. Old and new are compared by the passages they share, never by geometry, so it makes
no difference whether stories or the encoder changed.
"""

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from models import runs
from models.vocabulary import ProposalKind, RunKind
from nlp import identity
from nlp.identity import Match, MatchKind
from nlp.language import Dutch
from nlp.mining import MinedTheme, Mining, MiningParams, mine
from service.jobs.corpus import Corpus, Piece, PieceKey, Progress
from service.jobs.exploring import Explored, exemplar_of

GROWN_BY = 1.2
"""With a fifth more stories than at the last full mining it is time for another."""
_MOSTLY = 0.5

_KINDS = {
    MatchKind.SPLIT: ProposalKind.SPLIT,
    MatchKind.MERGE: ProposalKind.MERGE,
    MatchKind.NEW: ProposalKind.NEW,
    MatchKind.FADED: ProposalKind.FADING,
}


@dataclass(frozen=True)
class Part:
    """A theme as the full mining found it, with its passages by content."""

    label: str
    description: str
    words: tuple[str, ...]
    pieces: tuple[PieceKey, ...] = field(repr=False)
    strengths: tuple[float, ...] = field(repr=False)
    stability: str
    stability_value: float | None
    threshold: float
    centroid: str = field(repr=False)
    exemplar: tuple[PieceKey, int, int] | None


@dataclass(frozen=True)
class Change:
    """What would be otherwise if themes were made today."""

    kind: ProposalKind
    theme_ids: tuple[str, ...]
    parts: tuple[Part, ...]
    detail: dict[str, Any]


def is_due(session: Session, corpus: Corpus) -> bool:
    """Whether it is time to look at everything again: a fifth more stories, or a new encoder."""
    if not any(theme.members for theme in corpus.themes):
        return False
    if corpus.mean is None:
        return True
    done = runs.done(session, RunKind.MINE)
    last = next((run for run in done if run.provenance.get("full")), None)
    return last is None or len(corpus.stories) >= GROWN_BY * int(last.provenance["stories"])


def changes(
    corpus: Corpus,
    pieces: Sequence[Piece],
    found: Explored,
    *,
    dutch: Dutch,
    params: MiningParams,
    progress: Progress,
) -> tuple[Change, ...]:
    """Mine everything once more and say what would be otherwise."""
    mined = mine(
        [piece.text for piece in pieces],
        found.vectors,
        [piece.story_id for piece in pieces],
        dutch=dutch,
        params=params,
        mean=np.frombuffer(found.mean, dtype=np.float32),
        progress=lambda done, total: progress("Alles opnieuw bekijken", done, total),
    )
    born = {theme.id for theme in found.themes if theme.born}
    old: dict[str, set[PieceKey]] = {theme.id: set() for theme in found.themes}
    for one in found.placed:
        if one.theme_id is not None:
            old[one.theme_id].add(one.piece)
    old = {theme_id: members for theme_id, members in old.items() if members}
    new = [{pieces[member].key for member in theme.members} for theme in mined.themes]
    matches = identity.match(old, new)
    kept = sum(one.kind is MatchKind.CONTINUES for one in matches)
    fixed = {theme.id for theme in corpus.themes if theme.pinned} | born
    starting = {theme.id for theme in corpus.themes if theme.starter}
    may_fade = {t.id for t in corpus.themes if not (t.starter or t.by_person or t.by_people)}
    return tuple(
        Change(
            kind=_KINDS[one.kind],
            theme_ids=one.old,
            parts=tuple(_part(mined, position, pieces) for position in one.new),
            detail={
                "overlap": one.overlap,
                "stukjes": [len(new[position]) for position in one.new],
                "gebleven": kept,
            },
        )
        for one in matches
        if one.kind in _KINDS
        and not fixed & set(one.old)
        and (one.kind is not MatchKind.FADED or set(one.old) <= may_fade)
        # What belongs in a starter theme is written down; groups are no reason to divide it.
        and not (one.kind is MatchKind.SPLIT and starting & set(one.old))
        and not (one.kind is MatchKind.NEW and _is_known(one, old, new))
    )


def _is_known(match: Match, old: dict[str, set[PieceKey]], new: Sequence[set[PieceKey]]) -> bool:
    """Whether a new group lies for the most part within one theme that there is."""
    members = new[match.new[0]]
    return any(len(members & held) > _MOSTLY * len(members) for held in old.values())


def _part(mined: Mining, position: int, pieces: Sequence[Piece]) -> Part:
    theme: MinedTheme = mined.themes[position]
    members = sorted(theme.members, key=lambda member: pieces[member].key)
    return Part(
        label=theme.label,
        description=theme.description,
        words=theme.words,
        pieces=tuple(pieces[member].key for member in members),
        strengths=tuple(mined.strengths[member][position] for member in members),
        stability=theme.grade.value,
        stability_value=theme.stability,
        threshold=theme.threshold,
        centroid=base64.b64encode(np.asarray(theme.centroid, dtype=np.int8).tobytes()).decode(),
        exemplar=exemplar_of(theme, pieces),
    )


def by_kind(found: Sequence[Change]) -> dict[str, int]:
    """How many changes of each kind, for the run record."""
    return dict(sorted(Counter(change.kind.value for change in found).items()))
