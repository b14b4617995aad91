"""Stories in running text: DOCX by heading, by table row or as a whole, and plain text."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.drafts import MAX_TITLE_CHARACTERS, Draft
from ingest.readers.damage import damage_is_refused
from ingest.readers.result import ReadResult
from ingest.readers.rows import all_drafts, checked_draft, recognised
from ingest.readers.tables import decoded
from models.errors import Problem, Rejected

_RULE = re.compile(r"^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$", re.M)
_THREE_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_HEADING = re.compile(r"(?:heading|kop|titel|title)\s?\d?", re.I)
_TITLE_CHARACTERS = 80
_SENTENCE_END = (".", "!", "?", ",", ";", ":")


def read_txt(content: bytes) -> ReadResult:
    """Stories between lines of dashes or equals signs, or three blank lines.

    Raises:
        Rejected: it is empty, or no text.
    """
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    parts = [part.strip() for part in _RULE.split(text)]
    if len(parts) == 1:
        parts = [part.strip() for part in _THREE_BLANK_LINES.split(text)]
    drafts = [_untitled(part) for part in parts if part]
    return _numbered(drafts)


def read_docx(path: Path, *, mapping: Mapping[str, str] | None) -> ReadResult:
    """Stories under headings; in a table, one a row; otherwise the document is one story.

    Raises:
        Rejected: it cannot be read, or there is no text in it.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    with damage_is_refused(".docx"):
        try:
            document = Document(str(path))
        except PackageNotFoundError as error:
            raise ValueError from error
        table = next((table for table in document.tables if len(table.rows) > 1), None)
        if table is not None and _is_story_table(table):
            return _from_table(table, mapping)
        return _numbered(list(_under_headings(document)))


def _under_headings(document: Any) -> Iterator[Draft]:
    title = ""
    lines: list[str] = []
    for paragraph in document.iter_inner_content():
        if hasattr(paragraph, "rows"):
            lines += _table_lines(paragraph)
            continue
        text = _visible(paragraph)
        if _HEADING.match(paragraph.style.name if paragraph.style is not None else ""):
            if any(line.strip() for line in lines):
                yield Draft(text="\n".join(lines), title=title)
                lines = []
            title = " ".join(text.split())
        else:
            lines.append(text)
    if any(line.strip() for line in lines):
        yield Draft(text="\n".join(lines), title=title)


def _visible(paragraph: Any) -> str:
    """The text of a paragraph with insertions accepted; deleted words are not in it."""
    parts = paragraph._p.xpath(".//w:t[not(ancestor::w:del)] | .//w:br | .//w:tab | .//w:cr")
    marks = {"br": "\n", "cr": "\n", "tab": "\t"}
    return "".join(marks.get(part.tag.rsplit("}", 1)[-1], part.text or "") for part in parts)


def _table_lines(table: Any) -> list[str]:
    return [" ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]


def _is_story_table(table: Any) -> bool:
    """A table whose first row names a column for the story."""
    header = [cell.text.strip() for cell in table.rows[0].cells]
    try:
        recognised(header, None)
    except Rejected:
        return False
    return True


def _from_table(table: Any, mapping: Mapping[str, str] | None) -> ReadResult:
    first, *body = table.rows
    columns = tuple(cell.text.strip() for cell in first.cells)
    known = recognised(columns, mapping)
    named = (
        (number, dict(zip(columns, (cell.text for cell in row.cells), strict=False)))
        for number, row in enumerate(body, start=2)
    )
    drafts, problems = all_drafts(named, known)
    return ReadResult(drafts, problems, columns)


def _untitled(part: str) -> Draft:
    """A short first line before more text is the title."""
    first, _, rest = part.partition("\n")
    title = first.strip()
    if rest.strip() and len(title) <= _TITLE_CHARACTERS and not title.endswith(_SENTENCE_END):
        return Draft(text=rest, title=title)
    return Draft(text=part)


def _numbered(found: list[Draft]) -> ReadResult:
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for number, draft in enumerate(found, start=1):
        long_title = len(draft.title) > MAX_TITLE_CHARACTERS
        text = f"{draft.title}\n\n{draft.text}" if long_title else draft.text
        title = "" if long_title else draft.title
        checked, wrong = checked_draft(Draft(text=text, title=title, place=f"verhaal {number}"))
        problems += wrong
        if checked is not None:
            drafts.append(checked)
    if not drafts and not problems:
        raise Rejected("Er staat geen verhaal in dit bestand.", code="import.leeg")
    return ReadResult(tuple(drafts), tuple(problems))
