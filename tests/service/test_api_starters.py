"""Starter themes over the API: shown, put off, and put on again with what they held."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import starters
from models.audit import AuditEvent
from models.db import Database
from models.starters import Example, StarterTheme
from tests.collection import place, tell

TWO = tuple(
    StarterTheme(
        key=key,
        version=1,
        label=key.capitalize(),
        description=f"Over {key}.",
        include="Dit wel.",
        exclude="Dat niet.",
        paraphrases=(Example("ouder", "klacht", f"Het gaat bij ons over {key}."),),
    )
    for key in ("geldzorgen", "wachttijd")
)


@pytest.fixture
def told(database: Database) -> Database:
    """Two starter themes, of which one holds a passage."""
    with database.writing() as session:
        starters.install(session, TWO)
        place(session, tell(session, "s1"), TWO[1].theme_id)
    return database


@pytest.mark.usefixtures("told")
def test_all_are_shown_with_what_they_teach(reader: TestClient) -> None:
    shown = reader.get("/v1/starters").json()
    assert [(one["key"], one["on"], one["sentences"]) for one in shown] == [
        ("geldzorgen", True, 1),
        ("wachttijd", True, 1),
    ]
    assert (shown[1]["theme"]["stories"], shown[1]["theme"]["starter"]) == (1, True)
    assert (shown[1]["includeRule"], shown[1]["excludeRule"]) == ("Dit wel.", "Dat niet.")


def test_one_is_put_off_and_on_again(reader: TestClient, told: Database) -> None:
    off = reader.patch("/v1/starters/wachttijd", json={"on": False, "remark": "Past hier niet."})
    assert (off.json()["on"], off.json()["theme"]["passages"]) == (False, 0)
    assert reader.get("/v1/themes").json() == []
    assert reader.patch("/v1/starters/wachttijd", json={"on": False}).status_code == 200
    on = reader.patch("/v1/starters/wachttijd", json={"on": True})
    assert (on.json()["on"], on.json()["theme"]["passages"]) == (True, 1)
    with told.reading() as session:
        signed = [event.action for event in session.scalars(select(AuditEvent))]
    assert signed == ["starthema.uit", "starthema.aan"]


@pytest.mark.usefixtures("told")
def test_one_that_does_not_exist_and_a_wrong_wish_are_refused(reader: TestClient) -> None:
    assert reader.patch("/v1/starters/onzin", json={"on": True}).status_code == 404
    assert reader.patch("/v1/starters/wachttijd", json={"on": "misschien"}).status_code == 422
