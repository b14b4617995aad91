"""The door for files: what is refused before anything is read."""

import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.readers import checking
from ingest.readers.opening import read_drafts
from models.errors import Rejected

STORY = "Het team luisterde en dat was genoeg voor mij."
BODY = "word/document.xml"


def _zip(folder: Path, entries: dict[str, bytes], name: str = "v.docx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in entries.items():
            packed.writestr(entry, content)
    return path


def _code(path: Path) -> str:
    with pytest.raises(Rejected) as caught:
        read_drafts(path)
    assert caught.value.message
    return caught.value.code


def test_a_packed_file_that_calls_itself_a_table_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path, {"a.txt": b"x"}, name="v.csv")
    assert _code(path) == "import.soort_klopt_niet"


def test_text_that_calls_itself_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.docx"
    path.write_text(STORY)
    assert _code(path) == "import.soort_klopt_niet"


def test_a_packed_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert _code(_zip(tmp_path, {"a.txt": b"x"})) == "import.soort_klopt_niet"


@pytest.mark.parametrize("name", ["v.xls", "v.doc", "v.xlsm", "v.docm", "v.ods", "v.exe", "v"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    assert _code(path) == "import.soort"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path, {BODY: b"0" * 50_000_000})
    assert path.stat().st_size < 100_000
    assert _code(path) == "import.onveilig"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts = {f"deel{number}": b"" for number in range(checking.MAX_ENTRIES)}
    assert _code(_zip(tmp_path, {BODY: b"", **parts})) == "import.onveilig"


def test_too_much_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MAX_UNPACKED_BYTES", 10)
    assert _code(_zip(tmp_path, {BODY: b"x" * 11})) == "import.onveilig"


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "C:x", "a\\..\\x"])
def test_unsafe_names_are_refused(tmp_path: Path, name: str) -> None:
    assert _code(_zip(tmp_path, {BODY: b"x", name: b"x"})) == "import.onveilig"


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.docx"
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(BODY, b"x")
        packed.writestr(link, b"/etc/passwd")
    assert _code(path) == "import.onveilig"


def test_a_password_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path, {BODY: b"x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert _code(path) == "import.geheim"


def test_macros_are_refused(tmp_path: Path) -> None:
    assert _code(_zip(tmp_path, {BODY: b"x", "word/vbaProject.bin": b"x"})) == "import.soort"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(b"")
    assert _code(path) == "import.leeg"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert _code(tmp_path / "weg.csv") == "import.ontbreekt"


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MAX_FILE_BYTES", 10)
    path = tmp_path / "v.csv"
    path.write_text(f"verhaal\n{STORY}\n")
    assert _code(path) == "import.te_groot"


def test_outside_entities_in_a_document_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("canarie")
    document = tmp_path / "v.docx"
    Document().save(str(document))
    with zipfile.ZipFile(document) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries[BODY] = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{STORY} &x;</w:t></w:r></w:p></w:body></w:document>"
    ).encode()
    path = _zip(tmp_path, entries, name="entiteit.docx")
    try:
        texts = [draft.text for draft in read_drafts(path).drafts]
    except Rejected:
        texts = []
    assert "canarie" not in " ".join(texts)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.binary(max_size=400),
    extension=st.sampled_from([".csv", ".txt", ".jsonl", ".docx", ".xlsx"]),
    start=st.sampled_from([b"", b"PK\x03\x04", b"verhaal;rol\n", b'{"text": "']),
)
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, content: bytes, extension: str, start: bytes
) -> None:
    path = tmp_path / f"v{extension}"
    path.write_bytes(start + content)
    with suppress(Rejected):
        assert isinstance(read_drafts(path).drafts, tuple)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), workbook=st.booleans())
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, at: float, byte: int, *, workbook: bool
) -> None:
    path = tmp_path / ("v.xlsx" if workbook else "v.docx")
    if workbook:
        book = Workbook()
        book.worksheets[0].append(["verhaal"])
        book.worksheets[0].append([STORY])
        book.save(path)
    else:
        document = Document()
        document.add_paragraph(STORY)
        document.save(str(path))
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] = byte
    path.write_bytes(bytes(content))
    with suppress(Rejected), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert isinstance(read_drafts(path).drafts, tuple)
