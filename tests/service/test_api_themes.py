"""Themes over the API: the ranked list, the page, and a name of people's own."""

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import audit, themes
from models.accounts import Account
from models.audit import AuditEvent
from models.db import Database
from models.vocabulary import (
    AgeGroup,
    NarratorRole,
    Origin,
    Purpose,
    ResidueReason,
    StoryState,
    ThemeEventKind,
    ThemeState,
)
from tests.collection import make_link, make_standard, make_theme, place, tell

READERS = {Purpose.ASSOCIATION}
QUOTABLE = {Purpose.ASSOCIATION, Purpose.QUOTE}


@pytest.fixture
def told(database: Database) -> Database:
    """Three stories in theme t1, one of them in t2 too, and a fourth in none."""
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        make_theme(session, "t2", "Steeds een ander")
        first = tell(
            session,
            "s1",
            "Ik wachtte een jaar. En toen nog een.",
            allows=QUOTABLE,
            role=NarratorRole.YOUNG_PERSON,
            age_group=AgeGroup.UNDER_18,
            answers={
                "besluit": {"shares": [0.7, 0.2, 0.1]},
                "tempo": {"position": 10},
                "afloop": {"option": "goed"},
            },
        )
        second = tell(
            session,
            "s2",
            answers={
                "besluit": {"shares": [0.5, 0.5, 0.0]},
                "tempo": {"position": 50},
                "afloop": {"option": "goed"},
            },
        )
        third = tell(
            session,
            "s3",
            role=None,
            age_group=None,
            period=None,
            answers={"besluit": {}, "tempo": {"position": 90}, "afloop": {}},
        )
        place(session, first, "t1", end=20, strength=0.9)
        place(session, first, "t2", start=21, strength=0.4)
        place(session, second, "t1", strength=0.5, origin=Origin.PERSON)
        place(session, third, "t1", strength=0.3)
        place(session, tell(session, "s4"), None, reason=ResidueReason.TOO_SHORT)
    return database


