"""Comparing sets over the API: judged blind, decided with a reason, taken along as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import crosswalk, db
from models.audit import AuditEvent
from models.base import now
from models.db import Database
from models.standards import StandardSentence
from models.vocabulary import AccountRole
from nlp.language import Dutch, LookupDutch
from nlp.linking import StandardText
from service import crosswalk as comparing
from service.crosswalk import Outlooks, Texts
from service.schemas import JudgementGiven, JudgementView, MappingDecision, MappingView
from service.schemas.shape import Schema
from service.wiring import House
from tests.models.test_mappings import make_set
from tests.nlp.conftest import FakeEmbedder
from tests.service.conftest import ClientAs

PAIR = "/v1/crosswalks/een/twee"
Brought = Callable[[], int]


@pytest.fixture
def sets(database: Database) -> None:
    """Two sets with one standard that both have, a third without any."""
    with database.writing() as session:
        one, two, _ = (
            make_set(session, "een"),
            make_set(session, "twee", size=2),
            make_set(session, "leeg", size=0),
        )
        for each in (one, two):
            each.standards[0].title = "Snelle hulp"
            each.standards[0].description = "Niemand wacht lang op een brief."
            session.add(
                StandardSentence(standard_id=each.standards[0].id, met=False, text="Ik wachtte.")
            )


@pytest.fixture
def dutch() -> Dutch:
    """Dutch by rules and dictionary: the same on every machine."""
    return LookupDutch()


@pytest.fixture
def fake_encoder(api_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(House, "embedder", property(lambda house: FakeEmbedder()))
    del api_house


@pytest.fixture
def brought(reader: TestClient, sets: None) -> int:
    """A pair that anna brought up; its number."""
    del sets
    reply = reader.post(f"{PAIR}/mappings", json={"source": "een-1", "target": "twee-1"})
    assert reply.status_code == 201
    number: int = reply.json()["id"]
    return number


def _judge(client: TestClient, number: int, relation: str, note: str = "") -> dict[str, object]:
    reply = client.put(
        f"/v1/crosswalk-mappings/{number}/judgement", json={"relation": relation, "note": note}
    )
    assert reply.status_code == 200, reply.text
    found: dict[str, object] = reply.json()
    return found


@pytest.mark.usefixtures("sets", "fake_encoder")
def test_the_machine_proposes_with_a_reason_and_again_gives_the_same(
    reader: TestClient, database: Database
) -> None:
    first = reader.post(f"{PAIR}/proposals")
    assert (first.status_code, first.json()["new"] >= 1) == (200, True)
    shown = reader.get(f"{PAIR}/mappings").content
    [best, *_] = reader.get(f"{PAIR}/mappings").json()
    assert (best["source"]["key"], best["target"]["key"]) == ("een-0", "twee-0")
    assert (best["proposed"]["value"], best["similarity"]) == ("zelfde", 1.0)
    assert "Beide noemen: " in best["reason"]
    assert (best["state"]["value"], best["relation"], best["judgements"]) == (
        "voorgesteld",
        None,
        [],
    )
    again = reader.post("/v1/crosswalks/twee/een/proposals")
    assert (again.json()["new"], again.json()["gone"]) == (0, 0)
    assert reader.get(f"{PAIR}/mappings").content == shown
    with database.reading() as session:
        signed = [event.action for event in session.scalars(select(AuditEvent))]
    assert signed == ["vergelijking.voorgesteld"] * 2


def test_sets_look_at_each_other_once_until_a_text_changes(dutch: Dutch) -> None:
    def texts(sentence: str) -> Texts:
        return Texts(
            (StandardText("a-1", "a", "Eén", sentence), StandardText("b-1", "b", "Twee", "Zin.")),
            (("b-1", "Ik wachtte."),),
        )

    held, embedder = Outlooks(), FakeEmbedder()
    first = held.of("a", texts("Zin."), embedder=embedder, dutch=dutch)
    assert held.of("a", texts("Zin."), embedder=embedder, dutch=dutch) is first
    assert held.of("a", texts("Anders."), embedder=embedder, dutch=dutch) is not first
    assert "Zin" not in repr(texts("Zin."))


@pytest.mark.usefixtures("sets")
@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/crosswalks/een/drie", 404, "set.onbekend"),
        ("/v1/crosswalks/een@9/twee", 404, "set.onbekend"),
        ("/v1/crosswalks/een/een", 422, "vergelijking.zelfde_set"),
        ("/v1/crosswalks/een@1/een", 422, "vergelijking.zelfde_set"),
    ],
    ids=["unknown", "unknown version", "twice", "twice by version"],
)
def test_sets_that_cannot_be_compared_are_refused_everywhere(
    reader: TestClient, address: str, status: int, code: str
) -> None:
    replies = [
        reader.get(f"{address}/{part}") for part in ("mappings", "agreement", "coverage", "export")
    ]
    replies += [
        reader.post(f"{address}/proposals"),
        reader.post(f"{address}/mappings", json={"source": "een-0", "target": "twee-0"}),
    ]
    assert {(reply.status_code, reply.json()["code"]) for reply in replies} == {(status, code)}


@pytest.mark.usefixtures("sets")
def test_an_empty_set_has_nothing_to_propose(reader: TestClient) -> None:
    reply = reader.post("/v1/crosswalks/een/leeg/proposals")
    assert (reply.status_code, reply.json()["code"]) == (422, "vergelijking.lege_set")
    assert reader.get("/v1/crosswalks/een/leeg/coverage").json()["columns"] == []


def test_a_retired_set_is_read_but_no_longer_changed(
    reader: TestClient, database: Database, brought: int
) -> None:
    with database.writing() as session:
        crosswalk.find_set(session, "twee").retired_at = now()
    assert [one["id"] for one in reader.get(f"{PAIR}/mappings").json()] == [brought]
    assert "twee" not in [one["key"] for one in reader.get("/v1/crosswalks").json()["sets"]]
    replies = [
        reader.post(f"{PAIR}/proposals"),
        reader.post(f"{PAIR}/mappings", json={"source": "een-0", "target": "twee-0"}),
        reader.put(f"/v1/crosswalk-mappings/{brought}/judgement", json={"relation": "zelfde"}),
    ]
    assert {(one.status_code, one.json()["code"]) for one in replies} == {(409, "set.uit_gebruik")}


def test_nobody_sees_what_another_said_before_saying_it(
    reader: TestClient, client_as: ClientAs, brought: int
) -> None:
    other = client_as(AccountRole.ANALYST)
    mine = _judge(reader, brought, "bijna_zelfde", "Kanariepiet vindt van wel.")
    assert [one["own"] for one in mine["judgements"]] == [True]  # type: ignore[attr-defined]
    addresses = [
        f"/v1/crosswalk-mappings/{brought}",
        f"{PAIR}/mappings",
        f"{PAIR}/coverage",
        f"{PAIR}/agreement",
        f"{PAIR}/export?proposals=true",
        f"{PAIR}/export?format=ttl&proposals=true",
    ]
    for address in addresses:
        told = other.get(address).text
        assert "Kanariepiet" not in told
        assert "bijna_zelfde" not in told
    hidden = other.get(addresses[0]).json()
    assert (hidden["state"]["value"], hidden["judgements"]) == ("een_beoordelaar", [])

    both = _judge(other, brought, "geen")
    assert both["state"]["value"] == "oneens"  # type: ignore[index]
    said = {one["by"]: one["relation"]["value"] for one in both["judgements"]}  # type: ignore[attr-defined]
    assert said == {"anna": "bijna_zelfde", "analist": "geen"}
    third = client_as(AccountRole.MODERATOR)
    assert third.get(addresses[0]).json()["judgements"] == []


def test_people_who_differ_talk_and_somebody_decides(
    reader: TestClient, client_as: ClientAs, database: Database, brought: int
) -> None:
    other = client_as(AccountRole.ANALYST)
    address = f"/v1/crosswalk-mappings/{brought}/decision"
    body = {"relation": "breder", "reason": "Na overleg op dinsdag."}
    early = reader.put(address, json=body)
    assert (early.status_code, early.json()["code"]) == (409, "vergelijking.niet_oneens")
    _judge(reader, brought, "bijna_zelfde")
    _judge(other, brought, "breder")
    without = reader.put(address, json=body | {"reason": " "})
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "#/reason")
    decided = reader.put(address, json=body).json()
    assert (decided["state"]["value"], decided["relation"]["value"]) == ("besloten", "breder")
    assert (decided["decidedBy"], decided["decidedReason"]) == ("anna", "Na overleg op dinsdag.")
    late = other.put(f"/v1/crosswalk-mappings/{brought}/judgement", json={"relation": "geen"})
    assert (late.status_code, late.json()["code"]) == (409, "vergelijking.al_besloten")
    back = other.delete(address).json()
    assert (back["state"]["value"], back["relation"]) == ("oneens", None)
    assert other.delete(address).status_code == 409
    with database.reading() as session:
        signed = [event.action for event in session.scalars(select(AuditEvent))]
    assert signed == [
        f"vergelijking.{what}"
        for what in ("ingebracht", "beoordeeld", "beoordeeld", "besloten", "heropend")
    ]


def test_a_pair_is_brought_up_in_any_order_and_once(reader: TestClient, brought: int) -> None:
    again = reader.post(
        "/v1/crosswalks/twee/een/mappings", json={"source": "twee-1", "target": "een-1"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "vergelijking.bestaat_al")
    assert str(brought) in again.json()["detail"]
    for body in ({"source": "een-0", "target": "een-1"}, {"source": "x", "target": "twee-0"}):
        assert reader.post(f"{PAIR}/mappings", json=body).status_code == 404


def test_an_unknown_relation_or_pair_changes_nothing(reader: TestClient, brought: int) -> None:
    reply = reader.put(f"/v1/crosswalk-mappings/{brought}/judgement", json={"relation": "ongeveer"})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "#/relation")
    address = "/v1/crosswalk-mappings/99999"
    assert reader.get(address).status_code == 404
    assert reader.put(f"{address}/judgement", json={"relation": "zelfde"}).status_code == 404
    assert reader.get(f"/v1/crosswalk-mappings/{brought}").json()["judgements"] == []


def test_agreement_says_what_it_is_or_why_it_is_not_there(
    reader: TestClient, client_as: ClientAs, brought: int
) -> None:
    empty = reader.get(f"{PAIR}/agreement").json()
    assert (empty["pairs"], empty["kappa"], empty["alpha"]) == (0, None, None)
    assert empty["note"] == "Er is nog geen paar dat twee personen apart hebben beoordeeld."
    other = client_as(AccountRole.ANALYST)
    second = reader.post(f"{PAIR}/mappings", json={"source": "een-2", "target": "twee-0"}).json()
    for client in (reader, other):
        _judge(client, brought, "zelfde")
    same = reader.get(f"{PAIR}/agreement").json()
    assert (same["raw"], same["kappa"]) == (1.0, None)
    assert same["note"] == "Niet te berekenen: iedereen koos steeds hetzelfde."
    for client in (reader, other):
        _judge(client, second["id"], "geen")
    full = reader.get(f"{PAIR}/agreement").json()
    assert (full["pairs"], full["people"], full["kappa"], full["alpha"]) == (2, 2, 1.0, 1.0)


def test_what_two_agree_on_covers_and_is_taken_along(
    reader: TestClient, client_as: ClientAs, brought: int
) -> None:
    assert reader.get("/v1/crosswalks").json()["shares"] == []
    for client in (reader, client_as(AccountRole.ANALYST)):
        _judge(client, brought, "smaller")
    matrix = reader.get("/v1/crosswalks/twee/een/coverage").json()
    [cell] = matrix["cells"]
    assert (cell["row"], cell["column"]) == ("twee-1", "een-1")
    assert (cell["relation"]["value"], cell["settled"]) == ("breder", True)
    assert (matrix["ofRows"]["covered"], matrix["ofRows"]["without"]) == (["twee-1"], ["twee-0"])
    overview = reader.get("/v1/crosswalks").json()
    assert overview["shares"] == [
        {"source": "een", "target": "twee", "covered": 1, "total": 3},
        {"source": "twee", "target": "een", "covered": 1, "total": 2},
    ]
    table = reader.get(f"{PAIR}/export")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline=""))
    assert (row["standaard_1"], row["relatie"]) == ("een-1", "smaller")
    turtle = reader.get("/v1/crosswalks/twee/een/export?format=ttl")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert turtle.text.count("skos:narrowMatch") == 1
    assert reader.get(f"{PAIR}/export?format=pdf").status_code == 422


@pytest.mark.usefixtures("sets")
def test_somebody_can_write_while_a_file_is_made(
    reader: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = comparing.as_file

    def beside(*asked: Any, **more: Any) -> bytes:
        with database.writing():
            return made(*asked, **more)

    monkeypatch.setattr(db, "WRITE_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(comparing, "as_file", beside)
    assert reader.get(f"{PAIR}/export").status_code == 200


def test_a_list_is_asked_by_state_and_by_standard(reader: TestClient, brought: int) -> None:
    def ids(query: str) -> list[int]:
        return [one["id"] for one in reader.get(f"{PAIR}/mappings?{query}").json()]

    assert ids("state=voorgesteld") == ids("standard=twee-1") == [brought]
    assert ids("state=eens") == ids("standard=twee-0") == []
    assert reader.get(f"{PAIR}/mappings?state=onzin").status_code == 422


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        (JudgementGiven, ["note"]),
        (JudgementView, ["by", "note"]),
        (MappingDecision, ["reason"]),
        (MappingView, ["reason", "judgements", "decided_by", "decided_reason"]),
    ],
)
def test_no_shape_shows_what_people_wrote_or_who(shape: type[Schema], names: list[str]) -> None:
    shown = " ".join(
        repr(shape.model_construct(**{name: [made] if name == "judgements" else "Kanarie"}))
        for name in names
        for made in [JudgementView.model_construct(by="Kanarie", note="Kanarie")]
    )
    assert "Kanarie" not in shown
