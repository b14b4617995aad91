"""Themes: ours and durable. Mining proposes, people name and decide, every change is an event."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Float,
    ForeignKey,
    LargeBinary,
    Select,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now, word
from models.errors import NotFound
from models.passages import Passage
from models.stories import WITH_TELLER, Story, analysable
from models.vocabulary import (
    MiningMode,
    Origin,
    ResidueReason,
    Stability,
    ThemeEventKind,
    ThemeState,
)

IN_USE = (ThemeState.ACTIVE, ThemeState.PROPOSED)


class Theme(Base):
    """A recurring subject in the stories. Its id never changes and is never used again."""

    __tablename__ = "theme"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    label_origin: Mapped[Origin] = mapped_column(word(Origin), default=Origin.MACHINE)
    description: Mapped[str] = mapped_column(Text, default="")
    include_rule: Mapped[str] = mapped_column(Text, default="", server_default="")
    exclude_rule: Mapped[str] = mapped_column(Text, default="", server_default="")
    words: Mapped[list[str]]
    state: Mapped[ThemeState] = mapped_column(word(ThemeState), default=ThemeState.ACTIVE)
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Fixed by people: the machine changes neither its name, its words nor what is in it."""
    stability: Mapped[Stability] = mapped_column(word(Stability), default=Stability.UNKNOWN)
    stability_value: Mapped[float | None] = mapped_column(Float)
    mode: Mapped[MiningMode] = mapped_column(word(MiningMode))
    version: Mapped[int] = mapped_column(default=1)
    born_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    encoder_version_id: Mapped[int | None] = mapped_column(ForeignKey("encoder_version.id"))
    centroid: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The int8 mean of its passages; None until it holds any."""
    threshold: Mapped[float | None] = mapped_column(Float)
    starter_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    starter_version: Mapped[int | None]
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("theme.id"))
    exemplar_passage_id: Mapped[int | None] = mapped_column(
        ForeignKey("passage.id", ondelete="SET NULL")
    )
    exemplar_start: Mapped[int | None]
    """Where the sentence that shows the theme best stands in its story; never the words."""
    exemplar_end: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ThemeSpace(Base):
    """The frozen space of one mining run: the mean that vectors are centred on (float32)."""

    __tablename__ = "theme_space"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    encoder_version_id: Mapped[int] = mapped_column(ForeignKey("encoder_version.id"))
    mean: Mapped[bytes] = mapped_column(LargeBinary)


class ThemeEvent(Base):
    """Something that happened to a theme: what, when, by which run or which person, and why."""

    __tablename__ = "theme_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    kind: Mapped[ThemeEventKind] = mapped_column(word(ThemeEventKind))
    at: Mapped[datetime] = mapped_column(default=now)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    detail: Mapped[dict[str, Any]]


class Assignment(Base):
    """A passage in a theme; without a theme it is residue and `reason` says why."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(
        ForeignKey("passage.id", ondelete="CASCADE"), index=True
    )
    theme_id: Mapped[str | None] = mapped_column(ForeignKey("theme.id"), index=True)
    strength: Mapped[float] = mapped_column(Float, default=0.0)
    origin: Mapped[Origin] = mapped_column(word(Origin), default=Origin.MACHINE)
    reason: Mapped[ResidueReason | None] = mapped_column(word(ResidueReason))
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why: `{"woorden": [...], "voorbeeld": {"soort": "zin" | "stukje" | "oefenstukje",
    "id": ...}}`, and for residue in doubt `{"tussen": [theme ids]}`. Ids and single words, never
    a piece of a story."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))


class ThemeRefusal(Base):
    """A person said that a passage is not in a theme; the machine never puts it there again."""

    __tablename__ = "theme_refusal"
    __table_args__ = (UniqueConstraint("passage_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id", ondelete="CASCADE"))
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class RankedTheme:
    """A theme with the number of different stories and passages in it."""

    theme: Theme
    stories: int
    passages: int


@dataclass(frozen=True)
class Spread:
    """How many stories there are of some kind, and how many of them tell of each theme in use."""

    stories: int
    by_theme: dict[str, int]


