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
from models.errors import Problem, Rejected
from models.passages import Embedding
from models.themes import Theme
from nlp.embedding import centred, cosines, mean_direction, quantise
from nlp.identity import in_frozen_space, readable, unit

FEWEST_PARTS = 2
MOST_PARTS = 12

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
        named: per part the ids of the passages that people say belong in it.

    Raises:
        Rejected: too few or too many parts, a part without passages, a passage in two parts or
            one that is not in this theme.
    """
    parts = [sorted(set(ids)) for ids in named]
    held = placements.held_by(session, [theme.id])
    _check(parts, held)
    rest = sorted(held - set().union(*parts))
    vectors = _vectors(session, theme, held)
    dumb = [number for number, ids in enumerate(parts) if not set(ids) & vectors.keys()]
    if dumb or not rest:
        # A part of which nothing was read cannot draw anything towards it.
        return Division(tuple(map(tuple, parts)), (), tuple(rest))
    placed = nearest(
        {passage: vectors[passage] for passage in rest if passage in vectors},
        [{passage: vectors[passage] for passage in ids if passage in vectors} for ids in parts],
    )
    for one in placed:
        parts[one.part].append(one.passage_id)
    return Division(
        parts=tuple(tuple(sorted(ids)) for ids in parts),
        review=tuple(sorted(placed, key=lambda one: (one.margin, one.passage_id))),
        unread=tuple(passage for passage in rest if passage not in vectors),
    )


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


def _check(parts: Sequence[Sequence[int]], held: set[int]) -> None:
    problems = []
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        problems.append(
            Problem("#/parts", f"Maak {FEWEST_PARTS} tot {MOST_PARTS} delen van een thema.")
        )
    seen: set[int] = set()
    for number, ids in enumerate(parts):
        if not ids:
            problems.append(Problem(f"#/parts/{number}", "Noem minstens één stukje."))
        for passage in ids:
            if passage not in held:
                told = f"Stukje {passage} staat niet in dit thema."
                problems.append(Problem(f"#/parts/{number}", told))
            elif passage in seen:
                told = f"Stukje {passage} staat ook in een ander deel."
                problems.append(Problem(f"#/parts/{number}", told))
        seen |= set(ids)
    if problems:
        raise Rejected(
            "Zo kan dit thema niet gesplitst worden.",
            code="thema.splitsing",
            problems=tuple(problems),
        )


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
