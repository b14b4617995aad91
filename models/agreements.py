"""What was agreed because of a theme, what came of it, and whether narrators were told."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, today, word
from models.vocabulary import AgreementState


class Agreement(Base):
    """Something that people agreed to do. A claim of change is checked by a second person."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120))
    """Who does it: a function or organisation, such as "het wijkteam"."""
    state: Mapped[AgreementState] = mapped_column(
        word(AgreementState), default=AgreementState.AGREED
    )
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What changed, in words that narrators read."""
    agreed_on: Mapped[date] = mapped_column(default=today)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    told_on: Mapped[date | None]
    """Since when narrators see the outcome with their code."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
