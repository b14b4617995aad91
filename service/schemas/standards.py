"""Standards, and their links to themes."""

from datetime import datetime
from typing import Any

from pydantic import Field

from service.schemas.shape import Schema, Word


class LinkView(Schema):
    """A standard that a theme is about, and why the machine or a person thinks so."""

    id: int
    theme_id: str
    theme_label: str
    standard_key: str
    standard_title: str
    standard_description: str
    standard_status: Word
    set_key: str
    set_name: str
    set_short: str
    set_status: Word
    set_url: str
    similarity: float
    probability: float
    state: Word
    kind: Word | None
    reason: str
    words: list[str]
    example: str | None
    decided_by: str | None
    decided_at: datetime | None


class Decision(Schema):
    """A person's decision on a link: `bevestigd`, `afgewezen` or back to `voorgesteld`."""

    state: str = Field(max_length=40)
    kind: str | None = Field(default=None, max_length=40)


class StandardView(Schema):
    """One standard, with how many themes are linked to it."""

    key: str
    title: str
    description: str
    status: Word
    group: str
    note: str
    links: list[LinkView]


class StandardSetView(Schema):
    """One set of standards, complete or honestly not."""

    key: str
    version: str
    name: str
    short: str
    publisher: str
    year: str
    perspective: str
    tier: str
    status: Word
    missing: str
    sources: list[dict[str, Any]]
    standards: list[StandardView]
