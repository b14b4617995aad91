"""Own lists over HTTP: for administrators only, looked over before they are kept."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models.vocabulary import AccountRole

LINES = {"text": "wijk: De Zilverhoek\nschool: Brug"}


def test_a_list_is_looked_over_kept_shown_and_shortened(reader: TestClient) -> None:
    before = reader.post("/v1/own-lists/preview", json=LINES).json()
    assert [(n["name"], n["known"], n["word"]) for n in before["names"]] == [
        ("De Zilverhoek", False, False),
        ("Brug", False, True),
    ]
    assert reader.get("/v1/own-lists").json()["names"] == []
    assert reader.post("/v1/own-lists", json=LINES).json() == {"added": 2}
    listed = reader.get("/v1/own-lists").json()
    assert [kind["value"] for kind in listed["kinds"]][:2] == ["wijk", "school"]
    assert {n["name"] for n in listed["names"]} == {"De Zilverhoek", "Brug"}
    address = f"/v1/own-lists/{listed['names'][0]['id']}"
    assert reader.delete(address).status_code == 204
    assert reader.delete(address).status_code == 404


def test_what_is_wrong_is_told_by_line_and_nothing_is_kept(reader: TestClient) -> None:
    wrong = {"text": "De Zilverhoek\nplaneet: Mars", "kind": None}
    told = reader.post("/v1/own-lists/preview", json=wrong).json()
    assert [problem["place"] for problem in told["problems"]] == ["regel 1", "regel 2"]
    refused = reader.post("/v1/own-lists", json=wrong)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["regel 1", "regel 2"]
    assert reader.post("/v1/own-lists", json={"text": "  "}).status_code == 422
    assert reader.post("/v1/own-lists", json={"text": "X", "kind": "planeet"}).status_code == 422
    assert reader.get("/v1/own-lists").json()["names"] == []


@pytest.mark.parametrize("role", [AccountRole.MODERATOR, AccountRole.ANALYST])
def test_only_an_administrator_sees_or_changes_them(
    client_as: Callable[[AccountRole], TestClient], role: AccountRole
) -> None:
    client = client_as(role)
    answers = [
        client.get("/v1/own-lists"),
        client.post("/v1/own-lists/preview", json=LINES),
        client.post("/v1/own-lists", json=LINES),
        client.delete("/v1/own-lists/1"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert "beheerder" in answers[0].json()["detail"]
