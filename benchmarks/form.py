"""The public form as a narrator's phone gets it: weight per step, and the first view on slow 3G.

A real chromium goes through every ready form on a server of our own. Weight is what one step
needs with an empty cache: the page, its styles and its pictures, gzip, without scripts (they are
extras) and with them. The first view is first-contentful-paint of the first page on a throttled
line, five times, the median.
"""

import gzip
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, Response, sync_playwright

from ingest.pseudonymise import load_pseudonymiser
from models import forms, teams
from models.db import Database
from models.sealing import Sealer
from service.app import create_app
from service.settings import Settings
from service.wiring import House

CHROMIUM = "/usr/bin/chromium"
STORY = "Het wijkteam kwam drie keer langs. Elke keer was het iemand anders. Toen hielp het."
TIMES = 5
PHONE = {"width": 360, "height": 740}
# Lines as WebPageTest ("3G Fast") and Chromium's own tools ("Fast 3G") call them.
LINES = {
    "webpagetest 3G fast: 1.6/0.75 Mbit/s, 150 ms": (1_600_000, 750_000, 150),
    "devtools fast 3G: 1.44/0.68 Mbit/s, 563 ms": (1_440_000, 675_000, 562.5),
}
PAINT = """() => new Promise(done => {
  const seen = performance.getEntriesByName('first-contentful-paint');
  if (seen.length) return done(seen[0].startTime);
  new PerformanceObserver((list, observer) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) {
      observer.disconnect(); done(entry.startTime);
    }
  }).observe({type: 'paint', buffered: true});
})"""


def run(data: Path) -> dict[str, Any]:
    """Weights in kB (1000 bytes) per form and step, and first views in milliseconds."""
    del data
    with _served() as (address, keys), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        figures = {
            "weight_kb_gzip": {key: _weights(browser, address, key) for key in keys},
            "first_view_ms": {
                name: {
                    "every time": (times := [_first_view(browser, address, line) for _ in "12345"]),
                    "median": statistics.median(times),
                }
                for name, line in LINES.items()
            },
        }
        browser.close()
    return figures


def _weights(browser: Browser, address: str, key: str) -> dict[str, dict[str, float]]:
    """Go through one form, each step with an empty cache."""
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    got: list[Response] = []
    page.on("response", lambda response: got.append(response))
    weights: dict[str, dict[str, float]] = {}
    page.goto(f"{address}/formulier/{key}", wait_until="networkidle")
    weights["welkom"] = _weighed(got)
    for step in ("verhaal", "betekenis", "over-u", "nakijken"):
        got.clear()
        if step == "betekenis":
            page.locator("#tekst").fill(STORY)
        if step == "nakijken" and page.locator("#team").count():
            page.locator("#team").select_option(index=1)
        with page.expect_navigation(wait_until="networkidle"):
            page.locator("button[value=verder]").first.click()
        if not page.url.endswith(step):
            raise RuntimeError(f"the form did not go on to {step}")
        weights[step] = _weighed(got)
    context.close()
    return weights


def _weighed(got: list[Response]) -> dict[str, float]:
    """kB of the last page and all it asked for; redirects carry nothing."""
    plain = scripts = 0
    for response in got:
        if response.status >= 300:
            continue
        size = len(gzip.compress(response.body(), 6))
        if "javascript" in response.headers.get("content-type", ""):
            scripts += size
        else:
            plain += size
    return {"without scripts": round(plain / 1000, 1), "scripts": round(scripts / 1000, 1)}


def _first_view(browser: Browser, address: str, line: tuple[int, int, float]) -> float:
    down, up, latency = line
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    page: Page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": down / 8,
            "uploadThroughput": up / 8,
        },
    )
    page.goto(address, wait_until="load")
    painted = float(page.evaluate(PAINT))
    context.close()
    return round(painted)


@contextmanager
def _served() -> Iterator[tuple[str, list[str]]]:
    """A running form with two teams, and the keys of the forms that can be begun."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listener:
        database = Database(f"sqlite:///{folder}/vertelpunt.db")
        database.migrate()
        with database.writing() as session:
            forms.load_catalogue(session)
            keys = [form.key for form in forms.published(session)]
            for name in ("Wijkteam Noorderhof", "Buurtteam Waterwijk"):
                teams.ensure(session, name, organisation="Meting")
        settings = Settings(data_dir=Path(folder), database_url=database.url)
        house = House(settings, database, Sealer([b"m" * 32]), load_pseudonymiser("regels"))
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(create_app(house), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", keys
        finally:
            server.should_exit = True
            thread.join()
            database.close()
