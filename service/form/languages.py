"""The language of a page: the fixed words of the form in the language in which somebody tells.

Dutch leads: the Dutch sentence is the key under which another language is found, in the catalogues
under `taal/`. What has no translation stays Dutch. A language without a catalogue has Dutch words
around the texts of the form itself.
"""

from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from starlette.requests import Request

from models.form_content import DUTCH
from models.wording import MONTHS, Worded

FOLDER = Path(__file__).parent / "taal"
CATALOGUE = "LC_MESSAGES/formulier"
"""Inside the folder of a language: `.po` to write in, `.mo` to read from."""
ASKED = "taal"
"""The name of the language in an address, on pages that belong to no story."""


@lru_cache
def known() -> tuple[str, ...]:
    """The languages in which the form speaks, Dutch first."""
    others = sorted(
        folder.name for folder in FOLDER.iterdir() if (folder / f"{CATALOGUE}.mo").is_file()
    )
    return (DUTCH, *others)


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The translations into a language; for Dutch, everything as it is."""
    if language == DUTCH or language not in known():
        return NullTranslations()
    with (FOLDER / language / f"{CATALOGUE}.mo").open("rb") as file:
        return GNUTranslations(file)


def spoken(language: str) -> str:
    """The language of our own words on the pages of who tells in this one."""
    return language if language in known() else DUTCH


def speak(request: Request, language: str) -> None:
    """From here on, answer this request in the language in which somebody tells."""
    request.state.language = spoken(language)


def of(request: Request) -> str:
    """The language of the answer: of the story, or else the one that the address asks for."""
    of_story: str | None = getattr(request.state, "language", None)
    return of_story or spoken(request.query_params.get(ASKED, DUTCH))


def address(request: Request, path: str) -> str:
    """A page that belongs to no story, in the language of this request."""
    language = of(request)
    return path if language == DUTCH else f"{path}?{ASKED}={language}"


def say(text: str, language: str) -> str:
    """One of our own sentences in this language, with its values. Never for what people typed."""
    if language == DUTCH or not text:
        return text
    if not isinstance(text, Worded):
        return catalogue(language).gettext(text)
    template = catalogue(language).gettext(text.template)
    values = {name: _value(value, language) for name, value in text.values.items()}
    return text.begun(template.format(**values))


def _value(value: object, language: str) -> str:
    if isinstance(value, Worded):
        return say(value, language)
    if isinstance(value, date):
        return f"{value.day} {say(MONTHS[value.month - 1], language)} {value.year}"
    return f"{value:,}" if isinstance(value, int) else str(value)
