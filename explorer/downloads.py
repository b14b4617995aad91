"""A report in the reader's hands: asked of the API with the reader's own session, kept nowhere."""

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer import cookies, door
from explorer.client import NO_ANSWER, problem

FORMATS = {"docx": "Word", "pdf": "PDF", "csv": "Tabel (CSV)"}
ALL_THEMES = "all"
REPORT_TIMEOUT = httpx.Timeout(120.0, connect=3.0)


def routes() -> list[Route]:
    """The address of a report."""
    return [Route("/rapport", report, methods=["GET"])]


def address(form: str, *, theme: str = ALL_THEMES) -> str:
    """Where a report is; `theme` is an id or `all`."""
    return f"/rapport?thema={theme}&vorm={form}"


async def report(request: Request) -> Response:
    """The report as a file, or a page that says why not."""
    theme = request.query_params.get("thema", ALL_THEMES)
    form = request.query_params.get("vorm", "")
    token = request.cookies.get(cookies.session_name())
    if not token:
        return door.notice(request, 401, "Log eerst in om een rapport te maken.", sign_in=True)
    if form not in FORMATS:
        return door.notice(request, 404, "Deze vorm van rapport bestaat niet.")
    try:
        async with door.api_client() as api:
            answer = await api.get(
                "/v1/reports/themes",
                params={"theme": theme, "format": form},
                headers={"Authorization": f"Bearer {token}"},
                timeout=REPORT_TIMEOUT,
            )
    except httpx.HTTPError:
        return door.notice(request, 503, NO_ANSWER)
    if not answer.is_success:
        return _refused(request, answer)
    kept = ("content-type", "content-disposition")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    headers.setdefault("content-disposition", f'attachment; filename="vertelpunt.{form}"')
    return Response(answer.content, headers=headers)


def _refused(request: Request, answer: httpx.Response) -> Response:
    failure = problem(answer.status_code, answer.content)
    return door.notice(
        request, answer.status_code, failure.sentence, sign_in=answer.status_code == 401
    )
