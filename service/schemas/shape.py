"""The base of every shape, and the small shapes that others are made of."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Schema(BaseModel):
    """Base of all shapes: camelCase outside, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", from_attributes=True
    )


class Health(Schema):
    """The service answers, and so does its database."""

    status: str


class Word(Schema):
    """A value of the vocabulary with its Dutch label."""

    value: str
    label: str


class Count(Schema):
    """How many stories have a value."""

    value: str
    label: str
    stories: int


class PeriodCount(Schema):
    """How many stories of one role fall in one period (YYYY-MM)."""

    period: str
    role: str
    role_label: str
    stories: int


class ProblemPlace(Schema):
    """Where something is wrong in what somebody typed, and what."""

    place: str
    message: str


class ProblemDetail(Schema):
    """RFC 9457 problem: `errors` names the places that have to change."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] = []
