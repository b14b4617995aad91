"""`vertelpunt encoder …`: what each command says, and what it refuses, on an embedded database."""

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models import encoders
from models.db import Database
from service import encoder_commands, screen
from service.cli import app
from tests.tiny_models import COMMIT, fake_hub, save_dutch


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good Dutch model in a folder."""
    return save_dutch(tmp_path_factory.mktemp("model") / "klein-nl")


@pytest.fixture(scope="module")
def mixed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with another tokenizer than it was made with."""
    return save_dutch(tmp_path_factory.mktemp("model") / "verward", wrong_tokenizer=True)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(screen.console, "width", 200)


def ask(*words: object) -> Result:
    return CliRunner().invoke(app, ["encoder", *(str(word) for word in words)])


def test_list_shows_built_in_and_advised_models_and_which_is_in_use() -> None:
    answer = ask("list")
    assert answer.exit_code == 0, answer.output
    for said in ("ingebouwd", "clips/e5-small-trm-nl", "MIT", "In gebruik", "processor"):
        assert said in answer.output
    [used] = [line for line in answer.output.splitlines() if "●" in line]
    assert "ingebouwd" in used


def test_check_lets_a_good_model_through_and_refuses_a_mixed_up_one(
    dutch: Path, mixed_up: Path
) -> None:
    good, wrong = ask("check", dutch), ask("check", mixed_up)
    assert good.exit_code == 0, good.output
    assert "sha256" in good.output
    assert wrong.exit_code == 1
    assert "woordenlijst" in wrong.output


def test_use_checks_first_and_then_remembers(dutch: Path, mixed_up: Path, tmp_path: Path) -> None:
    assert ask("use", mixed_up).exit_code == 1
    answer = ask("use", dutch)
    assert answer.exit_code == 0, answer.output
    assert "is gekozen" in answer.output
    database = Database(f"sqlite:///{tmp_path / 'var' / 'vertelpunt.db'}")
    with database.reading() as session:
        choice = encoders.in_force(session)
    database.close()
    assert choice is not None
    assert choice.revision.startswith("map-")
    [used] = [line for line in ask("list").output.splitlines() if "●" in line]
    assert "klein-nl" in used


def test_use_yields_to_the_setting(dutch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_ENCODER", "ingebouwd")
    answer = ask("use", dutch)
    assert answer.exit_code == 1
    assert "VERTELPUNT_ENCODER" in answer.output


def test_compare_sets_two_models_side_by_side(dutch: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": str(n), "text": f"Verhaal {n} over hulp, geld en school."} for n in range(15)]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    answer = ask("compare", "ingebouwd", dutch, "--input", source)
    assert answer.exit_code == 0, answer.output
    for said in ("Ziet wat bij elkaar hoort", "Laden (seconden)", "15 teksten"):
        assert said in answer.output


def test_pull_fetches_for_use_without_a_line(
    dutch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        path.relative_to(dutch).as_posix(): path.read_bytes()
        for path in dutch.rglob("*")
        if path.is_file()
    }
    with fake_hub(files) as there:
        real = encoder_commands.hub.pull
        monkeypatch.setattr(
            encoder_commands.hub,
            "pull",
            lambda *given, **options: real(*given, **options, endpoint=there.address),
        )
        pulled = ask("pull", "huis/encoder")
    assert pulled.exit_code == 0, pulled.output
    assert COMMIT[:12] in pulled.output
    answer = ask("use", "huis/encoder")
    assert answer.exit_code == 0, answer.output
    assert "huis/encoder" in ask("list").output
    record = next((tmp_path / "var" / "encoders").glob("*.json"))
    assert json.loads(record.read_text(encoding="utf-8"))["licence"] == "mit"


def test_a_hub_that_cannot_be_reached_is_said_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    answer = ask("pull", "clips/e5-small-trm-nl")
    assert answer.exit_code == 1
    assert "geen goede verbinding" in answer.output
    assert "Traceback" not in answer.output


def test_what_is_built_in_needs_no_pulling() -> None:
    assert "zit er al in" in ask("pull", "ingebouwd").output


def test_the_spacy_package_fits_the_spacy_here_and_its_absence_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[str]] = []

    def pip(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        asked.append(command)
        return subprocess.CompletedProcess(command, len(asked) - 1)

    monkeypatch.setattr(encoder_commands.subprocess, "run", pip)
    assert "is geïnstalleerd" in ask("pull", "spacy").output
    assert asked[0][-1].endswith("nl_core_news_md-3.8.0-py3-none-any.whl")
    answer = ask("pull", "spacy")
    assert answer.exit_code == 1
    assert "Vertelpunt werkt ook zonder" in " ".join(answer.output.split())
