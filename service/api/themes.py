"""Themes: the ranked list, the page of one theme, and giving it a name of people's own."""

from fastapi import APIRouter

from models import accounts, audit, overview, standards, themes
from models.vocabulary import Origin
from service.api.links import views
from service.api.problems import documented
from service.api.shapes import answer_summary, event_view, passage_view, theme_row, word
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import Count, PeriodCount, Rename, ThemePage, ThemeRow

router = APIRouter(tags=["Thema's"])


@router.get("/themes", summary="Thema's in gebruik, de meeste verhalen eerst")
def list_themes(session: Reading) -> list[ThemeRow]:
    """Only stories that readers may see count."""
    total = overview.stories(session)
    return [theme_row(row, total=total) for row in themes.ranked(session)]


@router.get("/themes/{theme_id}", summary="Alles over één thema", responses=documented(404))
def read_theme(theme_id: str, session: Reading) -> ThemePage:
    """Passages, answers, who tells, standards and history; rejected links are left out."""
    ranked = themes.counted(session, theme_id)
    within = themes.tells_of(theme_id)
    total = overview.stories(session)
    events = themes.history(session, theme_id)
    people = {event.account_id for event in events if event.account_id is not None}
    names = accounts.names(session, people)
    links = standards.links_of(session, theme_id)
    return ThemePage(
        theme=theme_row(ranked, total=total),
        mode=word(ranked.theme.mode),
        stability_value=ranked.theme.stability_value,
        total_stories=total,
        passages=[
            passage_view(
                found.story,
                found.start,
                found.end,
                strength=found.strength,
                by_person=found.origin is Origin.PERSON,
            )
            for found in themes.passages_of(session, theme_id)
        ],
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
        links=views(session, links, labels={theme_id: ranked.theme.label}),
        history=[event_view(event, names) for event in events],
    )


@router.patch(
    "/themes/{theme_id}", summary="Geef een thema een naam", responses=documented(404, 409)
)
def rename_theme(theme_id: str, change: Rename, account: SignedIn, house: TheHouse) -> ThemeRow:
    """Refused when somebody else changed the theme after this person looked at it."""
    with house.database.writing() as session:
        theme = themes.rename(
            session, theme_id, change.label, version=change.version, account_id=account.id
        )
        audit.record(
            session,
            "thema.hernoemd",
            subject=f"thema:{theme.id}",
            account_id=account.id,
            detail={"versie": theme.version},
        )
        return theme_row(themes.counted(session, theme_id), total=overview.stories(session))
