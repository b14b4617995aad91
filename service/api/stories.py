"""Stories: only those that their narrator approved and shares with readers."""

import base64
import binascii
import json
from typing import Annotated

from fastapi import APIRouter, Query

from models import overview, stories, themes
from models.errors import Problem, Rejected
from models.vocabulary import Purpose
from service.api.problems import documented
from service.api.shapes import answer_view, story_row, theme_row, word
from service.deps import Reading
from service.schemas import StoryList, StoryView

MOST_PER_PAGE = 200

router = APIRouter(tags=["Verhalen"])


@router.get("/stories", summary="Verhalen, de laatste periode eerst", responses=documented(404))
def list_stories(
    session: Reading,
    theme: Annotated[
        str | None, Query(description="Alleen met een stukje in dit thema", max_length=16)
    ] = None,
    cursor: Annotated[
        str | None, Query(description="`next` van de vorige bladzijde", max_length=400)
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
) -> StoryList:
    """One page of titles; a page never shifts when stories come in or go."""
    within = None if theme is None else themes.tells_of(themes.get(session, theme).id)
    after = None if cursor is None else position_of(cursor)
    page = stories.page(session, within=within, after=after, limit=limit)
    return StoryList(
        stories=[story_row(story) for story in page.stories],
        total=page.total,
        next=cursor_of(page.next) if page.next else None,
    )


@router.get("/stories/{story_id}", summary="Eén verhaal", responses=documented(404))
def read_story(story_id: str, session: Reading) -> StoryView:
    """The whole story. One that readers may not see does not exist here."""
    story = stories.readable(session, story_id)
    total = overview.stories(session)
    answers = sorted(story.significations, key=lambda given: given.question.position)
    return StoryView(
        **story_row(story).model_dump(),
        text=story.text,
        channel=word(story.channel),
        quotable=story.allows(Purpose.QUOTE),
        purposes=[word(purpose) for purpose in Purpose if story.allows(purpose)],
        answers=[answer_view(given.question, given.value) for given in answers],
        themes=[
            theme_row(ranked, total=total) for ranked in themes.ranked_of_story(session, story.id)
        ],
    )


def cursor_of(position: tuple[str, str]) -> str:
    """Where the next page starts, as it goes over the wire."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def position_of(cursor: str) -> tuple[str, str]:
    """Where a page starts.

    Raises:
        Rejected: this is not a cursor of ours.
    """
    try:
        position = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        position = None
    match position:
        case [str(period), str(story_id)]:
            return period, story_id
    raise Rejected(
        "Deze bladzijde bestaat niet.",
        code="verhalen.cursor",
        problems=(Problem("cursor", "Neem de waarde van `next` over, of laat dit weg."),),
    )
