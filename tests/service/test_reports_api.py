"""Getting a report over HTTP: as a file, only for who is signed in, and noted down."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from models.audit import AuditEvent
from models.db import Database
from tests.service.report_world import add_story, add_theme

ROUTE = "/v1/reports/themes"


@pytest.fixture
def told(database: Database) -> None:
    """One theme with one story."""
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, "Elke keer een ander gezicht aan de deur.", theme=theme)


@pytest.mark.parametrize(
    ("kind", "start", "media_type"),
    [
        ("pdf", b"%PDF-", "application/pdf"),
        ("csv", b"\xef\xbb\xbfrang", "text/csv; charset=utf-8"),
        (
            "docx",
            b"PK",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
@pytest.mark.usefixtures("told")
def test_a_report_comes_as_a_file(
    reader: TestClient, kind: str, start: bytes, media_type: str
) -> None:
    answer = reader.get(ROUTE, params={"theme": "t-1", "format": kind})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-disposition"].endswith(f'.{kind}"')
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_choice_it_is_all_themes_in_word(reader: TestClient) -> None:
    answer = reader.get(ROUTE)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "word/document.xml" in archive.namelist()


def test_an_unknown_theme_is_a_problem(reader: TestClient) -> None:
    answer = reader.get(ROUTE, params={"theme": "bestaat-niet"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "thema.onbekend"


def test_an_unknown_kind_of_file_is_a_problem(reader: TestClient) -> None:
    assert reader.get(ROUTE, params={"format": "exe"}).status_code == 422


def test_a_stranger_gets_nothing(stranger: TestClient) -> None:
    assert stranger.get(ROUTE).status_code == 401


@pytest.mark.usefixtures("told")
def test_who_took_a_report_along_is_noted_down(reader: TestClient, database: Database) -> None:
    reader.get(ROUTE, params={"theme": "t-1", "format": "csv"})
    with database.reading() as session:
        events = [e for e in session.scalars(select(AuditEvent)) if e.action == "rapport.gemaakt"]
    assert [(event.subject, event.detail) for event in events] == [("thema:t-1", {"soort": "csv"})]
    assert events[0].account_id is not None
