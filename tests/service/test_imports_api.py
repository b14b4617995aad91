"""Files of stories over HTTP: all faults at once, the worker does the rest, it can be stopped."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ingest.pseudonymise import load_pseudonymiser
from models import forms, teams
from models.db import Database
from models.import_batches import ImportBatch, StagedStory
from models.runs import Run
from models.sealing import Sealer
from models.stories import Story
from models.vocabulary import RunKind, RunState
from service import importing, worker
from service.envelope import IMPORT_LIMIT
from service.settings import Settings
from service.wiring import House

CANARY = "Kanariepietje"
ROUTE = "/v1/imports"
CSV = f"Ervaring;Rol\nMijn zoon {CANARY} kreeg pas na elf weken een brief.;ouder\n"


@pytest.fixture
def api_house(database: Database, sealer: Sealer, tmp_path: Path) -> House:
    """A house that takes names away with the rules alone."""
    with database.writing() as session:
        teams.ensure(session, "Noord", organisation="Test")
        forms.load_catalogue(session)
    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url, recognisers="regels"),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


def send(
    client: TestClient, content: str = CSV, *, to: str = "", name: str = "a.csv", **fields: Any
) -> httpx.Response:
    data = {"team": "1", "approved": "true", "purposes": ["associatie", "eigen_team"], **fields}
    return client.post(f"{ROUTE}{to}", data=data, files={"file": (name, content.encode())})


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_looked_at_sent_worked_off_and_followed(
    reader: TestClient, api_house: House, database: Database
) -> None:
    seen = send(reader, to="/preview").json()
    assert (seen["layout"]["value"], seen["stories"], seen["problems"]) == ("tabel", 1, [])
    assert {column["name"]: column["use"] for column in seen["columns"]}["Rol"] == "rol"
    assert (count(database, ImportBatch), CANARY in str(seen)) == (0, False)
    sent = send(reader, settled="op papier", keepLayout="Ons bestand")
    assert sent.status_code == 202, sent.text
    batch = sent.json()
    assert sent.headers["location"] == f"{ROUTE}/{batch['id']}"
    assert (batch["state"]["value"], batch["rows"], batch["stored"]) == ("bezig", 1, 0)
    assert count(database, Story) == 0
    with database.reading() as session:
        run = session.scalars(select(Run)).one()
    assert run.kind is RunKind.IMPORT
    assert worker.work_once(api_house, "proef", run_id=run.id)
    done = reader.get(sent.headers["location"]).json()
    assert (done["state"]["value"], done["stored"]) == ("klaar", 1)
    assert [purpose["value"] for purpose in done["purposes"]] == ["associatie", "eigen_team"]
    with database.reading() as session:
        assert CANARY not in session.scalars(select(Story.text)).one()
        assert session.get_one(Run, run.id).state is RunState.DONE
    assert [one["id"] for one in reader.get(ROUTE).json()] == [batch["id"]]
    assert reader.get("/v1/import-layouts").json()[0]["columns"]["tekst"] == "Ervaring"
    assert send(reader, layout="ons bestand", team="1").status_code == 202


def test_every_fault_is_told_and_nothing_stays(reader: TestClient, database: Database) -> None:
    wrong = send(reader, f"{CSV}kort;ouder\nEen verhaal dat lang genoeg is.;{CANARY}\n")
    assert wrong.status_code == 422
    places = [error["pointer"] for error in wrong.json()["errors"]]
    assert [place.partition(",")[0] for place in places] == ["rij 3", "rij 4"]
    assert CANARY not in wrong.text
    assert (count(database, StagedStory), count(database, Run)) == (0, 0)


def test_who_cancels_keeps_the_worker_from_storing(
    reader: TestClient, api_house: House, database: Database
) -> None:
    batch = send(reader).json()
    address = f"{ROUTE}/{batch['id']}/cancellation"
    assert reader.post(address).json()["state"]["value"] == "geannuleerd"
    assert reader.post(address).status_code == 409
    assert worker.work_once(api_house, "proef")
    assert (count(database, Story), count(database, StagedStory)) == (0, 0)
    with database.reading() as session:
        assert session.scalars(select(Run)).one().state is RunState.DONE


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"team": "999"}, 404),
        ({"form": "bestaat_niet"}, 404),
        ({"layout": "bestaat niet"}, 404),
        ({"columns": "[]"}, 422),
        ({"columns": '{"tekst": 1}'}, 422),
        ({"columns": '{"tekst": "Bestaat niet"}'}, 422),
        ({"columns": '{"tekst": "\\ud83d"}'}, 422),
        ({"keepLayout": "tabel"}, 422),
        ({"purposes": "alles"}, 422),
        ({"name": "a.exe"}, 422),
        ({"content": ""}, 422),
    ],
)
def test_what_does_not_fit_is_refused(
    reader: TestClient, database: Database, fields: dict[str, Any], status: int
) -> None:
    refused = send(reader, **fields)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert (count(database, ImportBatch), count(database, Story)) == (0, 0)


def test_only_an_administrator_sends_and_a_moderator_follows(
    moderator: TestClient, stranger: TestClient
) -> None:
    assert send(moderator).status_code == 403
    assert send(moderator, to="/preview").status_code == 403
    assert moderator.get(ROUTE).json() == []
    assert moderator.get(f"{ROUTE}/weg").status_code == 404
    assert moderator.post(f"{ROUTE}/weg/cancellation").status_code == 403
    assert send(stranger).status_code == 401


def test_what_is_sent_has_no_name_on_disk_so_that_a_killed_process_leaves_nothing(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = importing.begin, []

    def watched(house: House, looked: importing.Looked, **more: Any) -> str:
        path = looked.order.path
        seen.extend(one.is_symlink() for one in path.parent.iterdir())
        seen.append(path.stat().st_nlink == 0)
        return real(house, looked, **more)

    monkeypatch.setattr(importing, "begin", watched)
    assert send(reader).status_code == 202
    assert seen == [True, True]


def test_a_name_with_a_nul_is_no_fault_of_ours(reader: TestClient) -> None:
    field = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    parts = (field.format("team", "", "1"), field.format("file", '; filename="a.c\0v"', CSV))
    body = "--X\r\n" + "--X\r\n".join(parts) + "--X--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    assert reader.post(ROUTE, content=body.encode(), headers=headers).status_code in {400, 422}


def test_a_file_that_is_too_large_is_not_read(reader: TestClient, api_app: FastAPI) -> None:
    del api_app
    headers = {"Content-Length": str(IMPORT_LIMIT + 1), "Content-Type": "multipart/form-data"}
    assert reader.post(ROUTE, content=b"x", headers=headers).status_code == 413
