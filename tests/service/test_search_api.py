"""Search over the API: what is found and why, who is left out, and that nothing of it is kept."""

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from models import decisions, passages, stories
from models.db import Database
from models.errors import Unavailable
from models.passages import Embedding, Passage
from models.stories import Story
from models.vocabulary import AgeGroup, NarratorRole, Purpose, StoryState
from service import finding
from service.finding import Finder
from service.wiring import House
from tests.collection import ALL, make_theme, place, tell

CANARY = "KANARIEPIET"
WORDS = ("wachten", "schulden", "deurwaarder", "koffie", "buurthuis", "school")


class WordEmbedder:
    """One direction per known word: alike is what shares a word or is said to mean the same."""

    name = "nep"
    revision = "1"
    dimension = len(WORDS)
    max_tokens = 1000
    query_prefix = ""
    passage_prefix = ""

    def encode(self, texts: list[str], *, kind: str = "passage") -> np.ndarray:
        """Length one, or zeros; "aanmaning" means what "schulden" means."""
        rows = [[float(word in text.replace("aanmaning", "schulden")) for word in WORDS]
                for text in (text.lower() for text in texts)]  # fmt: skip
        found = np.array(rows, dtype=np.float32).reshape(len(texts), len(WORDS))
        return found / np.maximum(1e-9, np.linalg.norm(found, axis=1, keepdims=True))


@pytest.fixture(autouse=True)
def encoder(api_house: House, monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    """The house has an encoder of which we know what it thinks."""
    embedder = WordEmbedder()
    monkeypatch.setattr(api_house.encoders, "standing", lambda: SimpleNamespace(embedder=embedder))
    return embedder


def read(session: Session, story: Story, *, vector: bool = True, theme: str | None = None) -> int:
    """Cut a story into one passage, with its vector."""
    passage = place(session, story, theme)
    if vector:
        embed(session, passage, story.text)
    return passage.id


def embed(session: Session, passage: Passage, text: str) -> None:
    from nlp.embedding import quantise

    embedder = WordEmbedder()
    version = passages.encoder_version(
        session, name=embedder.name, revision=embedder.revision, dimension=embedder.dimension
    )
    found = quantise(embedder.encode([text]))[0].tobytes()
    session.add(Embedding(passage_id=passage.id, encoder_version_id=version.id, vector=found))


Search = Callable[..., dict[str, Any]]


@pytest.fixture
def search(reader: TestClient) -> Search:
    """Ask, and get the answer."""

    def asked(query: str, **more: Any) -> dict[str, Any]:
        reply = reader.post("/v1/search", json={"query": query, **more})
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    return asked


def found(answer: dict[str, Any]) -> list[str]:
    return [hit["passage"]["storyId"] for hit in answer["hits"]]


def test_a_hit_says_why_it_is_there(search: Search, database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        read(session, tell(session, "s1", "Ik wachtte op de wachtlijst."), theme="t1")
        read(session, tell(session, "s2", "Koffie in het buurthuis."))
    answer = search("Wachten")
    [hit] = answer["hits"]
    assert hit["passage"]["text"] == "Ik wachtte op de wachtlijst."
    assert hit["reason"] == "Gevonden door: Wachten (hier: wachtte, wachtlijst)."
    assert hit["marks"] == [
        {"start": 3, "end": 10, "how": "vorm"},
        {"start": 17, "end": 27, "how": "samenstelling"},
    ]
    assert hit["themes"] == [{"value": "t1", "label": "Lang wachten"}]
    assert (answer["total"], answer["stories"], answer["searchedStories"]) == (1, 1, 2)
    assert answer["words"] == [{"word": "Wachten", "found": True, "alike": []}]


def test_a_passage_that_was_found_can_be_put_in_a_theme(
    search: Search, database: Database, reader: TestClient
) -> None:
    with database.writing() as session:
        make_theme(session, "t1", "Lang wachten")
        wanted = read(session, tell(session, "s1", "Ik wachtte op de wachtlijst."))
    [hit] = search("Wachten")["hits"]
    assert hit["passage"]["id"] == wanted
    body = {"version": 1, "passages": [hit["passage"]["id"]]}
    assert reader.post("/v1/themes/t1/confirm", json=body).status_code == 200
    [hit] = search("Wachten")["hits"]
    assert hit["themes"] == [{"value": "t1", "label": "Lang wachten"}]


def test_what_is_alike_in_meaning_is_found_without_its_word(
    search: Search, database: Database
) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "De deurwaarder kwam om de schulden."))
        read(session, tell(session, "s2", "Koffie in het buurthuis."))
    answer = search("aanmaning")
    [hit] = answer["hits"]
    assert found(answer) == ["s1"]
    assert hit["reason"] == "Lijkt op uw vraag (0,71)."
    assert hit["similarity"] == pytest.approx(0.71, abs=0.01)
    assert hit["marks"] == []
    assert answer["byMeaning"] is True
    assert answer["words"] == [{"word": "aanmaning", "found": False, "alike": []}]


