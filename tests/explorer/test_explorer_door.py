"""The door of the explorer: signing in, activating, signing out, reports, and the page shell."""

import logging
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config

from explorer import asgi, cookies, door, downloads, shell
from tests.explorer.fake_api import FakeApi

HERE = {"sec-fetch-site": "same-origin"}
SHELL = """<!DOCTYPE html><html lang="en"><head><!-- English -->
<link rel="service-desc" href="./x" /><title>Streamlit</title>
<script>
  window.prerenderReady = false
</script></head><body><noscript><p>You need to enable JavaScript.</p></noscript></body></html>"""


@pytest.fixture
def browser(api: FakeApi) -> Iterator[TestClient]:
    """A browser in front of our own routes, with a page shell like Streamlit's behind them."""

    async def streamlit_page(request: object) -> Response:
        return HTMLResponse(SHELL, headers={"etag": "x", "cache-control": "public"})

    inside = Starlette(
        routes=[
            *door.routes(),
            *downloads.routes(),
            *shell.asset_routes(),
            Route("/{path:path}", streamlit_page, methods=["GET", "HEAD", "POST"]),
        ],
        middleware=[Middleware(shell.Shell)],
    )
    with TestClient(inside, base_url="http://lezen", follow_redirects=False) as client:
        yield client


def secret(page: Response) -> str:
    return re.search(r'name="formulier" value="([^"]+)"', page.text)[1]


def sign_in(browser: TestClient, password: str, **headers: str) -> Response:
    form = {"formulier": secret(browser.get("/inloggen")), "naam": "Anna", "wachtwoord": password}
    return browser.post("/inloggen", data=form, headers=headers or HERE)


def test_signing_in_sets_a_cookie_that_no_script_and_no_other_site_can_use(
    browser: TestClient, api: FakeApi
) -> None:
    answer = sign_in(browser, api.password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"vp_s={api.token};")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_behind_tls_the_cookie_is_bound_to_this_host(
    browser: TestClient, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_SECURE_COOKIES", "1")
    browser.base_url = "https://lezen"
    answer = sign_in(browser, api.password)
    assert answer.headers["set-cookie"].startswith("__Host-vp_s=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_a_wrong_password_is_said_and_the_name_stays_in_the_field(browser: TestClient) -> None:
    answer = sign_in(browser, "fout wachtwoord")
    assert answer.status_code == 401
    assert "De naam of het wachtwoord klopt niet." in answer.text
    assert 'value="Anna"' in answer.text
    assert "fout wachtwoord" not in answer.text
    assert "<title>Fout: Inloggen" in answer.text


def test_when_the_server_is_away_signing_in_says_so(browser: TestClient, api: FakeApi) -> None:
    api.down = True
    answer = sign_in(browser, api.password)
    assert answer.status_code == 503
    assert "De server antwoordt niet." in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://kwaad"},
    ],
)
def test_a_form_from_another_site_is_refused(
    browser: TestClient, api: FakeApi, headers: dict[str, str]
) -> None:
    answer = sign_in(browser, api.password, **headers)
    assert answer.status_code == 403
    assert "vp_s" not in answer.headers.get("set-cookie", "")
    assert api.asked == []


@pytest.mark.parametrize("headers", [{"origin": "null"}, {"origin": "http://lezen"}])
def test_a_browser_that_says_little_gets_in_with_the_secret_of_the_form(
    browser: TestClient, api: FakeApi, headers: dict[str, str]
) -> None:
    assert sign_in(browser, api.password, **headers).status_code == 303


@pytest.mark.parametrize("given", ["", "geraden"])
def test_a_form_without_the_secret_that_this_browser_got_is_refused(
    browser: TestClient, api: FakeApi, given: str
) -> None:
    form = {"formulier": given, "naam": "Anna", "wachtwoord": api.password}
    assert browser.post("/inloggen", data=form, headers=HERE).status_code == 403
    browser.get("/inloggen")
    assert browser.post("/inloggen", data=form, headers=HERE).status_code == 403
    assert api.asked == []


def test_a_name_of_a_thousand_signs_is_refused_here(browser: TestClient, api: FakeApi) -> None:
    form = {"formulier": secret(browser.get("/inloggen")), "naam": "a" * 1000, "wachtwoord": "x"}
    assert browser.post("/inloggen", data=form, headers=HERE).status_code == 422
    assert api.asked == []


