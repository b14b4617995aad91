"""`vertelpunt import`: everything or nothing, twice is once, and errors name their place."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from models import runs, stories, teams
from models.db import Database
from models.runs import Run
from models.stories import Story
from models.vocabulary import NarratorRole, Purpose, RunKind, StoryState
from service import importing
from service.cli import app

CANARY = "KANARIEPIET"
FIRST = f"{CANARY} belde mij drie keer op en luisterde elke keer goed naar mij."
SECOND = "De brief kwam pas na elf weken en toen moest ik alles opnieuw vertellen."
TEAM = "Wijkteam Noord"


@pytest.fixture
def command(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Command":
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    with database.writing() as session:
        teams.ensure(session, TEAM, organisation="Test")
    return Command(database)


class Command:
    """The command line, and what it left in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, path: Path, *more: str, team: str = TEAM) -> Result:
        return CliRunner().invoke(app, ["import", str(path), "--team", team, *more])

    def stories(self) -> list[Story]:
        with self._database.reading() as session:
            return list(session.scalars(select(Story).order_by(Story.text)))

    def purposes(self, story: Story) -> frozenset[Purpose]:
        with self._database.reading() as session:
            return stories.purposes(session, story.id)

    def runs(self) -> list[Run]:
        with self._database.reading() as session:
            return runs.recent(session)

    def rows(self) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(Story)) or 0


