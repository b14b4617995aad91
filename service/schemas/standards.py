"""Standards, and their links to themes."""

from datetime import datetime
from typing import Any

from service.schemas.shape import Schema, Word


class LinkView(Schema):
    """A standard that a theme is about, and why the machine or a person thinks so."""

    id: int
    version: int
    """To be sent with a decision, so that of two people at once the second is told."""
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
    by_hand: bool
    """A person made it; the machine did not propose it, so similarity and probability are 0."""
    state: Word
    kind: Word | None
    """What people say that the stories say; only while a story that is still there shows it."""
    kind_without_stories: Word | None
    """What people said when there were stories that showed it; there are none any more."""
    evidence: list[int]
    """The passages in the theme that show it."""
    reason: str
    words: list[str]
    example: str | None
    decided_by: str | None
    decided_at: datetime | None
    established_by: str | None
    established_at: datetime | None


class StandardView(Schema):
    """One standard, with how many themes are linked to it."""

    key: str
    title: str
    description: str
    status: Word
    group: str
    note: str
    parent: str | None = None
    url: str = ""
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
    tier_label: str = ""
    status: Word
    missing: str
    licence: str = ""
    sources: list[dict[str, Any]]
    retired_at: datetime | None = None
    retired_reason: str = ""
    stage: Word | None = None
    """How far it is on its way to adoption; null when no step was recorded."""
    standards: list[StandardView]
