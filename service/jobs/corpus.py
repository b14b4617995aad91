"""What a run reads and what it makes, as plain values: they cross to another process whole.

Texts live here only in memory and never in a `repr`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import stories, themes
from models.passages import Embedding, EncoderVersion, Passage, known_version
from models.runs import Run
from models.stories import Story
from models.themes import ThemeSpace
from models.vocabulary import MiningMode, Origin, ResidueReason, RunKind
from nlp.identity import ThemeVector
from nlp.linking import StandardText
from service import recognising
from service.link_indexes import lay_sentences, standard_texts
from service.recognising import Lessons

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
    vector: ThemeVector | None
    """None while it holds nothing, or in the space of another encoder."""
    members: dict[PieceKey, float] = field(repr=False)
    """Strength of every passage in it."""
    starter: bool = False
    pinned: bool = False
    by_people: frozenset[PieceKey] = field(default=frozenset(), repr=False)
    """The passages that people put there."""


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
    lay: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Key of a standard and a sentence as somebody would tell it: shipped, or come with a set."""
    left_over: frozenset[PieceKey] = field(default=frozenset(), repr=False)
    """Passages that an earlier mining run found no theme for, not even among themselves."""
    refused: frozenset[tuple[PieceKey, str]] = field(default=frozenset(), repr=False)
    """What people said is not in a theme: the machine never puts it there again."""
    lessons: Lessons = field(default_factory=Lessons, repr=False)

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
    vector: ThemeVector | None
    size: int
    born: bool
    mode: MiningMode = MiningMode.KNOWN
    exemplar: tuple[PieceKey, int, int] | None = None
    """The sentence that shows it best: a piece, and where in its story. Never the words."""
    null_p: float | None = None


@dataclass(frozen=True)
class Placed:
    """A piece in a theme, or (without a theme) in the residue with its reason."""

    piece: PieceKey
    theme_id: str | None
    strength: float
    reason: ResidueReason | None
    evidence: dict[str, Any] | None = field(default=None, compare=False, repr=False)


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
    sentence: str = field(default="", repr=False)
    """The nearest lay sentence about the standard: ours, never from a story."""


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
        themes=_themes(session, version),
        taken_ids=frozenset(session.scalars(select(themes.Theme.id))),
        mean=space.mean if space else None,
        standards=standard_texts(session),
        lay=lay_sentences(session),
        left_over=_left_over(session),
        refused=_refused(session),
        lessons=recognising.of_house(session),
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


def _refused(session: Session) -> frozenset[tuple[PieceKey, str]]:
    query = select(Passage.story_id, Passage.start, themes.ThemeRefusal.theme_id).join(
        themes.ThemeRefusal, themes.ThemeRefusal.passage_id == Passage.id
    )
    return frozenset(
        ((story_id, start), theme_id)
        for story_id, start, theme_id in session.execute(query).tuples()
    )


def _themes(session: Session, version: EncoderVersion | None) -> tuple[KnownTheme, ...]:
    members: dict[str, dict[PieceKey, float]] = {}
    by_people: dict[str, set[PieceKey]] = {}
    held = themes.Assignment
    query = select(held.theme_id, Passage.story_id, Passage.start, held.strength, held.origin).join(
        Passage, Passage.id == held.passage_id
    )
    for theme_id, story_id, start, strength, origin in session.execute(query).tuples():
        if theme_id is None:
            continue
        members.setdefault(theme_id, {})[(story_id, start)] = strength
        if origin is Origin.PERSON:
            by_people.setdefault(theme_id, set()).add((story_id, start))
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
            vector=_vector(theme, version),
            members=members.get(theme.id, {}),
            starter=theme.starter_key is not None,
            pinned=theme.pinned,
            by_people=frozenset(by_people.get(theme.id, ())),
        )
        for theme in sorted(themes.live(session), key=lambda theme: theme.id)
    )


def _vector(theme: themes.Theme, version: EncoderVersion | None) -> ThemeVector | None:
    """Where a theme lies, when that is in the space of this encoder version."""
    if version is None or theme.encoder_version_id != version.id:
        return None
    if theme.centroid is None or theme.threshold is None:
        return None
    return ThemeVector(theme.id, np.frombuffer(theme.centroid, dtype=np.int8), theme.threshold)