def test_a_mistyped_word_is_understood_and_that_is_said(search: Search, database: Database) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "Ik sta op de wachtlijst."))
    answer = search("wachtlist")
    assert answer["hits"][0]["reason"] == "Gevonden door: wachtlist (hier: wachtlijst)."
    assert answer["hits"][0]["marks"][0]["how"] == "lijkt"
    assert answer["words"] == [{"word": "wachtlist", "found": True, "alike": ["wachtlijst"]}]


def test_a_withdrawn_story_is_found_no_more_at_once(search: Search, database: Database) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten op hulp.", allows=ALL))
        read(session, tell(session, "s2", "Wachten duurt lang.", allows=ALL))
    assert sorted(found(search("wachten"))) == ["s1", "s2"]
    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, "s1"))
    answer = search("wachten")
    assert found(answer) == ["s2"]
    assert (answer["total"], answer["stories"], answer["searchedStories"]) == (1, 1, 1)
    assert search("hulp")["words"] == [{"word": "hulp", "found": False, "alike": []}]


def test_a_story_whose_sharing_is_taken_back_is_found_no_more(
    search: Search, database: Database
) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten.", allows=ALL))
    assert found(search("wachten")) == ["s1"]
    with database.writing() as session:
        stories.set_consents(session, stories.get(session, "s1"), frozenset({Purpose.OWN_TEAM}))
    assert found(search("wachten")) == []


def test_a_new_story_is_found_as_soon_as_it_is_in_passages(
    search: Search, database: Database
) -> None:
    assert search("wachten")["total"] == 0
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten."))
        tell(session, "s2", "Ook wachten, maar nog niet gelezen.")
    answer = search("wachten")
    assert found(answer) == ["s1"]
    assert (answer["searchedStories"], answer["unreadStories"]) == (1, 1)


def test_a_passage_that_takes_the_number_of_one_that_went_is_read_afresh(
    search: Search, database: Database
) -> None:
    with database.writing() as session:
        number = read(session, tell(session, "s1", "Lang wachten.", allows=ALL))
    assert found(search("wachten")) == ["s1"]
    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, "s1"))
        story = tell(session, "s2", "Koffie drinken.")
        session.add(Passage(id=number, story_id=story.id, start=0, end=len(story.text)))
    assert found(search("wachten")) == []
    assert found(search("koffie")) == ["s2"]


def test_only_approved_stories_that_are_shared_are_searched(
    search: Search, database: Database
) -> None:
    with database.writing() as session:
        for state in StoryState:
            story = tell(session, f"s-{state.value}", "Lang wachten.", state=state, allows=ALL)
            read(session, story)
        unshared = ALL - {Purpose.ASSOCIATION}
        read(session, tell(session, "s-niet-gedeeld", "Geheimzinnig wachten.", allows=unshared))
    answer = search("wachten")
    assert found(answer) == ["s-goedgekeurd"]
    assert (answer["total"], answer["searchedStories"], answer["unreadStories"]) == (1, 1, 0)
    assert search("geheimzinnig")["words"][0] == {
        "word": "geheimzinnig", "found": False, "alike": [],
    }  # fmt: skip


