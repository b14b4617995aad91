"""From the first page to the code: what is stored, what is told, and what is never lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import stories
from models.audit import AuditEvent
from models.base import today
from models.drafts import SavedDraft
from models.runs import Run
from models.stories import Consent, RawStory, Receipt, Signification
from models.vocabulary import Purpose, RunKind, StoryState
from tests.service.form.conftest import STORY, Narrator, code_on, words_of


def test_a_told_and_approved_story_is_there_to_read(narrator: Narrator) -> None:
    page = narrator.approve(narrator.to_review())
    assert page.url.path == "/uw-code"
    (story,) = narrator.stories()
    assert story.state is StoryState.APPROVED
    assert story.decided_on == today()
    assert story.expires_on is None
    assert story.role == "ouder"
    assert story.prompt == "gebeurd"
    assert "Fatima" not in story.title + story.text
    assert "06-12345678" not in story.text
    assert "Het wijkteam luisterde goed." in story.text


def test_approval_stores_consents_answers_receipt_run_and_audit_together(
    narrator: Narrator,
) -> None:
    narrator.approve(narrator.to_review(), "associatie", "citaat")
    (story,) = narrator.stories()
    with narrator.house.database.reading() as session:
        given = stories.purposes(session, story.id)
        asked = session.scalars(select(Consent).where(Consent.story_id == story.id)).all()
        answers = session.scalars(
            select(Signification).where(Signification.story_id == story.id)
        ).all()
        run = session.scalars(select(Run)).one()
        event = session.scalars(select(AuditEvent)).one()
        assert session.scalars(select(Receipt.story_id)).one() == story.id
        assert session.scalars(select(RawStory)).all() == []
    assert given == {Purpose.ASSOCIATION, Purpose.QUOTE}
    assert len(asked) == len(Purpose)
    assert sorted(str(answer.value) for answer in answers) == [
        "{'option': 'goed'}",
        "{'shares': [1.0, 0.0, 0.0]}",
    ]
    assert (run.kind, run.story_id) == (RunKind.PLACE, story.id)
    assert (event.action, event.subject) == ("verhaal.goedgekeurd", story.id)
    assert "Fatima" not in str(event.detail)


def test_a_story_that_may_not_be_learned_from_is_not_placed(narrator: Narrator) -> None:
    narrator.approve(narrator.to_review(), "eigen_team")
    with narrator.house.database.reading() as session:
        assert session.scalars(select(Run)).all() == []


def test_keeping_without_saying_yes_waits_sealed(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "niet", mag=["associatie"])
    (story,) = narrator.stories()
    assert story.state is StoryState.AWAITING_NARRATOR
    assert story.expires_on == today() + timedelta(days=narrator.house.settings.expire_days)
    with narrator.house.database.reading() as session:
        raw = session.get_one(RawStory, story.id)
        assert stories.purposes(session, story.id) == frozenset()
        assert session.scalars(select(Run)).all() == []
    assert b"Fatima" not in raw.sealed
    opened = narrator.house.sealer.open(raw.sealed, place=RawStory.place(story.id))
    assert opened["text"] == STORY
    assert "Nog niemand kan het lezen" in words_of(page)


def test_nothing_is_stored_as_a_story_before_the_narrator_decides(narrator: Narrator) -> None:
    narrator.to_review()
    assert narrator.stories() == []


def test_the_code_page_tells_what_happens_next_with_dates(narrator: Narrator) -> None:
    said = words_of(narrator.approve(narrator.to_review()))
    assert str(today().year) in said
    assert "Mijn eigen team mag mijn verhaal lezen." in said
    assert "Uw eigen tekst met namen is weg" in said


def test_no_address_ever_holds_text_code_or_story_id(narrator: Narrator) -> None:
    seen: list[str] = []
    narrator.client.event_hooks = {"request": [lambda request: seen.append(str(request.url))]}
    code = code_on(narrator.approve(narrator.to_review()))
    narrator.press(narrator.open("/code"), "open", code=code)
    (story,) = narrator.stories()
    for address in seen:
        assert story.id not in address
        assert "?" not in address
        assert not set(code.split("-")) & set(re.split(r"[/#?&=-]", address))
        assert "Fatima" not in address


def test_going_back_finds_everything_as_it_was(narrator: Narrator) -> None:
    narrator.to_review()
    page = narrator.open("/verhaal")
    assert "Fatima uit de Zonnestraat 12" in page.text
    assert 'value="Fatima belde"' in page.text
    assert re.search(r'id="afloop-goed" checked', narrator.open("/betekenis").text)
    assert re.search(r'id="rol-ouder" checked', narrator.open("/over-u").text)


def test_the_back_button_keeps_what_was_typed(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "terug", tekst="Half verhaal", titel="")
    assert page.url.path == "/"
    assert "U was al begonnen" in words_of(page)
    assert "Half verhaal" in narrator.press(page, "verder").text


def test_saving_while_typing_needs_no_whole_story(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "bewaar", tekst="", titel="Alleen een titel")
    assert page.status_code == 204
    assert "Alleen een titel" in narrator.open("/verhaal").text


def test_a_later_step_cannot_be_opened_before_the_first(narrator: Narrator) -> None:
    narrator.begin()
    for path in ("/betekenis", "/over-u", "/nakijken", "/uw-code"):
        assert narrator.open(path).url.path == "/verhaal"


def test_the_review_waits_for_the_team(narrator: Narrator) -> None:
    narrator.tell()
    narrator.press(narrator.open("/betekenis"), "verder")
    assert narrator.open("/nakijken").url.path == "/over-u"


def test_an_empty_story_is_not_a_story(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "verder", tekst=" \r\n ", titel="Wel een titel")
    assert page.status_code == 422
    assert "<title>Fout: " in page.text
    assert 'href="#tekst"' in page.text
    assert "Wel een titel" in page.text


def test_a_story_that_is_too_long_is_kept_but_not_taken(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "verder", tekst="woord " * 4000, titel="")
    assert page.status_code == 422
    assert "24.000 tekens" in words_of(page)
    assert "woord woord" in page.text


def test_half_a_date_and_no_team_are_both_named(narrator: Narrator) -> None:
    narrator.tell()
    page = narrator.press(narrator.open("/betekenis"), "verder")
    page = narrator.press(page, "verder", maand="", jaar=str(today().year))
    assert page.status_code == 422
    assert 'href="#team"' in page.text
    assert 'href="#maand"' in page.text


def test_a_month_that_has_to_come_yet_is_refused(narrator: Narrator) -> None:
    if today().month == 12:
        pytest.skip("in December no month of this year has to come yet")
    narrator.tell()
    page = narrator.press(narrator.open("/betekenis"), "verder")
    page = narrator.press(
        page, "verder", team=narrator.team_id(), maand="12", jaar=str(today().year)
    )
    assert "Deze maand moet nog komen" in words_of(page)


def test_the_period_is_stored_to_the_month(narrator: Narrator) -> None:
    narrator.to_review()
    year = str(today().year - 1)
    page = narrator.press(narrator.open("/over-u"), "verder", maand="3", jaar=year)
    narrator.approve(page)
    assert narrator.stories()[0].period == f"{year}-03"


def test_not_saying_who_you_are_is_stored_as_nothing(narrator: Narrator) -> None:
    narrator.to_review()
    page = narrator.press(
        narrator.open("/over-u"), "verder", rol="zeg_ik_niet", leeftijd="zeg_ik_niet"
    )
    assert "zeg ik liever niet" in words_of(page)
    narrator.approve(page)
    assert narrator.stories()[0].role is None
    assert narrator.stories()[0].age_group is None


def test_yes_to_nobody_is_no_yes(narrator: Narrator) -> None:
    page = narrator.press(narrator.to_review(), "ja")
    assert page.status_code == 422
    assert 'href="#mag"' in page.text
    assert narrator.stories() == []


def test_sending_twice_makes_one_story_and_shows_the_same_page(narrator: Narrator) -> None:
    review = narrator.to_review()
    first = narrator.approve(review)
    second = narrator.approve(review)
    assert code_on(first) == code_on(second)
    assert len(narrator.stories()) == 1


def test_two_submits_at_the_same_moment_make_one_story(
    browser_for: Callable[[], Narrator],
) -> None:
    first, second = browser_for(), browser_for()
    review = first.to_review()
    second.client.cookies.update(first.client.cookies)
    with ThreadPoolExecutor(2) as both:
        pages = list(both.map(lambda one: one.approve(review), (first, second)))
    assert len(first.stories()) == 1
    assert len({code_on(page) for page in pages}) == 1


def test_the_same_text_of_another_narrator_is_not_counted_twice(
    browser_for: Callable[[], Narrator],
) -> None:
    one, other = browser_for(), browser_for()
    one.approve(one.to_review())
    page = other.approve(other.to_review())
    assert page.status_code == 409
    assert "al eens ingestuurd" in words_of(page)
    assert len(one.stories()) == 1
    assert "Fatima belde" in other.open("/verhaal").text


def test_leaving_the_code_page_forgets_the_code(narrator: Narrator) -> None:
    page = narrator.approve(narrator.to_review())
    assert narrator.press(page, "klaar").url.path == "/bedankt"
    assert narrator.open("/uw-code").status_code == 410
    with narrator.house.database.reading() as session:
        assert session.scalars(select(SavedDraft)).all() == []


def test_another_story_starts_empty(narrator: Narrator) -> None:
    page = narrator.approve(narrator.to_review())
    page = narrator.press(page, "nog_een")
    assert page.url.path == "/verhaal"
    assert "Fatima" not in page.text


def test_stopping_can_wipe_everything(narrator: Narrator) -> None:
    narrator.to_review()
    page = narrator.press(narrator.open("/stoppen"), "wissen")
    assert "Alles is gewist" in words_of(page)
    assert narrator.open("/verhaal").status_code == 410
    with narrator.house.database.reading() as session:
        assert session.scalars(select(SavedDraft)).all() == []


def test_the_browser_keeps_the_secret_for_a_week_only_when_asked(narrator: Narrator) -> None:
    narrator.begin()
    (cookie,) = narrator.client.cookies.jar
    assert cookie.expires is None
    narrator.press(narrator.open("/stoppen"), "later")
    (cookie,) = narrator.client.cookies.jar
    assert cookie.expires is not None


@pytest.mark.parametrize("path", ["/verhaal", "/betekenis", "/over-u", "/nakijken", "/uw-code"])
def test_a_browser_without_a_story_is_told_so_in_dutch(narrator: Narrator, path: str) -> None:
    narrator.client.cookies.set("vp_verhaal", "van-vorige-week")
    page = narrator.open(path)
    assert page.status_code == 410
    said = words_of(page)
    assert "Hier staat geen verhaal van u" in said
    assert "Hebt u het weggehaald of gewist? Dan klopt het dat u hier niets ziet." in said


def test_text_typed_after_the_secret_was_lost_is_not_lost(narrator: Narrator) -> None:
    page = narrator.begin()
    narrator.client.cookies.clear()
    page = narrator.press(page, "verder", tekst="Uren aan gewerkt, en dan dit.", titel="")
    assert page.status_code == 403
    assert "Uren aan gewerkt, en dan dit." in page.text
    assert narrator.press(page, "verder").url.path == "/betekenis"


def test_with_one_team_nothing_is_asked(narrator: Narrator) -> None:
    from models import teams

    with narrator.house.database.writing() as session:
        session.delete(teams.all_teams(session)[0])
    narrator.tell()
    page = narrator.press(narrator.open("/betekenis"), "verder")
    assert "Over welk team gaat het?" not in words_of(page)
    narrator.approve(narrator.press(page, "verder"))
    assert len(narrator.stories()) == 1


def test_an_alarming_story_shows_help_at_once_and_is_noted(narrator: Narrator) -> None:
    page = narrator.tell("Ik wil niet meer leven. Ik denk elke dag aan zelfmoord.", "")
    assert "0800-0113" in words_of(page)
    page = narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())
    page = narrator.approve(page)
    assert "0800-0113" in words_of(page)
    (story,) = narrator.stories()
    assert story.alarm
    assert story.state is StoryState.IN_TRIAGE


def test_an_ordinary_story_shows_no_alarm(narrator: Narrator) -> None:
    page = narrator.tell()
    assert "Gaat het nu niet goed" not in words_of(page)
    narrator.press(narrator.press(page, "verder"), "verder", team=narrator.team_id())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tekst": "Hoi"}, "Uw verhaal is nog heel kort."),
        ({"titel": "lang " * 30}, "De titel is te lang"),
    ],
)
def test_a_text_that_cannot_be_looked_over_any_more_can_be_mended(
    narrator: Narrator, fields: dict[str, str], said: str
) -> None:
    narrator.to_review()
    narrator.press(narrator.open("/verhaal"), "terug", **fields)
    page = narrator.press(narrator.open("/"), "verder")
    assert page.status_code == 422
    assert said in words_of(page)
    page = narrator.press(page, "verder", tekst=STORY, titel="Kort")
    assert page.url.path == "/betekenis"
    assert narrator.open("/nakijken").status_code == 200


def test_what_a_page_saves_by_itself_after_the_decision_is_not_called_saved(
    narrator: Narrator,
) -> None:
    page = narrator.to_review()
    left_open = narrator.open("/verhaal")
    narrator.approve(page)
    assert narrator.press(left_open, "bewaar", tekst="Iets nieuws.").status_code == 410
    assert narrator.press(left_open, "verder", tekst="Iets nieuws.").url.path == "/uw-code"
