"""Coming back with the code: reading, saying yes after all, other choices, and taking it away."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models import decisions, stories
from models.audit import AuditEvent
from models.base import today
from models.passages import Passage
from models.runs import Run
from models.stories import Consent, RawStory, Signification
from models.vocabulary import Purpose, StoryState
from service import codes
from tests.service.form.conftest import STORY, Narrator, code_on, words_of


def _approved(narrator: Narrator) -> str:
    page = narrator.approve(narrator.to_review())
    code = code_on(page)
    narrator.press(page, "klaar")
    return code


def _waiting(narrator: Narrator) -> str:
    page = narrator.press(narrator.to_review(), "niet")
    code = code_on(page)
    narrator.press(page, "klaar")
    return code


def test_the_code_opens_the_story_from_another_device(
    browser_for: Callable[[], Narrator],
) -> None:
    code = _approved(browser_for())
    elsewhere = browser_for()
    page = elsewhere.press(elsewhere.open("/code"), "open", code=code.lower().replace("-", " "))
    assert page.url.path == "/code/verhaal"
    said = words_of(page)
    assert "Uw verhaal mag gelezen worden." in said
    assert "Het wijkteam luisterde goed." in said
    assert "Fatima" not in page.text


def test_without_a_code_there_is_nothing_to_see(narrator: Narrator) -> None:
    for path in ("/code/verhaal", "/code/weghalen"):
        assert narrator.open(path).url.path == "/code"


def test_the_secret_of_a_half_written_story_opens_none(narrator: Narrator) -> None:
    narrator.tell()
    narrator.client.cookies.set("vp_code", narrator.client.cookies["vp_verhaal"])
    assert narrator.open("/code/verhaal").url.path == "/code"


def test_wrong_and_unknown_codes_get_the_same_answer(narrator: Narrator) -> None:
    code = _approved(narrator)
    wrong_secret = code[:5] + codes.new_code().shown[5:]
    unknown = codes.new_code().shown
    pages = [
        narrator.press(narrator.open("/code"), "open", code=typed)
        for typed in (wrong_secret, unknown)
    ]
    assert {page.status_code for page in pages} == {422}
    said = {words_of(page) for page in pages}
    assert len(said) == 1
    assert "Deze code klopt niet" in said.pop()


def test_something_that_is_no_code_is_told_so(narrator: Narrator) -> None:
    page = narrator.press(narrator.open("/code"), "open", code="abc")
    assert page.status_code == 422
    assert "16 letters en cijfers" in words_of(page)
    assert 'value="abc"' in page.text


def test_after_ten_wrong_codes_somebody_has_to_wait(narrator: Narrator) -> None:
    page = narrator.open("/code")
    for _ in range(10):
        reply = narrator.press(page, "open", code=codes.new_code().shown)
        assert reply.status_code == 422
    reply = narrator.press(page, "open", code=codes.new_code().shown)
    assert reply.status_code == 429
    assert "Even wachten" in words_of(reply)


def test_a_waiting_story_can_be_approved_later_with_its_code(
    browser_for: Callable[[], Narrator],
) -> None:
    code = _waiting(browser_for())
    later = browser_for()
    page = later.press(later.open("/code"), "open", code=code)
    assert "Nog niemand kan het lezen" in words_of(page)
    page = later.press(page, "nakijken")
    assert page.url.path == "/nakijken"
    assert "Goed" in words_of(page)
    page = later.press(page, "merk", woord="groene brommer")
    page = later.approve(page)
    assert "Uw code blijft dezelfde" in words_of(page)
    (story,) = later.stories()
    assert story.state is StoryState.APPROVED
    assert "groene brommer" not in story.text
    with later.house.database.reading() as session:
        assert session.scalars(select(RawStory)).all() == []
        assert stories.purposes(session, story.id) == {Purpose.ASSOCIATION, Purpose.OWN_TEAM}
        assert len(session.scalars(select(Run)).all()) == 1
    page = later.press(later.open("/code"), "open", code=code)
    assert "Uw verhaal mag gelezen worden." in words_of(page)


def test_keeping_a_waiting_story_again_does_not_move_its_last_day(narrator: Narrator) -> None:
    code = _waiting(narrator)
    before = narrator.stories()[0].expires_on
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "nakijken")
    narrator.press(narrator.press(page, "merk", woord="groene brommer"), "niet")
    (story,) = narrator.stories()
    assert story.state is StoryState.AWAITING_NARRATOR
    assert story.expires_on == before
    assert "groene brommer" not in story.text


def test_answers_that_were_taken_back_are_gone_after_the_second_look(narrator: Narrator) -> None:
    code = _waiting(narrator)
    page = narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(page, "nakijken")
    page = narrator.press(narrator.open("/betekenis"), "verder", afloop="", **{"besluit-0": "0"})
    narrator.approve(narrator.open("/nakijken"))
    with narrator.house.database.reading() as session:
        assert session.scalars(select(Signification)).all() == []


def test_another_story_in_progress_is_not_overwritten(narrator: Narrator) -> None:
    code = _waiting(narrator)
    narrator.tell("Mijn tweede verhaal.", "")
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "nakijken")
    assert page.status_code == 409
    assert "Mijn tweede verhaal." in narrator.open("/verhaal").text


def test_a_story_approved_elsewhere_cannot_be_approved_again(
    browser_for: Callable[[], Narrator],
) -> None:
    code = _waiting(browser_for())
    one, other = browser_for(), browser_for()
    pages = []
    for device in (one, other):
        page = device.press(device.open("/code"), "open", code=code)
        pages.append(device.press(page, "nakijken"))
    one.approve(pages[0])
    page = other.approve(pages[1])
    assert page.status_code == 409
    assert "mag gelezen worden" in words_of(page)
    assert len(one.stories()) == 1


def test_withdrawing_asks_first_and_then_leaves_an_empty_row(narrator: Narrator) -> None:
    code = _approved(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    question = narrator.open("/code/weghalen")
    assert "Weet u het zeker?" in words_of(question)
    assert narrator.stories()[0].state is StoryState.APPROVED
    page = narrator.press(question, "ja")
    assert page.url.path == "/code/verhaal"
    assert "Uw verhaal is weg." in words_of(page)
    (story,) = narrator.stories()
    assert story.state is StoryState.WITHDRAWN
    assert (story.title, story.text, story.role, story.alarm) == ("", "", None, None)
    with narrator.house.database.reading() as session:
        assert session.scalars(select(Consent)).all() == []
        assert session.scalars(select(Signification)).all() == []
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["verhaal.goedgekeurd", "verhaal.ingetrokken"]


def test_the_code_of_a_withdrawn_story_still_answers_honestly(
    browser_for: Callable[[], Narrator],
) -> None:
    narrator = browser_for()
    code = _approved(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    later = browser_for()
    page = later.press(later.open("/code"), "open", code=code)
    assert "U haalde het weg." in words_of(page)
    assert later.open("/code/weghalen").url.path == "/code/verhaal"


def test_going_back_to_what_was_sent_in_or_taken_away_says_so(narrator: Narrator) -> None:
    code = _approved(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.open("/verhaal")
    assert page.status_code == 410
    assert "U hebt het ingestuurd. Daarom staat het hier niet meer." in words_of(page)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    said = words_of(narrator.open("/verhaal"))
    assert "Dit verhaal is weggehaald" in said
    assert "Het spijt ons" not in said
    # Once the visit is closed, this browser knows nothing any more.
    narrator.press(narrator.open("/code/verhaal"), "sluiten")
    assert "Hier staat geen verhaal van u" in words_of(narrator.open("/verhaal"))


def test_a_waiting_story_can_be_taken_away_too(narrator: Narrator) -> None:
    code = _waiting(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    with narrator.house.database.reading() as session:
        assert session.scalars(select(RawStory)).all() == []
    assert narrator.stories()[0].state is StoryState.WITHDRAWN


def test_what_was_taken_back_may_be_told_again(narrator: Narrator) -> None:
    code = _approved(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    narrator.approve(narrator.to_review())
    states = sorted(story.state for story in narrator.stories())
    assert states == [StoryState.APPROVED, StoryState.WITHDRAWN]


def test_choices_can_be_changed_and_the_analysis_follows(narrator: Narrator) -> None:
    code = _approved(narrator)
    (story,) = narrator.stories()
    with narrator.house.database.writing() as session:
        session.add(Passage(story_id=story.id, start=0, end=4))
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "keuzes", mag=["citaat"])
    assert "Uw keuzes zijn bewaard." in words_of(page)
    with narrator.house.database.reading() as session:
        assert stories.purposes(session, story.id) == {Purpose.QUOTE}
        assert session.scalars(select(Passage)).all() == []
    page = narrator.press(page, "keuzes", mag=["associatie"])
    with narrator.house.database.reading() as session:
        assert len(session.scalars(select(Run)).all()) == 2


def test_taking_every_tick_away_means_nobody(narrator: Narrator) -> None:
    code = _approved(narrator)
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "keuzes", mag=[])
    assert "Niemand leest uw verhaal." in words_of(page)


def test_closing_ends_the_visit(narrator: Narrator) -> None:
    code = _approved(narrator)
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/verhaal"), "sluiten")
    assert narrator.open("/code/verhaal").url.path == "/code"


def test_a_visit_ends_by_itself(narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from service.form import returning

    code = _approved(narrator)
    monkeypatch.setattr(returning, "VISIT", timedelta(seconds=-1))
    page = narrator.press(narrator.open("/code"), "open", code=code)
    assert page.url.path == "/code"


def test_the_code_is_not_shown_for_ever(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from service.form import decision

    monkeypatch.setattr(decision, "SHOWN_FOR", timedelta(seconds=-1))
    page = narrator.approve(narrator.to_review())
    assert "Uw code hebt u al gezien" in words_of(page)
    assert "data-code>" not in page.text


def test_an_expired_story_says_so(narrator: Narrator) -> None:
    from datetime import timedelta

    code = _waiting(narrator)
    with narrator.house.database.writing() as session:
        decisions.expire(session, on=today() + timedelta(days=31))
    page = narrator.press(narrator.open("/code"), "open", code=code)
    assert "Er kwam op tijd geen ja." in words_of(page)
    assert STORY[:10] not in page.text
