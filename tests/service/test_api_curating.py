"""Curating themes over the API: decided, told to who comes second, signed, and undone."""

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import audit, theme_versions, themes
from models.audit import AuditEvent
from models.db import Database
from models.paraphrases import ThemeParaphrase
from models.passages import Embedding
from models.themes import Assignment
from models.vocabulary import AccountRole, Origin, ResidueReason, StoryState, ThemeState
from service.curating import Step
from tests.collection import make_theme, place, tell
from tests.service.conftest import ClientAs

BRIEF, BELLEN = bytes((120, 10, 5, 0)), bytes((5, 10, 120, 0))
CANARY = "Kanariepiet floot om drie uur in de ochtend een wijsje voor niemand."


@pytest.fixture
def told(database: Database) -> list[int]:
    """Six passages in theme t1, three of one kind and three of another; t2 holds one more."""
    ids = []
    with database.writing() as session:
        theme = make_theme(session, "t1", "Lang wachten")
        make_theme(session, "t2", "Steeds een ander")
        assert theme.encoder_version_id is not None
        for number, vector in enumerate([BRIEF] * 3 + [BELLEN] * 3):
            passage = place(session, tell(session, f"s{number}"), "t1", strength=0.6)
            ids.append(passage.id)
            session.add(
                Embedding(
                    passage_id=passage.id,
                    encoder_version_id=theme.encoder_version_id,
                    vector=vector,
                )
            )
        ids.append(place(session, tell(session, "s6"), "t2").id)
    return ids


def done(client: TestClient, path: str, **body: Any) -> Any:
    reply = client.post(f"/v1/{path}", json={"version": 1} | body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def page(client: TestClient, theme_id: str) -> Any:
    return client.get(f"/v1/themes/{theme_id}").json()


def actions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        assert audit.walk(session).broken is None
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(event.action, event.subject) for event in events]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("role", list(AccountRole))
def test_whoever_reads_may_curate(client_as: ClientAs, role: AccountRole) -> None:
    row = done(client_as(role), "themes/t1/pin")
    assert (row["pinned"], row["version"]) == (True, 2)


@pytest.mark.usefixtures("told")
def test_words_are_kept_told_and_signed(reader: TestClient, database: Database) -> None:
    change = {
        "label": "Wachten op hulp",
        "description": "Mensen wachten.",
        "includeRule": "Wachttijd.",
        "excludeRule": "Reistijd.",
        "version": 1,
    }
    row = reader.patch("/v1/themes/t1", json=change).json()
    assert (row["label"], row["description"], row["version"]) == (
        "Wachten op hulp",
        "Mensen wachten.",
        3,
    )
    seen = page(reader, "t1")
    assert (seen["includeRule"], seen["excludeRule"]) == ("Wachttijd.", "Reistijd.")
    assert [event["kind"]["value"] for event in seen["history"]] == ["hernoemd", "omschreven"]
    assert actions(database) == [("thema.hernoemd", "thema:t1"), ("thema.omschreven", "thema:t1")]


@pytest.mark.usefixtures("told")
def test_one_wrong_word_and_nothing_is_kept(reader: TestClient, database: Database) -> None:
    change = {"label": "Goede naam", "description": "x" * 1001, "version": 1}
    assert reader.patch("/v1/themes/t1", json=change).status_code == 422
    assert reader.patch("/v1/themes/t1", json={"version": 1}).status_code == 422
    assert page(reader, "t1")["theme"]["label"] == "Lang wachten"
    assert actions(database) == []


