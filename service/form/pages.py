"""Pages of the form: templates filled in, Dutch dates, error pages and the headers of all."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from models.errors import (
    Conflict,
    NotFound,
    Problem,
    Rejected,
    TooMany,
    Unavailable,
    VertelpuntError,
)
from models.form_content import DUTCH
from models.wording import MONTHS, Worded
from service.form import languages
from service.form.asking import first_field
from service.form.pace import Pace
from service.settings import Settings

HERE = Path(__file__).parent
STATIC = HERE / "static"
STEPS = (
    ("welkom", "/", "Welkom"),
    ("verhaal", "/verhaal", "Uw verhaal"),
    ("betekenis", "/betekenis", "Wat het voor u betekent"),
    ("over-u", "/over-u", "Over u"),
    ("nakijken", "/nakijken", "Nakijken"),
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "X-Robots-Tag": "noarchive",
}
HTTPS_ONLY = "max-age=31536000; includeSubDomains"

_REFUSALS = {
    400: ("Wij konden dit niet lezen", "Ga terug en probeer het nog een keer."),
    403: (
        "Wij doen hier niets mee",
        "Uw browser zegt dat dit van een andere website kwam. Voor uw veiligheid nemen wij het "
        "niet aan. Begin bij het formulier zelf.",
    ),
    404: ("Deze bladzijde is er niet", "Het adres klopt niet, of de bladzijde is weg."),
    405: ("Deze bladzijde kunt u niet zo openen", "Begin bij het formulier."),
    410: (
        "Hier staat geen verhaal van u",
        "Hebt u uw verhaal verstuurd? Dan is het bij ons, en leest u het met uw code. Hebt u het "
        "weggehaald of gewist? Dan klopt het dat u hier niets ziet. Was u nog bezig? Wat u "
        "invult, bewaren wij 7 dagen en alleen voor uw eigen browser. Die tijd is om, of de "
        "browser is dicht geweest. Het spijt ons als u hierdoor tekst kwijt bent.",
    ),
    413: (
        "Uw verhaal is te lang",
        "Zo veel tekst kunnen wij niet aannemen. Van wat u nu stuurde, is niets bewaard. Ga terug "
        "met de knop van uw browser: uw tekst staat daar nog. Maak hem korter en probeer het "
        "opnieuw.",
    ),
    415: ("Wij konden dit niet lezen", "Dit formulier neemt alleen tekst aan."),
    429: ("Even wachten", ""),
    500: (
        "Het lukt nu niet",
        "Dat ligt aan ons, niet aan u. Ga terug met de knop van uw browser: uw tekst staat daar "
        "nog. Probeer het over een minuut opnieuw.",
    ),
    503: ("Het lukt nu niet", ""),
    409: ("Dat kan nu niet", ""),
    422: ("Dit klopt nog niet", ""),
}
_STATUS: tuple[tuple[type[VertelpuntError], int], ...] = (
    (TooMany, 429),
    (NotFound, 404),
    (Conflict, 409),
    (Rejected, 422),
    (Unavailable, 503),
)


class _Assets(StaticFiles):
    """The style, script and pictures of the form; a year in the cache, under a name per version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Add the headers that static files need too."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Only what a page asks for: the notes beside the vendored files stay inside."""
        if not path.endswith((".css", ".js", ".svg")):
            raise HTTPException(404)
        return await super().get_response(path, scope)


