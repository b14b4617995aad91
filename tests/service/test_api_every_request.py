"""Every route of the API, asked with all sorts of requests: no 500, no undocumented answer."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from models import agreements, form_building, forms, invites
from models.accounts import Account
from models.db import Database
from service.api.description import describe
from tests.service.conftest import TOKEN
from tests.service.report_world import add_link, add_story, add_theme

CHECKED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PATIENCE = 300
"""Seconds: a busy machine is not what is tested here."""
# After this one nobody is signed in any more; `test_api_access` asks it.
NOT_ASKED = {"DELETE /sessions/current"}


@pytest.fixture
def known(database: Database, administrator: Account) -> dict[str, Any]:
    """A little of everything in the database, and its ids by the name of the parameter."""
    del administrator
    with database.writing() as session:
        forms.load_catalogue(session)
        theme = add_theme(session)
        story = add_story(session, "Steeds een ander gezicht aan de deur, zei zij.", theme=theme)
        link = add_link(session, theme, "tsd-jeugd-1")
        invite = invites.create(session, form_key="verhaal", team=None, label="Balie")
        agreement = agreements.add(session, theme.id, text="Bel.", owner="team", account_id=None)
        return {
            "agreement_id": agreement.id,
            "audience": "gemeente",
            "invite_id": invite.id,
            "theme_id": theme.id,
            "story_id": story.id,
            "link_id": link.id,
            "standard_id": link.standard_id,
            # A concept, so that a change has something to change.
            "form_key": "verhaal",
            "version": form_building.begin_from(session, "verhaal", 1).version,
            "language": "en",
        }


@pytest.mark.parametrize("times", [2, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_the_answer_is_one_that_is_described(
    api_app: FastAPI, known: dict[str, Any], mode: GenerationMode, times: int
) -> None:
    schema = schemathesis.openapi.from_dict(describe(api_app))
    schema.app = api_app
    wrong: dict[str, str] = {}
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.label in NOT_ASKED:
            continue
        if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
            continue
        try:
            asked += _ask(operation, known, mode=mode, times=times)
        except Exception as fault:  # noqa: BLE001 - all faults of all routes in one answer
            wrong[operation.label] = _told(fault)
    assert wrong == {}
    assert asked > 20 * times


def _ask(operation: Any, known: dict[str, Any], *, mode: GenerationMode, times: int) -> int:
    """Ask one route; every second time with an id that exists."""
    asked = 0

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        if asked % 2 == 0:
            for name in set(known) & set(case.path_parameters or {}):
                case.path_parameters[name] = known[name]
        response = case.call(
            base_url="http://testserver/v1",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=PATIENCE,
        )
        case.validate_response(response, checks=CHECKED)

    ask()
    return asked


def _takes_anything(operation: Any) -> bool:
    return bool(operation.body or operation.query or operation.path_parameters)


def _told(fault: BaseException) -> str:
    parts = getattr(fault, "exceptions", (fault,))
    return "; ".join(f"{type(part).__name__}: {str(part)[:300]}" for part in parts)
