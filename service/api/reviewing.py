"""What asks for a moderator; sending a story back, refusing it, and stories that are alike."""

from collections import Counter

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import moderation, reviews
from models.base import today
from models.errors import Problem, Rejected
from models.stories import Story, analysable
from models.vocabulary import QueueReason, ReviewReason
from service import moderation_queue, reviewing
from service.api.problems import documented
from service.api.shapes import word
from service.deps import LookingOver, Reading, TheFinder, TheHouse
from service.moderation_queue import Entry
from service.reviewing import Reviewed, Verdict
from service.schemas import (
    LikenessDecision,
    LikenessList,
    LikenessView,
    QueueCount,
    QueueRow,
    ReviewQueue,
    ReviewRequest,
    ReviewView,
)

router = APIRouter(tags=["Nakijken"])


@router.get(
    "/moderation/queue", summary="Alles wat een moderator vraagt", responses=documented(403)
)
def list_queue(account: LookingOver, session: Reading) -> ReviewQueue:
    """What is late first; of a story that is looked at first no word is told."""
    del account
    found = moderation_queue.entries(session)
    counts = Counter(one.why for one in found)
    return ReviewQueue(
        rows=[_row(one) for one in found],
        counts=[QueueCount(why=word(why), number=counts[why]) for why in QueueReason],
        late=sum(one.late for one in found),
        reasons=[word(reason) for reason in ReviewReason],
    )


@router.post(
    "/moderation/{story_id}/return",
    summary="Stuur een verhaal terug naar de verteller",
    responses=documented(403, 404, 409),
)
def send_back(
    story_id: str, request: ReviewRequest, account: LookingOver, house: TheHouse, finder: TheFinder
) -> ReviewView:
    """Nobody reads it until its narrator says yes again; without a yes in time it is emptied."""
    reviewed = reviewing.send_back(house, story_id, _verdict(request), account_id=account.id)
    finder.forget()
    return _view(reviewed)


@router.post(
    "/moderation/{story_id}/refuse",
    summary="Weiger een verhaal; dat kan niet terug",
    responses=documented(403, 404),
)
def refuse(
    story_id: str, request: ReviewRequest, account: LookingOver, house: TheHouse, finder: TheFinder
) -> ReviewView:
    """The text goes for good; with the code its narrator reads why."""
    reviewed = reviewing.refuse(house, story_id, _verdict(request), account_id=account.id)
    finder.forget()
    return _view(reviewed)


@router.get(
    "/moderation/{story_id}/likeness",
    summary="Verhalen waar dit verhaal op lijkt",
    responses=documented(403, 404),
)
def list_alike(story_id: str, account: LookingOver, session: Reading) -> LikenessList:
    """Those most alike first, also those of which somebody said that they are two."""
    del account
    story = moderation.story(session, story_id)
    found = reviews.alike(session, story.id)
    ids = {one.other_id if one.story_id == story.id else one.story_id: one for one in found}
    query = select(Story).where(Story.id.in_(ids), analysable()).options(joinedload(Story.team))
    others = {other.id: other for other in session.scalars(query)}
    return LikenessList(
        stories=[
            LikenessView(
                story_id=other_id,
                title=others[other_id].title,
                team=others[other_id].team.name,
                share=one.share,
                judged=one.judged_by is not None,
            )
            for other_id, one in ids.items()
            if other_id in others
        ]
    )


@router.put(
    "/moderation/{story_id}/likeness/{other_id}",
    summary="Hetzelfde verhaal, of twee verhalen",
    responses=documented(403, 404),
    status_code=204,
)
def judge(
    story_id: str,
    other_id: str,
    decision: LikenessDecision,
    account: LookingOver,
    house: TheHouse,
    finder: TheFinder,
) -> None:
    """The same: the first story of the address is refused, told twice. That cannot be undone."""
    with house.database.reading() as session:
        if reviews.between(session, story_id, other_id) is None:
            raise reviewing.unlike()
    if not decision.same:
        reviewing.judge_different(house, story_id, other_id, account_id=account.id)
        return
    twice = Verdict(ReviewReason.TWICE, decision.words)
    reviewing.refuse(house, story_id, twice, account_id=account.id)
    finder.forget()


def _row(entry: Entry) -> QueueRow:
    return QueueRow(
        why=word(entry.why),
        story_id=entry.story_id,
        other_id=entry.other_id,
        title=entry.title,
        team=entry.team,
        since=entry.since,
        days=entry.days(today()),
        due_at=entry.due_at,
        late=entry.late,
        told=entry.told,
    )


def _verdict(request: ReviewRequest) -> Verdict:
    """What was sent, in the words of the field.

    Raises:
        Rejected: there is no such reason.
    """
    if request.reason not in set(ReviewReason):
        message = f"Kies uit: {', '.join(ReviewReason)}."
        raise Rejected(
            "Deze reden kennen wij niet.",
            code="reden.onbekend",
            problems=(Problem("#/reason", message),),
        )
    return Verdict(ReviewReason(request.reason), request.words)


def _view(reviewed: Reviewed) -> ReviewView:
    story, review = reviewed.story, reviewed.review
    return ReviewView(
        story_id=story.id,
        state=word(story.state),
        kind=word(review.kind),
        reason=word(review.reason),
        words=review.words,
        expires_on=story.expires_on,
    )
