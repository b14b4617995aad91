"""The door of the reading room: signing in, choosing a first password, signing out.

The session is made and ended by the API; this side only keeps its token in a cookie that no
script can read and no other site can send. Tokens and passwords are never logged.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from explorer import cookies
from explorer.client import NO_ANSWER, TIMEOUT, api_address, problem
from service.schemas import ActivationRequest, Credentials, Schema, SignedIn

WRONG_PLACE = "Deze pagina kwam niet van ons. Ga terug en probeer het opnieuw."
FORM_EXPIRED = "Deze pagina stond te lang open. Probeer het nog een keer."
NOT_THE_SAME = "De twee wachtwoorden zijn niet hetzelfde. Typ ze nog een keer."

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True),
)


def routes() -> list[Route]:
    """The addresses of the door."""
    return [
        Route("/inloggen", show_sign_in, methods=["GET"]),
        Route("/inloggen", sign_in, methods=["POST"]),
        Route("/activeren/{token}", show_activation, methods=["GET"]),
        Route("/activeren", activate, methods=["POST"]),
        Route("/uitloggen", show_sign_out, methods=["GET"]),
        Route("/uitloggen", sign_out, methods=["POST"]),
    ]


async def show_sign_in(request: Request) -> Response:
    """The sign-in form."""
    said = "U bent uitgelogd." if "uit" in request.query_params else ""
    return page(request, "inloggen.html", said=said)


async def sign_in(request: Request) -> Response:
    """Sign in with name and password."""
    form = await request.form()
    name, password = str(form.get("naam", "")), str(form.get("wachtwoord", ""))
    refusal = not_ours(request, form)
    if refusal:
        return page(request, "inloggen.html", status=403, fault=refusal, name=name)
    try:
        body = Credentials(name=name, password=password)
    except ValidationError:
        fault = "De naam of het wachtwoord is te lang."
        return page(request, "inloggen.html", status=422, fault=fault)
    answer = await _ask("POST", "/v1/sessions", body)
    if isinstance(answer, SignedIn):
        return _welcome(answer)
    return page(request, "inloggen.html", status=answer[0], fault=answer[1], name=name)


async def show_activation(request: Request) -> Response:
    """The form for a first password, behind a one-time link."""
    return page(request, "activeren.html", token=request.path_params["token"])


async def activate(request: Request) -> Response:
    """Set the password and sign in at once."""
    form = await request.form()
    token, password = str(form.get("token", "")), str(form.get("wachtwoord", ""))
    refusal = not_ours(request, form)
    if refusal:
        return page(request, "activeren.html", status=403, fault=refusal, token=token)
    if password != str(form.get("nogmaals", "")):
        return page(request, "activeren.html", status=422, fault=NOT_THE_SAME, token=token)
    try:
        body = ActivationRequest(token=token, password=password)
    except ValidationError:
        fault = "Dit wachtwoord is te lang. Gebruik hooguit 200 tekens."
        return page(request, "activeren.html", status=422, fault=fault, token=token)
    answer = await _ask("POST", "/v1/activations", body)
    if isinstance(answer, SignedIn):
        return _welcome(answer)
    return page(request, "activeren.html", status=answer[0], fault=answer[1], token=token)


async def show_sign_out(request: Request) -> Response:
    """A page with a button: a link alone changes nothing."""
    return page(request, "uitloggen.html")


async def sign_out(request: Request) -> Response:
    """End the session at the API and clear what this browser keeps."""
    refusal = _foreign(request)
    if refusal:
        return page(request, "uitloggen.html", status=403, fault=refusal)
    token = request.cookies.get(cookies.session_name())
    if token:
        answer = await _ask("DELETE", "/v1/sessions/current", None, token=token)
        if isinstance(answer, tuple) and answer[0] not in {204, 401}:
            fault = "U bent nog niet uitgelogd: de server antwoordt niet. Probeer het zo nog eens."
            return page(request, "uitloggen.html", status=503, fault=fault)
    response = RedirectResponse("/inloggen?uit=1", status_code=303)
    for name in (cookies.session_name(), cookies.form_name()):
        response.delete_cookie(
            name, path="/", secure=cookies.secure(), httponly=True, samesite="strict"
        )
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


def notice(request: Request, status: int, sentence: str, *, sign_in: bool = False) -> Response:
    """A page that says in one sentence why something does not work, with the way on."""
    return page(request, "melding.html", status=status, sentence=sentence, sign_in=sign_in)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """One of our own pages, with the secret that its form has to bring back."""
    secret = request.cookies.get(cookies.form_name()) or secrets.token_urlsafe(24)
    html = _templates.get_template(template).render(formulier=secret, **values)
    response = HTMLResponse(html, status_code=status, headers={"x-vertelpunt": "eigen"})
    response.set_cookie(
        cookies.form_name(),
        secret,
        path="/",
        secure=cookies.secure(),
        httponly=True,
        samesite="strict",
    )
    return response


def not_ours(request: Request, form: Mapping[str, Any]) -> str:
    """Why this form was not one that we gave to this browser, or an empty string."""
    refusal = _foreign(request)
    if refusal:
        return refusal
    given = request.cookies.get(cookies.form_name(), "")
    sent = str(form.get("formulier", ""))
    same = secrets.compare_digest(given.encode(), sent.encode())
    return "" if given and same else FORM_EXPIRED


def _foreign(request: Request) -> str:
    """Why this request may come from another site, or an empty string.

    Browsers send Sec-Fetch-Site only over TLS or to this machine itself, and Origin is `null`
    under a no-referrer policy; so absence proves nothing and the forms have a secret as well.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return "" if site == "same-origin" else WRONG_PLACE
    origin = request.headers.get("origin")
    if origin in {None, "null"}:
        return ""
    return "" if urlsplit(origin).netloc == request.headers.get("host") else WRONG_PLACE


async def _ask(
    method: str, path: str, body: Schema | None, *, token: str | None = None
) -> SignedIn | tuple[int, str]:
    """The fresh session, or the status and the sentence to show."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = body.model_dump(mode="json", by_alias=True) if body else None
    try:
        async with api_client() as api:
            answer = await api.request(method, path, json=content, headers=headers)
        if answer.status_code == 201:
            return SignedIn.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError):
        return 503, NO_ANSWER
    if answer.is_success:
        return answer.status_code, ""
    return answer.status_code, problem(answer.status_code, answer.content).sentence


def api_client() -> httpx.AsyncClient:
    """A connection to the API for one question."""
    return httpx.AsyncClient(base_url=api_address(), timeout=TIMEOUT, trust_env=False)


def _welcome(session: SignedIn) -> Response:
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(
        cookies.session_name(),
        session.token,
        max_age=cookies.SESSION_SECONDS,
        path="/",
        secure=cookies.secure(),
        httponly=True,
        samesite="strict",
    )
    return response
