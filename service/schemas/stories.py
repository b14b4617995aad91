"""Whole stories, and lists of them."""

from service.schemas.shape import Schema, Word
from service.schemas.themes import ThemeRow


class AnswerView(Schema):
    """One answer of one narrator, in words."""

    question: str
    text: str
    answer: str


class StoryView(Schema):
    """A whole story, as its narrator approved it."""

    id: str
    title: str
    text: str
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    channel: Word
    synthetic: bool
    quotable: bool
    purposes: list[Word]
    answers: list[AnswerView]
    themes: list[ThemeRow]


class StoryRow(Schema):
    """A story in a list."""

    id: str
    title: str
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    synthetic: bool


class StoryList(Schema):
    """One page of stories; `next` is the cursor of the page after it."""

    stories: list[StoryRow]
    total: int
    next: str | None
