"""What was agreed because of a theme, what came of it, and what narrators say of themes."""

from datetime import date

from pydantic import Field

from service.schemas.curating import Version
from service.schemas.shape import Schema, Word
from service.schemas.stories import StoryRow


class NewAgreement(Schema):
    """Something that people agreed to do because of a theme. `owner` is a function, not a name."""

    theme_id: str = Field(max_length=16)
    text: str = Field(min_length=1, max_length=2000)
    owner: str = Field(min_length=1, max_length=120)
    due_on: date | None = None


class AgreementOutcome(Schema):
    """What came of an agreement, in words that narrators read. `doneOn` is today when left out."""

    state: str = Field(max_length=40)
    outcome: str = Field("", max_length=2000)
    done_on: date | None = None


class AgreementCheck(Schema):
    """Somebody has read the outcome; `version` is that of the agreement as it was read."""

    version: Version


class AgreementRow(Schema):
    """An agreement. `mayBeTold` is false while a claim of change waits for a second person."""

    id: int
    theme_id: str
    theme_label: str
    text: str
    owner: str
    state: Word
    outcome: str
    agreed_on: date
    due_on: date | None
    done_on: date | None
    told_on: date | None
    created_by: str | None
    outcome_by: str | None
    checked_by: str | None
    may_be_told: bool
    version: int


class AgreementList(Schema):
    """Agreements, the newest first, and the share of themes with a change made and told back."""

    agreements: list[AgreementRow]
    themes: int
    themes_told_back: int
    share: float


class ResponseRow(Schema):
    """What one narrator says of a theme; `text` was seen by the narrator before it was kept."""

    story_id: str
    story_title: str
    kind: Word
    text: str
    on: date
    seen_by: str | None


class ResponseList(Schema):
    """What narrators say of a theme, what nobody saw yet first."""

    responses: list[ResponseRow]
    recognised: int
    wrong: int
    unseen: int


class AudienceRow(Schema):
    """How many stories are meant for an audience. A very small `mayNot` is not told: null."""

    audience: Word
    purpose: Word
    may: int
    may_not: int | None


class AudienceList(Schema):
    """For whom stories are meant, as far as their narrators allow it."""

    audiences: list[AudienceRow]


class AudienceStories(Schema):
    """One page of stories for an audience; `next` is the cursor of the page after it."""

    audience: Word
    stories: list[StoryRow]
    total: int
    next: str | None
