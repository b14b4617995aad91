"""Where words could be left behind: every row, every file, every log line and every answer."""

import gzip
import io
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import httpx
from sqlalchemy import inspect, text

from models.db import Database

# What no list knows and something announces: taken away by the rules.
NAME = "Zwiepelaar"
PHONE = "06-41735298"
MAIL = "zwiepel@voorbeeldmail.nl"
# What only the narrator can know: taken away when marked.
WORD = "kwartelkooi"
# What may be read after the narrator's yes, and must be gone when they take it back.
SENTENCE = "Het kanariegele tuinhek klepperde"
PERSONAL = (NAME, PHONE, MAIL)
STORY = (
    f"Mevrouw {NAME} van het wijkteam belde mij terug en luisterde goed. {SENTENCE} in de wind bij "
    f"de {WORD}. Zij gaf mij haar nummer {PHONE} en haar adres {MAIL} voor als het weer misging."
)
TITLE = f"Mevrouw {NAME} belde"


def rows(database: Database) -> str:
    """Every value of every row of every table, binary ones too."""
    found = []
    with database.engine.connect() as connection:
        for table in inspect(database.engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found.append(f"{table}: " + " | ".join(_readable(value) for value in row))
    return "\n".join(found)


def _readable(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def pages(database: Database) -> str:
    """What stands in the pages of PostgreSQL's own files, also of rows that are deleted.

    Needs to be the owner of the server, which a test is. SQLite's file is read as a file.
    """
    if database.is_sqlite:
        return ""
    alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        contents = connection.scalars(
            text(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relkind IN ('r', 't', 'i') AND relfilenode <> 0 AND oid > 16383"
            )
        )
        return "\n".join(bytes(content).decode("latin-1") for content in contents)


def files(*folders: Path) -> str:
    """What stands in every file of these folders, and what the files are called."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            found.append(str(path.relative_to(folder)))
            if path.is_file():
                found.append(unpacked(path.read_bytes()))
    return "\n".join(found)


def unpacked(content: bytes) -> str:
    """What can be read in a file or an answer, also inside a document that is compressed."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with suppress(zipfile.BadZipFile, zlib.error, EOFError):  # Half written: read as it is.
            return _unzipped(content)
    # UTF-8 for a text, one sign per byte for all else: plain words are readable both ways.
    return content.decode("utf-8", errors="ignore") + content.decode("latin-1")


def _unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(unpacked(archive.read(name)) for name in archive.namelist())


def temporary(since: frozenset[str]) -> str:
    """Names and contents of what came to stand in the system's folder for temporary files."""
    folder = Path(tempfile.gettempdir())
    fresh = [path for path in folder.iterdir() if path.name not in since]
    return "\n".join(path.name + "\n" + _content(path) for path in fresh)


def _content(path: Path) -> str:
    try:
        return files(path) if path.is_dir() else unpacked(path.read_bytes())
    except OSError:
        return ""  # Of another program, or gone already.


def in_temporary() -> frozenset[str]:
    """What stands in that folder now."""
    return frozenset(path.name for path in Path(tempfile.gettempdir()).iterdir())


def logged(records: Iterable[logging.LogRecord]) -> str:
    """Every line of the log, whatever its level, with its arguments and what was raised."""
    said = []
    for record in records:
        said += [record.name, record.getMessage(), repr(record.args), str(record.stack_info)]
        if record.exc_info:
            said.append(logging.Formatter().formatException(record.exc_info))
    return "\n".join(said)


def answered(replies: Iterable[httpx.Response]) -> str:
    """Addresses, headers and contents of answers."""
    return "\n".join(
        f"{reply.url}\n{reply.headers}\n{unpacked(reply.content)}" for reply in replies
    )


def found_in(where: dict[str, str], words: Sequence[str]) -> Iterator[str]:
    """Which word was found where; empty when nothing leaks. Never shows what stands around it."""
    for place, content in where.items():
        folded = content.casefold()
        for word in words:
            if word.casefold() in folded:
                yield f"{word} in {place}"
