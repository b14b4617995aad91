"""Stories, runs and reports over the API."""

import base64
import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import decisions, runs, stories
from models.accounts import Account
from models.audit import AuditEvent
from models.db import Database
from models.vocabulary import Purpose, RunKind, RunState
from tests.collection import ALL, make_theme, place, tell


def _all_pages(reader: TestClient, query: str = "") -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        page = reader.get(f"/v1/stories?limit=2{query}{cursor}").json()
        pages.append([story["id"] for story in page["stories"]])
        if page["next"] is None:
            return pages
        cursor = f"&cursor={page['next']}"


def test_pages_of_stories_follow_each_other_to_the_end(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        for number, period in enumerate(["2024-01", None, "2026-03", "2026-03", "2025-07"]):
            tell(session, f"s{number}", period=period)
    assert _all_pages(reader) == [["s3", "s2"], ["s4", "s0"], ["s1"]]


def test_a_list_of_stories_holds_no_text(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        tell(session, "s1", "KANARIE in de tekst")
    assert "KANARIE" not in reader.get("/v1/stories").text


def test_stories_of_one_theme(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        for number in range(5):
            story = tell(session, f"s{number}")
            if number % 2 == 0:
                place(session, story, "t1", end=5)
                place(session, story, "t1", start=5)
    assert _all_pages(reader, "&theme=t1") == [["s4", "s2"], ["s0"]]
    assert reader.get("/v1/stories?theme=t1").json()["total"] == 3
    assert reader.get("/v1/stories?theme=t404").status_code == 404


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "!!!!", _encoded({}), _encoded(["a"]), _encoded(["a", 1]), _encoded("a" * 100)],
)
def test_a_cursor_of_somebody_elses_making_is_refused(reader: TestClient, cursor: str) -> None:
    reply = reader.get("/v1/stories", params={"cursor": cursor})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "cursor"


@pytest.mark.parametrize(
    ("limit", "status"), [("1", 200), ("200", 200), ("0", 422), ("201", 422), ("veel", 422)]
)
def test_a_page_has_one_to_two_hundred_stories(reader: TestClient, limit: str, status: int) -> None:
    assert reader.get(f"/v1/stories?limit={limit}").status_code == status


def test_a_whole_story_with_its_answers_in_words(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        story = tell(
            session,
            "s1",
            "Eerste zin. Tweede zin.",
            allows={Purpose.ASSOCIATION, Purpose.QUOTE},
            answers={
                "gevoel": {},
                "afloop": {"option": "deels"},
                "tempo": {"position": 12},
                "besluit": {"shares": [0.7, 0.05, 0.25]},
            },
        )
        place(session, story, "t1")
    found = reader.get("/v1/stories/s1").json()
    assert (found["title"], found["text"]) == ("Een titel", "Eerste zin. Tweede zin.")
    assert found["channel"] == {"value": "formulier", "label": "Formulier"}
    assert found["quotable"] is True
    assert [purpose["value"] for purpose in found["purposes"]] == ["associatie", "citaat"]
    assert [(theme["id"], theme["stories"]) for theme in found["themes"]] == [("t1", 1)]
    assert [(answer["question"], answer["answer"]) for answer in found["answers"]] == [
        ("besluit", "vooral: ik en mijn gezin, ook: het wijkteam, een beetje: mensen om ons heen"),
        ("tempo", "vooral: te snel losgelaten"),
        ("afloop", "Deels goed"),
        ("gevoel", "Weet ik niet, of past niet"),
    ]


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (0, "vooral: te snel losgelaten"),
        (30, "een beetje: te snel losgelaten"),
        (50, "in het midden, tussen “te snel losgelaten” en “te lang vastgehouden”"),
        (70, "een beetje: te lang vastgehouden"),
        (100, "vooral: te lang vastgehouden"),
    ],
)
def test_a_place_on_a_scale_is_told_in_words(
    reader: TestClient, database: Database, position: int, words: str
) -> None:
    with database.writing() as session:
        tell(session, "s1", answers={"tempo": {"position": position}})
    assert reader.get("/v1/stories/s1").json()["answers"][0]["answer"] == words


def test_a_withdrawn_story_is_gone_at_once(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        tell(session, "s1", allows=ALL)
    assert reader.get("/v1/stories/s1").status_code == 200
    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, "s1"))
    assert reader.get("/v1/stories/s1").status_code == 404


