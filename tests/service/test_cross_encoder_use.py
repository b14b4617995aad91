"""A cross-encoder reads along when the settings name one, and is never quietly left out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from models import standards
from models.db import Database
from models.errors import Rejected
from nlp.cross_encoder import CrossEncoder
from service.cli import app
from service.jobs.direct import mine_run
from tests.collection import READERS, make_theme, place, tell
from tests.tiny_models import save_cross_encoder

if TYPE_CHECKING:
    from service.wiring import House


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("kruislezer"))


def link(tmp_path: Path) -> Any:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "label": "Lang wachten op hulp"}\n', encoding="utf-8")
    out = tmp_path / "uit.jsonl"
    return CliRunner().invoke(app, ["link", "--jsonl", str(source), "--out", str(out)])


def test_what_it_says_is_a_part_of_the_reason_of_a_link(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_CROSS_ENCODER", str(model))
    assert link(tmp_path).exit_code == 0
    lines = (tmp_path / "uit.jsonl").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line)["reason"]["parts"]["cross"] for line in lines]
    assert len(said) == 20
    assert any(said)


def test_a_model_that_is_gone_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_CROSS_ENCODER", str(tmp_path / "weg"))
    answer = link(tmp_path)
    assert answer.exit_code == 1
    assert "De map van het taalmodel weg is er niet" in answer.output
    assert not (tmp_path / "uit.jsonl").exists()


def with_model(house: "House", name: str) -> "House":
    house.settings = house.settings.model_copy(update={"cross_encoder": name})
    return house


@pytest.fixture
def told(api_house: "House", database: Database) -> "House":
    """Stories of one theme, and the shipped standards."""
    with database.writing() as session:
        standards.load_catalogue(session)
        make_theme(session, "t1")
        for number in range(12):
            text = f"Ik wachtte {number} maanden op een afspraak en een brief van het wijkteam."
            place(session, tell(session, f"s{number}", text, allows=READERS), "t1")
    return api_house


def test_a_run_keeps_which_model_read_along(told: "House", model: Path) -> None:
    outcome, facts = mine_run(
        with_model(told, str(model)), full=False, seed=7, progress=lambda *_: None
    )
    assert facts["crossEncoder"] == CrossEncoder.load(str(model)).facts
    assert outcome.links
    assert all("cross" in one.parts for one in outcome.links)


def test_a_run_without_the_model_that_was_asked_for_stops(told: "House", tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="is er niet"):
        mine_run(
            with_model(told, str(tmp_path / "weg")), full=False, seed=7, progress=lambda *_: None
        )
