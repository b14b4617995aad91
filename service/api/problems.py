"""What went wrong, as `application/problem+json` (RFC 9457) with a Dutch sentence.

What somebody sent is never repeated: it may be a story or a password.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse, Response

from models.errors import Problem
from service.schemas import ProblemDetail

API_VERSION = "1.0.0"
MEDIA_TYPE = "application/problem+json"
LARGEST_ID = 2**31 - 1
"""The largest number that a database key can be; a larger one never was an id of ours."""

TITLES = {
    400: "Onleesbaar verzoek",
    401: "Niet ingelogd",
    403: "Niet toegestaan",
    404: "Niet gevonden",
    405: "Zo kan het niet",
    409: "Kan nu niet",
    413: "Te groot",
    415: "Verkeerde soort",
    422: "Klopt nog niet",
    429: "Te vaak",
    500: "Fout bij ons",
    503: "Nu niet bereikbaar",
}
DETAILS = {
    400: "Wij konden dit verzoek niet lezen.",
    401: "Log in om verder te gaan.",
    403: "Dit mag niet.",
    404: "Dit bestaat niet, of niet meer.",
    405: "Dit adres kent deze manier van vragen niet.",
    409: "Dat past niet bij hoe het nu is.",
    413: "Dit is te groot. Stuur minder in één keer.",
    415: "Stuur JSON.",
    422: "Er klopt nog iets niet in wat u stuurde.",
    429: "U hebt dit te vaak achter elkaar gedaan. Wacht even.",
    500: "Het lukt nu niet. Dat ligt aan ons. Probeer het over een minuut opnieuw.",
    503: "Het lukt nu niet. Probeer het over een minuut opnieuw.",
}

_MESSAGES = {
    "missing": "Dit ontbreekt.",
    "extra_forbidden": "Hier staat iets dat niet gevraagd is.",
    "string_type": "Dit moet tekst zijn.",
    "string_unicode": "Hier staat een teken in dat wij niet kunnen lezen.",
    "string_too_long": "Dit is te lang. Hoogstens {max_length} tekens.",
    "string_pattern_mismatch": "Dit is niet geschreven zoals gevraagd.",
    "bool_type": "Dit is ja of nee.",
    "bool_parsing": "Dit is ja of nee.",
    "int_type": "Dit moet een heel getal zijn.",
    "int_parsing": "Dit moet een heel getal zijn.",
    "int_from_float": "Dit moet een heel getal zijn.",
    "int_parsing_size": "Dit getal is te groot.",
    "greater_than_equal": "Dit getal is te klein. Het is ten minste {ge}.",
    "less_than_equal": "Dit getal is te groot. Het is hoogstens {le}.",
    "enum": "Deze keuze bestaat niet.",
    "json_invalid": "Dit is geen geldige JSON.",
    "model_attributes_type": "Hier moet een JSON-object staan.",
    "model_type": "Hier moet een JSON-object staan.",
    "dict_type": "Hier moet een JSON-object staan.",
}


def problem(
    status: int,
    *,
    detail: str = "",
    code: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem with a fixed title per status; `code` is stable and names the kind of problem."""
    code = code or f"http.{status}"
    body = ProblemDetail(
        type=f"/problemen/{code}",
        title=TITLES.get(status, TITLES[400 if status < 500 else 500]),
        status=status,
        detail=detail or DETAILS.get(status, DETAILS[400 if status < 500 else 500]),
        code=code,
        errors=[dict(error) for error in errors],
    )
    return JSONResponse(
        body.model_dump(by_alias=True), status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetail"}}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}


def places(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """The places in somebody's input that have to change."""
    return [{"pointer": found.place, "message": found.message} for found in problems]


def invalid(error: RequestValidationError) -> Response:
    """What does not fit the shape of a request: where, and why, never what."""
    found = error.errors()
    unreadable = any(one["type"] == "json_invalid" for one in found)
    return problem(
        400 if unreadable else 422,
        code="verzoek.onleesbaar" if unreadable else "verzoek.ongeldig",
        errors=[{"pointer": _pointer(one), "message": _message(one)} for one in found],
    )


def _pointer(error: Mapping[str, Any]) -> str:
    """Where it is: a JSON pointer into the body, or the name of a parameter."""
    place, *path = error["loc"]
    if error["type"] == "json_invalid":
        return "#"
    if error["type"] == "extra_forbidden":
        # The name of an unknown field is something that was sent, too.
        path = path[:-1]
    if place == "body":
        return "/".join(["#", *(str(part) for part in path)])
    return str(path[0]) if path else str(place)


def _message(error: Mapping[str, Any]) -> str:
    # Only our own bounds are filled in; the context may also hold what was sent.
    bounds = {
        name: value
        for name, value in (error.get("ctx") or {}).items()
        if name in {"max_length", "ge", "le"}
    }
    return _MESSAGES.get(error["type"], "Dit klopt niet.").format(**bounds)
