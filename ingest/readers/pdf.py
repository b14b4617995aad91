"""Stories in a PDF with text in it. A photo of paper has none, and is refused."""

import json
import re
import subprocess
import sys
from pathlib import Path

from ingest.readers import pdf_pages
from ingest.readers.documents import of_plain_text
from ingest.readers.options import Split
from ingest.readers.result import ReadResult
from models.errors import Rejected

_PATIENCE = 90
_MARGIN = 0.7
_HYPHEN = re.compile(r"[^\W\d_]-$")
_AND_OR = re.compile(r"(?:en|of)\b")
_SENTENCE_ENDS = (".", "!", "?", ":", "”", '"')


def read_pdf(path: Path, *, split: Split | None = None) -> ReadResult:
    """The stories of a PDF, parted by lines of dashes or blank lines, as in plain text.

    Raises:
        Rejected: it cannot be read, has a password, or there is no text in it.
    """
    pages = _pages(path)
    if not any(page.strip() for page in pages):
        raise Rejected(
            "Er staat geen tekst in deze PDF. Misschien is het een foto van papier. "
            "Typ de verhalen over, of laat de tekst eerst herkennen.",
            code="import.geen_tekst",
        )
    return of_plain_text("\n".join(_joined(page) for page in pages), split=split)


def _pages(path: Path) -> list[str]:
    """The text of each page, read in another process."""
    try:
        with path.open("rb") as file:
            done = subprocess.run(
                [sys.executable, "-I", str(Path(pdf_pages.__file__))],
                stdin=file,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode == pdf_pages.SECRET:
        raise Rejected("Dit bestand heeft een wachtwoord. Haal dat weg.", code="import.geheim")
    if done.returncode == pdf_pages.LARGE or done.returncode < 0:
        raise _too_large()
    if done.returncode:
        raise Rejected(
            "Deze PDF kan niet worden gelezen. Open het bestand en sla het opnieuw op.",
            code="import.kapot",
        )
    pages = json.loads(done.stdout)
    return [str(page) for page in pages]


def _too_large() -> Rejected:
    return Rejected(
        "Deze PDF is te groot of te ingewikkeld. Sla de tekst op als .docx of .txt.",
        code="import.te_groot",
    )


def _joined(page: str) -> str:
    """Lines as wide as the page are one paragraph again; a short line ends one."""
    lines = [line.rstrip() for line in page.split("\n")]
    wide = max(map(len, lines), default=0) * _MARGIN
    text = ""
    for at, line in enumerate(lines):
        text += line
        following = lines[at + 1].lstrip() if at + 1 < len(lines) else ""
        if not line or not following or len(line) < wide:
            text += "\n"
        elif _HYPHEN.search(line) and following[:1].islower() and not _AND_OR.match(following):
            text = text[:-1]
        elif line.endswith(_SENTENCE_ENDS) and len(line) < wide / _MARGIN * 0.85:
            text += "\n"
        else:
            text += " "
    return text
