"""Themes in the course of time as readers may see them: no small number, no verdict on nothing."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

import numpy as np
from sqlalchemy.orm import Session

from models import teams, themes
from models import trends as counts
from models.errors import NotFound
from models.themes import Theme
from models.trends import Piece, Place
from models.vocabulary import Disclosure, Drifting, Signal
from nlp import drift as drifting
from nlp import trends
from nlp.drift import ChangedWord, Dated
from nlp.embedding import quantise
from nlp.identity import in_frozen_space
from nlp.language import Dutch
from nlp.trends import Judgement
from service import disclosure
from service.api.shapes import word
from service.disclosure import ALL_TEAMS, Cell, Sum
from service.schemas import (
    DriftView,
    DriftWord,
    SignalList,
    SignalView,
    TrendCell,
    TrendView,
)

NO_MONTH = "onbekend"
TOTAL = "alles"
NOTE = (
    "Dit gaat over de verhalen die hier verteld zijn, niet over alle inwoners. De computer heeft "
    "geteld; niemand heeft dat verbeterd."
)
MANY = (
    " Er is naar {judged} thema's tegelijk gekeken. Van twintig thema's die gelijk blijven, kan er "
    "toch één lijken te stijgen."
)
_ORDER = (Signal.RISING, Signal.NEW_SMALL, Signal.FALLING, Signal.STEADY, Signal.TOO_FEW)
_PROBABILITY_STEP = 0.05


Key = TypeVar("Key", bound=Hashable)


class By(StrEnum):
    """Per what a trend is told; the value is how it is asked for."""

    MONTH = "month"
    QUARTER = "quarter"


def trend(session: Session, theme_id: str, *, by: By, team_id: int | None, seed: int) -> TrendView:
    """One theme per month or quarter. What is hidden is the same whatever team is asked for.

    Raises:
        NotFound: no such theme, or no such team.
    """
    theme = themes.resolve(session, theme_id)
    team = _team_name(session, team_id)
    told = counts.exposure(session)
    stories = _no_more_than(told, counts.telling(session, theme.id))
    tables = _Tables(stories=stories, told=told)
    return TrendView(
        theme_id=theme.id,
        label=theme.label,
        by=by.value,
        team=team,
        periods=[tables.cell((team_id, period)) for period in tables.periods(by)],
        without_period=tables.cell((team_id, NO_MONTH)),
        signal=_signal_view(theme, _judge(counts.by_month(stories), told, seed=seed))
        if team_id is None
        else None,
        note=NOTE,
    )


def signals(session: Session, *, seed: int) -> SignalList:
    """Every theme in use with its signal, the strongest first."""
    told = counts.exposure(session)
    by_theme = counts.telling_by_theme(session)
    found = [
        (theme, _judge(by_theme[theme.id], told, seed=seed))
        for theme in themes.live(session)
        if theme.id in by_theme
    ]
    found.sort(key=lambda pair: _strength(*pair))
    judged = sum(judgement.ratio is not None for _, judgement in found)
    return SignalList(
        signals=[_signal_view(theme, judgement) for theme, judgement in found],
        judged=judged,
        note=NOTE + (MANY.format(judged=judged) if judged > 1 else ""),
    )


def drift(session: Session, theme_id: str, *, dutch: Dutch, seed: int) -> DriftView:
    """Whether what is told within a theme moved, and with which words.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.resolve(session, theme_id)
    pieces = [piece for piece in counts.pieces(session, theme) if trends.is_month(piece.period)]
    told = _per_story(pieces, counts.mean_of(session, theme))
    early, recent = (drifting.by_lot(half, seed=seed) for half in drifting.in_time(told))
    found = drifting.measure(early, recent, seed=seed)
    if found.verdict is Drifting.TOO_FEW:
        return _no_drift(theme)
    texts: dict[str, list[str]] = {}
    for piece in pieces:
        texts.setdefault(piece.story_id, []).append(piece.text)
    more_first, more_now = drifting.changed_words(
        _read(early, texts, dutch), _read(recent, texts, dutch), dutch=dutch
    )
    return DriftView(
        theme_id=theme.id,
        label=theme.label,
        verdict=word(found.verdict),
        early=_span(early),
        recent=_span(recent),
        early_stories=found.early,
        recent_stories=found.recent,
        cosine=found.cosine,
        low=found.low,
        high=found.high,
        chance_low=found.null_low,
        words_early=_words(more_first),
        words_recent=_words(more_now),
    )


