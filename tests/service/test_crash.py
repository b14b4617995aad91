"""Kill -9 at any moment: every code that a narrator has seen is found afterwards."""

import itertools
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from models import stories, teams
from models.stories import RawStory
from models.vocabulary import StoryState
from service import codes
from service.settings import Settings
from service.start import prepare
from service.wiring import House, build
from tests.narrator import send

FEWER, SUBMISSIONS = 40, 200
# Twice two narrators stay under the thirty an hour that one address may send.
PER_LIFE = (14, 26)
STORY = "Het wijkteam kwam drie keer langs en luisterde goed. Verhaal nummer {number}."
CODE = re.compile(r'<p class="vp-code" data-code>(.*?)</p>', re.S)
WORDS = re.compile(r"<[^>]+>|\s")


class Narrators:
    """Two people who tell one story after the other, and write down every code they see."""

    def __init__(self, address: str, numbers: Iterator[int]) -> None:
        self.seen: list[str] = []
        self._address, self._numbers = address, numbers
        self._threads = [threading.Thread(target=self._tell_on) for _ in range(2)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _tell_on(self) -> None:
        try:
            for number in self._numbers:
                with httpx.Client(base_url=self._address, timeout=30) as client:
                    self.seen.append(_tell(client, number))
        except (httpx.HTTPError, IndexError, AttributeError):
            return  # The server is gone; whatever was not shown is not promised.


def _tell(client: httpx.Client, number: int) -> str:
    page = send(client, client.get("/"), button=("actie", "verder"))
    text = STORY.format(number=number)
    page = send(client, page, button=("actie", "verder"), tekst=text, titel="Drie keer")
    page = send(client, page, button=("actie", "verder"), afloop="goed")
    page = send(client, page, button=("actie", "verder"), team="1")
    decision = "ja" if number % 3 else "niet"
    page = send(client, page, button=("actie", decision), mag=["associatie"])
    found = CODE.search(page.text)
    assert found, "no code on the last page"
    return WORDS.sub("", found.group(1))


@contextmanager
def _server(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "VERTELPUNT_DATA_DIR": str(settings.data_dir),
        "VERTELPUNT_PORT": str(settings.port),
    }
    code = "from service.cli import app; app()"
    child = subprocess.Popen(
        [sys.executable, "-c", code, "start", "--no-explorer"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{settings.own_address}/v1/health", child)
        yield child
    finally:
        child.kill()
        child.wait()


def _wait_for(address: str, child: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert child.poll() is None, "the server ended by itself"
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("wanted", [FEWER, pytest.param(SUBMISSIONS, marks=pytest.mark.slow)])
def test_every_code_that_was_shown_is_found_after_kill_9(tmp_path: Path, wanted: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(data_dir=tmp_path / "var", port=port, database_url="")
    house = build(settings)
    prepare(house)
    with house.database.writing() as session:
        teams.ensure(session, "Wijkteam Noord", organisation="Test")
    house.close()
    chance, numbers = random.Random(11), itertools.count(1)
    shown: list[str] = []
    kills = 0
    while len(shown) < wanted:
        with _server(settings) as server:
            people = Narrators(settings.own_address, numbers)
            enough = chance.randint(*PER_LIFE)
            while len(people.seen) < enough and people._threads[0].is_alive():
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.3))
            os.kill(server.pid, signal.SIGKILL)
            kills += 1
            people.join()
        assert people.seen, "nobody could tell anything"
        shown += people.seen
    assert kills >= wanted // (PER_LIFE[1] + 10)
    assert len(set(shown)) == len(shown)
    _all_found(build(settings), shown)


def _all_found(house: House, shown: list[str]) -> None:
    with house.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with house.database.reading() as session:
        for typed in shown:
            code = codes.parse(typed)
            assert code is not None
            found = stories.by_locator(session, code.locator)
            assert found is not None, "a code that was shown is gone"
            story, receipt = found
            assert codes.verify(code, receipt.secret_hash, house.sealer)
            waits = story.state is StoryState.AWAITING_NARRATOR
            assert waits or story.state is StoryState.APPROVED
            assert story.text.startswith("Het wijkteam kwam drie keer langs")
            assert (session.get(RawStory, story.id) is not None) == waits
    house.close()
