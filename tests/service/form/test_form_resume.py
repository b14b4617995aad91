"""Going on later with a code, on any device, without ever losing a word."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from models.base import now
from models.drafts import ResumeCode, SavedDraft
from models.errors import Unavailable
from models.sealing import Sealer
from service import codes, resume_codes
from tests.narrator import forms
from tests.service.form.conftest import STORY, Narrator, code_on, words_of
from tests.service.form.test_form_privacy import _everything, _files

Browsers = Callable[[], Narrator]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The pages are the same on every database; the tables are tested on both."""
    return sqlite_url


def _with_code(narrator: Narrator, text: str = STORY) -> str:
    page = narrator.press(narrator.begin(), "bewaarcode", tekst=text, titel="Fatima belde")
    assert page.url.path == "/bewaarcode"
    return code_on(page)


def _enter(narrator: Narrator, code: str) -> httpx.Response:
    return narrator.press(narrator.open("/code"), "open", code=code)


def _text_of(page: httpx.Response) -> str:
    return forms(page)[0].values["tekst"][0]


def test_another_device_goes_on_with_everything_that_was_filled_in(browser_for: Browsers) -> None:
    first, other = browser_for(), browser_for()
    page = first.press(first.tell(), "verder", afloop="goed", **{"besluit-0": "80"})
    code = code_on(first.press(page, "bewaarcode", team=first.team_id(), rol="ouder"))
    page = _enter(other, code.lower().replace("-", " "))
    assert page.url.path == "/over-u"
    assert forms(page)[0].values["rol"] == ["ouder"]
    assert _text_of(other.open("/verhaal")) == STORY
    assert forms(other.open("/betekenis"))[0].values["afloop"] == ["goed"]
    other.approve(other.press(other.open("/over-u"), "verder"))
    assert len(other.stories()) == 1


def test_asking_for_a_code_keeps_what_was_just_typed(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "bewaarcode", tekst="Half een zin", titel="")
    assert "tot en met" in words_of(page)
    assert _text_of(narrator.open("/verhaal")) == "Half een zin"


def test_every_step_offers_the_code(narrator: Narrator) -> None:
    narrator.to_review()
    for path in ("/verhaal", "/betekenis", "/over-u", "/nakijken"):
        page = narrator.open(path)
        assert ("actie", "bewaarcode") in forms(page)[0].buttons, path
        code_on(narrator.press(page, "bewaarcode"))


def test_a_word_typed_in_the_last_step_counts_before_the_code_is_given(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "bewaarcode", woord="groene brommer")
    code_on(page)
    assert "groene brommer" not in words_of(narrator.open("/nakijken")).split("Dit haalde")[0]


def test_a_new_code_stops_the_old_one(browser_for: Browsers) -> None:
    first = browser_for()
    old = _with_code(first)
    page = first.press(first.open("/bewaarcode"), "nieuw")
    new = code_on(page)
    assert new != old
    assert "Deze code klopt niet" in words_of(_enter(browser_for(), old))
    assert _enter(browser_for(), new).url.path == "/verhaal"
    with first.house.database.reading() as session:
        assert len(session.scalars(select(ResumeCode)).all()) == 1


