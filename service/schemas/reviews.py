"""What asks for a moderator, and what a moderator says of a story to its narrator."""

from datetime import date, datetime

from pydantic import Field

from service.schemas.shape import Schema, Word


class QueueRow(Schema):
    """One thing to do: why, how long it waits, and in words what is the matter."""

    why: Word
    story_id: str | None
    other_id: str | None
    title: str | None
    team: str
    since: date
    days: int
    due_at: datetime | None
    late: bool
    told: str


class QueueCount(Schema):
    """How many there are of one kind."""

    why: Word
    number: int


class ReviewQueue(Schema):
    """Everything that asks for a moderator, the most urgent first."""

    rows: list[QueueRow]
    counts: list[QueueCount]
    late: int
    reasons: list[Word]
    """What a moderator can choose from when a story goes back or is refused."""


class ReviewRequest(Schema):
    """Why a story goes back or is refused, and what its narrator reads beside that."""

    reason: str = Field(max_length=40)
    words: str = Field(default="", max_length=2000)


class ReviewView(Schema):
    """What was done with a story, and until when its narrator can answer."""

    story_id: str
    state: Word
    kind: Word
    reason: Word
    words: str
    expires_on: date | None


class LikenessView(Schema):
    """A story that another is like, how nearly, and whether somebody read both."""

    story_id: str
    title: str
    team: str
    share: float
    judged: bool


class LikenessList(Schema):
    """The stories that one story is like."""

    stories: list[LikenessView]


class LikenessDecision(Schema):
    """Whether two stories are the same one, told twice. The same: this one is refused."""

    same: bool
    words: str = Field(default="", max_length=2000)
