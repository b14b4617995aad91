"""What goes round Streamlit's own pages: Dutch, closed to other sites, and kept by nobody.

Streamlit 1.67 sends one English shell (`index.html`) for every address; we send it in Dutch,
with our own style sheet. Its service doors for metrics and remote control stay shut.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer import cookies

ASSETS = Path(__file__).parent / "assets"
STYLE, WORDS, ICON = "/eigen/stijl.css", "/eigen/nederlands.js", "/eigen/vertelpunt.svg"

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/_stcore/script-health")
"""Parts of Streamlit that the explorer does not use."""

# Plotly and Streamlit build styles and functions while running, hence 'unsafe-inline' for styles
# and 'unsafe-eval' for scripts; no script may come from elsewhere or from inside a page.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_YEAR = 365 * 24 * 60 * 60
_SHELL_CHANGES = (
    (re.compile(r'<html lang="en"'), '<html lang="nl"'),
    (re.compile(r"<title>.*?</title>"), "<title>Vertelpunt</title>"),
    (re.compile(r'<link rel="shortcut icon"[^>]*>'), f'<link rel="icon" href="{ICON}">'),
    (re.compile(r'<link rel="service-desc"[^>]*>'), ""),
    (re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>'), ""),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    # The policy allows no script inside the page; this one only serves search engines.
    (re.compile(r"<script>\s*window\.prerenderReady.*?</script>", re.DOTALL), ""),
    (
        re.compile(r"<noscript>.*?</noscript>", re.DOTALL),
        "<noscript><p>Deze bladzijde werkt alleen met JavaScript. "
        "Zet JavaScript aan in uw browser en laad de bladzijde opnieuw.</p></noscript>",
    ),
    (
        re.compile(r"</head>"),
        f'<link rel="stylesheet" href="{STYLE}"><script src="{WORDS}" defer></script></head>',
    ),
)


def dutch(shell: str) -> str:
    """Streamlit's page shell in Dutch, with our style and our words."""
    for pattern, replacement in _SHELL_CHANGES:
        shell = pattern.sub(replacement, shell)
    return shell


def asset_routes() -> list[Route]:
    """Our own style sheet, words and mark."""
    return [
        Route(path, _asset(ASSETS / Path(path).name), name=path) for path in (STYLE, WORDS, ICON)
    ]


class Shell:
    """Middleware round everything that the explorer sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and finish what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].startswith(SHUT):
            await Response(status_code=404, headers=_HEADERS)(scope, receive, send)
            return
        await self.app(_whole(scope), receive, _Finisher(scope, send))


class _Finisher:
    """Sends one response on, with our headers; a page shell is collected and made Dutch first."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the response."""
        if message["type"] == "http.response.start":
            self._head(MutableHeaders(scope=message), message)
            if self.start is None:
                await self.send(message)
            return
        if self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._shell(self.start)

    def _head(self, headers: MutableHeaders, message: Message) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if cookies.secure():
            headers["strict-transport-security"] = f"max-age={_YEAR}; includeSubDomains"
        if not _unchanging(self.scope["path"]):
            headers["cache-control"] = "no-store"
        html = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
        if html and "x-vertelpunt" not in headers:
            for name in ("etag", "last-modified", "accept-ranges"):
                if name in headers:
                    del headers[name]
            self.start = message
        elif "x-vertelpunt" in headers:
            del headers["x-vertelpunt"]

    async def _shell(self, start: Message) -> None:
        body = dutch(self.body.decode()).encode()
        # A HEAD request has the headers of the page and no body.
        if self.body:
            MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body if self.body else b""})


def _unchanging(path: str) -> bool:
    return path.startswith("/static/")


def _whole(scope: Scope) -> Scope:
    """Ask for pages unpacked and in full, or they could not be read here."""
    if _unchanging(scope["path"]):
        return scope
    unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    headers = [(name, value) for name, value in scope["headers"] if name not in unwanted]
    return {**scope, "headers": headers}


def _asset(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def send_asset(_request: Request) -> Response:
        return FileResponse(path)

    return send_asset
