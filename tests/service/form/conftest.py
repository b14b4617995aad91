"""A house with a form, and a narrator without JavaScript who goes through it page by page."""

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from models import forms, teams
from models.accounts import Account
from models.db import Database
from models.sealing import Sealer
from models.stories import Story
from models.vocabulary import AccountRole
from service.settings import Settings
from tests.narrator import send

if TYPE_CHECKING:
    from service.wiring import House

STORY = (
    "Fatima uit de Zonnestraat 12 belde mij op. Haar nummer is 06-12345678. Het wijkteam "
    "luisterde goed. De man met de groene brommer vroeg niets."
)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class Narrator:
    """One browser, held by one person."""

    def __init__(self, client: TestClient, house: "House") -> None:
        self.client = client
        self.house = house

    def open(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def press(self, page: httpx.Response, action: str, **fields: str | list[str]) -> httpx.Response:
        return send(self.client, page, button=("actie", action), **fields)

    def begin(self) -> httpx.Response:
        return self.press(self.open("/"), "verder")

    def tell(self, text: str = STORY, title: str = "Fatima belde") -> httpx.Response:
        return self.press(self.begin(), "verder", tekst=text, titel=title)

    def to_review(self, text: str = STORY, title: str = "Fatima belde") -> httpx.Response:
        page = self.press(self.tell(text, title), "verder", afloop="goed", **{"besluit-0": "80"})
        return self.press(page, "verder", team=self.team_id(), rol="ouder")

    def approve(self, page: httpx.Response, *purposes: str) -> httpx.Response:
        return self.press(page, "ja", mag=list(purposes or ("associatie", "eigen_team")))

    def team_id(self) -> str:
        with self.house.database.reading() as session:
            return str(teams.all_teams(session)[0].id)

    def stories(self) -> list[Story]:
        with self.house.database.reading() as session:
            return list(session.scalars(select(Story).order_by(Story.id)))


def words_of(page: httpx.Response) -> str:
    """What a page says, without its mark-up."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", "", page.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def code_on(page: httpx.Response) -> str:
    """The code that a page shows."""
    found = re.search(r"<p class=\"vp-code\" data-code>(.*?)</p>", page.text, flags=re.S)
    assert found, "no code on this page"
    return re.sub(r"<[^>]+>|\s", "", found.group(1))


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The embedded database alone, for what is the same on every database."""
    path = tmp_path / "vertelpunt.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def form_house(database: Database, sealer: Sealer, tmp_path: Path) -> "House":
    """A house on each kind of database, with the shipped form, two teams and the real rules."""
    from ingest.pseudonymise import load_pseudonymiser
    from service.wiring import House

    with database.writing() as session:
        forms.load_catalogue(session)
        for name in ("Wijkteam Noorderhof", "Buurtteam Waterwijk"):
            teams.ensure(session, name, organisation="Associatie Wijkteams")
    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


@pytest.fixture
def form_app(form_house: "House") -> FastAPI:
    """The whole application on that house."""
    from service.app import create_app

    return create_app(form_house)


@pytest.fixture
def browser_for(form_app: FastAPI, form_house: "House") -> Iterator[Callable[[], Narrator]]:
    """Makes narrators, each with cookies of their own."""
    clients: list[TestClient] = []

    def make() -> Narrator:
        client = TestClient(form_app)
        clients.append(client)
        return Narrator(client, form_house)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def narrator(browser_for: Callable[[], Narrator]) -> Narrator:
    """Somebody with a browser."""
    return browser_for()


@pytest.fixture
def form_account(form_house: "House") -> int:
    """The id of somebody who works here."""
    with form_house.database.writing() as session:
        account = Account(name="mo", role=AccountRole.MODERATOR, password_hash="geen")
        session.add(account)
        session.flush()
        return account.id
