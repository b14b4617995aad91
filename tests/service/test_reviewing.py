"""Sending back and refusing, stories that are told twice, unusual weeks, and the list of it all."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import decisions, forms, reviews, stories
from models.audit import AuditEvent
from models.base import now, today
from models.db import Database
from models.passages import Passage
from models.reviews import StoryBand, StoryLikeness
from models.sealing import Sealer
from models.stories import Receipt, Signification, Story
from models.triage import TriageCase
from models.vocabulary import AccountRole, Channel, Purpose, StoryState
from service.settings import Settings
from tests.collection import make_theme, place, tell
from tests.service.conftest import ClientAs

if TYPE_CHECKING:
    from service.wiring import House

TEXT = (
    "Kanarie belde met het wijkteam over haar zoon en moest toen zes weken wachten op een brief "
    "waarin stond dat zij ergens anders moest zijn, en daar wist niemand van haar vraag."
)
OTHER = (
    "Op dinsdag kwam er iemand koffie drinken die echt luisterde, en samen hebben wij de post van "
    "maanden uitgezocht tot er niets meer op tafel lag dat ik niet begreep."
)


@pytest.fixture
def api_house(database: Database, sealer: Sealer, tmp_path: Path) -> "House":
    """A house with the rules that find personal data."""
    from ingest.pseudonymise import load_pseudonymiser
    from service.wiring import House

    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


@pytest.fixture
def told(database: Database) -> Database:
    """A story with a code, in a theme."""
    with database.writing() as session:
        story = tell(session, "s1", TEXT, title="Kanarie")
        make_theme(session, "t1").words = ["kanarie"]
        place(session, story, "t1")
        session.add(Receipt(story_id="s1", locator="AAAA", secret_hash="geen"))
    return database


def _post(client: TestClient, what: str, reason: str = "herkenbaar", words: str = "") -> Any:
    return client.post(f"/v1/moderation/s1/{what}", json={"reason": reason, "words": words})


@pytest.mark.parametrize("role", list(AccountRole))
def test_only_a_moderator_and_an_administrator_may(
    client_as: ClientAs, told: Database, role: AccountRole
) -> None:
    del told
    client = client_as(role)
    answers = [
        client.get("/v1/moderation/queue"),
        client.get("/v1/moderation/s1/likeness"),
        _post(client, "return"),
    ]
    expected = 200 if role.may_look_over else 403
    assert [answer.status_code for answer in answers] == [expected] * 3
    if expected == 403:
        assert _post(client, "refuse").status_code == 403
        judged = client.put("/v1/moderation/s1/likeness/s2", json={"same": True})
        assert judged.status_code == 403


def test_a_story_that_goes_back_leaves_every_reader_at_once(
    moderator: TestClient, told: Database, caplog: pytest.LogCaptureFixture
) -> None:
    assert moderator.get("/v1/stories/s1").status_code == 200
    view = _post(moderator, "return", words="Wilt u de straat weghalen?").json()
    assert view["state"]["value"] == "wacht_op_verteller"
    assert view["expiresOn"] == (today() + timedelta(days=30)).isoformat()
    for path in ("/v1/stories/s1", "/v1/moderation/s1"):
        assert moderator.get(path).status_code == 404
    assert "anarie" not in moderator.get("/v1/themes").text
    assert _post(moderator, "return").status_code == 404
    with told.reading() as session:
        assert session.scalars(select(Passage)).all() == []
        assert stories.get(session, "s1").text == TEXT
        review = reviews.latest(session, "s1")
        assert review is not None
        assert review.words == "Wilt u de straat weghalen?"
        event = session.scalars(select(AuditEvent)).one()
        assert (event.action, event.detail) == ("verhaal.teruggestuurd", {"reden": "herkenbaar"})
    assert "straat" not in caplog.text


def test_a_story_of_which_nobody_has_a_code_cannot_go_back(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        session.delete(session.get_one(Receipt, "s1"))
    answer = _post(moderator, "return")
    assert answer.status_code == 409
    assert "niemand een code" in answer.json()["detail"]
    with told.reading() as session:
        assert stories.get(session, "s1").state is StoryState.APPROVED


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("return", "Bel Fatima de Vries eens."),
        ("refuse", "Mail mo@voorbeeld.nl"),
        ("refuse", "x" * 1001),
    ],
)
def test_words_to_the_narrator_name_nobody_and_are_short(
    moderator: TestClient, told: Database, what: str, words: str
) -> None:
    answer = _post(moderator, what, words=words)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/words"
    assert "Fatima" not in answer.text
    assert "voorbeeld.nl" not in answer.text
    with told.reading() as session:
        assert stories.get(session, "s1").state is StoryState.APPROVED


def test_an_unknown_reason_is_refused(moderator: TestClient, told: Database) -> None:
    del told
    assert _post(moderator, "refuse", reason="zomaar").json()["errors"][0]["pointer"] == "#/reason"


def test_a_refused_story_is_empty_but_its_code_still_answers(
    moderator: TestClient, told: Database
) -> None:
    view = _post(moderator, "refuse", "reclame", "Dit gaat over een winkel.").json()
    assert (view["state"]["value"], view["words"]) == ("geweigerd", "Dit gaat over een winkel.")
    with told.reading() as session:
        story = stories.get(session, "s1")
        assert (story.title, story.text) == ("", "")
        assert session.get(Receipt, "s1") is not None
        review = reviews.latest(session, "s1")
        assert review is not None
        assert review.reason.value == "reclame"
    assert _post(moderator, "refuse").status_code == 404


def test_answers_go_with_a_refused_story_and_stay_with_one_that_is_sent_back(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        forms.load_catalogue(session)
        for story_id in ("s1", "s2"):
            story = stories.get(session, "s1") if story_id == "s1" else tell(session, "s2", OTHER)
            given = {"tip": ({"text": "Vraag naar Kanarie."}, None)}
            form = forms.current(session, "volwassene")
            stories.set_significations(session, story, form, given)
    assert _post(moderator, "return").status_code == 200
    for path in ("/v1/moderation/s1", "/v1/stories/s1"):
        assert "Kanarie" not in moderator.get(path).text
    refused = moderator.post("/v1/moderation/s2/refuse", json={"reason": "ander"})
    assert refused.status_code == 200
    with told.reading() as session:
        [kept] = session.scalars(select(Signification))
        assert (kept.story_id, kept.value) == ("s1", {"text": "Vraag naar Kanarie."})


def test_a_story_in_triage_can_be_refused_but_one_that_waits_or_is_private_is_not_there(
    moderator: TestClient, told: Database
) -> None:
    with told.writing() as session:
        tell(session, "prive", allows={Purpose.OWN_TEAM})
        tell(session, "wacht", state=StoryState.AWAITING_NARRATOR)
        held = tell(session, "gevaar", state=StoryState.AWAITING_NARRATOR)
        held.alarm = "geweld"
        decisions.approve(session, held)
    body = {"reason": "ander"}
    for story_id in ("prive", "wacht", "niets"):
        assert moderator.post(f"/v1/moderation/{story_id}/refuse", json=body).status_code == 404
    assert moderator.post("/v1/moderation/gevaar/refuse", json=body).status_code == 200
    with told.reading() as session:
        assert session.get(TriageCase, "gevaar") is None


def test_one_list_says_what_waits_why_and_how_long(moderator: TestClient, told: Database) -> None:
    with told.writing() as session:
        for story_id, alarm in (("laat", "geweld"), ("net", "geweld")):
            held = tell(session, story_id, state=StoryState.AWAITING_NARRATOR, title="Kanarie")
            held.alarm = alarm
            decisions.approve(session, held)
        session.get_one(TriageCase, "laat").due_at = now() - timedelta(hours=1)
        session.get_one(Story, "s1").decided_on = today() - timedelta(days=3)
    queue = moderator.get("/v1/moderation/queue").json()
    rows = [(row["why"]["value"], row["storyId"], row["days"]) for row in queue["rows"]]
    assert rows == [
        ("eerst_bekijken", "laat", 0),
        ("eerst_bekijken", "net", 0),
        ("nakijken", "s1", 3),
    ]
    assert [row["late"] for row in queue["rows"]] == [True, False, False]
    assert queue["rows"][0]["title"] is None
    assert queue["late"] == 1
    assert {one["why"]["value"]: one["number"] for one in queue["counts"]}["nakijken"] == 1


def test_a_story_that_comes_back_from_its_narrator_is_told_as_such(
    moderator: TestClient, told: Database
) -> None:
    moderator.put("/v1/moderation/s1/look")
    _post(moderator, "return")
    assert moderator.get("/v1/moderation/queue").json()["rows"] == []
    with told.writing() as session:
        decisions.approve(session, stories.get(session, "s1"))
    [row] = moderator.get("/v1/moderation/queue").json()["rows"]
    assert (row["why"]["value"], row["storyId"]) == ("beantwoord", "s1")


def test_stories_told_twice_are_found_and_judged(
    moderator: TestClient, told: Database, api_house: "House"
) -> None:
    from service.likeness import compare_waiting

    with told.writing() as session:
        tell(session, "s2", TEXT.replace("zes", "acht"), team="Wijkteam Noord")
        tell(session, "s3", TEXT.replace("haar zoon", "haar man"))
        tell(session, "s4", OTHER)
        tell(session, "kort", "Het was goed zo.")
    assert compare_waiting(api_house) == 5
    assert compare_waiting(api_house) == 0
    alike = moderator.get("/v1/moderation/s2/likeness").json()["stories"]
    assert [(one["storyId"], one["judged"]) for one in alike] == [("s1", False), ("s3", False)]
    assert alike[0]["share"] > 0.5
    rows = [
        row for row in moderator.get("/v1/moderation/queue").json()["rows"]
        if row["why"]["value"] == "lijkt_op"
    ]  # fmt: skip
    assert {(row["storyId"], row["otherId"]) for row in rows} == {
        ("s2", "s1"), ("s3", "s1"), ("s3", "s2"),
    }  # fmt: skip
    path = "/v1/moderation/s3/likeness"
    assert moderator.put(f"{path}/s4", json={"same": False}).status_code == 404
    assert moderator.put(f"{path}/s1", json={"same": False}).status_code == 204
    assert moderator.put(f"{path}/s2", json={"same": True}).status_code == 204
    with told.reading() as session:
        assert stories.get(session, "s3").state is StoryState.REFUSED
        review = reviews.latest(session, "s3")
        assert review is not None
        assert review.reason.value == "dubbel"
        left = session.scalars(select(StoryLikeness)).all()
        assert {(one.story_id, one.other_id) for one in left} == {("s2", "s1")}


def test_a_pair_that_was_judged_two_stays_judged_when_it_is_read_again(
    moderator: TestClient, told: Database, api_house: "House"
) -> None:
    from service.likeness import compare_waiting

    with told.writing() as session:
        tell(session, "s2", TEXT.replace("zes", "acht"))
    compare_waiting(api_house)
    moderator.put("/v1/moderation/s2/likeness/s1", json={"same": False})
    with told.writing() as session:
        reviews.forget_bands(session, "s1")
    compare_waiting(api_house)
    rows = moderator.get("/v1/moderation/queue").json()["rows"]
    assert "lijkt_op" not in [row["why"]["value"] for row in rows]


def test_a_word_that_is_taken_out_takes_the_bands_along(
    moderator: TestClient, told: Database, api_house: "House"
) -> None:
    from service.likeness import compare_waiting

    compare_waiting(api_house)
    moderator.post("/v1/moderation/s1/removals", json={"words": "Kanarie"})
    with told.reading() as session:
        assert session.scalars(select(StoryBand)).all() == []


def _week(database: Database, number: int, text: str = "", answers: Any = None) -> None:
    monday = today() - timedelta(days=today().weekday() + 7)
    with database.writing() as session:
        for at in range(number):
            story = tell(session, f"p{at:02}", text or f"Verhaal {at}. {OTHER}", answers=answers)
            story.received_on = monday


def test_many_stories_in_one_week_are_told_only_when_they_are_alike_as_well(
    moderator: TestClient, database: Database, api_house: "House"
) -> None:
    from service.likeness import compare_waiting

    _week(database, 9)

    def bursts() -> list[dict[str, Any]]:
        rows = moderator.get("/v1/moderation/queue").json()["rows"]
        return [row for row in rows if row["why"]["value"] == "piek"]

    assert bursts() == []
    compare_waiting(api_house)
    [row] = bursts()
    assert (row["team"], row["storyId"]) == ("Wijkteam Zuid", None)
    assert row["told"] == (
        "In één week kwamen 9 verhalen. Gewoon zijn er 1 per week. 9 ervan lijken sterk op elkaar."
    )
    assert date.fromisoformat(row["since"]).weekday() == 0
    for at in range(9):
        moderator.put(f"/v1/moderation/p{at:02}/look")
    assert bursts() == []


def test_the_same_answers_are_a_sign_too_but_a_file_of_stories_is_none(
    moderator: TestClient, database: Database
) -> None:
    same = {
        "afloop": {"option": "goed"},
        "besluit": {"position": 80},
        "wie": {"shares": [1.0, 0.0, 0.0]},
    }
    from models import forms

    with database.writing() as session:
        forms.load_catalogue(session)
        known = [one.key for one in forms.current(session).questions][:3]
    _week(database, 8, answers=dict(zip(known, same.values(), strict=True)))
    rows = moderator.get("/v1/moderation/queue").json()["rows"]
    [row] = [row for row in rows if row["why"]["value"] == "piek"]
    assert row["told"].endswith("8 ervan hebben precies dezelfde antwoorden.")
    with database.writing() as session:
        for story in session.scalars(select(Story)):
            story.channel = Channel.IMPORT
    rows = moderator.get("/v1/moderation/queue").json()["rows"]
    assert "piek" not in [row["why"]["value"] for row in rows]
