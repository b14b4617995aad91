"""Links over the API: why, for which standard, and what a person decides about it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from models import decisions, stories
from models.audit import AuditEvent
from models.db import Database
from models.passages import Passage
from models.standards import Standard
from service.api.reasons import BY_LETTERS, BY_MEANING, reason_of
from tests.collection import make_link, make_standard, make_theme, place, tell

STANDARD = Standard(key="a", title="Eén vast aanspreekpunt")


@pytest.fixture
def link_id(database: Database) -> int:
    """A proposed link of a theme with one story."""
    with database.writing() as session:
        make_theme(session, "t1")
        passage = place(session, tell(session, "s1", "Telkens opnieuw mijn verhaal."), "t1")
        standard = make_standard(session)
        return make_link(session, "t1", standard, example=passage, words=["afspraak", "wachten"]).id


@pytest.fixture
def passage_id(database: Database, link_id: int) -> int:
    """The passage of that story."""
    del link_id
    with database.reading() as session:
        return session.scalars(select(Passage.id)).one()


def test_a_link_says_what_it_links_and_why(reader: TestClient, link_id: int) -> None:
    [link] = reader.get("/v1/links").json()
    assert link == {
        "id": link_id,
        "version": 1,
        "themeId": "t1",
        "themeLabel": "Lang wachten",
        "standardKey": "proef-1",
        "standardTitle": "Eén vast aanspreekpunt",
        "standardDescription": "U hebt één persoon die u kunt bellen.",
        "standardStatus": {"value": "verified", "label": "In de bron gezien"},
        "setKey": "proef",
        "setName": "Proefkader",
        "setShort": "Proef",
        "setStatus": {"value": "partial", "label": "Deels gezien"},
        "setUrl": "https://bron.example/kader",
        "similarity": 0.5,
        "probability": 0.7,
        "byHand": False,
        "state": {"value": "voorgesteld", "label": "Voorgesteld"},
        "kind": None,
        "kindWithoutStories": None,
        "evidence": [],
        "reason": (
            "Verhalen zeggen “Telkens opnieuw mijn verhaal.”; "
            "de standaard gaat over “Eén vast aanspreekpunt”. "
            "Woorden die in beide staan: afspraak, wachten."
        ),
        "words": ["afspraak", "wachten"],
        "example": "Telkens opnieuw mijn verhaal.",
        "decidedBy": None,
        "decidedAt": None,
        "establishedBy": None,
        "establishedAt": None,
    }


def test_a_decision_is_kept_signed_and_can_be_put_back(
    reader: TestClient, database: Database, link_id: int, passage_id: int
) -> None:
    decision = {
        "state": "bevestigd",
        "kind": "schuurt",
        "evidence": [passage_id],
        "version": 1,
        "reason": "Zo staat het er.",
    }
    link = reader.patch(f"/v1/links/{link_id}", json=decision).json()
    assert (link["state"]["value"], link["kind"]["value"]) == ("bevestigd", "schuurt")
    assert (link["evidence"], link["version"]) == ([passage_id], 3)
    assert link["decidedBy"] == "anna"
    assert link["decidedAt"].endswith(("Z", "+00:00"))

    back = reader.patch(f"/v1/links/{link_id}", json={"state": "voorgesteld"}).json()
    assert (back["kind"], back["decidedBy"], back["decidedAt"]) == (None, None, None)
    with database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert {(event.action, event.subject) for event in events} == {
            ("koppeling.besloten", f"koppeling:{link_id}")
        }
        assert [event.detail for event in events] == [
            {"toestand": "bevestigd", "soort": None, "versie": 2},
            {"toestand": "bevestigd", "soort": "schuurt", "versie": 3, "stukjes": [passage_id]},
            {"toestand": "voorgesteld", "soort": None, "versie": 4},
        ]


def test_two_people_establish_and_everything_is_told(
    reader: TestClient, moderator: TestClient, link_id: int, passage_id: int
) -> None:
    address = f"/v1/links/{link_id}"
    judged = {"state": "bevestigd", "kind": "schuurt", "evidence": [passage_id]}
    reader.patch(address, json=judged)
    same = reader.patch(address, json={"state": "vastgesteld", "version": 3})
    assert (same.status_code, same.json()["code"]) == (409, "koppeling.zelfde")
    also = {"state": "vastgesteld", "version": 3, "reason": "Ik zie het ook."}
    link = moderator.patch(address, json=also).json()
    assert link["state"]["value"] == "vastgesteld"
    assert (link["decidedBy"], link["establishedBy"]) == ("anna", "moderator")

    detail = moderator.get(address).json()
    assert detail["canUndo"]
    assert not reader.get(address).json()["canUndo"]
    assert [one["text"] for one in detail["passages"]] == ["Telkens opnieuw mijn verhaal."]
    told = [
        (one["by"], one["after"]["value"], (one["kind"] or {}).get("value"), one["reason"])
        for one in detail["history"]
    ]
    assert told == [
        ("anna", "bevestigd", None, ""),
        ("anna", "bevestigd", "schuurt", ""),
        ("moderator", "vastgesteld", "schuurt", "Ik zie het ook."),
    ]
    assert detail["origin"] == {
        "run": None, "encoder": "", "themeVersion": None, "setVersion": "1"
    }  # fmt: skip


def test_who_is_second_is_told_what_happened(
    reader: TestClient, moderator: TestClient, link_id: int
) -> None:
    address = f"/v1/links/{link_id}"
    reader.patch(address, json={"state": "afgewezen", "version": 1})
    late = moderator.patch(address, json={"state": "bevestigd", "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "koppeling.veranderd")
    assert late.json()["detail"] == "anna heeft deze koppeling net veranderd: zij is nu afgewezen."


def test_a_judgement_is_taken_away_with_null_and_undone_by_who_did_it(
    reader: TestClient, moderator: TestClient, database: Database, link_id: int, passage_id: int
) -> None:
    address = f"/v1/links/{link_id}"
    judged = {"state": "bevestigd", "kind": "schuurt", "evidence": [passage_id]}
    reader.patch(address, json=judged)
    silent = reader.patch(address, json={"kind": None}).json()
    assert (silent["state"]["value"], silent["kind"], silent["evidence"]) == ("bevestigd", None, [])
    assert moderator.post(f"{address}/undo", json={}).status_code == 409
    back = reader.post(f"{address}/undo", json={"version": 4, "reason": "Toch wel."}).json()
    assert (back["kind"]["value"], back["evidence"]) == ("schuurt", [passage_id])
    assert reader.post(f"{address}/undo", json={"version": 4}).status_code == 409
    with database.reading() as session:
        *_, last = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        assert last.action == "koppeling.ongedaan"
        assert "Toch wel" not in str(last.detail)


def test_without_stories_a_judgement_is_shown_as_that(
    reader: TestClient, database: Database, link_id: int, passage_id: int
) -> None:
    judged = {"state": "bevestigd", "kind": "schuurt", "evidence": [passage_id]}
    reader.patch(f"/v1/links/{link_id}", json=judged)
    with database.writing() as session:
        keep_theme_in_use(session)
        decisions.withdraw(session, stories.get(session, "s1"))
    [link] = reader.get("/v1/links").json()
    assert (link["state"]["value"], link["kind"], link["evidence"]) == ("bevestigd", None, [])
    assert link["kindWithoutStories"]["value"] == "schuurt"
    detail = reader.get(f"/v1/links/{link_id}").json()
    assert detail["passages"] == []
    assert "Telkens" not in str(detail)


def keep_theme_in_use(session: Session) -> None:
    """A second story, so that the theme is still in use when the first is gone."""
    place(session, tell(session, "s9", "Nog een verhaal."), "t1")


@pytest.mark.parametrize("evidence", [[], [10**6]])
def test_a_judgement_without_passages_of_the_theme_is_refused_whole(
    reader: TestClient, link_id: int, evidence: list[int]
) -> None:
    body = {"state": "bevestigd", "kind": "schuurt", "evidence": evidence}
    reply = reader.patch(f"/v1/links/{link_id}", json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, "koppeling.stukjes")
    assert reader.get("/v1/links").json()[0]["state"]["value"] == "voorgesteld"


def test_a_person_links_a_theme_by_hand(
    reader: TestClient, database: Database, link_id: int
) -> None:
    with database.writing() as session:
        make_standard(session, "b-1", set_key="b")
    body = {"themeId": "t1", "standardKey": "b-1", "reason": "Dit hoort erbij."}
    made = reader.post("/v1/links", json=body)
    assert made.status_code == 201
    link = made.json()
    assert (link["byHand"], link["state"]["value"], link["decidedBy"]) == (
        True,
        "bevestigd",
        "anna",
    )
    assert link["reason"] == "Met de hand toegevoegd: Dit hoort erbij."
    assert link["id"] != link_id
    again = reader.post("/v1/links", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "koppeling.bestaat")
    assert reader.post("/v1/links", json=body | {"reason": " "}).status_code == 422
    assert reader.post("/v1/links", json=body | {"standardKey": "x"}).status_code == 404
    assert reader.post("/v1/links", json=body | {"themeId": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"state": "misschien"}, "#/state"),
        ({"state": ""}, "#/state"),
        ({"state": "bevestigd", "kind": "mooi"}, "#/kind"),
        ({"state": "afgewezen", "kind": "schuurt"}, "#/kind"),
        ({}, "#/state"),
        ({"state": "bevestigd", "evidence": [1]}, "#/evidence"),
    ],
)
def test_a_decision_that_does_not_exist_is_refused(
    reader: TestClient, link_id: int, body: dict[str, Any], pointer: str
) -> None:
    reply = reader.patch(f"/v1/links/{link_id}", json=body)
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert reader.get("/v1/links").json()[0]["state"]["value"] == "voorgesteld"


def test_links_are_filtered_by_state_and_set(reader: TestClient, link_id: int) -> None:
    def ids(query: str) -> list[int]:
        return [link["id"] for link in reader.get(f"/v1/links?{query}").json()]

    assert ids("state=voorgesteld") == [link_id]
    assert ids("state=bevestigd") == []
    assert ids("set=proef") == [link_id]
    assert ids("set=anders") == []
    reader.patch(f"/v1/links/{link_id}", json={"state": "afgewezen"})
    assert ids("") == ids("state=afgewezen") == [link_id]
    assert reader.get("/v1/links?state=misschien").status_code == 422


@pytest.mark.parametrize(
    ("link", "status"), [("404", 404), ("0", 422), ("een", 422), ("9" * 30, 422)]
)
def test_an_unknown_link_is_not_found(reader: TestClient, link: str, status: int) -> None:
    reply = reader.patch(f"/v1/links/{link}", json={"state": "bevestigd"})
    assert reply.status_code == status
    assert reader.get(f"/v1/links/{link}").status_code == status
    assert reader.post(f"/v1/links/{link}/undo", json={}).status_code == status


def test_a_set_shows_its_standards_with_links_and_says_what_is_missing(
    reader: TestClient, link_id: int
) -> None:
    [found] = reader.get("/v1/standard-sets").json()
    assert (found["key"], found["missing"]) == ("proef", "De helft")
    assert found["status"]["label"] == "Deels gezien"
    [standard] = found["standards"]
    assert [link["id"] for link in standard["links"]] == [link_id]
    reader.patch(f"/v1/links/{link_id}", json={"state": "afgewezen"})
    [found] = reader.get("/v1/standard-sets").json()
    assert found["standards"][0]["links"] == []


def test_an_example_from_another_theme_is_not_shown(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        place(session, tell(session, "s1"), "t1")
        elsewhere = place(session, tell(session, "s2", "Iets heel anders."), "t2")
        make_link(session, "t1", make_standard(session), example=elsewhere)
    [link] = reader.get("/v1/links").json()
    assert link["example"] is None
    assert link["reason"] == BY_MEANING


def test_a_long_passage_is_cut_between_two_words() -> None:
    example = "Ik heb “alles” al\nzo vaak verteld " + "en nog eens " * 20
    reason = reason_of({}, standard=STANDARD, example=example)
    assert "“Ik heb ‘alles’ al zo vaak verteld en nog eens" in reason
    assert " …”; de standaard" in reason
    assert len(reason) < 160


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"ngram": 0.5, "dense": 0.2}, BY_LETTERS),
        ({"ngram": 0.1, "dense": 0.2}, BY_MEANING),
        ({}, BY_MEANING),
        (None, BY_MEANING),
    ],
)
def test_without_words_or_passage_the_reason_says_what_was_alike(
    parts: dict[str, float] | None, sentence: str
) -> None:
    assert reason_of({"parts": parts}, standard=STANDARD, example=None) == sentence


def test_at_most_five_shared_words_are_named() -> None:
    reason = reason_of({"words": list("abcdefg")}, standard=STANDARD, example=None)
    assert reason == "Woorden die in beide staan: a, b, c, d, e."
