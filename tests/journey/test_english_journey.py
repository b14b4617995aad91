"""Somebody who reads English goes through a form in a real browser: scripts speak English too."""

from typing import TYPE_CHECKING

import pytest

from tests.english import dutch_in
from tests.journey.form_site import Site
from tests.journey.narrating import come_back, tell_everything

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SAID = """() => document.documentElement.lang + '\\n' + document.body.innerText + '\\n'
  + [...document.querySelectorAll('[aria-label],[alt],[aria-valuetext],[aria-roledescription]')]
    .flatMap((one) => ['aria-label', 'alt', 'aria-valuetext', 'aria-roledescription']
      .map((name) => one.getAttribute(name))).filter(Boolean).join('\\n')"""


@pytest.mark.slow
@pytest.mark.parametrize("page", [(320, True), (1280, False)], ids=str, indirect=True)
def test_nothing_is_dutch_for_who_tells_in_english(page: "Page", site: Site) -> None:
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        said = page.evaluate(_SAID)
        if name not in {"code", "code, verkeerd"}:
            assert said.startswith("en\n"), name
            found[name] = dutch_in(said)

    codes = tell_everything(page, f"{site.address}/formulier/jongere/en", look)
    come_back(page, site, codes, look)
    assert {name: words for name, words in found.items() if words} == {}
    assert len(found) > 8
