"""One story on two devices: whatever was written on either of them is still there."""

import re
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import delete

from models.drafts import SavedDraft
from models.errors import Conflict
from service.form import desk, meanwhile, memory
from service.form.guard import Posted
from service.form.meanwhile import Verdict
from service.form.memory import Telling
from tests.narrator import forms, send
from tests.service.form.conftest import SAME_SITE, Narrator, code_on, words_of

Browsers = Callable[[], Narrator]


def _with_code(narrator: Narrator, text: str) -> str:
    return code_on(narrator.press(narrator.begin(), "bewaarcode", tekst=text, titel="Begin"))


def _enter(narrator: Narrator, code: str) -> httpx.Response:
    return narrator.press(narrator.open("/code"), "open", code=code)


def _autosave(narrator: Narrator, page: httpx.Response, turn: int = 1, **fields: str) -> int:
    values = {**forms(page)[0].values, "actie": "bewaar", "volgorde": str(turn), **fields}
    return narrator.client.post("/verhaal", data=values, headers=SAME_SITE).status_code


def _text_of(page: httpx.Response) -> str:
    return forms(page)[0].values["tekst"][0]


def test_two_texts_written_at_once_are_both_kept(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    code = _with_code(first, "Samen begin.")
    here = first.open("/verhaal")
    there = _enter(other, code)
    first.press(here, "verder", tekst="Samen begin. Op de telefoon.", titel="Telefoon")
    page = other.press(there, "verder", tekst="Samen begin. Op de computer.", titel="Computer")
    assert page.url.path == "/twee-teksten"
    for words in ("Op de telefoon.", "Op de computer.", "Telefoon", "Computer"):
        assert words in words_of(page)
    assert first.open("/nakijken").url.path == "/twee-teksten"
    page = other.press(page, "samen")
    assert _text_of(page) == "Samen begin. Op de telefoon.\n\nSamen begin. Op de computer."
    assert first.open("/verhaal").url.path == "/verhaal"


def test_one_of_two_texts_can_be_chosen_but_not_unseen(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    code = _with_code(first, "Begin.")
    here, there = first.open("/verhaal"), _enter(other, code)
    first.press(here, "verder", tekst="Eerste tekst.", titel="")
    page = other.press(there, "verder", tekst="Tweede tekst.", titel="")
    # Meanwhile the other device goes on: nobody can throw away what they did not see.
    assert _autosave(first, here, tekst="Eerste tekst, en meer.", titel="") == 204
    page = other.press(page, "1")
    assert page.url.path == "/twee-teksten"
    assert "en meer" in words_of(page)
    assert _text_of(other.press(page, "1")) == "Tweede tekst."


def test_saving_while_typing_on_two_devices_loses_nothing(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    code = _with_code(first, "Begin.")
    here, there = first.open("/verhaal"), _enter(other, code)
    assert _autosave(first, here, 1, tekst="Begin. A", titel="") == 204
    assert _autosave(other, there, 1, tekst="Begin. B", titel="") == 409
    assert _autosave(first, here, 2, tekst="Begin. A en A", titel="") == 204
    assert _autosave(other, there, 2, tekst="Begin. B en B", titel="") == 409
    said = words_of(first.open("/verhaal"))
    assert "Begin. A en A" in said
    assert "Begin. B en B" in said


def test_a_save_that_arrives_late_does_not_undo_a_later_one(narrator: Narrator) -> None:
    page = narrator.begin()
    assert _autosave(narrator, page, 2, tekst="Een hele zin.", titel="") == 204
    assert _autosave(narrator, page, 1, tekst="Een", titel="") == 204
    assert _text_of(narrator.open("/verhaal")) == "Een hele zin."


def test_a_page_that_changed_nothing_undoes_nothing(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    code = _with_code(first, "Begin.")
    there = _enter(other, code)
    first.press(
        first.open("/verhaal"),
        "verder",
        tekst="Begin. En daarna nog veel meer over de hulp.",
        titel="",
    )
    page = other.press(there, "verder", tekst="Begin.")
    assert page.url.path == "/betekenis"
    assert _text_of(other.open("/verhaal")) == "Begin. En daarna nog veel meer over de hulp."


def test_the_same_browser_going_back_is_never_asked_to_choose(narrator: Narrator) -> None:
    page = narrator.begin()
    narrator.press(page, "verder", tekst="Eerst vertel ik dit over de hulp.", titel="")
    again = narrator.press(
        page, "verder", tekst="Toch vertel ik iets anders over de hulp.", titel=""
    )
    assert again.url.path == "/betekenis", words_of(again)
    assert _text_of(narrator.open("/verhaal")) == "Toch vertel ik iets anders over de hulp."


def test_other_answers_on_another_device_are_shown_before_they_go(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    first.tell()
    page = first.open("/betekenis")
    code = code_on(first.press(page, "bewaarcode"))
    here, there = first.open("/betekenis"), _enter(other, code)
    first.press(here, "verder", afloop="goed")
    page = other.press(there, "verder", afloop="niet_goed")
    assert page.status_code == 409
    assert "ook op een ander apparaat bezig" in words_of(page)
    assert forms(other.open("/betekenis"))[0].values["afloop"] == ["goed"]
    assert forms(page)[0].values["afloop"] == ["niet_goed"]
    assert send(other.client, page, button=("actie", "verder")).url.path == "/over-u"


def test_saving_over_somebody_elses_save_is_noticed(narrator: Narrator) -> None:
    narrator.tell()
    secret, house = narrator.client.cookies["vp_verhaal"], narrator.house
    with house.database.reading() as session:
        value = memory.load(session, house.sealer, secret)
    assert value is not None
    one, two = Telling.read(value), Telling.read(value)
    with house.database.writing() as session:
        memory.replace(session, house.sealer, secret, one)
    with pytest.raises(Conflict), house.database.writing() as session:
        memory.replace(session, house.sealer, secret, two)
    with house.database.writing() as session:
        session.execute(delete(SavedDraft))
    with pytest.raises(Conflict), house.database.writing() as session:
        memory.replace(session, house.sealer, secret, one)


def test_a_request_that_was_overtaken_is_done_again_and_other_refusals_are_not() -> None:
    tries: list[str] = []

    def overtaken(_: object) -> object:
        tries.append("nog eens")
        raise Conflict("ingehaald", code=memory.OVERTAKEN if len(tries) < 3 else "anders")

    with pytest.raises(Conflict):
        desk.once_more(None, overtaken)  # type: ignore[arg-type]
    assert len(tries) == 3


def test_more_texts_than_can_be_kept_apart_stay_on_the_screen() -> None:
    before = Telling(text="Hoofdtekst", others={str(n): {"title": "", "text": "x"} for n in "abcd"})
    after = Telling(text="Vijfde", others=dict(before.others))
    sent = Posted({"stand": [f"vijf.{'0' * 20}"]})
    assert meanwhile.settle(before, after, "verhaal", sent) is Verdict.UNDECIDED
    assert after.text == "Vijfde"


def test_the_mark_on_a_page_tells_nothing_of_the_text() -> None:
    stamp = meanwhile.stamp(Telling(text="Fatima"), "verhaal")
    assert re.fullmatch(r"[0-9a-f]{12}\.[0-9a-f]{20}", stamp)
