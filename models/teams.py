"""Organisations and their teams: every story belongs to a team."""

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.db import in_turn
from models.errors import NotFound, Problem, Rejected


class Organisation(Base):
    """A municipality or provider with one or more local teams."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Team(Base):
    """A local team."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    synthetic: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


def all_teams(session: Session) -> list[Team]:
    """Every team, by name."""
    return list(session.scalars(select(Team).order_by(Team.name, Team.id)))


def by_name(session: Session, name: str) -> Team:
    """The team with this name, upper or lower case alike.

    Raises:
        NotFound: no team has this name; the message lists the names there are.
    """
    teams = all_teams(session)
    wanted = name.strip().casefold()
    for team in teams:
        if team.name.casefold() == wanted:
            return team
    there_are = ", ".join(team.name for team in teams) or "nog geen"
    raise NotFound(
        f"Het team “{name.strip()}” is niet bekend. Bekende teams: {there_are}.",
        code="team.onbekend",
    )


def organisation_named(session: Session, name: str) -> Organisation:
    """The organisation with this name, made when it is not there yet."""
    query = select(Organisation).where(Organisation.name == name)
    owner = session.scalar(query)
    if owner is None:
        # Of two who come first at once, the second finds what the first made.
        in_turn(session, "organisation")
        owner = session.scalar(query)
    if owner is None:
        owner = Organisation(name=name)
        session.add(owner)
        session.flush()
    return owner


def ensure(session: Session, name: str, *, organisation: str, synthetic: bool = False) -> Team:
    """The team with this name in this organisation, made when it is not there yet.

    Raises:
        Rejected: the name is empty or longer than 120 characters.
    """
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise Rejected(
            "De naam van het team is leeg of te lang.",
            code="team.naam",
            problems=(Problem("team", "Geef een naam van 1 tot 120 tekens."),),
        )
    owner = organisation_named(session, organisation)
    query = select(Team).where(Team.organisation_id == owner.id, Team.name == name)
    team = session.scalar(query)
    if team is None:
        team = Team(organisation_id=owner.id, name=name, synthetic=synthetic)
        session.add(team)
        session.flush()
    return team
