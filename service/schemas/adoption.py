"""How far a set or standard is on its way from draft to adopted, and who was there."""

from datetime import date, datetime

from pydantic import Field

from service.schemas.shape import Schema, Word
from service.schemas.standard_sets import SetDifference


class StepRequest(Schema):
    """A step that was taken. `lastStep` is the id of the last step that was shown; 0 for none."""

    stage: str
    held_on: date
    roles: list[str] = Field(default_factory=list, max_length=50)
    minority_view: str = Field("", repr=False, max_length=10_000)
    note: str = Field("", repr=False, max_length=10_000)
    last_step: int = Field(ge=0, le=2**31 - 1)


class StepView(Schema):
    """A step as it was recorded; `minorityView` word for word."""

    id: int
    stage: Word
    held_on: date
    roles: list[Word]
    minority_view: str = Field(repr=False)
    note: str = Field(repr=False)
    recorded_by: str | None
    recorded_at: datetime


class StandardAdoption(Schema):
    """The steps of one standard by itself. `next` is empty when no step can be recorded."""

    key: str
    title: str
    stage: Word | None
    """The furthest of its own last step and that of the set; null when neither has one."""
    steps: list[StepView]
    next: list[Word]


class SinceAdopted(Schema):
    """What changed since the version that was adopted last before this one."""

    version: str
    adopted_on: date
    difference: SetDifference


class AdoptionView(Schema):
    """A version of a set on its way through the dialogue. Without steps nothing is known of it."""

    set_key: str
    version: str
    name: str
    stage: Word | None
    steps: list[StepView]
    next: list[Word]
    """The stages that the next step may have; the one that goes on comes first. Empty when no step
    can be recorded."""
    roles: list[Word]
    """Who may be said to have been there."""
    standards: list[StandardAdoption]
    since_adopted: SinceAdopted | None
