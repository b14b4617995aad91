"""Adoption in dialogue: how a set or standard goes from draft to adopted, who was there, and the
view of those who thought otherwise.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, word
from models.vocabulary import AdoptionStage


class AdoptionStep(Base):
    """One step of a set (or one of its standards) on its way through the dialogue."""

    __tablename__ = "adoption_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id"), index=True)
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("standard.id"), index=True)
    """None for the set as a whole."""
    stage: Mapped[AdoptionStage] = mapped_column(word(AdoptionStage))
    held_on: Mapped[date] = mapped_column(Date)
    roles: Mapped[list[str]]
    """Values of `DialogueRole`: who was there."""
    minority_view: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
