"""Stories with a sign of danger, which a person looks at before anybody else."""

from datetime import datetime

from pydantic import Field

from service.schemas.shape import Schema, Word


class TriageRow(Schema):
    """A story in the queue: never a word of it, not even its title."""

    story_id: str
    kind: Word
    team: str
    role_label: str | None
    opened_at: datetime
    due_at: datetime
    late: bool
    handled_at: datetime | None
    handled_by: str | None
    outcome: Word | None
    reason: Word | None
    undoable: bool


class TriageQueue(Schema):
    """What waits, the nearest deadline first, and what was decided, the latest first."""

    waiting: list[TriageRow]
    handled: list[TriageRow]
    late: int
    hours: int
    reasons: list[Word]


class TextMark(Schema):
    """Words in a text that something is to be said about: half-open offsets."""

    start: int
    end: int
    kind: Word


class HelpLineView(Schema):
    """Whom somebody can call."""

    name: str
    number: str


class TriageAnswer(Schema):
    """What the narrator wrote in answer to a question, with the words that set off the alarm."""

    question: str
    words: str
    marks: list[TextMark]


class TriageStory(Schema):
    """A story that waits or was decided on, with the words that set off the alarm."""

    case: TriageRow
    title: str
    text: str
    title_marks: list[TextMark]
    text_marks: list[TextMark]
    answers: list[TriageAnswer]
    help_lines: list[HelpLineView]


class TriageDecision(Schema):
    """`vrijgegeven`, or `apart_gehouden` with a reason of the list."""

    outcome: str = Field(max_length=40)
    reason: str | None = Field(default=None, max_length=40)
