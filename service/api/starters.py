"""Starter themes: what stories are known to be about, there from the first story on."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from models import overview, paraphrases, themes
from models.themes import IN_USE, RankedTheme
from models.vocabulary import ThemeState
from service import curating
from service.api.problems import documented
from service.api.shapes import theme_row
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import StarterSwitch, StarterView

router = APIRouter(tags=["Thema's"])


@router.get("/starters", summary="Starthema's, aan en uit")
def list_starters(session: Reading) -> list[StarterView]:
    """All that are installed, by key; what an analyst changed is shown as it is now."""
    every = themes.in_states(session, list(ThemeState))
    ours = [row for row in every if row.theme.starter_key is not None]
    return _views(session, sorted(ours, key=lambda row: row.theme.starter_key or ""))


@router.patch(
    "/starters/{key}", summary="Zet een starthema aan of uit", responses=documented(404, 409)
)
def use_starter(key: str, change: StarterSwitch, account: SignedIn, house: TheHouse) -> StarterView:
    """What it held comes back when it is put on again."""
    with house.database.writing() as session:
        theme = curating.switch_starter(
            session, key, change.on, account_id=account.id, remark=change.remark
        )
        return _views(session, [themes.counted(session, theme.id)])[0]


def _views(session: Session, ranked: list[RankedTheme]) -> list[StarterView]:
    total = overview.stories(session)
    taught = paraphrases.of_themes(session, [row.theme.id for row in ranked])
    return [
        StarterView(
            key=row.theme.starter_key or "",
            theme=theme_row(row, total=total),
            on=row.theme.state in IN_USE,
            include_rule=row.theme.include_rule,
            exclude_rule=row.theme.exclude_rule,
            sentences=len(taught.get(row.theme.id, ())),
            catalogue_version=row.theme.starter_version or 0,
        )
        for row in ranked
    ]
