"""Sets of standards over HTTP: brought in by an administrator, in versions that can be compared."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ingest.standard_sets import MOST_BYTES, read_set
from models import audit, standard_sets, standards
from models.audit import AuditEvent
from models.db import Database
from models.runs import Run
from models.standards import StandardSet
from models.vocabulary import AccountRole, LinkState
from service.standard_sets import take_in
from service.wiring import House
from tests.collection import make_link, make_theme, place, tell
from tests.service.conftest import ClientAs

UPLOADS = "/v1/standard-sets/uploads"
DORP: dict[str, Any] = {
    "key": "dorp",
    "version": "1",
    "name": "Afspraken in het dorp",
    "licence": "openbaar",
    "sources": [{"title": "Besluit", "url": "https://dorp.example"}],
    "standards": [
        {"key": "1", "title": "Iemand belt terug", "description": "Wie belt, krijgt antwoord.",
         "wel": ["Ze belden."], "status": "gezien"},
        {"key": "2", "title": "Eén plan", "description": "Er is één plan.", "parent": "1"},
    ],
}  # fmt: skip


def _send(client: TestClient, data: Any, *, name: str = "set.json", dry: bool = False) -> Any:
    content = data if isinstance(data, bytes) else json.dumps(data, indent=1).encode()
    return client.post(UPLOADS, files={"file": (name, content)}, params={"dryRun": dry})


def _sets(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(StandardSet.id))) or 0


def test_a_set_is_looked_over_brought_in_and_known_the_second_time(
    reader: TestClient, database: Database
) -> None:
    tried = _send(reader, DORP, dry=True)
    assert tried.status_code == 200
    assert (tried.json()["stored"], tried.json()["known"]) == (False, False)
    assert _sets(database) == 0
    done = _send(reader, DORP).json()
    assert (done["stored"], done["known"], done["standards"]) == (True, False, 2)
    again = _send(reader, DORP).json()
    assert (again["stored"], again["known"], again["inUse"]) == (False, True, True)
    assert _sets(database) == 1
    with database.reading() as session:
        events = [event.action for event in session.scalars(select(AuditEvent))]
        assert events == ["standaarden.ingelezen"]
        assert audit.walk(session).broken is None
        assert session.scalar(select(func.count(Run.id))) == 1


def test_every_fault_is_told_by_line_and_nothing_is_stored(
    reader: TestClient, database: Database
) -> None:
    wrong = DORP | {"standards": [*DORP["standards"], {"key": "1", "titel": "x"}]}
    reply = _send(reader, wrong)
    assert reply.status_code == 422
    assert reply.json()["code"] == "set.fouten"
    places = [error["pointer"] for error in reply.json()["errors"]]
    assert places == [
        "regel 28, veld title", "regel 28, veld description", "regel 29, veld key",
        "regel 30, veld titel",
    ]  # fmt: skip
    assert _sets(database) == 0


def test_one_version_has_one_content_and_a_new_one_tells_what_differs(
    reader: TestClient, database: Database
) -> None:
    _send(reader, DORP)
    first, _ = DORP["standards"]
    other = DORP | {"standards": [first | {"title": "Iemand belt snel terug"}]}
    assert _send(reader, other).status_code == 409
    with database.writing() as session:
        make_theme(session, "t1")
        place(session, tell(session, "s1"), "t1")
        for _, standard in standards.current_standards(session):
            make_link(session, "t1", standard, state=LinkState.CONFIRMED)
    done = _send(reader, other | {"version": "2"}).json()
    assert (done["before"], done["linksKept"], done["linksAgain"]) == ("1", 0, 1)
    page = reader.get("/v1/standard-sets/dorp").json()
    assert page["set"]["version"] == "2"
    assert [(one["version"], one["current"]) for one in page["versions"]] == [
        ("1", False), ("2", True),
    ]  # fmt: skip
    assert page["versions"][1]["createdBy"] == "anna"
    [standard] = page["set"]["standards"]
    assert [link["state"]["value"] for link in standard["links"]] == ["voorgesteld"]
    asked = {"before": "1", "after": "2"}
    found = reader.get("/v1/standard-sets/dorp/difference", params=asked).json()
    assert [one["key"] for one in found["removed"]] == ["dorp-2"]
    assert found["changed"][0]["changes"] == [
        {"name": "title", "label": "titel", "before": "Iemand belt terug",
         "after": "Iemand belt snel terug"}
    ]  # fmt: skip
    assert found == done["difference"]
    older = reader.get("/v1/standard-sets/dorp", params={"version": "1"}).json()["set"]
    assert [one["key"] for one in older["standards"]] == ["dorp-1", "dorp-2"]
    assert older["standards"][1]["parent"] == "dorp-1"
    assert reader.get(
        "/v1/standard-sets/dorp/difference", params={"before": "1", "after": "9"}
    ).status_code == 404  # fmt: skip


def test_a_retired_set_is_shown_only_when_asked_and_can_come_back(
    reader: TestClient, database: Database
) -> None:
    _send(reader, DORP)
    address = "/v1/standard-sets/dorp/retirement"
    assert reader.delete(address).status_code == 409
    assert reader.post(address, json={"reason": " "}).status_code == 422
    gone = reader.post(address, json={"reason": "Geldt niet meer."}).json()
    assert (gone["current"], gone["retiredReason"], gone["retiredBy"]) == (
        False, "Geldt niet meer.", "anna",
    )  # fmt: skip
    assert gone["retiredAt"]
    assert reader.post(address, json={"reason": "Nog eens"}).status_code == 409
    assert reader.get("/v1/standard-sets").json() == []
    [shown] = reader.get("/v1/standard-sets", params={"retired": True}).json()
    assert shown["retiredReason"] == "Geldt niet meer."
    assert reader.delete(address).json()["current"] is True
    assert len(reader.get("/v1/standard-sets").json()) == 1
    with database.reading() as session:
        actions = [event.action for event in session.scalars(select(AuditEvent))]
    assert actions[1:] == ["standaarden.vervallen", "standaarden.teruggezet"]


@pytest.mark.parametrize("role", [AccountRole.MODERATOR, AccountRole.ANALYST])
def test_only_an_administrator_changes_sets_and_everybody_reads_them(
    reader: TestClient, client_as: ClientAs, role: AccountRole
) -> None:
    _send(reader, DORP)
    client = client_as(role)
    answers = [
        _send(client, DORP | {"version": "2"}),
        _send(client, DORP | {"version": "2"}, dry=True),
        client.post("/v1/standard-sets/dorp/retirement", json={"reason": "Weg"}),
        client.delete("/v1/standard-sets/dorp/retirement"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert client.get("/v1/standard-sets/dorp").json()["versions"][0]["current"]
    assert client.get("/v1/standard-sets/dorp/file").status_code == 200


def test_a_set_that_is_not_there_is_not_found(reader: TestClient) -> None:
    for address in ("dorp", "dorp/file", "dorp/difference?before=1&after=2"):
        assert reader.get(f"/v1/standard-sets/{address}").status_code == 404
    reply = reader.post("/v1/standard-sets/dorp/retirement", json={"reason": "Weg"})
    assert reply.status_code == 404


def test_a_set_taken_along_can_be_brought_in_again(reader: TestClient) -> None:
    _send(reader, DORP)
    for shape, kind in (("yaml", "application/yaml"), ("csv", "text/csv")):
        reply = reader.get("/v1/standard-sets/dorp/file", params={"format": shape})
        assert reply.headers["content-type"].startswith(kind)
        assert reply.headers["content-disposition"] == f'attachment; filename="dorp-1.{shape}"'
        assert _send(reader, reply.content, name=f"set.{shape}").json()["known"] is True
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["set_sleutel"], row["sleutel"], row["bron"]) for row in rows] == [
        ("dorp", "dorp-1", "verified"), ("", "dorp-2", "reconstructed"),
    ]  # fmt: skip


def test_every_shipped_set_can_be_taken_along_and_is_known_when_it_comes_back(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        known = {
            row.key: standard_sets.content_of(session, row) for row in standards.all_sets(session)
        }
    for key, content in known.items():
        for shape in ("yaml", "csv"):
            told = reader.get(f"/v1/standard-sets/{key}/file", params={"format": shape}).content
            assert read_set(told, name=f"set.{shape}") == content, (key, shape)


def test_a_large_file_is_taken_and_a_larger_one_is_refused(
    reader: TestClient, database: Database
) -> None:
    members = [{"key": str(n), "title": "T" * 200, "description": "D" * 300} for n in range(1_000)]
    large = DORP | {"standards": members}
    assert len(json.dumps(large)) > 256 * 1024
    assert _send(reader, large).json()["standards"] == 1_000
    assert _send(reader, b"x" * (MOST_BYTES + 1), name="set.csv").json()["code"] == (
        "import.te_groot"
    )
    assert _send(reader, b"x" * (MOST_BYTES + 2_000_000), name="set.csv").status_code == 413
    assert _sets(database) == 1


def test_a_large_request_elsewhere_is_still_refused(reader: TestClient) -> None:
    reply = reader.post("/v1/standard-sets/dorp/retirement", json={"reason": "x" * 300_000})
    assert reply.status_code == 413


def test_two_who_send_the_same_set_at_once_make_one(
    reader: TestClient, api_house: House, database: Database
) -> None:
    del reader
    content = json.dumps(DORP).encode()
    with ThreadPoolExecutor(2) as both:
        sent = [both.submit(take_in, api_house, content, name="set.json") for _ in range(2)]
        assert sorted(one.result().is_new for one in sent) == [False, True]
    assert _sets(database) == 1
