"""What a route may ask for: the house, the signed-in account, and a session for questions.

A session for writing is not among them. A route that writes opens its own transaction, `with
house.database.writing()`: then it is committed before the reply leaves, and the turn to write is
taken and given back by one thread. A dependency would take the turn in one thread and need a
second for the route; when every thread waits for the turn, nobody is left to finish.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from models import accounts
from models.errors import NotAllowed, SignInNeeded
from models.vocabulary import AccountRole
from service.finding import Finder
from service.form.pace import Pace
from service.security import token_hash
from service.wiring import House

_bearer = HTTPBearer(scheme_name="sessie", bearerFormat="opaque", auto_error=False)


@dataclass(frozen=True)
class SignedInAccount:
    """Who is asking, and with which session."""

    id: int
    name: str
    role: AccountRole
    token_hash: str = field(repr=False)


def house_of(request: Request) -> House:
    """The parts that live as long as the process."""
    house: House = request.app.state.house
    return house


def pace_of(request: Request) -> Pace:
    """The counters of sign-in attempts of this process."""
    pace: Pace = request.app.state.sign_in_pace
    return pace


def finder_of(request: Request) -> Finder:
    """The search index of this process."""
    finder: Finder = request.app.state.finder
    return finder


TheHouse = Annotated[House, Depends(house_of)]
ThePace = Annotated[Pace, Depends(pace_of)]
TheFinder = Annotated[Finder, Depends(finder_of)]


def signed_in(
    house: TheHouse,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> SignedInAccount:
    """The account behind the session token; notes at most once a minute that it is in use.

    Raises:
        SignInNeeded: no token, or its session is over.
    """
    if credentials is None:
        raise SignInNeeded("Log in om verder te gaan.", code="sessie.nodig")
    hashed = token_hash(credentials.credentials)
    with house.database.reading() as session:
        account = accounts.signed_in(session, hashed)
        touch = accounts.needs_touch(session, hashed)
    if touch:
        with house.database.writing() as session:
            accounts.touch_session(session, hashed)
    return SignedInAccount(account.id, account.name, account.role, hashed)


SignedIn = Annotated[SignedInAccount, Depends(signed_in)]


def looking_over(account: SignedIn) -> SignedInAccount:
    """The signed-in account, when it may see what waits for a person and what was taken out.

    Raises:
        NotAllowed: this is for moderators and administrators.
    """
    if not account.role.may_look_over:
        raise NotAllowed(
            "Dit is alleen voor moderatoren en beheerders. Vraag uw beheerder om deze rol als u "
            "hier moet zijn.",
            code="rol.nodig",
        )
    return account


LookingOver = Annotated[SignedInAccount, Depends(looking_over)]


def administering(account: SignedIn) -> SignedInAccount:
    """The signed-in account, when it may change how this installation works.

    Raises:
        NotAllowed: this is for administrators.
    """
    if account.role is not AccountRole.ADMINISTRATOR:
        raise NotAllowed(
            "Dit is alleen voor beheerders. Vraag uw beheerder om het voor u te doen.",
            code="rol.nodig",
        )
    return account


Administering = Annotated[SignedInAccount, Depends(administering)]


def reading(house: TheHouse, account: SignedIn) -> Iterator[Session]:
    """A session for questions, for somebody who is signed in."""
    del account
    with house.database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(reading, scope="function")]
