"""Sessions end when they should, and an activation link works once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import accounts
from models.accounts import Account, AccountSession, Activation
from models.base import now
from models.db import Database
from models.errors import NotFound, SignInNeeded
from models.vocabulary import AccountRole

LINK, TOKEN = "a" * 64, "b" * 64


@pytest.fixture
def account(database: Database) -> Account:
    """An account with one open session."""
    with database.writing() as session:
        account = Account(name="anna", role=AccountRole.ADMINISTRATOR, password_hash="oud")
        session.add(account)
        session.flush()
        accounts.open_session(session, account, TOKEN)
    return account


def _age(database: Database, *, seen: timedelta, created: timedelta) -> None:
    with database.writing() as session:
        found = session.get_one(AccountSession, TOKEN)
        found.seen_at = now() - seen
        found.created_at = now() - created


def test_an_open_session_names_its_account(database: Database, account: Account) -> None:
    with database.reading() as session:
        assert accounts.signed_in(session, TOKEN).id == account.id


def test_a_session_in_use_stays_open_just_before_its_end(
    database: Database, account: Account
) -> None:
    second = timedelta(seconds=5)
    _age(database, seen=accounts.IDLE - second, created=accounts.ABSOLUTE - second)
    with database.reading() as session:
        assert accounts.signed_in(session, TOKEN).id == account.id


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("seen", "created"),
    [(accounts.IDLE, accounts.IDLE), (timedelta(0), accounts.ABSOLUTE)],
    ids=["not used for a while", "open all day"],
)
def test_a_session_ends(database: Database, seen: timedelta, created: timedelta) -> None:
    _age(database, seen=seen, created=created)
    with database.reading() as session, pytest.raises(SignInNeeded):
        accounts.signed_in(session, TOKEN)


@pytest.mark.usefixtures("account")
def test_a_session_can_be_ended(database: Database) -> None:
    with database.writing() as session:
        accounts.end_session(session, TOKEN)
    with database.reading() as session, pytest.raises(SignInNeeded):
        accounts.signed_in(session, TOKEN)


def test_switching_an_account_off_closes_its_sessions(database: Database, account: Account) -> None:
    with database.writing() as session:
        session.get_one(Account, account.id).disabled = True
    with database.reading() as session, pytest.raises(SignInNeeded):
        accounts.signed_in(session, TOKEN)


@pytest.mark.usefixtures("account")
def test_using_a_session_is_noted_at_most_once_a_minute(database: Database) -> None:
    with database.reading() as session:
        assert not accounts.needs_touch(session, TOKEN)
    _age(database, seen=accounts.TOUCHED_EVERY, created=accounts.TOUCHED_EVERY)
    with database.writing() as session:
        assert accounts.needs_touch(session, TOKEN)
        accounts.touch_session(session, TOKEN)
    with database.reading() as session:
        assert not accounts.needs_touch(session, TOKEN)


def test_a_new_session_clears_away_those_that_are_over(
    database: Database, account: Account
) -> None:
    _age(database, seen=accounts.IDLE, created=accounts.IDLE)
    with database.writing() as session:
        accounts.open_session(session, session.get_one(Account, account.id), "c" * 64)
    with database.reading() as session:
        assert session.scalars(select(AccountSession.token_hash)).all() == ["c" * 64]


def test_an_activation_link_works_once_and_ends_open_sessions(
    database: Database, account: Account
) -> None:
    with database.writing() as session:
        accounts.prepare_activation(session, "anna", LINK)
    with database.writing() as session:
        accounts.activate(session, LINK, "nieuw")
    with database.reading() as session:
        assert session.get_one(Account, account.id).password_hash == "nieuw"
        with pytest.raises(SignInNeeded):
            accounts.signed_in(session, TOKEN)
        with pytest.raises(NotFound):
            accounts.activate(session, LINK, "nog eens")


@pytest.mark.usefixtures("account")
def test_a_new_link_replaces_the_older_one(database: Database) -> None:
    with database.writing() as session:
        accounts.prepare_activation(session, "anna", LINK)
        accounts.prepare_activation(session, " anna ", "d" * 64)
    with database.reading() as session:
        with pytest.raises(NotFound):
            accounts.check_activation(session, LINK)
        accounts.check_activation(session, "d" * 64)


def test_a_link_is_over_after_half_an_hour(database: Database) -> None:
    with database.writing() as session:
        accounts.prepare_activation(session, "bram", LINK)
        session.get_one(Activation, LINK).expires_at = now()
    with database.reading() as session:
        with pytest.raises(NotFound):
            accounts.check_activation(session, LINK)
        with pytest.raises(NotFound):
            accounts.activate(session, LINK, "nieuw")


def test_two_browsers_with_one_link_set_one_password(database: Database) -> None:
    with database.writing() as session:
        accounts.prepare_activation(session, "bram", LINK)
    start, right = threading.Barrier(2), []

    def use(password: str) -> None:
        start.wait()
        try:
            with database.writing() as session:
                accounts.activate(session, LINK, password)
            right.append(password)
        except NotFound:
            pass

    browsers = [threading.Thread(target=use, args=(name,)) for name in ("een", "twee")]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    with database.reading() as session:
        found = accounts.by_name(session, "bram")
        assert [found.password_hash if found else None] == right


def test_nobody_is_active_until_somebody_has_a_password(database: Database) -> None:
    with database.writing() as session:
        accounts.prepare_activation(session, "bram", LINK)
        assert not accounts.any_active(session)
        accounts.activate(session, LINK, "nieuw")
        assert accounts.any_active(session)
