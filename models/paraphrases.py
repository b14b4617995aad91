"""Sentences that teach a theme: how people tell of it, in many voices. Never from a story."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, word
from models.vocabulary import Origin


class ThemeParaphrase(Base):
    """One sentence that could have been told about a theme, with its voice and tone."""

    __tablename__ = "theme_paraphrase"
    # The reason of a placement names a sentence by id: no id is given twice.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    voice: Mapped[str] = mapped_column(String(40), default="")
    tone: Mapped[str] = mapped_column(String(40), default="")
    origin: Mapped[Origin] = mapped_column(word(Origin), default=Origin.PERSON)
    """MACHINE: from the catalogue; PERSON: added by an analyst."""
    used: Mapped[bool] = mapped_column(default=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who added it, or switched it on or off; None while nobody touched it."""
