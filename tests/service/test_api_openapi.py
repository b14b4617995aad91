"""The description of the API keeps to the API Design Rules of the Dutch government."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.api.description import describe
from service.app import create_app
from service.settings import Settings
from service.wiring import House

CAMEL = re.compile(r"^[a-z][a-z\d]*([A-Z][a-z\d]*)*$")
KEBAB = re.compile(r"^(/([a-z0-9-]+|\{[a-z_]+\}))+$")
SEMANTIC = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """The OpenAPI document; no database is asked."""
    house = House(settings=Settings(), database=None, sealer=None, pseudonymiser=None)  # type: ignore[arg-type]
    return describe(create_app(house))


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_says_who_to_ask_which_version_it_is_and_where_it_lives(
    description: dict[str, Any],
) -> None:
    assert set(description["info"]["contact"]) == {"name", "url", "email"}
    assert SEMANTIC.match(description["info"]["version"])
    assert all(
        server["url"].startswith("https://") and server["url"].endswith("/v1")
        for server in description["servers"]
    )
    assert description["openapi"].startswith("3.")


def test_addresses_carry_the_major_version_and_no_form_page(
    description: dict[str, Any],
) -> None:
    assert description["paths"]
    for path in description["paths"]:
        assert not path.startswith("/v1")
        assert KEBAB.match(path), path
        assert not path.endswith("/")


def test_every_operation_says_in_dutch_what_it_does_and_has_its_own_name(
    description: dict[str, Any],
) -> None:
    operations = list(_operations(description))
    for path, method, operation in operations:
        assert method in {"get", "post", "put", "patch", "delete"}
        assert operation["summary"].strip(), path
        assert operation["tags"], path
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(names) == len(set(names))


def test_every_reply_carries_the_full_version(description: dict[str, Any]) -> None:
    for path, method, operation in _operations(description):
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"], (path, method, status)


def test_every_error_is_a_documented_problem(description: dict[str, Any]) -> None:
    for path, method, operation in _operations(description):
        errors = {status for status in operation["responses"] if status[0] in "45"}
        assert errors >= {"500", "503"}, (path, method)
        for status in errors:
            assert set(operation["responses"][status]["content"]) == {PROBLEM}
        takes = "parameters" in operation or "requestBody" in operation
        assert ({"400", "422"} <= errors) == takes, (path, method)
        if "{" in path:
            assert "404" in errors, (path, method)
        assert ("401" in errors) or path in {"/health", "/activations"}


def test_conflicts_and_limits_are_documented_where_they_happen(
    description: dict[str, Any],
) -> None:
    paths = description["paths"]
    assert "409" in paths["/themes/{theme_id}"]["patch"]["responses"]
    assert "409" in paths["/runs"]["post"]["responses"]
    assert "429" in paths["/sessions"]["post"]["responses"]


def test_names_are_written_as_the_rules_ask(description: dict[str, Any]) -> None:
    for path, _, operation in _operations(description):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert CAMEL.match(parameter["name"]), path
    for name, schema in description["components"]["schemas"].items():
        assert re.match(r"^[A-Z][A-Za-z]+$", name)
        for field in schema.get("properties", {}):
            assert CAMEL.match(field), (name, field)


def test_a_problem_has_the_fields_that_a_client_needs(description: dict[str, Any]) -> None:
    problem = description["components"]["schemas"]["ProblemDetail"]
    assert set(problem["required"]) >= {"status", "title", "detail", "code"}
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    there = set(description["components"]["schemas"])
    for reference in re.findall(r"#/components/schemas/(\w+)", str(description)):
        assert reference in there


def test_only_who_is_signed_in_reads_the_description(
    api_app: FastAPI, stranger: TestClient, reader: TestClient
) -> None:
    assert stranger.get("/v1/openapi.json").status_code == 401
    assert reader.get("/v1/openapi.json").json() == describe(api_app)
