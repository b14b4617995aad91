"""NarraFirma: form, stories and annotations, with the faults of its own export undone."""

from pathlib import Path

import pytest

from ingest.readers.narrafirma_csv import repaired, rows_of
from ingest.readers.narrafirma_form import read_form
from ingest.readers.opening import detect, preview, read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.result import ReadResult
from models.errors import Rejected
from models.forms import OTHER
from models.vocabulary import Layout, QuestionKind

SAMPLES = Path(__file__).parent / "samples"
STORIES = SAMPLES / "narrafirma_verhalen.csv"
FORM = (SAMPLES / "narrafirma_formulier.csv").read_bytes()
NOTES = (SAMPLES / "narrafirma_aantekeningen.csv").read_bytes()


@pytest.fixture(scope="module")
def result() -> ReadResult:
    return read_drafts(STORIES, options=ReadingOptions(form=FORM, annotations=NOTES))


def test_the_stories_come_back_as_they_were_told(result: ReadResult) -> None:
    assert result.problems == ()
    assert [draft.text for draft in result.drafts] == [
        "Het team kwam op tijd en luisterde goed.\n\nLater kwam nog: een bedankje",
        '"Ja" zei hij en toen bleef het heel lang stil.',
        'Wij wachtten, en wachtten.\nToen belde "zij" terug.',
    ]
    assert [draft.title for draft in result.drafts] == ["Op tijd", "", "Twee regels"]


def test_a_month_and_a_first_question_are_kept_and_no_narrator(result: ReadResult) -> None:
    assert not any("p1" in str(vars(draft)) for draft in result.drafts)
    assert [draft.period for draft in result.drafts] == ["2026-03", "2026-03", "2026-04"]
    first, second = (prompt.key for prompt in result.prompts)
    assert [draft.prompt for draft in result.drafts] == [first, second, None]


def test_every_layout_of_answers_is_understood(result: ReadResult) -> None:
    assert result.drafts[0].answers == {
        "afloop": "goed",
        "tempo": 0,
        "druk": 100,
        "hulp": ["buren", "team"],
        "nodig": ["rust"],
        "gevoel": ["blij", "boos"],
        "rang": "vaak",
        "eens": "ja",
        "thema": "vertrouwen",
    }
    assert result.drafts[1].answers == {
        "afloop": {"option": OTHER, "other": "zo half"},
        "tempo": 50,
        "toelichting": "Ik was moe",
    }
    assert result.drafts[2].answers["tempo"] == 100


def test_the_form_gives_its_questions(result: ReadResult) -> None:
    assert result.form_title == "Vertel over de hulp"
    by_key = {asked.key: asked for asked in result.questions}
    assert (by_key["hulp"].kind, by_key["hulp"].most) == (QuestionKind.CHOICES, 2)
    assert [end.label for end in by_key["tempo"].options] == [
        "te snel losgelaten",
        "te lang vastgehouden",
    ]
    assert by_key["afloop"].write_in
    assert "weg" not in by_key


def test_what_is_passed_over_is_told(result: ReadResult) -> None:
    assert any("2 rijen" in note for note in result.notes)
    assert any("1 aantekeningen" in note for note in result.notes)


def test_it_is_recognised_and_can_do_without_a_form() -> None:
    assert detect(STORIES) is Layout.NARRAFIRMA
    found = preview(STORIES)
    assert (found.stories, found.problems) == (3, ())
    assert any("geen formulier" in note for note in found.notes)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("X,Vreemd,story,X,Vraag,,a", "formulier, rij 2, kolom Type"),
        ("X,Scale,story,,,,a,b", ""),
        (",Scale range,import,,,,tien", "formulier, rij 2"),
    ],
)
def test_a_wrong_row_of_the_form_is_named(row: str, place: str) -> None:
    header = "Data column name,Type,About,Short name,Long name,Options,Answers"
    if not place:
        assert read_form(f"{header}\n{row}\n".encode()).questions[0].short == "X"
        return
    with pytest.raises(Rejected) as caught:
        read_form(f"{header}\n{row}\n".encode())
    assert [problem.place for problem in caught.value.problems] == [place]


