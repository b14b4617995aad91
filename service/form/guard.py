"""The door of the form: where a post comes from, how large it is, and what a browser may do.

Every route of the form goes through `FormRoute`. A post that comes from another site, is too
large or is not a plain form never reaches an endpoint. Bodies are read in memory, never spooled
to disk, and never logged.
"""

import unicodedata
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi.routing import APIRoute
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.drafts import KEPT
from models.errors import VertelpuntError
from models.sealing import Sealer
from service.form import memory, pages
from service.form.pace import Pace, prefix
from service.wiring import House

BODY_LIMIT = 256 * 1024
# More than the largest form has: 30 questions with 20 choices and own words each.
MAX_FIELDS = 1000
FORM_TYPE = "application/x-www-form-urlencoded"
OPEN = "open"
# Embeddings, overrides and isolates (Unicode UAX 9): they can make a text read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Posted:
    """The fields of a form that somebody sent."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        """Take the parsed fields."""
        self._fields = fields

    def __repr__(self) -> str:
        """Never what was typed."""
        return "<Posted>"

    def get(self, name: str) -> str:
        """The last value of a field, or the empty string."""
        return self._fields.get(name, [""])[-1]

    def every(self, name: str) -> list[str]:
        """All values of a field, for check boxes."""
        return self._fields.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self._fields


class FormRoute(APIRoute):
    """A route of the form: guarded on the way in, with strict headers on the way out."""

    def get_route_handler(self) -> Handler:
        """Wrap the endpoint."""
        endpoint = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                if request.method == "POST":
                    check_origin(request)
                    request.state.posted = await read_form(request)
                response = await endpoint(request)
            except (VertelpuntError, HTTPException) as error:
                response = pages.refusal(request, error)
            return pages.with_headers(response, house_of(request).settings)

        return guarded


def house_of(request: Request) -> House:
    """The parts that live as long as the process."""
    house: House = request.app.state.house
    return house


def pace_of(request: Request) -> Pace:
    """The counters of this process."""
    pace: Pace = request.app.state.form_pace
    return pace


def address_of(request: Request) -> str:
    """The network a request comes from; used for counting only."""
    return prefix(request.client.host if request.client else "")


def posted(request: Request) -> Posted:
    """What was sent with this request."""
    fields: Posted = request.state.posted
    return fields


def check_origin(request: Request) -> None:
    """Refuse a post that another site made this browser send.

    Raises:
        HTTPException: 403.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    else:
        source = request.headers.get("origin") or request.headers.get("referer") or ""
        allowed = bool(source) and urlsplit(source).netloc == request.headers.get("host")
    if not allowed:
        raise HTTPException(403)


async def read_form(request: Request) -> Posted:
    """Read and parse the body, whatever length it claims to have.

    Raises:
        HTTPException: 413 when it is too large, 415 when it is not a plain form, 400 when it
            cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise HTTPException(415)
    claimed = request.headers.get("content-length", "0")
    if claimed.isdigit() and int(claimed) > BODY_LIMIT:
        raise HTTPException(413)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise HTTPException(413)
    try:
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise HTTPException(400) from None
    return Posted({name: [_plain(value) for value in values] for name, values in fields.items()})


def secret_of(request: Request, cookie: str) -> str | None:
    """The secret in this browser's cookie, if it has one."""
    value = request.cookies.get(cookie_name(house_of(request), cookie))
    return value if value and len(value) <= 100 else None


def cookie_name(house: House, cookie: str) -> str:
    """With the `__Host-` prefix behind TLS, so that no neighbouring site can set it."""
    return f"__Host-{cookie}" if house.settings.secure_cookies else cookie


def set_cookie(
    response: Response, house: House, cookie: str, secret: str, *, keep: bool = False
) -> None:
    """Hand the browser its secret: gone when it closes, or kept for a week when asked for."""
    response.set_cookie(
        cookie_name(house, cookie),
        secret,
        max_age=int(KEPT.total_seconds()) if keep else None,
        path="/",
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def drop_cookie(response: Response, house: House, cookie: str) -> None:
    """Take the secret back."""
    response.delete_cookie(
        cookie_name(house, cookie),
        path="/",
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def token(sealer: Sealer, secret: str | None) -> str:
    """The token for the forms of one browser: bound to its secret, or open before there is one."""
    return _serializer(sealer).dumps(memory.hashed(secret) if secret else OPEN)


def token_fits(request: Request, secret: str | None, *, open_too: bool = False) -> bool:
    """True when the form that was sent is one that we made for this browser.

    With `open_too`, also when it was made before this browser had a secret.
    """
    sealer = house_of(request).sealer
    try:
        bound = _serializer(sealer).loads(
            posted(request).get("formulier"), max_age=int(KEPT.total_seconds())
        )
    except BadData:
        return False
    if open_too and bound == OPEN:
        return True
    return bool(bound == (memory.hashed(secret) if secret else OPEN))


def _serializer(sealer: Sealer) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(sealer.fingerprint("form csrf"), salt="formulier")


def _plain(typed: str) -> str:
    """Without what no keyboard types: control characters, and marks that turn text around."""
    return "".join(
        character
        for character in typed.replace("\x85", "\n")
        if character in "\r\n\t"
        or (unicodedata.category(character) != "Cc" and character not in _TURNING)
    )
