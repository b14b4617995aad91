"""Any file is read or refused with a sentence, whatever is wrong with it, and in little time."""

import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.drafts import Draft
from ingest.readers.checking import READABLE
from ingest.readers.narrafirma_form import read_form
from ingest.readers.opening import iter_drafts, preview, read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.sensemaker_definition import read_definition
from models.errors import Problem, Rejected
from models.vocabulary import Layout

SAMPLES = Path(__file__).parent / "samples"
STORY = "Het team luisterde en dat was genoeg voor mij."
FORM = (SAMPLES / "narrafirma_formulier.csv").read_bytes()
DEFINITION = (SAMPLES / "sensemaker_definitie.json").read_bytes()
TABLES = sorted(path.name for path in SAMPLES.glob("*.csv") if "formulier" not in path.name)
PLAIN = sorted(path.name for path in SAMPLES.iterdir())
_LAYOUTS = [None, *sorted(Layout)]
_NAUGHTY = st.sampled_from((
    b"\x00", b'"', b"\n", b"\r", b";", b",", b"\t", b"\xff\xfe", b"\xef\xbb\xbf", b"=1+1", b"<",
    b"[", b"{", b"-->", b"00:00", b"\xe2\x80\x8f", b"nan", b"1e999", b"'", b"|", b"\x1a", b"\xc3",
))  # fmt: skip
_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
FEW = settings(max_examples=25, deadline=None, suppress_health_check=_QUIET)
MANY = settings(max_examples=600, deadline=None, suppress_health_check=_QUIET)


@st.composite
def _damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The content cut short, with bytes changed, doubled or put in."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(made) - 1)))
        match draw(st.sampled_from(("cut", "flip", "put", "take", "double"))):
            case "cut":
                made = made[: at + 1]
            case "flip" if made:
                made[at] ^= 1 << draw(st.integers(0, 7))
            case "put":
                made[at:at] = draw(_NAUGHTY)
            case "take":
                del made[at : at + draw(st.integers(1, 40))]
            case "double":
                made[at:at] = made[at : at + 200]
    return bytes(made)


def _read(path: Path, layout: Layout | None, options: ReadingOptions) -> None:
    """Everything that can be done with a file gives what it says, or a refusal."""
    for way in (read_drafts, preview):
        with suppress(Rejected):
            way(path, layout=layout, options=options)
    with suppress(Rejected):
        for number, one in iter_drafts(path, layout=layout, options=options):
            assert isinstance(one, Draft | Problem)
            assert number >= 0
            assert one.place


def _fuzz_plain(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(PLAIN))
    extension = data.draw(st.sampled_from((Path(name).suffix, ".csv", ".txt", ".jsonl", ".vtt")))
    path = folder / f"v{extension}"
    path.write_bytes(data.draw(_damaged((SAMPLES / name).read_bytes())))
    form = data.draw(st.sampled_from((None, FORM, DEFINITION)))
    if form is not None and data.draw(st.booleans()):
        form = data.draw(_damaged(form))
    _read(path, data.draw(st.sampled_from(_LAYOUTS)), ReadingOptions(form=form, annotations=None))


def _fuzz_packed(folder: Path, data: st.DataObject) -> None:
    make = data.draw(st.sampled_from((_docx, _odt, _xlsx)))
    name, content = _once(make)
    path = folder / name
    path.write_bytes(content)
    if data.draw(st.booleans()):
        path.write_bytes(data.draw(_damaged(content)))
    else:
        _damage_inside(path, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _read(path, None, ReadingOptions())


@cache
def _once(make: Callable[[Path], Path]) -> tuple[str, bytes]:
    """A packed sample, made one time: it holds the moment at which it was made."""
    with TemporaryDirectory() as folder:
        path = make(Path(folder))
        return path.name, path.read_bytes()


def _damage_inside(path: Path, data: st.DataObject) -> None:
    """A sound zip with a damaged part: that gets past every check of the packing."""
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from(sorted(entries)))
    entries[name] = data.draw(_damaged(entries[name]))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in entries.items():
            packed.writestr(entry, content)


def _docx(folder: Path) -> Path:
    document = Document()
    document.add_heading("Kop", level=1)
    document.add_paragraph(STORY)
    table = document.add_table(rows=2, cols=2)
    table.rows[0].cells[0].text, table.rows[1].cells[0].text = "Verhaal", STORY
    document.save(str(folder / "v.docx"))
    return folder / "v.docx"


