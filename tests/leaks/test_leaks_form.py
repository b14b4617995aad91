"""One story through the form, watched at every step: what goes is gone, what stays is sealed."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import forms
from models.runs import Run
from models.vocabulary import RunKind, RunState, StoryState
from service import examples
from service.worker import work_once
from tests.collection import tell
from tests.leaks import traces
from tests.leaks.conftest import Watch
from tests.leaks.traces import MAIL, NAME, PERSONAL, PHONE, SENTENCE, STORY, TITLE, WORD
from tests.service.conftest import TOKEN, administrator
from tests.service.form.conftest import Narrator, code_on

__all__ = ["administrator"]

EVERYTHING = (*PERSONAL, WORD, SENTENCE)


def test_the_canaries_are_what_the_rules_take_away(narrator: Narrator) -> None:
    """Without this a leak test could be green because nothing was ever there."""
    narrator.approve(narrator.to_review(STORY, TITLE))
    [story] = narrator.stories()
    assert SENTENCE in story.text
    assert WORD in story.text
    assert not [word for word in PERSONAL if word in story.title + story.text]


def test_from_the_first_step_to_the_last_nothing_can_be_read(
    narrator: Narrator, watch: Watch
) -> None:
    page = narrator.tell(STORY, TITLE)
    assert watch.leaks(*EVERYTHING) == []
    page = narrator.press(page, "verder", afloop="goed", **{"besluit-0": "80"})
    assert watch.leaks(*EVERYTHING) == []
    page = narrator.press(page, "verder", team=narrator.team_id(), rol="ouder")
    assert watch.leaks(*EVERYTHING) == []
    page = narrator.press(page, "merk", woord=WORD)
    assert watch.leaks(*EVERYTHING) == []
    page = narrator.approve(page)
    assert watch.leaks(*PERSONAL, WORD) == []
    code = code_on(page)
    narrator.press(page, "klaar")
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert watch.leaks(*EVERYTHING) == []


def test_own_words_and_what_was_put_back_are_the_narrators_choice_and_in_no_log(
    narrator: Narrator, watch: Watch
) -> None:
    page = narrator.to_review(STORY, TITLE)
    page = narrator.press(page, "terug:0")
    narrator.approve(page)
    [story] = narrator.stories()
    assert NAME in story.text
    leaks = watch.leaks(NAME, PHONE, MAIL, SENTENCE)
    assert {leak.removeprefix(f"{NAME} ") for leak in leaks if NAME in leak} <= {
        "in a table",
        "in a page",
        "in a file",
    }
    assert not [leak for leak in leaks if PHONE in leak or MAIL in leak or "log" in leak]


def test_a_story_that_waits_is_sealed_and_gone_once_it_is_taken_back(
    narrator: Narrator, watch: Watch
) -> None:
    page = narrator.press(narrator.to_review(STORY, TITLE), "niet")
    assert watch.leaks(*PERSONAL) == []
    code = code_on(page)
    narrator.press(page, "klaar")
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "nakijken")
    page = narrator.press(page, "merk", woord=WORD)
    assert watch.leaks(*PERSONAL) == []
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert narrator.stories()[0].state is StoryState.WITHDRAWN
    assert watch.leaks(*EVERYTHING) == []


def test_no_answer_and_no_address_tells_what_was_typed_elsewhere(
    narrator: Narrator, watch: Watch
) -> None:
    narrator.approve(narrator.to_review(STORY, TITLE))
    paths = ("/", "/code", "/hulp", "/privacy", "/v1/health", "/bestaat-niet", "/v1/bestaat-niet")
    stranger = TestClient(narrator.client.app)
    assert not list(
        traces.found_in(
            {"an answer": traces.answered(stranger.get(path) for path in paths)}, EVERYTHING
        )
    )
    assert watch.leaks(*PERSONAL) == []


@pytest.mark.slow
def test_read_by_the_computer_and_by_people_it_has_no_name_and_withdrawn_no_word(
    narrator: Narrator, watch: Watch, administrator: object
) -> None:
    del administrator
    house = narrator.house
    with house.database.writing() as session:
        forms.load_catalogue(session)
        for row in sorted(examples.read(), key=lambda row: row["id"])[:60]:
            tell(session, row["id"], row["text"], title=row["title"])
    page = narrator.press(narrator.to_review(STORY, TITLE), "merk", woord=WORD)
    page = narrator.approve(page, "associatie", "citaat")
    code = code_on(page)
    narrator.press(page, "klaar")
    _mine(narrator)
    assert watch.leaks(*PERSONAL, WORD) == []
    read = _read(narrator)
    assert SENTENCE in read, "the story was never read, so nothing is tested"
    assert not list(traces.found_in({"what people read": read}, (*PERSONAL, WORD)))

    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert watch.leaks(*EVERYTHING) == []
    assert not list(traces.found_in({"what people read": _read(narrator)}, EVERYTHING))


def _mine(narrator: Narrator) -> None:
    from models import runs

    with narrator.house.database.writing() as session:
        runs.enqueue(session, RunKind.MINE)
    while work_once(narrator.house, "werker"):
        pass
    with narrator.house.database.reading() as session:
        assert {run.state for run in session.scalars(select(Run))} == {RunState.DONE}


def _read(narrator: Narrator) -> str:
    """What a reader gets: every list, every theme, the story, a search, and both reports."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    reader = TestClient(narrator.client.app, headers=headers)
    [told] = [story for story in narrator.stories() if story.form_id]
    themes = [theme["id"] for theme in reader.get("/v1/themes").json()]
    addresses = [
        *("/v1/stories", "/v1/overview", "/v1/residue", "/v1/links", "/v1/runs", "/v1/moderation"),
        *(f"/v1/themes/{theme}" for theme in themes),
        *(f"/v1/reports/themes?theme=all&format={form}" for form in ("docx", "csv")),
        f"/v1/stories/{told.id}",
        f"/v1/moderation/{told.id}",
    ]
    replies = [reader.get(address) for address in addresses]
    replies.append(reader.post("/v1/search", json={"query": "kanariegele tuinhek"}))
    return traces.answered(replies)
