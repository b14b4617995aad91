"""`vertelpunt account`: who gets an account, with which role, and a link that is told once."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models import accounts
from models.db import Database
from models.vocabulary import AccountRole
from service.cli import app


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)


def _account(*words: str) -> Result:
    return CliRunner().invoke(app, ["account", *words])


@pytest.mark.parametrize("role", list(AccountRole))
def test_a_new_account_gets_its_role_and_a_link(database: Database, role: AccountRole) -> None:
    done = _account("add", "Mo de Vries", "--rol", role.value)
    assert done.exit_code == 0
    assert re.search(r"/activeren/[\w-]{40,}", done.output)
    assert f"Rol: {role.label.lower()}." in done.output
    with database.reading() as session:
        account = accounts.by_name(session, "Mo de Vries")
    assert account is not None
    assert account.role is role


def test_without_a_role_somebody_reads_and_no_more(database: Database) -> None:
    _account("add", "bram")
    with database.reading() as session:
        account = accounts.by_name(session, "bram")
    assert account is not None
    assert account.role is AccountRole.ANALYST


def test_a_known_name_keeps_its_role_and_gets_a_link_with_activate(database: Database) -> None:
    _account("add", "mo", "--rol", "moderator")
    again = _account("add", "mo", "--rol", "beheerder")
    assert again.exit_code == 1
    assert "vertelpunt account activate mo" in again.output
    assert "/activeren/" in _account("activate", "mo").output
    with database.reading() as session:
        account = accounts.by_name(session, "mo")
    assert account is not None
    assert account.role is AccountRole.MODERATOR


def test_a_name_that_nobody_has_gets_no_link(database: Database) -> None:
    done = _account("activate", "niemand")
    assert done.exit_code == 1
    assert "/activeren/" not in done.output
    with database.reading() as session:
        assert accounts.by_name(session, "niemand") is None


def test_a_role_that_does_not_exist_is_refused() -> None:
    assert _account("add", "mo", "--rol", "directeur").exit_code == 2