def mount_static(app: FastAPI) -> None:
    """Give the application what the form needs: its style and scripts, and the counters."""
    app.state.form_pace = Pace()
    # Only what is the same for everybody is compressed: a compressed page can leak its secrets.
    app.mount("/static", GZipMiddleware(_Assets(directory=STATIC)), name="static")


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    problems: Sequence[Problem] = (),
    **context: Any,
) -> HTMLResponse:
    """A page, in the language of the request.

    With `problems` it opens with a summary that links to every field.
    """
    settings: Settings = request.app.state.house.settings
    language = languages.of(request)
    problems = [replace(one, message=languages.say(one.message, language)) for one in problems]
    html = (
        _environment(language)
        .get_template(template)
        .render(
            problems=problems,
            problem_at={problem.place: problem.message for problem in reversed(problems)},
            organisation=settings.organisation,
            speaking=request.app.state.house.speech.is_available,
            expire_days=settings.expire_days,
            triage_time=languages.say(hours_in_words(settings.triage_hours), language),
            **context,
        )
    )
    return HTMLResponse(html, status_code=status)


def refusal(request: Request, error: VertelpuntError | HTTPException) -> Response:
    """The page for an expected error that an endpoint did not answer itself."""
    if isinstance(error, HTTPException):
        return error_page(request, error.status_code)
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    retry_after = error.retry_after if isinstance(error, TooMany) else None
    return error_page(request, status, message=error.message, retry_after=retry_after)


def error_page(
    request: Request,
    status: int,
    *,
    message: str = "",
    retry_after: int | None = None,
    back: tuple[str, str] | None = None,
) -> Response:
    """A page for an error, headers included: also for errors outside the form's routes.

    Args:
        request: for its language and the settings.
        status: the HTTP status.
        message: the sentence to show instead of the one that belongs to the status.
        retry_after: seconds to wait.
        back: address and words of a link to where somebody was.
    """
    heading, text = _REFUSALS.get(status, _REFUSALS[500] if status >= 500 else _REFUSALS[400])
    response = render(
        request,
        "fout.html",
        status=status,
        heading=heading,
        text=message or text,
        minutes=None if retry_after is None else -(-retry_after // 60),
        back=back,
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return with_headers(response, request.app.state.house.settings)


def with_headers(response: Response, settings: Settings) -> Response:
    """Set the headers that every page of the form has."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return response


def in_dutch(day: date | str) -> Worded:
    """`22 november 2026`."""
    return Worded("{day}", day=date.fromisoformat(day) if isinstance(day, str) else day)


def hours_in_words(hours: int) -> Worded:
    """`24 uur`, `3 dagen`."""
    if hours > 24 and hours % 24 == 0:
        return Worded("{days} dagen", days=hours // 24)
    return Worded("{hours} uur", hours=hours)


def asset(name: str) -> str:
    """The address of a static file, with the version of its content."""
    return f"/static/{name}?v={_version(name)}"


def picture(name: str) -> str:
    """The address of a picture of the forms, or nothing: a missing picture breaks no page."""
    place = f"beelden/{name}" if name.endswith(".svg") else f"beelden/{name}.svg"
    plain = PurePosixPath(place)
    known = len(plain.parts) == 2 and (STATIC / plain).is_file()
    return asset(place) if known else ""


@lru_cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@lru_cache
def _words_of(script: str, language: str) -> str:
    """What a script says, in this language, for its data attribute; nothing when it is Dutch."""
    if language == DUTCH:
        return ""
    said = spoken_by((STATIC / script).read_text(encoding="utf-8"))
    return json.dumps(
        {text: languages.say(text, language) for text in said},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def spoken_by(script: str) -> list[str]:
    """The Dutch texts in the source of a script: each stands in a call of `worded`."""
    return re.findall(r'\bworded\("([^"]+)"', script)


@lru_cache
def _environment(language: str = DUTCH) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        languages.catalogue(language), newstyle=True
    )
    environment.filters["datum"] = lambda day: languages.say(in_dutch(day), language)
    # For our own words only: what people typed is never looked up.
    environment.filters["taal"] = lambda text: languages.say(text, language)
    environment.globals.update(
        asset=asset,
        first_field=first_field,
        months=MONTHS,
        page_language=language,
        picture_of=picture,
        steps=STEPS,
        taal="" if language == DUTCH else f"?{languages.ASKED}={language}",
        words_of=lambda script: _words_of(script, language),
    )
    return environment
