"""CSV and XLSX: encodings, separators, columns, formulas, and every fault with its place."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.readers.opening import read_drafts
from models.errors import Rejected
from models.vocabulary import AgeGroup, NarratorRole

STORY = "Het team luisterde en dat was genoeg voor mij."


def _csv(folder: Path, content: str | bytes, name: str = "verhalen.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _xlsx(folder: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / "verhalen.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_separator_is_recognised(tmp_path: Path, mark: str) -> None:
    rows = [["id", "titel", "verhaal"], ["7", "Kop", STORY]]
    path = _csv(tmp_path, "\n".join(mark.join(row) for row in rows))
    (draft,) = read_drafts(path).drafts
    assert (draft.text, draft.title, draft.reference, draft.place) == (STORY, "Kop", "7", "rij 2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dutch_letters_survive_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    story = "Zoë belde over de coöperatie, één keer maar, en daarna was er niets meer."
    path = _csv(tmp_path, f'verhaal\n"{story}"\n'.encode(encoding))
    assert read_drafts(path).drafts[0].text == story


def test_every_field_of_a_row_is_read(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"Verhaal;Rol;Leeftijd;Datum\n{STORY};ouder;43;12-03-2024\n")
    (draft,) = read_drafts(path).drafts
    assert draft.role is NarratorRole.PARENT
    assert draft.age_group is AgeGroup.FROM_27
    assert draft.period == "2024-03"


@pytest.mark.parametrize(
    ("cell", "period"),
    [("2024-03", "2024-03"), ("2024-3-9", "2024-03"), ("9-3-2024", "2024-03"),
     ("maart 2024", "2024-03"), ("9 maart 2024", "2024-03"), ("", None)],
)  # fmt: skip
def test_a_date_is_kept_as_its_month(tmp_path: Path, cell: str, period: str | None) -> None:
    path = _csv(tmp_path, f"verhaal;periode\n{STORY};{cell}\n")
    assert read_drafts(path).drafts[0].period == period


def test_a_story_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    path = _csv(tmp_path, 'id;verhaal\n1;"Hij zei: ""kom""; en toen\nging ik mee naar binnen."\n')
    assert read_drafts(path).drafts[0].text == 'Hij zei: "kom"; en toen\nging ik mee naar binnen.'


def test_english_headers_are_known_too(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"Title,Story,Role,Age_group,Date\nKop,{STORY},ouder,18_26,2024-01\n")
    (draft,) = read_drafts(path).drafts
    assert (draft.title, draft.age_group) == ("Kop", AgeGroup.FROM_18)


def test_a_mapping_names_the_column(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"nr;Wat gebeurde er?\n1;{STORY}\n")
    result = read_drafts(path, mapping={"tekst": "wat gebeurde er?"})
    assert result.drafts[0].text == STORY
    assert result.columns == ("nr", "Wat gebeurde er?")


def test_an_unknown_column_is_named_with_the_columns_there_are(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"nr;Wat gebeurde er?\n1;{STORY}\n")
    with pytest.raises(Rejected, match=r"Ervaring.*nr, Wat gebeurde er") as caught:
        read_drafts(path, mapping={"tekst": "Ervaring"})
    assert caught.value.code == "import.kolom_onbekend"


def test_without_a_column_for_the_story_the_columns_are_listed(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="De kolommen zijn: a, b"):
        read_drafts(_csv(tmp_path, "a,b\n1,2\n"))


def test_an_unknown_field_in_the_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="veld kleur bestaat niet"):
        read_drafts(_csv(tmp_path, f"verhaal\n{STORY}\n"), mapping={"kleur": "verhaal"})


@pytest.mark.parametrize("cell", ["=1+1", "@SOM(A1)", " =HYPERLINK(A1)", "+A1+2", "-2+3+cmd|A0"])
def test_a_formula_in_a_csv_is_named_by_row_and_column(tmp_path: Path, cell: str) -> None:
    path = _csv(tmp_path, f"id;Verhaal\n1;{STORY}\n2;{cell}\n")
    result = read_drafts(path)
    assert [problem.place for problem in result.problems] == ["rij 3, kolom Verhaal"]
    assert cell.strip() not in result.problems[0].message


def test_a_story_may_begin_with_a_dash(tmp_path: Path) -> None:
    path = _csv(tmp_path, f'verhaal\n"- {STORY}"\n"+ {STORY}"\n')
    assert not read_drafts(path).problems


def test_a_formula_in_a_workbook_is_named_by_row_and_column(tmp_path: Path) -> None:
    path = _xlsx(tmp_path, [["id", "Verhaal"], [1, STORY], [2, "=1+1"]])
    result = read_drafts(path)
    assert [problem.place for problem in result.problems] == ["rij 3, kolom Verhaal"]
    assert [draft.place for draft in result.drafts] == ["rij 2"]


def test_a_workbook_gives_dates_numbers_and_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, None, None, None],
        ["id", "Verhaal", "Leeftijd", "Datum"],
        [12.0, STORY, 17, date(2024, 2, 29)],
        [None, None, None, None],
    ]
    (draft,) = read_drafts(_xlsx(tmp_path, rows)).drafts
    assert (draft.reference, draft.period) == ("12", "2024-02")
    assert draft.age_group is AgeGroup.UNDER_18
    assert draft.place == "rij 3"


def test_every_wrong_cell_is_a_problem_with_its_place(tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        f"verhaal;rol;leeftijd;periode\n{STORY};koning;oud;ooit\n;ouder;;\n{STORY};;;\n",
    )
    result = read_drafts(path)
    assert [problem.place for problem in result.problems] == [
        "rij 2, kolom rol",
        "rij 2, kolom leeftijd",
        "rij 2, kolom periode",
        "rij 3, kolom verhaal",
    ]
    assert "koning" not in " ".join(problem.message for problem in result.problems)


def test_a_story_that_is_too_long_is_a_problem_and_is_not_cut(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"verhaal\n{'lang ' * 5000}\n")
    result = read_drafts(path)
    assert result.problems[0].place == "rij 2, kolom verhaal"
    assert result.drafts == ()


def test_a_story_of_ten_megabytes_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    path = _csv(tmp_path, "verhaal\n" + "a" * 10_000_000 + "\n")
    with pytest.raises(Rejected, match="Rij 2"):
        read_drafts(path)


def test_a_row_with_more_cells_than_the_header_is_a_problem(tmp_path: Path) -> None:
    path = _csv(tmp_path, f"verhaal,rol\n{STORY},ouder,en toen, en toen\n")
    assert read_drafts(path).problems[0].place == "rij 2"


def test_a_quote_without_its_pair_is_named(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="aanhalingsteken"):
        read_drafts(_csv(tmp_path, f'verhaal;rol\n"{STORY}" meer;ouder\n'))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        read_drafts(_csv(tmp_path, b"verhaal\n" + bytes(range(256)) * 20))
    assert caught.value.code == "import.codering"


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="dezelfde naam"):
        read_drafts(_csv(tmp_path, f"verhaal;Verhaal\n{STORY};x\n"))


@pytest.mark.parametrize("content", ["verhaal;rol\n", "verhaal;rol\n;\n"])
def test_a_table_without_stories_gives_none(tmp_path: Path, content: str) -> None:
    result = read_drafts(_csv(tmp_path, content))
    assert (result.drafts, result.problems) == ((), ())
