"""The house while one command runs: migrated, with errors told in Dutch, and closed again.

Who runs a command is known by the name of an account; nobody types a password here.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from service.screen import dutch_errors
from service.settings import Settings
from service.wiring import House, build

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def prepared() -> Iterator[House]:
    """The house, ready for use."""
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        yield house


@contextmanager
def reading() -> Iterator["Session"]:
    """A reading session in it."""
    with prepared() as house, house.database.reading() as session:
        yield session


@contextmanager
def writing() -> Iterator["Session"]:
    """A writing session in it: all that a command does is stored, or nothing."""
    with prepared() as house, house.database.writing() as session:
        yield session


def account(session: "Session", name: str, *, looks_over: bool = False) -> int:
    """The account with this name; with `looks_over` only one that may look stories over.

    Raises:
        NotFound: there is none, or it was switched off.
        NotAllowed: it may not look stories over.
    """
    from models import accounts
    from models.errors import NotAllowed, NotFound

    found = accounts.by_name(session, name)
    if found is None or found.disabled:
        raise NotFound(f"Er is geen account met de naam “{name}”.", code="account.onbekend")
    if looks_over and not found.role.may_look_over:
        raise NotAllowed("Dit is alleen voor moderatoren en beheerders.", code="rol.nodig")
    return found.id


def account_if_named(session: "Session", name: str | None) -> int | None:
    """The account with this name; None when no name was given.

    Raises:
        NotFound: a name was given, and there is no such account.
    """
    return None if name is None else account(session, name)