def test_the_page_can_be_opened_again_with_the_same_code_for_half_an_hour(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = _with_code(narrator)
    assert code_on(narrator.open("/bewaarcode")) == code
    later = now() + timedelta(minutes=31)
    monkeypatch.setattr("service.form.resuming.now", lambda: later)
    page = narrator.open("/bewaarcode")
    assert "Uw code hebt u al gezien" in words_of(page)
    assert code not in page.text


def test_the_code_is_never_in_an_address_and_its_picture_is_plain_words(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "bewaarcode", tekst=STORY, titel="")
    code = code_on(page)
    for passed in (*page.history, page):
        assert code not in str(passed.url)
        assert code.replace("-", "") not in str(passed.url)
    assert 'src="data:image/svg+xml' in page.text


def test_an_expired_story_is_not_opened(browser_for: Browsers) -> None:
    first = browser_for()
    code = _with_code(first)
    with first.house.database.writing() as session:
        session.execute(update(SavedDraft).values(expires_at=now() - timedelta(seconds=1)))
    assert "Deze code klopt niet" in words_of(_enter(browser_for(), code))
    browser_for().begin()
    with first.house.database.reading() as session:
        assert session.scalars(select(ResumeCode)).all() == []


def test_typing_again_makes_the_code_work_longer(browser_for: Browsers) -> None:
    first = browser_for()
    code = _with_code(first)
    soon = now() + timedelta(hours=1)
    with first.house.database.writing() as session:
        session.execute(update(SavedDraft).values(expires_at=soon))
    other = browser_for()
    other.press(_enter(other, code), "verder", tekst=STORY + " En toen?")
    with first.house.database.reading() as session:
        assert session.scalars(select(SavedDraft.expires_at)).one() > soon


def test_after_wiping_the_code_says_nothing(browser_for: Browsers) -> None:
    first = browser_for()
    code = _with_code(first)
    first.press(first.open("/stoppen"), "wissen")
    assert "Deze code klopt niet" in words_of(_enter(browser_for(), code))


@pytest.mark.parametrize("choice", ["ja", "niet"])
def test_after_the_decision_the_code_says_nothing(browser_for: Browsers, choice: str) -> None:
    first = browser_for()
    page = first.to_review()
    code = code_on(first.press(page, "bewaarcode"))
    first.press(first.open("/nakijken"), choice, mag=["associatie"])
    assert len(first.stories()) == 1
    assert "Deze code klopt niet" in words_of(_enter(browser_for(), code))


def test_after_withdrawal_the_code_to_a_second_look_opens_nothing(browser_for: Browsers) -> None:
    first = browser_for()
    page = first.press(first.to_review(), "niet")
    receipt = code_on(page)
    first.press(page, "klaar")
    first.press(_enter(first, receipt), "nakijken")
    code = code_on(first.press(first.open("/nakijken"), "bewaarcode"))
    other = browser_for()
    _enter(other, receipt)
    other.press(other.open("/code/weghalen"), "ja")
    page = _enter(browser_for(), code)
    assert page.status_code == 410
    assert "Fatima" not in page.text
    with first.house.database.reading() as session:
        assert session.scalars(select(ResumeCode)).all() == []


def test_closing_here_leaves_nothing_on_this_device(browser_for: Browsers) -> None:
    first = browser_for()
    code = _with_code(first)
    page = first.press(first.open("/stoppen"), "sluiten")
    assert page.url.path == "/tot-later-met-code"
    assert first.open("/verhaal").status_code == 410
    assert _text_of(_enter(first, code)) == STORY


def test_without_a_code_a_story_cannot_be_closed_here(narrator: Narrator) -> None:
    narrator.tell()
    page = narrator.open("/stoppen")
    assert ("actie", "sluiten") not in forms(page)[0].buttons
    narrator.press(page, "sluiten")
    assert _text_of(narrator.open("/verhaal")) == STORY


def test_another_story_on_this_device_is_not_pushed_aside(browser_for: Browsers) -> None:
    code = _with_code(browser_for())
    other = browser_for()
    other.tell("Mijn eigen verhaal.", "")
    page = _enter(other, code)
    assert page.status_code == 409
    assert _text_of(other.open("/verhaal")) == "Mijn eigen verhaal."


def test_guessing_is_limited_and_unknown_codes_look_the_same(browser_for: Browsers) -> None:
    code = _with_code(browser_for())
    guesser = browser_for()
    wrong = code[:5] + codes.new_code().shown[5:]
    said = {words_of(_enter(guesser, typed)) for typed in (wrong, codes.new_code().shown)}
    assert len(said) == 1
    page = guesser.open("/code")
    for _ in range(8):
        guesser.press(page, "open", code=codes.new_code().shown)
    assert _enter(guesser, code).status_code == 429


def test_an_unknown_code_costs_as_much_work_as_a_wrong_one(
    browser_for: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = _with_code(browser_for())
    hashed: list[str] = []
    derive, verify = resume_codes.hash_secret_raw, codes.verify

    def slow(*given: object, **options: object) -> bytes:
        hashed.append("bewaarcode")
        assert (options["time_cost"], options["memory_cost"]) == (2, 19456)
        return derive(*given, **options)  # type: ignore[arg-type]

    def checked(*given: object) -> bool:
        hashed.append("ontvangstcode")
        return verify(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(resume_codes, "hash_secret_raw", slow)
    monkeypatch.setattr(codes, "verify", checked)
    _enter(browser_for(), code[:5] + codes.new_code().shown[5:])
    _enter(browser_for(), codes.new_code().shown)
    assert hashed == ["bewaarcode", "ontvangstcode"]
    _enter(browser_for(), code)
    assert hashed[2:] == ["bewaarcode"]


def test_the_database_and_the_key_file_together_open_nothing(narrator: Narrator) -> None:
    code = _with_code(narrator)
    with narrator.house.database.reading() as session:
        kept = session.scalars(select(ResumeCode)).one()
        draft = session.scalars(select(SavedDraft)).one()
    keys = narrator.house.sealer
    places = (ResumeCode.place(kept.locator), ResumeCode.shown_place(kept.token_hash))
    for sealed in (kept.sealed, kept.shown, draft.sealed):
        for place in (*places, SavedDraft.place(draft.token_hash)):
            with pytest.raises(Unavailable):
                keys.open(sealed, place=place)
    right = codes.parse(code)
    assert right is not None
    assert resume_codes.open_with(right, kept, keys)
    assert resume_codes.open_with(codes.Code(kept.locator, "0" * 12), kept, keys) is None
    stolen_without_keys = Sealer([b"x" * 32])
    assert resume_codes.open_with(right, kept, stolen_without_keys) is None


def test_neither_text_nor_code_is_stored_in_the_clear(narrator: Narrator) -> None:
    secret = _with_code(narrator).replace("-", "")[4:]
    cookie = narrator.client.cookies["vp_verhaal"]
    for written in (_everything(narrator), _files(narrator).decode("latin-1")):
        for canary in ("Fatima", secret, cookie):
            assert canary not in written
