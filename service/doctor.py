"""Is this installation in order? Says so in Dutch, one line a fact."""

import shutil
import sys
from collections.abc import Callable

from sqlalchemy.exc import ProgrammingError

from models import triage
from models.db import SAFE_WAL_VERSION
from models.errors import VertelpuntError
from service.jobs.provenance import versions
from service.wiring import House

DEVICES = {"cpu": "de processor", "cuda": "de grafische kaart"}
MIN_FREE_BYTES = 1_000_000_000


def examine(house: House, say: Callable[[str], None]) -> bool:
    """Look at versions, database, keys, encoder and disk; True when nothing is wrong."""
    say(f"Python {sys.version.split()[0]}; " + ", ".join(f"{k} {v}" for k, v in versions().items()))
    checks = (
        _database(house),
        _keys(house),
        _encoder(house),
        _speech(house),
        _disk(house),
        _triage(house),
    )
    for good, sentence in checks:
        say(f"{'goed ' if good else 'FOUT '} {sentence}")
    return all(good for good, _ in checks)


def _database(house: House) -> tuple[bool, str]:
    if not house.database.is_healthy():
        return False, "De database antwoordt niet."
    if not house.database.is_sqlite:
        return True, "De database (PostgreSQL) antwoordt."
    from pysqlite3 import dbapi2

    safe = dbapi2.sqlite_version_info >= SAFE_WAL_VERSION
    advice = "" if safe else " Deze versie kan gegevens beschadigen; installeer pysqlite3 opnieuw."
    return safe, f"SQLite {dbapi2.sqlite_version}.{advice}"


def _keys(house: House) -> tuple[bool, str]:
    path = house.settings.data_dir / "sleutels"
    private = path.stat().st_mode & 0o077 == 0
    return private, (
        "Het sleutelbestand is alleen voor de eigenaar leesbaar."
        if private
        else f"Anderen kunnen het sleutelbestand lezen. Doe: chmod 600 {path}"
    )


def _encoder(house: House) -> tuple[bool, str]:
    try:
        standing = house.encoders.standing()
    except VertelpuntError as error:
        return False, error.message
    if standing.missing:
        return False, house.encoders.trouble()
    embedder = standing.embedder
    return True, (
        f"Taalmodel {embedder.name} ({embedder.revision}), {embedder.dimension} getallen, rekent "
        f"met {embedder.backend} op {DEVICES.get(embedder.device, embedder.device)}."
    )


def _speech(house: House) -> tuple[bool, str]:
    if not house.speech.is_on:
        return True, "Inspreken staat uit. Vertellers kunnen alleen typen."
    trouble = house.speech.trouble()
    return not trouble, trouble or "Inspreken kan: het spraakmodel staat klaar."


def _triage(house: House) -> tuple[bool, str]:
    try:
        with house.database.reading() as session:
            waiting, late = len(triage.waiting(session)), triage.overdue(session)
    except (VertelpuntError, ProgrammingError):
        return True, "Verhalen die eerst bekeken worden: nog niet na te gaan."
    if late:
        return False, (
            f"Verhalen die eerst bekeken worden: {waiting}, waarvan {late} te laat. Een moderator "
            "of beheerder moet nu kijken."
        )
    return True, f"Verhalen die eerst bekeken worden: {waiting}, niets te laat."


def _disk(house: House) -> tuple[bool, str]:
    free = shutil.disk_usage(house.settings.data_dir).free
    return free > MIN_FREE_BYTES, f"Vrije ruimte op de schijf: {free // 1_000_000} MB."
