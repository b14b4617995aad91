"""Themes in the course of time: counts beside their exposure, a verdict, drift, a name to weigh."""

from pydantic import Field

from service.schemas.shape import Schema, Word


class TrendCell(Schema):
    """How many of the stories of one period tell of a theme; `shown` says what is hidden.

    `share`, `low` and `high` (the exact 95 % interval) go from 0 to 1. A number that is hidden is
    null, and never 0.
    """

    period: str
    stories: int | None
    told: int | None
    share: float | None
    low: float | None
    high: float | None
    shown: Word


class SignalView(Schema):
    """Whether a theme is told more or less than before.

    `probability` is of a rate at least half as high again (or as low again); it and `ratio` are
    rounded so far that no small number follows from them, and null when nothing can be said.
    """

    theme_id: str
    label: str
    signal: Word
    slow: bool
    recent: str
    before: str
    probability: float | None
    ratio: float | None


class SignalList(Schema):
    """All themes in use with their signal, the strongest first.

    `judged` is the number of themes about which there was enough to judge: of twenty that do not
    change, one may be said to rise by chance.
    """

    signals: list[SignalView]
    judged: int
    note: str


class TrendView(Schema):
    """One theme per month or quarter, of all teams or of one."""

    theme_id: str
    label: str
    by: str
    team: str | None
    periods: list[TrendCell]
    without_period: TrendCell
    signal: SignalView | None
    note: str


class DriftWord(Schema):
    """A word that is told more in one of two periods, and in how many stories it stands."""

    word: str
    stories: int


class DriftView(Schema):
    """Whether what is told within a theme moved: `cosine` beside what chance alone gives.

    It moves when `cosine` is under `chanceLow`: 99 of 100 divisions of the same stories by lot give
    a higher one. `low` and `high` are a 95 % interval, corrected for noise.
    """

    theme_id: str
    label: str
    verdict: Word
    early: str | None
    recent: str | None
    early_stories: int | None
    recent_stories: int | None
    cosine: float | None
    low: float | None
    high: float | None
    chance_low: float | None
    words_early: list[DriftWord]
    words_recent: list[DriftWord]


class SuggestionView(Schema):
    """A name that a language model proposes; a person decides. Passages by their number."""

    event_id: int
    theme_id: str
    label: str
    include_rule: str = Field(description="Wat er in het thema hoort, in één zin.")
    passages_shown: list[int]
    passages_cited: list[int]
    model: str