class _Tables:
    """The stories of one theme and all stories, per team and period, with what stays hidden."""

    def __init__(self, *, stories: Mapping[Place, int], told: Mapping[Place, int]) -> None:
        every = sorted({team for team, _ in told})
        by_month = _months(counts.by_month(told))
        self._months = [one.period for one in trends.filled({}, by_month)]
        self.stories = self._cells(stories, every)
        self.told = self._cells(told, every)
        sums = self._sums(every)
        totals = [self._total(team) for team in (ALL_TEAMS, *every)]
        self._hidden = disclosure.hidden(
            self.stories, [*sums, totals[0]], told_elsewhere={(ALL_TEAMS, TOTAL)}
        )
        # The overview tells how many stories there are per month, and how many of each team. Of
        # one team alone that is everything.
        known = {one.total for one in totals}
        known |= {cell for cell in self.told if cell[0] is ALL_TEAMS or len(every) == 1}
        self._told_hidden = disclosure.hidden(self.told, [*sums, *totals], told_elsewhere=known)

    def periods(self, by: By) -> list[str]:
        """Every period in order of time."""
        return self._months if by is By.MONTH else self._quarters()

    def cell(self, at: Cell) -> TrendCell:
        """One number as readers may see it."""
        stories = self.stories.get(at, 0) if at not in self._hidden else None
        told = self.told.get(at, 0) if at not in self._told_hidden else None
        share = None
        shown = Disclosure.HIDDEN
        if stories is not None and told is not None:
            share = trends.share_of(stories, told)
            shown = Disclosure.FULL if share else Disclosure.COUNT_ONLY
        return TrendCell(
            period=at[1],
            stories=stories,
            told=told,
            share=round(share.value, 4) if share else None,
            low=round(share.low, 4) if share else None,
            high=round(share.high, 4) if share else None,
            shown=word(shown),
        )

    def _quarters(self) -> list[str]:
        return list(dict.fromkeys(trends.quarter_of(month) for month in self._months))

    def _cells(self, found: Mapping[Place, int], every: Sequence[int]) -> dict[Cell, int]:
        cells: dict[Cell, int] = {
            (team, period): 0
            for team in (ALL_TEAMS, *every)
            for period in (*self._months, *self._quarters(), NO_MONTH, TOTAL)
        }
        for (team, month), count in found.items():
            periods = [NO_MONTH]
            if month is not None and trends.is_month(month):
                periods = [month, trends.quarter_of(month)]
            for period in (*periods, TOTAL):
                cells[team, period] += count
                cells[ALL_TEAMS, period] += count
        return cells

    def _sums(self, every: Sequence[int]) -> list[Sum]:
        over_teams = [
            Sum((ALL_TEAMS, period), tuple((team, period) for team in every))
            for period in (*self._months, *self._quarters(), NO_MONTH)
        ]
        over_months = [
            Sum(
                (team, quarter),
                tuple(
                    (team, month) for month in self._months if trends.quarter_of(month) == quarter
                ),
            )
            for team in (ALL_TEAMS, *every)
            for quarter in self._quarters()
        ]
        return over_teams + over_months

    def _total(self, team: int | None) -> Sum:
        return Sum((team, TOTAL), tuple((team, period) for period in (*self._quarters(), NO_MONTH)))


