"""How far narrators come, as numbers per invitation: each story counts once for each step.

Counting never stops a narrator. What cannot be counted is not counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request

from models import invites
from models.errors import VertelpuntError
from models.vocabulary import TellingStep
from service.form import choosing, guard
from service.form.memory import Telling


def opened(request: Request, *, slug: str, form_key: str) -> None:
    """Somebody opened a first page."""
    with _as_it_goes(request) as session:
        invites.count(session, slug=slug, form_key=form_key, step=TellingStep.OPENED)


def note(telling: Telling, step: TellingStep) -> list[TellingStep]:
    """The step when this story did not count for it yet, and remember that it does now.

    The caller keeps the story, and then hands what came back to `store`.
    """
    if telling.correcting or step.value in telling.counted:
        return []
    telling.counted.append(step.value)
    return [step]


def store(request: Request, telling: Telling, steps: list[TellingStep]) -> None:
    """Count these steps of this story."""
    if not steps:
        return
    with _as_it_goes(request) as session:
        key = choosing.form_of(session, telling).key
        for step in steps:
            invites.count(session, slug=telling.slug, form_key=key, step=step)


@contextmanager
def _as_it_goes(request: Request) -> Iterator[Session]:
    house = guard.house_of(request)
    with suppress(VertelpuntError, SQLAlchemyError), house.database.writing() as session:
        yield session
