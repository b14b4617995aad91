"""`vertelpunt themes`: everything people do with themes, and no story text unless asked for."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from models import proposals, starters, themes
from models.audit import AuditEvent
from models.db import Database
from models.passages import Embedding
from models.themes import Assignment
from models.vocabulary import ProposalKind, ResidueReason, ThemeState
from service.cli import app
from tests.collection import make_theme, place, tell

CANARY = "Kanariepiet wachtte op een brief."
BRIEF, BELLEN = bytes((120, 10, 5, 0)), bytes((5, 10, 120, 0))


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)


@pytest.fixture
def told(database: Database) -> list[int]:
    """Four passages in t1, of two kinds, one in t2 and one in no theme."""
    with database.writing() as session:
        theme = make_theme(session, "t1", "Lang wachten")
        make_theme(session, "t2", "Steeds een ander")
        assert theme.encoder_version_id is not None
        made = [place(session, tell(session, f"s{n}", CANARY), "t1") for n in range(4)]
        for passage, vector in zip(made, [BRIEF, BRIEF, BELLEN, BELLEN], strict=True):
            session.add(
                Embedding(
                    passage_id=passage.id,
                    encoder_version_id=theme.encoder_version_id,
                    vector=vector,
                )
            )
        made.append(place(session, tell(session, "s4", CANARY), "t2"))
        loose = tell(session, "s5", CANARY)
        made.append(place(session, loose, None, reason=ResidueReason.DOUBT))
        [row] = session.scalars(select(Assignment).where(Assignment.theme_id.is_(None)))
        row.evidence = {"tussen": ["t1", "t2"]}
    return [passage.id for passage in made]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["themes", *words])


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.action for event in session.scalars(select(AuditEvent))]


def state(database: Database, theme_id: str) -> ThemeState:
    with database.reading() as session:
        return themes.get(session, theme_id).state


@pytest.mark.usefixtures("told")
def test_themes_are_listed_with_their_state(database: Database) -> None:
    every = say("list")
    assert "t1 Lang wachten: 4 verhalen, 4 stukjes, in gebruik" in every
    assert "t2 Steeds een ander: 1 verhaal, 1 stukje" in every
    say("park", "t2")
    assert "t2 Steeds een ander" in say("list", "--state", "geparkeerd")
    assert "t2 Steeds" not in say("list", "--state", "actief")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("words", [("show", "t1"), ("residue",), ("history", "t1"), ("list",)])
def test_no_story_text_without_asking_for_it(words: tuple[str, ...]) -> None:
    say("confirm", "t1", "1")
    assert "Kanariepiet" not in say(*words)


def test_text_and_reasons_are_shown_when_asked_for(told: list[int]) -> None:
    assert "Kanariepiet" in say("show", "t1", "--tekst")
    residue = say("residue", "--tekst")
    assert f"stukje {told[5]} uit verhaal s5, tussen Lang wachten en Steeds een ander" in residue


def test_a_written_example_is_named_as_one(database: Database, told: list[int]) -> None:
    with database.writing() as session:
        [row] = session.scalars(select(Assignment).where(Assignment.passage_id == told[0]))
        row.evidence = {"voorbeeld": {"soort": "oefenstukje", "id": "w1-001-2"}}
    assert "lijkt op: een geschreven voorbeeld, uit geen verhaal" in say("show", "t1", "--tekst")


def test_residue_is_counted_by_reason_with_the_numbers(told: list[int]) -> None:
    every = say("residue")
    assert "1 stukje (twijfel)" in every
    assert str(told[5]) in every
    assert say("residue", "--reason", "te_kort") == "Er zijn geen stukjes zonder thema."


@pytest.mark.usefixtures("told")
def test_a_name_and_a_description_are_kept_and_told(database: Database) -> None:
    assert "“Wachten op hulp”" in say("rename", "t1", "Wachten op hulp", "--reden", "Duidelijker")
    say(
        "describe", "t1", "--omschrijving", "Over wachten.", "--wel", "Wachttijd.", "--niet", "Nee."
    )
    shown = say("show", "t1")
    assert "Hoort erin: Wachttijd." in shown
    assert "Hoort er niet in: Nee." in shown
    assert "van “Lang wachten” naar “Wachten op hulp” (opdrachtregel). Duidelijker" in say(
        "history", "t1"
    )
    assert actions(database) == ["thema.hernoemd", "thema.omschreven"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("steps", "after"),
    [
        (("park",), ThemeState.PARKED),
        (("park", "reopen"), ThemeState.ACTIVE),
        (("retire",), ThemeState.RETIRED),
        (("pin", "unpin"), ThemeState.ACTIVE),
    ],
)
def test_steps_are_taken_and_signed(
    database: Database, steps: tuple[str, ...], after: ThemeState
) -> None:
    for step in steps:
        say(step, "t1")
    assert state(database, "t1") is after
    assert len(actions(database)) == len(steps)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("step", "after"), [("accept", ThemeState.ACTIVE), ("reject", ThemeState.RETIRED)]
)
def test_a_proposed_theme_is_decided_on(database: Database, step: str, after: ThemeState) -> None:
    with database.writing() as session:
        themes.get(session, "t2").state = ThemeState.PROPOSED
    say(step, "t2")
    assert state(database, "t2") is after
    assert run(step, "t2").exit_code == 1


def test_passages_are_confirmed_and_refused(database: Database, told: list[int]) -> None:
    say("confirm", "t1", str(told[5]), str(told[0]))
    say("refuse", "t1", str(told[1]), "--reden", "Gaat over iets anders")
    with database.reading() as session:
        assert themes.anchors(session)["t1"] == {told[5], told[0]}
        assert themes.refusals(session) == {(told[1], "t1")}


@pytest.mark.usefixtures("told")
def test_merging_leads_on_and_is_undone_by_number(database: Database) -> None:
    merged = say("merge", "t1", "t2", "--naam", "Wachten en wisselen")
    assert "Samengevoegd tot “Wachten en wisselen”" in merged
    assert "t1 is samengevoegd" in say("show", "t1")
    told = say("history", "t1")
    number = re.search(r"vertelpunt themes undo (\d+)", told)
    assert number is not None
    assert "Ongedaan gemaakt" in say("undo", number.group(1))
    assert (state(database, "t1"), state(database, "t2")) == (ThemeState.ACTIVE, ThemeState.ACTIVE)
    assert run("undo", number.group(1)).exit_code == 1


def test_splitting_divides_the_rest_and_says_what_to_look_over(told: list[int]) -> None:
    parts = ["--deel", f"Brieven: per post:{told[0]}", "--deel", f"Bellen:{told[2]}"]
    done = say("split", "t1", *parts)
    assert re.search(r"“Brieven: per post” \(t\w+\): 2 stukjes", done)
    assert f"kijk na: stukje {told[1]} in “Brieven: per post”" in done


def test_the_rest_of_a_split_may_stay_in_no_theme(told: list[int]) -> None:
    parts = ["--deel", f"Brieven:{told[0]}", "--deel", f"Bellen:{told[2]}", "--rest-apart"]
    assert "): 1 stukje." in say("split", "t1", *parts)
    assert f"{told[1]}, {told[3]}" in say("residue", "--reason", "nog_niet")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("part", ["Brieven", "Brieven:", ":1,2", "Brieven:een", "Brieven:1;2"])
def test_a_part_that_is_written_wrong_is_refused(database: Database, part: str) -> None:
    done = run("split", "t1", "--deel", part, "--deel", "Bellen:3")
    assert done.exit_code == 1
    assert "Wachten:12,15,20" in done.output
    assert state(database, "t1") is ThemeState.ACTIVE


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "words",
    [
        ("show", "t404"),
        ("rename", "t404", "Naam"),
        ("rename", "t1", " "),
        ("describe", "t1"),
        ("confirm", "t1", "99999"),
        ("merge", "t1", "--naam", "Alleen"),
        ("undo", "99999"),
        ("starters", "--aan", "onzin"),
        ("sentences", "t1", "--uit", "99999"),
        ("sentences", "t1", "--voeg-toe", CANARY),
        ("proposals", "accept", "99999"),
        ("reopen", "t1"),
    ],
)
def test_what_cannot_be_is_told_in_dutch_and_leaves_no_trace(
    database: Database, words: tuple[str, ...]
) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert done.output.strip().endswith(".")
    assert "Traceback" not in done.output
    assert "Kanariepiet" not in done.output
    assert actions(database) == []


def test_starter_themes_are_shown_and_switched(database: Database) -> None:
    with database.writing() as session:
        starters.install(session, starters.catalogue()[:2])
    key = starters.catalogue()[0].key
    assert re.search(rf"{key} aan ", say("starters"))
    assert "staat uit" in say("starters", "--uit", key)
    assert re.search(rf"{key} uit ", say("starters"))
    say("starters", "--aan", key)
    assert actions(database) == ["starthema.uit", "starthema.aan"]


@pytest.mark.usefixtures("told")
def test_sentences_are_added_and_put_off() -> None:
    assert "nog geen voorbeeldzinnen" in say("sentences", "t1")
    say("sentences", "t1", "--voeg-toe", "Ik hing een uur aan de lijn.")
    number = re.search(r"(\d+) Ik hing een uur", say("sentences", "t1"))
    assert number is not None
    say("sentences", "t1", "--uit", number.group(1))
    assert "aan de lijn. (uit)" in say("sentences", "t1")


def test_proposals_are_listed_and_decided_on(database: Database, told: list[int]) -> None:
    assert say("proposals", "list") == "Er wacht niets op een besluit."
    with database.writing() as session:
        for part in ([told[0], told[1]], [told[5]]):
            proposals.add(
                session,
                None,
                kind=ProposalKind.NEW,
                parts=[{"label": f"Nieuw {len(part)}", "passages": part}],
            )
    listed = say("proposals", "list")
    first, second = re.findall(r"(\d+) Nieuw thema:", listed)
    assert "Nieuw thema: “Nieuw 2” (2 stukjes)" in listed
    assert "“Nieuw 2”" in say("proposals", "accept", first)
    say("proposals", "reject", second, "--reden", "Te klein")
    assert say("proposals", "list") == "Er wacht niets op een besluit."
    assert "Te klein" in say("proposals", "list", "--state", "afgewezen")
    say("proposals", "reconsider", second, "--reden", "Toch niet")
    assert second in say("proposals", "list")
    assert say("proposals", "list", "--state", "afgewezen") == "Er zijn geen voorstellen."
    assert actions(database) == [
        "voorstel.aangenomen",
        "voorstel.afgewezen",
        "voorstel.heroverwogen",
    ]
