"""Who gets in: nobody without a session, and no session for longer than it should last."""

import logging
import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from starlette.testclient import TestClient

from models import accounts
from models.accounts import Account, AccountSession
from models.audit import AuditEvent
from models.base import now
from models.db import Database
from service.security import issue_activation, token_hash
from tests.service.conftest import TOKEN

PUBLIC = {
    ("GET", "/v1/health"),
    ("POST", "/v1/sessions"),
    ("POST", "/v1/activations"),
    # For systems of teams: a key of their own opens it, see `test_story_intake`.
    ("POST", "/v1/intake/stories"),
}
PASSWORD = "een lange zin met Zwaan 7"


def _routes(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, route.path or "")
        for route in iter_route_contexts(app.routes)
        if (route.path or "").startswith("/v1")
        for method in route.methods or ()
    }


def _age(database: Database, *, seen: timedelta, created: timedelta) -> None:
    with database.writing() as session:
        found = session.get_one(AccountSession, token_hash(TOKEN))
        found.seen_at = now() - seen
        found.created_at = now() - created


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "headers",
    [{}, _bearer("verzonnen"), {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN}],
    ids=["nothing", "made up", "other scheme", "no scheme"],
)
def test_every_route_but_three_refuses_who_has_no_session(
    api_app: FastAPI, stranger: TestClient, headers: dict[str, str]
) -> None:
    guarded = _routes(api_app) - PUBLIC
    assert len(guarded) >= 17
    for method, path in sorted(guarded):
        address = re.sub(r"\{\w+\}", "1", path)
        reply = stranger.request(method, address, headers=headers)
        assert reply.status_code == 401, (method, path)
        assert reply.json()["code"] == "sessie.nodig"
        assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_the_three_public_routes_exist(api_app: FastAPI) -> None:
    assert _routes(api_app) >= PUBLIC


def test_a_token_in_the_address_opens_nothing(reader: TestClient) -> None:
    for query in (f"?token={TOKEN}", f"?access_token={TOKEN}"):
        reply = reader.get(f"/v1/me{query}", headers={"Authorization": ""})
        assert reply.status_code == 401


def test_who_is_signed_in_is_told_who_that_is(reader: TestClient) -> None:
    assert reader.get("/v1/me").json() == {
        "name": "anna",
        "role": "beheerder",
        "organisation": "Associatie Wijkteams",
    }


@pytest.mark.parametrize(
    ("seen", "created", "status"),
    [
        (accounts.IDLE - timedelta(seconds=5), accounts.IDLE, 200),
        (accounts.IDLE, accounts.IDLE, 401),
        (timedelta(0), accounts.ABSOLUTE - timedelta(seconds=5), 200),
        (timedelta(0), accounts.ABSOLUTE, 401),
    ],
    ids=["almost idle", "idle", "almost all day", "all day"],
)
def test_a_session_ends_by_itself(
    reader: TestClient, database: Database, seen: timedelta, created: timedelta, status: int
) -> None:
    _age(database, seen=seen, created=created)
    assert reader.get("/v1/me").status_code == status


def test_a_session_in_use_is_noted_once_a_minute_and_so_stays_open(
    reader: TestClient, database: Database
) -> None:
    def seen() -> float:
        with database.reading() as session:
            return session.get_one(AccountSession, token_hash(TOKEN)).seen_at.timestamp()

    before = seen()
    reader.get("/v1/me")
    assert seen() == before
    _age(database, seen=accounts.TOUCHED_EVERY, created=accounts.TOUCHED_EVERY)
    reader.get("/v1/me")
    assert seen() > before


def test_noting_use_does_not_stand_in_the_way_of_what_is_written_next(
    reader: TestClient, database: Database
) -> None:
    _age(database, seen=accounts.TOUCHED_EVERY, created=accounts.TOUCHED_EVERY)
    assert reader.post("/v1/runs", json={}).status_code == 202


