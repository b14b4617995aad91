"""Forms over HTTP: a concept made, changed, translated and published, by administrators only."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from models import forms
from models.audit import AuditEvent
from models.db import Database
from models.forms import Form
from models.vocabulary import AccountRole
from tests.service.conftest import ClientAs

CONTENT: dict[str, Any] = {
    "kind": "jongere",
    "title": "Vertel het ons",
    "roles": ["jongere"],
    "prompts": [{"text": "Wat is er gebeurd?"}],
    "questions": [
        {
            "kind": "keuze",
            "text": "Hoe liep het af?",
            "why": "Zo leren wij wat hielp.",
            "options": [{"label": "Goed"}, {"label": "Niet goed", "picture": "duim_omlaag"}],
            "writeIn": True,
        },
        {
            "kind": "tekst",
            "text": "Wat had beter gekund?",
            "shownWhen": {"question": "hoe_liep_het_af", "options": ["niet_goed"]},
        },
    ],
}
ADDRESS = "/v1/forms/eigen/versions/1"


@pytest.fixture
def shipped(database: Database) -> Database:
    """The forms of the catalogue are there."""
    with database.writing() as session:
        forms.load_catalogue(session)
    return database


def _begun(reader: TestClient) -> dict[str, Any]:
    made = reader.post("/v1/forms", json={"key": "eigen", "title": "Vertel"})
    assert made.status_code == 201, made.text
    page: dict[str, Any] = made.json()
    return page


def _changed(reader: TestClient) -> dict[str, Any]:
    stamp = _begun(reader)["stamp"]
    done = reader.put(ADDRESS, json={"content": CONTENT, "stamp": stamp})
    assert done.status_code == 200, done.text
    page: dict[str, Any] = done.json()
    return page


def test_a_form_is_made_changed_and_published(shipped: Database, reader: TestClient) -> None:
    begun = _begun(reader)
    assert begun["state"] == {"value": "concept", "label": "Concept"}
    assert [one["place"] for one in begun["problems"]] == ["beginvragen"]
    refused = reader.post(f"{ADDRESS}/publication", json={"stamp": begun["stamp"]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "beginvragen"
    changed = reader.put(ADDRESS, json={"content": CONTENT, "stamp": begun["stamp"]}).json()
    assert changed["problems"] == []
    questions = changed["content"]["questions"]
    assert [one["key"] for one in questions] == ["hoe_liep_het_af", "wat_had_beter_gekund"]
    assert [one["key"] for one in questions[0]["options"]] == ["goed", "niet_goed"]
    done = reader.post(f"{ADDRESS}/publication", json={"stamp": changed["stamp"]})
    assert done.json()["state"]["value"] == "gepubliceerd"
    rows = {(row["key"], row["version"]): row for row in reader.get("/v1/forms").json()}
    assert rows["eigen", 1]["intact"]
    assert rows["eigen", 1]["languages"] == ["nl"]
    with shipped.reading() as session:
        actions = [event.action for event in session.query(AuditEvent)]
    assert actions == ["formulier.begonnen", "formulier.gewijzigd", "formulier.gepubliceerd"]


def test_who_is_second_overwrites_nobody(shipped: Database, reader: TestClient) -> None:
    stamp = _begun(reader)["stamp"]
    mine = {"content": CONTENT, "stamp": stamp}
    assert reader.put(ADDRESS, json=mine).status_code == 200
    theirs = {"content": {**CONTENT, "title": "Anders"}, "stamp": stamp}
    answers = [
        reader.put(ADDRESS, json=theirs),
        reader.post(f"{ADDRESS}/publication", json={"stamp": stamp}),
        reader.post(f"{ADDRESS}/publication", json={"stamp": ""}),
        reader.delete(ADDRESS, params={"stamp": stamp}),
        reader.put(f"{ADDRESS}/translations/en", json={"texts": [], "stamp": stamp}),
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert reader.get(ADDRESS).json()["content"]["title"] == CONTENT["title"]


def test_what_is_published_cannot_be_changed_or_thrown_away(
    shipped: Database, reader: TestClient
) -> None:
    page = reader.get("/v1/forms/verhaal/versions/1").json()
    address, stamp = "/v1/forms/verhaal/versions/1", page["stamp"]
    answers = [
        reader.put(address, json={"content": page["content"], "stamp": stamp}),
        reader.delete(address, params={"stamp": stamp}),
        reader.post(f"{address}/publication", json={"stamp": stamp}),
        reader.put(f"{address}/translations/en", json={"texts": [], "stamp": stamp}),
    ]
    assert {answer.status_code for answer in answers} == {409}


def test_a_copy_is_the_next_version_or_a_form_of_its_own(
    shipped: Database, reader: TestClient
) -> None:
    next_one = reader.post("/v1/forms", json={"key": "verhaal", "copyOf": "verhaal"}).json()
    assert next_one["version"] == 2
    again = reader.post("/v1/forms", json={"key": "verhaal", "copyOf": "verhaal"})
    assert again.status_code == 409
    own = reader.post("/v1/forms", json={"key": "eigen", "copyOf": "verhaal", "copyVersion": 1})
    assert (own.json()["key"], own.json()["version"]) == ("eigen", 1)
    assert own.json()["content"] == next_one["content"]
    unknown = reader.post("/v1/forms", json={"key": "x", "copyOf": "bestaat-niet"})
    assert unknown.status_code == 404


def test_a_concept_can_be_thrown_away(shipped: Database, reader: TestClient) -> None:
    page = _changed(reader)
    gone = reader.delete(ADDRESS, params={"stamp": page["stamp"]})
    assert gone.status_code == 204
    assert reader.get(ADDRESS).status_code == 404


def test_nobody_begins_a_form_that_was_stopped_but_the_last_stays(
    shipped: Database, reader: TestClient
) -> None:
    page = _changed(reader)
    reader.post(f"{ADDRESS}/publication", json={"stamp": page["stamp"]})
    stopped = reader.post("/v1/forms/eigen/retirement")
    assert [row["state"]["value"] for row in stopped.json()] == ["gestopt"]
    assert reader.get(ADDRESS).status_code == 200
    assert reader.post("/v1/forms/eigen/retirement").status_code == 409
    with shipped.reading() as session:
        keys = [form.key for form in forms.published(session)]
    answers = [reader.post(f"/v1/forms/{key}/retirement") for key in keys]
    assert [answer.status_code for answer in answers] == [200] * (len(keys) - 1) + [409]


def test_a_translation_goes_out_as_a_file_and_comes_in_again(
    shipped: Database, reader: TestClient
) -> None:
    _changed(reader)
    address = f"{ADDRESS}/translations/en"
    out = reader.get(f"{address}/file")
    rows = out.content.decode("utf-8-sig").split("\r\n")
    assert rows[0] == "plek;Nederlands;English"
    filled = [rows[0], *(f"{row}English" for row in rows[1:] if row)]
    sent = {"file": ("vertaling.csv", "\r\n".join(filled).encode("utf-8-sig"), "text/csv")}
    told = reader.post(f"{address}/file", files=sent)
    assert told.status_code == 200, told.text
    assert told.json()["language"]["offered"]
    assert {text["words"] for text in told.json()["texts"]} == {"English"}
    # A text that changes in Dutch is no longer translated: the language is not offered any more.
    page = reader.get(ADDRESS).json()
    content = {**page["content"], "title": "Vertel het aan ons"}
    page = reader.put(ADDRESS, json={"content": content, "stamp": page["stamp"]}).json()
    english = next(one for one in page["languages"] if one["code"] == "en")
    assert (english["texts"] - english["translated"], english["offered"]) == (1, False)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("vraag.bestaat_niet.tekst;Vraag;Question", "rij 3, kolom plek"),
        ("titel;Vertel het ons;Tell us", "rij 3, kolom plek"),
        ("begin.wat_is_er_gebeurd;Een oude vraag;Old", "rij 3, kolom Nederlands"),
        (f"begin.wat_is_er_gebeurd;Wat is er gebeurd?;{'x' * 301}", "rij 3, kolom vertaling"),
        ("begin.wat_is_er_gebeurd;Wat is er gebeurd?", "rij 3, kolom vertaling"),
    ],
)
def test_what_is_wrong_in_a_translation_is_told_by_row(
    shipped: Database, reader: TestClient, row: str, place: str
) -> None:
    _changed(reader)
    text = f"plek;Nederlands;English\ntitel;Vertel het ons;Tell us\n{row}\n"
    address = f"{ADDRESS}/translations/en/file"
    refused = reader.post(address, files={"file": ("v.csv", text.encode(), "text/csv")})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [place]
    assert reader.get(ADDRESS).json()["languages"][0]["offered"]
    with shipped.reading() as session:
        assert session.query(Form).filter_by(key="eigen").one().translations == {}


def test_a_language_that_no_form_has_is_not_found(shipped: Database, reader: TestClient) -> None:
    for code in ("nl", "xx", "../en"):
        assert reader.get(f"/v1/forms/verhaal/versions/1/translations/{code}").status_code == 404


@pytest.mark.parametrize("role", [AccountRole.MODERATOR, AccountRole.ANALYST])
def test_others_read_but_change_nothing(
    shipped: Database, client_as: ClientAs, role: AccountRole
) -> None:
    client, address = client_as(role), "/v1/forms/verhaal/versions/1"
    stamp = client.get(address).json()["stamp"]
    assert client.get("/v1/forms").status_code == 200
    assert client.get("/v1/form-words").status_code == 200
    assert client.get(f"{address}/file").status_code == 200
    answers = [
        client.post("/v1/forms", json={"key": "eigen"}),
        client.put(address, json={"content": CONTENT, "stamp": stamp}),
        client.delete(address, params={"stamp": stamp}),
        client.post(f"{address}/publication", json={"stamp": stamp}),
        client.post("/v1/forms/verhaal/retirement"),
        client.put(f"{address}/translations/en", json={"texts": [], "stamp": stamp}),
        client.post(f"{address}/translations/en/file", files={"file": ("v.csv", b"x")}),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_a_stranger_sees_nothing(stranger: TestClient) -> None:
    for address in ("/v1/forms", "/v1/form-words", "/v1/forms/verhaal/versions/1"):
        assert stranger.get(address).status_code == 401
