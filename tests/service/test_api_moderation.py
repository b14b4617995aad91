"""Looking over: the order, every change with its reason, and a missed word that goes for good."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from models import changes, forms, runs, stories, themes
from models.audit import AuditEvent
from models.changes import StoryChange
from models.db import Database
from models.forms import OTHER
from models.passages import Passage
from models.responses import ThemeResponse
from models.stories import Signification, Story
from models.vocabulary import (
    AccountRole,
    ChangeOrigin,
    Channel,
    PersonalDataKind,
    Purpose,
    ResponseKind,
    RunKind,
    StoryPart,
    StoryState,
)
from tests.collection import make_theme, place, tell
from tests.service.conftest import ClientAs

if TYPE_CHECKING:
    from service.wiring import House

TEXT = "[persoon-1] belde Kanarie op. Daarna ging mijn tante weer naar huis."


def _change(
    story_id: str, start: int, end: int, *, wording: str, rule: str, origin: ChangeOrigin
) -> StoryChange:
    return StoryChange(
        story_id=story_id,
        part=StoryPart.TEXT,
        start=start,
        end=end,
        kind=PersonalDataKind.PERSON,
        wording=wording,
        origin=origin,
        rule=rule,
    )


@pytest.fixture
def told(database: Database) -> Database:
    """One story with a change by a list and one by its narrator."""
    with database.writing() as session:
        story = tell(session, "s1", TEXT, title="Kanarie belt")
        place(session, story, None)
        at = TEXT.index("mijn tante")
        rows = [
            _change("s1", 0, 11, wording="[persoon-1]", rule="voornaam", origin=ChangeOrigin.LIST),
            _change(
                "s1", at, at + 10, wording="mijn tante", rule="verteller",
                origin=ChangeOrigin.NARRATOR,
            ),
        ]  # fmt: skip
        changes.replace_all(session, "s1", rows)
    return database


def _remove(client: TestClient, words: str) -> Any:
    return client.post("/v1/moderation/s1/removals", json={"words": words})


def _answer(session: Session, story_id: str = "s1", **values: dict[str, Any]) -> None:
    """Answers to questions of the form for adults."""
    forms.load_catalogue(session)
    stories.set_significations(
        session,
        stories.get(session, story_id),
        forms.current(session, "volwassene"),
        {key: (value, None) for key, value in values.items()},
    )


@pytest.mark.parametrize("role", list(AccountRole))
def test_only_a_moderator_and_an_administrator_come_in(
    client_as: ClientAs, told: Database, role: AccountRole
) -> None:
    del told
    client = client_as(role)
    answers = [
        client.get("/v1/moderation"),
        client.get("/v1/moderation/s1"),
        _remove(client, "Kanarie"),
        client.put("/v1/moderation/s1/look"),
    ]
    expected = 200 if role.may_look_over else 403
    assert [answer.status_code for answer in answers] == [expected] * 4


def test_what_has_most_to_see_comes_first(moderator: TestClient, database: Database) -> None:
    with database.writing() as session:
        for story_id in ("gewoon", "leeg", "antwoord", "terug", "eigen", "zeldzaam"):
            tell(session, story_id)
        for story_id in ("gewoon", "leeg"):
            _answer(session, story_id, afloop={"option": "goed"}, tip={})
        _answer(session, "antwoord", tip={"text": "Bel."}, wie={"options": [OTHER], "other": "De"})
        session.get_one(Story, "leeg").flags = []
        session.get_one(Story, "terug").restored = 2
        session.get_one(Story, "zeldzaam").flags = [
            {"words": "drieling", "kind": "gezin", "start": 0, "end": 8}
        ]
        own = _change("eigen", 0, 2, wording="Ik", rule="verteller", origin=ChangeOrigin.NARRATOR)
        changes.replace_all(session, "eigen", [own])
    queue = moderator.get("/v1/moderation").json()
    order = [row["storyId"] for row in queue["stories"]]
    assert order == ["zeldzaam", "terug", "eigen", "antwoord", "gewoon", "leeg"]
    assert [row["flagged"] for row in queue["stories"]] == [1, 0, 0, 0, 0, 0]
    assert [row["answersInWords"] for row in queue["stories"]] == [0, 0, 0, 2, 0, 0]
    assert (queue["waiting"], queue["lookedOver"]) == (6, 0)


def test_a_word_that_goes_for_good_goes_out_of_themes_too(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        make_theme(session, "t1").words = ["kanarie", "tante"]
    assert _remove(moderator, "Kanarie").status_code == 200
    with told.reading() as session:
        assert themes.get(session, "t1").words == ["tante"]


def test_only_published_stories_are_looked_over(moderator: TestClient, database: Database) -> None:
    with database.writing() as session:
        for state in StoryState:
            tell(session, state.value, state=state)
        tell(session, "prive", allows=frozenset({Purpose.OWN_TEAM}))
        tell(session, "voorbeeld").channel = Channel.EXAMPLE
    queue = moderator.get("/v1/moderation").json()
    assert [row["storyId"] for row in queue["stories"]] == ["goedgekeurd"]
    for other in ("in_triage", "ingetrokken", "prive", "voorbeeld", "niets"):
        assert moderator.get(f"/v1/moderation/{other}").status_code == 404
        assert moderator.put(f"/v1/moderation/{other}/look").status_code == 404


def test_every_change_says_where_it_is_of_which_kind_and_why(
    moderator: TestClient, told: Database
) -> None:
    del told
    story = moderator.get("/v1/moderation/s1").json()
    first, own = story["textChanges"]
    assert first == {
        "start": 0,
        "end": 11,
        "kind": {"value": "PERSON", "label": "persoon"},
        "wording": "[persoon-1]",
        "origin": {"value": "lijst", "label": "Lijst"},
        "why": "staat op de lijst van voornamen",
    }
    assert story["text"][own["start"] : own["end"]] == own["wording"] == "mijn tante"
    assert own["why"] == "de verteller koos dit zelf"


def test_a_missed_word_goes_everywhere_and_is_nowhere_any_more(
    moderator: TestClient, told: Database, caplog: pytest.LogCaptureFixture
) -> None:
    view = _remove(moderator, "kanarie").json()
    assert view["title"] == "[weggehaald-1] belt"
    assert view["text"].startswith("[persoon-1] belde [weggehaald-1] op.")
    for one in view["textChanges"]:
        assert view["text"][one["start"] : one["end"]] == one["wording"]
    assert [one["origin"]["value"] for one in view["textChanges"]] == [
        "lijst",
        "moderator",
        "verteller",
    ]
    with told.reading() as session:
        assert session.scalars(select(Passage)).all() == []
        [run] = runs.recent(session)
        assert (run.kind, run.story_id) == (RunKind.PLACE, "s1")
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.action, event.detail) == ("verhaal.woord_weggehaald", {"keer": 2})
        assert "anarie" not in str([run.parameters, event.detail])
    assert "anarie" not in caplog.text
    assert "anarie" not in moderator.get("/v1/stories/s1").text


def test_a_missed_word_goes_out_of_answers_and_reactions_too(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        forms.load_catalogue(session)
        own = {"afloop": ({"option": "anders", "other": "Vraag het Kanarie."}, None)}
        story, form = stories.get(session, "s1"), forms.current(session)
        stories.set_significations(session, story, form, own)
        make_theme(session, "t1")
        session.add(
            ThemeResponse(
                story_id="s1", theme_id="t1", kind=ResponseKind.WRONG, text="Nee, Kanarie belde."
            )
        )
    shown = moderator.get("/v1/moderation/s1").json()["answers"]
    assert [one["words"] for one in shown] == ["Vraag het Kanarie."]
    view = _remove(moderator, "kanarie").json()
    assert [one["words"] for one in view["answers"]] == ["Vraag het [weggehaald-1]."]
    with told.reading() as session:
        [answer] = session.scalars(select(Signification))
        assert answer.value == {"option": "anders", "other": "Vraag het [weggehaald-1]."}
        assert session.scalars(select(ThemeResponse.text)).one() == "Nee, [weggehaald-1] belde."


def test_answers_in_words_are_shown_with_their_question_in_the_order_of_the_form(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        _answer(
            session,
            tip={"text": "Blijf <b>bellen</b>."},
            wie={"options": ["ik", OTHER], "other": "de conciërge"},
            afloop={"option": "goed"},
            gevoel={},
        )
    story = moderator.get("/v1/moderation/s1").json()
    assert story["answers"] == [
        {"question": "Wie speelden een grote rol?", "words": "de conciërge"},
        {
            "question": "Wat geeft u anderen met dezelfde vraag mee?",
            "words": "Blijf <b>bellen</b>.",
        },
    ]


def test_a_word_that_stands_in_an_answer_alone_goes_and_the_next_one_is_told_apart(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        _answer(session, tip={"text": "Meneer Pietersma en zijn hond."})
    assert _remove(moderator, "pietersma").status_code == 200
    view = _remove(moderator, "kanarie").json()
    assert [one["words"] for one in view["answers"]] == ["Meneer [weggehaald-1] en zijn hond."]
    assert view["title"] == "[weggehaald-2] belt"
    with told.reading() as session:
        runs_of_it = [run.story_id for run in runs.recent(session)]
        assert "s1" in runs_of_it
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).first()
        assert event is not None
        assert event.detail == {"keer": 1}


def test_a_second_word_gets_the_next_number(moderator: TestClient, told: Database) -> None:
    del told
    _remove(moderator, "kanarie")
    assert "[weggehaald-2] weer naar huis" in _remove(moderator, "mijn tante").json()["text"]


def test_an_own_wording_that_was_hit_is_the_moderators_now(
    moderator: TestClient, told: Database
) -> None:
    del told
    found = _remove(moderator, "tante").json()["textChanges"]
    assert [one["origin"]["value"] for one in found] == ["lijst", "moderator"]


@pytest.mark.parametrize("words", ["", "a", "bestaat niet", "persoon", "Kan", "[persoon-1]"])
def test_what_does_not_stand_there_is_refused_and_changes_nothing(
    moderator: TestClient, told: Database, words: str
) -> None:
    answer = _remove(moderator, words)
    assert answer.status_code == 422
    assert words in {"", "a", "persoon"} or words not in answer.text
    with told.reading() as session:
        assert stories.get(session, "s1").text == TEXT
        assert runs.recent(session) == []
        assert len(session.scalars(select(Passage)).all()) == 1


def test_flags_move_along_and_one_that_was_hit_goes_with_its_words(
    moderator: TestClient, told: Database
) -> None:
    at = TEXT.index("huis")
    hit = {"words": "Kanarie", "kind": "beroep", "start": 18, "end": 25}
    rest = {"words": "huis", "kind": "plek", "start": at, "end": at + 4}
    with told.writing() as session:
        session.get_one(Story, "s1").flags = [hit, rest]
    view = _remove(moderator, "Kanarie").json()
    [flag] = view["flags"]
    assert view["text"][flag["start"] : flag["end"]] == flag["words"] == "huis"


def test_looked_over_is_noted_once_by_the_first(
    moderator: TestClient, client_as: ClientAs, told: Database
) -> None:
    assert moderator.put("/v1/moderation/s1/look").json()["lookedOverBy"] == "moderator"
    other = client_as(AccountRole.ADMINISTRATOR)
    assert other.put("/v1/moderation/s1/look").json()["lookedOverBy"] == "moderator"
    queue = moderator.get("/v1/moderation").json()
    assert (queue["stories"], queue["waiting"], queue["lookedOver"]) == ([], 0, 1)
    with told.reading() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
        assert actions.count("verhaal.nagekeken") == 1


def test_a_run_that_read_the_old_words_stores_nothing_of_that_story(
    moderator: TestClient, told: Database, api_house: "House"
) -> None:
    from service.jobs.corpus import Piece
    from service.jobs.storing import store_pieces

    del api_house
    old = [Piece("s1", 0, 29, TEXT[:29], b""), Piece("s1", 30, len(TEXT), TEXT[30:], b"")]
    _remove(moderator, "Kanarie")
    with told.writing() as session:
        assert store_pieces(session, old, encoder=None) == {}
        assert session.scalars(select(Passage)).all() == []
