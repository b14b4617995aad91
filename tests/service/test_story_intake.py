"""Systems of teams send stories in: twice is once, revoked is closed, a narrator says yes."""

import logging
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient
from typer.testing import CliRunner

from ingest.pseudonymise import load_pseudonymiser
from models import decisions, forms, stories, team_tokens, teams
from models.base import now, today
from models.db import Database
from models.sealing import Sealer
from models.stories import RawStory, Receipt, Signification, Story
from models.team_tokens import IntakeReply, TeamToken
from models.vocabulary import Channel, QuestionKind, StoryState
from service import codes, intake
from service.app import create_app
from service.cli import app as command_line
from service.form.memory import Telling
from service.security import token_hash
from service.settings import Settings
from service.wiring import House
from tests.narrator import send

ROUTE = "/v1/intake/stories"
CANARY = "Kanariepietje"
TEXT = f"Mijn zoon {CANARY} kreeg pas na elf weken een brief van het wijkteam."
BODY = {"title": "Wachten met Fatima", "text": TEXT, "role": "ouder", "period": "2026-03"}


@pytest.fixture
def house(database: Database, sealer: Sealer, tmp_path: Path) -> House:
    with database.writing() as session:
        forms.load_catalogue(session)
    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url, recognisers="regels"),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


class System:
    """A team's own system with its key."""

    def __init__(self, house: House, client: TestClient, token: str, number: int) -> None:
        self.house, self.client, self.token, self.number = house, client, token, number

    def send(self, key: str = "een-sleutel-1", **changes: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        return self.client.post(ROUTE, json={**BODY, **changes}, headers=headers)

    def count(self, table: type) -> int:
        with self.house.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def story(self) -> Story:
        with self.house.database.reading() as session:
            return session.scalars(select(Story)).one()


@pytest.fixture
def system(house: House) -> System:
    token = intake.new_token()
    with house.database.writing() as session:
        team = teams.ensure(session, "Noord", organisation="Test")
        made = team_tokens.create(session, team, "Ons dossier", token_hash=token_hash(token))
    return System(house, TestClient(create_app(house)), token, made.id)


def test_a_story_waits_for_its_narrator_without_names(system: System) -> None:
    answer = system.send(answers={"afloop": "goed"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert CANARY not in told["text"]
    assert told["title"] == "Wachten met [persoon-1]"
    assert told["helpLines"] == []
    story = system.story()
    assert (story.state, story.channel) == (StoryState.AWAITING_NARRATOR, Channel.SYSTEM)
    assert (story.text, story.title, story.period) == (told["text"], told["title"], "2026-03")
    assert str(story.expires_on) == told["expiresOn"]
    with system.house.database.reading() as session:
        assert stories.purposes(session, story.id) == frozenset()
        receipt = session.scalars(select(Receipt)).one()
        code = codes.parse(told["code"])
        assert code is not None
        assert codes.verify(code, receipt.secret_hash, system.house.sealer)
        raw = session.scalars(select(RawStory)).one()
        token = session.get_one(TeamToken, system.number)
    opened = system.house.sealer.open(raw.sealed, place=RawStory.place(story.id))
    assert Telling.read(opened).text == TEXT
    assert token.used_on == today()


def test_its_narrator_opens_it_with_the_code_and_says_yes_in_the_form(system: System) -> None:
    code = system.send(answers={"afloop": "goed"}).json()["code"]
    browser = TestClient(create_app(system.house))
    page = send(browser, browser.get("/code"), button=("actie", "open"), code=code)
    assert page.url.path == "/code/verhaal"
    page = send(browser, page, button=("actie", "nakijken"))
    assert CANARY in page.text
    page = send(browser, page, button=("actie", "ja"), mag=["associatie"])
    assert page.status_code == 200
    story = system.story()
    assert (story.state, story.channel) == (StoryState.APPROVED, Channel.SYSTEM)
    assert CANARY not in story.text
    assert (system.count(RawStory), system.count(Signification)) == (0, 1)


def test_on_the_easy_form_its_narrator_finds_coins_that_can_be_sent_again(system: System) -> None:
    told = {"besluit": [50, 30, 20]}
    code = system.send(formKey="makkelijk", answers=told).json()["code"]
    browser = TestClient(create_app(system.house))
    page = send(browser, browser.get("/code"), button=("actie", "open"), code=code)
    send(browser, page, button=("actie", "nakijken"))
    page = send(browser, browser.get("/betekenis"), button=("actie", "verder"))
    assert page.url.path == "/over-u", page.text


def test_the_same_request_again_gives_the_same_answer_and_one_story(system: System) -> None:
    first, second = system.send(), system.send()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (system.count(Story), system.count(Receipt)) == (1, 1)


def test_one_key_with_another_story_is_refused(system: System) -> None:
    system.send()
    other = system.send(text="Een heel ander verhaal, over een ander wijkteam.")
    assert other.status_code == 422
    assert other.json()["errors"][0]["pointer"] == "Idempotency-Key"
    again = system.send(key="een-andere-sleutel")
    assert (again.status_code, again.json()["code"]) == (409, "verhaal.al_bekend")
    assert system.count(Story) == 1


def test_at_the_same_moment_one_key_is_one_story(system: System) -> None:
    ready = threading.Barrier(4)
    answers: list[httpx.Response] = []

    def send_in() -> None:
        ready.wait()
        answers.append(system.send())

    threads = [threading.Thread(target=send_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.text for answer in answers}) == 1
    assert (system.count(Story), system.count(IntakeReply)) == (1, 1)


def test_after_a_day_or_when_it_is_taken_back_the_answer_is_not_told_again(system: System) -> None:
    system.send()
    system.send(key="een-sleutel-2", text="Een ander verhaal, dat straks weer weggaat.")
    with system.house.database.writing() as session:
        gone = session.scalars(select(Story).where(Story.text.contains("weggaat"))).one()
        decisions.withdraw(session, gone)
    assert (
        system.send("een-sleutel-2", text="Een ander verhaal, dat straks weer weggaat.").status_code
        == 409
    )
    with system.house.database.writing() as session:
        for reply in session.scalars(select(IntakeReply)):
            reply.at = now() - timedelta(hours=25)
    assert system.send().status_code == 409
    with system.house.database.writing() as session:
        team_tokens.expire_replies(session)
    with system.house.database.reading() as session:
        assert set(session.scalars(select(IntakeReply.sealed))) == {b""}
    assert system.count(Story) == 2


def test_without_a_working_key_nothing_comes_in(system: System) -> None:
    with system.house.database.writing() as session:
        team_tokens.revoke(session, system.number)
    for headers in ({}, {"Authorization": f"Bearer {system.token}"}, {"Authorization": "Bearer x"}):
        answer = system.client.post(
            ROUTE, json=BODY, headers={**headers, "Idempotency-Key": "een-sleutel-1"}
        )
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert system.count(Story) == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": "kort"}, "verhaal"),
        ({"answers": {"bestaat_niet": "goed"}}, "#/answers"),
        ({"answers": {"afloop": CANARY}}, "#/answers/afloop"),
        ({"period": "lang geleden"}, "#/period"),
        ({"role": "koning"}, "#/role"),
        ({"onbekend": 1}, "#"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_never_repeated(
    system: System, changes: dict[str, Any], pointer: str
) -> None:
    answer = system.send(**changes)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert CANARY not in answer.text
    assert system.count(Story) == 0


def test_a_key_is_asked_for(system: System) -> None:
    headers = {"Authorization": f"Bearer {system.token}"}
    answer = system.client.post(ROUTE, json=BODY, headers=headers)
    assert answer.status_code == 422
    assert system.send(key="kort").status_code == 422


def test_answers_in_words_go_through_the_gate(system: System) -> None:
    with system.house.database.reading() as session:
        form, key = next(
            (form.key, question.key)
            for form in forms.published(session)
            for question in form.questions
            if question.kind is QuestionKind.TEXT and question.shown_when is None
        )
    answer = system.send(formKey=form, answers={key: f"Mijn zoon {CANARY} zou dit moeten weten."})
    assert answer.status_code == 201, answer.text
    with system.house.database.reading() as session:
        stored = session.scalars(select(Signification)).one()
    assert stored.value["text"].startswith("Mijn zoon [zoon-1]")


def test_a_sign_of_danger_gives_help_lines_at_once(system: System) -> None:
    answer = system.send(text="Mijn man slaat mij als hij gedronken heeft, al maanden lang.")
    assert {line["number"] for line in answer.json()["helpLines"]} >= {"112"}


def test_nothing_of_it_is_logged(system: System, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = system.send().json()
    system.send(text="kort")
    ours = [
        record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    said = " ".join(record.getMessage() for record in ours)
    for word in (CANARY, "elf weken", told["code"], system.token, "een-sleutel-1"):
        assert word not in said


def test_too_much_in_an_hour_is_stopped(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    from limits import RateLimitItemPerHour

    monkeypatch.setattr(intake, "STORIES", RateLimitItemPerHour(1, namespace="proef"))
    assert system.send().status_code == 201
    assert system.send(key="een-sleutel-2").status_code == 429


def test_administrators_make_list_and_revoke_keys(
    reader: TestClient, moderator: TestClient, api_app: FastAPI, database: Database
) -> None:
    with database.writing() as session:
        team = teams.ensure(session, "Noord", organisation="Test").id
    made = reader.post("/v1/team-tokens", json={"teamId": team, "name": "Ons dossier"})
    assert made.status_code == 201
    token = made.json()["token"]
    assert token.startswith(intake.PREFIX)
    assert len(token) > 40
    [listed] = reader.get("/v1/team-tokens").json()
    assert (listed["name"], listed["works"], "token" in listed) == ("Ons dossier", True, False)
    with database.reading() as session:
        assert team_tokens.working(session, token_hash(token)) is not None
    address = f"/v1/team-tokens/{listed['id']}"
    assert [reader.delete(address).status_code for _ in range(2)] == [204, 404]
    assert reader.get("/v1/team-tokens").json()[0]["works"] is False
    assert reader.post("/v1/team-tokens", json={"teamId": 999, "name": "x"}).status_code == 404
    assert reader.post("/v1/team-tokens", json={"teamId": team, "name": " "}).status_code == 422
    assert moderator.get("/v1/team-tokens").status_code == 403


def test_keys_on_the_command_line(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)
    with database.writing() as session:
        teams.ensure(session, "Noord", organisation="Test")
    run = CliRunner().invoke
    made = run(command_line, ["sleutel", "nieuw", "noord", "Ons dossier"])
    assert made.exit_code == 0, made.output
    assert intake.PREFIX in made.output
    assert "werkt" in run(command_line, ["sleutel", "lijst"]).output
    with database.reading() as session:
        number = session.scalars(select(TeamToken.id)).one()
    assert run(command_line, ["sleutel", "intrekken", str(number)]).exit_code == 0
    assert "ingetrokken" in run(command_line, ["sleutel", "lijst"]).output
    assert run(command_line, ["sleutel", "intrekken", str(number)]).exit_code == 1
