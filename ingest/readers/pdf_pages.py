"""The text of a PDF, page by page, in a process of its own with little memory and time.

Started by `ingest.readers.pdf`: the file comes in on standard input, its pages go out as JSON. A
PDF can hold loops and bombs; what goes wrong here, ends here.
"""

import io
import json
import logging
import resource
import sys
from typing import Any

MEMORY = 1_500_000_000
SECONDS = 60
MOST_PAGES = 1_000
MOST_CHARACTERS = 5_000_000
SECRET, BROKEN, LARGE = 3, 4, 5


def main() -> int:
    """Read the PDF on standard input; the exit status says what is wrong with it, if anything."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    try:
        return _read(sys.stdin.buffer.read())
    except MemoryError:
        return LARGE
    # Whatever a broken file makes a library do; this process knows nothing but that file.
    except Exception:  # noqa: BLE001
        return BROKEN


def _read(content: bytes) -> int:
    from pypdf import PdfReader

    reader: Any = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return SECRET
    if len(reader.pages) > MOST_PAGES:
        return LARGE
    pages = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > MOST_CHARACTERS:
            return LARGE
    sys.stdout.write(json.dumps(pages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
