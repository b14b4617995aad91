"""A write-up of a session: read by paragraph with a code each, approved by all or by nobody."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import select

from models import decisions, reviews, stories
from models.audit import AuditEvent
from models.base import today
from models.changes import StoryChange
from models.errors import Conflict, NotFound, Rejected
from models.group_tellings import GroupObjection, GroupVoice, stretches
from models.runs import Run
from models.stories import RawStory, Story
from models.triage import TriageCase
from models.vocabulary import (
    Channel,
    Purpose,
    ReviewKind,
    ReviewReason,
    RunKind,
    StoryPart,
    StoryState,
)
from service import group_tellings
from service.group_tellings import Created, Said, WriteUp
from tests.hostile_texts import HOSTILE, LONG, ORDINARY
from tests.service.form.conftest import Narrator, words_of

if TYPE_CHECKING:
    from service.wiring import House

FIRST = "Het gesprek begon met koffie. Iedereen vertelde hoe lang het wachten duurde."
SECOND = "Fatima uit de Zonnestraat 12 vertelde over haar schulden. Dat was KANARIE voor ons allen."
THIRD = "Daarna spraken wij af dat het team belt. Ook Mohammed wil dat er één vaste persoon is."
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
BOTH = frozenset({Purpose.ASSOCIATION, Purpose.QUOTE})

NewBrowser = Callable[[], Narrator]


def _create(house: "House", people: int = 2, text: str = TEXT) -> Created:
    from models import teams

    with house.database.reading() as session:
        team_id = teams.all_teams(session)[0].id
    write_up = WriteUp(team_id=team_id, people=people, text=text, title="Avond met Fatima")
    return group_tellings.create(house, write_up, account_id=None)


def _say(house: "House", number: int = 0, *, agreed: bool = True, **more: object) -> None:
    with house.database.reading() as session:
        voice = session.scalars(select(GroupVoice).order_by(GroupVoice.id)).all()[number]
        version = group_tellings.version_of(house, session.get_one(Story, voice.story_id))
    said = Said(agreed, version, **{"purposes": BOTH, **more})  # type: ignore[arg-type]
    group_tellings.answer(house, voice.id, said)


def _story(house: "House") -> Story:
    with house.database.reading() as session:
        return session.scalars(select(Story)).one()


def _enter(narrator: Narrator, code: str) -> httpx.Response:
    return narrator.press(narrator.open("/code"), "", code=code)


def test_a_write_up_comes_in_without_names_and_waits(form_house: "House") -> None:
    made = _create(form_house, people=3)
    assert len(set(made.codes)) == 3
    assert made.paragraphs == 3
    story = _story(form_house)
    assert (story.state, story.channel) == (StoryState.AWAITING_NARRATOR, Channel.PANEL)
    assert story.expires_on == made.expires_on == today() + timedelta(days=30)
    for name in ("Fatima", "Zonnestraat", "Mohammed"):
        assert name not in story.title + story.text
    with form_house.database.reading() as session:
        assert session.scalars(select(RawStory)).all() == []
        assert stories.purposes(session, story.id) == frozenset()
        for change in session.scalars(select(StoryChange)):
            part = story.title if change.part is StoryPart.TITLE else story.text
            assert part[change.start : change.end] == change.wording
    assert "AAAA" not in repr(made)
    assert made.codes[0] not in repr(made)


@pytest.mark.parametrize(("people", "text"), [(1, TEXT), (31, TEXT), (2, "Kort."), (2, "")])
def test_what_cannot_be_a_write_up_is_refused_whole(
    form_house: "House", people: int, text: str
) -> None:
    with pytest.raises(Rejected) as caught:
        _create(form_house, people, text)
    assert caught.value.problems[0].place in {"#/people", "#/text"}
    with form_house.database.reading() as session:
        assert session.scalars(select(Story)).all() == []
        assert session.scalars(select(GroupVoice)).all() == []


def test_the_same_write_up_twice_is_refused_unless_the_first_was_taken_away(
    form_house: "House",
) -> None:
    made = _create(form_house)
    with pytest.raises(Conflict):
        _create(form_house)
    group_tellings.withdraw(form_house, made.story_id)
    _create(form_house)


def test_everybody_said_yes_so_it_may_be_read_for_what_all_allow(form_house: "House") -> None:
    _create(form_house, people=3)
    _say(form_house, 0, purposes=frozenset(Purpose))
    _say(form_house, 1, purposes=BOTH)
    assert _story(form_house).state is StoryState.AWAITING_NARRATOR
    _say(form_house, 2, purposes=frozenset({Purpose.ASSOCIATION, Purpose.RESEARCH}))
    story = _story(form_house)
    assert (story.state, story.version) == (StoryState.APPROVED, 1)
    with form_house.database.reading() as session:
        assert stories.purposes(session, story.id) == {Purpose.ASSOCIATION}
        [run] = session.scalars(select(Run)).all()
        assert (run.kind, run.story_id) == (RunKind.PLACE, story.id)
        detail = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-1].detail
        assert (detail["stemmen"], detail["alinea_weggehaald"]) == (3, 0)


def test_one_objection_takes_a_paragraph_out_and_the_marks_move_along(
    form_house: "House",
) -> None:
    made = _create(form_house)
    _say(form_house, 0, objects_to=frozenset({1}))
    assert "KANARIE" in _story(form_house).text
    _say(form_house, 1)
    story = _story(form_house)
    assert story.state is StoryState.APPROVED
    assert "KANARIE" not in story.text
    assert [story.text[one.start : one.end][:6] for one in stretches(story.text)] == [
        FIRST[:6],
        THIRD[:6],
    ]
    with form_house.database.reading() as session:
        assert session.scalars(select(GroupObjection)).all() == []
        query = select(StoryChange).where(StoryChange.part == StoryPart.TEXT)
        changes = session.scalars(query).all()
        assert changes
        for change in changes:
            assert story.text[change.start : change.end] == change.wording
    assert made.story_id == story.id


def test_an_objection_to_the_title_leaves_the_text(form_house: "House") -> None:
    _create(form_house)
    _say(form_house, 0, objects_to=frozenset({-1}))
    _say(form_house, 1)
    story = _story(form_house)
    assert (story.title, len(stretches(story.text))) == ("", 3)


def test_when_nothing_is_left_it_goes_whole(form_house: "House") -> None:
    _create(form_house)
    _say(form_house, 0, objects_to=frozenset({0, 1}))
    _say(form_house, 1, objects_to=frozenset({2}))
    assert (_story(form_house).state, _story(form_house).text) == (StoryState.WITHDRAWN, "")


def test_a_yes_can_be_taken_back_until_everybody_said_it(form_house: "House") -> None:
    _create(form_house)
    _say(form_house, 0)
    _say(form_house, 0, agreed=False, objects_to=frozenset({0}))
    _say(form_house, 1)
    assert _story(form_house).state is StoryState.AWAITING_NARRATOR
    _say(form_house, 0)
    assert len(stretches(_story(form_house).text)) == 3


def test_silence_is_no_yes_and_late_is_too_late(form_house: "House") -> None:
    made = _create(form_house)
    _say(form_house, 0)
    with form_house.database.writing() as session:
        session.get_one(Story, made.story_id).expires_on = today() - timedelta(days=1)
    with pytest.raises(Conflict):
        _say(form_house, 1)
    with form_house.database.writing() as session:
        assert decisions.expire(session, on=today()) == 1
    assert (_story(form_house).state, _story(form_house).text) == (StoryState.EXPIRED, "")


def test_the_last_two_who_answer_at_once_close_it_exactly_once(form_house: "House") -> None:
    made = _create(form_house, people=6)
    for number in range(4):
        _say(form_house, number)
    ready, failed = threading.Barrier(2), []

    def last(number: int) -> None:
        ready.wait()
        try:
            _say(form_house, number, objects_to=frozenset({number - 4}))
        except Conflict as error:
            failed.append(error.code)

    both = [threading.Thread(target=last, args=(number,)) for number in (4, 5)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed == []
    story = _story(form_house)
    assert (story.id, story.state) == (made.story_id, StoryState.APPROVED)
    assert len(stretches(story.text)) == 1
    with form_house.database.reading() as session:
        actions = list(session.scalars(select(AuditEvent.action)))
        assert actions.count("verhaal.goedgekeurd") == 1
        assert len(session.scalars(select(Run)).all()) == 1


def test_an_alarm_holds_it_for_a_person_as_always(form_house: "House") -> None:
    danger = "Een moeder vertelde: mijn man slaat mij als hij gedronken heeft. Wij schrokken."
    _create(form_house, text=f"{FIRST}\n\n{danger}")
    _say(form_house, 0)
    _say(form_house, 1)
    story = _story(form_house)
    assert story.state is StoryState.IN_TRIAGE
    with form_house.database.reading() as session:
        assert session.get(TriageCase, story.id) is not None
        assert session.scalars(select(Run)).all() == []


def test_afterwards_a_paragraph_can_still_go_and_choices_can_change(form_house: "House") -> None:
    _create(form_house)
    _say(form_house, 0)
    _say(form_house, 1)
    _say(form_house, 0, objects_to=frozenset({1}), purposes=frozenset({Purpose.QUOTE}))
    story = _story(form_house)
    assert (story.state, story.version) == (StoryState.APPROVED, 2)
    assert "KANARIE" not in story.text
    with form_house.database.reading() as session:
        assert stories.purposes(session, story.id) == {Purpose.QUOTE}


def test_an_answer_to_an_older_text_is_not_taken(form_house: "House") -> None:
    _create(form_house)
    with form_house.database.reading() as session:
        voices = session.scalars(select(GroupVoice).order_by(GroupVoice.id)).all()
    old = group_tellings.version_of(form_house, _story(form_house))
    _say(form_house, 0, objects_to=frozenset({0}))
    _say(form_house, 1)
    said = Said(True, old, objects_to=frozenset({1}), purposes=BOTH)
    with pytest.raises(Conflict) as caught:
        group_tellings.answer(form_house, voices[1].id, said)
    assert caught.value.code == "verslag.veranderd"
    assert len(stretches(_story(form_house).text)) == 2


def test_sent_back_by_a_moderator_everybody_is_asked_again(form_house: "House") -> None:
    from service import reviewing
    from service.reviewing import Verdict

    made = _create(form_house)
    _say(form_house, 0)
    _say(form_house, 1)
    verdict = Verdict(ReviewReason.RECOGNISABLE, "Kijk nog eens naar stuk 2.")
    reviewing.send_back(form_house, made.story_id, verdict, account_id=None)
    assert _story(form_house).state is StoryState.AWAITING_NARRATOR
    _say(form_house, 0, objects_to=frozenset({1}))
    assert _story(form_house).state is StoryState.AWAITING_NARRATOR
    _say(form_house, 1)
    assert _story(form_house).state is StoryState.APPROVED
    assert "KANARIE" not in _story(form_house).text


def test_a_lost_code_is_replaced_for_who_did_not_answer_yet(form_house: "House") -> None:
    made = _create(form_house)
    with form_house.database.reading() as session:
        before = session.scalars(select(GroupVoice).order_by(GroupVoice.id)).all()
    fresh = group_tellings.replace_code(form_house, made.story_id, 2, account_id=None)
    assert fresh not in made.codes
    with form_house.database.reading() as session:
        after = session.scalars(select(GroupVoice).order_by(GroupVoice.id)).all()
    assert [one.locator for one in after] == [before[0].locator, fresh[:4]]
    _say(form_house, 0)
    with pytest.raises(Conflict):
        group_tellings.replace_code(form_house, made.story_id, 1, account_id=None)
    for number in (0, 3):
        with pytest.raises(NotFound):
            group_tellings.replace_code(form_house, made.story_id, number, account_id=None)


def test_two_people_go_through_the_pages_without_javascript(
    form_house: "House", browser_for: NewBrowser
) -> None:
    made = _create(form_house)
    one, other = browser_for(), browser_for()
    page = _enter(one, made.codes[0])
    assert "0 van de 2 mensen zeiden ja." in words_of(page)
    assert "Haal dit weg" in words_of(page)
    assert "Fatima" not in page.text
    wrong = one.press(page, "ja")
    assert wrong.status_code == 422
    assert "Kies ten minste één mogelijkheid" in words_of(wrong)
    said = one.press(page, "ja", mag=["associatie", "citaat"], **{"alinea-1": "weg"})
    assert "U zei ja. Wij wachten op de anderen." in words_of(said)
    assert "1 van de 2 mensen zei ja." in words_of(said)
    page = _enter(other, made.codes[1])
    assert words_of(page).count("Iemand wilde dit niet.") == 1
    done = other.press(page, "ja", mag="associatie")
    assert "Ons verslag mag gelezen worden." in words_of(done)
    assert "KANARIE" not in done.text
    assert _story(form_house).state is StoryState.APPROVED
    again = one.press(one.open("/code/samen"), "bewaren", **{"alinea-1": "weg"})
    assert len(stretches(_story(form_house).text)) == 1
    assert "Uw antwoord is bewaard." in words_of(again)


def test_a_code_that_is_replaced_closes_its_page_too(
    form_house: "House", narrator: Narrator
) -> None:
    made = _create(form_house)
    _enter(narrator, made.codes[0])
    assert narrator.open("/code/samen").url.path == "/code/samen"
    group_tellings.replace_code(form_house, made.story_id, 1, account_id=None)
    assert narrator.open("/code/samen").url.path == "/code"


def test_what_was_chosen_stays_on_the_page_when_a_tick_is_missing(
    form_house: "House", narrator: Narrator
) -> None:
    made = _create(form_house)
    _say(form_house, 1)
    wrong = narrator.press(_enter(narrator, made.codes[0]), "ja", **{"alinea-1": "weg"})
    assert wrong.status_code == 422
    narrator.press(wrong, "ja", mag="associatie")
    assert "KANARIE" not in _story(form_house).text


def test_a_yes_that_comes_back_too_late_is_told_and_changes_nothing(
    form_house: "House", narrator: Narrator
) -> None:
    made = _create(form_house)
    _say(form_house, 0)
    page = _enter(narrator, made.codes[0])
    _say(form_house, 1)
    late = narrator.press(page, "bewaren")
    assert late.status_code == 409
    assert "Er is net iets veranderd." in words_of(late)


def test_what_goes_is_in_no_index_for_searching(form_house: "House", narrator: Narrator) -> None:
    made = _create(form_house)
    for number in (0, 1):
        _say(form_house, number)
    finder = narrator.client.app.state.finder  # type: ignore[attr-defined]
    page = _enter(narrator, made.codes[0])
    finder._held = "iets"
    narrator.press(page, "bewaren", **{"alinea-1": "weg"})
    assert finder._held is None
    finder._held = "iets"
    narrator.press(narrator.open("/code/samen/weghalen"), "ja")
    assert finder._held is None


def test_one_no_takes_it_away_for_everybody_and_the_codes_still_answer(
    form_house: "House", browser_for: NewBrowser
) -> None:
    made = _create(form_house)
    one, other = browser_for(), browser_for()
    _say(form_house, 1)
    _enter(one, made.codes[0])
    sure = one.open("/code/samen/weghalen")
    assert "Weet u het zeker?" in words_of(sure)
    assert _story(form_house).state is StoryState.AWAITING_NARRATOR
    gone = one.press(sure, "ja")
    assert "Ons verslag is weg." in words_of(gone)
    assert _story(form_house).text == ""
    assert "Ons verslag is weg." in words_of(_enter(other, made.codes[1]))
    with form_house.database.reading() as session:
        assert session.scalars(select(GroupObjection)).all() == []
        assert {voice.agreed for voice in session.scalars(select(GroupVoice))} == {None}


def test_the_page_tells_what_a_moderator_asks(form_house: "House", narrator: Narrator) -> None:
    made = _create(form_house)
    with form_house.database.writing() as session:
        reviews.record(
            session,
            made.story_id,
            ReviewKind.RETURNED,
            ReviewReason.OTHER_PERSON,
            words="Kijkt u naar stuk 2?",
            account_id=None,
        )
    words = words_of(_enter(narrator, made.codes[0]))
    assert "Het gaat vooral over iemand anders" in words
    assert "Kijkt u naar stuk 2?" in words


def test_without_a_code_nothing_is_open(form_house: "House", narrator: Narrator) -> None:
    made = _create(form_house)
    for path in ("/code/samen", "/code/samen/weghalen"):
        assert narrator.open(path).url.path == "/code"
    wrong = _enter(narrator, made.codes[0][:4] + "-0000-0000-0000")
    assert wrong.status_code == 422
    _enter(narrator, made.codes[0])
    assert narrator.open("/code/verhaal").url.path == "/code"
    narrator.press(narrator.open("/code/samen"), "sluiten")
    assert narrator.open("/code/samen").url.path == "/code"


@pytest.mark.slow
def test_hostile_texts_are_shown_as_text_on_the_page(
    form_house: "House", browser_for: NewBrowser
) -> None:
    parts = [f"{ORDINARY}{one}".replace("\n", " ") for one in HOSTILE]
    made = _create(form_house, text="\n\n".join(parts))
    story = _story(form_house)
    assert "\0" not in story.text
    page = _enter(browser_for(), made.codes[0])
    assert page.status_code == 200
    for mark_up in ("<script>", "<svg/", "<iframe", "<img src=x", "<style>*"):
        assert mark_up not in page.text
    assert "&lt;script&gt;" in page.text
    with pytest.raises(Rejected):
        _create(form_house, text=LONG)
