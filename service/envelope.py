"""What is around every reply: protective headers, a bound on what is sent in, and the last net.

The last net catches what nobody expected. It logs the type of the error and where it arose, never
its message: that may hold a story.
"""

import errno
import logging
from collections.abc import Sequence
from types import TracebackType

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import API_VERSION, DETAILS, problem
from service.form.pages import error_page

log = logging.getLogger("vertelpunt.service")

BODY_LIMIT = 256 * 1024
UPLOAD_LIMIT = 6 * 1024 * 1024
"""A file of a set of standards, with what a form puts around it."""
IMPORT_LIMIT = 25 * 1024 * 1024
"""A file of stories, with what a form puts around it."""
UPLOADS = {
    "/v1/standard-sets/uploads": UPLOAD_LIMIT,
    "/v1/imports": IMPORT_LIMIT,
    "/v1/imports/preview": IMPORT_LIMIT,
}
ROOMS = ("models", "ingest", "nlp", "service")
FULL = {errno.ENOSPC, errno.EDQUOT}

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_API = {"Cache-Control": "no-store", "API-Version": API_VERSION}
_HTTPS_ONLY = "max-age=31536000; includeSubDomains"


def is_api(scope: Scope) -> bool:
    """True for the JSON API, False for the form."""
    return str(scope["path"]).startswith("/v1/")


def refusal(
    request: Request,
    status: int,
    *,
    message: str = "",
    code: str = "",
    errors: Sequence[dict[str, str]] = (),
    retry_after: int | None = None,
    allowed: str = "",
) -> Response:
    """Say no in the language of who asks: a problem for a program, a page for a person."""
    if not is_api(request.scope):
        return error_page(request, status, message=message, retry_after=retry_after)
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if allowed:
        headers["Allow"] = allowed
    return problem(status, detail=message, code=code, errors=errors, headers=headers)


class Envelope:
    """The outermost layer of the application that is ours."""

    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        """Wrap `app`; `https_only` tells browsers never to come without TLS."""
        self._app = app
        self._https_only = https_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._complete(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            limit = UPLOADS.get(scope["path"], BODY_LIMIT)
            if is_api(scope) and _claimed_length(scope) > limit:
                reply = refusal(Request(scope), 413)
                await reply(scope, receive, send_with_headers)
                return
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last net: nothing may pass with its text
            status = 503 if _is_out_of_reach(error) else 500
            _log(error, scope, status)
            if not started:
                reply = _last_words(scope, status)
                await reply(scope, receive, send_with_headers)

    def _complete(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _EVERYWHERE.items():
            headers.setdefault(name, value)
        if is_api(scope):
            headers.update(_API)
        elif headers.get("content-type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "no-store")
        if self._https_only:
            headers.setdefault("Strict-Transport-Security", _HTTPS_ONLY)


def _claimed_length(scope: Scope) -> int:
    claimed = Headers(scope=scope).get("content-length", "")
    return int(claimed) if claimed.isascii() and claimed.isdigit() else 0


def _last_words(scope: Scope, status: int) -> Response:
    try:
        return refusal(Request(scope), status)
    except Exception as error:  # noqa: BLE001 - not even a page for it: then one bare sentence
        _log(error, scope, status)
        return PlainTextResponse(DETAILS[status], status)


def _is_out_of_reach(error: Exception) -> bool:
    """True when the machine is at fault and trying later may help."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout)


def _log(error: Exception, scope: Scope, status: int) -> None:
    route = getattr(scope.get("route"), "path", "-")
    log.error(
        "request.failed status=%s error=%s at=%s method=%s route=%s",
        status,
        type(error).__name__,
        _origin(error.__traceback__),
        scope["method"],
        route,
    )


def _origin(trace: TracebackType | None) -> str:
    """Module and line of our own code where the error arose; no values."""
    found = "-"
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ROOMS:
            found = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
