"""What the tests of the explorer share: an API in memory, and a browser that is signed in."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from explorer import client, cookies, door
from tests.explorer.fake_api import FakeApi

APP = Path(client.__file__).parent / "app.py"
_numbers = itertools.count()

Open = Callable[..., AppTest]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    """An API in memory, in the place of the real one."""
    # A token of its own per test, because the explorer remembers answers per token.
    fake = FakeApi(token=f"token-{next(_numbers)}")
    transport = httpx.MockTransport(fake.handle)
    with httpx.Client(base_url="http://api", transport=transport) as inside:
        monkeypatch.setattr(client, "connection", lambda address: inside)
        monkeypatch.setattr(
            door,
            "api_client",
            lambda: httpx.AsyncClient(base_url="http://api", transport=transport),
        )
        yield fake


@pytest.fixture
def visit_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Let the browser carry this session token."""
    return lambda token: monkeypatch.setattr(cookies, "token", lambda: token)


@pytest.fixture
def open_page(api: FakeApi, visit_as: Callable[[str | None], None]) -> Open:
    """Open a page of the explorer by its address, signed in."""
    visit_as(api.token)

    def opened(address: str = "", *, key: str | None = None) -> AppTest:
        page = AppTest.from_file(APP, default_timeout=30)
        # The address of a page that is a function; switch_page knows only files.
        page._page_hash = calc_hash(address)
        if key:
            page.query_params["id"] = key
        return page.run()

    return opened


@pytest.fixture
def seen() -> Callable[[AppTest], str]:
    """Everything that a page says, as one text."""

    def text(page: AppTest) -> str:
        kinds = (
            "title", "header", "subheader", "markdown", "text", "html", "caption", "error",
            "warning", "info", "success", "button", "expander", "page_link", "selectbox",
        )  # fmt: skip
        said = [
            str(getattr(element, "value", "") or getattr(element, "label", ""))
            for kind in kinds
            for element in getattr(page, kind)
        ]
        labels = [
            str(getattr(element, "label", "")) for kind in kinds for element in getattr(page, kind)
        ]
        return "\n".join([*said, *labels])

    return text
