"""Stories in an ODT file of LibreOffice: the same as in Word, by heading, table or as a whole.

Read with the standard library and defusedxml, for two things matter that libraries differ in: what
somebody deleted with changes tracked stays away, and so do the remarks in the margin.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from ingest.readers.damage import damage_is_refused
from ingest.readers.documents import Block, of_blocks
from ingest.readers.options import Split
from ingest.readers.result import ReadResult
from models.errors import Rejected

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LEFT_OUT = frozenset((
    f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}table-of-content",
    f"{_TEXT}alphabetical-index", f"{_TEXT}ruby-text", f"{_OFFICE}forms",
))  # fmt: skip
_TITLES = frozenset(("title", "titel", "subtitle", "heading"))
_MOST_REPEATED = 200
_MOST_SPACES = 100
_MANIFEST = "META-INF/manifest.xml"


def read_odt(
    path: Path, *, mapping: Mapping[str, str] | None, split: Split | None = None
) -> ReadResult:
    """The stories of an ODT file; the packing was checked before.

    Raises:
        Rejected: it cannot be read, or there is no text in it.
    """
    from defusedxml.ElementTree import fromstring

    with damage_is_refused(".odt"), ZipFile(path) as packed:
        if _MANIFEST in packed.namelist() and b"encryption-data" in packed.read(_MANIFEST):
            raise Rejected("Dit bestand heeft een wachtwoord. Haal dat weg.", code="import.geheim")
        root = fromstring(packed.read("content.xml"))
        body = root.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise Rejected("Dit is geen .odt-bestand, al heet het zo.",
                           code="import.soort_klopt_niet")  # fmt: skip
        blocks = list(_blocks(body, _title_styles(root)))
    return of_blocks(blocks, mapping=mapping, split=split)


def _title_styles(root: Element) -> frozenset[str]:
    """Names of styles that are made of that of a title."""
    made = {
        style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
        for style in root.iter(f"{_STYLE}style")
    }
    return frozenset(name for name, parent in made.items() if _is_title(parent)) | _TITLES


def _is_title(style: str) -> bool:
    return style.casefold().replace("_20_", " ").split(" ")[0] in _TITLES


def _blocks(element: Element, titles: frozenset[str]) -> Iterator[Block]:
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_TEXT}h":
            yield Block(_visible(child), is_heading=True)
        elif child.tag == f"{_TEXT}p":
            style = child.get(f"{_TEXT}style-name", "")
            yield Block(_visible(child), is_heading=style in titles or _is_title(style))
        elif child.tag == f"{_TABLE}table":
            yield Block(rows=[_cells(row) for row in child.iter(f"{_TABLE}table-row")])
        else:
            yield from _blocks(child, titles)


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        said = cell.get(f"{_TABLE}number-columns-repeated", "1")
        times = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1
        text = "\n".join(block.text for block in _blocks(cell, frozenset()))
        cells += [text] * max(0, min(times, _MOST_REPEATED - len(cells)))
    return cells


def _visible(element: Element) -> str:
    """The words of a paragraph, without remarks, notes and what was deleted."""
    if element.tag == f"{_TEXT}s":
        said = element.get(f"{_TEXT}c", "1")
        return " " * (min(int(said), _MOST_SPACES) if said.isascii() and said.isdigit() else 1)
    if element.tag == f"{_TEXT}tab":
        return "\t"
    if element.tag == f"{_TEXT}line-break":
        return "\n"
    parts = [element.text or ""]
    for child in element:
        if child.tag not in _LEFT_OUT:
            parts.append(_visible(child))
        parts.append(child.tail or "")
    return "".join(parts)