def test_an_activation_link_lets_somebody_choose_a_password_and_come_in(
    browser: TestClient, api: FakeApi
) -> None:
    page = browser.get(f"/activeren/{api.activation}")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    form = {"formulier": secret(page), "token": api.activation}
    short = {**form, "wachtwoord": "kort", "nogmaals": "kort"}
    assert "te kort" in browser.post("/activeren", data=short, headers=HERE).text
    unequal = {**form, "wachtwoord": api.password, "nogmaals": "iets anders"}
    refused = browser.post("/activeren", data=unequal, headers=HERE)
    assert "niet hetzelfde" in refused.text
    same = {**form, "wachtwoord": api.password, "nogmaals": api.password}
    answer = browser.post("/activeren", data=same, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("vp_s=")


def test_an_activation_link_that_no_longer_works_says_so(browser: TestClient, api: FakeApi) -> None:
    form = {
        "formulier": secret(browser.get("/activeren/oud")),
        "token": "oud",
        "wachtwoord": api.password,
        "nogmaals": api.password,
    }
    assert "Deze link werkt niet meer." in browser.post("/activeren", data=form, headers=HERE).text


def test_a_token_with_markup_stays_text(browser: TestClient) -> None:
    page = browser.get("/activeren/%22%3E%3Cscript%3E")
    assert "<script>" not in page.text


def test_signing_out_ends_the_session_and_clears_the_browser(
    browser: TestClient, api: FakeApi
) -> None:
    sign_in(browser, api.password)
    answer = browser.post("/uitloggen", headers=HERE)
    assert answer.headers["location"] == "/inloggen?uit=1"
    assert api.ended
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert "vp_s" not in browser.cookies
    assert "U bent uitgelogd." in browser.get("/inloggen?uit=1").text


def test_a_link_alone_never_signs_out(browser: TestClient, api: FakeApi) -> None:
    sign_in(browser, api.password)
    assert browser.get("/uitloggen").status_code == 200
    assert browser.post("/uitloggen", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert not api.ended


def test_when_signing_out_fails_the_reader_is_told(browser: TestClient, api: FakeApi) -> None:
    sign_in(browser, api.password)
    api.down = True
    answer = browser.post("/uitloggen", headers=HERE)
    assert answer.status_code == 503
    assert "U bent nog niet uitgelogd" in answer.text


def test_a_report_is_handed_over_as_a_file_and_kept_nowhere(
    browser: TestClient, api: FakeApi
) -> None:
    sign_in(browser, api.password)
    answer = browser.get(downloads.address("pdf"))
    assert answer.content == b"%PDF-rapport"
    assert answer.headers["content-disposition"] == 'attachment; filename="rapport.pdf"'
    assert answer.headers["cache-control"] == "no-store"


def test_why_there_is_no_report_is_said_in_the_words_of_the_server(
    browser: TestClient, api: FakeApi
) -> None:
    sign_in(browser, api.password)
    api.reports = False
    answer = browser.get(downloads.address("docx", theme="t1@9"))
    assert answer.status_code == 404
    assert "Van dit thema is deze versie niet bewaard." in answer.text
    assert browser.get("/rapport?vorm=exe").status_code == 404


def test_a_report_needs_a_session(browser: TestClient, api: FakeApi) -> None:
    assert browser.get(downloads.address("pdf")).status_code == 401
    sign_in(browser, api.password)
    api.ended = True
    answer = browser.get(downloads.address("pdf"))
    assert answer.status_code == 401
    assert "/inloggen" in answer.text


def test_the_page_shell_is_dutch_and_carries_our_style(browser: TestClient) -> None:
    page = browser.get("/themas")
    assert '<html lang="nl">' in page.text
    assert "<title>Vertelpunt</title>" in page.text
    assert "Zet JavaScript aan" in page.text
    assert shell.STYLE in page.text
    for english in ("You need", "service-desc", "prerenderReady", "English"):
        assert english not in page.text
    assert int(page.headers["content-length"]) == len(page.content)


def test_streamlits_own_shell_is_still_the_one_that_we_change() -> None:
    from streamlit import file_util

    with open(f"{file_util.get_static_dir()}/index.html", encoding="utf-8") as file:
        page = shell.dutch(file.read())
    assert '<html lang="nl">' in page
    assert shell.WORDS in page
    assert "JavaScript to run this app" not in page
    assert "agent" not in page


def test_every_answer_is_closed_to_other_sites_and_kept_by_nobody(browser: TestClient) -> None:
    for path in ("/", "/inloggen", "/themas", shell.STYLE, "/_stcore/health"):
        headers = browser.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "object-src 'none'" in headers["content-security-policy"]
        assert "base-uri 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "etag" not in headers or path == shell.STYLE


def test_a_page_is_asked_for_unpacked_and_in_full(browser: TestClient) -> None:
    page = browser.get("/", headers={"accept-encoding": "gzip", "range": "bytes=0-5"})
    assert page.status_code == 200
    assert "content-encoding" not in page.headers


def test_asking_only_for_the_headers_of_a_page_works(browser: TestClient) -> None:
    assert browser.head("/").status_code == 200


@pytest.mark.parametrize("path", shell.SHUT)
def test_doors_of_streamlit_that_we_do_not_use_are_shut(browser: TestClient, path: str) -> None:
    assert browser.get(f"{path}/x").status_code == 404
    assert browser.post(path).status_code == 404


def test_our_own_files_are_served(browser: TestClient) -> None:
    for path in (shell.STYLE, shell.WORDS, shell.ICON):
        assert browser.get(path).status_code == 200


def test_the_configuration_beside_the_script_is_the_one_in_force() -> None:
    assert asgi.app.script_path.name == "app.py"
    wanted = {
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        "logger.enableRich": False,
        "theme.primaryColor": "#0B5559",
    }
    file = str(asgi.app.script_path.parent / ".streamlit" / "config.toml")
    import tomllib

    with open(file, "rb") as opened:
        told = tomllib.load(opened)
    for name, value in wanted.items():
        section, key = name.split(".")
        assert told[section][key] == value, name
        assert name in config._config_options_template


def test_a_fault_is_logged_by_its_kind_and_place_and_never_by_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("streamlit.error_util")
    try:
        raise ValueError("het geheime verhaal")
    except ValueError as error:
        record = log.makeRecord(
            log.name,
            logging.ERROR,
            "",
            0,
            "Uncaught",
            (),
            (type(error), error, error.__traceback__),
        )
    assert log.filter(record)
    said = logging.Formatter().format(record)
    assert "ValueError" in said
    assert "test_explorer_door.py" in said
    assert "geheim" not in said


def test_the_cookie_names_follow_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_SECURE_COOKIES", "")
    assert cookies.session_name() == "vp_s"
    monkeypatch.setenv("VERTELPUNT_SECURE_COOKIES", "true")
    assert cookies.session_name() == "__Host-vp_s"
