"""The database itself: engines, transactions and migrations. The only file that commits.

SQLite (through `pysqlite3`, whose SQLite has no WAL-reset bug) is the embedded default: one
writer at a time, every acknowledged commit on disk. PostgreSQL is for more than one machine.
"""

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from models.errors import Unavailable

WRITE_WAIT_SECONDS = 30.0
# As many connections as the web server has threads (40): a request never waits for one.
CONNECTIONS = 40
# First SQLite without the WAL-reset corruption bug (sqlite.org/wal.html#walresetbug).
SAFE_WAL_VERSION = (3, 51, 3)
# Long enough for who is reading to finish, short enough for who waits for an answer.
REWRITE_WAIT_SECONDS = 3
# The tables in which words of narrators stand readable: their own, those in place of others, and
# the words that themes and reasons of links have from them. All others hold places, numbers or
# sealed text.
TABLES_WITH_TEXT = (
    "story",
    "signification",
    "story_change",
    "story_review",
    "theme_response",
    "theme",
    "theme_version",
    "theme_event",
    "proposal",
    "link",
)
MIGRATIONS = Path(__file__).parent / "migrations"

_OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout)


class Database:
    """One database: `reading()` and `writing()` hand out sessions; only `writing()` commits."""

    def __init__(self, url: str) -> None:
        """Open (not yet connect) the database at a SQLAlchemy `url`."""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._reader = sessionmaker(self.engine, expire_on_commit=False)
        writing = self.engine.execution_options(writes=True)
        self._writer = sessionmaker(writing, expire_on_commit=False)
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions; whatever it changes is rolled back.

        Raises:
            Unavailable: the database is busy or gone.
        """
        with self._reader() as session:
            try:
                yield session
            except _OUT_OF_REACH:
                # `from None`: the statement's parameters may hold personal data.
                raise Unavailable(
                    "Het lukt nu niet om dit op te zoeken. Probeer het over een minuut opnieuw.",
                    code="database.niet_bereikbaar",
                ) from None

    @contextmanager
    def at_one_moment(self) -> Iterator[Session]:
        """A session for questions that all see the database as the first of them found it.

        Raises:
            Unavailable: the database is busy or gone.
        """
        with self.reading() as session:
            if not self.is_sqlite:  # There every transaction that reads is such a one.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises:
            Unavailable: the database stayed busy, is full or gone; nothing was stored.
        """
        with self._my_turn(), self._writer() as session:
            try:
                yield session
                session.commit()
            except _OUT_OF_REACH:
                # `from None`: the statement's parameters hold story text.
                raise Unavailable(
                    "Het lukt nu niet om dit te bewaren. Er is niets opgeslagen. "
                    "Probeer het over een minuut opnieuw.",
                    code="database.niet_bereikbaar",
                ) from None

    def migrate(self) -> None:
        """Bring the tables to the newest version; does nothing when they are."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        # Only the directory that holds the migrations knows the application's tables.
        with self._my_turn(), self.engine.connect() as connection, self._tables_apart(connection):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def forget_deleted(self) -> None:
        """Make what was deleted unreadable in the files too, not only in the tables.

        SQLite: its write-ahead log is folded into the file. PostgreSQL leaves deleted text in the
        pages of a table until the table is written anew; while somebody reads for long that does
        not go, and the next call does it.
        """
        if self.is_sqlite:
            with self._my_turn(), self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with suppress(OperationalError), alone.connect() as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{REWRITE_WAIT_SECONDS}s'")
            try:
                for table in TABLES_WITH_TEXT:
                    connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            finally:
                connection.exec_driver_sql("RESET lock_timeout")

    def is_healthy(self) -> bool:
        """True when the database answers."""
        try:
            with self.reading() as session:
                session.execute(text("SELECT 1"))
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def _tables_apart(self, connection: Connection) -> Iterator[None]:
        """SQLite changes a column by making its table anew, which must not empty the others."""
        if not self.is_sqlite:
            yield
            return
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            driver.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """One writer at a time on SQLite; a queue here is fairer than SQLite's busy handler."""
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=WRITE_WAIT_SECONDS):
            raise Unavailable(
                "Het is nu erg druk. Probeer het over een minuut opnieuw.", code="database.druk"
            )
        try:
            yield
        finally:
            self._turn.release()


def in_turn(session: Session, name: str) -> None:
    """Let this transaction go on alone among those that ask for the same turn, until it ends.

    SQLite has one writer at a time already; PostgreSQL takes an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))


def _postgres_engine(url: str) -> Engine:
    # `hide_parameters`: what is stored never ends up in an error or a log.
    return create_engine(url, hide_parameters=True, pool_size=CONNECTIONS, pool_pre_ping=True)


def _sqlite_engine(url: str) -> Engine:
    from pysqlite3 import dbapi2

    path = make_url(url).database
    if path and path != ":memory:" and not Path(path).exists():
        # The file is made before SQLite does, so that nobody else can read it for a moment.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(url, module=dbapi2, hide_parameters=True, pool_size=CONNECTIONS)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is switched off: `begin` below says it exactly.
        connection.isolation_level = None
        safe = dbapi2.sqlite_version_info >= SAFE_WAL_VERSION
        for pragma in (
            f"journal_mode = {'WAL' if safe else 'TRUNCATE'}",
            "synchronous = FULL",
            "busy_timeout = 10000",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that starts as a reader gets "database is locked" whatever the timeout.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
