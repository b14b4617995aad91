"""Stories that a person looks at first: who may, what is seen, what a decision does."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import decisions, forms, runs, stories, themes
from models.audit import AuditEvent
from models.base import now
from models.db import Database
from models.passages import Passage
from models.triage import TriageCase
from models.vocabulary import AccountRole, Purpose, RunKind, StoryState
from tests.collection import READERS, make_theme, place, tell
from tests.service.conftest import ClientAs

if TYPE_CHECKING:
    from service.wiring import House

TEXT = "KANARIE vertelt. Mijn man slaat mij als hij gedronken heeft. Het is koud."


def _hold(database: Database, story_id: str = "s1", allows: frozenset[Purpose] = READERS) -> None:
    with database.writing() as session:
        story = tell(
            session,
            story_id,
            TEXT,
            state=StoryState.AWAITING_NARRATOR,
            allows=allows,
            title="Thuis",
        )
        story.alarm = "geweld"
        decisions.approve(session, story)


def _decide(client: TestClient, outcome: str, reason: str | None = None) -> Any:
    body = {"outcome": outcome, "reason": reason}
    return client.put("/v1/triage/s1/decision", json=body)


def _actions(database: Database) -> list[str]:
    with database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [event.action for event in events if event.subject == "s1"]


@pytest.mark.parametrize("role", list(AccountRole))
def test_only_a_moderator_and_an_administrator_come_in(
    client_as: ClientAs, database: Database, role: AccountRole
) -> None:
    _hold(database)
    client = client_as(role)
    answers = [
        client.get("/v1/triage"),
        client.get("/v1/triage/s1"),
        client.put("/v1/triage/s1/decision", json={"outcome": "vrijgegeven"}),
        client.delete("/v1/triage/s1/decision"),
    ]
    if role.may_look_over:
        assert [answer.status_code for answer in answers] == [200] * 4
        return
    for answer in answers:
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "rol.nodig"
        assert "alleen voor moderatoren en beheerders" in answer.json()["detail"]
        assert "KANARIE" not in answer.text
    assert client.get("/v1/overview").status_code == 200


def test_the_queue_tells_kind_and_clock_and_no_word_of_the_story(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    answer = moderator.get("/v1/triage")
    queue = answer.json()
    [row] = queue["waiting"]
    assert row["kind"] == {"value": "geweld", "label": "Geweld"}
    assert (row["late"], row["undoable"], row["outcome"]) == (False, False, None)
    assert (queue["late"], queue["hours"], queue["handled"]) == (0, 24, [])
    assert "KANARIE" not in answer.text
    assert "Thuis" not in answer.text


def test_late_is_said(moderator: TestClient, database: Database) -> None:
    _hold(database)
    with database.writing() as session:
        session.get_one(TriageCase, "s1").due_at = now() - timedelta(minutes=1)
    queue = moderator.get("/v1/triage").json()
    assert queue["late"] == 1
    assert queue["waiting"][0]["late"] is True


def test_the_story_shows_what_set_off_the_alarm_and_the_help_lines(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    story = moderator.get("/v1/triage/s1").json()
    [mark] = story["textMarks"]
    assert "slaat mij" in story["text"][mark["start"] : mark["end"]]
    assert mark["kind"]["value"] == "geweld"
    assert story["titleMarks"] == []
    assert {"112", "0800-2000"} <= {line["number"] for line in story["helpLines"]}


def test_an_answer_is_shown_with_what_set_off_the_alarm(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    with database.writing() as session:
        forms.load_catalogue(session)
        stories.set_significations(
            session,
            stories.get(session, "s1"),
            forms.current(session, "volwassene"),
            {"tip": ({"text": "Ik wil dood."}, None), "afloop": ({"option": "goed"}, None)},
        )
    [answer] = moderator.get("/v1/triage/s1").json()["answers"]
    assert answer["words"] == "Ik wil dood."
    assert [mark["kind"]["value"] for mark in answer["marks"]] == ["zelfdoding"]
    assert "wil dood" not in moderator.get("/v1/triage").text


def test_releasing_lets_others_read_and_places_it(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    assert moderator.get("/v1/stories/s1").status_code == 404
    answer = _decide(moderator, "vrijgegeven")
    assert answer.json()["outcome"]["value"] == "vrijgegeven"
    assert answer.json()["handledBy"] == "moderator"
    assert moderator.get("/v1/stories/s1").status_code == 200
    with database.reading() as session:
        [run] = runs.recent(session)
        assert (run.kind, run.story_id) == (RunKind.PLACE, "s1")
    assert _actions(database)[-1] == "triage.vrijgegeven"


def test_a_released_story_that_is_not_shared_is_not_placed(
    moderator: TestClient, database: Database
) -> None:
    _hold(database, allows=frozenset({Purpose.OWN_TEAM}))
    _decide(moderator, "vrijgegeven")
    with database.reading() as session:
        assert runs.recent(session) == []


def test_keeping_apart_needs_a_reason_and_shows_the_story_to_nobody(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    assert _decide(moderator, "apart_gehouden").status_code == 422
    assert _decide(moderator, "apart_gehouden", "verzonnen").status_code == 422
    assert _decide(moderator, "vrijgegeven", "twijfel").status_code == 422
    assert _decide(moderator, "weg").status_code == 422
    assert _decide(moderator, "apart_gehouden", "gevaar_nu").status_code == 200
    assert moderator.get("/v1/stories/s1").status_code == 404
    [row] = moderator.get("/v1/triage").json()["handled"]
    assert row["reason"]["value"] == "gevaar_nu"
    assert _actions(database) == ["triage.apart_gehouden"]


def test_taking_back_works_once_and_takes_along_what_was_computed(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    assert moderator.delete("/v1/triage/s1/decision").status_code == 409
    _decide(moderator, "vrijgegeven")
    with database.writing() as session:
        place(session, stories.get(session, "s1"), None)
    assert moderator.delete("/v1/triage/s1/decision").json()["outcome"] is None
    assert moderator.get("/v1/stories/s1").status_code == 404
    with database.reading() as session:
        assert session.scalars(select(Passage)).all() == []
    _decide(moderator, "vrijgegeven")
    refused = moderator.delete("/v1/triage/s1/decision")
    assert refused.status_code == 409
    assert refused.json()["code"] == "triage.eenmaal"


def test_taking_back_leaves_no_word_of_the_story_in_a_theme(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    _decide(moderator, "vrijgegeven")
    with database.writing() as session:
        make_theme(session, "t1", "Kanarie").words = ["kanarie"]
        place(session, stories.get(session, "s1"), "t1")
    assert moderator.delete("/v1/triage/s1/decision").status_code == 200
    with database.reading() as session:
        assert themes.get(session, "t1").words == []


def test_a_second_decision_is_refused_and_a_withdrawn_story_is_not_there(
    moderator: TestClient, database: Database
) -> None:
    _hold(database)
    _decide(moderator, "vrijgegeven")
    assert _decide(moderator, "apart_gehouden", "twijfel").status_code == 409
    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, "s1"))
    assert moderator.get("/v1/triage/s1").status_code == 404
    assert moderator.get("/v1/triage").json()["handled"] == []


def test_the_log_and_the_doctor_count_what_is_late_and_say_nothing_of_it(
    api_house: "House", database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    from service.doctor import _triage
    from service.worker import tell_late

    _hold(database)
    assert tell_late(api_house) == 0
    assert _triage(api_house) == (True, "Verhalen die eerst bekeken worden: 1, niets te laat.")
    with database.writing() as session:
        session.get_one(TriageCase, "s1").due_at = now() - timedelta(hours=1)
    assert tell_late(api_house) == 1
    good, sentence = _triage(api_house)
    assert not good
    assert "waarvan 1 te laat" in sentence
    assert "triage.overdue n=1" in caplog.text
    assert "s1" not in caplog.text
    assert "KANARIE" not in caplog.text