@dataclass(frozen=True)
class ThemePassage:
    """A passage of a theme, with the story that it comes from. `text` stays out of the repr."""

    story: Story
    passage_id: int
    start: int
    end: int
    strength: float
    origin: Origin
    evidence: dict[str, Any] | None = field(repr=False)

    @property
    def text(self) -> str:
        """The passage itself."""
        return self.story.text[self.start : self.end].strip()


@dataclass(frozen=True)
class LoosePassage:
    """A passage in no theme, with the reason; in doubt, `evidence` tells between which."""

    story: Story
    passage: Passage
    reason: ResidueReason
    evidence: dict[str, Any] | None = field(repr=False)


def get(session: Session, theme_id: str) -> Theme:
    """The theme with this id, in whatever state.

    Raises:
        NotFound: no such theme.
    """
    theme = session.get(Theme, theme_id)
    if theme is None:
        raise NotFound("Dit thema bestaat niet.", code="thema.onbekend")
    return theme


def resolve(session: Session, theme_id: str) -> Theme:
    """The theme that this id stands for now: itself, or what it was merged into, however often.

    Raises:
        NotFound: no such theme.
    """
    theme = get(session, theme_id)
    seen = {theme.id}
    while theme.merged_into_id is not None and theme.merged_into_id not in seen:
        theme = get(session, theme.merged_into_id)
        seen.add(theme.id)
    return theme


def live(session: Session) -> list[Theme]:
    """Themes in use, oldest first."""
    query = select(Theme).where(Theme.state.in_(IN_USE))
    return list(session.scalars(query.order_by(Theme.created_at, Theme.id)))


def ranked(session: Session) -> list[RankedTheme]:
    """Themes in use, most stories first; only stories that may be analysed count."""
    query = _counted().where(Theme.state.in_(IN_USE))
    return _in_order(session, query)


def spread(session: Session, *within: ColumnElement[bool]) -> Spread:
    """Over the themes in use, of the stories that readers may see and that fit these conditions."""
    query = select(func.count()).select_from(Story).where(analysable(), *within)
    told = _counted().where(Theme.state.in_(IN_USE), *within)
    rows = {row.theme.id: row.stories for row in _in_order(session, told)}
    return Spread(stories=session.scalar(query) or 0, by_theme=rows)


def in_states(session: Session, states: Collection[ThemeState]) -> list[RankedTheme]:
    """Themes in these states, those without any passage included; in the order of `ranked`."""
    wanted = list(states)
    told = _in_order(session, _counted().where(Theme.state.in_(wanted)))
    known = {row.theme.id for row in told}
    query = select(Theme).where(Theme.state.in_(wanted)).order_by(Theme.id)
    empty = (theme for theme in session.scalars(query) if theme.id not in known)
    return told + [RankedTheme(theme, stories=0, passages=0) for theme in empty]


def ranked_of_story(session: Session, story_id: str) -> list[RankedTheme]:
    """The themes in use that a story tells of, in the order and with the counts of `ranked`."""
    told = select(Assignment.theme_id).join(Passage).where(Passage.story_id == story_id)
    query = _counted().where(Theme.state.in_(IN_USE), Theme.id.in_(told))
    return _in_order(session, query)


def counted(session: Session, theme_id: str) -> RankedTheme:
    """One theme with its counts, in whatever state.

    Raises:
        NotFound: no such theme.
    """
    theme = get(session, theme_id)
    rows = _in_order(session, _counted().where(Theme.id == theme_id))
    return rows[0] if rows else RankedTheme(theme, stories=0, passages=0)


def tells_of(theme_id: str) -> ColumnElement[bool]:
    """True for stories with a passage in this theme."""
    return Story.id.in_(
        select(Passage.story_id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(Assignment.theme_id == theme_id)
    )


def _counted() -> Select[Theme, int, int]:
    return (
        select(
            Theme,
            func.count(func.distinct(Passage.story_id)),
            func.count(Passage.id),
        )
        .join(Assignment, Assignment.theme_id == Theme.id)
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable())
        .group_by(Theme.id)
    )


