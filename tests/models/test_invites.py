"""Invitations: found as typed, open or not, and counted without losing a number or a narrator."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from models import invites, teams
from models.base import today
from models.db import Database
from models.errors import NotFound, Rejected
from models.invites import Invite
from models.teams import Organisation
from models.vocabulary import TellingStep

DAY = date(2026, 3, 11)


def _new(database: Database, label: str = "Balie Oost", **given: object) -> Invite:
    with database.writing() as session:
        team = teams.ensure(session, "Wijkteam Oost", organisation="Hier")
        return invites.create(session, form_key="verhaal", team=team, label=label, **given)  # type: ignore[arg-type]


def test_found_as_people_type_it(database: Database) -> None:
    made = _new(database)
    typed = f" {made.slug[:5].lower()}-{made.slug[5:].replace('0', 'o').replace('1', 'l')} "
    with database.reading() as session:
        found = invites.find(session, typed)
        assert found is not None
        assert found.id == made.id
        assert found.team is not None
        assert found.team.name == "Wijkteam Oost"


def test_what_is_no_slug_finds_nothing_and_no_two_are_the_same(database: Database) -> None:
    slugs = {_new(database, label=f"Nummer {n}").slug for n in range(9)}
    assert len(slugs) == 9
    assert all(len(s) == invites.SLUG_LENGTH and set(s) <= set(invites.ALPHABET) for s in slugs)
    with database.reading() as session:
        for slug in ("", "kort", "0000000000", "U" * 10, "%" * 10, "a\x00" * 5):
            assert invites.find(session, slug) is None


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "open_now"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(1), None, False),
        (None, DAY - timedelta(1), False),
        (DAY - timedelta(1), None, True),
    ],
)
def test_open_on_both_end_days_and_not_beyond(
    opens_on: date | None, closes_on: date | None, open_now: bool
) -> None:
    invite = Invite(opens_on=opens_on, closes_on=closes_on)
    assert invites.is_open(invite, DAY) is open_now


def test_closing_holds_at_once_and_never_opens_again(database: Database) -> None:
    made = _new(database, closes_on=DAY + timedelta(30))
    earlier = _new(database, label="Al dicht", closes_on=DAY - timedelta(9))
    with database.writing() as session:
        for invite_id in (made.id, earlier.id):
            invites.close(session, invites.by_id(session, invite_id), DAY)
            invites.close(session, invites.by_id(session, invite_id), DAY + timedelta(3))
    with database.reading() as session:
        assert not invites.is_open(invites.by_id(session, made.id), DAY)
        assert invites.by_id(session, made.id).closes_on == DAY - timedelta(1)
        assert invites.by_id(session, earlier.id).closes_on == DAY - timedelta(9)


def test_an_invitation_that_cannot_be_is_refused_with_its_fields(database: Database) -> None:
    with pytest.raises(Rejected) as refused:
        _new(database, label="  ", opens_on=DAY, closes_on=DAY - timedelta(1))
    assert {problem.place for problem in refused.value.problems} == {"label", "closesOn"}
    with pytest.raises(Rejected):
        _new(database, label="x" * 121)
    with database.reading() as session, pytest.raises(NotFound):
        invites.by_id(session, 12345)


def test_counting_at_the_same_time_loses_nothing(database: Database) -> None:
    def one(number: int) -> None:
        with database.writing() as session:
            step = TellingStep.OPENED if number % 2 else TellingStep.STARTED
            invites.count(session, slug="A" * 10, form_key="verhaal", step=step)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    with database.reading() as session:
        week = invites.week_of(today())
        assert invites.counts(session, slug="A" * 10) == {
            ("A" * 10, "verhaal", week, TellingStep.OPENED): 20,
            ("A" * 10, "verhaal", week, TellingStep.STARTED): 20,
        }
        assert invites.counts(session, slug=invites.NO_INVITE) == {}
        assert invites.counts(session, until=week - timedelta(1)) == {}


def test_the_narrators_step_goes_on_when_counting_fails(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("ALTER TABLE step_count RENAME TO elsewhere"))
    with database.writing() as session:
        session.add(Organisation(name="Wat de verteller deed"))
        invites.count(session, slug="", form_key="verhaal", step=TellingStep.STORY)
    with database.reading() as session:
        names = session.scalars(text("SELECT name FROM organisation")).all()
        assert "Wat de verteller deed" in names
