"""DOCX, plain text and JSON Lines: where one story ends and the next begins."""

import json
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml

from ingest.readers import checking, records
from ingest.readers.opening import iter_drafts, preview, read_drafts
from models.errors import Rejected
from models.vocabulary import AgeGroup, Layout, NarratorRole

STORY = "Het team luisterde en dat was genoeg voor mij."


def _file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("rule", ["---", "===", "------", "\n\n\n"])
def test_stories_in_plain_text_are_told_apart(tmp_path: Path, rule: str) -> None:
    path = _file(tmp_path, "v.txt", f"{STORY}\n{rule}\n{STORY}\n\nEn toen nog iets.\n")
    drafts = read_drafts(path).drafts
    assert [draft.text for draft in drafts] == [STORY, f"{STORY}\n\nEn toen nog iets."]
    assert [draft.place for draft in drafts] == ["verhaal 1", "verhaal 2"]


def test_a_short_first_line_is_the_title(tmp_path: Path) -> None:
    path = _file(tmp_path, "v.txt", f"Weer een nieuw gezicht\r\n\r\n{STORY}\r\n---\r\n{STORY}")
    drafts = read_drafts(path).drafts
    assert [draft.title for draft in drafts] == ["Weer een nieuw gezicht", ""]


def test_a_document_is_split_at_its_headings(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Eerste verhaal", level=1)
    document.add_paragraph(STORY)
    document.add_paragraph("Daarna werd het stil.")
    document.add_heading("Tweede verhaal", level=2)
    document.add_paragraph(STORY)
    path = tmp_path / "v.docx"
    document.save(str(path))
    drafts = read_drafts(path).drafts
    assert [draft.title for draft in drafts] == ["Eerste verhaal", "Tweede verhaal"]
    assert drafts[0].text == f"{STORY}\nDaarna werd het stil."


def test_a_document_without_headings_is_one_story(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(STORY)
    path = tmp_path / "v.docx"
    document.save(str(path))
    (draft,) = read_drafts(path).drafts
    assert (draft.title, draft.text) == ("", STORY)


def test_a_table_in_a_document_gives_a_story_a_row(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for cells in (("Rol", "Verhaal"), ("ouder", STORY), ("jongere", STORY)):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    path = tmp_path / "v.docx"
    document.save(str(path))
    roles = [draft.role for draft in read_drafts(path).drafts]
    assert roles == [NarratorRole.PARENT, NarratorRole.YOUNG_PERSON]


def test_deleted_words_in_a_document_stay_deleted(tmp_path: Path) -> None:
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    paragraph = document.add_paragraph(STORY)
    paragraph._p.append(parse_xml(f"<w:del {namespace}><w:r><w:t> Geheim.</w:t></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {namespace}><w:r><w:t> Erbij.</w:t></w:r></w:ins>"))
    path = tmp_path / "v.docx"
    document.save(str(path))
    assert read_drafts(path).drafts[0].text == f"{STORY} Erbij."


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.docx"
    Document().save(str(path))
    with pytest.raises(Rejected, match="geen verhaal"):
        read_drafts(path)


def test_json_lines_are_read_with_every_field(tmp_path: Path) -> None:
    row = {
        "id": 7, "text": STORY, "title": "Kop", "role": "ouder", "age_group": "27_66",
        "date": "2024-03-09", "team": "x", "answers": {"tempo": 50},
    }  # fmt: skip
    result = read_drafts(_file(tmp_path, "v.jsonl", json.dumps(row) + "\n\n"))
    (draft,) = result.drafts
    assert (draft.reference, draft.title, draft.period) == ("7", "Kop", "2024-03")
    assert (draft.role, draft.age_group) == (NarratorRole.PARENT, AgeGroup.FROM_27)
    assert draft.answers == {"tempo": 50}
    assert "team" in result.columns


def test_many_lines_are_read_one_by_one_where_they_do_not_fit_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"text": STORY})
    path = _file(tmp_path, "v.jsonl", f"{line}\n{line}\n[1]\n{line}\n")
    monkeypatch.setattr(checking, "MAX_FILE_BYTES", path.stat().st_size - 1)
    seen = preview(path)
    assert (seen.layout, seen.stories, seen.columns[0].name) == (Layout.JSONL, 3, "text")
    assert [problem.place for problem in seen.problems] == ["regel 3"]
    assert [number for number, _ in iter_drafts(path)] == [1, 2, 3, 4]
    with pytest.raises(Rejected, match="groter dan"):
        read_drafts(path)
    with pytest.raises(Rejected, match="leeg"):
        preview(_file(tmp_path, "leeg.jsonl", "\n \n"))


def test_a_line_that_is_too_long_is_named_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"text": STORY})
    monkeypatch.setattr(records, "_LONGEST_LINE", len(line))
    monkeypatch.setattr(records, "_CHUNK", 10)
    long = json.dumps({"text": STORY, "title": "x" * 50})
    result = read_drafts(_file(tmp_path, "v.jsonl", f"{line}\n{long}\n{line}\n{long}"))
    assert [draft.place for draft in result.drafts] == ["regel 1", "regel 3"]
    assert [problem.place for problem in result.problems] == ["regel 2", "regel 4"]
    assert "te lang" in result.problems[0].message


@pytest.mark.parametrize(
    ("line", "place"),
    [("{", "regel 1"), ("[1]", "regel 1"), ('{"text": 3}', "regel 1, veld text"),
     ('{"title": "x"}', "regel 1, veld text"),
     (json.dumps({"text": STORY, "role": "koning"}), "regel 1, veld role"),
     (json.dumps({"text": STORY, "date": "ooit"}), "regel 1, veld period"),
     (json.dumps({"text": STORY, "answers": []}), "regel 1, veld answers"),
     ("[" * 100_000, "regel 1")],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, line: str, place: str) -> None:
    result = read_drafts(_file(tmp_path, "v.jsonl", line))
    assert [problem.place for problem in result.problems] == [place]
    assert result.drafts == ()
