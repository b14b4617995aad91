"""`vertelpunt themes trend`, `signals`, `drift` and `suggest`: what people see on the screen."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models.db import Database
from service.cli import app
from tests.collection import make_theme, place, tell

CANARY = "Kanariepiet wachtte op een brief."
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    monkeypatch.delenv("VERTELPUNT_NAMING_URL", raising=False)


@pytest.fixture(autouse=True)
def told(database: Database) -> None:
    """A year with one story of ten in t1, then a month with eleven of twelve, and one undated."""
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        for period, stories, others in [*((month, 1, 9) for month in MONTHS), ("2026-01", 11, 1)]:
            for number in range(stories + others):
                story = tell(session, f"{period}-{number}", CANARY, period=period, team="Noord")
                place(session, story, "t1" if number < stories else None)
        tell(session, "los", CANARY, period=None, team="Noord")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["themes", *words])


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert CANARY not in done.output
    return " ".join(done.output.split())


def test_a_trend_says_of_how_many_stories_and_what_is_hidden() -> None:
    shown = say("trend", "t1")
    assert "2025-01 verborgen van de 10 verhalen" in shown
    assert "2026-01 11 van de 12 verhalen: 92% (tussen 62% en 100%)" in shown
    assert "Stijgt" in shown
    assert "geen maand verteld: 0 van 1 verhaal" in shown


def test_a_trend_of_one_team_per_quarter() -> None:
    shown = say("trend", "t1", "--kwartaal", "--team", "noord")
    assert "“Lang wachten”, Noord" in shown
    assert "2026-K1 11 van de 12 verhalen" in shown
    assert "Stijgt" not in shown


def test_signals_say_what_rises_and_that_this_is_not_everybody() -> None:
    shown = say("signals")
    assert "t1 “Lang wachten”: Stijgt." in shown
    assert "niet over alle inwoners" in shown


def test_drift_of_stories_that_no_encoder_read_is_too_few() -> None:
    assert "Te weinig verhalen om te zeggen." in say("drift", "t1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trend", "weg"), "Dit thema bestaat niet."),
        (("trend", "t1", "--team", "Zuid"), "Bekende teams: Noord"),
        (("suggest", "t1"), "VERTELPUNT_NAMING_URL"),
    ],
)
def test_what_cannot_be_is_said_in_dutch(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
