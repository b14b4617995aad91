"""What the tests of the service share: a house on each database, and somebody who is signed in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from models import accounts
from models.accounts import Account
from models.db import Database
from models.sealing import Sealer
from models.vocabulary import AccountRole
from service.settings import Settings

if TYPE_CHECKING:
    from ingest.pseudonymise import Mention
    from nlp.language import Dutch
    from service.link_indexes import LinkIndexes
    from service.recognising import Recognisers
    from service.wiring import House

    Learned = tuple[Recognisers, LinkIndexes, Dutch]

TOKEN = "een-sessie-die-al-open-is"

ClientAs = Callable[[AccountRole], TestClient]


class NoPseudonymiser:
    """Takes nothing away: these tests are not about what it finds."""

    name = "geen"

    def find(self, text: str) -> list["Mention"]:
        del text
        return []


@pytest.fixture(scope="session")
def learned() -> "Learned":
    """What takes seconds to make and is the same for the same words."""
    from nlp.language import load_dutch
    from service.link_indexes import LinkIndexes
    from service.recognising import Recognisers

    return Recognisers(), LinkIndexes(), load_dutch()


@pytest.fixture
def api_house(database: Database, sealer: Sealer, tmp_path: Path, learned: "Learned") -> "House":
    """A house on each kind of database, with the settings that ship."""
    from service.wiring import House

    house = House(
        settings=Settings(data_dir=tmp_path, database_url=database.url),
        database=database,
        sealer=sealer,
        pseudonymiser=NoPseudonymiser(),  # type: ignore[arg-type]
    )
    # Kept by their content, so every house of a test process may use what one of them made.
    house.recognisers, house.link_indexes, house._dutch = learned
    return house


@pytest.fixture
def api_app(api_house: "House") -> FastAPI:
    """The application on that house, without a worker."""
    from service.app import create_app

    return create_app(api_house)


@pytest.fixture
def stranger(api_app: FastAPI) -> Iterator[TestClient]:
    """Somebody without a session."""
    with TestClient(api_app) as client:
        yield client


@pytest.fixture
def administrator(database: Database) -> Account:
    """An account with an open session behind `TOKEN`."""
    from service.security import token_hash

    with database.writing() as session:
        account = Account(name="anna", role=AccountRole.ADMINISTRATOR, password_hash="geen")
        session.add(account)
        session.flush()
        accounts.open_session(session, account, token_hash(TOKEN))
    return account


@pytest.fixture
def reader(api_app: FastAPI, administrator: Account) -> Iterator[TestClient]:
    """Somebody who is signed in."""
    del administrator
    with TestClient(api_app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture
def client_as(api_app: FastAPI, database: Database) -> Iterator[ClientAs]:
    """Somebody who is signed in with this role."""
    from service.security import token_hash

    with ExitStack() as stack:

        def opened(role: AccountRole) -> TestClient:
            token = f"sessie-van-{role.value}"
            with database.writing() as session:
                account = Account(name=role.value, role=role, password_hash="geen")
                session.add(account)
                session.flush()
                accounts.open_session(session, account, token_hash(token))
            headers = {"Authorization": f"Bearer {token}"}
            return stack.enter_context(TestClient(api_app, headers=headers))

        yield opened


@pytest.fixture
def moderator(client_as: ClientAs) -> TestClient:
    """Somebody who may look stories over."""
    return client_as(AccountRole.MODERATOR)
