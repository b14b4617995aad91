"""The rooms: who may import whom, and whether everything imported is asked for."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.source_files import ROOMS, SourceFile, listed

OURS = {"tests", "models", "ingest", "nlp", "service", "explorer", "benchmarks", "tools"}


def test_the_rooms_import_in_one_direction(root: Path) -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_is_called_service_py_inside_a_room(rooms: list[SourceFile]) -> None:
    assert [source.name for source in rooms if source.name.endswith("/service.py")] == []


def test_tests_are_no_packages(files: list[Path], root: Path) -> None:
    # tests/models/__init__.py would hijack `import models`.
    assert [path for path in files if path.match("tests/**/__init__.py")] == []
    assert not (root / "tests" / "__init__.py").exists()


def test_test_files_have_names_of_their_own(files: list[Path]) -> None:
    names = [path.name for path in files if path.match("test_*.py")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("folders", "lists"),
    [
        (("models", "ingest", "nlp", "service", "explorer"), ("requirements.txt",)),
        (("tests",), ("requirements.txt", "requirements-dev.txt")),
        (
            ("benchmarks",),
            ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"),
        ),
    ],
)
def test_every_library_that_is_imported_is_asked_for_by_name(
    sources: list[SourceFile], root: Path, folders: tuple[str, ...], lists: tuple[str, ...]
) -> None:
    asked = set().union(*(_pinned(root / name) for name in lists)) | _optional(root)
    missing = {
        f"{source.name}: {library}"
        for source in sources
        if source.room in folders
        for library in _libraries(source.tree)
        if not asked & _distributions(library)
    }
    assert not missing, listed(missing)


def test_every_requirement_is_pinned(root: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        for line in _lines(root / name):
            assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*", line), line


def test_an_installed_copy_has_every_file_of_the_rooms(files: list[Path], root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    left_out = [
        path.relative_to(root).as_posix()
        for path in files
        if path.relative_to(root).parts[0] in ROOMS
        and path.suffix != ".py"
        and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert not left_out, listed(left_out)


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _pinned(path: Path) -> set[str]:
    return {_normal(re.split(r"[\[=]", line)[0]) for line in _lines(path)}


def _optional(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    return {_normal(re.split(r"[\[=]", line)[0]) for extra in extras for line in extra}


def _libraries(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


def _distributions(library: str) -> set[str]:
    """The distributions that bring a module; its own name when it is not installed here."""
    return {_normal(name) for name in _installed().get(library, [library])}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
