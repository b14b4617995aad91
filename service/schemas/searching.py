"""A question to the stories, and what was found."""

from pydantic import Field

from service.schemas.shape import Schema, Word
from service.schemas.themes import PassageView


class SearchRequest(Schema):
    """A question to the stories; role, age group and team by their value in the overview."""

    query: str = Field(max_length=500)
    role: str | None = Field(default=None, max_length=40)
    age_group: str | None = Field(default=None, max_length=40)
    team: str | None = Field(default=None, max_length=20)
    first_period: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}$")
    last_period: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}$")
    real_only: bool = False
    offset: int = Field(default=0, ge=0, le=10_000)
    limit: int = Field(default=20, ge=1, le=100)


class SearchMark(Schema):
    """A word in a passage that answers; `how` is zelfde, vorm, samenstelling or lijkt."""

    start: int
    end: int
    how: str


class SearchedWord(Schema):
    """A word of the question, and what was looked for in its place when no story has it."""

    word: str
    found: bool
    alike: list[str]


class SearchHit(Schema):
    """A passage that was found, and why. The value of a theme is its id."""

    passage: PassageView
    marks: list[SearchMark]
    reason: str
    similarity: float | None
    themes: list[Word]


class SearchPage(Schema):
    """One page of what was found, the best first; `total` and `stories` count all pages.

    `byMeaning` is false when only words could be compared; `notice` then says why, if anybody can
    do something about it. `unreadStories` have been approved, but are not in passages yet.
    """

    hits: list[SearchHit]
    total: int
    stories: int
    searched_stories: int
    unread_stories: int
    words: list[SearchedWord]
    by_meaning: bool
    notice: str
