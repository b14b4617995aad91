"""Proposals over the API: shown with pieces of stories, done or sent away, once."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import proposals, themes
from models.audit import AuditEvent
from models.db import Database
from models.vocabulary import ProposalKind, ResidueReason, StoryState
from tests.collection import make_theme, place, tell

CANARY = "Kanariepiet floot om drie uur in de ochtend een wijsje voor niemand."


@pytest.fixture
def waiting(database: Database) -> int:
    """A new theme is proposed from four loose passages; readers may not see the strongest."""
    with database.writing() as session:
        make_theme(session, "t1")
        texts = {f"s{n}": (f"Verhaal {n}.", StoryState.APPROVED) for n in range(3)}
        ids = [
            place(
                session, tell(session, key, text, state=state), None, reason=ResidueReason.DOUBT
            ).id
            for key, (text, state) in (texts | {"stil": (CANARY, StoryState.IN_TRIAGE)}).items()
        ]
        proposal = proposals.add(
            session,
            None,
            kind=ProposalKind.NEW,
            parts=[{"label": "Vervoer", "passages": ids, "strengths": [0.5, 0.7, 0.6, 0.9]}],
            detail={"jaccard": 0.25, "waar": ["t1"]},
        )
        assert proposal is not None
        return proposal.id


def test_what_waits_is_shown_with_what_readers_may_see(reader: TestClient, waiting: int) -> None:
    [shown] = reader.get("/v1/proposals").json()
    assert (shown["id"], shown["kind"]["value"], shown["themes"]) == (waiting, "nieuw", [])
    assert (shown["counts"], shown["passages"]) == ({"jaccard": 0.25}, 4)
    [part] = shown["parts"]
    assert (part["label"], part["stability"]["value"]) == ("Vervoer", "onbekend")
    assert [one["storyId"] for one in part["examples"]] == ["s1", "s2", "s0"]
    assert "Kanariepiet" not in str(shown)


def test_a_proposal_is_done_once_and_can_be_undone(
    reader: TestClient, database: Database, waiting: int
) -> None:
    reply = reader.post(f"/v1/proposals/{waiting}/accept", json={"reason": "Komt vaak terug."})
    [made] = reply.json()["themes"]
    assert (made["label"], made["stories"]) == ("Vervoer", 3)
    assert reply.json()["proposal"]["decidedBy"] == "anna"
    again = reader.post(f"/v1/proposals/{waiting}/accept", json={})
    assert (again.status_code, again.json()["code"]) == (409, "voorstel.al_besloten")
    assert reader.get("/v1/proposals").json() == []
    assert reader.get(f"/v1/proposals/{waiting}").json()["state"]["value"] == "aangenomen"

    [born] = reader.get(f"/v1/themes/{made['id']}").json()["history"]
    assert born["remark"] == "Komt vaak terug."
    assert reader.post(f"/v1/theme-events/{born['id']}/undo", json={}).status_code == 200
    assert [one["id"] for one in reader.get("/v1/proposals").json()] == [waiting]
    with database.reading() as session:
        assert {theme.id for theme in themes.live(session)} == {"t1"}
        signed = [event.action for event in session.scalars(select(AuditEvent))]
    assert signed == ["voorstel.aangenomen", "thema.ongedaan"]


def test_a_proposal_that_is_sent_away_keeps_the_reason(
    reader: TestClient, database: Database, waiting: int
) -> None:
    reply = reader.post(f"/v1/proposals/{waiting}/reject", json={"reason": "Te klein."})
    assert (reply.status_code, reply.json()["themes"]) == (200, [])
    shown = reader.get(f"/v1/proposals/{waiting}").json()
    assert (shown["state"]["value"], shown["reason"]) == ("afgewezen", "Te klein.")
    assert reader.post(f"/v1/proposals/{waiting}/reject", json={}).status_code == 409
    with database.reading() as session:
        [signed] = session.scalars(select(AuditEvent))
        assert (signed.action, signed.subject) == ("voorstel.afgewezen", f"voorstel:{waiting}")


def test_a_no_can_be_taken_back_and_both_are_signed(
    reader: TestClient, database: Database, waiting: int
) -> None:
    address = f"/v1/proposals/{waiting}"
    assert reader.post(f"{address}/reconsider", json={}).status_code == 409
    reader.post(f"{address}/reject", json={"reason": "Te klein."})
    [sent_away] = reader.get("/v1/proposals", params={"state": "afgewezen"}).json()
    assert sent_away["id"] == waiting
    reply = reader.post(f"{address}/reconsider", json={"reason": "Er is meer."})
    shown = reply.json()["proposal"]
    assert (reply.status_code, shown["state"]["value"]) == (200, "open")
    assert (shown["decidedBy"], shown["decidedAt"]) == (None, None)
    assert [(one["kind"]["value"], one["by"], one["remark"]) for one in shown["decisions"]] == [
        ("afgewezen", "anna", "Te klein."),
        ("open", "anna", "Er is meer."),
    ]
    assert [one["id"] for one in reader.get("/v1/proposals").json()] == [waiting]
    with database.reading() as session:
        signed = [event.action for event in session.scalars(select(AuditEvent))]
    assert signed == ["voorstel.afgewezen", "voorstel.heroverwogen"]


@pytest.mark.usefixtures("waiting")
def test_what_does_not_exist_is_not_found_and_too_much_is_refused(reader: TestClient) -> None:
    assert reader.post("/v1/proposals/9999/accept", json={}).status_code == 404
    assert reader.post("/v1/proposals/9999/reconsider", json={}).status_code == 404
    assert reader.get("/v1/proposals/9999").status_code == 404
    assert reader.get("/v1/proposals", params={"state": "weg"}).status_code == 422
    [shown] = reader.get("/v1/proposals").json()
    address = f"/v1/proposals/{shown['id']}/reject"
    assert reader.post(address, json={"reason": "x" * 501}).status_code == 422
    assert reader.post(address, json={"reason": "x", "meer": 1}).status_code == 422
    assert len(reader.get("/v1/proposals").json()) == 1