def csv_file(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def xlsx_file(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def docx_file(path: Path, **stories_by_heading: str) -> Path:
    document = Document()
    for heading, text in stories_by_heading.items():
        document.add_heading(heading.replace("_", " "), level=1)
        document.add_paragraph(text)
    document.save(str(path))
    return path


def every_layout(folder: Path) -> list[Path]:
    """The same two stories in each layout that can be read."""
    text = folder / "verhalen.txt"
    text.write_text(f"{FIRST}\n\n---\n\n{SECOND}\n", encoding="utf-8")
    lines = folder / "verhalen.jsonl"
    lines.write_text("".join(json.dumps({"id": t[:4], "text": t}) + "\n" for t in (FIRST, SECOND)))
    return [
        csv_file(folder / "verhalen.csv", "Verhaal;Rol", f"{FIRST};ouder", f"{SECOND};jongere"),
        xlsx_file(folder / "verhalen.xlsx", ["Verhaal", "Rol"], [FIRST, "ouder"], [SECOND, None]),
        docx_file(folder / "verhalen.docx", Eerste_verhaal=FIRST, Tweede_verhaal=SECOND),
        text,
        lines,
    ]


@pytest.mark.parametrize("number", range(5), ids=["csv", "xlsx", "docx", "txt", "jsonl"])
def test_each_layout_gives_the_same_two_stories_without_the_name(
    command: Command, tmp_path: Path, number: int
) -> None:
    path = every_layout(tmp_path)[number]
    answer = command.read(path, "--approved", "--purpose", "associatie")
    assert answer.exit_code == 0, answer.output
    found = command.stories()
    assert len(found) == 2
    assert {story.state for story in found} == {StoryState.APPROVED}
    assert command.purposes(found[0]) == {Purpose.ASSOCIATION}
    assert [run.kind for run in command.runs()] == [RunKind.MINE]


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(
    command: Command, tmp_path: Path
) -> None:
    answer = command.read(every_layout(tmp_path)[0], "--dry-run")
    assert answer.exit_code == 0
    assert "2 verhalen" in answer.output
    assert "niets bewaard" in answer.output
    assert (command.rows(), command.runs()) == (0, [])


def test_the_same_file_twice_adds_nothing_the_second_time(command: Command, tmp_path: Path) -> None:
    path = every_layout(tmp_path)[0]
    command.read(path, "--approved")
    answer = command.read(path, "--approved")
    assert "Al bekend, dus overgeslagen: 2" in answer.output
    assert command.rows() == 2


def test_without_a_yes_of_the_narrators_nobody_reads_and_nothing_is_mined(
    command: Command, tmp_path: Path
) -> None:
    answer = command.read(every_layout(tmp_path)[0])
    assert {story.state for story in command.stories()} == {StoryState.AWAITING_NARRATOR}
    assert command.runs() == []
    assert "nog geen ja gezegd" in answer.output


def test_a_column_of_another_name_is_pointed_out_by_the_user(
    command: Command, tmp_path: Path
) -> None:
    path = csv_file(tmp_path / "a.csv", "Wat gebeurde er;Wie", f"{SECOND};ouder")
    answer = command.read(path, "--column", "tekst=Wat gebeurde er", "--column", "rol=Wie")
    assert answer.exit_code == 0, answer.output
    assert [story.role for story in command.stories()] == [NarratorRole.PARENT]


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(250_000_000))
    return path


def formula(path: Path) -> Path:
    book = Workbook()
    book.active.append(["Verhaal"])  # type: ignore[union-attr]
    book.active.append(['=CONCATENATE("a","b")'])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def bad_files(folder: Path) -> dict[str, tuple[Path, list[str], str]]:
    """Each bad file, extra arguments, and the place or reason that the answer must name."""
    empty = folder / "leeg.csv"
    empty.touch()
    garbled = folder / "stuk.txt"
    garbled.write_bytes(b"\x00\xff\xfe\x81" * 60)
    good = csv_file(folder / "goed.csv", "Verhaal", SECOND)
    return {
        "leeg": (empty, [], "leeg"),
        "codering": (garbled, [], "stuk.txt"),
        "kolom": (good, ["--column", "tekst=Bestaat niet"], "Bestaat niet"),
        "kolom-vorm": (good, ["--column", "tekst"], "veld=kolomnaam"),
        "lang": (
            csv_file(folder / "lang.csv", "Verhaal", SECOND, f"{CANARY} " * 900_000),
            [],
            "rij 3",
        ),
        "zipbom": (bomb(folder / "bom.docx"), [], "bom.docx"),
        "csv-formule": (
            csv_file(folder / "f.csv", "Verhaal", f'"=HYPERLINK(""{CANARY}"")"'),
            [],
            "rij 2",
        ),
        "xlsx-formule": (formula(folder / "f.xlsx"), [], "rij 2"),
        "doel": (good, ["--purpose", "alles"], "alles"),
        "er-niet": (folder / "weg.csv", [], "weg.csv"),
    }


CASES = ("leeg", "codering", "kolom", "kolom-vorm", "lang", "zipbom", "csv-formule",
         "xlsx-formule", "doel", "er-niet")  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_gets_a_dutch_answer_that_names_the_place_and_stores_nothing(
    command: Command, tmp_path: Path, case: str
) -> None:
    path, more, names = bad_files(tmp_path)[case]
    answer = command.read(path, "--approved", *more)
    assert answer.exit_code == 1, answer.output
    assert names in answer.output
    assert CANARY not in answer.output
    assert "Traceback" not in answer.output
    assert (command.rows(), command.runs()) == (0, [])


def test_one_bad_row_keeps_the_good_ones_out_too(command: Command, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", "Verhaal", SECOND, "kort", FIRST)
    answer = command.read(path, "--approved")
    assert answer.exit_code == 1
    assert "rij 3" in answer.output
    assert command.rows() == 0


def test_an_unknown_team_is_refused_with_the_teams_there_are(
    command: Command, tmp_path: Path
) -> None:
    answer = command.read(every_layout(tmp_path)[0], team="Wijkteam Zuid")
    assert answer.exit_code == 1
    assert TEAM in answer.output
    assert command.rows() == 0
    assert command.read(every_layout(tmp_path)[0], "--new-team", team="Zuid").exit_code == 0


def test_an_approved_story_with_a_sign_of_danger_waits_for_a_person(
    command: "Command", tmp_path: Path
) -> None:
    path = tmp_path / "verhalen.csv"
    path.write_text(
        f"tekst\n{SECOND}\nMijn man slaat mij als hij gedronken heeft.\n", encoding="utf-8"
    )
    done = command.read(path, "--approved", "--purpose", "associatie")
    assert "In 1 daarvan staat misschien iets over gevaar." in done.output
    assert [story.state for story in command.stories()] == [
        StoryState.APPROVED,
        StoryState.IN_TRIAGE,
    ]


def test_an_import_that_waits_for_its_narrators_opens_no_case(
    command: "Command", tmp_path: Path
) -> None:
    path = tmp_path / "verhalen.csv"
    path.write_text("tekst\nMijn man slaat mij als hij gedronken heeft.\n", encoding="utf-8")
    done = command.read(path)
    assert "gevaar" not in done.output
    assert [story.state for story in command.stories()] == [StoryState.AWAITING_NARRATOR]


def test_a_layout_and_the_form_are_chosen_by_name(command: Command, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", "Wat gebeurde er;Wie;Steeds iets", f"{SECOND};ouder;x")
    columns = ("--column", "tekst=Wat gebeurde er", "--column", "rol=Wie")
    answer = command.read(path, "--dry-run", *columns, "--bewaar-indeling", "Ons formulier")
    assert answer.exit_code == 0, answer.output
    assert "Wij laten weg: Steeds iets." in answer.output
    assert SECOND not in answer.output
    assert command.read(path, "--indeling", "ons formulier").exit_code == 0
    assert [story.role for story in command.stories()] == [NarratorRole.PARENT]
    unknown = command.read(path, "--indeling", "bestaat niet")
    assert (unknown.exit_code, "Ons formulier" in unknown.output) == (1, True)
    assert command.read(path, "--formulier", "bestaat_niet").exit_code == 1


def test_slips_with_codes_are_written_for_narrators_who_said_nothing_yet(
    command: Command, tmp_path: Path
) -> None:
    path, slips = every_layout(tmp_path)[0], tmp_path / "briefjes.html"
    assert command.read(path, "--codes", str(tmp_path / "briefjes.txt")).exit_code == 1
    assert command.rows() == 0
    assert command.read(path, "--codes", str(slips), "--approved").exit_code == 1
    answer = command.read(path, "--codes", str(slips))
    assert answer.exit_code == 0, answer.output
    written = slips.read_text(encoding="utf-8")
    codes = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", written)
    assert len(set(codes)) == 2
    assert not any(code in answer.output for code in codes)
    assert "rij 2" in written
    assert slips.stat().st_mode & 0o777 == 0o600
    again = command.read(path, "--codes", str(slips))
    assert (again.exit_code, "is er al" in again.output) == (1, True)
    assert slips.read_text(encoding="utf-8") == written


def test_what_stands_ready_is_thrown_away_on_request(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = every_layout(tmp_path)[0]
    assert command.read(path, "--annuleer").exit_code == 1
    with monkeypatch.context() as patch:
        patch.setattr(importing, "go_on", _interrupted)
        stopped = command.read(path)
    assert stopped.exit_code == 130
    assert "Onderbroken" in stopped.output
    assert command.read(path).exit_code == 1
    assert "Geannuleerd" in command.read(path, "--annuleer").output
    assert command.rows() == 0
    assert command.read(path).exit_code == 0
    assert command.rows() == 2


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_column_with_the_words_of_a_question_holds_its_answers(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "verhalen.csv"
    file.write_text(
        "Verhaal;Welk gevoel past bij dit verhaal?;E-mailadres\n"
        f"{FIRST};Gehoord;anna@example.org\n"
        f"{SECOND};Boos, Machteloos, Moe;piet@example.org\n",
        encoding="utf-8",
    )
    said = command.read(file, "--formulier", "volwassene", "--approved").output
    assert "Welk gevoel past bij dit verhaal? (vraag)" in said
    assert "E-mailadres (" not in said
    with command._database.reading() as session:
        given = {
            answer.value.get("other", ""): answer.value["options"]
            for answer in session.scalars(select(stories.Signification))
        }
    assert given == {"": ["gehoord"], "Moe": ["boos", "machteloos", "iets_anders"]}
