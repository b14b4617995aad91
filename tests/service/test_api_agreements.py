"""Agreements, responses and audiences over HTTP: who may check, and what is never given."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from models import responses
from models.accounts import Account
from models.db import Database
from models.vocabulary import AccountRole, Audience, ResponseKind
from service.cli import app
from tests.collection import make_theme, place, tell


def _theme(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "Terugbellen")
        place(session, tell(session, "s1", title="Nooit gebeld"), "t1")


def test_from_agreement_to_told_back_takes_two_people(
    database: Database, reader: TestClient, moderator: TestClient
) -> None:
    _theme(database)
    wanted = {"themeId": "t1", "text": "Bel binnen een dag.", "owner": "het wijkteam"}
    made = reader.post("/v1/agreements", json=wanted)
    assert made.status_code == 201
    assert made.json()["themeLabel"] == "Terugbellen"
    at = f"/v1/agreements/{made.json()['id']}"
    said = reader.put(f"{at}/outcome", json={"state": "gedaan", "outcome": "Wij bellen."})
    assert (said.json()["mayBeTold"], said.json()["outcomeBy"]) == (False, "anna")
    read = {"version": said.json()["version"]}
    assert reader.post(f"{at}/check", json=read).json()["code"] == "afspraak.zelfde_persoon"
    assert reader.post(f"{at}/tell-back").status_code == 409
    said = reader.put(f"{at}/outcome", json={"state": "gedaan", "outcome": "Wij bellen soms."})
    late = moderator.post(f"{at}/check", json=read)
    assert (late.status_code, late.json()["code"]) == (409, "afspraak.intussen_veranderd")
    assert moderator.post(f"{at}/check").status_code == 422
    read = {"version": said.json()["version"]}
    assert moderator.post(f"{at}/check", json=read).json()["checkedBy"] == "moderator"
    assert reader.post(f"{at}/tell-back").json()["toldOn"]
    listed = reader.get("/v1/agreements", params={"theme": "t1", "state": "gedaan"}).json()
    assert (listed["share"], listed["themes"], len(listed["agreements"])) == (1.0, 1, 1)
    assert reader.get("/v1/agreements", params={"state": "afgesproken"}).json()["agreements"] == []


def test_what_is_not_there_or_not_right_is_told_with_its_place(
    database: Database, reader: TestClient
) -> None:
    _theme(database)
    assert reader.get("/v1/agreements", params={"theme": "t9"}).status_code == 404
    assert reader.get("/v1/agreements", params={"state": "klaar"}).status_code == 422
    assert reader.post("/v1/agreements/7/check", json={"version": 1}).status_code == 404
    new = {"themeId": "t1", "text": " ", "owner": "het team"}
    refused = reader.post("/v1/agreements", json=new)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        422,
        "#/text",
    )
    made = reader.post("/v1/agreements", json={**new, "text": "Bel."}).json()
    wrong = {"state": "klaar", "outcome": "Gebeld."}
    assert reader.put(f"/v1/agreements/{made['id']}/outcome", json=wrong).status_code == 422


def test_what_narrators_say_is_read_and_marked(database: Database, reader: TestClient) -> None:
    _theme(database)
    with database.writing() as session:
        responses.respond(session, "s1", "t1", ResponseKind.WRONG, text="Het ging om [zoon-1].")
    found = reader.get("/v1/themes/t1/responses").json()
    assert (found["recognised"], found["wrong"], found["unseen"]) == (0, 1, 1)
    assert found["responses"][0]["text"] == "Het ging om [zoon-1]."
    assert reader.put("/v1/themes/t1/responses/s1/seen").json()["seenBy"] == "anna"
    assert reader.get("/v1/themes/t1/responses").json()["unseen"] == 0
    assert reader.put("/v1/themes/t1/responses/s2/seen").status_code == 404
    assert reader.get("/v1/themes/t2/responses").status_code == 404


def test_nobody_in_particular_is_no_audience(reader: TestClient) -> None:
    found = reader.get("/v1/audiences").json()["audiences"]
    assert [one["may"] for one in found] == [0] * (len(Audience) - 1)
    empty = reader.get("/v1/audiences/gemeente/stories").json()
    assert (empty["stories"], empty["total"], empty["next"]) == ([], 0, None)
    for wrong in ("niemand", "iedereen"):
        assert reader.get(f"/v1/audiences/{wrong}/stories").status_code == 404
    bad = reader.get("/v1/audiences/gemeente/stories", params={"cursor": "x"})
    assert bad.status_code == 422


def test_all_of_it_is_only_for_who_is_signed_in(stranger: TestClient) -> None:
    for path in ("/v1/agreements", "/v1/audiences", "/v1/themes/t1/responses"):
        assert stranger.get(path).status_code == 401


def test_the_same_steps_on_the_command_line(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    _theme(database)
    with database.writing() as session:
        session.add_all(Account(name=name, role=AccountRole.ANALYST) for name in ("anna", "bram"))

    def say(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["afspraak", *words])
        assert done.exit_code == code, done.output
        return done.output

    assert "Er zijn nog geen afspraken." in say("lijst")
    assert "Afspraak 1 is vastgelegd." in say("nieuw", "t1", "Bel terug.", "--wie", "het team")
    said = say("uitkomst", "1", "gedaan", "Wij bellen.", "--account", "anna")
    assert "Laat nu een ander versie 2 nakijken." in said
    say("vertel", "1", "--account", "anna", code=1)
    say("nagekeken", "1", "--account", "anna", "--versie", "2", code=1)
    assert "intussen veranderd" in say(
        "nagekeken", "1", "--account", "bram", "--versie", "1", code=1
    )
    assert "(het team, versie 2)" in say("lijst")
    say("nagekeken", "1", "--account", "bram", "--versie", "2")
    assert "met hun code" in say("vertel", "1", "--account", "anna")
    listed = say("lijst", "--thema", "t1")
    assert "Gedaan, verteld op" in listed
    assert "Veranderd en verteld: 1 van de 1 thema's." in listed
    said = say("nieuw", "t1", "Nog iets.", "--wie", "wij", "--account", "niemand", code=1)
    assert "Er is geen account met de naam “niemand”." in said
    assert "hoogstens 120 tekens" in say("nieuw", "t1", "Nog iets.", "--wie", "w" * 121, code=1)
