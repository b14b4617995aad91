"""Themes: the ranked list, the page of one theme, and giving it words of people's own."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy.orm import Session

from models import accounts, grounds, overview, paraphrases, standards, themes, undoing
from models.finding import Within
from models.stories import Story
from models.themes import RankedTheme
from models.vocabulary import NarratorRole, Origin, ThemeState
from service import curating
from service.api.links import views
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import (
    answer_summary,
    event_view,
    evidence_view,
    exemplar_view,
    passage_view,
    sentence_view,
    theme_row,
    word,
)
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import (
    Count,
    EventView,
    PassageView,
    PeriodCount,
    Rename,
    ThemeCounts,
    ThemePage,
    ThemeRow,
)

router = APIRouter(tags=["Thema's"])

MOST_TEAMS = 50


@router.get("/themes", summary="Thema's in gebruik, de meeste verhalen eerst")
def list_themes(
    session: Reading,
    state: Annotated[
        ThemeState | None, Query(description="Alle thema's in deze toestand, ook zonder verhalen")
    ] = None,
) -> list[ThemeRow]:
    """Only stories that readers may see count."""
    total = overview.stories(session)
    ranked = themes.ranked(session) if state is None else themes.in_states(session, [state])
    return [theme_row(row, total=total) for row in ranked]


@router.get("/theme-counts", summary="Hoeveel verhalen bij elk thema horen, van wie u kiest")
def count_stories(
    session: Reading,
    role: Annotated[NarratorRole | None, Query(description="Alleen van deze vertellers")] = None,
    team: Annotated[
        list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] | None,
        Query(description="Alleen van deze teams", max_length=MOST_TEAMS),
    ] = None,
    real_only: Annotated[
        bool, Query(alias="realOnly", description="Zonder voorbeeldverhalen")
    ] = False,
) -> ThemeCounts:
    """Only stories that readers may see count; themes that none of them tells of are left out."""
    within = Within(role=role, real_only=real_only).conditions
    if team:
        within.append(Story.team_id.in_(team))
    found = themes.spread(session, *within)
    return ThemeCounts(stories=found.stories, by_theme=found.by_theme)


@router.get("/themes/{theme_id}", summary="Alles over één thema", responses=documented(404))
def read_theme(theme_id: str, session: Reading) -> ThemePage:
    """Passages, answers, who tells, standards and history; rejected links are left out.

    The id of a theme that was merged gives the theme that it is now part of.
    """
    now = themes.resolve(session, theme_id)
    ranked = themes.counted(session, now.id)
    within = themes.tells_of(now.id)
    total = overview.stories(session)
    links = standards.links_of(session, now.id)
    return ThemePage(
        theme=theme_row(ranked, total=total),
        mode=word(now.mode),
        stability_value=now.stability_value,
        total_stories=total,
        passages=_passages(session, now.id),
        answers=[
            answer_summary(answers, stories=ranked.stories)
            for answers in overview.answers(session, within)
        ],
        by_role=[Count.model_validate(tally) for tally in overview.by_role(session, within)],
        by_age_group=[
            Count.model_validate(tally) for tally in overview.by_age_group(session, within)
        ],
        by_period=[
            PeriodCount.model_validate(tally) for tally in overview.by_period(session, within)
        ],
        links=views(session, links, labels={now.id: now.label}),
        history=history(session, now.id),
        include_rule=now.include_rule,
        exclude_rule=now.exclude_rule,
        exemplar=exemplar_view(grounds.exemplar(session, now)),
        sentences=[
            sentence_view(one) for one in paraphrases.of_theme(session, now.id, with_unused=True)
        ],
        redirected_from=theme_id if theme_id != now.id else None,
    )


@router.patch(
    "/themes/{theme_id}",
    summary="Geef een thema een naam, een omschrijving of regels",
    responses=documented(404, 409),
)
def rename_theme(theme_id: str, change: Rename, account: SignedIn, house: TheHouse) -> ThemeRow:
    """Refused when somebody else changed the theme after this person looked at it."""
    with house.database.writing() as session:
        theme = curating.word(
            session,
            theme_id,
            label=change.label,
            description=change.description,
            include_rule=change.include_rule,
            exclude_rule=change.exclude_rule,
            version=change.version,
            account_id=account.id,
        )
        return row(session, theme.id)


def row(session: Session, theme_id: str) -> ThemeRow:
    """A theme as it is now, with its counts."""
    return rows(session, [themes.counted(session, theme_id)])[0]


def rows(session: Session, ranked: list[RankedTheme]) -> list[ThemeRow]:
    """Themes with their share of all stories."""
    total = overview.stories(session)
    return [theme_row(one, total=total) for one in ranked]


def history(session: Session, theme_id: str) -> list[EventView]:
    """What happened to a theme, oldest first, by whom, and what can be undone now."""
    events = themes.history(session, theme_id)
    people = {event.account_id for event in events if event.account_id is not None}
    names = accounts.names(session, people)
    undoable = frozenset(undoing.undoable(session, theme_id))
    return [event_view(event, names, undoable=undoable) for event in events]


def _passages(session: Session, theme_id: str) -> list[PassageView]:
    found = themes.passages_of(session, theme_id)
    known = grounds.grounds(session, [one.evidence for one in found])
    return [
        passage_view(
            one.story,
            one.start,
            one.end,
            strength=one.strength,
            by_person=one.origin is Origin.PERSON,
            passage_id=one.passage_id,
            evidence=evidence_view(one.evidence, known),
        )
        for one in found
    ]
