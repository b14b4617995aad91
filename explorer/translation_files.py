"""A translation as a file: handed out as CSV, and taken back with every wrong row named.

A page of our own beside Streamlit, whose door for files stays shut. What is sent goes on to the
API with the reader's own session, and is kept nowhere.
"""

import httpx
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from explorer import cookies, door
from explorer.administrator_calls import translation_path
from explorer.client import ApiProblem, NoAnswer, NotThere, SignInNeeded, problem
from service.schemas import FormTranslation

PAGE = "/vertaalbestand/{key:str}/{version:int}/{language:str}"
MOST_BYTES = 1_000_000
MOST_SHOWN = 40
TOO_LARGE = "Dit bestand is te groot. Een vertaling is hoogstens 1 MB."
NO_FILE = "Kies eerst een bestand."
FIRST_MEND = "Er is niets bewaard. Pas dit eerst aan en kies het bestand nog een keer."


def routes() -> list[Route]:
    """The page, and the file itself."""
    return [
        Route(PAGE, show, methods=["GET"]),
        Route(PAGE, take, methods=["POST"]),
        Route(f"{PAGE}/csv", hand_out, methods=["GET"]),
    ]


def address(key: str, version: int, language: str) -> str:
    """Where the page of one translation is."""
    return f"/vertaalbestand/{key}/{version}/{language}"


async def show(request: Request) -> Response:
    """The file to take along, and where it comes back."""
    said = "De vertaling is bewaard." if "bewaard" in request.query_params else ""
    return await _page(request, said=said)


async def hand_out(request: Request) -> Response:
    """The Dutch texts with the translation so far, as CSV."""
    try:
        answer = await _ask(request, "GET", "/file")
    except ApiProblem as fault:
        return _refused(request, fault)
    kept = ("content-type", "content-disposition")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return Response(answer.content, headers=headers)


async def take(request: Request) -> Response:
    """All of the file or nothing."""
    if not request.headers.get("content-length", "").isdigit():
        return await _page(request, status=411, fault=NO_FILE)
    if int(request.headers["content-length"]) > MOST_BYTES + 10_000:
        return await _page(request, status=413, fault=TOO_LARGE)
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            refusal = door.not_ours(request, form)
            file, stamp = form.get("bestand"), str(form.get("stand", ""))
            content = await file.read() if isinstance(file, UploadFile) else b""
    except HTTPException:
        return await _page(request, status=400, fault=NO_FILE)
    if refusal:
        return await _page(request, status=403, fault=refusal)
    if not content:
        return await _page(request, status=422, fault=NO_FILE)
    try:
        sent = {"file": ("vertaling.csv", content, "text/csv")}
        await _ask(request, "POST", "/file", files=sent, data={"stamp": stamp})
    except ApiProblem as fault:
        rows = [f"{one.place}: {one.message}" for one in fault.places]
        told = FIRST_MEND if rows else fault.sentence
        return await _page(request, status=422, fault=told, rows=rows)
    return RedirectResponse(f"{request.url.path}?bewaard=1", status_code=303)


async def _page(
    request: Request,
    *,
    status: int = 200,
    fault: str = "",
    said: str = "",
    rows: list[str] | None = None,
) -> Response:
    try:
        translation = FormTranslation.model_validate_json((await _ask(request, "GET")).content)
    except ApiProblem as problem_there:
        return _refused(request, problem_there)
    there = request.path_params
    rows = rows or []
    return door.page(
        request,
        "vertaalbestand.html",
        status=status,
        fault=fault,
        said=said,
        rows=rows[:MOST_SHOWN],
        more=max(0, len(rows) - MOST_SHOWN),
        language=translation.language,
        stamp=translation.stamp,
        here=request.url.path,
        back=f"/vertaling?id={there['key']}@{there['version']}",
    )


async def _ask(request: Request, method: str, rest: str = "", **how: object) -> httpx.Response:
    """The answer of the API about the translation in the address.

    Raises:
        ApiProblem: it said no, or nothing at all.
    """
    path = translation_path(**request.path_params)
    headers = {"Authorization": f"Bearer {request.cookies.get(cookies.session_name(), '')}"}
    try:
        async with door.api_client() as api:
            answer = await api.request(method, f"{path}{rest}", headers=headers, **how)
    except httpx.HTTPError:
        raise problem(503, b"") from None
    if not answer.is_success:
        raise problem(answer.status_code, answer.content)
    return answer


def _refused(request: Request, fault: ApiProblem) -> Response:
    """A page that says why there is nothing to work on."""
    statuses = {SignInNeeded: 401, NotThere: 404, NoAnswer: 503}
    status = next((code for kind, code in statuses.items() if isinstance(fault, kind)), 403)
    return door.notice(request, status, fault.sentence, sign_in=status == 401)