def _months(found: Mapping[str | None, int]) -> dict[str, int]:
    """The counts that have a month to stand at."""
    return {
        period: count
        for period, count in found.items()
        if period is not None and trends.is_month(period)
    }


def _no_more_than(told: Mapping[Key, int], stories: Mapping[Key, int]) -> dict[Key, int]:
    """The counts; a story that came or went between two questions makes no impossible one."""
    return {key: min(count, told.get(key, 0)) for key, count in stories.items()}


def _judge(stories: Mapping[str | None, int], told: Mapping[Place, int], *, seed: int) -> Judgement:
    by_month = _months(counts.by_month(told))
    history = trends.filled(_no_more_than(by_month, _months(stories)), by_month)
    return trends.judge(history, seed=seed)


def _signal_view(theme: Theme, found: Judgement) -> SignalView:
    probability = found.falling if found.signal is Signal.FALLING else found.rising
    said = found.ratio is not None
    return SignalView(
        theme_id=theme.id,
        label=theme.label,
        signal=word(found.signal),
        slow=found.slow,
        recent=found.recent.period,
        before=found.earlier.period,
        probability=_coarse(probability) if said else None,
        ratio=round(found.ratio, 1) if found.ratio is not None else None,
    )


def _coarse(probability: float) -> float:
    return round(round(probability / _PROBABILITY_STEP) * _PROBABILITY_STEP, 2)


def _strength(theme: Theme, found: Judgement) -> tuple[int, float, float, str]:
    """What comes first: the kind of signal, then how sure it is."""
    sure = found.falling if found.signal is Signal.FALLING else found.rising
    small = -float(found.recent.stories) if found.signal is Signal.NEW_SMALL else 0.0
    return (_ORDER.index(found.signal), small, -sure, theme.id)


def _team_name(session: Session, team_id: int | None) -> str | None:
    if team_id is None:
        return None
    for team in teams.all_teams(session):
        if team.id == team_id:
            return team.name
    raise NotFound("Dit team is niet bekend.", code="team.onbekend")


def _per_story(pieces: Sequence[Piece], mean: bytes | None) -> list[Dated]:
    """One direction per story: the mean of its passages in the space of the themes."""
    if not pieces:
        return []
    vectors = np.array([np.frombuffer(piece.vector, dtype=np.int8) for piece in pieces])
    shared = np.frombuffer(mean, dtype=np.float32) if mean else np.zeros(vectors.shape[1])
    rows = in_frozen_space(vectors, shared.astype(np.float32)).astype(np.int64)
    of_story: dict[str, list[int]] = {}
    for row, piece in enumerate(pieces):
        of_story.setdefault(piece.story_id, []).append(row)
    sums = quantise(np.array([rows[own].sum(axis=0) for own in of_story.values()]))
    return [
        Dated(story_id, pieces[own[0]].period, row, ())
        for (story_id, own), row in zip(of_story.items(), sums, strict=True)
    ]


def _read(told: Sequence[Dated], texts: Mapping[str, list[str]], dutch: Dutch) -> list[Dated]:
    """The same stories with the lemmas of what they tell."""
    return [
        replace(
            one, lemmas=tuple(lemma for text in texts[one.story_id] for lemma in dutch.lemmas(text))
        )
        for one in told
    ]


def _words(found: Sequence[ChangedWord]) -> list[DriftWord]:
    return [DriftWord(word=one.word, stories=one.early + one.recent) for one in found]


def _span(told: Sequence[Dated]) -> str:
    months = sorted({one.period for one in told})
    return f"{months[0]}/{months[-1]}"


def _no_drift(theme: Theme) -> DriftView:
    return DriftView(
        theme_id=theme.id,
        label=theme.label,
        verdict=word(Drifting.TOO_FEW),
        early=None,
        recent=None,
        early_stories=None,
        recent_stories=None,
        cosine=None,
        low=None,
        high=None,
        chance_low=None,
        words_early=[],
        words_recent=[],
    )