def test_stories_are_counted_of_the_narrators_that_are_chosen(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        for theme_id in ("t1", "t2", "t3"):
            make_theme(session, theme_id)
        themes.get(session, "t3").state = ThemeState.PARKED
        parent = tell(session, "s1")
        place(session, parent, "t1")
        place(session, tell(session, "s2", role=NarratorRole.VOLUNTEER), "t1")
        other = tell(session, "s3", team="Wijkteam Noord")
        other.synthetic = True
        place(session, other, "t2")
        place(session, tell(session, "s4", state=StoryState.IN_TRIAGE), "t1")
        place(session, tell(session, "s5"), "t3")
        south, north = parent.team_id, other.team_id

    def counted(**wanted: Any) -> tuple[int, dict[str, int]]:
        found = reader.get("/v1/theme-counts", params=wanted).json()
        return found["stories"], found["byTheme"]

    assert counted() == (4, {"t1": 2, "t2": 1})
    assert counted(role="ouder") == (3, {"t1": 1, "t2": 1})
    assert counted(team=south) == (3, {"t1": 2})
    assert counted(team=[south, north], realOnly=True) == (3, {"t1": 2})
    assert reader.get("/v1/theme-counts", params={"role": "niemand"}).status_code == 422
    assert reader.get("/v1/theme-counts", params={"team": 2**31}).status_code == 422


@pytest.mark.usefixtures("told")
def test_themes_are_ranked_by_stories(reader: TestClient) -> None:
    rows = reader.get("/v1/themes").json()
    assert [(row["id"], row["stories"], row["passages"], row["share"]) for row in rows] == [
        ("t1", 3, 3, 0.75),
        ("t2", 1, 1, 0.25),
    ]
    assert rows[0]["labelByPerson"] is False
    assert rows[0]["stability"] == {"value": "onbekend", "label": "Nog niet bekend"}


def test_without_stories_there_are_no_themes_and_nothing_divides_by_zero(
    reader: TestClient,
) -> None:
    assert reader.get("/v1/themes").json() == []
    seen = reader.get("/v1/overview").json()
    assert (seen["stories"], seen["firstPeriod"], seen["mode"]) == (0, None, None)


@pytest.mark.usefixtures("told")
def test_a_theme_page_shows_the_strongest_passage_first_with_who_tells(
    reader: TestClient,
) -> None:
    page = reader.get("/v1/themes/t1").json()
    first, second, third = page["passages"]
    assert first.pop("id") > 0
    assert first == {
        "storyId": "s1",
        "storyTitle": "Een titel",
        "start": 0,
        "end": 20,
        "text": "Ik wachtte een jaar.",
        "strength": 0.9,
        "byPerson": False,
        "roleLabel": "Kind of jongere",
        "ageGroupLabel": "Jonger dan 18",
        "team": "Wijkteam Zuid",
        "period": "2026-03",
        "quotable": True,
        "synthetic": False,
        "evidence": None,
    }
    assert (second["storyId"], second["byPerson"], second["quotable"]) == ("s2", True, False)
    assert (third["roleLabel"], third["ageGroupLabel"], third["period"]) == (None, None, None)
    assert (page["theme"]["stories"], page["totalStories"]) == (3, 4)


@pytest.mark.usefixtures("told")
def test_a_theme_page_counts_who_tells_with_who_did_not_say_last(reader: TestClient) -> None:
    page = reader.get("/v1/themes/t1").json()
    assert [(count["value"], count["stories"]) for count in page["byRole"]] == [
        ("jongere", 1),
        ("ouder", 1),
        ("onbekend", 1),
    ]
    assert [(count["value"], count["stories"]) for count in page["byAgeGroup"]] == [
        ("tot_18", 1),
        ("27_66", 1),
        ("onbekend", 1),
    ]
    assert [(count["period"], count["role"]) for count in page["byPeriod"]] == [
        ("2026-03", "jongere"),
        ("2026-03", "ouder"),
    ]


@pytest.mark.usefixtures("told")
def test_a_theme_page_sums_up_what_narrators_answered(reader: TestClient) -> None:
    answers = {a["question"]: a for a in reader.get("/v1/themes/t1").json()["answers"]}
    assert list(answers) == ["besluit", "tempo", "afloop"]

    triad = answers["besluit"]
    assert [(p["storyId"], p["shares"]) for p in triad["points"]] == [
        ("s1", [0.7, 0.2, 0.1]),
        ("s2", [0.5, 0.5, 0.0]),
    ]
    # Who stands halfway between two corners is in neither.
    assert [(o["key"], o["stories"]) for o in triad["options"]] == [
        ("gezin", 1),
        ("kring", 0),
        ("team", 0),
    ]
    assert (triad["answered"], triad["notAnswered"]) == (2, 1)

    assert answers["tempo"]["positions"] == [10, 50, 90]
    assert [o["stories"] for o in answers["tempo"]["options"]] == [1, 1]
    choice = answers["afloop"]
    assert (choice["options"][0]["key"], choice["options"][0]["stories"]) == ("goed", 2)
    assert (choice["answered"], choice["notAnswered"]) == (2, 1)


def test_residue_is_told_with_its_reason(reader: TestClient, told: Database) -> None:
    [row] = reader.get("/v1/residue").json()
    assert (row["passage"]["storyId"], row["reason"]["value"]) == ("s4", "te_kort")
    seen = reader.get("/v1/overview").json()
    assert (seen["storiesInNoTheme"], seen["passagesInNoTheme"]) == (1, 1)
    assert seen["residueReasons"] == [
        {"value": "te_kort", "label": "Te kort om te plaatsen", "stories": 1}
    ]
    assert seen["mode"]["value"] == "klein"


@pytest.mark.usefixtures("told")
def test_a_new_name_is_kept_told_and_signed(
    reader: TestClient, database: Database, administrator: Account
) -> None:
    reply = reader.patch("/v1/themes/t1", json={"label": " Wachten  op hulp ", "version": 1})
    assert reply.status_code == 200
    row = reply.json()
    assert (row["id"], row["label"], row["version"]) == ("t1", "Wachten op hulp", 2)
    assert (row["labelByPerson"], row["stories"]) == (True, 3)

    [event] = reader.get("/v1/themes/t1").json()["history"]
    assert (event["kind"]["value"], event["by"]) == ("hernoemd", "anna")
    assert event["detail"] == {"van": "Lang wachten", "naar": "Wachten op hulp"}
    with database.reading() as session:
        [signed] = session.scalars(select(AuditEvent)).all()
        assert (signed.action, signed.subject) == ("thema.hernoemd", "thema:t1")
        assert signed.account_id == administrator.id
        assert audit.walk(session).broken is None


@pytest.mark.usefixtures("told")
def test_an_old_version_is_refused_and_leaves_no_trace(
    reader: TestClient, database: Database
) -> None:
    reader.patch("/v1/themes/t1", json={"label": "Eerste", "version": 1})
    reply = reader.patch("/v1/themes/t1", json={"label": "Tweede", "version": 1})
    assert reply.status_code == 409
    assert reply.json()["code"] == "thema.veranderd"
    assert "Eerste" in reply.json()["detail"]
    assert reader.get("/v1/themes/t1").json()["theme"]["label"] == "Eerste"
    with database.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == 1
        assert len(themes.history(session, "t1")) == 1


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "body",
    [
        {"label": "", "version": 1},
        {"label": "x" * 81, "version": 1},
        {"label": "x" * 401, "version": 1},
        {"label": "Naam"},
        {"label": "Naam", "version": 10**30},
        {"label": "Naam", "version": 1, "state": "vervallen"},
    ],
    ids=["empty", "too long", "far too long", "no version", "huge version", "more than asked"],
)
def test_a_name_that_cannot_be_is_refused(reader: TestClient, body: dict[str, Any]) -> None:
    assert reader.patch("/v1/themes/t1", json=body).status_code == 422
    assert reader.get("/v1/themes/t1").json()["theme"]["version"] == 1


@pytest.mark.parametrize("theme", ["t404", "x" * 500, "%2e%2e", "é"])
def test_an_unknown_theme_is_not_found(reader: TestClient, theme: str) -> None:
    assert reader.get(f"/v1/themes/{theme}").status_code == 404
    change = {"label": "Naam", "version": 1}
    assert reader.patch(f"/v1/themes/{theme}", json=change).status_code == 404


def test_a_theme_out_of_use_keeps_its_page_and_history(reader: TestClient, told: Database) -> None:
    with told.writing() as session:
        themes.get(session, "t1").state = ThemeState.PARKED
        themes.record(session, "t1", ThemeEventKind.RETIRED, detail={"reden": "proef"})
    assert [row["id"] for row in reader.get("/v1/themes").json()] == ["t2"]
    page = reader.get("/v1/themes/t1").json()
    assert [(e["kind"]["value"], e["by"]) for e in page["history"]] == [("vervallen", "Computer")]


def test_a_theme_page_shows_its_links_but_not_the_rejected(
    reader: TestClient, told: Database
) -> None:
    with told.writing() as session:
        link = make_link(session, "t1", make_standard(session))
    [shown] = reader.get("/v1/themes/t1").json()["links"]
    assert (shown["id"], shown["themeLabel"]) == (link.id, "Lang wachten")
    reader.patch(f"/v1/links/{link.id}", json={"state": "afgewezen"})
    assert reader.get("/v1/themes/t1").json()["links"] == []
