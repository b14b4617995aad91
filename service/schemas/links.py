"""What people decide about links, and everything that is known of one link."""

from datetime import datetime

from pydantic import Field

from service.schemas.curating import PassageIds, Version
from service.schemas.shape import Schema, Word
from service.schemas.standards import LinkView
from service.schemas.themes import PassageView


class LinkEventView(Schema):
    """Something that happened to a link, by whom and why; `version` is the version after it."""

    at: datetime
    by: str
    before: Word | None
    after: Word
    kind: Word | None
    reason: str
    version: int
    run: int | None


class LinkOrigin(Schema):
    """Where a link comes from; None or empty where that was not kept."""

    run: int | None
    encoder: str
    theme_version: int | None
    set_version: str


class LinkDetail(LinkView):
    """One link with the passages that show it, everything that happened to it, and its origin."""

    passages: list[PassageView]
    history: list[LinkEventView]
    origin: LinkOrigin
    can_undo: bool
    """The last decision is of the person who asks, and can be taken back."""


class Decision(Schema):
    """A person's decision on a link, on the version that they saw.

    `state`: `bevestigd`, `vastgesteld` (a second person), `afgewezen` or back to `voorgesteld`.
    `kind` with `evidence`: what the stories say, and which passages of the theme show it; null
    without a state takes away what was said.
    """

    state: str | None = Field(default=None, max_length=40)
    kind: str | None = Field(default=None, max_length=40)
    evidence: PassageIds = Field(default_factory=list)
    version: Version | None = None
    reason: str = Field(default="", max_length=500)


class LinkRequest(Schema):
    """A link that a person makes, and why."""

    theme_id: str = Field(max_length=16)
    standard_key: str = Field(max_length=60)
    reason: str = Field(max_length=500)


class LinkUndo(Schema):
    """Take back the last decision on a link, on the version that the person saw."""

    version: Version | None = None
    reason: str = Field(default="", max_length=500)
