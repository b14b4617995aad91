"""For whom stories are meant in the eyes of their narrators, within what they allow."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from models import audiences
from models.audiences import Reach
from models.errors import NotFound
from models.vocabulary import Audience
from service.api.problems import documented
from service.api.shapes import story_row, word
from service.api.stories import MOST_PER_PAGE, cursor_of, position_of
from service.deps import Reading
from service.disclosure import FEWEST_SHOWN
from service.schemas import AudienceList, AudienceRow, AudienceStories

router = APIRouter(tags=["Terugkoppelen"])


@router.get("/audiences", summary="Voor wie verhalen bedoeld zijn")
def list_audiences(session: Reading) -> AudienceList:
    """Per audience how many stories may go there, and how many their narrators keep back."""
    return AudienceList(audiences=[_row(one) for one in audiences.reach(session)])


@router.get(
    "/audiences/{audience}/stories",
    summary="De verhalen voor één publiek",
    responses=documented(404),
)
def list_audience_stories(
    audience: Annotated[str, Path(description="Voor wie, zoals `gemeente`", max_length=40)],
    session: Reading,
    cursor: Annotated[
        str | None, Query(description="`next` van de vorige bladzijde", max_length=400)
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
) -> AudienceStories:
    """Only stories whose narrators named this audience and allow what it takes."""
    if audience not in {one.value for one in audiences.NEEDS}:
        raise NotFound("Dit publiek bestaat niet.", code="publiek.onbekend")
    after = None if cursor is None else position_of(cursor)
    page = audiences.page(session, Audience(audience), after=after, limit=limit)
    return AudienceStories(
        audience=word(Audience(audience)),
        stories=[story_row(story) for story in page.stories],
        total=page.total,
        next=cursor_of(page.next) if page.next else None,
    )


def _row(one: Reach) -> AudienceRow:
    # A few who do not want something could be recognised in it.
    few = 0 < one.may_not < FEWEST_SHOWN
    return AudienceRow(
        audience=word(one.audience),
        purpose=word(one.purpose),
        may=one.may,
        may_not=None if few else one.may_not,
    )
