"""Invitations to tell, and how far narrators come: numbers per week, never who.

What is counted is a visit: that a page was opened, not by whom. A count that fails is a number
lost; it never stops somebody who is telling.
"""

import re
import secrets
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.base import Base, today, word
from models.errors import NotFound, Problem, Rejected
from models.teams import Team
from models.vocabulary import TellingStep

# Crockford base32: no I, L, O or U. Ten characters are 50 random bits, short enough to type.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SLUG_LENGTH = 10
NO_INVITE = ""
LONGEST_LABEL = 120

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


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


def find(session: Session, slug: str) -> Invite | None:
    """The invitation with this slug as people type it from paper, its team with it."""
    wanted = re.sub(r"[\s\-]", "", slug[:40]).upper().translate(_LOOKALIKES)
    if len(wanted) != SLUG_LENGTH or not set(wanted) <= set(ALPHABET):
        return None
    query = select(Invite).where(Invite.slug == wanted).options(joinedload(Invite.team))
    return session.scalar(query)


def by_id(session: Session, invite_id: int) -> Invite:
    """The invitation with this number, its team with it.

    Raises:
        NotFound: there is none.
    """
    query = select(Invite).where(Invite.id == invite_id).options(joinedload(Invite.team))
    found = session.scalar(query)
    if found is None:
        raise NotFound("Deze uitnodiging is er niet.", code="uitnodiging.onbekend")
    return found


def every(session: Session) -> list[Invite]:
    """All invitations with their teams, the newest first."""
    query = select(Invite).options(joinedload(Invite.team)).order_by(Invite.id.desc())
    return list(session.scalars(query))


def is_open(invite: Invite, on: date) -> bool:
    """True when people may tell through this invitation on this day, both ends included."""
    begun = invite.opens_on is None or invite.opens_on <= on
    return begun and (invite.closes_on is None or on <= invite.closes_on)


def create(
    session: Session,
    *,
    form_key: str,
    team: Team | None,
    label: str,
    opens_on: date | None = None,
    closes_on: date | None = None,
    account_id: int | None = None,
) -> Invite:
    """A new invitation under a slug that nobody can guess.

    Raises:
        Rejected: the label is empty or too long, or it closes before it opens.
    """
    label = " ".join(label.split())
    problems = []
    if not 0 < len(label) <= LONGEST_LABEL:
        problems.append(Problem("label", f"Geef een naam van 1 tot {LONGEST_LABEL} tekens."))
    if opens_on is not None and closes_on is not None and closes_on < opens_on:
        problems.append(Problem("closesOn", "De laatste dag ligt voor de eerste dag."))
    if problems:
        raise Rejected(
            "De uitnodiging klopt nog niet.",
            code="uitnodiging.klopt_niet",
            problems=tuple(problems),
        )
    invite = Invite(
        slug="".join(secrets.choice(ALPHABET) for _ in range(SLUG_LENGTH)),
        form_key=form_key,
        team=team,
        label=label,
        opens_on=opens_on,
        closes_on=closes_on,
        created_by=account_id,
    )
    session.add(invite)
    session.flush()
    return invite


def close(session: Session, invite: Invite, on: date) -> None:
    """Let nobody begin through this invitation from this day on; closing twice changes nothing."""
    if invite.closes_on is None or invite.closes_on >= on:
        invite.closes_on = on - timedelta(days=1)
        session.flush()


def count(session: Session, *, slug: str, form_key: str, step: TellingStep, times: int = 1) -> None:
    """Note that somebody came this far; no slug is a story without an invitation.

    In a savepoint of its own: when counting does not work, the narrator's own step still does.
    """
    # What the narrator did goes first, so that a fault in that is not taken for one in this.
    session.flush()
    row = {"slug": slug, "form_key": form_key, "week": week_of(today()), "step": step}
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgres else sqlite.insert)(StepCount)
    statement = insert.values(**row, count=times).on_conflict_do_update(
        index_elements=list(row), set_={"count": StepCount.count + insert.excluded.count}
    )
    with suppress(SQLAlchemyError), session.begin_nested():
        session.execute(statement)


def counts(
    session: Session,
    *,
    slug: str | None = None,
    form_key: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> dict[tuple[str, str, date, TellingStep], int]:
    """How many came how far, by (slug, form key, Monday of the week, step).

    Args:
        session: the database session.
        slug: of this invitation only; `NO_INVITE` for what came without one, None for all.
        form_key: of this form only.
        since: from the week that holds this day.
        until: up to and including the week that holds this day.
    """
    query = select(StepCount)
    if slug is not None:
        query = query.where(StepCount.slug == slug)
    if form_key is not None:
        query = query.where(StepCount.form_key == form_key)
    if since is not None:
        query = query.where(StepCount.week >= week_of(since))
    if until is not None:
        query = query.where(StepCount.week <= week_of(until))
    return {
        (row.slug, row.form_key, row.week, row.step): row.count for row in session.scalars(query)
    }


def week_of(day: date) -> date:
    """The Monday of the week that holds this day."""
    return day - timedelta(days=day.weekday())
