"""A translation as a file: taken along, brought back, and every wrong row named."""

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.testclient import TestClient

from explorer import cookies, door, shell, translation_files
from tests.explorer.fake_api import FakeApi
from tests.explorer.fake_forms import Version

PAGE = translation_files.address("verhaal", 2, "en")
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def concept(api: FakeApi) -> Version:
    """A concept of the one form there is."""
    made = Version("verhaal", 2, "concept", api.forms.versions[0].content)
    api.forms.versions.append(made)
    return made


@pytest.fixture
def browser(api: FakeApi) -> Iterator[TestClient]:
    """A browser that is signed in."""
    inside = Starlette(
        routes=[*door.routes(), *translation_files.routes()], middleware=[Middleware(shell.Shell)]
    )
    with TestClient(inside, base_url="http://lezen") as client:
        client.cookies.set(cookies.session_name(), api.token)
        yield client


def _send(browser: TestClient, content: bytes, **headers: str) -> Response:
    page = browser.get(PAGE).text
    fields = dict(re.findall(r'name="(formulier|stand)" value="([^"]+)"', page))
    files = {"bestand": ("mijn vertaling.csv", content, "text/csv")}
    return browser.post(PAGE, data=fields, files=files, headers=headers or HERE)


def test_a_translation_goes_out_as_csv(browser: TestClient, concept: Version) -> None:
    assert "0 van de 3 teksten" in browser.get(PAGE).text
    answer = browser.get(f"{PAGE}/csv")
    assert answer.content.startswith(b"plek;Nederlands;English")
    assert "verhaal-en.csv" in answer.headers["content-disposition"]


def test_a_translation_that_comes_back_is_kept(browser: TestClient, concept: Version) -> None:
    page = _send(browser, b"plek;Nederlands;English\r\ntitel;Vertel;Tell us\r\n")
    assert "De vertaling is bewaard." in page.text
    assert "1 van de 3 teksten" in page.text
    assert concept.translations["en"] == {"titel": "Vertel;Tell us"}


def test_every_wrong_row_is_named_and_nothing_is_kept(
    browser: TestClient, api: FakeApi, concept: Version
) -> None:
    api.forms.refuse = True
    page = _send(browser, b"plek;x;y\r\n")
    assert page.status_code == 422
    assert "Er is niets bewaard." in page.text
    assert "<li>rij 2, kolom plek: Deze plek staat er niet.</li>" in page.text
    assert "En nog 10 andere." in page.text
    assert concept.translations == {}


def test_what_is_no_file_of_ours_goes_no_further(
    browser: TestClient, api: FakeApi, concept: Version
) -> None:
    assert "Kies eerst een bestand." in _send(browser, b"").text
    assert "te groot" in _send(browser, b"x" * 1_100_000).text
    elsewhere = _send(browser, b"plek", **{"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    broken = {"content-type": "multipart/form-data", **HERE}
    assert browser.post(PAGE, content=b"x", headers=broken).status_code == 400
    assert not any(one.startswith("POST") for one in api.asked)


def test_somebody_else_was_first(browser: TestClient, concept: Version) -> None:
    page = browser.get(PAGE).text
    fields = dict(re.findall(r'name="(formulier|stand)" value="([^"]+)"', page))
    concept.stamp = 9
    files = {"bestand": ("a.csv", b"plek;x;y", "text/csv")}
    answer = browser.post(PAGE, data=fields, files=files, headers=HERE)
    assert "Iemand anders heeft dit net veranderd." in answer.text


def test_without_a_session_or_a_form_there_is_no_page(browser: TestClient, api: FakeApi) -> None:
    assert browser.get(PAGE).status_code == 404
    api.ended = True
    for address in (PAGE, f"{PAGE}/csv"):
        answer = browser.get(address)
        assert answer.status_code == 401
        assert "/inloggen" in answer.text
