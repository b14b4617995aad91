"""The watch itself: what is planted in each place is seen there, and nothing shows itself."""

import dataclasses
import importlib
import logging
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import inspect

import ingest
import models
import service
from ingest.combinations import find
from ingest.drafts import Draft
from ingest.intake import take_in
from ingest.pseudonymise import Pseudonymiser
from ingest.recognisers.reading import read
from models import teams
from models.base import Base
from service.import_gate import packed, through
from tests.leaks import traces
from tests.leaks.conftest import Watch
from tests.leaks.traces import NAME, STORY, TITLE, WORD
from tests.service.form.conftest import Narrator

PLANTED = "Zilverkwartel"
# Fields of these names hold what a narrator wrote, wherever they stand.
TELLING = frozenset(
    ("text", "raw", "raw_text", "surface", "story_text", "quote", "sentence", "marked", "wording",
     "placeholder")
)  # fmt: skip
# Held by a field of that name, and not of a narrator: words of our own, and names of themes.
OTHERWISE = frozenset(
    ("service.reports.blocks.Heading.text", "service.reports.blocks.Paragraph.text")
)


def test_the_watch_sees_what_is_planted(narrator: Narrator, watch: Watch) -> None:
    house = narrator.house
    with house.database.writing() as session:
        teams.ensure(session, PLANTED, organisation="Proef")
    (house.settings.data_dir / "uit.txt").write_text(PLANTED)
    logging.getLogger("proef").debug("een %s", PLANTED)
    print(PLANTED)  # noqa: T201  planted
    with tempfile.NamedTemporaryFile("w", prefix="proef-") as file:
        file.write(PLANTED)
        file.flush()
        seen = watch.leaks(PLANTED)
    places = {"a table", "a page", "a file", "the log", "the output", "a temporary file"}
    if house.database.is_sqlite:
        places.discard("a page")
    assert set(seen) == {f"{PLANTED} in {place}" for place in places}


def test_what_is_packed_in_a_document_is_seen_too(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph(PLANTED)
    document.save(str(tmp_path / "a.docx"))
    assert PLANTED in traces.files(tmp_path)


def test_nothing_at_the_gate_shows_a_story_in_its_repr(finder: Pseudonymiser) -> None:
    rare = (
        "Wij zijn het enige gezin met een drieling op het eiland en hebben een blindegeleidehond."
    )
    draft = Draft(text=f"{STORY} {rare}", title=TITLE)
    taken = take_in(draft, finder=finder, staff="altijd")
    [passed] = through([(1, packed(draft, []))], finder=finder, staff="altijd")
    shown = {
        "a draft": repr(draft),
        "an intake": repr(taken),
        "what came through": repr(passed),
        "a reading": repr(read(STORY)),
        "a combination": repr(find(rare)),
    }
    words = (NAME, WORD, "kanariegele", "drieling", "blindegeleidehond")
    assert list(traces.found_in(shown, words)) == []


@pytest.fixture(scope="module")
def finder() -> Pseudonymiser:
    from ingest.pseudonymise import load_pseudonymiser

    return load_pseudonymiser("regels")


def _modules(room: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        # Migrations run when they are imported.
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


@pytest.mark.parametrize("room", [ingest, models, service], ids=lambda room: room.__name__)
def test_no_dataclass_shows_a_field_that_holds_what_somebody_wrote(room: ModuleType) -> None:
    shown = {
        f"{kind.__module__}.{kind.__qualname__}.{field.name}"
        for module in _modules(room)
        for kind in vars(module).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
        and kind.__module__ == module.__name__ and "__repr__" in vars(kind)
        for field in dataclasses.fields(kind)
        if field.name in TELLING and field.repr and "str" in str(field.type)
    }  # fmt: skip
    assert shown <= OTHERWISE


def test_no_row_of_any_table_shows_more_than_its_key() -> None:
    for mapper in Base.registry.mappers:
        values = {
            column.key: PLANTED
            for column in mapper.column_attrs
            if column.key not in {key.name for key in inspect(mapper).primary_key}
        }
        row = mapper.class_.__new__(mapper.class_)
        mapper.class_.__init__(row)
        for name, value in values.items():
            row.__dict__[name] = value
        assert PLANTED not in repr(row), mapper.class_.__name__
