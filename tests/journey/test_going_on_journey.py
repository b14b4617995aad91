"""Typing that is never lost, going on elsewhere, and speaking: in a real browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nlp import speech
from service.settings import Settings
from service.speech import Speech
from tests import tiny_speech
from tests.journey.conftest import ARGUMENTS, CHROMIUM
from tests.journey.form_site import Site, press, sticking_out
from tests.journey.test_form_access import TARGETS, _axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIELD = "#tekst"
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def _begin(page: "Page", site: Site) -> None:
    page.goto(site.address)
    press(page, "Beginnen")


def _code(page: "Page") -> str:
    press(page, "Geef mij een code om later verder te gaan")
    return page.locator("[data-code]").inner_text().replace("\n", "").strip()


def _enter(page: "Page", site: Site, code: str) -> None:
    page.goto(f"{site.address}/code")
    page.locator("#code").fill(code)
    page.locator("button[value=open]").click()


def _faults(page: "Page") -> list[str]:
    return [*_axe(page), *sticking_out(page), *page.evaluate(TARGETS)]


def _buttons(page: "Page") -> list[str]:
    """What can be pressed while recording."""
    buttons = page.locator("[data-recorder] button").all()
    return [button.inner_text() for button in buttons if button.is_visible()]


@pytest.fixture
def another(browser: "Browser") -> Iterator["Page"]:
    """A second device: a small one."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL")
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_who_goes_on_typing_loses_five_seconds_at_most(lively: "Page", site: Site) -> None:
    _begin(lively, site)
    saved: list[tuple[float, str]] = []
    lively.on(
        "requestfinished",
        lambda sent: saved.append((time.monotonic(), sent.post_data or "")),
    )
    typed: list[tuple[float, str]] = []
    lively.locator(FIELD).click()
    for number in range(16):
        lively.keyboard.type(f"woord{number} ")
        typed.append((time.monotonic(), f"woord{number}+"))
        lively.wait_for_timeout(500)
    lively.wait_for_timeout(2500)
    for at, word in typed:
        first = next(moment for moment, sent in saved if word in sent)
        assert first - at < 5


def test_without_a_connection_it_says_so_and_saves_as_soon_as_there_is_one(
    browser: "Browser", site: Site
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    _begin(page, site)
    context.set_offline(True)
    page.locator(FIELD).fill("Dit typte ik in de trein.")
    expect(page.get_by_text("Geen verbinding. Uw tekst staat nog op dit scherm")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("Bewaard. Alleen u kunt dit lezen.")).to_be_visible(timeout=8000)
    page.goto(f"{site.address}/verhaal")
    expect(page.locator(FIELD)).to_have_value("Dit typte ik in de trein.")
    context.close()


def test_other_answers_in_another_window_are_not_called_saved(lively: "Page", site: Site) -> None:
    from playwright.sync_api import expect

    _begin(lively, site)
    lively.locator(FIELD).fill("Het wijkteam kwam bij mij langs.")
    press(lively, "Verder")
    other = lively.context.new_page()
    other.goto(f"{site.address}/betekenis")
    lively.get_by_label("Deels goed").check()
    expect(lively.get_by_text("Bewaard. Alleen u kunt dit lezen.")).to_be_visible()
    other.get_by_label("Goed", exact=True).check()
    expect(other.get_by_text("Dit is nog niet bewaard.")).to_be_visible()


def test_two_devices_are_told_of_each_other_and_both_texts_are_shown(
    lively: "Page", another: "Page", site: Site
) -> None:
    from playwright.sync_api import expect

    _begin(lively, site)
    lively.locator(FIELD).fill("Ik begon op de computer.")
    code = _code(lively)
    assert _faults(lively) == []
    expect(lively.get_by_role("button", name="Kopieer de code")).to_be_visible()
    _enter(another, site, code)
    expect(another.locator(FIELD)).to_have_value("Ik begon op de computer.")
    assert _faults(another) == []
    lively.get_by_role("link", name="Verder met mijn verhaal").click()
    lively.locator(FIELD).fill("Op de computer ging ik verder.")
    expect(lively.get_by_text("Bewaard. Alleen u kunt dit lezen.")).to_be_visible()
    another.locator(FIELD).fill("Op de telefoon ging ik verder.")
    expect(another.get_by_text("U schreef ook op een ander apparaat.")).to_be_visible()
    press(another, "Verder")
    assert another.url.endswith("/twee-teksten")
    assert _faults(another) == []
    press(another, "Zet ze onder elkaar")
    expect(another.locator(FIELD)).to_have_value(
        "Op de computer ging ik verder.\n\nOp de telefoon ging ik verder."
    )
    another.goto(f"{site.address}/stoppen")
    assert _faults(another) == []


@pytest.mark.slow
def test_a_story_is_spoken_into_the_microphone(
    browser: "Browser", site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playwright.sync_api import expect

    # The microphone of this browser beeps instead of talking.
    monkeypatch.setattr(speech, "finds_silence", lambda: False)
    model = tiny_speech.save(tmp_path / "spraak", tmp_path / "kladblok")
    site.house.speech = Speech(Settings(spraakmodel=str(model)))
    hearing = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
    page = hearing.new_page(viewport={"width": 320, "height": 640}, locale="nl-NL")
    _begin(page, site)
    assert _faults(page) == []
    page.locator(FIELD).fill("Dit typte ik al.")
    press(page, "Inspreken")
    assert _faults(page) == []
    assert _buttons(page) == ["Begin met opnemen"]
    page.get_by_role("button", name="Begin met opnemen").click()
    expect(page.get_by_text("Wij nemen op.")).to_be_visible()
    page.wait_for_timeout(2500)
    assert page.locator("[data-time]").inner_text() in {"0:02", "0:03"}
    assert _buttons(page) == ["Stop met opnemen"]
    page.get_by_role("button", name="Stop met opnemen").click()
    expect(page.locator("[data-write]")).to_be_focused()
    assert _buttons(page) == ["Maak er tekst van", "Wis en begin opnieuw"]
    assert _faults(page) == []
    page.locator("[data-write]").click()
    expect(page.get_by_text("Klaar. De opname is weg.")).to_be_visible(timeout=30_000)
    assert _buttons(page) == []
    assert tiny_speech.WORD in page.locator("[data-text]").inner_text()
    assert _faults(page) == []
    page.get_by_role("link", name="Lees en verbeter uw tekst").click()
    assert page.locator(FIELD).input_value().startswith("Dit typte ik al.\n\n")
    assert tiny_speech.WORD in page.locator(FIELD).input_value()
    hearing.close()
