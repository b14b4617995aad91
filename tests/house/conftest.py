"""What the tests of the house's rules share: its files, read and parsed once."""

from pathlib import Path

import pytest

from tests.house.source_files import ROOMS, ROOT, SourceFile, committed_files, parsed


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every committed file."""
    return committed_files()


@pytest.fixture(scope="session")
def sources(files: list[Path]) -> list[SourceFile]:
    """Every committed Python file."""
    return [parsed(path) for path in files if path.suffix == ".py"]


@pytest.fixture(scope="session")
def rooms(sources: list[SourceFile]) -> list[SourceFile]:
    """The Python files of the five rooms, without what Alembic runs."""
    return [source for source in sources if source.room in ROOMS and not source.is_migration]


@pytest.fixture(scope="session")
def readme() -> str:
    """The text of the README."""
    return (ROOT / "README.md").read_text(encoding="utf-8")
