"""Something breaks with a story in its hands: the type of the error is told, never the story."""

import io
import json
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from ingest import intake, pseudonymise
from ingest.drafts import Draft
from ingest.intake import take_in
from ingest.recognisers.mention import Mention
from models.errors import Unavailable
from service import logs
from service.cli import app
from tests.leaks import traces
from tests.leaks.conftest import Watch
from tests.leaks.traces import PERSONAL, SENTENCE, STORY, TITLE
from tests.narrator import send
from tests.service.form.conftest import Narrator

EVERYTHING = (*PERSONAL, SENTENCE)


class Breaks:
    """A recogniser with the whole story in its hands when it breaks."""

    name = "kapot"

    def find(self, text: str) -> list[Mention]:
        holding = {text: text}
        raise KeyError(text, holding)


class SaysNonsense:
    """A recogniser that points to what is not there."""

    name = "onzin"

    def find(self, text: str) -> list[Mention]:
        return [(text,)]  # type: ignore[list-item]  # wrong on purpose


@pytest.mark.parametrize("finder", [Breaks(), SaysNonsense()], ids=["breaks", "nonsense"])
def test_an_error_out_of_the_gate_holds_nothing_of_the_story(finder: Breaks) -> None:
    with pytest.raises(Unavailable) as caught:
        take_in(Draft(text=STORY, title=TITLE), finder=finder)
    error = caught.value
    assert error.__cause__ is None
    assert error.__suppress_context__
    told = "".join(traceback.format_exception(error))
    assert not list(traces.found_in({"the traceback": told}, EVERYTHING))


def test_a_recogniser_that_breaks_stops_the_story_and_tells_nothing(
    narrator: Narrator, watch: Watch
) -> None:
    page = narrator.tell(STORY, TITLE)
    page = narrator.press(page, "verder", afloop="goed")
    narrator.house.pseudonymiser = Breaks()
    page = narrator.press(page, "verder", team=narrator.team_id())
    assert page.status_code == 503
    assert not list(traces.found_in({"the page": traces.answered([page])}, EVERYTHING))
    assert narrator.stories() == []
    assert watch.leaks(*EVERYTHING) == []


@pytest.mark.parametrize("broken", ["triage", "fingerprint", "clean"])
def test_whatever_else_breaks_at_the_gate_tells_nothing_either(
    narrator: Narrator, watch: Watch, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*given: object) -> None:
        raise ValueError(*given)

    page = narrator.press(narrator.tell(STORY, TITLE), "verder", afloop="goed")
    monkeypatch.setattr(intake, broken, fail)
    browser = TestClient(narrator.client.app, raise_server_exceptions=False)
    browser.cookies = narrator.client.cookies
    page = send(browser, page, button=("actie", "verder"), team=narrator.team_id())
    assert page.status_code == 500
    assert not list(traces.found_in({"the page": traces.answered([page])}, EVERYTHING))
    assert watch.leaks(*EVERYTHING) == []


def test_a_command_that_breaks_prints_no_line_of_the_file(
    narrator: Narrator,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    house = narrator.house
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", house.database.url)
    monkeypatch.setattr(pseudonymise.RulePseudonymiser, "find", Breaks.find)
    folder: Path = tmp_path_factory.mktemp("postvak")
    source = folder / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": STORY}) + "\n", encoding="utf-8")
    for words in (
        ["pseudonymise", "--jsonl", str(source), str(folder / "uit.jsonl")],
        ["import", str(source), "--team", "Wijkteam Noorderhof"],
    ):
        answer = CliRunner().invoke(app, words)
        assert answer.exit_code == 1
        assert not list(traces.found_in({"the answer": answer.output}, EVERYTHING))
    assert [path.name for path in folder.iterdir()] == ["in.jsonl"]
    assert watch.leaks(*EVERYTHING) == []


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Whatever a test does to logging, the next one finds it as it was."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    yield
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)


def test_a_log_line_that_cannot_be_written_tells_nothing(
    own_logging: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = io.StringIO()
    closed.close()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", closed)
        logs.configure()
    try:
        raise ValueError(STORY)
    except ValueError:
        logging.getLogger("vertelpunt.service").error("request.failed")
    said = capsys.readouterr()
    assert not list(traces.found_in({"the output": said.out + said.err}, EVERYTHING))
