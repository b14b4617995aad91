"""The house while one command runs: migrated, with errors told in Dutch, and closed again."""

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
