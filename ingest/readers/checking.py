"""The door for files: what may be opened at all. Nothing is unpacked unseen.

The extension and the first bytes have to agree. A packed file (DOCX, ODT, XLSX) is measured before
it is read, so that a small file cannot become a huge one.
"""

import re
import stat
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from models.errors import Rejected

MAX_FILE_BYTES = 25_000_000
MAX_STREAMED_BYTES = 250_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 100
# Small parts may be packed tightly: a ratio says something from here on.
_RATIO_FROM_BYTES = 1_000_000

PACKED = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/workbook.xml"}
PLAIN = (".csv", ".tsv", ".txt", ".jsonl", ".vtt", ".srt")
PDF = ".pdf"
READABLE = (*PACKED, *PLAIN, PDF)
OLD = {
    ".xls": "Open het in Excel of LibreOffice en sla het op als .xlsx.",
    ".xlsm": "Sla het op als .xlsx, zonder macro's.",
    ".doc": "Open het in Word of LibreOffice en sla het op als .docx.",
    ".docm": "Sla het op als .docx, zonder macro's.",
    ".ods": "Sla het op als .xlsx.",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF = b"%PDF-"
_NOT_TEXT = (
    *_ZIP, b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!",
    b"7z\xbc\xaf", b"\x7fELF", b"MZ", b"SQLite format 3", b"{\\rtf",
)  # fmt: skip
_DRIVE = re.compile(r"[A-Za-z]:")


def checked_content(path: Path, *, allowed: Sequence[str], most: int | None = None) -> str:
    """The extension of a file that may be opened: known, not too large, and what it says it is.

    Raises:
        Rejected: it may not.
    """
    extension = path.suffix.casefold()
    if extension in OLD:
        raise Rejected(
            f"Een bestand van de soort {extension} lezen wij niet. {OLD[extension]}",
            code="import.soort",
        )
    if extension not in allowed:
        raise Rejected(
            f"Een bestand van de soort {extension or 'onbekend'} lezen wij niet. Wij lezen: "
            f"{', '.join(sorted(allowed))}.",
            code="import.soort",
        )
    start = _opening_bytes(path, MAX_FILE_BYTES if most is None or extension in PACKED else most)
    if extension in PACKED:
        if not start.startswith(_ZIP):
            raise Rejected(
                f"Dit is geen {extension}-bestand, al heet het zo. Misschien is het een oude "
                "soort, of staat er een wachtwoord op.",
                code="import.soort_klopt_niet",
            )
        preflight(path, member=PACKED[extension])
    elif extension == PDF:
        if not start.startswith(_PDF):
            raise Rejected(
                "Dit is geen .pdf-bestand, al heet het zo.", code="import.soort_klopt_niet"
            )
    elif start.startswith(_NOT_TEXT):
        raise Rejected(
            f"Dit is geen {extension}-bestand, al heet het zo. Geef het zijn eigen naam terug.",
            code="import.soort_klopt_niet",
        )
    return extension


def preflight(path: Path, *, member: str) -> None:
    """Measure a packed file by its table of contents; nothing is unpacked.

    Args:
        path: the file.
        member: the entry that a file of this kind must have.

    Raises:
        Rejected: it is no sound zip, too much would come out, or its names are not safe.
    """
    try:
        with ZipFile(path) as packed:
            entries = packed.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise Rejected("Dit bestand is beschadigd.", code="import.kapot") from None
    if len(entries) > MAX_ENTRIES:
        raise _bomb(f"Er zitten {len(entries)} delen in, dat is te veel.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _bomb("Uitgepakt is het groter dan 200 MB.")
    for entry in entries:
        if entry.file_size > max(MAX_RATIO * entry.compress_size, _RATIO_FROM_BYTES):
            raise _bomb("Een deel ervan is verdacht sterk ingepakt.")
        if entry.flag_bits & 0x1:
            raise Rejected("Dit bestand heeft een wachtwoord. Haal dat weg.", code="import.geheim")
        if not _safe_name(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise _bomb("Er zit een deel in met een naam die niet mag.")
        if entry.filename.casefold().endswith("vbaproject.bin"):
            raise Rejected("Er zitten macro's in dit bestand. Sla het op zonder macro's.",
                           code="import.soort")  # fmt: skip
    if member not in {entry.filename for entry in entries}:
        raise Rejected(
            f"Dit is geen {path.suffix.casefold()}-bestand, al heet het zo.",
            code="import.soort_klopt_niet",
        )


def _opening_bytes(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except OSError:
        raise Rejected(
            "Dit bestand is er niet, of het mag niet worden gelezen.", code="import.ontbreekt"
        ) from None
    if not size:
        raise Rejected("Dit bestand is leeg.", code="import.leeg")
    if size > most:
        raise Rejected(
            f"Dit bestand is groter dan {most // 1_000_000} MB. Maak er twee of meer bestanden "
            "van.",
            code="import.te_groot",
        )
    return start


def _safe_name(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name.startswith(("/", "\\")) and ".." not in parts and not _DRIVE.match(name)


def _bomb(reason: str) -> Rejected:
    return Rejected(f"Dit bestand lezen wij niet. {reason}", code="import.onveilig")
