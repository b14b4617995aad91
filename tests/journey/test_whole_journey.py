"""From a story in the form to a theme report, on the demo itself and in a real browser."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "een-lang-wachtwoord-voor-de-proef"
START_SECONDS = 600
PATIENCE = 90_000
STORY = (
    "Sandra Ouwerkerk van het wijkteam belde mij terug. Bellen lukte eerst steeds niet, ik hing "
    "een half uur in de wacht.\n\nDaarna kreeg ik een melding dat ik mijn verhaal opnieuw moest "
    "doen, aan de telefoon, bij iemand die ik niet kende. De tweede keer bellen ging beter."
)


@dataclass
class Demo:
    """A running demo: its addresses, and everything it has said."""

    form: str
    explorer: str
    log: Path

    def activation(self) -> str:
        found = re.search(r"(http://\S+/activeren/\S+)", self.log.read_text())
        assert found, "the demo prints no activation link"
        return found.group(1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`vertelpunt demo` in an empty folder, as `make demo` runs it."""
    folder = tmp_path_factory.mktemp("demo")
    ports = _free_ports(2)
    log = folder / "log"
    environment = {
        **os.environ,
        "VERTELPUNT_DATA_DIR": str(folder / "var"),
        "VERTELPUNT_PORT": str(ports[0]),
        "VERTELPUNT_EXPLORER_PORT": str(ports[1]),
    }
    code = "from service.cli import app; app()"
    with log.open("w") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", code, "demo"], env=environment, stdout=output, stderr=output
        )
    try:
        for _ in range(START_SECONDS):
            if "Ctrl+C" in log.read_text():
                break
            assert child.poll() is None, log.read_text()
            time.sleep(1)
        yield Demo(f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", log)
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()


@pytest.fixture(scope="module")
def reader(demo: Demo, browser: "Browser") -> Iterator["Page"]:
    """An analyst who has just used the activation link."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(demo.activation())
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Nog een keer hetzelfde wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Wachtwoord bewaren en beginnen").click()
    page.get_by_role("heading", name="Overzicht").wait_for()
    yield page
    context.close()


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def _tell(page: "Page", demo: Demo, *, title: str) -> str:
    """Tell a story, take a missed word away, allow it, and return the code."""
    page.goto(demo.form)
    _press(page, "Beginnen")
    page.get_by_label("Schrijf het hier op").fill(STORY + f" ({title})")
    page.get_by_label("Geef uw verhaal een titel").fill(title)
    _press(page, "Verder")
    page.get_by_label("Alle drie evenveel: samen").check()
    page.get_by_label("Precies in het midden").check()
    page.get_by_label("Deels goed").check()
    page.get_by_label("Machteloos").check()
    _press(page, "Verder")
    page.get_by_label("Over welk team gaat het?").select_option(index=1)
    _press(page, "Verder naar nakijken")
    sheet = page.locator("article").inner_text()
    assert "Ouwerkerk" not in sheet
    assert "[medewerker-1]" in sheet
    page.get_by_label("Woord of woorden uit uw verhaal").fill("wacht")
    _press(page, "Haal dit weg")
    expect(page.locator("article")).not_to_contain_text("in de wacht")
    page.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    _press(page, "Ja, dit mag gelezen worden")
    return re.sub(r"\s", "", page.locator("[data-code]").inner_text())


def _told(page: "Page") -> int:
    """How many stories the overview counts, read from its own page."""
    page.reload()
    page.get_by_role("heading", name="Overzicht").wait_for()
    page.get_by_text(re.compile(r"\d+ verhalen")).first.wait_for()
    return max(int(n) for n in re.findall(r"(\d+) verhalen", page.locator("main").inner_text()))


@pytest.mark.parametrize("scripts", [True, False], ids=["met-javascript", "zonder-javascript"])
def test_a_story_is_told_counted_found_again_and_withdrawn(
    demo: Demo, reader: "Page", browser: "Browser", scripts: bool
) -> None:
    before = _told(reader)
    context = browser.new_context(java_script_enabled=scripts, locale="nl-NL")
    narrator = context.new_page()
    code = _tell(narrator, demo, title=f"Bellen {'met' if scripts else 'zonder'}")
    _wait_until(lambda: _told(reader) == before + 1)
    narrator.goto(f"{demo.form}/code")
    narrator.get_by_label("Uw code").fill(code)
    _press(narrator, "Open mijn verhaal")
    expect(narrator.locator("main")).to_contain_text("Mag gelezen worden")
    narrator.get_by_role("link", name="Ik wil mijn verhaal weghalen").click()
    _press(narrator, "Ja, haal mijn verhaal weg")
    expect(narrator.locator("main")).to_contain_text("Ingetrokken")
    _wait_until(lambda: _told(reader) == before)
    context.close()


def test_an_analyst_names_a_theme_decides_on_a_link_and_takes_a_report_home(
    demo: Demo, reader: "Page"
) -> None:
    reader.goto(f"{demo.explorer}/kwaliteitsstandaarden")
    reader.goto(f"{demo.explorer}/themas")
    reader.get_by_role("heading", name="Thema's").wait_for()
    reader.locator("main a[href*='thema?']").first.click()
    field = reader.get_by_label("Geef dit thema uw eigen naam")
    field.fill("Iedereen aan tafel")
    _press(reader, "Naam bewaren")
    reader.get_by_role("heading", name="Iedereen aan tafel").wait_for()
    _confirm_a_link(reader, demo)
    with reader.expect_download() as download:
        reader.goto(f"{demo.explorer}/")
        reader.locator("a[href*='vorm=docx']").first.click()
    words = "\n".join(
        paragraph.text
        for paragraph in docx.Document(
            io.BytesIO(Path(download.value.path()).read_bytes())
        ).paragraphs
    )
    assert "Iedereen aan tafel" in words
    assert "Ouwerkerk" not in words


def _confirm_a_link(reader: "Page", demo: Demo) -> None:
    """Go through the themes until one has a proposal, and say yes to it."""
    reader.goto(f"{demo.explorer}/themas")
    reader.locator("main a[href*='thema?']").first.wait_for()
    addresses = reader.eval_on_selector_all("main a[href*='thema?']", "as => as.map(a => a.href)")
    for address in dict.fromkeys(addresses):
        reader.goto(address)
        reader.get_by_label("Geef dit thema uw eigen naam").wait_for()
        # The page comes in parts; its links are among the last.
        reader.locator("[data-test-script-state='notRunning']").first.wait_for()
        yes = reader.get_by_role("button", name=re.compile("^Ja, dit klopt"))
        if yes.count():
            yes.first.click()
            reader.get_by_role("button", name="Ongedaan maken").wait_for()
            return
    raise AssertionError("no theme of the demo has a proposed link")


def test_patterns_are_searched_again_from_the_explorer_and_a_name_stays(
    demo: Demo, reader: "Page"
) -> None:
    reader.goto(f"{demo.explorer}/rekenrondes")
    _press(reader, "Opnieuw patronen zoeken")
    reader.get_by_text("U ziet nu de nieuwe stand").wait_for(timeout=4 * PATIENCE)
    reader.goto(f"{demo.explorer}/themas")
    reader.get_by_text("Iedereen aan tafel").first.wait_for()


def test_a_listed_name_goes_and_a_story_with_danger_is_read_by_one_person_first(
    demo: Demo, reader: "Page", browser: "Browser"
) -> None:
    reader.goto(f"{demo.explorer}/eigen-lijsten")
    reader.get_by_label("Eén naam per regel").fill("wijk: Zilverhoek")
    _press(reader, "Nakijken")
    _press(reader, "Zet 1 naam op de lijst")
    expect(reader.get_by_text("1 naam toegevoegd.")).to_be_visible()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    narrator = context.new_page()
    narrator.goto(demo.form)
    _press(narrator, "Beginnen")
    narrator.get_by_label("Schrijf het hier op").fill(
        "Wij zijn het enige gezin met een drieling in het dorp, in zilverhoek. Ik ben bang dat "
        "mijn ex mij iets aandoet, hij dreigt met een mes."
    )
    _press(narrator, "Verder")
    expect(narrator.get_by_role("link", name="112").first).to_be_visible()
    _press(narrator, "Verder")
    narrator.get_by_label("Over welk team gaat het?").select_option(index=1)
    _press(narrator, "Verder naar nakijken")
    expect(narrator.locator("article")).not_to_contain_text("zilverhoek")
    expect(narrator.get_by_role("heading", name="Deze dingen samen")).to_be_visible()
    narrator.get_by_label("De Associatie Wijkteams mag ervan leren").check()
    _press(narrator, "Ja, dit mag gelezen worden")
    code = re.sub(r"\s", "", narrator.locator("[data-code]").inner_text())
    reader.goto(f"{demo.explorer}/eerst-bekijken")
    reader.get_by_text("Lees dit verhaal").first.click()
    expect(reader.get_by_text("dreigt met een mes").first).to_be_visible()
    _press(reader, "Vrijgeven")
    expect(reader.get_by_text("Besloten: vrijgegeven.")).to_be_visible()
    reader.goto(f"{demo.explorer}/nakijken")
    expect(reader.get_by_text("misschien te herkennen").first).to_be_visible()
    narrator.goto(f"{demo.form}/code")
    narrator.get_by_label("Uw code").fill(code)
    _press(narrator, "Open mijn verhaal")
    expect(narrator.locator("main")).to_contain_text("Mag gelezen worden")
    context.close()


def test_nothing_that_was_told_is_in_what_the_server_printed(demo: Demo) -> None:
    said = demo.log.read_text()
    assert "Ouwerkerk" not in said
    assert "in de wacht" not in said
    assert "drieling" not in said
    assert "zilverhoek" not in said.casefold()
    assert "Traceback" not in said


def _wait_until(happens: "object") -> None:
    for _ in range(60):
        if happens():  # type: ignore[operator]
            return
        time.sleep(0.5)
    raise AssertionError("it did not happen in time")
