"""ODT and PDF: headings, tables, what was deleted, and what a PDF cannot say."""

import zipfile
from pathlib import Path

import pytest
import typst
from docx import Document

from ingest.readers import pdf_pages
from ingest.readers.opening import preview, read_drafts
from ingest.readers.options import ReadingOptions
from models.errors import Rejected
from models.vocabulary import NarratorRole

STORY = "Het team luisterde en dat was genoeg voor mij."
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "style", "text", "table")
)


def odt(path: Path, body: str, *, styles: str = "", manifest: str = "") -> Path:
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return path


def pdf(folder: Path, text: str) -> Path:
    source = folder / "v.typ"
    source.write_text(text)
    typst.compile(str(source), output=str(folder / "v.pdf"))
    return folder / "v.pdf"


def _texts(path: Path, **choice: str) -> list[tuple[str, str]]:
    found = read_drafts(path, options=ReadingOptions(**choice))  # type: ignore[arg-type]
    return [(draft.title, draft.text) for draft in found.drafts]


def test_an_odt_is_split_at_its_headings(tmp_path: Path) -> None:
    style = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    path = odt(
        tmp_path / "v.odt",
        f'<text:p text:style-name="P1">Een</text:p><text:p>{STORY}</text:p>'
        f'<text:section><text:h>Twee</text:h><text:p>Ik<text:s text:c="2"/>kwam<text:tab/>'
        f"<text:span>laat</text:span><text:line-break/>{STORY}</text:p></text:section>",
        styles=style,
    )
    assert _texts(path) == [("Een", STORY), ("Twee", f"Ik  kwam\tlaat\n{STORY}")]
    assert len(_texts(path, split="geheel")) == 1
    with pytest.raises(Rejected, match="geen tabel"):
        _texts(path, split="tabel")


def test_deleted_words_remarks_and_notes_stay_out_of_an_odt(tmp_path: Path) -> None:
    path = odt(
        tmp_path / "v.odt",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Geheim</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>{STORY}<office:annotation><text:p>Geheim</text:p></office:annotation>"
        "<text:note><text:note-body><text:p>Geheim</text:p></text:note-body></text:note> En."
        "</text:p>",
    )
    assert _texts(path) == [("", f"{STORY} En.")]


def test_a_table_in_an_odt_gives_a_story_a_row(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        made = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        return f"<table:table-row>{made}</table:table-row>"

    rows = row("Rol", "Verhaal") + row("ouder", STORY)
    path = odt(
        tmp_path / "v.odt",
        f"<table:table><table:table-header-rows>{rows}</table:table-header-rows>"
        '<table:table-row><table:table-cell table:number-columns-repeated="999999"/>'
        "</table:table-row></table:table>",
    )
    (draft,) = read_drafts(path).drafts
    assert (draft.role, draft.text) == (NarratorRole.PARENT, STORY)


@pytest.mark.parametrize(
    ("body", "manifest", "code"),
    [("", "", "import.leeg"), ("<text:p>x</text:q>", "", "import.kapot"),
     ("<text:p>x</text:p>", "<x encryption-data/>", "import.geheim"),
     ("<text:span>" * 5_000 + "</text:span>" * 5_000, "", "import.kapot")],
)  # fmt: skip
def test_an_odt_that_cannot_be_read_is_refused(
    tmp_path: Path, body: str, manifest: str, code: str
) -> None:
    with pytest.raises(Rejected) as caught:
        read_drafts(odt(tmp_path / "v.odt", body, manifest=manifest))
    assert caught.value.code == code


@pytest.mark.parametrize("document", ["odt", "docx"])
def test_entities_that_grow_are_refused(tmp_path: Path, document: str) -> None:
    grow = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{grow}]>'
    path = tmp_path / f"v.{document}"
    if document == "odt":
        odt(path, "<text:p>&a9;</text:p>")
    else:
        made = Document()
        made.add_paragraph("&a9;")
        made.save(str(path))
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    member = "content.xml" if document == "odt" else "word/document.xml"
    inner = entries[member].decode().split("?>", 1)[1].replace("&amp;a9;", "&a9;")
    entries[member] = (bomb + inner).encode()
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    with pytest.raises(Rejected):
        read_drafts(path)


def test_content_controls_and_text_boxes_of_word_are_read_once(tmp_path: Path) -> None:
    from docx.oxml import parse_xml

    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    paragraph = document.add_paragraph("Vooraf.")
    paragraph._p.addnext(
        parse_xml(f"<w:sdt {name}><w:sdtContent><w:p><w:r><w:t>{STORY}</w:t></w:r></w:p>"
                  "</w:sdtContent></w:sdt>")
    )  # fmt: skip
    path = tmp_path / "v.docx"
    document.save(str(path))
    assert _texts(path) == [("", f"Vooraf.\n{STORY}")]


def test_a_pdf_with_text_is_read(tmp_path: Path) -> None:
    told = f"{STORY} " * 4
    path = pdf(tmp_path, f'#set page(width: 9cm)\n{told}\n\n#"---"\n\nTweede: {told}\n')
    assert _texts(path) == [("", told.strip()), ("", f"Tweede: {told.strip()}")]


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        preview(pdf(tmp_path, "#rect(width: 5cm, height: 5cm)"))
    assert caught.value.code == "import.geen_tekst"


def test_a_broken_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)
    with pytest.raises(Rejected) as caught:
        read_drafts(path)
    assert caught.value.code in {"import.kapot", "import.geen_tekst"}


def test_the_process_for_a_pdf_knows_only_its_file() -> None:
    source = Path(pdf_pages.__file__).read_text()
    assert "from ingest" not in source
    assert "from models" not in source
