"""The source of the house as the tests of its rules read it: every committed file, parsed once."""

import ast
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "ingest", "nlp", "service", "explorer")


@dataclass(frozen=True)
class SourceFile:
    """One Python file of ours: where it is, what it says, and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    def __repr__(self) -> str:
        """The name is enough in a failing test."""
        return self.name

    @property
    def room(self) -> str:
        """The first folder of its path."""
        return self.name.split("/", 1)[0]

    @property
    def is_migration(self) -> bool:
        """True for what Alembic runs."""
        return self.name.startswith("models/migrations/")

    def at(self, node: ast.stmt | ast.expr) -> str:
        """The place of a node, as an editor opens it."""
        return f"{self.name}:{node.lineno}"


def listed(places: Iterable[str]) -> str:
    """Every place on a line of its own, so that a refusal says all there is to mend."""
    return "\n  ".join(["", *sorted(places)])


def committed_files() -> list[Path]:
    """Every file that is or would be committed; without git, every file of the known folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        folders = (*ROOMS, "benchmarks", "docs", "tests", "tools")
        found = [*ROOT.glob("*"), *(path for name in folders for path in ROOT.glob(f"{name}/**/*"))]
    else:
        found = [ROOT / name for name in listed.decode().split("\0") if name]
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def parsed(path: Path) -> SourceFile:
    """A Python file with its syntax tree."""
    text = path.read_text(encoding="utf-8")
    return SourceFile(path.relative_to(ROOT).as_posix(), text, ast.parse(text, path.name))
