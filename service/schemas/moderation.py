"""Published stories that are looked over, with every change marked and explained."""

from datetime import date

from pydantic import Field

from service.schemas.shape import Schema, Word


class ModerationRow(Schema):
    """A story that nobody looked over yet, and why it comes where it comes."""

    story_id: str
    title: str
    team: str
    role_label: str | None
    flagged: int
    restored: int
    own_wordings: int
    answers_in_words: int


class ModerationQueue(Schema):
    """What waits, with most to see first."""

    stories: list[ModerationRow]
    waiting: int
    looked_over: int


class ChangeView(Schema):
    """A place in a story that stands for other words, and why."""

    start: int
    end: int
    kind: Word
    wording: str
    origin: Word
    why: str


class FlagView(Schema):
    """Something that, together with other things, may point to one person."""

    start: int
    end: int
    words: str
    kind: str


class WrittenAnswer(Schema):
    """What a narrator wrote in answer to a question; what was chosen is not told here."""

    question: str
    words: str


class ModerationStory(Schema):
    """A whole story with its changes and the answers in words, as a moderator sees it."""

    story_id: str
    title: str
    text: str
    team: str
    role_label: str | None
    age_group_label: str | None
    period: str | None
    restored: int
    title_changes: list[ChangeView]
    text_changes: list[ChangeView]
    flags: list[FlagView]
    answers: list[WrittenAnswer]
    looked_over_by: str | None
    looked_over_on: date | None


class RemovalRequest(Schema):
    """Words that were missed; they go everywhere in this story, for good."""

    words: str = Field(max_length=200)