@pytest.fixture
def mixed(database: Database) -> None:
    """Five stories that answer to the same word, told by different people."""
    with database.writing() as session:
        for number, (role, age, period, team, made_up) in enumerate(
            [
                (NarratorRole.PARENT, AgeGroup.FROM_27, "2024-05", "Noord", False),
                (NarratorRole.PARENT, AgeGroup.FROM_67, "2025-05", "Zuid", False),
                (NarratorRole.YOUNG_PERSON, AgeGroup.UNDER_18, "2026-05", "Noord", False),
                (NarratorRole.YOUNG_PERSON, AgeGroup.UNDER_18, None, "Zuid", True),
                (None, None, "2025-12", "Zuid", False),
            ]
        ):
            story = tell(
                session, f"s{number}", "Lang wachten.",
                role=role, age_group=age, period=period, team=team,
            )  # fmt: skip
            story.synthetic = made_up
            read(session, story)


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["s0", "s1", "s2", "s3", "s4"]),
        ({"role": "ouder"}, ["s0", "s1"]),
        ({"ageGroup": "tot_18"}, ["s2", "s3"]),
        ({"role": "onbekend"}, ["s4"]),
        ({"ageGroup": "onbekend", "role": "ouder"}, []),
        ({"firstPeriod": "2025-05"}, ["s1", "s2", "s4"]),
        ({"lastPeriod": "2025-05"}, ["s0", "s1"]),
        ({"firstPeriod": "2025-01", "lastPeriod": "2025-12"}, ["s1", "s4"]),
        ({"realOnly": True}, ["s0", "s1", "s2", "s4"]),
        ({"role": "ouder", "ageGroup": "tot_18"}, []),
    ],
)
def test_a_filter_leaves_out_who_was_not_asked_for(
    search: Search, filters: dict[str, Any], expected: list[str]
) -> None:
    answer = search("wachten", **filters)
    assert sorted(found(answer)) == expected
    assert answer["total"] == answer["stories"] == answer["searchedStories"] == len(expected)


@pytest.mark.usefixtures("mixed")
def test_stories_of_one_team(search: Search, reader: TestClient) -> None:
    seen = reader.get("/v1/overview").json()
    teams = {team["label"]: team["value"] for team in seen["byTeam"]}
    assert sorted(found(search("wachten", team=teams["Noord"]))) == ["s0", "s2"]
    assert found(search("wachten", team="987654")) == []


@pytest.mark.usefixtures("mixed")
def test_pages_follow_each_other_to_the_end(search: Search) -> None:
    pages = [found(search("wachten", limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert pages == [["s0", "s1"], ["s2", "s3"], ["s4"], []]
    assert search("wachten", limit=2, offset=4)["total"] == 5


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"query": "x" * 501}, "#/query"),
        ({}, "#/query"),
        ({"query": "x", "limit": 0}, "#/limit"),
        ({"query": "x", "limit": 101}, "#/limit"),
        ({"query": "x", "offset": -1}, "#/offset"),
        ({"query": "x", "firstPeriod": "mei"}, "#/firstPeriod"),
        ({"query": "x", "role": CANARY}, "role"),
        ({"query": "x", "ageGroup": "oud"}, "ageGroup"),
        ({"query": "x", "team": "Noord"}, "team"),
        ({"query": "x", "team": "9" * 20}, "team"),
    ],
)
def test_a_question_that_cannot_be_is_refused(
    reader: TestClient, sent: dict[str, Any], pointer: str
) -> None:
    reply = reader.post("/v1/search", json=sent)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert CANARY not in reply.text


