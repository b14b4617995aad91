"""What narrators say of themes in which their story counts, for who works with the themes."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from models import accounts, responses, themes
from models.responses import TitledResponse
from models.vocabulary import ResponseKind
from service.api.problems import documented
from service.api.shapes import word
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import ResponseList, ResponseRow

router = APIRouter(tags=["Terugkoppelen"])


@router.get(
    "/themes/{theme_id}/responses",
    summary="Wat vertellers van een thema zeggen",
    responses=documented(404),
)
def list_responses(theme_id: str, session: Reading) -> ResponseList:
    """Whether they recognise it, or say that it is wrong; what nobody saw yet comes first."""
    found = responses.of_theme(session, themes.get(session, theme_id).id)
    kinds = [one.response.kind for one in found]
    return ResponseList(
        responses=_rows(session, found),
        recognised=kinds.count(ResponseKind.RECOGNISED),
        wrong=kinds.count(ResponseKind.WRONG),
        unseen=sum(one.response.seen_by is None for one in found),
    )


@router.put(
    "/themes/{theme_id}/responses/{story_id}/seen",
    summary="Deze reactie is gelezen",
    responses=documented(404),
)
def mark_seen(theme_id: str, story_id: str, account: SignedIn, house: TheHouse) -> ResponseRow:
    """Whoever reads it first stays named."""
    with house.database.writing() as session:
        themes.get(session, theme_id)
        seen = responses.mark_seen(session, theme_id, story_id, account_id=account.id)
        return _rows(session, [seen])[0]


def _rows(session: Session, found: list[TitledResponse]) -> list[ResponseRow]:
    names = accounts.names(
        session, {one.response.seen_by for one in found if one.response.seen_by is not None}
    )
    return [
        ResponseRow(
            story_id=one.response.story_id,
            story_title=one.title,
            kind=word(one.response.kind),
            text=one.response.text,
            on=one.response.on,
            seen_by=names.get(one.response.seen_by or 0),
        )
        for one in found
    ]
