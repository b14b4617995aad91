"""The report as a Word document: real headings, styles, header rows and alt text, in Dutch.

Made so that a researcher can go on writing in it. The same content gives the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from service.reports import figure, outline
from service.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Figure,
    Heading,
    Paragraph,
    QuoteBlock,
    SmallTables,
    Table,
    ThemeHead,
    TitlePage,
)
from service.reports.content import ReportContent
from service.reports.docx_style import (
    ACCENT,
    MUTED,
    WARNING,
    apply,
    borders,
    element,
    shade,
    text_width,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
FACT_WIDTHS = (0.22, 0.78)


def render(content: ReportContent) -> bytes:
    """The report as DOCX bytes."""
    import docx

    document = docx.Document()
    page = outline.title_page(content)
    apply(document, header=f"{page.title}  ·  {page.on}", footer=page.organisation)
    _properties(document, page, content)
    _first_page(document, page)
    for block in outline.blocks(content):
        _add(document, block, content)
    target = io.BytesIO()
    document.save(target)
    return _without_moments(target.getvalue())


def _first_page(document: "Document", page: TitlePage) -> None:
    from docx.enum.text import WD_BREAK

    document.add_paragraph(page.organisation, style="Afzender")
    document.add_paragraph(page.kind, style="Rapportsoort")
    document.add_paragraph(page.title, style="Title")
    document.add_paragraph(page.about, style="Inleiding")
    numbers = " · ".join(f"{number} {name}" for number, name in page.figures)
    document.add_paragraph(numbers, style="Kerncijfers")
    if page.banner:
        banner = document.add_paragraph(style="Let op")
        _run(banner, "Let op. ", bold=True, colour=WARNING)
        banner.add_run(page.banner)
    last = document.add_paragraph(page.on, style="Rapportsoort")
    last.add_run().add_break(WD_BREAK.PAGE)


def _add(document: "Document", block: Block, content: ReportContent) -> None:
    """Add one block; each kind has its own shape."""
    match block:
        case Heading():
            document.add_heading(block.text, level=block.level)
        case Paragraph():
            paragraph = document.add_paragraph(style="Kleine letter" if block.quiet else "Normal")
            if block.name:
                _run(paragraph, f"{block.name}. ", bold=True)
            paragraph.add_run(block.text)
        case Bullets():
            for item in block.items:
                document.add_paragraph(item, style="List Bullet")
        case Facts():
            _facts(document, block)
        case Table():
            _table(document, block)
        case SmallTables():
            for table in block.tables:
                _table(document, table)
        case ThemeHead():
            rank = f"{block.rank}. " if block.rank.isdigit() else ""
            document.add_heading(f"{rank}{block.label}", level=2)
            line = document.add_paragraph(style="Themaregel")
            line.add_run(f"{block.amount} · {block.stability_words}")
        case QuoteBlock():
            _quote(document, block)
        case Figure():
            _figure(document, block, content)


def _quote(document: "Document", block: QuoteBlock) -> None:
    document.add_paragraph(f"“{block.text}”", style="Quote")
    source = document.add_paragraph(f"— {block.source}", style="Bij citaat")
    if block.mark:
        _run(source, f" · {block.mark}", colour=WARNING)


def _figure(document: "Document", block: Figure, content: ReportContent) -> None:
    picture = document.add_picture(io.BytesIO(figure.draw(content, kind="png")), width=text_width())
    properties = picture._inline.docPr
    properties.set("descr", figure.describe(content))
    properties.set("title", block.caption)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(f"{block.caption} {figure.shapes(content)}", style="Caption")


def _table(document: "Document", block: Table) -> None:
    if block.caption:
        caption = document.add_paragraph(block.caption, style="Caption")
        caption.paragraph_format.keep_with_next = True
    described = block.caption or ", ".join(block.header)
    table = _grid(document, (block.header, *block.rows), block.widths, described)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
            run.font.color.rgb = _colour(ACCENT)
    _repeat_header(table.rows[0])


def _facts(document: "Document", block: Facts) -> None:
    table = _grid(document, block.rows, FACT_WIDTHS, "Kenmerken van het thema")
    for row in table.rows:
        for cell in row.cells:
            shade(cell)
        for run in row.cells[0].paragraphs[0].runs:
            run.font.color.rgb = _colour(MUTED)


def _grid(
    document: "Document",
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    description: str,
) -> Any:
    """A table with these texts; `description` is read aloud before it."""
    from docx.shared import Emu

    table = document.add_table(rows=len(rows), cols=len(widths))
    table.autofit = False
    borders(table)
    table._tbl.tblPr.append(element("w:tblDescription", val=description))
    line = text_width()
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(int(line * width))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Emu(int(line * width))
            cell.paragraphs[0].style = document.styles["In tabel"]
            cell.paragraphs[0].add_run(text)
    return table


def _repeat_header(row: Any) -> None:
    """Mark a row as header: read aloud as such, and repeated on the next page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def _run(
    paragraph: "WordParagraph", text: str, *, bold: bool = False, colour: str | None = None
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    if colour:
        run.font.color.rgb = _colour(colour)


def _colour(value: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(value)


def _properties(document: "Document", page: TitlePage, content: ReportContent) -> None:
    moment = datetime.combine(content.on, time(12), UTC).replace(tzinfo=None)
    known = document.core_properties
    known.title, known.subject = page.title[:255], page.kind
    known.author = known.last_modified_by = page.organisation[:255]
    known.created = known.modified = moment
    known.language, known.comments, known.keywords, known.revision = "nl-NL", "", "", 1


def _without_moments(document: bytes) -> bytes:
    """The same parts, without the moment of writing that a zip keeps for each."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            part = zipfile.ZipInfo(entry.filename, date_time=ZIP_MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(entry))
    return target.getvalue()
