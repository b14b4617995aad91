"""A running form on a port of its own, and what the journeys through it share."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from sqlalchemy import select

from models import forms, teams
from models.db import Database
from models.sealing import Sealer
from models.stories import Signification, Story
from models.vocabulary import InputMode
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.wiring import House


@dataclass(frozen=True)
class Site:
    """A running form."""

    address: str
    house: "House"

    def stories(self) -> list[Story]:
        with self.house.database.reading() as session:
            return list(session.scalars(select(Story).order_by(Story.id)))

    def signification(self) -> tuple[dict[str, list[float]], InputMode | None]:
        with self.house.database.reading() as session:
            found = session.scalars(
                select(Signification).where(Signification.value.is_not(None))
            ).one()
        return found.value, found.input_mode


@contextmanager
def served(folder: Path, template: Path, sealer: Sealer) -> Iterator[Site]:
    """The whole application, on a copy of a migrated database with the forms and two teams."""
    from ingest.pseudonymise import load_pseudonymiser
    from service.app import create_app
    from service.wiring import House

    path = folder / "vertelpunt.db"
    shutil.copy(template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        forms.load_catalogue(session)
        for name in ("Wijkteam Noorderhof", "Buurtteam Waterwijk"):
            teams.ensure(session, name, organisation="Associatie Wijkteams")
    settings = Settings(data_dir=folder, database_url=database.url)
    house = House(settings, database, sealer, load_pseudonymiser("regels"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(
            uvicorn.Config(create_app(house), log_config=None, access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", house)
        finally:
            server.should_exit = True
            thread.join()
    database.close()


def press(page: "Page", name: str) -> None:
    """Press a button that leads to a next page, and wait until that page is whole."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name, exact=True).first.click()


def sticking_out(page: "Page") -> list[str]:
    """Whatever reaches past the right edge of the screen."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('header *, main *, footer *')]
          .filter(part => part.checkVisibility())
          .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
          .map(part => `${part.tagName} ${part.className}`)"""
    )
    return found
