"""Splitting a theme: people name some passages of each part, the others go to the nearest part.

Who splits a theme reads a few passages and says which belong together. What nobody named is
divided by meaning, and what lies almost as near to another part comes first on a list to read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import placements
from models.passages import Embedding
from models.themes import Theme, ThemeSpace
from nlp.embedding import centred, cosines, mean_direction, quantise
from nlp.identity import in_frozen_space, readable, unit

Int8 = NDArray[np.int8]


@dataclass(frozen=True)
class Nearest:
    """A passage that nobody named: the part it went to, and how much nearer that is (cosine)."""

    passage_id: int
    part: int
    margin: float


@dataclass(frozen=True)
class Division:
    """The passage ids of every part, and what to look at first: the smallest margin."""

    parts: tuple[tuple[int, ...], ...]
    review: tuple[Nearest, ...]
    unread: tuple[int, ...]
    """Passages without a vector, or without any word that the encoder knows: in no part."""


def divide(session: Session, theme: Theme, named: Sequence[Iterable[int]]) -> Division:
    """Divide all passages of a theme over parts of which people named some passages.

    Args:
        session: a session to ask with; nothing is changed.
        theme: the theme to split.
        named: per part the ids of the passages that people say belong in it. What is not in the
            theme is left out; `curation.split` is what refuses.
    """
    held = placements.held_by(session, [theme.id])
    parts = [sorted(held & set(ids)) for ids in named]
    rest = sorted(held.difference(*parts))
    vectors = _vectors(session, theme, held)
    anchors = [{one: vectors[one] for one in ids if one in vectors} for ids in parts]
    if len(anchors) < 2 or not all(anchors):
        # A part of which nothing was read cannot draw anything towards it.
        return Division(tuple(map(tuple, parts)), (), tuple(rest))
    placed = nearest({one: vectors[one] for one in rest if one in vectors}, anchors)
    for one in placed:
        parts[one.part].append(one.passage_id)
    return Division(
        parts=tuple(tuple(sorted(ids)) for ids in parts),
        review=tuple(sorted(placed, key=lambda one: (one.margin, one.passage_id))),
        unread=tuple(one for one in rest if one not in vectors),
    )


def only(named: Sequence[Iterable[int]]) -> Division:
    """What people named and no more."""
    return Division(tuple(tuple(sorted(set(ids))) for ids in named), (), ())


def give_vectors(session: Session, theme: Theme, children: Iterable[Theme]) -> None:
    """Give the themes that a split made a direction, so that new stories find them at once.

    It is the int8 mean of what they hold, in the frozen space of the newest mining, with the
    threshold that the old theme had. Nothing happens when there is no such space.
    """
    query = (
        select(ThemeSpace.mean)
        .where(ThemeSpace.encoder_version_id == theme.encoder_version_id)
        .order_by(ThemeSpace.run_id.desc())
        .limit(1)
    )
    kept = session.scalar(query)
    if kept is None or theme.threshold is None:
        return
    mean = np.frombuffer(kept, dtype=np.float32)
    for child in children:
        vectors = _vectors(session, theme, placements.held_by(session, [child.id]))
        if not vectors:
            continue
        rows = in_frozen_space(np.stack([vectors[one] for one in sorted(vectors)]), mean)
        child.centroid = quantise(rows.sum(axis=0, dtype=np.int64)[None, :])[0].tobytes()
        child.encoder_version_id = theme.encoder_version_id
        child.threshold = theme.threshold
    session.flush()


def nearest(rest: dict[int, Int8], parts: Sequence[dict[int, Int8]]) -> list[Nearest]:
    """Give every passage to the part whose mean direction is nearest; ties go to the first part.

    All vectors are int8 (d,), of one encoder; every part has at least one. The mean of all of
    them is taken off first: what the whole theme shares does not tell its parts apart.
    """
    if not rest:
        return []
    ids = sorted(rest)
    rows = np.stack([rest[passage] for passage in ids])
    anchors = [np.stack([part[passage] for passage in sorted(part)]) for part in parts]
    mean = mean_direction(unit(np.concatenate([rows, *anchors])))
    directions = quantise(np.stack([mean_direction(centred(unit(part), mean)) for part in anchors]))
    near = cosines(in_frozen_space(rows, mean), directions)
    best = near.argmax(axis=1)
    ordered = np.sort(near, axis=1)
    margins = ordered[:, -1] - ordered[:, -2]
    return [
        Nearest(passage, int(part), round(float(margin), 4))
        for passage, part, margin in zip(ids, best, margins, strict=True)
    ]


def _vectors(session: Session, theme: Theme, held: set[int]) -> dict[int, Int8]:
    """The readable int8 vectors of these passages, of the encoder that the theme was read with."""
    version = theme.encoder_version_id or _most_used(session, held)
    found: dict[int, Int8] = {}
    for some in placements.batches(held):
        query = select(Embedding.passage_id, Embedding.vector).where(
            Embedding.passage_id.in_(some), Embedding.encoder_version_id == version
        )
        for passage, vector in session.execute(query).tuples():
            row = np.frombuffer(vector, dtype=np.int8)
            if readable(row[None, :])[0]:
                found[passage] = row
    return found


def _most_used(session: Session, held: set[int]) -> int | None:
    """The encoder that read most of these passages; a theme of ours may not have one of its own."""
    counts: dict[int, int] = {}
    for some in placements.batches(held):
        query = (
            select(Embedding.encoder_version_id, func.count())
            .where(Embedding.passage_id.in_(some))
            .group_by(Embedding.encoder_version_id)
        )
        for version, count in session.execute(query).tuples():
            counts[version] = counts.get(version, 0) + count
    return max(counts, key=lambda version: (counts[version], version), default=None)
