"""Tables of one's own: title rows, sheets, questions beside the story, and very long files."""

import tracemalloc
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.drafts import Draft
from ingest.readers.opening import iter_drafts, preview, read_drafts
from ingest.readers.options import ReadingOptions
from models.errors import Problem, Rejected
from models.vocabulary import QuestionKind

STORY = "Het team kwam op tijd en luisterde goed."


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"Export van maart;;\n\nid;Verhaal;Rol\n1;{STORY};ouder\n")
    result = read_drafts(path)
    assert [draft.place for draft in result.drafts] == ["rij 4"]
    assert any("rij 3" in note for note in result.notes)


def test_a_merged_header_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["De verhalen", None, "Over de verteller"])
    sheet.merge_cells("A1:B1")
    sheet.append(["id", "Verhaal", "Rol"])
    sheet.append([1, STORY, "ouder"])
    book.save(tmp_path / "v.xlsx")
    (draft,) = read_drafts(tmp_path / "v.xlsx").drafts
    assert draft.place == "rij 3"


def test_an_answer_that_is_called_story_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"Vraag;Soort\n{STORY};verhaal\n{STORY};tekst\n")
    assert len(read_drafts(path, mapping={"tekst": "Vraag"}).drafts) == 2


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Verhaal"])
    book.worksheets[0].append([STORY])
    second = book.create_sheet("Tweede")
    second.append(["Verhaal"])
    second.append([f"{STORY} En toen."])
    path = tmp_path / "v.xlsx"
    book.save(path)
    assert any("Tweede" in note for note in read_drafts(path).notes)
    chosen = read_drafts(path, options=ReadingOptions(sheet="Tweede"))
    assert chosen.drafts[0].text.endswith("En toen.")
    with pytest.raises(Rejected, match="geen blad"):
        read_drafts(path, options=ReadingOptions(sheet="Derde"))


def test_a_separator_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"sep=|\nid|verhaal\n1|{STORY}\n")
    assert read_drafts(path).drafts[0].place == "rij 3"
    path.write_text(f"a,b;verhaal,x\n1;{STORY}\n")
    assert len(read_drafts(path, options=ReadingOptions(delimiter=";"),
                           mapping={"tekst": "verhaal,x"}).drafts) == 1  # fmt: skip


def test_questions_beside_the_story_are_proposed(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    rows = "".join(f"{STORY} {n};{'goed' if n % 2 else 'slecht'};{n * 5};woord {n}\n"
                   for n in range(20))  # fmt: skip
    path.write_text(f"verhaal;afloop;tempo;opmerking\n{rows}20;;;\n")
    found = preview(path)
    kinds = {asked.key: asked.kind for asked in found.questions}
    assert kinds == {
        "afloop": QuestionKind.CHOICE,
        "tempo": QuestionKind.DYAD,
        "opmerking": QuestionKind.TEXT,
    }
    drafts = [one for _, one in iter_drafts(path, options=ReadingOptions(answers=kinds))]
    assert isinstance(drafts[1], Draft)
    assert drafts[1].answers == {"afloop": "goed", "tempo": 5, "opmerking": "woord 1"}


def test_an_impossible_answer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"verhaal;tempo\n{STORY};50\n{STORY};500\n")
    options = ReadingOptions(answers={"tempo": QuestionKind.DYAD})
    problems = [one for _, one in iter_drafts(path, options=options) if isinstance(one, Problem)]
    assert [problem.place for problem in problems] == ["rij 3, kolom tempo"]


def test_rows_come_with_their_number_and_the_same_every_time(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f'verhaal;rol\n"{STORY}\n\nmeer";ouder\n;ouder\n\n{STORY};koning\n{STORY};\n')
    once, again = (list(iter_drafts(path)) for _ in range(2))
    assert [(number, type(one)) for number, one in once] == [
        (2, Draft), (3, Problem), (5, Problem), (6, Draft),
    ]  # fmt: skip
    assert [number for number, _ in again] == [2, 3, 5, 6]


@pytest.mark.parametrize("name", ["v.csv", "v.jsonl"])
def test_a_long_file_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("w") as file:
        if name == "v.csv":
            file.write("verhaal;rol\n")
        for number in range(4_000):
            told = f"{STORY * 5} {number}"
            file.write(f"{told};ouder\n" if name == "v.csv" else f'{{"text": "{told}"}}\n')
    tracemalloc.start()
    try:
        count = sum(isinstance(one, Draft) for _, one in iter_drafts(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 4_000
    assert peak < 8_000_000


def test_a_wrong_letter_far_into_a_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    body = f"{STORY}\n" * 26_000
    path.write_bytes(
        f"verhaal\n{body}".encode() + "Zoë kwam langs bij ons thuis.\n".encode("cp1252")
    )
    *_, (_, last) = iter_drafts(path)
    assert isinstance(last, Draft)
    assert last.text.startswith("Zoë")
