"""Wherever a standard is shown, it says how well its text is known and how complete its set is."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner

from models.db import Database
from models.standards import Link
from models.vocabulary import LinkState, SetStatus, SourceStatus
from service.cli import app
from service.reports import content, csv_file, linking
from service.reports.theme_pages import _link_row
from tests.collection import make_link, make_standard, make_theme, place, tell


def _linked(session: Session, status: SourceStatus, of_set: SetStatus) -> Link:
    make_theme(session, "t1")
    place(session, tell(session, "s1"), "t1")
    standard = make_standard(session)
    standard.status, standard.standard_set.status = status, of_set
    return make_link(session, "t1", standard, state=LinkState.CONFIRMED)


@pytest.mark.parametrize(
    ("status", "of_set", "said"),
    [
        (SourceStatus.VERIFIED, SetStatus.VERIFIED, ""),
        (SourceStatus.DERIVED, SetStatus.VERIFIED, "afgeleid uit de bron"),
        (SourceStatus.VERIFIED, SetStatus.PARTIAL, "set deels gezien"),
        (
            SourceStatus.RECONSTRUCTED,
            SetStatus.PARTIAL,
            "uit eigen kennis, nog na te kijken; set deels gezien",
        ),
    ],
)
def test_a_report_says_what_was_not_seen(
    database: Database, status: SourceStatus, of_set: SetStatus, said: str
) -> None:
    with database.writing() as session:
        _linked(session, status, of_set)
        [line], _ = linking.lines(session, "t1")
        assert line.source == said
        assert said in _link_row(line)[0]
        made = content.build(session, None, organisation="Zuid", on=date(2026, 3, 1))
        assert said in csv_file.render(made).decode("utf-8-sig")


def test_the_api_says_it_with_each_link_and_each_standard(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        _linked(session, SourceStatus.DERIVED, SetStatus.PARTIAL)
    [link] = reader.get("/v1/links").json()
    assert link["standardStatus"]["value"] == "derived"
    assert link["setStatus"]["value"] == "partial"
    [shown] = reader.get("/v1/standard-sets").json()
    assert (shown["status"]["value"], shown["missing"]) == ("partial", "De helft")
    assert shown["standards"][0]["status"]["label"] == "Afgeleid uit de bron"
    theme = reader.get("/v1/themes/t1").json()
    assert theme["links"][0]["setStatus"]["label"] == "Deels gezien"


def test_the_command_line_says_it_with_a_link(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    with database.writing() as session:
        number = str(_linked(session, SourceStatus.RECONSTRUCTED, SetStatus.PARTIAL).id)
    told = CliRunner().invoke(app, ["koppelingen", "toon", number]).output
    assert "Uit eigen kennis, nog na te kijken" in told
    assert "Deels gezien" in told
