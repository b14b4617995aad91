"""Storing what a run made, in the caller's one transaction; what was withdrawn is left out.

Decisions of people are never overwritten: their assignments stay as they are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models import passages, placements, proposals, stories, theme_versions, themes
from models.passages import Embedding, EncoderVersion, Passage
from models.runs import Run
from models.stories import Story
from models.theme_changes import lock_all
from models.themes import Assignment, Theme, ThemeSpace
from models.vocabulary import (
    Origin,
    ResidueReason,
    Stability,
    ThemeEventKind,
    ThemeState,
)
from service.jobs.corpus import Piece, PieceKey, Placed, ThemeOutcome
from service.jobs.shadow import Change

IDS_PER_QUERY = 500


def hold_stories(session: Session, pieces: Sequence[Piece]) -> None:
    """Nobody takes one of these stories away until what was made of it is stored.

    First of all, before themes: who takes a story away holds its row, and then its themes.
    """
    for some in _batches(sorted({piece.story_id for piece in pieces})):
        stories.hold(session, some)


def store_pieces(
    session: Session, pieces: Sequence[Piece], *, encoder: dict[str, Any] | None
) -> dict[PieceKey, int]:
    """Store passages and vectors that are new; returns the passage ids by key.

    Without an encoder there are passages only: their vectors come when it works again.
    """
    told = {piece.story_id for piece in pieces}
    query = select(Story.id, Story.text).where(stories.analysable())
    texts = {key: text for key, text in session.execute(query).tuples() if key in told}
    # A moderator may have taken words out meanwhile; then the story has a run of its own.
    changed = {
        piece.story_id
        for piece in pieces
        if texts.get(piece.story_id, "")[piece.start : piece.end] != piece.text
    }
    wanted = [piece for piece in pieces if piece.story_id in texts.keys() - changed]
    there = _passage_ids(session, sorted({piece.story_id for piece in wanted}))
    for piece in wanted:
        if piece.key not in there:
            passage = Passage(story_id=piece.story_id, start=piece.start, end=piece.end)
            session.add(passage)
            session.flush()
            there[piece.key] = passage.id
    ids = {piece.key: there[piece.key] for piece in wanted}
    if encoder is not None:
        _store_vectors(session, wanted, ids, encoder)
    return ids


def version_of(session: Session, encoder: dict[str, Any]) -> EncoderVersion:
    """The row of the encoder that a run tells of, made when it is new."""
    return passages.encoder_version(
        session,
        name=encoder["name"],
        revision=encoder["revision"],
        dimension=encoder["dimension"],
    )


def place_pieces(
    session: Session,
    placed: Iterable[Placed],
    ids: dict[PieceKey, int],
    *,
    run_id: int,
    known: Collection[str],
) -> None:
    """Replace the machine's assignments of these passages; people's stay.

    So does what lies in a theme that people made while the run was computing. A passage that stays
    in its theme without a new reason keeps the reason that it had, and what was for a theme that
    is not in use (any more) goes to the residue.

    Args:
        session: an open writing session.
        placed: where passages go, or why nowhere.
        ids: the passages that are there.
        run_id: the run that says so.
        known: the themes that the run knew or made.
    """
    rows = [one for one in placed if one.piece in ids]
    lock_all(session, {one.theme_id for one in rows if one.theme_id is not None})
    in_use = set(session.scalars(select(Theme.id).where(Theme.state.in_(themes.IN_USE))))
    rows = _instead(rows, in_use)
    meanwhile = sorted(in_use - set(known))
    touched = sorted({ids[one.piece] for one in rows})
    refused = themes.refusals(session)
    kept: set[tuple[int, str | None]] = set()
    reasons: dict[tuple[int, str | None], dict[str, Any]] = {}
    for some in _batches(touched):
        reasons |= _reasons(session, some)
        session.execute(
            delete(Assignment).where(
                Assignment.passage_id.in_(some),
                Assignment.origin == Origin.MACHINE,
                Assignment.theme_id.is_(None) | Assignment.theme_id.not_in(meanwhile),
            )
        )
        query = select(Assignment.passage_id, Assignment.theme_id).where(
            Assignment.passage_id.in_(some)
        )
        kept |= set(session.execute(query).tuples())
    new = [
        {
            "passage_id": ids[one.piece],
            "theme_id": one.theme_id,
            "strength": one.strength,
            "origin": Origin.MACHINE,
            "reason": one.reason,
            "evidence": one.evidence or reasons.get((ids[one.piece], one.theme_id)),
            "run_id": run_id,
        }
        for one in rows
        if (ids[one.piece], one.theme_id) not in kept
        # Somebody may have said so while the run was computing.
        and (ids[one.piece], one.theme_id) not in refused
    ]
    if new:
        session.execute(insert(Assignment), new)
    placements.settle(session, touched, ResidueReason.NO_THEME_FITS)


def _reasons(
    session: Session, passage_ids: Sequence[int]
) -> dict[tuple[int, str | None], dict[str, Any]]:
    """Why these passages are in their themes, by passage and theme."""
    query = select(Assignment.passage_id, Assignment.theme_id, Assignment.evidence).where(
        Assignment.passage_id.in_(passage_ids), Assignment.theme_id.is_not(None)
    )
    found = session.execute(query).tuples()
    return {(passage, theme): evidence for passage, theme, evidence in found if evidence}


def store_themes(
    session: Session,
    outcomes: Sequence[ThemeOutcome],
    ids: dict[PieceKey, int],
    placed: Sequence[Placed],
    *,
    run: Run,
    encoder_version_id: int,
) -> set[str]:
    """Make new themes, as proposals, and keep where each lies; what people said stays.

    Returns:
        The ids of new themes that people rejected before: they do not come back.
    """
    held: dict[str, list[int]] = defaultdict(list)
    for one in placed:
        if one.theme_id is not None and one.piece in ids:
            held[one.theme_id].append(ids[one.piece])
    refused: set[str] = set()
    for outcome in outcomes:
        theme = session.get(Theme, outcome.id)
        if theme is None and proposals.rejected_before(session, held[outcome.id]):
            refused.add(outcome.id)
            continue
        fresh = theme is None
        if theme is None:
            theme = Theme(
                id=outcome.id,
                label=outcome.label,
                description=outcome.description,
                words=list(outcome.words),
                state=ThemeState.PROPOSED,
                stability=Stability(outcome.stability),
                stability_value=outcome.stability_value,
                mode=outcome.mode,
                born_run_id=run.id,
            )
            if outcome.exemplar and outcome.exemplar[0] in ids:
                key, theme.exemplar_start, theme.exemplar_end = outcome.exemplar
                theme.exemplar_passage_id = ids[key]
        elif theme.state not in themes.IN_USE:
            # A person put it aside while the run was computing.
            refused.add(outcome.id)
            continue
        _bring_up_to_date(theme, outcome, run=run, encoder_version_id=encoder_version_id)
        session.add(theme)
        session.flush()
        if fresh:
            theme_versions.freeze(session, theme)
            themes.record(
                session,
                theme.id,
                ThemeEventKind.EMERGED,
                detail={"stukjes": outcome.size},
                run_id=run.id,
            )
    return refused


def store_changes(
    session: Session, changes: Sequence[Change], ids: dict[PieceKey, int], *, run: Run
) -> None:
    """Keep what a full mining would change, for people to decide on."""
    proposals.overtake(session)
    for change in changes:
        parts = [
            {
                "label": part.label,
                "description": part.description,
                "words": list(part.words),
                "passages": [ids[key] for key in part.pieces if key in ids],
                "strengths": [
                    strength
                    for key, strength in zip(part.pieces, part.strengths, strict=True)
                    if key in ids
                ],
                "stability": part.stability,
                "stability_value": part.stability_value,
                "threshold": part.threshold,
                "centroid": part.centroid,
                "exemplar": [ids[part.exemplar[0]], *part.exemplar[1:]]
                if part.exemplar and part.exemplar[0] in ids
                else None,
            }
            for part in change.parts
        ]
        proposals.add(
            session,
            run_id=run.id,
            kind=change.kind,
            theme_ids=list(change.theme_ids),
            detail=change.detail,
            parts=parts,
        )


def _instead(every: Sequence[Placed], in_use: Collection[str]) -> list[Placed]:
    """The same, with the residue for what was only for themes that are not in use."""
    rows = [one for one in every if one.theme_id is None or one.theme_id in in_use]
    left = {one.piece for one in every} - {one.piece for one in rows}
    return rows + [Placed(piece, None, 0.0, ResidueReason.NO_THEME_FITS) for piece in sorted(left)]


def _bring_up_to_date(
    theme: Theme, outcome: ThemeOutcome, *, run: Run, encoder_version_id: int
) -> None:
    """What a run may change of a theme: never its name, and nothing that people fixed."""
    theme.run_id = run.id
    if outcome.vector is not None:
        theme.encoder_version_id = encoder_version_id
        theme.centroid = np.asarray(outcome.vector.centroid, dtype=np.int8).tobytes()
        theme.threshold = float(outcome.vector.threshold)
    if theme.pinned:
        return
    theme.words = list(outcome.words)
    theme.stability = Stability(outcome.stability)
    theme.stability_value = outcome.stability_value


def store_space(session: Session, *, run: Run, encoder_version_id: int, mean: bytes) -> None:
    """Keep the mean that this run's vectors were centred on."""
    session.add(ThemeSpace(run_id=run.id, encoder_version_id=encoder_version_id, mean=mean))
    session.flush()


def _store_vectors(
    session: Session,
    pieces: Sequence[Piece],
    ids: dict[PieceKey, int],
    encoder: dict[str, Any],
) -> None:
    version = version_of(session, encoder)
    query = select(Embedding.passage_id).where(Embedding.encoder_version_id == version.id)
    known = set(session.scalars(query))
    rows = [
        {"passage_id": ids[piece.key], "encoder_version_id": version.id, "vector": piece.vector}
        for piece in pieces
        if piece.vector and ids[piece.key] not in known
    ]
    if rows:
        session.execute(insert(Embedding), rows)


def _passage_ids(session: Session, story_ids: Sequence[str]) -> dict[PieceKey, int]:
    found: dict[PieceKey, int] = {}
    for some in _batches(list(story_ids)):
        query = select(Passage.story_id, Passage.start, Passage.id).where(
            Passage.story_id.in_(some)
        )
        found |= {(story, start): key for story, start, key in session.execute(query).tuples()}
    return found


def _batches(values: list[Any]) -> Iterable[list[Any]]:
    return (values[first : first + IDS_PER_QUERY] for first in range(0, len(values), IDS_PER_QUERY))
