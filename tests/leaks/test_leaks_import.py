"""Stories that come in as a file, and texts that only pass: nothing of them is left on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from sqlalchemy import select
from typer.testing import CliRunner, Result

from models.stories import Story
from service.cli import app
from tests.leaks import traces
from tests.leaks.conftest import Watch
from tests.leaks.traces import PERSONAL, SENTENCE, STORY, TITLE
from tests.service.form.conftest import Narrator

TEAM = "Wijkteam Noorderhof"


def _csv(path: Path) -> None:
    path.write_text(f'titel;tekst\n"{TITLE}";"{STORY}"\n', encoding="utf-8")


def _xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["titel", "tekst"])
    sheet.append([TITLE, STORY])
    book.save(path)


def _docx(path: Path) -> None:
    document = Document()
    document.add_heading(TITLE, level=1)
    document.add_paragraph(STORY)
    document.save(str(path))


def _txt(path: Path) -> None:
    path.write_text(STORY + "\n", encoding="utf-8")


def _jsonl(path: Path) -> None:
    path.write_text(json.dumps({"id": "a", "title": TITLE, "text": STORY}) + "\n")


WRITERS: dict[str, Callable[[Path], None]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "txt": _txt,
    "jsonl": _jsonl,
}


@pytest.fixture
def at_home(narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> Narrator:
    """The command line in the house of the narrator."""
    house = narrator.house
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", house.database.url)
    return narrator


def _ask(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the file of somebody else stands, apart from what is ours."""
    return tmp_path_factory.mktemp("postvak")


@pytest.mark.parametrize("layout", WRITERS)
def test_of_a_file_only_what_the_rules_leave_comes_in(
    at_home: Narrator, watch: Watch, inbox: Path, layout: str
) -> None:
    path = inbox / f"verhalen.{layout}"
    WRITERS[layout](path)
    for more in (("--dry-run",), ()):
        answer = _ask("import", path, "--team", TEAM, *more)
        assert answer.exit_code == 0, answer.output
        assert not list(traces.found_in({"the answer": answer.output}, (*PERSONAL, SENTENCE)))
    with at_home.house.database.reading() as session:
        [story] = session.scalars(select(Story)).all()
    assert SENTENCE in story.text
    assert watch.leaks(*PERSONAL) == []


def test_a_file_with_a_mistake_is_refused_without_a_word_of_it(
    at_home: Narrator, watch: Watch, inbox: Path
) -> None:
    path = inbox / "verhalen.csv"
    path.write_text(f'tekst;rol;periode\n"{STORY}";{PERSONAL[0]};{PERSONAL[0]}\n', encoding="utf-8")
    answer = _ask("import", path, "--team", TEAM)
    said = {"the answer": answer.output, "the error": repr(answer.exception)}
    assert not list(traces.found_in(said, (SENTENCE, *PERSONAL[1:])))
    assert watch.leaks(SENTENCE, *PERSONAL) == []


def test_pseudonymising_a_file_leaves_the_outcome_and_nothing_else(
    at_home: Narrator, watch: Watch, inbox: Path
) -> None:
    source, out = inbox / "in.jsonl", inbox / "uit" / "uit.jsonl"
    out.parent.mkdir()
    source.write_text(json.dumps({"id": "a", "text": STORY}) + "\n", encoding="utf-8")
    answer = _ask("pseudonymise", "--jsonl", source, out)
    assert answer.exit_code == 0, answer.output
    assert SENTENCE in out.read_text(encoding="utf-8")
    assert [path.name for path in out.parent.iterdir()] == ["uit.jsonl"]
    assert not list(traces.found_in({"the answer": answer.output}, (*PERSONAL, SENTENCE)))
    assert watch.leaks(*PERSONAL, besides=[out.parent]) == []
