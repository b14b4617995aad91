"""The first page that a reader sees."""

from pydantic import Field

from service.schemas.runs import RunView
from service.schemas.shape import Count, PeriodCount, Schema, Word


class Overview(Schema):
    """The first view: how many, from whom, since when, and what is in no theme."""

    stories: int
    synthetic_stories: int
    first_period: str | None
    last_period: str | None
    passages: int
    stories_in_no_theme: int
    passages_in_no_theme: int
    residue_reasons: list[Count]
    by_role: list[Count]
    by_age_group: list[Count]
    by_team: list[Count]
    by_period: list[PeriodCount]
    themes: int
    mode: Word | None
    encoder: str | None
    encoder_notices: list[str] = Field(default_factory=list)
    latest_run: RunView | None
    queue: int
