"""An administrator's lists: read whole or not at all, in force from the next story on."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from typer.testing import CliRunner

from ingest.pseudonymise import load_pseudonymiser
from ingest.readers.names import MOST_NAMES, read_lines
from models import audit, own_names
from models.db import Database
from models.errors import NotFound, Rejected
from models.own_names import OwnName
from models.vocabulary import OwnNameKind
from service import own_lists
from service.cli import app
from service.own_finder import WithOwnLists
from service.wiring import House

TEXT = "Ik was bij de zilverhoek, en mathilde zoutendijk belde met 't Höfke."


@pytest.fixture
def house(api_house: House) -> House:
    """A house with our rules, and the lists before them."""
    rules = load_pseudonymiser("regels")
    return replace(api_house, pseudonymiser=WithOwnLists(rules, api_house.database))


def _gone(house: House, text: str) -> list[str]:
    found = house.pseudonymiser.find(text)
    return [text[m.start : m.end] for m in found if m.rule == "eigen-lijst"]


def test_a_listed_name_goes_from_the_next_story_on_and_stays_when_removed(
    house: House,
) -> None:
    assert _gone(house, TEXT) == []
    names = own_lists.from_text(
        "wijk: De Zilverhoek\nmedewerker: Mathilde Zoutendijk\nschool: ’t Hofke", kind=None
    )
    assert own_lists.add(house, names) == 3
    assert _gone(house, TEXT) == ["de zilverhoek", "mathilde zoutendijk", "'t Höfke"]
    with house.database.reading() as session:
        first = own_names.every(session)[0]
    own_lists.remove(house, first.id)
    assert len(_gone(house, TEXT)) == 2
    with pytest.raises(NotFound):
        own_lists.remove(house, first.id)


def test_another_process_sees_the_change(house: House) -> None:
    database = Database(house.database.url)
    elsewhere = WithOwnLists(load_pseudonymiser("regels"), database)
    assert elsewhere.find("bij de zilverhoek gegeten") == []
    own_lists.add(house, own_lists.from_text("Zilverhoek", kind=OwnNameKind.QUARTER))
    (mention,) = elsewhere.find("bij de zilverhoek gegeten")
    assert mention.rule == "eigen-lijst"
    database.close()


def test_adding_twice_adds_once_and_is_told_without_names(house: House) -> None:
    names = own_lists.from_text("team: Noorderteam\nteam: noorderteam", kind=None)
    assert own_lists.add(house, names) == 1
    assert own_lists.add(house, names) == 0
    with house.database.reading() as session:
        assert session.scalar(select(func.count(OwnName.id))) == 1
        events = [
            event
            for event in session.scalars(select(audit.AuditEvent))
            if event.action.startswith("eigen_lijst")
        ]
    assert [event.detail for event in events] == [{"aantal": 1}]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Zomaar iets", "Zeg erbij wat het is"),
        ("wijk:   ", "Hier staat geen naam"),
        ("wijk: x", "te kort"),
        ("wijk: een twee drie vier vijf zes zeven", "te lang"),
        ("wijk: " + "a" * 81, "te lang"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_stored(
    house: House, line: str, wrong: str
) -> None:
    names = own_lists.from_text(f"wijk: Goedhoek\n\n{line}", kind=None)
    assert [(p.place, wrong in p.message) for p in names.problems] == [("regel 3", True)]
    with pytest.raises(Rejected):
        own_lists.add(house, names)
    with house.database.reading() as session:
        assert own_names.every(session) == []


def test_a_list_has_an_end() -> None:
    long = read_lines("\n".join(f"wijk: naam{n:05}" for n in range(MOST_NAMES + 5)))
    assert len(long.problems) == 1


def test_a_table_is_read_with_and_without_a_header(tmp_path: Path) -> None:
    with_header = tmp_path / "met.csv"
    with_header.write_text("Soort;Naam\nschool;De Zilverhoek\n", encoding="cp1252")
    bare = tmp_path / "zonder.csv"
    bare.write_text("De Zilverhoek,school\n", encoding="utf-8")
    book = Workbook()
    book.active.append(["naam", "soort"])
    book.active.append(["De Zilverhoek", "planeet"])
    book.save(tmp_path / "lijst.xlsx")
    for path in (with_header, bare):
        (entry,) = own_lists.from_file(path, kind=None).names
        assert entry[:2] == (OwnNameKind.SCHOOL, "De Zilverhoek")
    (problem,) = own_lists.from_file(tmp_path / "lijst.xlsx", kind=None).problems
    assert problem.place == "rij 2"


@pytest.mark.parametrize("name", ["lijst.docx", "lijst.exe"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(Rejected):
        own_lists.from_file(tmp_path / name, kind=None)


def test_weighing_tells_words_and_names_that_stand_everywhere(house: House) -> None:
    own_lists.add(house, own_lists.from_text("wijk: Zilverhoek", kind=None))
    names = own_lists.from_text("wijk: Zilverhoek\nschool: Brug", kind=None)
    first, second = own_lists.weigh(house, names)
    assert (first.known, first.word, first.often) == (True, False, False)
    assert (second.known, second.word, second.stories) == (False, True, 0)


def test_the_command_line_reads_shows_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    path = tmp_path / "lijst.csv"
    path.write_text("naam;soort\nBrug;school\nDe Zilverhoek;wijk\n", encoding="utf-8")

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["lijst", *words])
        return f"{done.exit_code} {done.output}"

    assert "Er is niets opgeslagen" in run("lees", str(path), "--dry-run")
    assert "nog niets" in run("toon")
    told = run("lees", str(path))
    assert told.startswith("0 ")
    assert "ook een gewoon woord" in told
    assert "stond al" in run("voegtoe", "de zilverhoek", "--soort", "wijk")
    assert "De Zilverhoek" in run("toon")
    assert run("haalweg", "99").startswith("1 ")
    path.write_text("naam;soort\n;school\n", encoding="utf-8")
    assert "rij 2: Hier staat geen naam" in run("lees", str(path))