def test_asking_for_patterns_starts_one_run_and_says_where_it_is(
    reader: TestClient, database: Database, administrator: Account
) -> None:
    reply = reader.post("/v1/runs", json={"seed": 11})
    assert reply.status_code == 202
    run = reply.json()
    assert (run["kind"]["value"], run["state"]["value"]) == ("verkennen", "wacht")
    assert reader.get(reply.headers["Location"]).json() == run
    assert reader.get("/v1/runs").json() == [run]
    seen = reader.get("/v1/overview").json()
    assert (seen["latestRun"]["id"], seen["queue"]) == (run["id"], 1)
    with database.reading() as session:
        stored = runs.get(session, run["id"])
        asked = {"seed": 11, "methode": "eigen", "volledig": False}
        assert (stored.parameters, stored.account_id) == (asked, administrator.id)
        [event] = session.scalars(select(AuditEvent)).all()
        assert (event.action, event.subject) == ("berekening.gevraagd", f"run:{run['id']}")


def test_a_second_run_has_to_wait_for_the_first(reader: TestClient, database: Database) -> None:
    first = reader.post("/v1/runs", json={}).json()
    refused = reader.post("/v1/runs", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "run.loopt_al")
    with database.writing() as session:
        run = runs.claim(session, "a", run_id=first["id"])
        assert run is not None
        assert run.state is RunState.WORKING
        assert run.parameters == {"seed": 7, "methode": "eigen", "volledig": False}
    assert reader.post("/v1/runs", json={}).status_code == 409
    with database.writing() as session:
        runs.finish(runs.get(session, first["id"]), provenance={"seed": 7})
    assert reader.get(f"/v1/runs/{first['id']}").json()["provenance"] == {"seed": 7}
    assert reader.post("/v1/runs", json={}).status_code == 202


def test_placing_a_story_does_not_stand_in_the_way_of_mining(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        runs.enqueue(session, RunKind.PLACE)
    assert reader.post("/v1/runs", json={}).status_code == 202


@pytest.mark.parametrize("seed", [-1, 2**31, "zeven", 1.5, True])
def test_a_seed_is_a_whole_number_that_fits(reader: TestClient, seed: object) -> None:
    expected = 202 if seed is True else 422
    assert reader.post("/v1/runs", json={"seed": seed}).status_code == expected


@pytest.mark.parametrize(("run", "status"), [("404", 404), ("0", 422), ("9" * 30, 422)])
def test_an_unknown_run_is_not_found(reader: TestClient, run: str, status: int) -> None:
    assert reader.get(f"/v1/runs/{run}").status_code == status


def test_a_finished_run_without_themes_means_reading(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        run = runs.enqueue(session, RunKind.MINE)
        runs.finish(run, provenance={})
    assert reader.get("/v1/overview").json()["mode"]["value"] == "lezen"


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument", b"PK"),
        ("pdf", "application/pdf", b"%PDF"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfrang"),
    ],
)
def test_a_report_comes_as_a_file_and_is_signed_for(
    reader: TestClient, database: Database, form: str, media_type: str, start: bytes
) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        place(session, tell(session, "s1", allows=ALL), "t1")
    reply = reader.get(f"/v1/reports/themes?theme=t1&format={form}")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(media_type)
    assert reply.content.startswith(start)
    disposition = reply.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="vertelpunt-themas-')
    assert disposition.endswith(f'.{form}"')
    assert reply.headers["Cache-Control"] == "no-store"
    with database.reading() as session:
        [event] = session.scalars(select(AuditEvent)).all()
        assert (event.action, event.subject) == ("rapport.gemaakt", "thema:t1")
        assert event.detail == {"soort": form}


def test_a_report_quotes_only_who_allows_it(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        place(
            session, tell(session, "s1", "Dit citeer ik graag, zegt een moeder.", allows=ALL), "t1"
        )
        no_quote = ALL - {Purpose.QUOTE}
        place(
            session, tell(session, "s2", "KANARIE niet citeren alstublieft.", allows=no_quote), "t1"
        )
    content = reader.get("/v1/reports/themes?format=docx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = archive.read("word/document.xml").decode()
    assert "Dit citeer ik graag" in document
    assert "KANARIE" not in document


@pytest.mark.parametrize(
    ("query", "status"), [("theme=t404", 404), ("format=exe", 422), ("theme=" + "x" * 99, 422)]
)
def test_a_report_that_cannot_be_is_refused(reader: TestClient, query: str, status: int) -> None:
    assert reader.get(f"/v1/reports/themes?{query}").status_code == status
