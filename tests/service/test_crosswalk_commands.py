"""`vertelpunt vergelijken`: what two people do with two sets, from proposal to file."""

import re
from pathlib import Path

import pytest
from rdflib import SKOS, Graph
from typer.testing import CliRunner, Result

from models.accounts import Account
from models.db import Database
from models.standards import Standard
from models.vocabulary import AccountRole
from service.cli import app
from service.wiring import House
from tests.models.test_mappings import make_set
from tests.nlp.conftest import FakeEmbedder


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    monkeypatch.setattr(House, "embedder", property(lambda house: FakeEmbedder()))


@pytest.fixture
def two_sets(database: Database) -> None:
    """Two small sets that share a standard, and two people."""
    with database.writing() as session:
        for key in ("een", "twee"):
            first: Standard = make_set(session, key, size=2).standards[0]
            first.title, first.description = "Snelle hulp", "Niemand wacht lang op een brief."
        session.add_all(Account(name=name, role=AccountRole.ANALYST) for name in ("anna", "bram"))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["vergelijken", *words])


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.usefixtures("two_sets")
def test_from_proposal_to_file(tmp_path: Path) -> None:
    assert re.search(r"^\d+ nieuw, 0 gebleven, 0 weg\.", say("voorstellen", "een", "twee"))
    listed = say("lijst", "een", "twee", "--standaard", "een-0")
    number = re.search(r"(\d+)  Voorgesteld: Betekent hetzelfde", listed)
    assert number is not None
    pair = number.group(1)
    assert "Door één persoon bekeken" in say("beoordeel", pair, "zelfde", "--account", "anna")
    assert "niet eens" in say("beoordeel", pair, "verwant", "--account", "bram")
    told = say("overeenstemming", "twee", "een")
    assert "1 paar, 2 personen. Hetzelfde gezegd: 0%." in told
    assert "Over nog geen enkele" in say("dekking")
    assert "betekent hetzelfde" in say(
        "besluit", pair, "zelfde", "--account", "anna", "--reden", "Na overleg"
    )
    assert "EEN: 1 van 2 komen terug" in say("dekking", "een", "twee")
    assert "een in twee: 1 van 2" in say("dekking")
    out = tmp_path / "vergelijking.ttl"
    say("export", "een", "twee", "--out", str(out), "--format", "ttl")
    assert len(list(Graph().parse(out).subject_objects(SKOS.exactMatch))) == 1
    assert "niet eens" in say("heropen", pair, "--account", "bram")


@pytest.mark.usefixtures("two_sets")
def test_a_person_brings_up_a_pair_and_gets_its_number() -> None:
    said = say("inbreng", "twee", "een", "een-1", "twee-1", "--account", "anna")
    number = re.search(r"nummer (\d+)", said)
    assert number is not None
    assert "Iemand heeft dit paar ingebracht." in say("lijst", "een", "twee")
    again = run("inbreng", "een", "twee", "een-1", "twee-1", "--account", "bram")
    assert (again.exit_code, number.group(1) in again.output) == (1, True)


@pytest.mark.usefixtures("two_sets")
@pytest.mark.parametrize(
    "words",
    [
        ("voorstellen", "een", "een"),
        ("voorstellen", "een", "drie"),
        ("lijst", "drie", "een"),
        ("beoordeel", "99999", "zelfde", "--account", "anna"),
        ("beoordeel", "1", "zelfde", "--account", "niemand"),
        ("besluit", "99999", "zelfde", "--account", "anna", "--reden", "Zo"),
        ("inbreng", "een", "twee", "een-9", "twee-0", "--account", "anna"),
        ("dekking", "een", "een"),
    ],
)
def test_what_cannot_be_is_told_in_dutch(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert done.output.strip().endswith(".")
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("two_sets")
def test_nothing_is_written_when_there_is_nothing_to_write(tmp_path: Path) -> None:
    out = tmp_path / "vergelijking.csv"
    assert run("export", "een", "een", "--out", str(out)).exit_code == 1
    assert not out.exists()
