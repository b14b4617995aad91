"""Themes in the course of time, what rises and falls, and names that a language model proposes."""

from typing import Annotated

from fastapi import APIRouter, Query

from service import naming, trending
from service.api.problems import LARGEST_ID, documented
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import DriftView, SignalList, SuggestionView, TrendView
from service.trending import By

router = APIRouter(tags=["Thema's"])

Team = Annotated[
    int | None, Query(ge=1, le=LARGEST_ID, description="Nummer van een team; anders alle teams.")
]


@router.get(
    "/themes/{theme_id}/trend",
    summary="Een thema per maand of kwartaal",
    responses=documented(404),
)
def read_trend(
    theme_id: str, session: Reading, house: TheHouse, by: By = By.MONTH, team: Team = None
) -> TrendView:
    """Stories of the theme beside all stories of the same period; small numbers are hidden."""
    return trending.trend(session, theme_id, by=by, team_id=team, seed=house.settings.seed)


@router.get("/signals", summary="Welke thema's vaker of minder vaak verteld worden")
def list_signals(session: Reading, house: TheHouse) -> SignalList:
    """All themes in use; too few stories to say is an answer too."""
    return trending.signals(session, seed=house.settings.seed)


@router.get(
    "/themes/{theme_id}/drift",
    summary="Of er binnen een thema iets anders verteld wordt dan eerst",
    responses=documented(404),
)
def read_drift(theme_id: str, session: Reading, house: TheHouse) -> DriftView:
    """Directions and words of the first half of the stories against the last half."""
    return trending.drift(session, theme_id, dutch=house.dutch, seed=house.settings.seed)


@router.post(
    "/themes/{theme_id}/suggest",
    summary="Vraag een taalmodel om een naam; u beslist",
    responses=documented(404, 409),
)
def suggest_name(theme_id: str, account: SignedIn, house: TheHouse) -> SuggestionView:
    """Only when this installation has a language model for it. Nothing changes by itself."""
    return naming.suggest(house, theme_id, account_id=account.id)
