"""The application: form and API behind one door, and the one place where errors become HTTP."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel
from sqlalchemy.exc import DataError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    Rejected,
    SignInNeeded,
    TooMany,
    Unavailable,
    VertelpuntError,
)
from service.api import (
    adoption,
    agreements,
    audiences,
    crosswalk,
    curating,
    description,
    form_previews,
    forms,
    gaps,
    group_tellings,
    health,
    imports,
    intake,
    invites,
    links,
    moderation,
    overview,
    own_lists,
    passage_links,
    proposals,
    reports,
    responses,
    reviewing,
    runs,
    search,
    sessions,
    standard_sets,
    standards,
    starters,
    stories,
    story_exports,
    team_tokens,
    themes,
    trends,
    triage,
)
from service.api.problems import API_VERSION, invalid, places
from service.deps import signed_in
from service.envelope import BODY_LIMIT, Envelope, is_api, refusal
from service.finding import Finder
from service.form import pages
from service.form.pace import Pace
from service.form.routes import router as form
from service.wiring import House

PUBLIC = (health.router, intake.router, sessions.door)
GUARDED = (
    sessions.router,
    overview.router,
    themes.router,
    trends.router,
    curating.router,
    agreements.router,
    responses.router,
    audiences.router,
    starters.router,
    proposals.router,
    links.router,
    passage_links.router,
    standards.router,
    standard_sets.router,
    adoption.router,
    gaps.router,
    crosswalk.router,
    forms.router,
    stories.router,
    story_exports.router,
    group_tellings.router,
    search.router,
    triage.router,
    # Before `moderation`: its path with an id in it would take `queue` for one.
    reviewing.router,
    moderation.router,
    own_lists.router,
    imports.router,
    team_tokens.router,
    invites.router,
    form_previews.router,
    runs.router,
    reports.router,
    description.router,
)
RETRY_SECONDS = 60
LAST_READING_SECONDS = 20

# The first kind that fits counts: the narrower one stands above the wider.
_STATUS: tuple[tuple[type[VertelpuntError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Rejected, 422),
    (TooMany, 429),
    (Unavailable, 503),
    (SignInNeeded, 401),
    (NotAllowed, 403),
)


class Worker(Protocol):
    """What works the queue beside the web server."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End; returns when nothing runs any more."""


def create_app(house: House, *, worker: Worker | None = None) -> FastAPI:
    """The web application on a house.

    Args:
        house: database, keys and the rest; whoever made it closes it.
        worker: started and stopped together with the web server; None leaves the queue alone.
    """

    finder = Finder()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if worker is None:
            yield
            return
        worker.start()
        warming = threading.Thread(
            target=finder.warm, args=(house,), name="zoeken-voorbereiden", daemon=True
        )
        warming.start()
        yield
        await run_in_threadpool(worker.stop)
        # It reads the database; whoever made the house closes that next.
        await run_in_threadpool(warming.join, LAST_READING_SECONDS)

    app = FastAPI(
        title="Vertelpunt",
        version=API_VERSION,
        # No documentation for the world: it is there for who is signed in, without a CDN.
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
    )
    app.state.house = house
    app.state.sign_in_pace = Pace()
    app.state.finder = finder
    app.add_middleware(Envelope, https_only=house.settings.secure_cookies)
    app.exception_handler(VertelpuntError)(_expected)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(DataError)(_impossible_value)
    for router in PUBLIC:
        app.include_router(router, prefix="/v1", max_body_size=BODY_LIMIT)
    for router in GUARDED:
        app.include_router(
            router, prefix="/v1", max_body_size=BODY_LIMIT, dependencies=[Depends(signed_in)]
        )
    app.include_router(form, include_in_schema=False)
    pages.mount_static(app)
    return app


def _expected(request: Request, error: VertelpuntError) -> Response:
    status = next((number for kind, number in _STATUS if isinstance(error, kind)), 500)
    retry = RETRY_SECONDS if isinstance(error, Unavailable) else None
    return refusal(
        request,
        status,
        message=error.message,
        code=error.code,
        errors=places(error.problems) if isinstance(error, Rejected) else (),
        retry_after=error.retry_after if isinstance(error, TooMany) else retry,
    )


def _malformed(request: Request, error: RequestValidationError) -> Response:
    return invalid(error) if is_api(request.scope) else refusal(request, 422)


def _http(request: Request, error: HTTPException) -> Response:
    allowed = (error.headers or {}).get("Allow", "")
    return refusal(request, error.status_code, allowed=allowed)


def _impossible_value(request: Request, _: DataError) -> Response:
    """A value that PostgreSQL has no place for, such as a NUL in a text."""
    return refusal(request, 422, code="verzoek.ongeldig")


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)