def _odt(folder: Path) -> Path:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "style", "text", "table")
    )
    content = (
        f"<office:document-content {names}><office:body><office:text><text:h>Kop</text:h>"
        f'<text:p>{STORY}<text:s text:c="3"/></text:p><table:table><table:table-row>'
        '<table:table-cell table:number-columns-repeated="3"><text:p>Verhaal</text:p>'
        "</table:table-cell></table:table-row></table:table></office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(folder / "v.odt", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<m/>")
    return folder / "v.odt"


def _xlsx(folder: Path) -> Path:
    book = Workbook()
    book.worksheets[0].append(["Timestamp", "Verhaal", "Wie hielp?"])
    book.worksheets[0].append(["3/4/2026", STORY, "Buren"])
    book.save(folder / "v.xlsx")
    return folder / "v.xlsx"


@pytest.mark.parametrize("fuzz", [_fuzz_plain, _fuzz_packed])
@FEW
@given(data=st.data())
def test_a_damaged_sample_is_read_or_refused(
    tmp_path: Path, fuzz: Callable[[Path, st.DataObject], None], data: st.DataObject
) -> None:
    fuzz(tmp_path, data)


@pytest.mark.slow
@pytest.mark.parametrize("fuzz", [_fuzz_plain, _fuzz_packed])
@MANY
@given(data=st.data())
def test_many_damaged_samples_are_read_or_refused(
    tmp_path: Path, fuzz: Callable[[Path, st.DataObject], None], data: st.DataObject
) -> None:
    fuzz(tmp_path, data)


@FEW
@given(content=st.binary(max_size=300), extension=st.sampled_from(READABLE[:-1]),
       start=st.sampled_from((b"", b"PK\x03\x04", b"WEBVTT\n\n", b"Story title,Story text\n",
                              b"t_percentX,t_percentY\n")))  # fmt: skip
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, content: bytes, extension: str, start: bytes
) -> None:
    path = tmp_path / f"v{extension}"
    path.write_bytes(start + content)
    _read(path, None, ReadingOptions())


@FEW
@given(content=st.one_of(st.binary(max_size=300), _damaged(FORM), _damaged(DEFINITION)))
def test_any_form_is_read_or_refused(content: bytes) -> None:
    for read in (read_form, read_definition):
        with suppress(Rejected):
            read(content)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig", "latin-1", "utf-16-be"])
def test_any_encoding_is_read_or_refused(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes((SAMPLES / name).read_text(encoding="utf-8").encode(encoding))
    _read(path, None, ReadingOptions())


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=_QUIET)
@given(content=st.one_of(st.binary(max_size=2_000), _damaged(b"%PDF-1.4\n1 0 obj<</Type/Catalog"
       b"/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
       b"trailer<</Root 1 0 R>>\n%%EOF")))  # fmt: skip
def test_any_pdf_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.pdf"
    path.write_bytes(b"%PDF-1.4\n" + content)
    _read(path, None, ReadingOptions())


@pytest.mark.parametrize(
    "rows",
    ['<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>',
     '<row r="1"><c r="XFD1"><v>1</v></c></row>' * 2_000,
     '<row r="1"><c r="A1" t="s"><v>99</v></c></row>'],
)  # fmt: skip
def test_a_workbook_that_claims_to_be_huge_takes_no_time(tmp_path: Path, rows: str) -> None:
    path = _xlsx(tmp_path)
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"].decode()
    head = sheet.split("<sheetData>", 1)[0]
    entries["xl/worksheets/sheet1.xml"] = (
        f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in entries.items():
            packed.writestr(entry, content)
    with suppress(Rejected):
        read_drafts(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("v.jsonl", b"[" * 1_000_000),
        ("v.jsonl", b'{"text": "' + b"a" * 5_000_000 + b'"}'),
        ("v.jsonl", b'{"text": ' + b"9" * 100_000 + b"}"),
        ("v.csv", b'verhaal\n"' + b"a\n" * 2_500_000),
        ("v.csv", b"verhaal" + b";" * 100_000),
        ("v.csv", b"Story title,Story text\n" + b'"' * 500_001),
        ("v.csv", b"Story title,Story text\n" + b'a,"' * 100_000),
        ("v.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 100_000),
        ("v.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"[A " * 100_000),
        ("v.txt", b" \n" * 500_000),
        ("v.txt", b"-" * 1_000_000 + b"x"),
    ],
)
def test_a_huge_cell_takes_no_time(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _read(path, None, ReadingOptions())
