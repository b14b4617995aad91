"""JSON Lines in and out: errors name file and line, and no output is left half-written."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from models.errors import Problem, Rejected


def read(
    path: Path,
    *,
    required: tuple[str, ...] = ("id", "text"),
    check: Callable[[dict[str, Any]], str | None] = lambda _: None,
) -> list[dict[str, Any]]:
    """All rows of a JSONL file; each an object with the required fields as strings.

    Args:
        path: the file.
        required: fields that every row has.
        check: what is wrong with a row besides, in Dutch, without its words; None when nothing is.

    Raises:
        Rejected: the file is missing, not UTF-8, or lines are wrong; names every line (at most
            twenty) and never repeats what stands in it.
    """
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        problem = _check(line, rows, required)
        if problem is None and (first := seen.setdefault(rows[-1]["id"], number)) != number:
            problem = f"Het veld id is hetzelfde als op regel {first}."
        if problem is None:
            problem = check(rows[-1])
        if problem is not None:
            problems.append(Problem(f"{path.name}, regel {number}", problem))
    if problems:
        first_places = "; ".join(f"{p.place}: {p.message}" for p in problems[:3])
        raise Rejected(
            f"Dit bestand kan niet worden gelezen. {first_places}",
            code="jsonl.fout",
            problems=tuple(problems[:20]),
        )
    return rows


@contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A text file that appears under its own name only when the block succeeds."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, readable by the owner only; renamed when all went well.

    Raises:
        Rejected: the folder to write in does not exist or may not be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError:
        raise Rejected(
            f"In de map {path.parent} kan niet worden geschreven.", code="uitvoer.map"
        ) from None
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as JSON Lines."""
    with writing(path) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise Rejected(f"Het bestand {path} is er niet.", code="jsonl.geen_bestand") from None
    except (UnicodeDecodeError, OSError):
        raise Rejected(
            f"Het bestand {path.name} is geen leesbare tekst (UTF-8).", code="jsonl.codering"
        ) from None


def _check(line: str, rows: list[dict[str, Any]], required: tuple[str, ...]) -> str | None:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "Hier staat een half teken, zoals een afgebroken emoji."
    except (ValueError, RecursionError):
        return "Dit is geen geldige JSON."
    if not isinstance(row, dict):
        return "Hier hoort een object te staan, met accolades."
    if isinstance(row.get("id"), int):
        row["id"] = str(row["id"])
    for name in required:
        if not isinstance(row.get(name), str):
            return f"Het veld {name} ontbreekt of is geen tekst."
    if not 0 < len(row["id"]) <= 64:
        return "Het veld id moet 1 tot 64 tekens zijn."
    rows.append(row)
    return None
