"""Write-ups of sessions in the API: codes once, then numbers only."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import teams
from models.audit import AuditEvent
from models.db import Database
from models.group_tellings import GroupVoice
from models.sealing import Sealer
from models.stories import Story
from models.vocabulary import AccountRole, StoryState
from service.settings import Settings
from tests.collection import tell
from tests.service.conftest import ClientAs

if TYPE_CHECKING:
    from service.wiring import House

TEXT = "Wij zaten met acht mensen aan tafel.\n\nFatima de Vries vertelde van haar KANARIE."


@pytest.fixture
def api_house(database: Database, sealer: Sealer, tmp_path: Path) -> "House":
    """A house with the rules that find personal data."""
    from ingest.pseudonymise import load_pseudonymiser
    from service.wiring import House

    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


@pytest.fixture
def team_id(database: Database) -> int:
    """A team to write about."""
    with database.writing() as session:
        return teams.ensure(session, "Wijkteam Zuid", organisation="Zuid").id


def _create(client: TestClient, team_id: int, **changed: Any) -> Any:
    body = {"teamId": team_id, "people": 3, "title": "De avond", "text": TEXT, **changed}
    return client.post("/v1/group-tellings", json=body)


def test_codes_come_once_and_then_only_numbers(
    reader: TestClient, team_id: int, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = _create(reader, team_id)
    made = answer.json()
    assert answer.status_code == 201
    assert [one["number"] for one in made["codes"]] == [1, 2, 3]
    assert made["codeAddress"].endswith("/code")
    assert (made["paragraphs"], made["replaced"]) == (2, 1)
    [row] = reader.get("/v1/group-tellings").json()["groupTellings"]
    assert row == reader.get(f"/v1/group-tellings/{made['id']}").json()
    assert (row["voices"], row["answered"]) == (3, 0)
    everything = reader.get("/v1/group-tellings").text + caplog.text
    for hidden in ("KANARIE", "De avond", *(one["code"] for one in made["codes"])):
        assert hidden not in everything
    with database.reading() as session:
        [event] = session.scalars(select(AuditEvent)).all()
        assert (event.action, event.detail) == ("verslag.gemaakt", {"mensen": 3})
    assert reader.get(f"/v1/stories/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"people": 1}, "#/people"),
        ({"people": 31}, "#/people"),
        ({"text": "Kort."}, "#/text"),
        ({"title": "x" * 200}, "#/title"),
        ({"teamId": 999}, "#/teamId"),
    ],
)
def test_what_cannot_be_names_the_field(
    reader: TestClient, team_id: int, changed: dict[str, Any], place: str
) -> None:
    answer = _create(reader, team_id, **changed)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == place
    assert reader.get("/v1/group-tellings").json()["groupTellings"] == []


def test_a_lost_code_is_replaced_and_the_old_one_is_gone(
    reader: TestClient, team_id: int, database: Database
) -> None:
    made = _create(reader, team_id).json()
    path = f"/v1/group-tellings/{made['id']}/codes"
    fresh = reader.post(path, json={"number": 2}).json()
    assert fresh["number"] == 2
    with database.reading() as session:
        locators = [
            one.locator for one in session.scalars(select(GroupVoice).order_by(GroupVoice.id))
        ]
    assert locators[1] == fresh["code"][:4]
    assert made["codes"][1]["code"][:4] not in locators
    assert reader.post(path, json={"number": 4}).status_code == 404


def test_an_analyst_gets_no_code_to_a_text_that_nobody_may_read_and_takes_nothing_away(
    client_as: ClientAs, team_id: int
) -> None:
    analyst, moderator = client_as(AccountRole.ANALYST), client_as(AccountRole.MODERATOR)
    path = f"/v1/group-tellings/{_create(moderator, team_id).json()['id']}"
    refused = [analyst.post(f"{path}/codes", json={"number": 1}), analyst.delete(path)]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert moderator.post(f"{path}/codes", json={"number": 1}).status_code == 200
    assert moderator.delete(path).status_code == 204


def test_taken_away_it_is_empty_and_no_code_is_given_any_more(
    reader: TestClient, team_id: int, database: Database
) -> None:
    made = _create(reader, team_id).json()
    path = f"/v1/group-tellings/{made['id']}"
    assert [reader.delete(path).status_code for _ in range(2)] == [204, 204]
    with database.reading() as session:
        story = session.get_one(Story, made["id"])
        assert (story.state, story.text, story.title) == (StoryState.WITHDRAWN, "", "")
    assert reader.post(f"{path}/codes", json={"number": 1}).status_code == 409


def test_an_ordinary_story_is_no_write_up(
    reader: TestClient, stranger: TestClient, database: Database
) -> None:
    with database.writing() as session:
        tell(session, "s1")
    assert reader.get("/v1/group-tellings/s1").status_code == 404
    assert reader.delete("/v1/group-tellings/s1").status_code == 404
    assert reader.post("/v1/group-tellings/s1/codes", json={"number": 1}).status_code == 404
    assert stranger.get("/v1/group-tellings").status_code == 401
    with database.reading() as session:
        assert session.get_one(Story, "s1").state is StoryState.APPROVED