def _in_order(session: Session, query: Select[Theme, int, int]) -> list[RankedTheme]:
    rows = [RankedTheme(*row) for row in session.execute(query).tuples()]
    return sorted(rows, key=lambda row: (-row.stories, -row.passages, row.theme.id))


def passages_of(session: Session, theme_id: str, *, limit: int = 500) -> list[ThemePassage]:
    """The passages of a theme, strongest first."""
    query = (
        select(
            Story,
            Passage.id,
            Passage.start,
            Passage.end,
            Assignment.strength,
            Assignment.origin,
            Assignment.evidence,
        )
        .join(Passage, Passage.story_id == Story.id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(analysable(), Assignment.theme_id == theme_id)
        .options(*WITH_TELLER)
        .order_by(Assignment.strength.desc(), Story.id, Passage.start)
        .limit(limit)
    )
    return [ThemePassage(*row) for row in session.execute(query).tuples()]


def residue(
    session: Session, *, reason: ResidueReason | None = None, limit: int = 500
) -> list[LoosePassage]:
    """Passages in no theme, for one reason or for all, in a fixed order."""
    why = Assignment.reason == reason if reason else true()
    query = (
        select(Story, Passage, Assignment.reason, Assignment.evidence)
        .join(Passage, Passage.story_id == Story.id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(analysable(), Assignment.theme_id.is_(None), why)
        .options(*WITH_TELLER)
        .order_by(Story.id, Passage.start)
        .limit(limit)
    )
    return [
        LoosePassage(story, passage, because or ResidueReason.NO_THEME_FITS, evidence)
        for story, passage, because, evidence in session.execute(query).tuples()
    ]


def examples(session: Session, passage_ids: Collection[int]) -> dict[tuple[str, int], str]:
    """The text of these passages by theme and passage: what readers may see, in its theme only."""
    query = (
        select(Assignment.theme_id, Passage.id, Passage.start, Passage.end, Story.text)
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), Passage.id.in_(passage_ids), Assignment.theme_id.is_not(None))
    )
    return {
        (theme_id, passage_id): text[start:end].strip()
        for theme_id, passage_id, start, end, text in session.execute(query).tuples()
        if theme_id is not None
    }


def members(session: Session) -> dict[str, set[int]]:
    """For every theme in use the ids of its passages."""
    found: dict[str, set[int]] = {theme.id: set() for theme in live(session)}
    query = select(Assignment.theme_id, Assignment.passage_id).where(
        Assignment.theme_id.in_(list(found))
    )
    for theme_id, passage_id in session.execute(query).tuples():
        if theme_id is not None:
            found[theme_id].add(passage_id)
    return found


def anchors(session: Session) -> dict[str, set[int]]:
    """For every theme in use the ids of the passages that people put or confirmed in it."""
    found: dict[str, set[int]] = {theme.id: set() for theme in live(session)}
    query = select(Assignment.theme_id, Assignment.passage_id).where(
        Assignment.theme_id.in_(list(found)), Assignment.origin == Origin.PERSON
    )
    for theme_id, passage_id in session.execute(query).tuples():
        if theme_id is not None:
            found[theme_id].add(passage_id)
    return found


def refusals(session: Session) -> set[tuple[int, str]]:
    """Every (passage id, theme id) of which a person said: not in this theme."""
    query = select(ThemeRefusal.passage_id, ThemeRefusal.theme_id)
    return set(session.execute(query).tuples())


def record(
    session: Session,
    theme_id: str,
    kind: ThemeEventKind,
    *,
    detail: dict[str, Any],
    run_id: int | None = None,
    account_id: int | None = None,
) -> ThemeEvent:
    """Add an event to the history of a theme."""
    event = ThemeEvent(
        theme_id=theme_id, kind=kind, detail=detail, run_id=run_id, account_id=account_id
    )
    session.add(event)
    session.flush()
    return event


def history(session: Session, theme_id: str) -> list[ThemeEvent]:
    """Everything that happened to a theme, oldest first."""
    query = select(ThemeEvent).where(ThemeEvent.theme_id == theme_id).order_by(ThemeEvent.id)
    return list(session.scalars(query))
