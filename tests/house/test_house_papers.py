"""The papers tell the truth: everything a user can name is explained, nothing foreign slips in."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from models.tables import Base
from service.cli import app
from service.settings import Settings
from tests.house.source_files import listed

MACHINE_PATHS = re.compile("(?<![A-Za-z0-9_.-])/(?:work|tmp/vp|root|opt/wheels)/")
TEXT_SUFFIXES = {
    "", ".cfg", ".css", ".html", ".ini", ".js", ".json", ".jsonl", ".mako", ".md", ".py", ".sh",
    ".toml", ".txt", ".typ", ".yaml", ".yml",
}  # fmt: skip


def test_every_table_is_in_the_glossary(readme: str) -> None:
    glossary = readme.split("## Glossary", 1)[1].split("\n## ", 1)[0]
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    missing = {name for name in tables if f"| `{name}` |" not in glossary}
    assert not missing, listed(missing)


def test_the_glossary_names_no_table_that_is_gone(readme: str) -> None:
    tables_part = readme.split("### Tables", 1)[1].split("\n### ", 1)[0]
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    gone = set(re.findall(r"^\| `(\w+)` \|", tables_part, re.MULTILINE)) - tables
    assert not gone, listed(gone)


def test_every_command_is_in_the_readme(readme: str) -> None:
    commands = set(_commands(typer.main.get_command(app), "vertelpunt"))
    missing = {name for name in commands if f"`{name}" not in readme}
    assert commands
    assert not missing, listed(missing)


def test_the_readme_names_no_command_that_is_gone(readme: str) -> None:
    commands = set(_commands(typer.main.get_command(app), "vertelpunt"))
    named = re.findall(r"^\| `(vertelpunt(?: [a-z][a-z-]*)+)", readme, re.MULTILINE)
    gone = {name for name in named if name not in commands}
    assert named
    assert not gone, listed(gone)


def test_every_setting_is_explained(readme: str) -> None:
    names = {f"VERTELPUNT_{name.upper()}" for name in Settings.model_fields}
    missing = {name for name in names if f"| `{name}` |" not in readme}
    assert not missing, listed(missing)


def test_the_papers_name_no_setting_that_does_not_exist(files: list[Path], root: Path) -> None:
    names = {f"VERTELPUNT_{name.upper()}" for name in Settings.model_fields}
    unknown = {
        f"{path.relative_to(root)}: {name}"
        for path in files
        if path.suffix == ".md"
        for name in re.findall(r"VERTELPUNT_[A-Z][A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
        if name not in names
    }
    assert not unknown, listed(unknown)


def test_every_link_between_papers_leads_somewhere(files: list[Path], root: Path) -> None:
    broken = {
        f"{path.relative_to(root)}: {target}"
        for path in files
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
    }
    assert not broken, listed(broken)


def test_every_decision_has_its_four_parts(root: Path) -> None:
    decisions = sorted((root / "docs" / "decisions").glob("[0-9]*.md"))
    parts = ("## Context", "## Decision", "## Consequences", "## Alternatives")
    incomplete = [
        f"{path.name}: {part}"
        for path in decisions
        for part in parts
        if part not in path.read_text(encoding="utf-8")
    ]
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    assert not incomplete, listed(incomplete)


def test_no_text_names_a_place_on_somebodys_machine(files: list[Path], root: Path) -> None:
    named = {
        f"{path.relative_to(root)}:{number}"
        for path in files
        if path.suffix in TEXT_SUFFIXES
        for number, line in enumerate(_readable(path).splitlines(), start=1)
        if MACHINE_PATHS.search(line)
    }
    assert not named, listed(named)


@pytest.mark.parametrize("folder", ["work", "root", "opt/wheels"])
def test_the_rule_on_machine_paths_sees_one(folder: str) -> None:
    assert MACHINE_PATHS.search(f"see /{folder}/main")
    assert not MACHINE_PATHS.search(f"docs/{folder}/main")


def test_what_others_made_has_its_licence_and_is_unchanged(files: list[Path]) -> None:
    foreign = [path for path in files if path.parent.name == "vendor"]
    papers = [path for path in foreign if re.match(r"LICEN[CS]E|NOTICE", path.name)]
    assert any(path.name.startswith("LICEN") for path in papers)
    notices = {path.parent: _readable(path) for path in papers if path.name.startswith("NOTICE")}
    changed = [
        path.name
        for path in foreign
        if path not in papers
        and hashlib.sha256(path.read_bytes()).hexdigest() not in notices.get(path.parent, "")
    ]
    assert not changed, listed(changed)


def test_trained_weights_come_with_their_licence_and_sources(files: list[Path]) -> None:
    weights = [path for path in files if path.suffix == ".safetensors"]
    silent = [
        path.name
        for path in weights
        if not re.search(r"licen[cs]e|licentie", _card(path), re.IGNORECASE)
        or hashlib.sha256(path.read_bytes()).hexdigest() not in _card(path)
    ]
    assert weights
    assert not silent, listed(silent)


def test_word_lists_say_where_they_come_from(files: list[Path], root: Path) -> None:
    lists = [path for path in files if path.suffix == ".txt" and path.parent != root]
    silent = [path.name for path in lists if not _readable(path).startswith("# ")]
    assert lists
    assert not silent, listed(silent)


def test_publiccode_says_what_the_package_says(root: Path) -> None:
    public = yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'version = "{public["softwareVersion"]}"' in project
    assert f"[{public['softwareVersion']}]" in changelog
    assert public["legal"]["license"] == "EUPL-1.2"
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC")


def _commands(command: Any, name: str) -> Iterator[str]:
    parts = getattr(command, "commands", None)
    if parts is None:
        yield name
        return
    for part in sorted(parts):
        yield from _commands(parts[part], f"{name} {part}")


def _card(weights: Path) -> str:
    card = weights.with_name("README.md")
    return _readable(card) if card.exists() else ""


def _readable(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
