"""What narrators say of the themes in which their story counts."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import agreements, themes
from models.base import Base, today, word
from models.errors import NotFound
from models.stories import Story, analysable
from models.vocabulary import ResponseKind

LONGEST = 500


class ThemeResponse(Base):
    """A narrator recognises a theme, or says that it is wrong; words have been through the gate."""

    __tablename__ = "theme_response"

    story_id: Mapped[str] = mapped_column(
        ForeignKey("story.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[str] = mapped_column(
        ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[ResponseKind] = mapped_column(word(ResponseKind))
    text: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date] = mapped_column(default=today)
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


@dataclass(frozen=True)
class TitledResponse:
    """A response with the title of the story that it comes from."""

    response: ThemeResponse
    title: str


def respond(
    session: Session, story_id: str, theme_id: str, kind: ResponseKind, *, text: str = ""
) -> ThemeResponse:
    """A narrator says what they think of a theme; it takes the place of what they said before.

    Args:
        session: an open writing session.
        story_id: the story, opened with its code.
        theme_id: a theme in which the story counts.
        kind: recognised, or wrong.
        text: why, in words that have been through the gate and were shown to the narrator.

    Raises:
        NotFound: the story does not count in this theme (any more).
    """
    if theme_id not in {row.theme.id for row in themes.ranked_of_story(session, story_id)}:
        raise NotFound(
            "Uw verhaal telt niet (meer) mee in dit onderwerp.", code="reactie.thema_onbekend"
        )
    take_back(session, story_id, theme_id)
    found = ThemeResponse(story_id=story_id, theme_id=theme_id, kind=kind, text=text)
    session.add(found)
    session.flush()
    return found


def take_back(session: Session, story_id: str, theme_id: str) -> None:
    """Forget what a narrator said of a theme and of those merged into it; nothing is fine too."""
    session.execute(
        delete(ThemeResponse).where(
            ThemeResponse.story_id == story_id,
            ThemeResponse.theme_id.in_(agreements.with_merged(session, [theme_id])),
        )
    )


def of_story(session: Session, story_id: str) -> dict[str, ThemeResponse]:
    """What one narrator said, by theme; by what it was merged into, the latest of them."""
    query = select(ThemeResponse).where(ThemeResponse.story_id == story_id)
    said = session.scalars(query.order_by(ThemeResponse.on, ThemeResponse.theme_id))
    return {themes.resolve(session, one.theme_id).id: one for one in said}


def of_theme(session: Session, theme_id: str) -> list[TitledResponse]:
    """What narrators said of a theme and of those merged into it, what nobody saw yet first.

    Only of stories that readers may see.
    """
    query = (
        select(ThemeResponse, Story.title)
        .join(Story, Story.id == ThemeResponse.story_id)
        .where(
            analysable(),
            ThemeResponse.theme_id.in_(agreements.with_merged(session, [theme_id])),
        )
        .order_by(
            func.coalesce(ThemeResponse.seen_by, 0) > 0,
            ThemeResponse.on.desc(),
            ThemeResponse.story_id,
        )
    )
    return [TitledResponse(*row) for row in session.execute(query).tuples()]


def mark_seen(
    session: Session, theme_id: str, story_id: str, *, account_id: int | None
) -> TitledResponse:
    """Somebody has read what a narrator said; the first one stays.

    Raises:
        NotFound: there is no such response (any more).
    """
    for one in of_theme(session, theme_id):
        if one.response.story_id == story_id:
            one.response.seen_by = one.response.seen_by or account_id
            session.flush()
            return one
    raise NotFound("Deze reactie is er niet (meer).", code="reactie.onbekend")