def test_after_signing_out_the_token_opens_nothing(reader: TestClient) -> None:
    assert reader.delete("/v1/sessions/current").status_code == 204
    assert reader.get("/v1/me").status_code == 401


def test_signing_out_in_one_browser_leaves_the_other_in(
    reader: TestClient, database: Database, administrator: Account
) -> None:
    with database.writing() as session:
        account = session.get_one(Account, administrator.id)
        accounts.open_session(session, account, token_hash("andere browser"))
    reader.delete("/v1/sessions/current")
    assert reader.get("/v1/me", headers=_bearer("andere browser")).status_code == 200


def test_a_session_that_is_revoked_is_over_at_once(
    reader: TestClient, database: Database, administrator: Account
) -> None:
    with database.writing() as session:
        accounts.end_sessions(session, administrator.id)
    assert reader.get("/v1/me").status_code == 401


def test_an_account_that_is_switched_off_is_out_at_once(
    reader: TestClient, database: Database, administrator: Account
) -> None:
    with database.writing() as session:
        session.get_one(Account, administrator.id).disabled = True
    assert reader.get("/v1/me").status_code == 401


def test_from_link_to_password_to_session_and_back_in(
    stranger: TestClient, database: Database
) -> None:
    with database.writing() as session:
        link = issue_activation(session, "bram")
    body = {"token": link, "password": PASSWORD}
    begun = stranger.post("/v1/activations", json=body)
    assert begun.status_code == 201
    assert stranger.get("/v1/me", headers=_bearer(begun.json()["token"])).status_code == 200
    assert stranger.post("/v1/activations", json=body).status_code == 404
    again = stranger.post("/v1/sessions", json={"name": "bram", "password": PASSWORD})
    assert again.status_code == 201
    assert again.json()["name"] == "bram"
    assert again.json()["token"] != begun.json()["token"]


def test_a_weak_password_is_refused_and_the_link_still_works(
    stranger: TestClient, database: Database
) -> None:
    with database.writing() as session:
        link = issue_activation(session, "bram")
    weak = stranger.post("/v1/activations", json={"token": link, "password": "welkom123456"})
    assert weak.status_code == 422
    assert weak.json()["errors"][0]["pointer"] == "wachtwoord"
    body = {"token": link, "password": PASSWORD}
    assert stranger.post("/v1/activations", json=body).status_code == 201


def test_wrong_password_and_unknown_name_get_the_same_answer(
    stranger: TestClient, database: Database
) -> None:
    with database.writing() as session:
        link = issue_activation(session, "bram")
    stranger.post("/v1/activations", json={"token": link, "password": PASSWORD})
    replies = [
        stranger.post("/v1/sessions", json={"name": name, "password": "verkeerd wachtwoord"})
        for name in ("bram", "niemand")
    ]
    assert [reply.status_code for reply in replies] == [401, 401]
    assert replies[0].content == replies[1].content
    assert replies[0].headers == replies[1].headers


def test_too_many_wrong_tries_have_to_wait(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.security._verify", lambda stored, password: False)
    body = {"name": "bram", "password": "verkeerd wachtwoord"}
    replies = [stranger.post("/v1/sessions", json=body) for _ in range(11)]
    assert [reply.status_code for reply in replies] == [401] * 10 + [429]
    assert int(replies[-1].headers["Retry-After"]) > 0


def test_passwords_and_tokens_are_in_no_log(
    stranger: TestClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        with database.writing() as session:
            link = issue_activation(session, "bram")
        body = {"token": link, "password": PASSWORD}
        token = stranger.post("/v1/activations", json=body).json()["token"]
        stranger.get("/v1/me", headers=_bearer(token))
        stranger.post("/v1/sessions", json={"name": "bram", "password": PASSWORD + "fout"})
    for secret in (link, token, PASSWORD, "testclient"):
        assert secret not in caplog.text
    with database.reading() as session:
        events = [
            str(event.detail) + event.subject for event in session.scalars(select(AuditEvent))
        ]
    assert not any(secret in event for event in events for secret in (link, token, PASSWORD))
