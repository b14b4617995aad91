"""What people do with themes: decide, judge passages, merge, split, teach, and undo."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from models import grounds, themes
from service import curating, splitting
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import passage_view
from service.api.themes import row
from service.curating import Part, Step
from service.deps import Reading, SignedIn, SignedInAccount, TheHouse
from service.schemas import (
    Looked,
    MergeRequest,
    NewSentence,
    PassageJudgement,
    SentenceUse,
    SplitDone,
    SplitPreview,
    SplitRequest,
    SplitReview,
    ThemeRow,
    UndoRequest,
)
from service.splitting import Division
from service.wiring import House

router = APIRouter(tags=["Thema's"])


@router.post(
    "/themes/{theme_id}/accept", summary="Neem een voorstel aan", responses=documented(404, 409)
)
def accept_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """A proposed theme comes into use."""
    return _take(Step.ACCEPT, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/reject", summary="Wijs een voorstel af", responses=documented(404, 409)
)
def reject_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """What it held is remembered, so that it does not come back."""
    return _take(Step.REJECT, theme_id, looked, account, house)


@router.post("/themes/{theme_id}/pin", summary="Zet een thema vast", responses=documented(404, 409))
def pin_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """The computer changes neither its name, its words nor what is in it."""
    return _take(Step.PIN, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/unpin", summary="Maak een thema los", responses=documented(404, 409)
)
def unpin_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """The computer keeps it up to date again."""
    return _take(Step.UNPIN, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/park", summary="Zet een thema apart", responses=documented(404, 409)
)
def park_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """Its passages are in no theme until it is reopened."""
    return _take(Step.PARK, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/retire", summary="Laat een thema vervallen", responses=documented(404, 409)
)
def retire_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """Its passages are in no theme; what it held is remembered."""
    return _take(Step.RETIRE, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/reopen", summary="Heropen een thema", responses=documented(404, 409)
)
def reopen_theme(theme_id: str, looked: Looked, account: SignedIn, house: TheHouse) -> ThemeRow:
    """A parked or retired theme comes back, with the passages that are still there."""
    return _take(Step.REOPEN, theme_id, looked, account, house)


@router.post(
    "/themes/{theme_id}/confirm",
    summary="Zeg dat stukjes in een thema horen",
    responses=documented(404, 409),
)
def confirm_passages(
    theme_id: str, judgement: PassageJudgement, account: SignedIn, house: TheHouse
) -> ThemeRow:
    """From now on they anchor the theme, and the computer leaves them there."""
    return _judge(theme_id, judgement, account, house, belongs=True)


@router.post(
    "/themes/{theme_id}/refuse",
    summary="Zeg dat stukjes niet in een thema horen",
    responses=documented(404, 409),
)
def refuse_passages(
    theme_id: str, judgement: PassageJudgement, account: SignedIn, house: TheHouse
) -> ThemeRow:
    """The computer never puts them there again."""
    return _judge(theme_id, judgement, account, house, belongs=False)


@router.post(
    "/themes/{theme_id}/merge",
    summary="Voeg thema's samen tot een nieuw",
    responses=documented(404, 409),
)
def merge_themes(
    theme_id: str, request: MergeRequest, account: SignedIn, house: TheHouse
) -> ThemeRow:
    """The new theme has a new id; the old ids lead to it."""
    others = {other.id: other.version for other in request.others}
    with house.database.writing() as session:
        merged = curating.merge(
            session,
            {theme_id: request.version} | others,
            request.label,
            account_id=account.id,
            remark=request.remark,
        )
        return row(session, merged.id)


@router.post("/themes/{theme_id}/split", summary="Splits een thema", responses=documented(404, 409))
def split_theme(
    theme_id: str, request: SplitRequest, account: SignedIn, house: TheHouse
) -> SplitDone:
    """What is named for no part goes to the nearest; the least certain comes first in `review`."""
    with house.database.writing() as session:
        done = curating.split(
            session,
            theme_id,
            [Part(part.label, part.passages, part.sentences) for part in request.parts],
            divide=request.divide,
            version=request.version,
            account_id=account.id,
            remark=request.remark,
        )
        return SplitDone(
            themes=[row(session, child.id) for child in done.themes],
            review=_review(session, done.division),
            unread=list(done.division.unread),
        )


@router.post(
    "/themes/{theme_id}/split-preview",
    summary="Kijk hoe een thema gesplitst zou worden",
    responses=documented(404),
)
def preview_split(theme_id: str, request: SplitRequest, session: Reading) -> SplitPreview:
    """Nothing is stored."""
    theme = themes.get(session, theme_id)
    named = [part.passages for part in request.parts]
    division = splitting.divide(session, theme, named) if request.divide else splitting.only(named)
    return SplitPreview(
        parts=[list(ids) for ids in division.parts],
        review=_review(session, division),
        unread=list(division.unread),
    )


@router.post(
    "/themes/{theme_id}/sentences",
    summary="Voeg een voorbeeldzin toe",
    responses=documented(404, 409),
)
def add_sentence(
    theme_id: str, sentence: NewSentence, account: SignedIn, house: TheHouse
) -> ThemeRow:
    """A sentence that could have been told; one that stands in a story is refused."""
    with house.database.writing() as session:
        theme = curating.add_sentence(
            session,
            theme_id,
            sentence.text,
            voice=sentence.voice,
            tone=sentence.tone,
            version=sentence.version,
            account_id=account.id,
            remark=sentence.remark,
        )
        return row(session, theme.id)


@router.patch(
    "/themes/{theme_id}/sentences/{sentence_id}",
    summary="Zet een voorbeeldzin aan of uit",
    responses=documented(404, 409),
)
def use_sentence(
    theme_id: str,
    sentence_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    change: SentenceUse,
    account: SignedIn,
    house: TheHouse,
) -> ThemeRow:
    """A sentence that is off teaches nothing any more, and can be put on again."""
    with house.database.writing() as session:
        theme = curating.use_sentence(
            session,
            theme_id,
            sentence_id,
            change.used,
            version=change.version,
            account_id=account.id,
            remark=change.remark,
        )
        return row(session, theme.id)


@router.post(
    "/theme-events/{event_id}/undo",
    summary="Maak een verandering ongedaan",
    responses=documented(404, 409),
)
def undo_event(
    event_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    request: UndoRequest,
    account: SignedIn,
    house: TheHouse,
) -> list[ThemeRow]:
    """In every theme that it touched; undoing an undoing does it again."""
    with house.database.writing() as session:
        changed = curating.undo(session, event_id, account_id=account.id, remark=request.remark)
        return [row(session, theme.id) for theme in changed]


def _take(
    step: Step, theme_id: str, looked: Looked, account: SignedInAccount, house: House
) -> ThemeRow:
    with house.database.writing() as session:
        theme = curating.take(
            session,
            step,
            theme_id,
            version=looked.version,
            account_id=account.id,
            remark=looked.remark,
        )
        return row(session, theme.id)


def _judge(
    theme_id: str,
    judgement: PassageJudgement,
    account: SignedInAccount,
    house: House,
    *,
    belongs: bool,
) -> ThemeRow:
    with house.database.writing() as session:
        theme = curating.judge(
            session,
            theme_id,
            judgement.passages,
            belongs=belongs,
            version=judgement.version,
            account_id=account.id,
            remark=judgement.remark,
        )
        return row(session, theme.id)


def _review(session: Session, division: Division) -> list[SplitReview]:
    """The passages to look over, as far as readers may see them."""
    told = grounds.for_readers(session, [one.passage_id for one in division.review])
    shown = [(one, *told[one.passage_id]) for one in division.review if one.passage_id in told]
    return [
        SplitReview(
            passage=passage_view(story, passage.start, passage.end, passage_id=passage.id),
            part=one.part,
            margin=one.margin,
        )
        for one, story, passage in shown
    ]
