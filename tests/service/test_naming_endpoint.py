"""A language model may propose a name: never by itself, never somebody's, never from elsewhere."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from ingest.pseudonymise import load_pseudonymiser
from models import themes
from models.accounts import Account
from models.audit import AuditEvent
from models.db import Database
from models.errors import Conflict, Unavailable, VertelpuntError
from models.sealing import Sealer
from models.themes import ThemeEvent
from models.vocabulary import Purpose, StoryState, ThemeEventKind, ThemeState
from service import naming, naming_endpoint
from service.app import create_app
from service.settings import Settings
from service.wiring import House
from tests.collection import ALL, make_theme, place, tell
from tests.service.conftest import TOKEN

GOOD = {
    "naam": "Lang wachten op hulp",
    "regel": "Verhalen over wachten voordat er hulp komt.",
    "stukken": [1, 2],
}
KEY = "geheime-sleutel"
CANARY = "KANARIE"


@dataclass
class FakeModel:
    """A language model on this computer that says what it is told to say."""

    address: str = ""
    reply: bytes = b""
    status: int = 200
    location: str = ""
    waits: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def says(self, content: object) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        self.reply = json.dumps({"choices": [{"message": {"content": text}}]}).encode()

    @property
    def seen(self) -> str:
        """Everything that was sent to it."""
        return json.dumps(self.asked, ensure_ascii=False)


def _serving(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.asked.append(json.loads(body))
            model.keys.append(self.headers["Authorization"])
            model.paths.append(self.path)
            if model.waits is not None:
                model.waits.wait(20)
            self.send_response(model.status)
            if model.location:
                self.send_header("Location", model.location)
            self.send_header("Content-Length", str(len(model.reply)))
            self.end_headers()
            try:
                self.wfile.write(model.reply)
            except OSError:
                # Who asked stopped listening, which is what some tests are about.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    return Answering


@pytest.fixture
def fake_model() -> Iterator[Callable[[], FakeModel]]:
    """Makes language models that listen on this computer."""
    servers: list[ThreadingHTTPServer] = []

    def made() -> FakeModel:
        model = FakeModel()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _serving(model))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        model.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        model.says(GOOD)
        return model

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def model(fake_model: Callable[[], FakeModel]) -> FakeModel:
    return fake_model()


def _house(database: Database, sealer: Sealer, folder: Path, url: str) -> House:
    with database.writing() as session:
        make_theme(session, "t1", "Wachtlijst en intake")
        texts = ("Ik wachtte een jaar op hulp.", "Mijn moeder wachtte ook <heel> lang op antwoord.")
        for number, text in enumerate(texts):
            place(session, tell(session, f"s{number}", text), "t1", strength=0.9 - number / 10)
        for state in StoryState:
            if state is not StoryState.APPROVED:
                story = tell(session, state.value, f"{CANARY} zegt iets.", state=state, allows=ALL)
                place(session, story, "t1", strength=1.0)
        own = tell(session, "eigen", f"{CANARY} zegt iets.", allows={Purpose.OWN_TEAM})
        place(session, own, "t1", strength=1.0)
    return House(
        settings=Settings(
            data_dir=folder,
            database_url=database.url,
            naming_url=url,
            naming_model="klein-model",
            naming_key=KEY,  # type: ignore[arg-type]
        ),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


@pytest.fixture
def house(database: Database, sealer: Sealer, tmp_path: Path, model: FakeModel) -> House:
    """A house with the fake language model, and a theme of two stories among hidden ones."""
    return _house(database, sealer, tmp_path, model.address)


def _refusal(house: House) -> VertelpuntError:
    with pytest.raises((Conflict, Unavailable)) as caught:
        naming.suggest(house, "t1", account_id=None)
    return caught.value


def _suggestions(house: House) -> list[ThemeEvent]:
    with house.database.reading() as session:
        query = select(ThemeEvent).where(ThemeEvent.kind == ThemeEventKind.SUGGESTED)
        return list(session.scalars(query))


def test_a_name_is_kept_as_an_event_and_changes_nothing(house: House, model: FakeModel) -> None:
    found = naming.suggest(house, "t1", account_id=None)
    assert (found.label, found.include_rule) == (GOOD["naam"], GOOD["regel"])
    assert found.passages_cited == found.passages_shown
    [event] = _suggestions(house)
    assert event.id == found.event_id
    assert event.detail == {
        "naam": GOOD["naam"],
        "regel": GOOD["regel"],
        "getoond": found.passages_shown,
        "aangehaald": found.passages_cited,
        "model": "klein-model",
    }
    with house.database.reading() as session:
        theme = themes.get(session, "t1")
        assert (theme.label, theme.include_rule, theme.version) == ("Wachtlijst en intake", "", 1)
    assert (model.paths, model.keys) == (["/v1/chat/completions"], [f"Bearer {KEY}"])
    assert model.asked[0]["model"] == "klein-model"


def test_only_stories_for_readers_are_sent(house: House, model: FakeModel) -> None:
    naming.suggest(house, "t1", account_id=None)
    assert "Ik wachtte een jaar op hulp." in model.seen
    assert CANARY not in model.seen
    # A story cannot end its own passage.
    assert "‹heel›" in model.seen


def test_at_most_eight_passages_are_sent_one_of_each_story(house: House, model: FakeModel) -> None:
    with house.database.writing() as session:
        for number in range(12):
            story = tell(session, f"meer{number}", f"Stukje een {number}. Stukje twee.")
            place(session, story, "t1", end=15, strength=0.95)
            place(session, story, "t1", start=16, strength=0.94)
    found = naming.suggest(house, "t1", account_id=None)
    assert len(found.passages_shown) == naming.MOST_PASSAGES
    assert model.seen.count("<stukje>") == naming.MOST_PASSAGES + 1
    assert "Stukje twee" not in model.seen


def test_the_log_says_what_went_before_anything_came_back(house: House, model: FakeModel) -> None:
    model.reply = b"geen json"
    _refusal(house)
    with house.database.reading() as session:
        [event] = session.scalars(select(AuditEvent))
    assert event.action == "thema.naam_gevraagd"
    assert len(event.detail["stukjes"]) == 2
    assert KEY not in json.dumps(event.detail)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"geen json",
        b"{",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": "zomaar tekst"}}]}',
        b'{"choices": [{"message": {"content": "[1, 2]"}}]}',
        b'{"choices": [{"message": {"content": "{\\"naam\\": "}}]}',
        b"[" * 50_000,
        b"\xff\xfe\x00",
    ],
    ids=lambda reply: str(reply[:24]),
)
def test_an_answer_that_is_no_json_is_dropped(house: House, model: FakeModel, reply: bytes) -> None:
    model.reply = reply
    assert _refusal(house).code == "naam.onleesbaar"
    assert _suggestions(house) == []


def test_a_huge_answer_is_not_read_to_its_end(house: House, model: FakeModel) -> None:
    model.says(GOOD)
    model.reply += b" " * (5 * 1024 * 1024)
    assert _refusal(house).code == "naam.onleesbaar"


def test_nothing_is_followed_to_another_address(
    house: House, model: FakeModel, fake_model: Callable[[], FakeModel]
) -> None:
    elsewhere = fake_model()
    model.status, model.location = 307, f"{elsewhere.address}/chat/completions"
    assert _refusal(house).code == "naam.doorgestuurd"
    assert elsewhere.asked == []


def test_no_proxy_of_the_environment_gets_to_see_it(
    house: House,
    model: FakeModel,
    fake_model: Callable[[], FakeModel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = fake_model()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    naming.suggest(house, "t1", account_id=None)
    assert (len(model.asked), proxy.asked) == (1, [])


def test_who_does_not_answer_in_time_is_given_up(
    house: House, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming_endpoint, "ANSWER_SECONDS", 0.2)
    model.waits = threading.Event()
    assert _refusal(house).code == "naam.te_lang"
    model.waits.set()


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_refusal_says_its_number_and_no_more(house: House, model: FakeModel, status: int) -> None:
    model.status, model.reply = status, f"{CANARY} {KEY}".encode()
    error = _refusal(house)
    assert (error.code, str(status) in error.message) == ("naam.fout", True)
    assert CANARY not in error.message
    assert KEY not in error.message


def test_nobody_there_is_said_in_dutch(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    # Port 9 (discard) is not listened to.
    house = _house(database, sealer, tmp_path, "http://127.0.0.1:9/v1")
    error = _refusal(house)
    assert error.code == "naam.onbereikbaar"
    assert "wachtte" not in error.message


@pytest.mark.parametrize(
    "url",
    [
        "http://203.0.113.7/v1",
        "http://169.254.169.254/v1",
        "http://0.0.0.0/v1",
        "http://[2001:db8::1]/v1",
        "http://[::ffff:203.0.113.7]/v1",
        "http://iemand:wachtwoord@127.0.0.1/v1",
        "http://127.0.0.1/v1?sleutel=1",
        "http://127.0.0.1:poort/v1",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "127.0.0.1:8000/v1",
        "http://",
    ],
)
def test_an_address_where_stories_may_not_go_is_refused(url: str) -> None:
    with pytest.raises(Conflict) as caught:
        naming_endpoint.endpoint(Settings(naming_url=url))
    assert caught.value.code == "naam.adres"
    assert url not in caught.value.message


@pytest.mark.parametrize(
    ("url", "address", "host"),
    [
        ("http://127.0.0.1:80/v1/", "http://127.0.0.1:80/v1/chat/completions", "127.0.0.1:80"),
        ("http://10.1.2.3/v1", "http://10.1.2.3/v1/chat/completions", "10.1.2.3"),
        ("http://192.168.1.9/v1", "http://192.168.1.9/v1/chat/completions", "192.168.1.9"),
        ("http://[::1]:80/v1", "http://[::1]:80/v1/chat/completions", "[::1]:80"),
        ("https://model.example/v1", "https://model.example/v1/chat/completions", "model.example"),
    ],
)  # fmt: skip
def test_an_address_of_the_own_network_or_an_encrypted_one_may(
    url: str, address: str, host: str
) -> None:
    found = naming_endpoint.endpoint(Settings(naming_url=url))
    assert (found.address, found.host) == (address, host)


def test_a_name_that_is_also_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("127.0.0.1", 80)), (2, 1, 6, "", ("203.0.113.7", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: both)
    with pytest.raises(Conflict, match="eigen netwerk"):
        naming_endpoint.endpoint(Settings(naming_url="http://model.example/v1"))


def test_the_key_is_in_no_repr(house: House) -> None:
    assert KEY not in repr(house.settings)
    assert KEY not in repr(naming_endpoint.endpoint(house.settings))
    assert KEY not in str(house.settings.model_dump())


@pytest.mark.parametrize(
    "changed",
    [
        {"stukken": []},
        {"stukken": [3, 99]},
        {"stukken": "1"},
        {"stukken": [True]},
        {"stukken": None},
        {"naam": ""},
        {"naam": "Ja"},
        {"naam": 7},
        {"naam": "a" * 81},
        {"naam": "Wachten op [persoon-1]"},
        {"naam": "Wachten <b>lang</b>"},
        {"naam": "Wachten in 2024"},
        {"naam": "Ждать помощи"},
        {"naam": "Wachten\u202eplуh"},
        {"naam": "Het wachten van Fatima Yilmaz"},
        {"regel": "Wat mevrouw De Vries vertelt over Amersfoort."},
        {"regel": "r" * 301},
        {"regel": "Zie https://voorbeeld.nl/x=1"},
        {"naam": "Ik wachtte een jaar op"},
        {"regel": "Zoals: mijn moeder, wachtte ook (heel) lang."},
    ],
    ids=str,
)
def test_a_suggestion_that_may_not_be_kept_is_dropped(
    house: House, model: FakeModel, changed: dict[str, object]
) -> None:
    model.says({**GOOD, **changed})
    error = _refusal(house)
    assert error.code == "naam.onbruikbaar"
    assert _suggestions(house) == []
    told = str(next(iter(changed.values())))
    assert len(told) < 5 or told not in error.message


def test_only_passages_that_were_shown_are_cited(house: House, model: FakeModel) -> None:
    model.says({**GOOD, "stukken": [2, 99, 2]})
    found = naming.suggest(house, "t1", account_id=None)
    assert found.passages_cited == found.passages_shown[1:]


@pytest.mark.parametrize("wrapped", ["```json\n{}\n```", "Natuurlijk! {} Veel succes."])
def test_words_around_the_answer_do_no_harm(house: House, model: FakeModel, wrapped: str) -> None:
    model.says(wrapped.replace("{}", json.dumps(GOOD)))
    assert naming.suggest(house, "t1", account_id=None).label == GOOD["naam"]


@pytest.mark.parametrize("state", [ThemeState.PARKED, ThemeState.RETIRED])
def test_of_a_theme_out_of_use_nothing_is_sent(
    house: House, model: FakeModel, state: ThemeState
) -> None:
    with house.database.writing() as session:
        themes.get(session, "t1").state = state
    assert _refusal(house).code == "naam.thema"
    assert model.asked == []


def test_a_theme_without_stories_for_readers_is_not_asked_about(
    house: House, model: FakeModel
) -> None:
    with house.database.writing() as session:
        make_theme(session, "leeg")
    with pytest.raises(Conflict) as caught:
        naming.suggest(house, "leeg", account_id=None)
    assert (caught.value.code, model.asked) == ("naam.geen_stukjes", [])


def test_a_name_is_asked_once_at_a_time(house: House, model: FakeModel) -> None:
    model.waits = threading.Event()
    first = threading.Thread(target=naming.suggest, args=(house, "t1"), kwargs={"account_id": None})
    first.start()
    while not model.asked:
        first.join(0.01)
    assert _refusal(house).code == "naam.bezig"
    model.waits.set()
    first.join()
    assert len(_suggestions(house)) == 1


def test_a_story_that_goes_while_the_model_thinks_takes_the_name_along(
    house: House, model: FakeModel
) -> None:
    from models import decisions, stories

    model.waits = threading.Event()
    caught: list[VertelpuntError] = []
    asking = threading.Thread(target=lambda: caught.append(_refusal(house)))
    asking.start()
    while not model.asked:
        asking.join(0.01)
    with house.database.writing() as session:
        decisions.withdraw(session, stories.get(session, "s0"))
    model.waits.set()
    asking.join()
    assert [error.code for error in caught] == ["naam.teruggenomen"]
    assert _suggestions(house) == []


def test_the_api_gives_the_suggestion_with_who_asked(house: House, administrator: Account) -> None:
    with TestClient(create_app(house), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        reply = client.post("/v1/themes/t1/suggest")
        page = client.get("/v1/themes/t1").json()
    assert reply.status_code == 200
    assert reply.json()["label"] == GOOD["naam"]
    assert page["theme"]["label"] == "Wachtlijst en intake"
    [event] = page["history"]
    assert (event["kind"]["value"], event["by"]) == ("naam_voorgesteld", administrator.name)


def test_without_a_language_model_the_api_says_so(database: Database, reader: TestClient) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
    reply = reader.post("/v1/themes/t1/suggest")
    assert (reply.status_code, reply.json()["code"]) == (409, "naam.uit")
    assert "VERTELPUNT_NAMING_URL" in reply.json()["detail"]


def test_a_theme_that_is_not_there_is_not_found(house: House, administrator: Account) -> None:
    del administrator
    with TestClient(create_app(house), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        assert client.post("/v1/themes/weg/suggest").status_code == 404
