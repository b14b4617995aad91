"""A story that came in with a code has its slip on disk, wherever the work was broken off."""

import re
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner, Result

from models import arrivals, import_batches, teams
from models.db import Database
from models.group_tellings import GroupVoice
from models.import_batches import ImportBatch
from models.stories import Receipt, Story
from service import codes, import_storing, slips
from service.cli import app
from service.codes import Code
from service.settings import Settings
from service.wiring import build

TEAM = "Wijkteam Noord"
STORIES = "Verhaal\nZij belde mij drie keer op en luisterde.\nDe brief kwam pas na elf weken.\n"
WRITE_UP = "Wij praatten een avond lang.\n\nHet ging over wachten op een brief."


on_one = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is the same on every database."""


class Killed(Exception):
    """What a killed process looks like from the inside."""


@pytest.fixture
def database(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    monkeypatch.setenv("VERTELPUNT_RECOGNISERS", "regels")
    with database.writing() as session:
        teams.ensure(session, TEAM, organisation="Test")
    (tmp_path / "a.csv").write_text(STORIES, encoding="utf-8")
    (tmp_path / "a.txt").write_text(WRITE_UP, encoding="utf-8")
    return database


def read_in(folder: Path, *more: str, paper: str = "briefjes.html") -> Result:
    words = ("import", str(folder / "a.csv"), "--team", TEAM, "--codes", str(folder / paper))
    return CliRunner().invoke(app, [*words, *more])


def write_up(folder: Path) -> Result:
    words = ("samen", "nieuw", str(folder / "a.txt"), "--team", TEAM, "--mensen", "2")
    return CliRunner().invoke(app, [*words, "--briefjes", str(folder / "briefjes.html")])


def written(path: Path) -> list[Code]:
    found = map(codes.parse, re.findall(r'class="code">(.*?)<', path.read_text(encoding="utf-8")))
    return [code for code in found if code]


def stored(database: Database, table: type[Receipt] | type[GroupVoice]) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(table.locator)))


def opens(database: Database, code: Code) -> bool:
    with closing(build(Settings())) as house, house.database.reading() as session:
        query = select(Receipt.secret_hash).where(Receipt.locator == code.locator)
        return codes.verify(code, session.scalar(query), house.sealer)


def left_by_a_kill(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], path: Path) -> None:
    """Do something that is killed between the slips and the end of the transaction.

    What a test can raise is cleaned up after, what a kill does is not: the file is put back.
    """
    pages: list[bytes] = []
    real = slips._write

    def killing(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        pages.append(path.read_bytes())
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(slips, "_write", killing)
        act()
    path.write_bytes(pages[-1])


def test_slips_of_a_killed_import_are_written_over_by_the_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "briefjes.html"
    left_by_a_kill(monkeypatch, lambda: read_in(tmp_path), path)
    dead = written(path)
    assert len(dead) == 2
    assert stored(database, Receipt) == set()
    answer = read_in(tmp_path, "--hervat")
    assert answer.exit_code == 0, answer.output
    alive = written(path)
    assert {code.locator for code in alive} == stored(database, Receipt)
    assert {code.secret for code in alive}.isdisjoint(code.secret for code in dead)
    assert all(opens(database, code) for code in alive)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_who_is_killed_after_the_stories_came_in_has_the_slips(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "briefjes.html"
    real = import_batches.get

    def killing(*args: object) -> ImportBatch:
        if stored(database, Receipt):
            raise Killed
        return real(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(import_batches, "get", killing)
        assert isinstance(read_in(tmp_path).exception, Killed)
    found = written(path)
    assert {code.locator for code in found} == stored(database, Receipt)
    assert len(found) == 2
    assert "is er al" in read_in(tmp_path).output
    assert written(path) == found


@on_one
def test_a_second_attempt_at_storing_leaves_only_its_own_codes(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, attempts = import_storing._store, []

    def colliding(*args: object, **named: object) -> object:
        done = real(*args, **named)  # type: ignore[arg-type]
        attempts.append(1)
        return done

    real_write = slips._write

    def taken(*args: object) -> None:
        real_write(*args)  # type: ignore[arg-type]
        if len(attempts) == 1:
            raise IntegrityError("", {}, Exception())

    monkeypatch.setattr(import_storing, "_store", colliding)
    monkeypatch.setattr(slips, "_write", taken)
    assert read_in(tmp_path).exit_code == 0
    assert len(attempts) == 2
    assert {code.locator for code in written(tmp_path / "briefjes.html")} == stored(
        database, Receipt
    )


@on_one
def test_without_room_for_the_slips_no_story_comes_in(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(slips, "_on_disk", full)
        answer = read_in(tmp_path)
    assert (answer.exit_code, "Er is niets opgeslagen" in answer.output) == (1, True)
    assert list(tmp_path.glob("*briefjes*")) == []
    assert stored(database, Receipt) == set()
    assert read_in(tmp_path).exit_code == 0
    assert len(stored(database, Receipt)) == 2


@on_one
def test_a_story_that_cannot_be_stored_leaves_no_slips(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(arrivals, "store", refused)
    assert isinstance(read_in(tmp_path).exception, Killed)
    assert not (tmp_path / "briefjes.html").exists()
    assert stored(database, Receipt) == set()


@on_one
def test_a_file_of_somebody_else_is_never_written_over(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "briefjes.html"
    for content in (b'<meta name="briefjes">', b"\xff"):
        path.write_bytes(content)
        for answer in (read_in(tmp_path), write_up(tmp_path)):
            assert (answer.exit_code, "is er al" in answer.output) == (1, True)
        assert path.read_bytes() == content
    with database.reading() as session:
        assert session.scalars(select(Story)).all() == []


@on_one
def test_slips_of_another_house_stay(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_in(tmp_path).exit_code == 0
    page = (tmp_path / "briefjes.html").read_bytes()
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "ander"))
    with database.writing() as session:
        for receipt in session.scalars(select(Receipt)):
            session.delete(receipt)
    assert "is er al" in read_in(tmp_path).output
    assert (tmp_path / "briefjes.html").read_bytes() == page


@on_one
def test_slips_of_a_killed_write_up_are_written_over_by_the_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "briefjes.html"
    left_by_a_kill(monkeypatch, lambda: write_up(tmp_path), path)
    assert stored(database, GroupVoice) == set()
    answer = write_up(tmp_path)
    assert answer.exit_code == 0, answer.output
    assert {code.locator for code in written(path)} == stored(database, GroupVoice)
    assert "is er al" in write_up(tmp_path).output
