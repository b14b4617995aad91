"""Invitations over HTTP: for administrators only, and small numbers never shown or worked out."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from models import forms, invites, teams
from models.base import today
from models.db import Database
from models.invites import StepCount
from models.vocabulary import AccountRole, TellingStep
from service.cli import app

WANTED = {"formKey": "verhaal", "label": "Balie van het wijkteam"}


@pytest.fixture
def team_id(database: Database) -> int:
    """A team, and the forms that ship."""
    with database.writing() as session:
        forms.load_catalogue(session)
        return teams.ensure(session, "Wijkteam Oost", organisation="Hier").id


def _numbers(rows: list[dict[str, Any]]) -> dict[str, int | None]:
    return {row["step"]["value"]: row["count"] for row in rows}


def test_an_invitation_is_made_shown_and_closed(reader: TestClient, team_id: int) -> None:
    made = reader.post("/v1/invites", json={**WANTED, "teamId": team_id})
    assert made.status_code == 201
    invite = made.json()
    assert invite["address"] == f"http://127.0.0.1:8000/v/{invite['slug']}"
    assert invite["team"] == "Wijkteam Oost"
    assert invite["state"]["value"] == "open"
    listed = reader.get("/v1/invites").json()
    assert [one["id"] for one in listed["invites"]] == [invite["id"]]
    assert [team["name"] for team in listed["teams"]] == ["Wijkteam Oost"]
    assert "verhaal" in {form["key"] for form in listed["forms"]}
    closed = reader.post(f"/v1/invites/{invite['id']}/closure").json()
    assert closed["state"]["value"] == "dicht"
    assert reader.post(f"/v1/invites/{invite['id']}/closure").json() == closed


def test_one_that_is_not_open_yet_says_so(reader: TestClient, team_id: int) -> None:
    del team_id
    tomorrow = (today() + timedelta(days=1)).isoformat()
    made = reader.post("/v1/invites", json={**WANTED, "opensOn": tomorrow}).json()
    assert made["state"]["value"] == "later"
    assert made["team"] is None


def test_the_picture_holds_the_link(reader: TestClient, team_id: int) -> None:
    del team_id
    invite = reader.post("/v1/invites", json=WANTED).json()
    answer = reader.get(f"/v1/invites/{invite['id']}/qr")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<?xml")
    assert "<svg" in answer.text
    assert reader.get("/v1/invites/99/qr").status_code == 404
    assert reader.get(f"/v1/invites/{2**63}/qr").status_code == 422


def test_what_cannot_be_is_refused_at_its_field(reader: TestClient, team_id: int) -> None:
    del team_id
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"formKey": "bestaat-niet"}, "formKey"),
        ({"teamId": 4711}, "teamId"),
        ({"label": "  "}, "label"),
        ({"label": "x" * 121}, "label"),
        ({"opensOn": "2026-03-02", "closesOn": "2026-03-01"}, "closesOn"),
        ({"opensOn": "morgen"}, "opensOn"),
    ]
    for wrong, place in wrongs:
        refused = reader.post("/v1/invites", json={**WANTED, **wrong})
        assert refused.status_code == 422
        assert any(place in error["pointer"] for error in refused.json()["errors"]), place
    assert reader.get("/v1/invites").json()["invites"] == []


def test_one_to_four_is_not_shown_and_cannot_be_worked_out(
    reader: TestClient, database: Database, team_id: int
) -> None:
    del team_id
    invite = reader.post("/v1/invites", json=WANTED).json()
    weeks = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    opened, begun = TellingStep.OPENED, TellingStep.STARTED
    with database.writing() as session:
        for week, number in zip(weeks, (9, 3, 6), strict=True):
            session.add(_row(invite["slug"], week, opened, number))
        session.add(_row(invite["slug"], weeks[0], begun, 4))
        session.add(_row(invites.NO_INVITE, weeks[0], opened, 12))
    listed = reader.get("/v1/invites").json()
    shown = listed["invites"][0]
    steps = _numbers(shown["steps"])
    assert steps["geopend"] == 18
    assert steps["begonnen"] is None
    assert steps["verstuurd"] == 0
    per_week = [week["opened"] for week in shown["weeks"]]
    # The second goes because it is small, one more because 18 - 9 - 6 would give it away.
    assert per_week[1] is None
    assert per_week.count(None) == 2
    assert _numbers(listed["uninvited"][0]["steps"])["geopend"] == 12


def _row(slug: str, week: date, step: TellingStep, number: int) -> StepCount:
    return StepCount(slug=slug, form_key="verhaal", week=week, step=step, count=number)


@pytest.mark.parametrize("role", [AccountRole.MODERATOR, AccountRole.ANALYST])
def test_only_an_administrator_invites(
    client_as: Callable[[AccountRole], TestClient], role: AccountRole
) -> None:
    client = client_as(role)
    answers = [
        client.get("/v1/invites"),
        client.post("/v1/invites", json=WANTED),
        client.post("/v1/invites/1/closure"),
        client.get("/v1/invites/1/qr"),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_the_command_line_invites_lists_and_closes(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "vertelpunt.db")
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VERTELPUNT_FORM_URL", "https://vertel.voorbeeld.nl/")
    monkeypatch.setenv("VERTELPUNT_RECOGNISERS", "regels")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["uitnodiging", *words])

    picture = tmp_path / "qr.svg"
    made = run("nieuw", "Balie Oost", "--tot", "2099-01-01", "--qr", str(picture))
    assert made.exit_code == 0, made.output
    slug = re.search(r"https://vertel\.voorbeeld\.nl/v/(\w{10})\n", made.output)
    assert slug
    assert "<svg" in picture.read_text(encoding="utf-8")
    assert run("sluit", slug.group(1).lower()).exit_code == 0
    listed = run("lijst").output
    assert "Gesloten" in listed
    assert "nog niemand" in listed
    for wrong in (["y" * 999], ["Balie", "--qr", str(tmp_path / "weg" / "qr.svg")]):
        refused = run("nieuw", *wrong)
        assert refused.exit_code == 1
        assert isinstance(refused.exception, SystemExit)
        assert "Traceback" not in refused.output
