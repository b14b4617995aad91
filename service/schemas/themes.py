"""Themes, their passages and the narrators' own answers."""

from datetime import datetime
from typing import Any

from pydantic import Field

from service.schemas.shape import Count, PeriodCount, Schema, Word
from service.schemas.standards import LinkView


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
    state: Word
    pinned: bool = False
    starter: bool = False


class ThemeCounts(Schema):
    """How many stories of the chosen narrators there are, and per theme id how many tell of it."""

    stories: int
    by_theme: dict[str, int]


class ThemeName(Schema):
    """A theme, named."""

    id: str
    label: str


class Evidence(Schema):
    """Why the computer put a passage in a theme."""

    words: list[str] = Field(description="Woorden die meetelden")
    sentence: str | None = Field(description="De voorbeeldzin waar het stukje op lijkt")
    passage_id: int | None = Field(description="Of het stukje waar het op lijkt")
    written_example: bool = Field(
        default=False,
        description="Of het lijkt op een geschreven voorbeeld: bedacht, uit geen verhaal",
    )


class PassageView(Schema):
    """A passage with just enough around it to be understood."""

    id: int | None = None
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
    evidence: Evidence | None = None


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


class EventView(Schema):
    """Something that happened to a theme."""

    kind: Word
    at: datetime
    by: str
    detail: dict[str, Any]
    id: int | None = None
    remark: str = ""
    can_be_undone: bool = False


class SentenceView(Schema):
    """A sentence that teaches a theme; never from a story."""

    id: int
    text: str
    voice: str
    tone: str
    by_person: bool
    used: bool


class Exemplar(Schema):
    """The sentence from a story that shows a theme best."""

    story_id: str
    text: str
    quotable: bool
    synthetic: bool


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
    include_rule: str = ""
    exclude_rule: str = ""
    exemplar: Exemplar | None = None
    sentences: list[SentenceView] = Field(default_factory=list)
    redirected_from: str | None = Field(
        default=None, description="Het thema dat gevraagd werd, als het is samengevoegd"
    )


class ResidueRow(Schema):
    """A passage in no theme, with the reason."""

    passage: PassageView
    reason: Word
    between: list[ThemeName] = Field(
        default_factory=list, description="Bij twijfel: tussen deze thema's"
    )


class Rename(Schema):
    """New words for a theme; what is left out stays. `version` is what the person looked at."""

    label: str | None = Field(default=None, max_length=400)
    version: int = Field(ge=0, le=2**31 - 1)
    description: str | None = Field(default=None, max_length=4000)
    include_rule: str | None = Field(default=None, max_length=4000)
    exclude_rule: str | None = Field(default=None, max_length=4000)
