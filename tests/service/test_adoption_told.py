"""Adoption over HTTP and on the command line: all who are signed in read, administrators record."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from models.accounts import Account
from models.adoption import AdoptionStep
from models.base import today
from models.db import Database
from models.standards import Standard
from models.vocabulary import AccountRole
from service.cli import app
from service.schemas import StepRequest, StepView
from tests.collection import make_standard
from tests.service.conftest import ClientAs

SET = "/v1/standard-sets/proef/1/adoption"
STANDARD = "/v1/standard-sets/proef/1/standards/proef-1/adoption"
VIEW = "Zilverkwartel vindt van niet.\n"


@pytest.fixture(autouse=True)
def one_set(database: Database) -> None:
    with database.writing() as session:
        make_standard(session)


def step(stage: str, **other: object) -> dict[str, object]:
    return {"stage": stage, "heldOn": "2026-03-01", "lastStep": 0, **other}


def test_without_steps_nothing_is_known(reader: TestClient) -> None:
    told = reader.get(SET).json()
    assert (told["stage"], told["steps"], told["sinceAdopted"]) == (None, [], None)
    assert [stage["value"] for stage in told["next"]] == ["concept"]
    assert [(one["key"], one["stage"]) for one in told["standards"]] == [("proef-1", None)]
    assert {role["value"] for role in told["roles"]} >= {"client", "wethouder"}


def test_a_set_is_adopted_step_by_step_and_shows_it(reader: TestClient) -> None:
    last = 0
    for stage in ("concept", "gepresenteerd", "besproken", "vastgesteld"):
        body = step(stage, lastStep=last, roles=["wethouder", "client"], minorityView=VIEW)
        reply = reader.post(SET, json=body)
        assert reply.status_code == 201
        told = reply.json()
        last = told["steps"][-1]["id"]
    assert told["stage"]["value"] == "vastgesteld"
    assert told["steps"][-1]["minorityView"] == VIEW
    assert told["steps"][-1]["recordedBy"] == "anna"
    assert [role["value"] for role in told["steps"][-1]["roles"]] == ["client", "wethouder"]
    assert [stage["value"] for stage in told["next"]] == ["vastgesteld"]
    assert told["standards"][0]["stage"]["value"] == "vastgesteld"
    assert told["standards"][0]["next"] == []
    assert reader.get("/v1/standard-sets").json()[0]["stage"]["value"] == "vastgesteld"
    assert reader.post(STANDARD, json=step("concept")).status_code == 409


def test_of_a_set_without_standards_no_step_is_offered(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        session.execute(delete(Standard))
    assert reader.get(SET).json()["next"] == []
    assert reader.post(SET, json=step("concept")).status_code == 409


def test_a_standard_may_run_ahead_of_its_set(reader: TestClient) -> None:
    assert reader.post(STANDARD, json=step("concept")).status_code == 201
    told = reader.get(STANDARD).json()
    assert told["stage"]["value"] == "concept"
    assert reader.get(SET).json()["stage"] is None
    assert reader.get("/v1/standard-sets").json()[0]["stage"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (step("afgeblazen"), "#/stage"),
        (step("concept", roles=["client", "burgemeester"]), "#/roles/1"),
        (step("concept", heldOn="2026-02-30"), "#/heldOn"),
        (step("concept", heldOn="9999-01-01"), "#/heldOn"),
        (step("concept", lastStep=-1), "#/lastStep"),
        (step("concept", note="z" * 10_001), "#/note"),
        ({"stage": "concept", "heldOn": "2026-03-01"}, "#/lastStep"),
    ],
)
def test_what_is_wrong_is_named_by_place(
    reader: TestClient, body: dict[str, object], pointer: str
) -> None:
    reply = reader.post(SET, json=body)
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert reader.get(SET).json()["steps"] == []


@pytest.mark.parametrize(
    "place",
    [
        "/v1/standard-sets/geen/1/adoption",
        "/v1/standard-sets/proef/9/adoption",
        "/v1/standard-sets/proef/1/standards/geen/adoption",
    ],
)
def test_what_does_not_exist_is_not_found(reader: TestClient, place: str) -> None:
    assert reader.get(place).status_code == 404
    assert reader.post(place, json=step("concept")).status_code == 404


@pytest.mark.parametrize("role", [AccountRole.MODERATOR, AccountRole.ANALYST])
def test_only_an_administrator_records(client_as: ClientAs, role: AccountRole) -> None:
    client = client_as(role)
    for place in (SET, STANDARD):
        assert client.get(place).status_code == 200
        assert client.post(place, json=step("concept")).status_code == 403


def test_of_two_people_at_once_one_is_told(reader: TestClient) -> None:
    with ThreadPoolExecutor(2) as both:
        replies = [both.submit(reader.post, SET, json=step("concept", note="x")) for _ in range(2)]
    assert sorted(reply.result().status_code for reply in replies) == [201, 409]
    assert len(reader.get(SET).json()["steps"]) == 1


def test_no_shape_shows_what_people_said() -> None:
    request = StepRequest(
        stage="concept", held_on=today(), minority_view=VIEW, note=VIEW, last_step=0
    )
    assert "Zilverkwartel" not in repr(request)
    assert not StepView.model_fields["minority_view"].repr
    assert not StepView.model_fields["note"].repr


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def own_house(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
        monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["vaststelling", *words])

    def test_steps_are_recorded_and_shown(self, tmp_path: Path) -> None:
        other = tmp_path / "anders.txt"
        other.write_text(VIEW, encoding="utf-8")
        for stage in ("concept", "gepresenteerd"):
            assert self.run("stap", "proef", stage, "--op", "2026-03-01").exit_code == 0
        done = self.run(
            "stap", "proef", "besproken", "--op", "2026-03-02", "--rol", "client",
            "--ander-geluid", str(other),
        )  # fmt: skip
        assert done.exit_code == 0
        assert "Zilverkwartel" not in done.output
        shown = self.run("toon", "proef").output
        assert "2026-03-02  Besproken · Cliënten of bewoners" in shown
        assert "Ander geluid: Zilverkwartel vindt van niet." in shown

    def test_what_is_adopted_as_a_whole_is_told_of_one_standard_too(self) -> None:
        for stage in ("concept", "gepresenteerd", "besproken", "vastgesteld"):
            words = ("stap", "proef", stage, "--op", "2026-03-02", "--rol", "wethouder")
            assert self.run(*words).exit_code == 0
        shown = self.run("toon", "proef", "--standaard", "proef-1").output
        assert "De hele set, met deze standaard erbij:" in shown
        assert "2026-03-02  Vastgesteld · Wethouder" in shown

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("stap", "proef", "besproken", "--op", "2026-03-01"), "Wat nu kan, is: concept."),
            (("stap", "proef", "concept", "--op", "2999-01-01"), "moet nog komen"),
            (("stap", "geen", "concept", "--op", "2026-03-01"), "niet bekend"),
            (
                ("stap", "proef", "concept", "--op", "2026-03-01", "--account", "niemand"),
                "Er is geen account met de naam",
            ),
            (("toon", "proef", "--versie", "9"), "Er zijn: 1."),
            (("toon", "proef", "--standaard", "geen"), "staat niet in deze set"),
        ],
    )
    def test_what_cannot_be_is_said_in_dutch(self, words: tuple[str, ...], said: str) -> None:
        done = self.run(*words)
        assert done.exit_code == 1
        assert said in " ".join(done.output.split())

    def test_who_records_is_told(self, database: Database, administrator: Account) -> None:
        words = ("stap", "proef", "concept", "--op", "2026-03-01", "--account", "anna")
        assert self.run(*words).exit_code == 0
        with database.reading() as session:
            recorded = session.scalars(select(AdoptionStep)).one()
        assert recorded.account_id == administrator.id

    def test_a_file_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        other = tmp_path / "anders.docx"
        other.write_bytes(b"\xff\xfe\x00PK")
        done = self.run(
            "stap", "proef", "concept", "--op", "2026-03-01", "--ander-geluid", str(other)
        )
        assert done.exit_code == 1
        assert "kan niet gelezen worden" in done.output
