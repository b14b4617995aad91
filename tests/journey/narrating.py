"""A narrator in a real browser who goes through any form, whatever it asks, and looks at each page.

Where the form comes from does not matter: the walk sees only what stands on the screen.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.journey.form_site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

STORY = (
    "Fatima uit de Zonnestraat 12 belde mij op. Haar nummer is 06-12345678.\n\n"
    "Het wijkteam luisterde goed. De man met de groene brommer vroeg niets."
)
Look = Callable[[str], None]


def tell_everything(page: "Page", address: str, look: Look) -> list[str]:
    """From the first page of a form to the code, with every question answered; the code.

    A form for a session gives a code for each of two people.

    `look` is called on every page, and where something is wrong, with the name of the page.
    """
    page.goto(address)
    look("welkom")
    forward(page)
    forward(page)
    look("verhaal leeg")
    page.locator("#tekst").fill(STORY)
    page.locator("#titel").fill("Fatima belde")
    forward(page)
    look("betekenis")
    for _ in range(3):
        answer_all(page)
        forward(page)
        if "/betekenis" not in page.url:
            break
        look("betekenis, een vraag erbij")
    look("over u")
    if page.locator("#team").count():
        forward(page)
        look("over u, zonder team")
        page.locator("#team").select_option(index=1)
    answer_all(page)
    forward(page)
    look("nakijken")
    if page.locator("#mensen").count():
        return ask_everybody(page, look)
    return [approve(page, look)]


def ask_everybody(page: "Page", look: Look) -> list[str]:
    """Send a write-up to a group of two, first without saying how many; the codes."""
    decide(page, "ja")
    look("nakijken, geen aantal")
    page.locator("#mensen").fill("2")
    decide(page, "ja")
    look("briefjes")
    return page.locator(".vp-slips .code").all_inner_texts()


def approve(page: "Page", look: Look) -> str:
    """Say yes, first without choosing a reader; the code."""
    decide(page, "ja")
    look("nakijken, niemand gekozen")
    page.locator("input[name=mag][value=associatie]").check()
    decide(page, "ja")
    look("uw code")
    return page.locator("[data-code]").inner_text().replace("\n", "").strip()


def come_back(page: "Page", site: Site, codes: list[str], look: Look) -> None:
    """With the code: a wrong one, the story, and taking it away."""
    page.goto(f"{site.address}/code")
    look("code")
    page.locator("#code").fill("0000-0000-0000-0000")
    decide(page, "open")
    look("code, verkeerd")
    page.locator("#code").fill(codes[0])
    decide(page, "open")
    if len(codes) > 1:
        _come_back_together(page, site, codes[1], look)
        return
    look("mijn verhaal")
    page.goto(f"{site.address}/code/weghalen")
    look("weghalen")
    decide(page, "ja")
    look("weg")


def _come_back_together(page: "Page", site: Site, other: str, look: Look) -> None:
    """Two people say yes, one after another; then one of them takes it away."""
    look("ons verslag")
    decide(page, "ja")
    look("ons verslag, niemand gekozen")
    page.locator("input[name=mag][value=associatie]").check()
    decide(page, "ja")
    look("ons verslag, één zei ja")
    page.goto(f"{site.address}/code")
    page.locator("#code").fill(other)
    decide(page, "open")
    page.locator("input[name=mag][value=associatie]").check()
    decide(page, "ja")
    look("ons verslag, iedereen zei ja")
    page.goto(f"{site.address}/code/samen/weghalen")
    look("ons verslag weghalen")
    decide(page, "ja")
    look("ons verslag is weg")


def answer_all(page: "Page") -> None:
    """An answer to every question on the screen."""
    for question in page.locator("fieldset:visible, .utrecht-form-field:visible").all():
        _answer(question)


def forward(page: "Page") -> None:
    """The button that goes on."""
    decide(page, "verder")


def decide(page: "Page", action: str) -> None:
    """Press the button that sends this action, and wait for the next page."""
    with page.expect_navigation(wait_until="load"):
        page.locator(f"button[name=actie][value='{action}']:visible").first.click()


def _answer(question: "Locator") -> None:
    for kind in ("radio", "checkbox"):
        choice = question.locator(f"input[type={kind}]:visible")
        if choice.count() and question.locator("input:checked").count() == 0:
            choice.first.check()
    sliders = question.locator("input[type=range]:visible")
    if sliders.count():
        sliders.first.fill("80")
    coins = question.locator("input[type=number]:visible")
    if coins.count():
        coins.first.fill("10")
    words = question.locator("textarea:visible")
    if words.count():
        words.first.fill("Mevrouw De Vries belde terug.")
