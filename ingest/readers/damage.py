"""A damaged file becomes a sentence for the person who sent it, whatever its library says."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile

from models.errors import Rejected

# What openpyxl and python-docx raise on files with one wrong byte, found by fuzzing.
_DAMAGE = (
    AttributeError, BadZipFile, EOFError, IndexError, KeyError, LookupError, NotImplementedError,
    OSError, OverflowError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip


@contextmanager
def damage_is_refused(kind: str) -> Iterator[None]:
    """Turn every way in which a packed file can be broken into one refusal.

    Args:
        kind: the extension, to name in the message.

    Raises:
        Rejected: something in it cannot be read.
    """
    try:
        yield
    except _DAMAGE:
        raise Rejected(
            f"Dit bestand kan niet worden gelezen. Open het en sla het opnieuw op als {kind}.",
            code="import.kapot",
        ) from None