def test_a_proposal_is_accepted_or_sent_away(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    with database.writing() as session:
        for theme_id in ("t1", "t2"):
            themes.get(session, theme_id).state = ThemeState.PROPOSED
    assert done(reader, "themes/t1/accept")["state"]["value"] == "actief"
    assert done(reader, "themes/t2/reject", remark="Te vaag.")["state"]["value"] == "vervallen"
    [event] = page(reader, "t2")["history"]
    assert (event["by"], event["remark"]) == ("anna", "Te vaag.")
    residue = reader.get("/v1/residue", params={"reason": "nog_niet"}).json()
    assert [row["passage"]["id"] for row in residue] == [told[6]]
    assert actions(database) == [
        ("thema.aangenomen", "thema:t1"),
        ("thema.afgewezen", "thema:t2"),
    ]


@pytest.mark.usefixtures("told")
def test_a_theme_is_put_aside_and_comes_back_with_what_it_held(reader: TestClient) -> None:
    assert done(reader, "themes/t1/park")["passages"] == 0
    aside = reader.get("/v1/themes", params={"state": "geparkeerd"}).json()
    assert [row["id"] for row in aside] == ["t1"]
    assert [row["id"] for row in reader.get("/v1/themes").json()] == ["t2"]
    assert done(reader, "themes/t1/reopen", version=2)["passages"] == 6
    assert done(reader, "themes/t1/retire", version=3)["state"]["value"] == "vervallen"


def test_passages_are_confirmed_and_refused_and_the_machine_is_told(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    assert done(reader, "themes/t1/confirm", passages=[told[6]])["passages"] == 7
    done(reader, "themes/t1/refuse", version=2, passages=[told[0]])
    shown = {one["id"]: one["byPerson"] for one in page(reader, "t1")["passages"]}
    assert (shown[told[6]], told[0] in shown) == (True, False)
    with database.reading() as session:
        assert themes.refusals(session) == {(told[0], "t1")}
        assert themes.anchors(session)["t1"] == {told[6]}
    confirmed, refused = page(reader, "t1")["history"]
    assert (confirmed["detail"], refused["detail"]) == ({"stukjes_erbij": 1}, {"stukjes_weg": 1})


def test_merged_themes_lead_to_the_new_one(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    others = [{"id": "t2", "version": 1}]
    merged = done(reader, "themes/t1/merge", others=others, label="Wachten en wisselen")
    assert merged["passages"] == len(told)
    for old in ("t1", "t2"):
        seen = page(reader, old)
        assert (seen["theme"]["id"], seen["redirectedFrom"]) == (merged["id"], old)
    assert page(reader, merged["id"])["redirectedFrom"] is None
    assert actions(database) == [("thema.samengevoegd", f"thema:{merged['id']}")]


def test_a_split_divides_what_nobody_named_and_says_what_to_look_over(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    parts = [
        {"label": "Brieven", "passages": [told[0]]},
        {"label": "Bellen", "passages": [told[3]]},
    ]
    before = reader.post("/v1/themes/t1/split-preview", json={"version": 1, "parts": parts}).json()
    assert before["parts"] == [told[0:3], told[3:6]]
    assert page(reader, "t1")["theme"]["state"]["value"] == "actief"

    split = done(reader, "themes/t1/split", parts=parts)
    assert [(row["label"], row["passages"]) for row in split["themes"]] == [
        ("Brieven", 3),
        ("Bellen", 3),
    ]
    assert {row["passage"]["id"] for row in split["review"]} == {*told[1:3], *told[4:6]}
    first = page(reader, split["themes"][0]["id"])["passages"]
    assert {(one["id"], one["byPerson"]) for one in first} == {
        (told[0], True),
        (told[1], False),
        (told[2], False),
    }
    assert {one["strength"] for one in first} == {1.0, 0.6}
    assert actions(database) == [("thema.gesplitst", "thema:t1")]


def test_a_split_may_leave_the_rest_in_no_theme(reader: TestClient, told: list[int]) -> None:
    parts = [
        {"label": "Brieven", "passages": [told[0]]},
        {"label": "Bellen", "passages": [told[3]]},
    ]
    split = done(reader, "themes/t1/split", parts=parts, divide=False)
    assert [row["passages"] for row in split["themes"]] == [1, 1]
    loose = {row["passage"]["id"] for row in reader.get("/v1/residue").json()}
    assert loose == {told[1], told[2], told[4], told[5]}


def test_what_was_done_is_undone_in_every_theme_and_done_again(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    others = [{"id": "t2", "version": 1}]
    merged = done(reader, "themes/t1/merge", others=others, label="Samen")
    event = page(reader, merged["id"])["history"][-1]
    assert event["canBeUndone"] is True
    rows = reader.post(f"/v1/theme-events/{event['id']}/undo", json={}).json()
    assert {row["id"] for row in rows} == {"t1", "t2", merged["id"]}
    assert (page(reader, "t1")["theme"]["passages"], page(reader, "t1")["redirectedFrom"]) == (
        6,
        None,
    )
    undoing = page(reader, "t1")["history"][-1]
    assert undoing["kind"]["value"] == "ongedaan"
    again = reader.post(f"/v1/theme-events/{undoing['id']}/undo", json={})
    assert again.status_code == 200
    assert page(reader, "t1")["theme"]["id"] == merged["id"]
    assert page(reader, "t1")["theme"]["passages"] == len(told)
    assert [action for action, _ in actions(database)] == [
        "thema.samengevoegd",
        "thema.ongedaan",
        "thema.ongedaan",
    ]


@pytest.mark.usefixtures("told")
def test_undoing_twice_and_undoing_nothing_are_refused(reader: TestClient) -> None:
    done(reader, "themes/t1/pin")
    event = page(reader, "t1")["history"][-1]["id"]
    address = f"/v1/theme-events/{event}/undo"
    assert [reader.post(address, json={}).status_code for _ in range(2)] == [200, 409]
    assert reader.post("/v1/theme-events/99999/undo", json={}).status_code == 404


ACTIONS: dict[str, dict[str, Any]] = {step.value: {} for step in Step} | {
    "confirm": {"passages": [1]},
    "refuse": {"passages": [1]},
    "merge": {"others": [{"id": "t2", "version": 1}], "label": "Samen"},
    "split": {"parts": [{"label": "A", "passages": [1]}, {"label": "B", "passages": [4]}]},
    "sentences": {"text": "Ik hing een uur aan de lijn."},
}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("action", ACTIONS)
def test_who_comes_second_is_told_what_the_first_changed(
    reader: TestClient, client_as: ClientAs, database: Database, action: str
) -> None:
    first = client_as(AccountRole.ANALYST)
    assert first.patch("/v1/themes/t1", json={"label": "Eerder", "version": 1}).status_code == 200
    reply = reader.post(f"/v1/themes/t1/{action}", json={"version": 1} | ACTIONS[action])
    assert reply.status_code == 409, reply.text
    told = reply.json()
    assert told["code"] == "thema.veranderd"
    assert "analist" in told["detail"]
    assert "Eerder" in told["detail"]
    assert len(actions(database)) == 1


@pytest.mark.usefixtures("told")
def test_a_page_that_was_open_when_a_report_was_made_can_still_be_used(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        theme_versions.cite(session, "t1")
        place(session, tell(session, "s7"), "t1")
        assert theme_versions.cite(session, "t1") == 2
    # Nothing to unpin: it changes nothing, so it is not signed either.
    assert done(reader, "themes/t1/unpin")["version"] == 2
    assert done(reader, "themes/t1/pin")["version"] == 3
    assert actions(database) == [("thema.vastgezet", "thema:t1")]


@pytest.mark.usefixtures("told")
def test_who_changes_a_theme_that_was_merged_is_told_where_it_went(
    reader: TestClient, client_as: ClientAs
) -> None:
    others = [{"id": "t2", "version": 1}]
    done(client_as(AccountRole.ANALYST), "themes/t1/merge", others=others, label="Samen")
    reply = reader.patch("/v1/themes/t2", json={"label": "Toch anders", "version": 1})
    assert reply.status_code == 409
    assert "Samen" in reply.json()["detail"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("pin", {}),
        ("pin", {"version": -1}),
        ("pin", {"version": 1, "remark": "x" * 501}),
        ("confirm", {"version": 1}),
        ("confirm", {"version": 1, "passages": []}),
        ("confirm", {"version": 1, "passages": [0]}),
        ("merge", {"version": 1, "others": [], "label": "Samen"}),
        ("merge", {"version": 1, "others": [{"id": "t1", "version": 1}], "label": "Samen"}),
        ("merge", {"version": 1, "others": [{"id": "t2", "version": 1}], "label": ""}),
        ("split", {"version": 1, "parts": []}),
        ("split", {"version": 1, "parts": [{"label": "Eén", "passages": [1]}]}),
        (
            "split",
            {
                "version": 1,
                "parts": [{"label": "A", "passages": [1]}, {"label": "B", "passages": [7]}],
            },
        ),
        ("sentences", {"version": 1, "text": "  "}),
        ("sentences", {"version": 1, "text": "x" * 401}),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    reader: TestClient, database: Database, action: str, body: dict[str, Any]
) -> None:
    assert reader.post(f"/v1/themes/t1/{action}", json=body).status_code == 422
    assert page(reader, "t1")["theme"]["version"] == 1
    assert actions(database) == []


@pytest.mark.usefixtures("told")
def test_a_passage_that_readers_may_not_see_is_in_nobodys_hands(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        hidden = tell(session, "verborgen", CANARY, state=StoryState.IN_TRIAGE)
        passage = place(session, hidden, None, reason=ResidueReason.NOT_YET).id
    body = {"version": 1, "passages": [passage]}
    assert reader.post("/v1/themes/t1/confirm", json=body).status_code == 404


def test_a_theme_page_tells_why_passages_are_there(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    with database.writing() as session:
        sentence = ThemeParaphrase(
            theme_id="t1", text="Ik wacht nog steeds.", origin=Origin.MACHINE
        )
        session.add(sentence)
        session.flush()
        by_id = {one.passage_id: one for one in session.scalars(select(Assignment))}
        by_id[told[0]].evidence = {
            "woorden": ["wachten"],
            "voorbeeld": {"soort": "zin", "id": sentence.id},
        }
        by_id[told[1]].evidence = {"voorbeeld": {"soort": "stukje", "id": told[0]}}
        by_id[told[2]].evidence = {"voorbeeld": {"soort": "stukje", "id": 10**6}}
        theme = themes.get(session, "t1")
        theme.exemplar_passage_id, theme.exemplar_start, theme.exemplar_end = told[0], 0, 22
    seen = page(reader, "t1")
    why = {one["id"]: one["evidence"] for one in seen["passages"]}
    assert why[told[0]] == {
        "words": ["wachten"],
        "sentence": "Ik wacht nog steeds.",
        "passageId": None,
        "writtenExample": False,
    }
    assert why[told[1]] == {
        "words": [],
        "sentence": None,
        "passageId": told[0],
        "writtenExample": False,
    }
    assert why[told[2]] is None
    assert seen["exemplar"]["text"] == "Ik moest lang wachten."
    assert [one["text"] for one in seen["sentences"]] == ["Ik wacht nog steeds."]


@pytest.mark.parametrize(
    ("example", "written"),
    [
        ({"soort": "oefenstukje", "id": "w1-001-2"}, True),
        ({"soort": "zin", "id": "t1/naam"}, False),
    ],
)
def test_a_passage_that_is_like_something_without_a_number_says_what_that_is(
    reader: TestClient,
    database: Database,
    told: list[int],
    example: dict[str, str],
    written: bool,
) -> None:
    with database.writing() as session:
        by_id = {one.passage_id: one for one in session.scalars(select(Assignment))}
        by_id[told[0]].evidence = {"woorden": ["wachten"], "voorbeeld": example}
    why = {one["id"]: one["evidence"] for one in page(reader, "t1")["passages"]}
    assert why[told[0]] == {
        "words": ["wachten"],
        "sentence": None,
        "passageId": None,
        "writtenExample": written,
    }


def test_a_practice_passage_is_a_reason_without_words_and_without_its_text(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    with database.writing() as session:
        by_id = {one.passage_id: one for one in session.scalars(select(Assignment))}
        by_id[told[0]].evidence = {"voorbeeld": {"soort": "oefenstukje", "id": "w1-001-2"}}
    reply = reader.get("/v1/themes/t1")
    why = {one["id"]: one["evidence"] for one in reply.json()["passages"]}
    assert why[told[0]]["writtenExample"]
    assert "leerplichtvrouw" not in reply.text
    assert "w1-001-2" not in reply.text


def test_the_sentence_that_shows_a_theme_goes_when_readers_may_not_see_its_story(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        theme = make_theme(session, "t1")
        hidden = tell(session, "verborgen", CANARY, state=StoryState.IN_TRIAGE)
        theme.exemplar_passage_id = place(session, hidden, "t1").id
        theme.exemplar_start, theme.exemplar_end = 0, 20
    assert page(reader, "t1")["exemplar"] is None


def test_doubt_names_the_themes_between_which_a_passage_hangs(
    reader: TestClient, database: Database, told: list[int]
) -> None:
    with database.writing() as session:
        loose = place(session, tell(session, "los"), None, reason=ResidueReason.DOUBT)
        [row] = session.scalars(select(Assignment).where(Assignment.passage_id == loose.id))
        row.evidence = {"tussen": ["t1", "t2"]}
    [shown] = reader.get("/v1/residue", params={"reason": "twijfel"}).json()
    assert [one["label"] for one in shown["between"]] == ["Lang wachten", "Steeds een ander"]
    merged = done(reader, "themes/t1/merge", others=[{"id": "t2", "version": 1}], label="Samen")
    [shown] = reader.get("/v1/residue", params={"reason": "twijfel"}).json()
    assert shown["between"] == [{"id": merged["id"], "label": "Samen"}]
    assert shown["passage"]["id"] not in told


@pytest.mark.usefixtures("told")
def test_a_sentence_teaches_until_it_is_put_off(reader: TestClient, database: Database) -> None:
    done(reader, "themes/t1/sentences", text="Ik hing een uur aan de lijn.", voice="ouder")
    [sentence] = page(reader, "t1")["sentences"]
    assert (sentence["used"], sentence["byPerson"], sentence["voice"]) == (True, True, "ouder")
    address = f"/v1/themes/t1/sentences/{sentence['id']}"
    assert reader.patch(address, json={"used": False, "version": 2}).status_code == 200
    assert page(reader, "t1")["sentences"][0]["used"] is False
    elsewhere = f"/v1/themes/t2/sentences/{sentence['id']}"
    assert reader.patch(elsewhere, json={"used": True, "version": 1}).status_code == 404
    assert [action for action, _ in actions(database)] == ["thema.zin_toegevoegd", "thema.zin_uit"]


@pytest.mark.parametrize("copied", [CANARY, "KANARIEPIET floot om\n drie uur in de ochtend"])
def test_a_sentence_from_a_story_is_refused(
    reader: TestClient, database: Database, copied: str
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        tell(session, "s1", f"Het was zo.\n{CANARY}")
    reply = reader.post("/v1/themes/t1/sentences", json={"version": 1, "text": copied})
    assert reply.status_code == 422
    assert reply.json()["code"] == "thema.zin_uit_verhaal"
    assert "floot" not in reply.text
    assert page(reader, "t1")["sentences"] == []
