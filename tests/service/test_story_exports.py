"""An export for a purpose holds exactly the stories with that purpose, and no cell computes."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner

from models import decisions, forms, stories, teams
from models.audit import AuditEvent
from models.db import Database
from models.stories import Consent, Story
from models.vocabulary import AccountRole, Channel, InputMode, Purpose, StoryState
from service import story_exports, story_files
from service.cli import app
from service.story_exports import ExportFormat
from tests.service.report_world import add_story, add_theme

DANGEROUS = ("=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")
SOME = st.lists(
    st.tuples(st.sampled_from(StoryState), st.frozensets(st.sampled_from(Purpose))), max_size=8
)


@pytest.fixture
def answered(database: Database) -> Database:
    """One story with an answer to every question of the form, for research only."""
    with database.writing() as session:
        forms.load_catalogue(session)
        form = forms.current(session)
        team = teams.ensure(session, "Noord", organisation="Test")
        story = Story(
            id="een",
            team_id=team.id,
            form_id=form.id,
            channel=Channel.FORM,
            state=StoryState.APPROVED,
            title=DANGEROUS[0],
            text=DANGEROUS[5],
        )
        session.add(story)
        session.flush()
        stories.set_consents(session, story, frozenset({Purpose.RESEARCH}))
        values = {
            question.key: (
                {
                    "triade": {"shares": [0.2, 0.3, 0.5]},
                    "schuif": {"position": 40},
                    "dyade": {"position": 40},
                    "keuze": {"option": question.options[0]["key"]} if question.options else {},
                    "meerkeuze": {"options": [o["key"] for o in question.options[:2]]},
                    "tekst": {"text": DANGEROUS[3]},
                }[question.kind.value],
                InputMode.SLIDER,
            )
            for question in form.questions
        }
        stories.set_significations(session, story, form, values)
    return database


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=SOME)
def test_it_holds_exactly_the_approved_stories_with_that_purpose(
    database: Database, world: list[tuple[StoryState, frozenset[Purpose]]]
) -> None:
    with database.writing() as session:
        for table in (Consent, Story):
            session.execute(delete(table))
        rows = [
            (
                add_story(session, f"Verhaal {n} van iemand.", state=state, purposes=told).id,
                state,
                told,
            )
            for n, (state, told) in enumerate(world)
        ]
        for purpose in Purpose:
            export = story_exports.gather(session, purpose)
            approved = [row for row in rows if row[1] is StoryState.APPROVED]
            right = {row[0] for row in approved if purpose in row[2]}
            assert {story.id for story in export.stories} == right
            assert export.counts == story_exports.Counts(
                included=len(right),
                without_consent=len(approved) - len(right),
                not_approved=len(rows) - len(approved),
            )
            lines = story_files.render(export, ExportFormat.JSONL).decode().splitlines()
            assert {json.loads(line)["id"] for line in lines} == right


def test_what_is_taken_back_meanwhile_is_counted_with_what_was_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        ids = [
            add_story(
                session, f"Verhaal {n} van iemand.", purposes=frozenset({Purpose.RESEARCH})
            ).id
            for n in range(3)
        ]
    real = story_exports.count

    def late(session: Session, purpose: Purpose) -> story_exports.Counts:
        with database.writing() as other:
            decisions.withdraw(other, stories.get(other, ids[0], lock=True))
        return real(session, purpose)

    monkeypatch.setattr(story_exports, "count", late)
    content, counts = story_exports.make(database, Purpose.RESEARCH, ExportFormat.JSONL)
    assert counts == story_exports.Counts(included=3, without_consent=0, not_approved=0)
    assert len(content.splitlines()) == 3
    monkeypatch.undo()
    _, counts = story_exports.make(database, Purpose.RESEARCH, ExportFormat.JSONL)
    assert counts == story_exports.Counts(included=2, without_consent=0, not_approved=1)


def test_no_cell_of_a_table_is_a_formula(answered: Database) -> None:
    with answered.reading() as session:
        export = story_exports.gather(session, Purpose.RESEARCH)
    made = story_files.render(export, ExportFormat.CSV)
    assert made.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";")
    assert len(header) == len(row) == len(set(header))
    assert (row[1], row[2]) == (f"'{DANGEROUS[0]}", f"'{DANGEROUS[5]}")
    book = load_workbook(io.BytesIO(story_files.render(export, ExportFormat.XLSX)))
    cells = [cell for line in book["Verhalen"].iter_rows(min_row=2) for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.value for cell in cells[1:3]] == [DANGEROUS[0], DANGEROUS[5]]
    assert book["Toelichting"]["B2"].value == 1


def test_themes_come_along_only_of_stories_that_count_in_themes(database: Database) -> None:
    both, research = (
        frozenset({Purpose.RESEARCH, Purpose.ASSOCIATION}),
        frozenset({Purpose.RESEARCH}),
    )
    with database.writing() as session:
        theme = add_theme(session)
        one = add_story(session, "Steeds iemand anders.", theme=theme, purposes=both).id
        two = add_story(session, "Weer iemand anders.", theme=theme, purposes=research).id
        export = story_exports.gather(session, Purpose.RESEARCH)
    assert export.themes == {one: ["Steeds een ander gezicht"]}
    assert two in {story.id for story in export.stories}


def test_for_narrafirma_there_are_files_per_form(answered: Database) -> None:
    with answered.reading() as session:
        export = story_exports.gather(session, Purpose.RESEARCH)
    with zipfile.ZipFile(io.BytesIO(story_files.render(export, ExportFormat.NARRAFIRMA))) as packed:
        names = sorted(packed.namelist())
    assert len(names) == 4
    assert names[0] == "toelichting.txt"


def test_a_write_up_that_has_no_form_is_in_the_files_for_narrafirma(answered: Database) -> None:
    with answered.writing() as session:
        add_story(session, "Wij praatten een avond.", purposes=frozenset({Purpose.RESEARCH}))
        export = story_exports.gather(session, Purpose.RESEARCH)
    with zipfile.ZipFile(io.BytesIO(story_files.render(export, ExportFormat.NARRAFIRMA))) as packed:
        told = packed.read("zonder-formulier-1-verhalen.csv").decode("utf-8-sig")
    assert "Wij praatten een avond." in told


def test_over_http_it_is_noted_and_only_for_who_may_look_over(
    client_as: Callable[[AccountRole], TestClient], moderator: TestClient, answered: Database
) -> None:
    analyst = client_as(AccountRole.ANALYST)
    assert analyst.get("/v1/story-exports", params={"purpose": "onderzoek"}).status_code == 403
    counted = moderator.get("/v1/story-exports/counts", params={"purpose": "citaat"}).json()
    assert (counted["included"], counted["withoutConsent"]) == (0, 1)
    got = moderator.get("/v1/story-exports", params={"purpose": "onderzoek", "format": "jsonl"})
    assert json.loads(got.content)["id"] == "een"
    assert got.headers["cache-control"] == "no-store"
    with answered.reading() as session:
        event = session.query(AuditEvent).filter_by(action="verhalen.uitgevoerd").one()
    assert event.detail == {"vorm": "jsonl", "aantal": 1, "zonder_toestemming": 0}
    assert moderator.get("/v1/story-exports").status_code == 422


def test_the_command_writes_a_file_that_only_its_owner_reads(
    answered: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", answered.url)
    out = tmp_path / "uit.xlsx"
    told = CliRunner().invoke(
        app, ["exporteer", str(out), "--doel", "onderzoek", "--formaat", "xlsx"]
    )
    assert told.exit_code == 0, told.output
    assert "1 verhalen staan in" in told.output
    assert out.stat().st_mode & 0o777 == 0o600
    assert CliRunner().invoke(app, ["exporteer", str(out), "--doel", "alles"]).exit_code == 2
