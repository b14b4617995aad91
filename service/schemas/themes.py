"""Themes, their passages and the narrators' own answers."""

from datetime import datetime
from typing import Any

from pydantic import Field

from service.schemas.shape import Count, PeriodCount, Schema, Word
from service.schemas.standards import LinkView


class ThemeRow(Schema):
    """A theme in the ranked list."""

    id: str
    label: str
    label_by_person: bool
    description: str
    words: list[str]
    stability: Word
    stories: int
    passages: int
    share: float
    version: int


class PassageView(Schema):
    """A passage with just enough around it to be understood."""

    story_id: str
    story_title: str
    start: int
    end: int
    text: str
    strength: float
    by_person: bool
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    quotable: bool
    synthetic: bool


class OptionCount(Schema):
    """How many narrators chose an option."""

    key: str
    label: str
    stories: int


class TriadPoint(Schema):
    """One narrator's place in the triangle; shares sum to 1."""

    story_id: str
    shares: tuple[float, float, float]


class AnswerSummary(Schema):
    """The narrators' own answers to one question, within one theme."""

    question: str
    text: str
    kind: str
    options: list[OptionCount]
    points: list[TriadPoint]
    positions: list[int]
    answered: int
    not_answered: int


class EventView(Schema):
    """Something that happened to a theme."""

    kind: Word
    at: datetime
    by: str
    detail: dict[str, Any]


class ThemePage(Schema):
    """Everything about one theme."""

    theme: ThemeRow
    mode: Word
    stability_value: float | None
    total_stories: int
    passages: list[PassageView]
    answers: list[AnswerSummary]
    by_role: list[Count]
    by_age_group: list[Count]
    by_period: list[PeriodCount]
    links: list[LinkView]
    history: list[EventView]


class ResidueRow(Schema):
    """A passage in no theme, with the reason."""

    passage: PassageView
    reason: Word


class Rename(Schema):
    """A new name for a theme; `version` is the one the person was looking at."""

    label: str = Field(max_length=400)
    version: int = Field(ge=0, le=2**31 - 1)
