"""`vertelpunt nakijken` and `vertelpunt samen`: what a moderator and an organiser see and do."""

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from models import decisions, forms, reviews, stories, teams
from models.accounts import Account
from models.base import now
from models.db import Database
from models.group_tellings import GroupVoice
from models.stories import Receipt, Story
from models.triage import TriageCase
from models.vocabulary import AccountRole, StoryState
from service.cli import app
from tests.collection import tell

TEXT = "Kanarie wachtte zes weken op een brief van het team."


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    monkeypatch.setenv("VERTELPUNT_RECOGNISERS", "regels")
    with database.writing() as session:
        for role in (AccountRole.MODERATOR, AccountRole.ANALYST):
            session.add(Account(name=role.value, role=role, password_hash="geen"))
        tell(session, "s1", TEXT, title="Kanarie")
        session.add(Receipt(story_id="s1", locator="AAAA", secret_hash="geen"))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def refused(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 1, done.output
    return " ".join(done.output.split())


def test_the_list_tells_what_is_late_and_no_word_of_it(database: Database) -> None:
    with database.writing() as session:
        held = tell(session, "s2", TEXT, state=StoryState.AWAITING_NARRATOR)
        held.alarm = "geweld"
        decisions.approve(session, held)
        session.get_one(TriageCase, "s2").due_at = now()
    told = say("nakijken", "wachtrij")
    assert "LET OP: 1 te laat" in told
    assert "Eerst bekijken s2 Wijkteam Zuid vandaag TE LAAT" in told
    assert "Nakijken s1 Wijkteam Zuid" in told
    assert "anarie" not in told


def test_a_story_goes_back_by_a_moderator_only(database: Database) -> None:
    words = ("nakijken", "terug", "s1", "--reden", "onduidelijk")
    assert "alleen voor moderatoren" in refused(*words, "--account", "analist")
    named = refused(*words, "--account", "moderator", "--woorden", "Bel Fatima de Vries eens.")
    assert "te herkennen" in named
    assert "Fatima" not in named
    assert "terug naar de verteller" in say(*words, "--account", "moderator")
    with database.reading() as session:
        assert stories.get(session, "s1").state is StoryState.AWAITING_NARRATOR


def test_refusing_asks_to_be_sure(database: Database) -> None:
    words = ("nakijken", "weiger", "s1", "--reden", "reclame", "--account", "moderator")
    assert "--ja" in refused(*words)
    with database.reading() as session:
        assert stories.get(session, "s1").text == TEXT
    say(*words, "--ja")
    with database.reading() as session:
        assert stories.get(session, "s1").state is StoryState.REFUSED
    assert "er niet (meer)" in refused("nakijken", "toon", "s1")


def test_a_story_and_what_it_is_like_are_shown(database: Database) -> None:
    with database.writing() as session:
        tell(session, "s2", TEXT)
        reviews.keep_likeness(session, "s2", "s1", 0.8)
    assert "Er is niets vervangen." in say("nakijken", "toon", "s1")
    assert "s2 80% dezelfde woorden" in say("nakijken", "gelijkenis", "s1")
    different = ("nakijken", "gelijkenis", "s1", "--verschilt-van", "s2")
    assert "--account" in refused(*different)
    say(*different, "--account", "moderator")
    assert "al bekeken" in say("nakijken", "gelijkenis", "s1")


def test_a_story_is_shown_with_what_was_written_in_answers(database: Database) -> None:
    assert "Antwoord:" not in say("nakijken", "toon", "s1")
    with database.writing() as session:
        forms.load_catalogue(session)
        given = {"tip": ({"text": "Vraag naar de balie."}, None)}
        form = forms.current(session, "volwassene")
        stories.set_significations(session, stories.get(session, "s1"), form, given)
    told = say("nakijken", "toon", "s1")
    assert "Vraag: Wat geeft u anderen met dezelfde vraag mee?" in told
    assert "Antwoord: Vraag naar de balie." in told


def test_a_write_up_gets_slips_that_only_the_owner_reads(
    database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        teams.ensure(session, "Wijkteam Noord", organisation="Zuid")
    file, slips = tmp_path / "verslag.txt", tmp_path / "briefjes.html"
    file.write_text("Wij praatten lang.\n\nFatima de Vries zei weinig.", encoding="utf-8")
    words = ("samen", "nieuw", str(file), "--team", "Wijkteam Noord", "--mensen", "3")
    assert ".html" in refused(*words, "--briefjes", str(tmp_path / "briefjes.txt"))
    told = say(*words, "--briefjes", str(slips))
    assert "2 stukken" in told
    page = slips.read_text(encoding="utf-8")
    codes = re.findall(r'class="code">([0-9A-Z-]{19})<', page)
    assert len(set(codes)) == page.count("<img") == 3
    assert "Fatima" not in page
    assert not any(code in told for code in codes)
    assert stat.S_IMODE(slips.stat().st_mode) == 0o600
    with database.reading() as session:
        story = session.scalars(select(Story).where(Story.id != "s1")).one()
    assert "0 van 3 zeiden ja" in say("samen", "lijst")
    again = ("samen", "code", story.id, "2", "--briefjes")
    assert "is er al" in refused(*again, str(slips))
    slips = tmp_path / "nieuw.html"
    say(*again, str(slips))
    [fresh] = re.findall(r'class="code">([0-9A-Z-]{19})<', slips.read_text(encoding="utf-8"))
    with database.reading() as session:
        locators = list(session.scalars(select(GroupVoice.locator).order_by(GroupVoice.id)))
    assert locators == [codes[0][:4], fresh[:4], codes[2][:4]]
    say("samen", "weghalen", story.id)
    late = refused("samen", "code", story.id, "1", "--briefjes", str(tmp_path / "laat.html"))
    assert "wacht niet meer" in late
