"""The door of the form: who may post, how much, how often, and what a browser may do."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from limits import RateLimitItemPerHour
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from models import drafts
from models.drafts import SavedDraft
from models.errors import TooMany, Unavailable
from service.form import checking, desk, resuming, review
from service.form.pace import Pace, prefix
from service.settings import Settings
from tests.narrator import forms
from tests.service.form.conftest import SAME_SITE, Narrator, words_of

HERE = "http://testserver"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def _token(narrator: Narrator, path: str) -> str:
    return forms(narrator.open(path))[0].values["formulier"][0]


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
        ({"Origin": HERE}, True),
        ({"Origin": "https://elders.example"}, False),
        ({"Origin": "http://testserver.elders.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": f"{HERE}/verhaal"}, True),
        ({"Referer": "https://elders.example/testserver"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_only_our_own_pages_may_post(
    narrator: Narrator, headers: dict[str, str], allowed: bool
) -> None:
    narrator.begin()
    fields = {
        "formulier": _token(narrator, "/verhaal"),
        "tekst": "Iets wat lang genoeg is.",
        "actie": "verder",
    }
    page = narrator.client.post("/verhaal", data=fields, headers=headers, follow_redirects=False)
    assert page.status_code == (303 if allowed else 403)
    assert ("Iets wat lang" in narrator.open("/verhaal").text) is allowed


@pytest.mark.parametrize("token", ["", "verzonnen", None])
def test_without_our_own_token_nothing_is_done(narrator: Narrator, token: str | None) -> None:
    narrator.begin()
    fields = {"tekst": "Iets wat ik typte.", "actie": "verder"}
    if token is not None:
        fields["formulier"] = token
    page = narrator.client.post("/verhaal", data=fields, headers=SAME_SITE)
    assert page.status_code == 403
    assert "Iets wat ik typte." in page.text
    assert "Iets wat ik typte." not in narrator.open("/verhaal").text


def test_the_token_of_another_browser_does_not_fit(
    browser_for: Callable[[], Narrator],
) -> None:
    mine, theirs = browser_for(), browser_for()
    mine.begin()
    theirs.begin()
    fields = {
        "formulier": _token(theirs, "/verhaal"),
        "tekst": "Iets wat lang genoeg is.",
        "actie": "verder",
    }
    page = mine.client.post("/verhaal", data=fields, headers=SAME_SITE)
    assert page.status_code == 403


def test_nothing_changes_by_following_a_link(narrator: Narrator) -> None:
    for path in ("/beginnen", "/verhaal?actie=verder", "/code/weghalen", "/stoppen"):
        narrator.open(path)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(SavedDraft)).all() == []


def _chunks(size: int) -> Iterator[bytes]:
    yield b"tekst="
    for _ in range(size // 1024):
        yield b"x" * 1024


@pytest.mark.parametrize("chunked", [False, True])
def test_too_large_a_body_is_refused_and_nothing_of_it_stored(
    narrator: Narrator, chunked: bool
) -> None:
    narrator.begin()
    body = _chunks(300_000) if chunked else b"".join(_chunks(300_000))
    page = narrator.client.post(
        "/verhaal",
        content=body,
        headers={**SAME_SITE, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert page.status_code == 413
    assert "Uw verhaal is te lang" in words_of(page)
    assert "xxx" not in narrator.open("/verhaal").text


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
def test_only_plain_forms_are_read(narrator: Narrator, kind: str) -> None:
    narrator.begin()
    page = narrator.client.post(
        "/verhaal", content=b"tekst=x", headers={**SAME_SITE, "Content-Type": kind}
    )
    assert page.status_code == 415


def test_a_body_that_is_no_text_is_refused_in_dutch(narrator: Narrator) -> None:
    narrator.begin()
    for body in (b"tekst=%ff%fe", b"tekst=\xff", b"a=1&" * 1500):
        page = narrator.client.post(
            "/verhaal",
            content=body,
            headers={**SAME_SITE, "Content-Type": "application/x-www-form-urlencoded"},
        )
        assert page.status_code == 400
        assert "Wij konden dit niet lezen" in words_of(page)


def test_every_page_is_kept_nowhere_and_runs_nothing_foreign(narrator: Narrator) -> None:
    narrator.begin()
    paths = ("/", "/verhaal", "/code", "/privacy", "/nakijken", "/uw-code", "/bestaat-niet")
    for page in (narrator.open(path) for path in paths):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert " onclick" not in page.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(narrator: Narrator) -> None:
    page = narrator.open("/")
    fields = {"formulier": forms(page)[0].values["formulier"][0]}
    reply = narrator.client.post(
        "/beginnen", data=fields, headers=SAME_SITE, follow_redirects=False
    )
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("vp_verhaal=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert len(cookie.split(";")[0]) > 45


def test_behind_tls_the_cookie_is_bound_to_this_host(form_app: FastAPI) -> None:
    house = form_app.state.house
    house.settings = Settings(data_dir=house.settings.data_dir, secure_cookies=True)
    with TestClient(form_app, base_url="https://testserver") as client:
        page = client.get("/")
        fields = {"formulier": forms(page)[0].values["formulier"][0]}
        reply = client.post("/beginnen", data=fields, headers=SAME_SITE, follow_redirects=False)
        cookie = reply.headers["set-cookie"]
        assert cookie.startswith("__Host-vp_verhaal=")
        assert "Secure" in cookie
        assert "Path=/;" in cookie
        assert client.get("/verhaal").status_code == 200
        assert "max-age" in page.headers["Strict-Transport-Security"]


def test_too_many_stories_from_one_address_have_to_wait_with_their_text(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = RateLimitItemPerHour(1, namespace="proef")
    monkeypatch.setattr(checking, "SUBMISSIONS", limit)
    narrator.press(narrator.approve(narrator.to_review()), "klaar")
    page = narrator.approve(narrator.to_review("Een heel ander verhaal.", "Anders"))
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "minuten" in words_of(page)
    assert 'href="/nakijken"' in page.text
    assert "Een heel ander verhaal." in narrator.open("/nakijken").text
    assert len(narrator.stories()) == 1


def test_a_script_cannot_start_stories_without_end(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "BEGINNINGS", RateLimitItemPerHour(1, namespace="proef"))
    narrator.begin()
    narrator.client.cookies.clear()
    page = narrator.begin()
    assert page.status_code == 429
    assert "Even wachten" in words_of(page)


def test_a_script_cannot_ask_codes_without_end_and_the_text_is_kept(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming, "CODES_GIVEN", RateLimitItemPerHour(1, namespace="proef"))
    narrator.press(narrator.begin(), "bewaarcode", tekst="Het begin.")
    page = narrator.press(narrator.open("/verhaal"), "bewaarcode", tekst="Het begin en meer.")
    assert page.status_code == 503
    assert "U hebt dit te vaak achter elkaar gedaan." in words_of(page)
    assert "Het begin en meer." in narrator.open("/verhaal").text


def test_when_nothing_can_be_stored_the_text_stays_on_the_screen(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = narrator.begin()

    def full(*_: object) -> None:
        raise Unavailable("Het lukt nu niet om dit te bewaren.", code="database.vol")

    monkeypatch.setattr(desk, "keep", full)
    page = narrator.press(page, "verder", tekst="Mijn lange verhaal.", titel="")
    assert page.status_code == 503
    assert "Mijn lange verhaal." in page.text
    assert "Uw tekst staat nog hieronder." in words_of(page)


def test_a_text_that_a_full_disk_refused_is_not_lost_when_it_is_sent_again(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = narrator.press(narrator.begin(), "verder", tekst="Het wijkteam kwam langs.", titel="")
    page = narrator.open("/verhaal")

    def full(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save", full)
        page = narrator.press(page, "verder", tekst="Het wijkteam kwam langs en luisterde goed.")
    assert page.status_code == 503
    assert narrator.press(page, "verder").url.path == "/betekenis"
    assert "en luisterde goed." in narrator.open("/verhaal").text


def test_when_the_gate_is_closed_the_text_is_kept_and_goes_no_further(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = narrator.begin()

    def closed(*_: object) -> None:
        raise Unavailable("Namen weghalen lukt nu niet.", code="pseudonimiseren.kapot")

    monkeypatch.setattr(review, "take_in_story", closed)
    page = narrator.press(page, "verder", tekst="Mijn lange verhaal.", titel="")
    assert page.status_code == 503
    assert "Namen weghalen lukt nu niet." in words_of(page)
    assert "Mijn lange verhaal." in narrator.open("/verhaal").text
    assert narrator.open("/betekenis").url.path == "/verhaal"


def test_an_address_is_only_known_by_its_network() -> None:
    assert prefix("192.0.2.77") == prefix("192.0.2.1") == "192.0.2.0/24"
    assert prefix("2001:db8:1:2:3::4") == prefix("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert prefix("192.0.3.1") != prefix("192.0.2.1")
    assert prefix("testclient") == prefix("") == "onbekend"


def test_counters_hold_no_address() -> None:
    pace = Pace()
    pace.count(RateLimitItemPerHour(5, namespace="proef"), "192.0.2.0/24")
    storage = pace._windows.storage
    assert "192.0.2" not in f"{vars(storage)}"


def test_only_wrong_tries_count_against_somebody() -> None:
    pace = Pace()
    assert all(pace.guess("netwerk", "K7MD", lambda: True) for _ in range(50))
    assert not any(pace.guess("netwerk", f"{number}", lambda: False) for number in range(10))
    with pytest.raises(TooMany) as caught:
        pace.guess("netwerk", "K7MD", lambda: True)
    assert caught.value.retry_after >= 60


def test_one_code_can_be_tried_twenty_times_from_anywhere() -> None:
    pace = Pace()
    for number in range(20):
        pace.guess(f"netwerk {number}", "K7MD", lambda: False)
    with pytest.raises(TooMany):
        pace.guess("een ander netwerk", "K7MD", lambda: True)