def test_another_table_is_no_form() -> None:
    with pytest.raises(Rejected, match="geen formulier"):
        read_form(b"a,b\n1,2\n")


@pytest.mark.parametrize("cell", ["99", "veel"])
def test_a_wrong_answer_is_named_by_row_and_column(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"Story title,Story text,Tempo\nKop,Het team kwam op tijd.,{cell}\n")
    found = read_drafts(path, options=ReadingOptions(form=FORM))
    assert [problem.place for problem in found.problems] == ["rij 2, kolom Tempo"]
    assert cell not in found.problems[0].message


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"Ja" zei hij,b', ['"Ja" zei hij', "b"]),
        ('a "b" c,d', ['a "b" c', "d"]),
        ('"a ""b"", c",d', ['a "b", c', "d"]),
        ('"a\nb",c', ["a\nb", "c"]),
        ('"open,c', ['"open', "c"]),
        ("a,", ["a", ""]),
        ("a,,b", ["a", "", "b"]),
    ],
)
def test_quotes_that_quote_nothing_are_letters(line: str, cells: list[str]) -> None:
    assert [row for _, row in rows_of(line, ",")] == [cells]


def test_a_long_run_of_quotes_takes_no_time() -> None:
    assert sum(1 for _ in rows_of('"a,""\n' * 20_000 + '"' * 20_001, ",")) > 0


@pytest.mark.parametrize(
    ("told", "is_story"),
    [("Wij, en\nzij", True), ("Wij en\nzij", True), ("Wij, en\nzij", False), ("Wij en zij", True)],
)
def test_what_it_quotes_too_often_is_undone(told: str, *, is_story: bool) -> None:
    written = f'"{told}"' if is_story and "\n" in told else told
    if "," in written and "\n" in written:
        written = '"' + written.replace('"', '""') + '"'
    assert repaired(written, delimiter=",", is_story=is_story) == told


def test_a_form_decides_what_a_file_with_other_names_is(tmp_path: Path) -> None:
    """Names of columns are free when the form says them; comments and old headers may be there."""
    form = (
        "; Een opmerking; met; veel; tekens,,\n,,\n"
        "Order,Long name,Short name,Type,About,Answers\n"
        ",,Story text column name,Story text column name,import,Het verhaal\n"
        ",,Participant ID column name,Participant ID column name,import,Wie\n"
        "1,Hoe vaak?,Vaak,Multi-choice single-column delimited indexed,story,Nooit,Soms,Altijd\n"
        "2,Wat hielp?,Hulp,Multiple choice,story,Rust,Geld\n"
    )
    path = tmp_path / "v.csv"
    path.write_text(
        "Wie,Het verhaal,Vaak,Hulp,Hulp\n7,Het team kwam op tijd.,1 3,Rust,\n"
        '8,"Zij zei ""kom"", en ging.","2, 3",,Geld\n'
    )
    result = read_drafts(path, options=ReadingOptions(form=form.encode()))
    assert result.problems == ()
    assert [draft.answers for draft in result.drafts] == [
        {"vaak": ["nooit", "altijd"], "hulp": ["rust"]},
        {"vaak": ["soms", "altijd"], "hulp": ["geld"]},
    ]


def test_a_question_for_a_name_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("Story title,Story text,Naam,Tempo\nKop,Het team kwam op tijd.,Jan Jansen,5\n")
    form = FORM + b"Naam,Text,participant,Naam,Hoe heet u?,,\n"
    result = read_drafts(path, options=ReadingOptions(form=form))
    assert result.drafts[0].answers == {"tempo": 44.44}
    assert any("lezen wij nooit" in note and "Naam" in note for note in result.notes)
