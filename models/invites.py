"""Invitations to tell, and how far narrators come: numbers per week, never who."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, today, word
from models.teams import Team
from models.vocabulary import TellingStep


class Invite(Base):
    """A link to one form for one team and period; on paper it is a QR picture."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(16), unique=True)
    form_key: Mapped[str] = mapped_column(String(40))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    created_on: Mapped[date] = mapped_column(default=today)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    team: Mapped[Team | None] = relationship(lazy="raise")


class StepCount(Base):
    """How many narrators came this far in one week (its Monday); an empty slug is no invitation."""

    __tablename__ = "step_count"

    slug: Mapped[str] = mapped_column(String(16), primary_key=True)
    form_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[TellingStep] = mapped_column(word(TellingStep), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
