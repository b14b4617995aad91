"""A narrator who reads English, and which of our Dutch sentences stand on a page for them."""

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

import httpx

from models.base import today
from tools.form_words import read

if TYPE_CHECKING:
    from tests.service.form.conftest import Narrator

TOLD = "Fatima from the team called me on 06-12345678. They listened well, and it helped a lot."
_CUT = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")


def dutch_on(page: httpx.Response) -> list[str]:
    """Our own Dutch sentences on a page, also in what only a screen reader says."""
    labels = re.findall(r'(?:aria-label|alt)="([^"]+)"', page.text)
    said = (re.sub(r"<[^>]+>", " ", page.text), *labels)
    return dutch_in(unescape("\n".join(said)))


def dutch_in(said: str) -> list[str]:
    """Our own Dutch sentences in a text."""
    plain = " ".join(said.split())
    return [part for part in _sentences() if part in plain]


def fine(page: httpx.Response, status: int = 200) -> httpx.Response:
    """The page, once it is what was expected and English throughout."""
    assert page.status_code == status
    assert '<html lang="en"' in page.text
    assert dutch_on(page) == []
    return page


def begin(narrator: "Narrator", key: str = "volwassene") -> httpx.Response:
    """Start to tell, on a form in English."""
    return narrator.press(narrator.open(f"/formulier/{key}/en"), "verder")


def to_review(narrator: "Narrator", text: str = TOLD) -> httpx.Response:
    """Tell a story, up to the page where it is looked over."""
    page = narrator.press(begin(narrator), "verder", tekst=text, titel="Fatima called")
    page = narrator.press(page, "verder", besluit="niet", **{"besluit-0": "80"})
    return narrator.press(page, "verder", team=narrator.team_id(), leeftijd="27_66", maand="5",
                          jaar=str(today().year - 1))  # fmt: skip


@lru_cache
def _sentences() -> tuple[str, ...]:
    """Every stretch of a few Dutch words in the catalogue, without what is filled in."""
    return tuple(
        part.strip()
        for message in read("en")
        for part in _CUT.split(str(message.id))
        if len(part.split()) > 1 and part not in str(message.string)
    )
