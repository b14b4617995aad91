"""What people ask to be done with themes, and what comes of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from service.schemas.shape import Schema, Word
from service.schemas.themes import EventView, PassageView, ThemeName, ThemeRow

Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
PassageIds = Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(max_length=2000)]
Label = Annotated[str, Field(max_length=400)]


class Looked(Schema):
    """The version that the person looked at, and why they do this, in their own words."""

    version: Version
    remark: str = Field(default="", max_length=500)


class PassageJudgement(Looked):
    """Passages that are in a theme, or are not."""

    passages: PassageIds


class SeenTheme(Schema):
    """Another theme, as the person saw it."""

    id: str = Field(max_length=16)
    version: Version


class MergeRequest(Looked):
    """Themes to take together with this one under a new name."""

    others: list[SeenTheme] = Field(min_length=1, max_length=50)
    label: Label


class SplitPart(Schema):
    """A theme that a split is to make: its name, and the passages and sentences named for it."""

    label: Label
    passages: PassageIds
    sentences: PassageIds = Field(default_factory=list)


class SplitRequest(Looked):
    """How to split a theme; what is named for no part goes to the nearest, or to no theme."""

    parts: list[SplitPart] = Field(max_length=50)
    divide: bool = True


class SplitReview(Schema):
    """A passage that nobody named: the part (from 0) it went to, and how much nearer that is."""

    passage: PassageView
    part: int
    margin: float


class SplitPreview(Schema):
    """How a theme would be split; nothing has been stored. `unread` fits in no part."""

    parts: list[list[int]]
    review: list[SplitReview]
    unread: list[int]


class SplitDone(Schema):
    """The themes that came of a split, and what to look over: the least certain first."""

    themes: list[ThemeRow]
    review: list[SplitReview]
    unread: list[int]


class UndoRequest(Schema):
    """Why something is undone."""

    remark: str = Field(default="", max_length=500)


class NewSentence(Looked):
    """A sentence that could have been told about a theme; never copied from a story."""

    text: str = Field(max_length=2000)
    voice: str = Field(default="", max_length=40)
    tone: str = Field(default="", max_length=40)


class SentenceUse(Looked):
    """Whether a sentence teaches its theme."""

    used: bool


class StarterView(Schema):
    """A theme that comes with Vertelpunt."""

    key: str
    theme: ThemeRow
    on: bool
    include_rule: str
    exclude_rule: str
    sentences: int
    catalogue_version: int


class StarterSwitch(Schema):
    """Whether a starter theme is in use, and why."""

    on: bool
    remark: str = Field(default="", max_length=500)


class ProposalPart(Schema):
    """A theme as it would become, with some of its passages, the strongest first."""

    label: str
    description: str
    words: list[str]
    stability: Word
    passages: int
    examples: list[PassageView]


class ProposalView(Schema):
    """A change that a new look at all stories would make; people decide."""

    id: int
    kind: Word
    state: Word
    created_at: datetime
    themes: list[ThemeName]
    parts: list[ProposalPart]
    passages: int
    counts: dict[str, float] = Field(description="Hoeveel oud en nieuw gemeen hebben")
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    decisions: list[EventView] = Field(
        default_factory=list, description="Elk besluit, door wie en waarom; het oudste eerst"
    )


class ProposalDecision(Schema):
    """Why a proposal is accepted, rejected or reconsidered."""

    reason: str = Field(default="", max_length=500)


class ProposalDone(Schema):
    """A proposal that was decided on, and the themes that came of it."""

    proposal: ProposalView
    themes: list[ThemeRow]
