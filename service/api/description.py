"""The description of the API (OpenAPI 3.1), by the API Design Rules of the Dutch government.

Only for who is signed in, and without a page that loads scripts from elsewhere.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from service.api.problems import API_VERSION, documented
from service.schemas import ProblemDetail

CONTACT = {
    "name": "Beheer van Vertelpunt",
    "url": "https://vertelpunt.example/contact",
    "email": "beheer@vertelpunt.example",
}
PREFIX = "/v1"
SERVERS: list[dict[str, Any]] = [
    {
        "url": f"https://{{host}}{PREFIX}",
        "description": "De eigen installatie",
        "variables": {"host": {"default": "vertelpunt.example"}},
    }
]
VERSION_HEADER = {
    "API-Version": {
        "description": "De volledige versie van deze API",
        "schema": {"type": "string"},
    }
}

router = APIRouter(tags=["Dienst"])


@router.get("/openapi.json", summary="Beschrijving van deze API", include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """The whole description."""
    return describe(request.app)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the routes under `/v1`, with every problem that they may answer."""
    found = get_openapi(
        title="Vertelpunt",
        version=API_VERSION,
        description=(
            "Verhalen over lokale teams, de thema's daarin, en hun koppeling aan "
            "kwaliteitsstandaarden. Alleen verhalen waarvan de verteller ja heeft gezegd."
        ),
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=SERVERS,
        routes=[
            route
            for route in iter_route_contexts(app.routes)
            if (route.path or "").startswith(f"{PREFIX}/")
        ],
    )
    # Set here, not above: FastAPI warns about e-mail addresses that it cannot check.
    found["info"]["contact"] = CONTACT
    # The server's address carries the major version, by the API Design Rules.
    found["paths"] = {
        path.removeprefix(PREFIX): operations for path, operations in found["paths"].items()
    }
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    schemas["ProblemDetail"] = ProblemDetail.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for operation in _operations(found):
        _complete(operation)
    return found


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in description["paths"].values():
        yield from path.values()


def _complete(operation: dict[str, Any]) -> None:
    """Add the problems that follow from what an operation takes, and the version header."""
    responses = operation["responses"]
    # FastAPI's own 422 has another shape than what we answer.
    responses.pop("422", None)
    statuses = [500, 503]
    if "parameters" in operation or "requestBody" in operation:
        statuses += [400, 422]
    if "requestBody" in operation:
        statuses.append(413)
    if "security" in operation:
        statuses.append(401)
    for status, response in documented(*statuses).items():
        responses.setdefault(str(status), response)
    operation["responses"] = {
        status: {**responses[status], "headers": VERSION_HEADER} for status in sorted(responses)
    }
