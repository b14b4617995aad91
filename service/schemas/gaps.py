"""Where stories and standards miss each other. A number that is hidden is null, and never 0."""

from pydantic import Field

from service.schemas.shape import Schema, Word


class GapShare(Schema):
    """How many of how many stories; `share`, `low` and `high` (Wilson, 95 %) go from 0 to 1.

    Under ten stories there is no share. When `stories` is null, both numbers may be hidden.
    """

    stories: int | None
    of: int | None
    share: float | None
    low: float | None
    high: float | None
    shown: Word


class GapSet(Schema):
    """A set that was looked at. Of an incomplete one, what is not there says nothing."""

    key: str
    version: str
    name: str
    short: str
    status: Word
    incomplete: bool
    missing: str
    standards: int
    without_story: int


class MissingIn(Schema):
    """A standard of which people said that the subject is missing from it."""

    standard_key: str
    standard_title: str
    standard_status: Word
    set_short: str


class ThemeWithoutStandard(Schema):
    """A theme that no standard goes with: a new subject?"""

    theme_id: str
    label: str
    state: Word
    why: Word
    count: GapShare
    proposed: int
    """Links that the machine proposes and nobody decided on."""
    rejected: int
    missing_in: list[MissingIn]


class StandardWithoutStory(Schema):
    """A standard that no story goes with: no problem, or did nobody ask?"""

    key: str
    title: str
    description: str
    status: Word
    set_key: str
    set_short: str
    set_status: Word
    set_incomplete: bool
    why: Word
    proposed: int
    rejected: int
    themes: list[str]
    """The names of themes that people linked to it."""


class GapGroup(Schema):
    """A group beside its stories: how many, how many in a theme with a standard."""

    kind: Word
    value: str
    label: str
    count: GapShare
    standards_touched: int | None
    """Standards with a theme of which this group's stories are shown; null when all is hidden."""


class GapReport(Schema):
    """Stories and standards held against each other, for everybody or for one group."""

    set_key: str | None
    group: Word | None
    minimum: int
    count: GapShare
    sets: list[GapSet]
    themes: list[ThemeWithoutStandard]
    standards: list[StandardWithoutStory]
    groups: list[GapGroup]
    notes: list[str] = Field(description="Wat bij deze getallen gezegd moet worden")
