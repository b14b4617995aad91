"""Sentences that teach a theme: how people tell of it, in many voices. Never from a story."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, word
from models.errors import NotFound
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


def of_theme(
    session: Session, theme_id: str, *, with_unused: bool = False
) -> list[ThemeParaphrase]:
    """The sentences that teach a theme, oldest first; also those switched off when asked."""
    return of_themes(session, [theme_id], with_unused=with_unused).get(theme_id, [])


def of_themes(
    session: Session, theme_ids: Collection[str], *, with_unused: bool = False
) -> dict[str, list[ThemeParaphrase]]:
    """The sentences of several themes by theme id, oldest first."""
    query = select(ThemeParaphrase).where(ThemeParaphrase.theme_id.in_(list(theme_ids)))
    if not with_unused:
        query = query.where(ThemeParaphrase.used.is_(True))
    found: dict[str, list[ThemeParaphrase]] = {}
    for sentence in session.scalars(query.order_by(ThemeParaphrase.id)):
        found.setdefault(sentence.theme_id, []).append(sentence)
    return found


def get(session: Session, paraphrase_id: int) -> ThemeParaphrase:
    """The sentence with this id.

    Raises:
        NotFound: no such sentence.
    """
    sentence = session.get(ThemeParaphrase, paraphrase_id)
    if sentence is None:
        raise NotFound("Deze voorbeeldzin bestaat niet.", code="voorbeeldzin.onbekend")
    return sentence
