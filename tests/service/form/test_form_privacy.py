"""A name that a narrator typed is nowhere to be found: not in tables, files or logs."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from models.vocabulary import StoryState
from service.form.guard import Posted
from service.form.memory import Outcome, Telling
from service.form.taking import Taken
from tests.service.form.conftest import Narrator, code_on

CANARY = "Fatima"
SENTENCE = "Het kanariegele hek klapperde"
STORY = f"{CANARY} belde aan. {SENTENCE} in de wind. Bel 06-12345678."


def _everything(narrator: Narrator) -> str:
    """Every value of every row of every table."""
    engine = narrator.house.database.engine
    found = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            found.extend(repr(tuple(row)) for row in rows)
    return "\n".join(found)


def _files(narrator: Narrator) -> bytes:
    """The database file, its write-ahead log and everything beside them."""
    folder: Path = narrator.house.settings.data_dir
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_after_approval_the_name_is_in_no_table_file_or_log(
    narrator: Narrator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        narrator.approve(narrator.to_review(STORY, f"{CANARY} belde"))
    assert len(narrator.stories()) == 1
    assert CANARY not in _everything(narrator)
    assert "06-12345678" not in _everything(narrator)
    assert CANARY.encode() not in _files(narrator)
    assert CANARY not in caplog.text
    assert SENTENCE not in caplog.text


def test_while_writing_and_waiting_everything_is_sealed(narrator: Narrator) -> None:
    page = narrator.to_review(STORY, "")
    for written in (_everything(narrator), _files(narrator).decode("latin-1")):
        assert CANARY not in written
        assert SENTENCE not in written
    narrator.press(page, "niet")
    assert CANARY not in _everything(narrator)
    assert CANARY.encode() not in _files(narrator)


def test_after_withdrawal_the_story_is_in_no_table_and_no_file(narrator: Narrator) -> None:
    page = narrator.approve(narrator.to_review(STORY, ""))
    code = code_on(page)
    narrator.press(page, "klaar")
    assert SENTENCE in _everything(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert narrator.stories()[0].state is StoryState.WITHDRAWN
    assert SENTENCE not in _everything(narrator)
    assert SENTENCE.encode() not in _files(narrator)


def test_the_code_itself_is_stored_nowhere(narrator: Narrator) -> None:
    code = code_on(narrator.approve(narrator.to_review(STORY, "")))
    secret = code.replace("-", "")[4:]
    for written in (_everything(narrator), _files(narrator).decode("latin-1")):
        assert code not in written
        assert secret not in written


def test_no_address_and_no_browser_is_kept(narrator: Narrator) -> None:
    narrator.client.headers["User-Agent"] = "KanarieBrowser/1"
    narrator.approve(narrator.to_review(STORY, ""))
    assert "KanarieBrowser" not in _everything(narrator)
    assert "testclient" not in _everything(narrator)


def test_nothing_that_holds_text_shows_it_in_a_repr() -> None:
    telling = Telling(title=CANARY, text=CANARY, marked=[CANARY], renamed={"x": CANARY})
    assert CANARY not in repr(telling)
    assert CANARY not in repr(Taken({"raw": CANARY}))
    assert CANARY not in repr(Posted({"tekst": [CANARY]}))
    assert "K7MD" not in repr(Outcome(state="", decided_on="", code="K7MD-4QXR"))


def test_the_key_of_the_installation_alone_does_not_open_a_half_written_story(
    narrator: Narrator,
) -> None:
    from sqlalchemy import select

    from models.drafts import SavedDraft
    from models.errors import Unavailable

    narrator.to_review(STORY, "")
    with narrator.house.database.reading() as session:
        draft = session.scalars(select(SavedDraft)).one()
    with pytest.raises(Unavailable):
        narrator.house.sealer.open(draft.sealed, place=SavedDraft.place(draft.token_hash))
