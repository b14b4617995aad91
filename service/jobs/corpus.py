"""What a run reads and what it makes, as plain values: they cross to another process whole.

Texts live here only in memory and never in a `repr`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import standards, stories, themes
from models.passages import Embedding, EncoderVersion, Passage, known_version
from models.runs import Run
from models.stories import Story
from models.themes import ThemeSpace
from models.vocabulary import MiningMode, Origin, ResidueReason, RunKind
from nlp.identity import ThemeVector
from nlp.linking import StandardText

Int8 = NDArray[np.int8]
Progress = Callable[[str, int, int], None]
PieceKey = tuple[str, int]
"""A passage by content: story id and start. Database ids differ between machines."""


@dataclass(frozen=True)
class StoryText:
    """One story that may be analysed."""

    id: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """A passage on its way through a run, with its int8 vector."""

    story_id: str
    start: int
    end: int
    text: str = field(repr=False)
    vector: bytes = field(repr=False)
    """Empty while no encoder has read it."""

    @property
    def key(self) -> PieceKey:
        """What identifies it on every machine."""
        return (self.story_id, self.start)


@dataclass(frozen=True)
class KnownTheme:
    """A theme in use before the run."""

    id: str
    label: str
    description: str
    words: tuple[str, ...]
    by_person: bool
    stability: str
    stability_value: float | None
    mode: MiningMode
    vector: ThemeVector
    members: dict[PieceKey, float] = field(repr=False)
    """Strength of every passage in it."""


@dataclass(frozen=True)
class Corpus:
    """Everything a run reads."""

    stories: tuple[StoryText, ...]
    spans: dict[str, tuple[tuple[int, int], ...]] = field(repr=False)
    """Where stories were cut before. They stay cut so, or what people decided would be lost."""
    vectors: dict[tuple[str, int, int], bytes] = field(repr=False)
    themes: tuple[KnownTheme, ...]
    taken_ids: frozenset[str]
    mean: bytes | None = field(repr=False)
    standards: tuple[StandardText, ...]
    left_over: frozenset[PieceKey] = field(default=frozenset(), repr=False)
    """Passages that an earlier mining run found no theme for, not even among themselves."""

    @property
    def fingerprint(self) -> str:
        """Hash of the sorted input: the same stories give the same value."""
        digest = hashlib.sha256()
        for story in self.stories:
            digest.update(hashlib.sha256(story.text.encode()).digest())
            digest.update(story.id.encode() + b"\0")
        return digest.hexdigest()


@dataclass(frozen=True)
class ThemeOutcome:
    """What becomes of one theme."""

    id: str
    label: str
    description: str
    words: tuple[str, ...]
    stability: str
    stability_value: float | None
    vector: ThemeVector
    size: int
    born: bool


@dataclass(frozen=True)
class Placed:
    """A piece in a theme, or (without a theme) in the residue with its reason."""

    piece: PieceKey
    theme_id: str | None
    strength: float
    reason: ResidueReason | None


@dataclass(frozen=True)
class ProposedLink:
    """A link that the machine proposes, with its reason."""

    theme_id: str
    standard_key: str
    similarity: float
    probability: float
    state: str
    words: tuple[str, ...]
    example: PieceKey | None
    parts: dict[str, float]


def gather(
    session: Session, *, encoder: tuple[str, str] | None, only_story: str | None = None
) -> Corpus:
    """Read what a run needs: stories that may be analysed, known vectors, themes, standards.

    Vectors, themes' vectors and the mean are given only when they belong to this encoder
    (name, revision): spaces are never mixed. Without an encoder there are none.
    """
    query = select(Story.id, Story.text).where(stories.analysable()).order_by(Story.id)
    if only_story is not None:
        query = query.where(Story.id == only_story)
    version = known_version(session, *encoder) if encoder else None
    space = _space(session, version)
    return Corpus(
        stories=tuple(StoryText(*row) for row in session.execute(query).tuples()),
        spans=_spans(session, only_story),
        vectors=_vectors(session, version, only_story),
        themes=_themes(session),
        taken_ids=frozenset(session.scalars(select(themes.Theme.id))),
        mean=space.mean if space else None,
        standards=_standards(session),
        left_over=_left_over(session),
    )


def as_vectors(pieces: Sequence[Piece], dimension: int) -> Int8:
    """The int8 vectors of the pieces as one (n, d) array."""
    if not pieces:
        return np.zeros((0, dimension), dtype=np.int8)
    return np.stack([np.frombuffer(piece.vector, dtype=np.int8) for piece in pieces])


def _space(session: Session, version: EncoderVersion | None) -> ThemeSpace | None:
    """The frozen space of the newest mining run, when it is of this encoder version."""
    query = (
        select(ThemeSpace)
        .join(Run, Run.id == ThemeSpace.run_id)
        .where(Run.kind == RunKind.MINE)
        .order_by(ThemeSpace.run_id.desc())
        .limit(1)
    )
    space = session.scalar(query)
    if space is None or version is None or space.encoder_version_id != version.id:
        return None
    return space


def _spans(session: Session, only_story: str | None) -> dict[str, tuple[tuple[int, int], ...]]:
    query = select(Passage.story_id, Passage.start, Passage.end).order_by(
        Passage.story_id, Passage.start
    )
    if only_story is not None:
        query = query.where(Passage.story_id == only_story)
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for story_id, start, end in session.execute(query).tuples():
        found[story_id] = (*found.get(story_id, ()), (start, end))
    return found


def _left_over(session: Session) -> frozenset[PieceKey]:
    query = (
        select(Passage.story_id, Passage.start)
        .join(themes.Assignment, themes.Assignment.passage_id == Passage.id)
        .join(Run, Run.id == themes.Assignment.run_id)
        .where(themes.Assignment.theme_id.is_(None), Run.kind == RunKind.MINE)
    )
    return frozenset(session.execute(query).tuples())


def _vectors(
    session: Session, version: EncoderVersion | None, only_story: str | None
) -> dict[tuple[str, int, int], bytes]:
    if version is None:
        return {}
    query = (
        select(Passage.story_id, Passage.start, Passage.end, Embedding.vector)
        .join(Embedding, Embedding.passage_id == Passage.id)
        .where(Embedding.encoder_version_id == version.id)
    )
    if only_story is not None:
        query = query.where(Passage.story_id == only_story)
    return {
        (story, start, end): vector for story, start, end, vector in session.execute(query).tuples()
    }


def _themes(session: Session) -> tuple[KnownTheme, ...]:
    members: dict[str, dict[PieceKey, float]] = {}
    query = select(
        themes.Assignment.theme_id, Passage.story_id, Passage.start, themes.Assignment.strength
    ).join(Passage, Passage.id == themes.Assignment.passage_id)
    for theme_id, story_id, start, strength in session.execute(query).tuples():
        if theme_id is not None:
            members.setdefault(theme_id, {})[(story_id, start)] = strength
    return tuple(
        KnownTheme(
            id=theme.id,
            label=theme.label,
            description=theme.description,
            words=tuple(theme.words),
            by_person=theme.label_origin is Origin.PERSON,
            stability=theme.stability.value,
            stability_value=theme.stability_value,
            mode=theme.mode,
            vector=ThemeVector(
                key=theme.id,
                centroid=np.frombuffer(theme.centroid, dtype=np.int8),
                threshold=theme.threshold,
            ),
            members=members.get(theme.id, {}),
        )
        for theme in sorted(themes.live(session), key=lambda theme: theme.id)
        if theme.centroid is not None and theme.threshold is not None
    )


def _standards(session: Session) -> tuple[StandardText, ...]:
    return tuple(
        StandardText(
            key=standard.key,
            set_key=standard_set.key,
            title=standard.title,
            description=standard.description,
            group=standard.group,
        )
        for standard_set, standard in standards.all_standards(session)
    )
