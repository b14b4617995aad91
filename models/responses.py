"""What narrators say of the themes in which their story counts."""

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, today, word
from models.vocabulary import ResponseKind


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
