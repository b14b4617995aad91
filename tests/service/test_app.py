"""The application around its routes: headers, bounds, errors as they should be told, the worker."""

import inspect
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from models import runs, themes
from models.db import Database
from models.errors import (
    Conflict,
    NotFound,
    Problem,
    Rejected,
    SignInNeeded,
    TooMany,
    Unavailable,
    VertelpuntError,
)
from service.settings import Settings
from tests.collection import make_link, make_standard, make_theme

WARMING = "zoeken-voorbereiden"
CANARY = "KANARIE Sanne uit Zwolle 06 1234 5678"


class FakeWorker:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self) -> None:
        self.told.append("start")

    def stop(self) -> None:
        self.told.append("stop")


def _failing(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def _chunks(size: int) -> Iterator[bytes]:
    yield b'{"name": "'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"}'


def test_the_worker_starts_and_stops_with_the_server(api_house: Any) -> None:
    from service.app import create_app

    worker = FakeWorker()
    with TestClient(create_app(api_house, worker=worker)):
        assert worker.told == ["start"]
    assert worker.told == ["start", "stop"]


def test_nothing_reads_the_database_any_more_when_the_server_has_stopped(
    api_house: Any, database: Database
) -> None:
    from service.app import create_app

    with TestClient(create_app(api_house, worker=FakeWorker())):
        pass
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert not any(thread.name == WARMING for thread in threading.enumerate())


def test_every_reply_of_the_api_is_protected_and_kept_nowhere(stranger: TestClient) -> None:
    for reply in (
        stranger.get("/v1/health"),
        stranger.get("/v1/themes"),
        stranger.get("/v1/bestaat-niet"),
        stranger.post("/v1/sessions", content=b"x" * 300_000),
    ):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["API-Version"] == "1.0.0"
        assert "Strict-Transport-Security" not in reply.headers
        assert "server" not in reply.headers


def test_a_page_that_is_not_there_is_told_in_dutch_and_kept_nowhere(
    stranger: TestClient,
) -> None:
    reply = stranger.get("/bestaat-niet")
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert "API-Version" not in reply.headers
    assert 'lang="nl"' in reply.text


def test_behind_tls_browsers_are_told_never_to_come_without(api_house: Any) -> None:
    from service.app import create_app

    api_house.settings = Settings(secure_cookies=True, data_dir=api_house.settings.data_dir)
    with TestClient(create_app(api_house)) as client:
        for path in ("/v1/health", "/bestaat-niet"):
            assert "max-age=31536000" in client.get(path).headers["Strict-Transport-Security"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_whatever_length_it_claims(
    stranger: TestClient, chunked: bool
) -> None:
    body: Any = _chunks(300_000) if chunked else b"".join(_chunks(300_000))
    reply = stranger.post(
        "/v1/sessions", content=body, headers={"content-type": "application/json"}
    )
    assert reply.status_code == 413
    assert reply.json()["code"] == "http.413"
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("Zin.", code="proef"), 404),
        (Conflict("Zin.", code="proef"), 409),
        (Rejected("Zin.", code="proef", problems=(Problem("rij 1", "Anders."),)), 422),
        (TooMany("Zin.", code="proef", retry_after=90), 429),
        (Unavailable("Zin.", code="proef"), 503),
        (SignInNeeded("Zin.", code="proef"), 401),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_kind_of_error_has_its_own_status_and_a_dutch_sentence(
    reader: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    error: VertelpuntError,
    status: int,
) -> None:
    monkeypatch.setattr(themes, "ranked", _failing(error))
    reply = reader.get("/v1/themes")
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert (body["status"], body["detail"], body["code"]) == (status, "Zin.", "proef")
    assert body["type"] == "/problemen/proef"
    assert bool(body["errors"]) == isinstance(error, Rejected)
    assert ("Retry-After" in reply.headers) == isinstance(error, Unavailable)
    assert ("WWW-Authenticate" in reply.headers) == isinstance(error, SignInNeeded)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError(CANARY), 500),
        (ValueError(CANARY), 500),
        (OperationalError(CANARY, {"tekst": CANARY}, Exception(CANARY)), 503),
        (OSError(28, CANARY), 503),
        (OSError(2, CANARY), 500),
    ],
    ids=["bug", "value", "database", "disk full", "file"],
)
def test_what_nobody_expected_is_told_and_logged_without_its_text(
    reader: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    monkeypatch.setattr(themes, "resolve", _failing(error))
    with caplog.at_level(logging.DEBUG):
        reply = reader.get("/v1/themes/KANARIE-ID?x=KANARIE")
    assert reply.status_code == status
    assert "KANARIE" not in reply.text
    logged = "".join(r.getMessage() for r in caplog.records if r.name.startswith("vertelpunt"))
    assert "KANARIE" not in logged
    assert not any(record.exc_info for record in caplog.records)
    if status == 500:
        assert f"error={type(error).__name__}" in logged
        assert "at=service.api.themes:" in logged
        assert "route=/themes/{theme_id}" in logged


def test_an_error_in_the_error_page_still_gets_an_answer(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("service.envelope.error_page", _failing(RuntimeError(CANARY)))
    reply = stranger.get("/bestaat-niet")
    assert reply.status_code == 500
    assert "Het lukt nu niet" in reply.text
    assert "KANARIE" not in reply.text + caplog.text


def test_what_was_sent_is_in_no_answer_and_no_log(
    reader: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        replies = [
            reader.post("/v1/sessions", json={"name": {"a": CANARY}, "password": CANARY * 9}),
            reader.post("/v1/sessions", json={CANARY: CANARY, "name": "a", "password": "b"}),
            reader.post("/v1/sessions", json=[CANARY]),
            reader.post("/v1/sessions", content=f'{{"name": "{CANARY}'),
            reader.post("/v1/activations", json={"token": CANARY, "password": CANARY}),
            reader.patch("/v1/themes/t1", json={"label": CANARY * 99, "version": CANARY}),
            reader.patch("/v1/links/1", json={"state": CANARY, "kind": CANARY}),
            reader.patch(f"/v1/links/{CANARY}", json={"state": CANARY}),
            reader.get(f"/v1/themes/{CANARY}"),
            reader.get("/v1/stories", params={"cursor": CANARY, "limit": CANARY}),
            reader.get("/v1/links", params={"state": CANARY}),
            reader.post("/v1/runs", json={"seed": CANARY}),
            reader.get("/v1/me", headers={"Authorization": f"Bearer {CANARY}"}),
        ]
    assert [reply.status_code for reply in replies] == [
        422, 422, 422, 422, 404, 422, 422, 422, 404, 422, 422, 422, 401,
    ]  # fmt: skip
    assert not any("KANARIE" in reply.text for reply in replies)
    ours = [record for record in caplog.records if not record.name.startswith("http")]
    assert not any("KANARIE" in record.getMessage() for record in ours)


def test_a_wrong_field_is_pointed_at_in_dutch(stranger: TestClient) -> None:
    reply = stranger.post("/v1/sessions", json={"name": "x" * 81})
    assert reply.json()["errors"] == [
        {"pointer": "#/name", "message": "Dit is te lang. Hoogstens 80 tekens."},
        {"pointer": "#/password", "message": "Dit ontbreekt."},
    ]


def test_what_is_not_json_is_unreadable(stranger: TestClient) -> None:
    reply = stranger.post("/v1/sessions", content="{", headers={"content-type": "application/json"})
    assert reply.status_code == 400
    assert reply.json()["code"] == "verzoek.onleesbaar"


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
def test_characters_that_no_database_takes_are_refused_and_not_a_fault(
    reader: TestClient, text: str
) -> None:
    body = f'{{"name": "{text}", "password": "{text}"}}'
    reply = reader.post("/v1/sessions", content=body, headers={"content-type": "application/json"})
    assert reply.status_code in {401, 422}
    assert reader.get("/v1/stories/%00").status_code in {404, 422}


def test_a_commit_that_fails_is_never_told_as_done(
    reader: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = OperationalError(CANARY, {"tekst": CANARY}, Exception("disk is full"))
    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", _failing(error))
        reply = reader.post("/v1/runs", json={})
    assert reply.status_code == 503
    assert "KANARIE" not in reply.text
    with database.reading() as session:
        assert runs.unfinished(session) == 0
    assert reader.post("/v1/runs", json={}).status_code == 202


def test_more_writers_than_threads_all_get_their_turn(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        link_id = make_link(session, "t1", make_standard(session)).id

    def decide(_: int) -> int:
        return reader.patch(f"/v1/links/{link_id}", json={"state": "bevestigd"}).status_code

    # The server has 40 threads. One confirms; all others are told so.
    with ThreadPoolExecutor(60) as people:
        assert sorted(people.map(decide, range(60))) == [200] + [409] * 59


def test_a_method_that_an_address_does_not_know_names_those_that_it_does(
    stranger: TestClient,
) -> None:
    reply = stranger.put("/v1/health")
    assert reply.status_code == 405
    assert reply.headers["Allow"] == "GET"
    assert reply.headers["content-type"] == "application/problem+json"


def test_the_service_is_unwell_when_its_database_is(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger.get("/v1/health").json() == {"status": "ok"}
    monkeypatch.setattr(Database, "is_healthy", lambda _: False)
    assert stranger.get("/v1/health").status_code == 503


def test_no_documentation_is_open_to_the_world(stranger: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/v1/openapi.json"):
        assert stranger.get(path).status_code in {401, 404}


def test_every_route_of_the_api_is_a_plain_function(api_app: FastAPI) -> None:
    # An `async def` that waits for the database would hold up everybody.
    slow = [
        route.path
        for route in iter_route_contexts(api_app.routes)
        if (route.path or "").startswith("/v1/") and inspect.iscoroutinefunction(route.endpoint)
    ]
    assert slow == []
