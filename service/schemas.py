"""What goes over the wire: one outward shape per thing, shared by the API and the explorer.

JSON names are lower camelCase, as the NLGov API Design Rules ask. Only this file of ours may be
imported by the explorer, so it imports nothing of ours but the vocabulary's values as text.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Schema(BaseModel):
    """Base of all shapes: camelCase outside, unknown fields refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", from_attributes=True
    )


class Health(Schema):
    """The service answers, and so does its database."""

    status: str


class Credentials(Schema):
    """Signing in."""

    name: str = Field(max_length=80)
    password: str = Field(max_length=200)


class ActivationRequest(Schema):
    """Setting a password once, with the token of the activation link."""

    token: str = Field(max_length=200)
    password: str = Field(max_length=200)


class SignedIn(Schema):
    """A fresh session: the token is shown once and kept by the explorer's cookie."""

    token: str
    name: str


class Me(Schema):
    """Who is signed in, and what the product should call itself."""

    name: str
    role: str
    organisation: str


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


class RunView(Schema):
    """One computation: state, progress and what is needed to repeat it."""

    id: int
    kind: Word
    state: Word
    step: str
    done: int
    total: int
    created_at: datetime
    finished_at: datetime | None
    error_code: str | None
    provenance: dict[str, Any]


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
    encoder_notices: list[str] = []
    latest_run: RunView | None
    queue: int


class ThemeRow(Schema):
    """A theme in the ranked list."""

    id: str
    label: str
    label_by_person: bool
    description: str
    words: list[str]
    stability: Word
    stories: int
    passages: int
    share: float
    version: int


class PassageView(Schema):
    """A passage with just enough around it to be understood."""

    story_id: str
    story_title: str
    start: int
    end: int
    text: str
    strength: float
    by_person: bool
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    quotable: bool
    synthetic: bool


class OptionCount(Schema):
    """How many narrators chose an option."""

    key: str
    label: str
    stories: int


class TriadPoint(Schema):
    """One narrator's place in the triangle; shares sum to 1."""

    story_id: str
    shares: tuple[float, float, float]


class AnswerSummary(Schema):
    """The narrators' own answers to one question, within one theme."""

    question: str
    text: str
    kind: str
    options: list[OptionCount]
    points: list[TriadPoint]
    positions: list[int]
    answered: int
    not_answered: int


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


class EventView(Schema):
    """Something that happened to a theme."""

    kind: Word
    at: datetime
    by: str
    detail: dict[str, Any]


class ThemePage(Schema):
    """Everything about one theme."""

    theme: ThemeRow
    mode: Word
    stability_value: float | None
    total_stories: int
    passages: list[PassageView]
    answers: list[AnswerSummary]
    by_role: list[Count]
    by_age_group: list[Count]
    by_period: list[PeriodCount]
    links: list[LinkView]
    history: list[EventView]


class ResidueRow(Schema):
    """A passage in no theme, with the reason."""

    passage: PassageView
    reason: Word


class AnswerView(Schema):
    """One answer of one narrator, in words."""

    question: str
    text: str
    answer: str


class StoryView(Schema):
    """A whole story, as its narrator approved it."""

    id: str
    title: str
    text: str
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    channel: Word
    synthetic: bool
    quotable: bool
    purposes: list[Word]
    answers: list[AnswerView]
    themes: list[ThemeRow]


class StoryRow(Schema):
    """A story in a list."""

    id: str
    title: str
    role_label: str | None
    age_group_label: str | None
    team: str
    period: str | None
    synthetic: bool


class StoryList(Schema):
    """One page of stories; `next` is the cursor of the page after it."""

    stories: list[StoryRow]
    total: int
    next: str | None


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


class Rename(Schema):
    """A new name for a theme; `version` is the one the person was looking at."""

    label: str = Field(max_length=400)
    version: int = Field(ge=0, le=2**31 - 1)


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


class MineRequest(Schema):
    """Ask for a new mining run."""

    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)


class ProblemDetail(Schema):
    """RFC 9457 problem: `errors` names the places that have to change."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] = []