@pytest.mark.parametrize("query", ["   ", "de het een", "[persoon-1]", "\x00🙂"])
@pytest.mark.usefixtures("mixed")
def test_a_question_without_words_finds_nothing(search: Search, query: str) -> None:
    answer = search(query)
    assert (answer["hits"], answer["total"], answer["words"]) == ([], 0, [])


def test_without_an_encoder_words_are_still_found_and_the_reason_is_said(
    search: Search, database: Database, api_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise Unavailable("Het taalmodel is er niet.", code="encoder.weg")

    monkeypatch.setattr(api_house.encoders, "standing", broken)
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten."))
    answer = search("wachten")
    assert found(answer) == ["s1"]
    assert (answer["byMeaning"], answer["notice"]) == (False, "Het taalmodel is er niet.")


def test_vectors_of_another_encoder_are_not_compared(
    search: Search, database: Database, encoder: WordEmbedder
) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "De schulden."))
        read(session, tell(session, "s2", "Wachten."))
    assert found(search("aanmaning")) == ["s1"]
    encoder.revision = "2"
    answer = search("aanmaning")
    assert (found(answer), answer["byMeaning"]) == ([], False)
    assert found(search("schuld")) == ["s1"]


def test_nobody_searches_without_signing_in(stranger: TestClient) -> None:
    assert stranger.post("/v1/search", json={"query": "wachten"}).status_code == 401
    assert stranger.get("/v1/search").status_code in {401, 405}


def test_neither_the_question_nor_a_story_is_in_any_log_or_address(
    search: Search, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", f"{CANARY} wachtte lang."))
    with caplog.at_level(logging.DEBUG):
        for query in (CANARY, f"{CANARY} bestaat niet"):
            assert found(search(query)) == ["s1"]
    assert CANARY.lower() not in caplog.text.lower()
    assert all(CANARY not in repr(record.args) for record in caplog.records)


def test_a_fault_while_searching_tells_nothing_of_the_question(
    api_app: FastAPI, reader: TestClient, encoder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(texts: list[str], *, kind: str = "passage") -> np.ndarray:
        raise RuntimeError(f"kan niet lezen: {texts}")

    encoder.encode = fails  # type: ignore[method-assign]
    del api_app
    with caplog.at_level(logging.DEBUG):
        reply = reader.post("/v1/search", json={"query": CANARY})
    assert reply.status_code == 500
    assert CANARY not in caplog.text
    assert CANARY not in reply.text


def test_the_index_is_built_again_only_when_something_changed(
    search: Search, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[int] = []
    real = finding._build

    def counting(rows: list[Any], *rest: Any) -> Any:
        built.append(len(rows))
        return real(rows, *rest)

    monkeypatch.setattr(finding, "_build", counting)
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten."))
    for _ in range(3):
        search("wachten")
    assert built == [1]
    with database.writing() as session:
        late = read(session, tell(session, "s2", "Schulden."), vector=False)
    search("wachten")
    with database.writing() as session:
        embed(session, session.get_one(Passage, late), "Schulden.")
    assert found(search("aanmaning")) == ["s2"]
    assert built == [1, 2, 2]


def test_the_index_keeps_no_text_and_shows_nothing_in_a_repr(
    api_app: FastAPI, search: Search, database: Database
) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", f"{CANARY} wachtte lang op de gemeente."))
    search("wachten")
    finder = api_app.state.finder
    assert CANARY.lower() not in repr(vars(finder)).lower()
    assert all("lang op de" not in str(lemma) for lemma in finder._held.lemmas.values())


def test_a_warm_index_answers_the_first_question(api_house: House, database: Database) -> None:
    with database.writing() as session:
        read(session, tell(session, "s1", "Lang wachten."))
    finder = Finder()
    finder.warm(api_house)
    assert finder._held is not None
    assert len(finder._held.index) == 1


def test_warming_up_without_a_database_says_nothing(
    api_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise Unavailable("Weg.", code="database.niet_bereikbaar")

    monkeypatch.setattr(api_house.database, "reading", gone)
    finder = Finder()
    finder.warm(api_house)
    assert finder._held is None
