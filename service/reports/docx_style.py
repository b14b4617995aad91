"""How the Word report looks: fonts, colours and spacing, set once as styles of the document."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

INK, MUTED, ACCENT, WARNING = "1C2B2D", "5A6668", "0B5559", "A63A1E"
LINE, QUIET = "D5DCDC", "E3EFEE"
TEXT_FONT, HEADING_FONT = "Cambria", "Calibri"
LANGUAGE = "nl-NL"
PAGE_WIDTH, PAGE_HEIGHT, SIDE_MARGIN, END_MARGIN = 21.0, 29.7, 2.6, 2.5
"""In centimetres: A4."""

# style: (size, colour, bold, italic, space before, space after) in points
_HEADINGS = {
    "Heading 1": (20, ACCENT, False, False, 28, 10),
    "Heading 2": (15, INK, True, False, 22, 4),
    "Heading 3": (11.5, ACCENT, True, False, 14, 4),
    "Title": (34, INK, False, False, 4, 18),
}
_TEXTS = {
    "Normal": (11, INK, False, False, 0, 8),
    "List Bullet": (11, INK, False, False, 0, 5),
    "Quote": (11.5, INK, False, True, 8, 2),
    "Caption": (9.5, MUTED, False, False, 10, 4),
    "Header": (9, MUTED, False, False, 0, 0),
    "Footer": (9, MUTED, False, False, 0, 0),
}
_OWN = {
    "Afzender": (13, ACCENT, True, False, 0, 120),
    "Rapportsoort": (12, MUTED, False, False, 6, 6),
    "Inleiding": (12.5, INK, False, False, 0, 18),
    "Kerncijfers": (16, ACCENT, False, False, 0, 24),
    "Let op": (11, INK, False, False, 6, 24),
    "Themaregel": (10, MUTED, False, False, 0, 8),
    "Bij citaat": (9.5, MUTED, False, False, 0, 10),
    "Kleine letter": (9.5, MUTED, False, False, 6, 8),
    "In tabel": (9.5, INK, False, False, 2, 2),
}


def apply(document: "Document", *, header: str, footer: str) -> None:
    """Give an empty document the styles, page, language, header and page numbers of a report."""
    from docx.enum.style import WD_STYLE_TYPE

    styles = document.styles
    for name in _OWN:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    for name, look in (_TEXTS | _OWN).items():
        _set(styles[name], TEXT_FONT, *look)
    for name, look in _HEADINGS.items():
        _set(styles[name], HEADING_FONT, *look)
        styles[name].paragraph_format.keep_with_next = True
    for name in ("Quote", "Bij citaat"):
        _left_rule(styles[name])
    _box(styles["Let op"])
    styles["Quote"].paragraph_format.keep_with_next = True
    _no_rule(styles["Title"])
    _language(document)
    _page(document, header, footer)


def text_width() -> Any:
    """The length of a line, in EMU."""
    from docx.shared import Cm

    return Cm(PAGE_WIDTH - 2 * SIDE_MARGIN)


def borders(table: Any) -> None:
    """Thin lines between rows and none between columns."""
    edges = {"top": "single", "bottom": "single", "insideH": "single"}
    found = element("w:tblBorders")
    for edge, value in edges.items():
        found.append(element(f"w:{edge}", val=value, sz="4", space="0", color=LINE))
    # Word demands borders before the layout of the table.
    table._tbl.tblPr.find(_name("w:tblLayout")).addprevious(found)


def shade(cell: Any) -> None:
    """Give a cell the quiet background."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=QUIET))


def element(tag: str, **attributes: str) -> Any:
    """A new element of WordprocessingML, e.g. `element("w:lang", val="nl-NL")`."""
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(f"w:{name}"), value)
    return made


def _set(
    style: Any, font: str, size: float, colour: str, bold: bool, italic: bool,
    before: float, after: float,
) -> None:  # fmt: skip
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = font, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor.from_string(colour)
    # Word takes the theme's font over the named one when both are given.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "theme" in name.lower():
            del fonts.attrib[name]
    for kind in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(_name(kind), font)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0 if size > 14 else 1.2


def _left_rule(style: Any) -> None:
    from docx.shared import Pt

    style.paragraph_format.left_indent = Pt(16)
    rule = element("w:pBdr")
    rule.append(element("w:left", val="single", sz="18", space="10", color=ACCENT))
    _before_spacing(style, rule)


def _box(style: Any) -> None:
    from docx.shared import Pt

    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(8)
    box = element("w:pBdr")
    for edge in ("top", "left", "bottom", "right"):
        box.append(element(f"w:{edge}", val="single", sz="10", space="8", color=WARNING))
    _before_spacing(style, box)


def _no_rule(style: Any) -> None:
    for rule in style.element.pPr.findall(_name("w:pBdr")):
        style.element.pPr.remove(rule)


def _before_spacing(style: Any, rule: Any) -> None:
    """Borders come before spacing in the order that Word demands."""
    properties = style.element.get_or_add_pPr()
    properties.find(_name("w:spacing")).addprevious(rule)


def _language(document: "Document") -> None:
    """Dutch for the whole document, so that it is read and spelled as Dutch."""
    defaults = document.styles.element.find(f".//{_name('w:rPrDefault')}/{_name('w:rPr')}")
    for old in defaults.findall(_name("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))


def _page(document: "Document", header: str, footer: str) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE_WIDTH), Cm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Cm(SIDE_MARGIN)
    section.top_margin = section.bottom_margin = Cm(END_MARGIN)
    section.different_first_page_header_footer = True
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text, foot.text = header, f"{footer}  ·  bladzijde "
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    field = element("w:fldSimple", instr="PAGE")
    run = element("w:r")
    text = element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))
