"""The three files: what goes in is shown as text, accessibly, and the same again tomorrow."""

import csv
import dataclasses
import io
import itertools
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
import typst

from models.db import Database
from models.errors import Unavailable
from models.vocabulary import NarratorRole, Stability
from service.reports import csv_file, docx, figure, outline, pdf
from service.reports.content import ReportContent, build
from tests.service.report_world import (
    CLOSED,
    HOSTILE,
    ON,
    ORGANISATION,
    SHOWN,
    add_answers,
    add_link,
    add_run,
    add_story,
    add_theme,
)

CANARY = "Kanarievogel zingt onverwacht hard in de keuken van het grote huis."
LONG_WORD = "Rinoceros" * 20


def gathered(database: Database) -> ReportContent:
    with database.writing() as session:
        return build(session, None, organisation=ORGANISATION, on=ON)


@pytest.fixture(scope="module")
def empty_database(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One database for all files: what both databases answer is tested with the content."""
    path = tmp_path_factory.mktemp("rapport") / "vertelpunt.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def empty(empty_database: Database) -> ReportContent:
    """A report without a single story."""
    return gathered(empty_database)


@pytest.fixture(scope="module")
def content(empty: ReportContent, empty_database: Database) -> ReportContent:
    """A report with a bit of everything, hostile where a person can type."""
    assert empty.counts.stories == 0
    database = empty_database
    with database.writing() as session:
        run_id = add_run(session, seed=7, versions={"numpy": "2.4.6"}, note=HOSTILE)
        first = add_theme(session, run_id=run_id)
        second = add_theme(
            session, "t-2", HOSTILE[:190], description=HOSTILE, words=[HOSTILE],
            stability=Stability.SHAKY, stability_value=0.41,
        )  # fmt: skip
        for number in range(6):
            story = add_story(session, f"Weer begon ik opnieuw, keer {number}.", theme=first)
            add_answers(session, story, besluit=[0.2, 0.2, 0.6], tempo=30, afloop="goed")
        add_story(session, HOSTILE, theme=second, synthetic=True, role=NarratorRole.VOLUNTEER)
        add_story(session, f"{LONG_WORD} en daarna nog wat gewone woorden.", theme=second)
        add_story(session, CANARY, theme=second, purposes=CLOSED, strength=1.0)
        add_story(session, "De buurvrouw bracht soep en bleef tot het donker werd.")
        add_link(session, first, "tsd-jeugd-1")
        add_link(session, second, "tsd-jeugd-2", probability=0.5)
    return gathered(database)


@pytest.fixture(scope="module")
def word(content: ReportContent) -> Any:
    """The Word file, opened again."""
    return opened(content)


def opened(content: ReportContent) -> Any:
    return python_docx.Document(io.BytesIO(docx.render(content)))


def words_of(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def heading_levels(document: Any) -> list[int]:
    names = [paragraph.style.name for paragraph in document.paragraphs]
    return [int(name.removeprefix("Heading ")) for name in names if name.startswith("Heading ")]


def rows_of(content: ReportContent) -> list[dict[str, str]]:
    text = csv_file.render(content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_word_shows_hostile_text_as_text(word: Any) -> None:
    words = words_of(word)
    assert all(piece in words for piece in SHOWN)
    assert LONG_WORD in words
    assert "\u202e" not in words
    assert "Kanarievogel" not in words


def test_word_has_headings_in_order(word: Any) -> None:
    levels = heading_levels(word)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert set(levels) == {1, 2, 3}


def test_word_has_a_figure_with_alt_text(word: Any) -> None:
    assert len(word.inline_shapes) == 1
    described = word.inline_shapes[0]._inline.docPr.get("descr")
    assert "Steeds een ander gezicht: 6 van de 10 verhalen" in described


def test_word_tables_have_a_header_row(word: Any) -> None:
    tables = word.tables
    headed = [table for table in tables if table._tbl.xpath(".//w:trPr/w:tblHeader")]
    facts = [table for table in tables if table.cell(0, 0).text == "Woorden"]
    assert len(headed) + len(facts) == len(tables)
    assert all(table._tbl.xpath(".//w:tblDescription") for table in tables)


def test_word_is_dutch_and_dated_by_the_report(content: ReportContent, word: Any) -> None:
    languages = word.styles.element.xpath(".//w:rPrDefault//w:lang/@w:val")
    assert languages == ["nl-NL"]
    known = word.core_properties
    assert (known.title, known.author) == (outline.title(content), ORGANISATION)
    assert known.created.date() == known.modified.date() == ON


def test_word_numbers_its_pages(word: Any) -> None:
    footer = word.sections[0].footer._element
    assert footer.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]


def test_word_puts_properties_in_the_order_of_the_standard(word: Any) -> None:
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook", "tblDescription"]
    for table in word.tables:
        found = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert found == [name for name in order if name in found]


def test_word_holds_no_moment_of_writing(content: ReportContent) -> None:
    made = docx.render(content)
    assert made == docx.render(content)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_word_of_an_empty_database_says_so(empty: ReportContent) -> None:
    document = opened(empty)
    assert "Er zijn nog te weinig verhalen" in words_of(document)
    assert len(document.inline_shapes) == 0


def test_the_pdf_is_accessible(content: ReportContent) -> None:
    made = pdf.render(content)
    assert made.startswith(b"%PDF-")
    for mark in (b"StructTreeRoot", b"/MarkInfo", b"(nl)", b"pdfuaid:part", b"/Alt"):
        assert mark in made, mark


def test_the_pdf_is_the_same_again(content: ReportContent) -> None:
    assert pdf.render(content) == pdf.render(content)


def test_the_pdf_of_an_empty_database_can_be_made(empty: ReportContent) -> None:
    assert pdf.render(empty).startswith(b"%PDF-")


def test_the_pdf_gets_hostile_text_as_a_value_only(content: ReportContent) -> None:
    values = json.dumps(pdf.values(content), ensure_ascii=False)
    for piece in SHOWN:
        assert json.dumps(piece, ensure_ascii=False).strip('"') in values
    assert "Kanarievogel" not in values


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler")
def test_the_pdf_shows_hostile_text_as_text(content: ReportContent, tmp_path: Path) -> None:
    file = tmp_path / "rapport.pdf"
    file.write_bytes(pdf.render(content))
    done = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    words = " ".join(done.stdout.decode().split())
    assert '#panic("weg")' in words
    assert "<script>alert(1)</script>" in words
    assert "omgekeerd" in words
    assert "*vet* _schuin_" in words
    assert "Kanarievogel" not in words


def test_a_page_that_cannot_be_set_tells_nothing_of_its_text(
    content: ReportContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise typst.TypstError(CANARY, CANARY)

    monkeypatch.setattr(typst, "compile", broken)
    with pytest.raises(Unavailable) as caught:
        pdf.render(content)
    assert caught.value.code == "rapport.pdf"
    assert "Kanarievogel" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_table_has_the_numbers_of_the_report(content: ReportContent) -> None:
    made = csv_file.render(content)
    assert made.startswith(b"\xef\xbb\xbfrang,thema_id,")
    rows = rows_of(content)
    assert [row["thema_id"] for row in rows] == ["t-1", "t-2"]
    first = rows[0]
    assert (first["verhalen"], first["verhalen_totaal"], first["stukjes"]) == ("6", "10", "6")
    assert (first["aandeel_ondergrens_95"], first["aandeel_bovengrens_95"]) == ("0.3127", "0.8318")
    assert first["stevigheid_waarde"] == "0.84"
    assert "tsd-jeugd-1" in first["standaarden_voorgesteld"]
    assert first["encoder"] == "proefmodel 2026.1"
    assert first["datum"] == "2026-11-22"


def test_the_table_holds_no_text_of_stories(content: ReportContent) -> None:
    made = csv_file.render(content).decode("utf-8-sig")
    assert "Kanarievogel" not in made
    assert "Weer begon ik opnieuw" not in made


def test_the_table_gives_no_share_under_ten_stories(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session, label="=1+1")
        add_story(session, "Elke keer een ander gezicht.", theme=theme)
    row = rows_of(gathered(database))[0]
    assert row["naam"] == "'=1+1"
    assert row["aandeel_ondergrens_95"] == ""
    assert row["verhalen_totaal"] == "1"


@pytest.mark.parametrize(
    "text", ["=cmd()", "+31", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "＝1", "－1"]
)
def test_a_cell_that_looks_like_a_formula_is_made_text(text: str) -> None:
    assert csv_file.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["gewoon", "", "1 = 1", "'s avonds"])
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert csv_file.safe_cell(text) == text


def test_the_table_of_an_empty_database_is_a_header(empty: ReportContent) -> None:
    assert rows_of(empty) == []
    assert csv_file.render(empty).count(b"\r\n") == 1


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_figure_is_the_same_again(content: ReportContent, kind: figure.Format) -> None:
    assert figure.draw(content, kind=kind) == figure.draw(content, kind=kind)


def test_many_themes_still_fit_in_one_figure(content: ReportContent) -> None:
    crowd = dataclasses.replace(content, themes=content.themes * 20)
    assert figure.draw(crowd, kind="svg").startswith(b"<?xml")
    assert "De figuur toont de eerste 20 thema's." in figure.shapes(crowd)


def test_the_figure_names_only_the_shapes_that_it_has(content: ReportContent) -> None:
    assert figure.shapes(content) == "Dichte stip: stevig; open ruit: wankel."


def test_word_and_pdf_say_the_same(content: ReportContent, word: Any) -> None:
    in_word = words_of(word)
    for block in pdf.values(content)["blocks"]:
        if block["block"] in {"Heading", "Paragraph"}:
            assert block["text"] in in_word
        if block["block"] == "Table":
            assert all(cell in in_word for row in block["rows"] for cell in row)
