"""Stories in running text: by heading, by table row or as a whole, whatever the file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.drafts import MAX_TITLE_CHARACTERS, Draft
from ingest.readers.damage import damage_is_refused
from ingest.readers.options import Split
from ingest.readers.result import ReadResult
from ingest.readers.rows import all_drafts, checked_draft, recognised
from ingest.readers.tables import decoded
from models.errors import Problem, Rejected

_RULE = re.compile(r"^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$", re.M)
_THREE_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_HEADING = re.compile(r"(?:heading|kop|titel|title)\s?\d?", re.I)
_TITLE_CHARACTERS = 80
_SENTENCE_END = (".", "!", "?", ",", ";", ":")
_MOST_COLUMNS = 200


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a table with its rows."""

    text: str = field(default="", repr=False)
    is_heading: bool = False
    rows: Sequence[Sequence[str]] = field(default=(), repr=False)


def read_txt(content: bytes, *, split: Split | None = None) -> ReadResult:
    """Stories between lines of dashes or equals signs, or three blank lines.

    Raises:
        Rejected: it is empty, or no text.
    """
    return of_plain_text(decoded(content), split=split)


def of_plain_text(text: str, *, split: Split | None = None) -> ReadResult:
    """The stories in a text without headings; see `read_txt`.

    Raises:
        Rejected: there is no story in it.
    """
    if split == "tabel":
        raise _no_table()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = [text.strip()] if split == "geheel" else [part.strip() for part in _RULE.split(text)]
    if len(parts) == 1 and split != "geheel":
        parts = [part.strip() for part in _THREE_BLANK_LINES.split(text)]
    return numbered([_untitled(part) for part in parts if part])


def read_docx(
    path: Path, *, mapping: Mapping[str, str] | None, split: Split | None = None
) -> ReadResult:
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
        blocks = list(_blocks(document))
    return of_blocks(blocks, mapping=mapping, split=split)


def of_blocks(
    blocks: Sequence[Block], *, mapping: Mapping[str, str] | None, split: Split | None
) -> ReadResult:
    """The stories in a document.

    Args:
        blocks: everything in it, in order.
        mapping: for a table, field -> column name.
        split: how a person says that it is parted; None takes a table whose first row names a
            column for the story, or else the headings.

    Raises:
        Rejected: there is no story in it, or not as `split` says.
    """
    tables = [block.rows for block in blocks if len(block.rows) > 1]
    if split == "tabel" and not tables:
        raise _no_table()
    if split is None:
        table = next((rows for rows in tables if _is_story_table(rows)), None)
    else:
        table = tables[0] if split == "tabel" else None
    if table is not None:
        return _from_table(table, mapping)
    if split == "geheel":
        blocks = [Block(block.text, rows=block.rows) for block in blocks]
    return numbered(list(_under_headings(blocks)))


def _blocks(document: Any) -> Iterator[Block]:
    """Paragraphs and tables of a DOCX file, those in content controls too."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    inside = "ancestor::w:tbl or ancestor::w:txbxContent"
    found = document.element.body.xpath(f".//w:p[not({inside})] | .//w:tbl[not({inside})]")
    for element in found:
        if element.tag.endswith("}tbl"):
            table = Table(element, document)
            yield Block(
                rows=[_cells(cell for cell in row.cells[:_MOST_COLUMNS]) for row in table.rows]
            )
            continue
        paragraph = Paragraph(element, document)
        style = paragraph.style.name if paragraph.style is not None else ""
        yield Block(_visible(paragraph), _HEADING.match(style or "") is not None)


def _cells(cells: Iterable[Any]) -> list[str]:
    return ["\n".join(_visible(one) for one in cell.paragraphs) for cell in cells]


def _visible(paragraph: Any) -> str:
    """The text of a paragraph with insertions accepted; deleted words are not in it."""
    kept = (
        "not(ancestor::w:del) and not(ancestor::w:moveFrom) "
        "and not(ancestor::*[local-name()='Fallback'])"
    )
    tags = ("w:t", "w:br", "w:cr", "w:tab[not(parent::w:tabs)]")
    parts = paragraph._p.xpath(" | ".join(f".//{tag}[{kept}]" for tag in tags))
    marks = {"br": "\n", "cr": "\n", "tab": "\t"}
    return "".join(marks.get(part.tag.rsplit("}", 1)[-1], part.text or "") for part in parts)


def _under_headings(blocks: Iterable[Block]) -> Iterator[Draft]:
    title = ""
    lines: list[str] = []
    for block in blocks:
        if block.is_heading:
            if any(line.strip() for line in lines):
                yield Draft(text="\n".join(lines), title=title)
                lines = []
            title = " ".join(block.text.split())
        elif block.rows:
            lines += [" ".join(dict.fromkeys(row)) for row in block.rows]
        else:
            lines.append(block.text)
    if any(line.strip() for line in lines):
        yield Draft(text="\n".join(lines), title=title)


def _is_story_table(rows: Sequence[Sequence[str]]) -> bool:
    """A table whose first row names a column for the story."""
    try:
        recognised([cell.strip() for cell in rows[0]], None)
    except Rejected:
        return False
    return True


def _from_table(rows: Sequence[Sequence[str]], mapping: Mapping[str, str] | None) -> ReadResult:
    first, *body = rows
    columns = tuple(cell.strip() for cell in first)
    known = recognised(columns, mapping)
    named = (
        (number, dict(zip(columns, cells, strict=False)))
        for number, cells in enumerate(body, start=2)
    )
    drafts, problems = all_drafts(named, known)
    return ReadResult(drafts, problems, columns)


def _no_table() -> Rejected:
    return Rejected("Er staat geen tabel met rijen in dit bestand.", code="import.tabel")


def _untitled(part: str) -> Draft:
    """A short first line before more text is the title."""
    first, _, rest = part.partition("\n")
    title = first.strip()
    if rest.strip() and len(title) <= _TITLE_CHARACTERS and not title.endswith(_SENTENCE_END):
        return Draft(text=rest, title=title)
    return Draft(text=part)


def numbered(found: list[Draft]) -> ReadResult:
    """The stories with their place, checked.

    Raises:
        Rejected: there are none.
    """
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
