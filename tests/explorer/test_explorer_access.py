"""Who may read: no session, an ended session, a server that is away, and two readers at once."""

import ast
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from explorer import client, remembered
from explorer.client import NoAnswer, NotThere, Reader
from tests.explorer.fake_api import FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]
VisitAs = Callable[[str | None], None]
NO_ANSWER = "De server antwoordt niet. Wacht een minuut en probeer het opnieuw."


def test_without_a_session_nothing_is_asked_and_there_is_a_way_in(
    api: FakeApi, open_page: Open, visit_as: VisitAs, seen: Seen
) -> None:
    visit_as(None)
    said = seen(open_page("themas"))
    assert 'href="/inloggen"' in said
    assert api.asked == []


@pytest.mark.parametrize("address", ["", "thema", "verhalen", "kwaliteitsstandaarden"])
def test_a_session_that_ended_gives_the_way_in_and_no_story(
    api: FakeApi, open_page: Open, seen: Seen, address: str
) -> None:
    api.ended = True
    page = open_page(address, key="t1" if address == "thema" else None)
    assert "Log in om verder te lezen." in seen(page)
    assert not page.text
    assert not page.exception


def test_a_session_that_ends_while_reading_is_noticed_at_the_next_page(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    api.ended = True
    page.run()
    assert "Log in om verder te lezen." in seen(page)
    assert not page.text


@pytest.mark.parametrize("address", ["", "themas", "verhalen", "rekenrondes"])
def test_a_server_that_is_away_is_said_in_dutch(
    api: FakeApi, open_page: Open, address: str
) -> None:
    api.down = True
    page = open_page(address)
    assert [one.value for one in page.error] == [NO_ANSWER]
    assert not page.exception


def test_a_server_that_cannot_be_reached_is_said_in_dutch(
    monkeypatch: pytest.MonkeyPatch, open_page: Open
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nee")

    with httpx.Client(base_url="http://api", transport=httpx.MockTransport(refuse)) as away:
        monkeypatch.setattr(client, "connection", lambda address: away)
        page = open_page()
    assert [one.value for one in page.error] == [NO_ANSWER]


def test_an_answer_that_cannot_be_read_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def garble(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"text": "geheim verhaal"})

    with httpx.Client(base_url="http://api", transport=httpx.MockTransport(garble)) as odd:
        monkeypatch.setattr(client, "connection", lambda address: odd)
        with pytest.raises(NoAnswer) as failure:
            Reader(token="t").story("s1")
    assert "geheim" not in repr(failure.value) + str(failure.value) + failure.value.sentence
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


@pytest.mark.parametrize("identifier", ["", "../x", "a/b", "a?b", "é", "a b"])
def test_only_an_id_can_be_part_of_an_address(identifier: str) -> None:
    with pytest.raises(NotThere):
        Reader(token="t").story(identifier)


def test_a_reader_never_shows_its_token() -> None:
    assert "geheim" not in repr(Reader(token="geheim"))


def test_two_readers_at_once_never_see_each_others_answers(
    monkeypatch: pytest.MonkeyPatch, api: FakeApi, open_page: Open, visit_as: VisitAs, seen: Seen
) -> None:
    other = FakeApi(token=f"{api.token}-bert", name="Bert", organisation="Gemeente Noord")
    other.labels["t1"] = "Alleen voor Bert"
    api.labels["t1"] = "Alleen voor Anna"
    doors = {f"Bearer {one.token}": one for one in (api, other)}

    def route(request: httpx.Request) -> httpx.Response:
        return doors[request.headers["authorization"]].handle(request)

    with httpx.Client(base_url="http://api", transport=httpx.MockTransport(route)) as both:
        monkeypatch.setattr(client, "connection", lambda address: both)
        for _ in range(2):
            for reader, stranger in ((api, other), (other, api)):
                visit_as(reader.token)
                said = seen(open_page("themas"))
                assert f"Ingelogd als {reader.name}" in said
                assert f"Alleen voor {reader.name}" in said
                assert f"Alleen voor {stranger.name}" not in said


def test_answers_with_story_text_are_never_remembered(api: FakeApi, open_page: Open) -> None:
    for _ in range(2):
        open_page("thema", key="t1")
        open_page("verhaal", key="s0")
    assert api.asked.count("GET /v1/themes/t1") == 2
    assert api.asked.count("GET /v1/stories/s0") == 2


def test_the_memory_is_of_one_person_and_of_one_path() -> None:
    def told(token: str, path: str, answer: bytes) -> bytes:
        return remembered.for_person(token)(path, lambda: answer)

    assert told("anna-1", "/v1/themes", b"van anna") == b"van anna"
    assert told("anna-1", "/v1/themes", b"iets nieuws") == b"van anna"
    assert told("bert-1", "/v1/themes", b"van bert") == b"van bert"
    assert told("anna-1", "/v1/overview", b"iets anders") == b"iets anders"


def test_streamlits_shared_cache_is_used_in_one_place_with_a_limit() -> None:
    used = []
    for path in sorted(Path(client.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"cache_data", "cache_resource"}:
                used.append(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "cache_data":
                assert {"ttl", "max_entries"} <= {keyword.arg for keyword in node.keywords}
    assert used == ["remembered.py"]
