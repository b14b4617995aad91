"""`vertelpunt koppelingen`: what people decide about links, and no story text unless asked for."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from models import standards
from models.accounts import Account
from models.audit import AuditEvent
from models.db import Database
from models.vocabulary import AccountRole, LinkState
from service.cli import app
from tests.collection import make_link, make_standard, make_theme, place, tell

CANARY = "Kanariepiet wachtte op een brief."


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)


@pytest.fixture
def link(database: Database) -> str:
    """The number of a proposed link; two people with an account, a passage and a loose standard."""
    with database.writing() as session:
        session.add_all(Account(name=name, role=AccountRole.ANALYST) for name in ("anna", "bert"))
        session.add(Account(name="weg", role=AccountRole.ANALYST, disabled=True))
        make_theme(session, "t1")
        place(session, tell(session, "s1", CANARY), "t1")
        make_standard(session, "b-1", set_key="b")
        return str(make_link(session, "t1", make_standard(session), words=["wachten"]).id)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["koppelingen", *words])


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def refuse(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 1, done.output
    return " ".join(done.output.split())


def state(database: Database, link: str) -> LinkState:
    with database.reading() as session:
        return standards.link(session, int(link))[0].state


def test_two_names_establish(database: Database, link: str) -> None:
    assert "bevestigd" in say("bevestig", link, "--account", "anna", "--versie", "1")
    assert "U bevestigde dit zelf" in refuse("bevestig", link, "--account", "anna")
    assert "twee personen met een naam" in refuse("bevestig", link)
    assert "anna heeft deze koppeling net veranderd" in refuse(
        "bevestig", link, "--account", "bert", "--versie", "1"
    )
    assert "vastgesteld" in say("bevestig", link, "--account", "bert", "--reden", "Klopt.")
    assert state(database, link) is LinkState.ESTABLISHED
    told = say("toon", link)
    assert "vastgesteld door bert: Klopt." in told
    assert "bevestigd door anna" in told
    assert "Er is geen account met de naam “weg”." in refuse("leg-terug", link, "--account", "weg")
    assert "bevestigd" in say("leg-terug", link, "--account", "anna")


def test_without_a_name_one_can_confirm_and_undo(database: Database, link: str) -> None:
    say("bevestig", link)
    assert "bevestigd door opdrachtregel" in say("toon", link)
    say("ongedaan", link)
    assert state(database, link) is LinkState.PROPOSED
    say("bevestig", link)
    say("bevestig", link, "--account", "anna")
    assert state(database, link) is LinkState.CONFIRMED
    with database.reading() as session:
        actions = [event.action for event in session.scalars(select(AuditEvent))]
    assert actions == ["koppeling.besloten", "koppeling.ongedaan", *["koppeling.besloten"] * 2]


def test_a_judgement_names_its_passages_and_shows_text_only_when_asked(link: str) -> None:
    say("bevestig", link)
    assert "Kies ten minste één stukje" in refuse("soort", link, "schuurt")
    assert "Stukje 99 staat niet (meer) in dit thema." in refuse(
        "soort", link, "schuurt", "--stukje", "99"
    )
    assert "“mooi” is geen soort." in refuse("soort", link, "mooi")
    assert "Schuurt met de standaard" in say("soort", link, "schuurt", "--stukje", "1")
    assert "stukje 1 uit verhaal s1" in say("toon", link)
    assert CANARY not in say("toon", link)
    assert CANARY in say("toon", link, "--tekst")
    assert "Schuurt" not in say("soort", link, "geen")


def test_a_link_is_rejected_listed_and_laid_back(database: Database, link: str) -> None:
    assert "1 koppeling." in say("lijst", "--toestand", "voorgesteld", "--set", "proef")
    say("wijs-af", link, "--reden", "Past niet.")
    assert "Er zijn geen koppelingen." in say("lijst", "--toestand", "voorgesteld")
    assert "afgewezen" in say("lijst", "--thema", "t1")
    assert "Er zijn geen koppelingen." in say("lijst", "--thema", "t2")
    say("leg-terug", link)
    assert state(database, link) is LinkState.PROPOSED


def test_a_person_links_by_hand_with_a_reason(link: str) -> None:
    assert run("toevoegen", "t1", "b-1").exit_code == 2
    made = say("toevoegen", "t1", "b-1", "--reden", "Hoort erbij.", "--account", "anna")
    assert "bevestigd" in made
    assert "Deze koppeling is er al." in refuse("toevoegen", "t1", "b-1", "--reden", "Nog eens.")
    assert "Met de hand toegevoegd: Hoort erbij." in say("toon", made.split()[0])
    assert "2 koppelingen." in say("lijst")
    assert "bestaat niet" in refuse("toon", "404")


def test_a_number_that_no_database_takes_is_refused_and_not_a_fault(link: str) -> None:
    say("bevestig", link)
    huge = str(2**63)
    assert run("toon", huge).exit_code == 2
    assert run("soort", link, "schuurt", "--stukje", huge).exit_code == 2
    assert "bestaat niet" in refuse("toon", str(2**31 - 1))
    assert "staat niet (meer)" in refuse("soort", link, "schuurt", "--stukje", str(2**31 - 1))
