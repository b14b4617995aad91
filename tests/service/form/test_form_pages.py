"""The pages themselves: their marks, their words, their colours and their weight."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from service.form import pages
from tests.service.form.conftest import Narrator, words_of

TEMPLATES = sorted((pages.HERE / "templates").glob("*.html"))
STYLES = [pages.STATIC / name for name in ("vendor/utrecht.css", "tokens.css", "form.css")]
COLOUR = re.compile(r"--vp-([a-z-]+): (#[0-9a-f]{6})")
# What a reader at level B1 stumbles over, or what hides who does something.
STIFF = re.compile(
    r"\b(betreffende|middels|verstrek\w*|relevant\w*|prioriteit\w*|conform|teneinde|dient te|"
    r"alvorens|dan wel|pseudonimi\w*|AVG|submission|succesvol|inzending is|triade|dyade|"
    r"significa\w*|men)\b"
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_leans_on_the_balloons_of_a_browser(path: Path) -> None:
    text = _text(path)
    assert not re.search(r"\s(required|pattern|placeholder|maxlength|minlength)[=\s>]", text)
    for form in re.findall(r"<form\b[^>]*>", text):
        assert " novalidate" in form
        assert 'method="post"' in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_has_script_or_style_of_its_own(path: Path) -> None:
    text = _text(path)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all(" src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert not re.search(r"https?://", text)
    assert "|safe" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_class_in_a_page_has_a_style(path: Path) -> None:
    style = "\n".join(_text(sheet) for sheet in STYLES)
    known = set(re.findall(r"\.((?:utrecht|vp)-[A-Za-z0-9_-]+)", style))
    named = {
        name
        for value in re.findall(r'class="([^"]*)"', _text(path))
        for name in re.findall(r"(?<![\w-])((?:utrecht|vp)-[a-z0-9_-]+)(?![\w-]|\{\{)", value)
        if not name.endswith("--")
    }
    assert named - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_talks_like_an_office(path: Path) -> None:
    words = re.sub(r"\{[%{#].*?[%}#]\}|<[^>]+>", " ", _text(path), flags=re.S)
    assert STIFF.findall(words) == []


def test_sentences_are_short(narrator: Narrator) -> None:
    narrator.to_review()
    paths = ("/", "/betekenis", "/over-u", "/stoppen", "/code", "/privacy", "/hulp")
    for path in paths:
        text = words_of(narrator.open(path)).replace(":", ".").replace("…", ".")
        lengths = [len(part.split()) for part in re.split(r"[.?!]\s", text)]
        # Lists of choices have no full stops; whatever is longer than this is no sentence.
        sentences = [length for length in lengths if length < 30]
        assert sum(sentences) / len(sentences) < 11, path


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7.0),
        ("muted", "paper", 4.5),
        ("muted", "sheet", 4.5),
        ("muted", "quiet", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "sheet", 4.5),
        ("accent", "quiet", 4.5),
        ("ink", "quiet", 7.0),
        ("warning", "paper", 4.5),
        ("warning", "sheet", 4.5),
        ("line", "paper", 3.0),
        ("line", "sheet", 3.0),
        ("paper", "accent-deep", 4.5),
    ],
)
def test_colours_differ_enough(front: str, back: str, least: float) -> None:
    colours = dict(COLOUR.findall(_text(pages.STATIC / "tokens.css")))
    light, dark = sorted((_luminance(colours[front]), _luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_variable_of_our_own_has_a_value() -> None:
    tokens = _text(pages.STATIC / "tokens.css")
    used = {name for sheet in STYLES[1:] for name in re.findall(r"var\((--[\w-]+)\)", _text(sheet))}
    assert {name for name in used if f"{name}:" not in tokens} == set()


def test_a_page_is_light() -> None:
    style = b"".join(sheet.read_bytes() for sheet in STYLES)
    assert len(gzip.compress(style)) < 60_000
    scripts = sum((pages.STATIC / name).stat().st_size for name in ("form.js", "triad.js"))
    assert len(style) + scripts < 90_000


@pytest.mark.parametrize("path", ["/", "/verhaal", "/betekenis", "/over-u", "/nakijken"])
def test_a_page_with_all_that_it_loads_stays_under_sixty_kilobytes_on_the_line(
    narrator: Narrator, path: str
) -> None:
    narrator.to_review()
    page = narrator.open(path)
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    sent = [gzip.compress(narrator.open(address).content) for address in loaded]
    assert loaded
    assert len(page.content) + sum(map(len, sent)) <= 60_000


def test_static_files_are_kept_long_and_notes_stay_inside(narrator: Narrator) -> None:
    page = narrator.open(pages.asset("form.css"))
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("vendor/NOTICE.md", "../pages.py", "%2e%2e/pages.py", "vendor", "nergens.css"):
        assert narrator.open(f"/static/{path}").status_code == 404


def test_the_vendored_style_is_what_its_notice_says() -> None:
    folder = pages.STATIC / "vendor"
    notice = _text(folder / "NOTICE.md")
    assert hashlib.sha256((folder / "utrecht.css").read_bytes()).hexdigest() in notice
    assert "9.0.4" in notice
    assert "EUPL-1.2" in notice


@pytest.mark.parametrize("path", ["/", "/privacy", "/toegankelijkheid", "/hulp", "/code", "/weg"])
def test_every_page_is_dutch_and_has_one_heading_and_a_way_past_the_menu(
    narrator: Narrator, path: str
) -> None:
    text = narrator.open(path).text
    assert '<html lang="nl"' in text
    assert text.count("<h1") == 1
    assert 'href="#inhoud"' in text
    assert 'id="inhoud"' in text


def test_every_field_has_a_label_and_every_id_is_there_once(narrator: Narrator) -> None:
    narrator.to_review()
    for path in ("/verhaal", "/betekenis", "/over-u", "/nakijken", "/code"):
        text = narrator.open(path).text
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        fields = re.findall(r"<(?:input|textarea|select)\b[^>]*>", text)
        for field in fields:
            if 'type="hidden"' in field or "aria-label=" in field:
                continue
            (name,) = re.findall(r'\sid="([^"]+)"', field)
            assert f'for="{name}"' in text, field
        for pointed in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text):
            assert set(pointed.split()) <= set(ids), pointed


def test_dates_are_written_out() -> None:
    assert pages.in_dutch("2026-11-22") == "22 november 2026"


def test_styles_are_sent_small_and_pages_are_not_compressed(narrator: Narrator) -> None:
    asked = {"Accept-Encoding": "gzip"}
    style = narrator.client.get("/static/form.css", headers=asked)
    assert style.headers["content-encoding"] == "gzip"
    assert style.headers["vary"] == "Accept-Encoding"
    # A compressed page with a secret and with words of a visitor in it can be made to leak both.
    assert "content-encoding" not in narrator.client.get("/", headers=asked).headers
