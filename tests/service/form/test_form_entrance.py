"""Which form somebody begins: on the first page, by a link, by an invitation, in a language."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from models import forms, invites, teams
from models.base import today
from models.db import Database
from models.forms import Form, Question
from models.invites import Invite, StepCount
from models.stories import Story
from models.vocabulary import FormKind, FormState, HelpGiven, NarratorRole, TellingStep
from tests.service.form.conftest import STORY, Narrator, words_of

ALL_STEPS = {
    TellingStep.OPENED, TellingStep.STARTED, TellingStep.STORY, TellingStep.MEANING,
    TellingStep.NARRATOR, TellingStep.LOOKED_OVER, TellingStep.FINISHED,
}  # fmt: skip
TRANSLATED = {
    "title": "Tell your story",
    "welcome": "Everybody may tell.",
    "prompts": {"vrij": "What happened?"},
    "questions": {},
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def _add_form(database: Database, key: str, kind: FormKind, **more: object) -> None:
    given = {"title": f"Titel {key}", "version": 1, "language": "nl", "welcome": f"Welkom {key}."}
    prompts = [{"key": "vrij", "text": "Vertel maar"}]
    with database.writing() as session:
        session.add(Form(key=key, kind=kind, prompts=prompts, questions=[], **{**given, **more}))


def _invite(narrator: Narrator, form_key: str = "verhaal", **more: object) -> Invite:
    with narrator.house.database.writing() as session:
        team = teams.all_teams(session)[1]
        return invites.create(
            session, form_key=form_key, **{"team": team, "label": "Balie", **more}
        )


def _counted(narrator: Narrator) -> dict[tuple[str, str, TellingStep], int]:
    with narrator.house.database.reading() as session:
        rows = session.scalars(select(StepCount))
        return {(row.slug, row.form_key, row.step): row.count for row in rows}


@pytest.fixture
def kinds(narrator: Narrator) -> Narrator:
    """A narrator who can choose between forms."""
    database = narrator.house.database
    with database.writing() as session:
        # These forms stand in the place of those that ship.
        for form in forms.published(session):
            if form.key != "verhaal":
                session.execute(delete(Question).where(Question.form_id == form.id))
                session.execute(delete(Form).where(Form.id == form.id))
    _add_form(database, "makkelijk", FormKind.EASY)
    _add_form(database, "jongere", FormKind.YOUNG_PERSON, roles=["jongere"],
              translations={"en": TRANSLATED, "fr": TRANSLATED})  # fmt: skip
    _add_form(database, "panel", FormKind.PANEL)
    _add_form(database, "oud", FormKind.PARENT, state=FormState.RETIRED)
    _add_form(database, "nieuw", FormKind.PARENT, state=FormState.CONCEPT)
    return narrator


def test_with_one_form_nothing_is_chosen(narrator: Narrator) -> None:
    with narrator.house.database.writing() as session:
        for form in forms.published(session):
            if form.key != "verhaal":
                form.state = FormState.RETIRED
    assert 'name="soort" value="verhaal"' in narrator.open("/").text
    assert "Wat past bij u?" not in narrator.open("/").text


def test_the_first_page_offers_what_is_in_use_for_somebody_alone(kinds: Narrator) -> None:
    page = kinds.open("/")
    said = words_of(page)
    assert said.index("Ik ben een jongere") < said.index("Ik wil het in makkelijke taal")
    assert 'value="panel"' not in page.text
    assert 'value="oud"' not in page.text
    assert 'value="nieuw"' not in page.text


def test_the_form_that_was_chosen_is_the_form_that_is_stored(kinds: Narrator) -> None:
    page = kinds.press(kinds.open("/"), "verder", soort="jongere")
    assert "Vertel maar" in page.text
    page = kinds.press(page, "verder", tekst=STORY)
    page = kinds.press(page, "verder")
    assert "Wie bent u in dit verhaal?" not in words_of(page)
    page = kinds.press(page, "verder", team=kinds.team_id(), hulp="tolk", rol="ouder")
    assert HelpGiven.INTERPRETER.label in words_of(page)
    kinds.approve(page)
    (story,) = kinds.stories()
    with kinds.house.database.reading() as session:
        assert forms.by_id(session, story.form_id or 0).key == "jongere"
    assert story.role is NarratorRole.YOUNG_PERSON
    assert story.helper is HelpGiven.INTERPRETER


@pytest.mark.parametrize("chosen", ["", "oud", "nieuw", "bestaat_niet", "<b>"])
def test_who_chooses_nothing_or_something_impossible_gets_the_usual_form(
    kinds: Narrator, chosen: str
) -> None:
    page = kinds.press(kinds.open("/"), "verder", soort=chosen)
    assert 'name="soort" value="verhaal"' in page.text


@pytest.mark.parametrize(
    "path", ["/formulier/oud", "/formulier/nieuw", "/formulier/x", "/formulier/jongere/ar"]
)
def test_a_form_that_is_not_in_use_has_no_page(kinds: Narrator, path: str) -> None:
    assert kinds.open(path).status_code == 404


def test_a_form_in_another_language_says_so_to_the_browser(kinds: Narrator) -> None:
    assert 'href="/formulier/jongere/fr"' in kinds.open("/formulier/jongere").text
    page = kinds.open("/formulier/jongere/fr")
    assert '<h1 class="utrecht-heading-1 vp-hero__title" lang="fr" dir="ltr">' in page.text
    assert '<html lang="nl"' in page.text
    page = kinds.press(page, "verder")
    assert 'lang="fr" dir="ltr">What happened?' in page.text
    assert "Waar wilt u over vertellen?" in words_of(page)
    page = kinds.press(kinds.press(page, "verder", tekst=STORY), "verder")
    kinds.approve(kinds.press(page, "verder", team=kinds.team_id()))
    assert kinds.stories()[0].language == "fr"


def test_an_invitation_brings_its_form_and_its_team_without_asking(kinds: Narrator) -> None:
    invite = _invite(kinds, "jongere")
    page = kinds.open(f"/v/{invite.slug}")
    assert "Titel jongere" in words_of(page)
    assert f"Uw verhaal gaat over: {invite.team.name if invite.team else ''}." in words_of(page)
    page = kinds.press(kinds.press(page, "verder"), "verder", tekst=STORY)
    page = kinds.press(page, "verder")
    assert "Over welk team gaat het?" not in words_of(page)
    kinds.approve(kinds.press(page, "verder", team="1"))
    assert kinds.stories()[0].team_id == invite.team_id


def test_each_step_counts_once_however_often_it_is_sent(kinds: Narrator) -> None:
    invite = _invite(kinds, "makkelijk")
    page = kinds.press(kinds.open(f"/v/{invite.slug}"), "verder")
    kinds.press(page, "bewaar", tekst="Half.")
    page = kinds.press(kinds.open("/verhaal"), "verder", tekst=STORY)
    kinds.press(kinds.press(page, "terug"), "verder")
    page = kinds.press(kinds.open("/betekenis"), "verder")
    page = kinds.press(page, "verder")
    kinds.press(page, "ja")
    kinds.approve(kinds.open("/nakijken"))
    assert _counted(kinds) == {(invite.slug, "makkelijk", step): 1 for step in ALL_STEPS}
    kinds.press(kinds.open("/uw-code"), "nog_een")
    assert _counted(kinds)[invite.slug, "makkelijk", TellingStep.STARTED] == 2


def test_without_an_invitation_it_counts_under_none(narrator: Narrator) -> None:
    narrator.press(narrator.to_review(), "niet")
    counted = _counted(narrator)
    assert counted["", "verhaal", TellingStep.KEPT] == 1
    assert ("", "verhaal", TellingStep.FINISHED) not in counted


def test_a_count_that_fails_stops_nobody(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("count", {}, Exception("disk full"))

    monkeypatch.setattr(invites, "count", broken)
    assert narrator.approve(narrator.to_review()).url.path == "/uw-code"
    assert _counted(narrator) == {}


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (1, None, "Deze uitnodiging begint later"),
        (None, -1, "Deze uitnodiging is voorbij"),
    ],
)
def test_outside_its_period_an_invitation_says_so_kindly(
    narrator: Narrator, opens: int | None, closes: int | None, said: str
) -> None:
    invite = _invite(
        narrator,
        opens_on=None if opens is None else today() + timedelta(days=opens),
        closes_on=None if closes is None else today() + timedelta(days=closes),
    )
    page = narrator.open(f"/v/{invite.slug}")
    assert page.status_code == 410
    assert said in words_of(page)
    assert _counted(narrator) == {}


@pytest.mark.parametrize("slug", ["0000000000", "x", "' or 1=1", "%00", "a" * 3000])
def test_an_unknown_invitation_says_so(narrator: Narrator, slug: str) -> None:
    page = narrator.open(f"/v/{slug}")
    assert page.status_code == 404
    assert "Deze uitnodiging kennen wij niet" in words_of(page)


def test_an_invitation_to_a_form_that_stopped_is_over(kinds: Narrator) -> None:
    assert kinds.open(f"/v/{_invite(kinds, 'oud').slug}").status_code == 410


def test_who_began_before_it_closed_can_finish(narrator: Narrator) -> None:
    invite = _invite(narrator, team=None)
    page = narrator.press(narrator.open(f"/v/{invite.slug}"), "verder")
    with narrator.house.database.writing() as session:
        session.get_one(Invite, invite.id).closes_on = today() - timedelta(days=1)
    page = narrator.press(narrator.press(page, "verder", tekst=STORY), "verder")
    narrator.approve(narrator.press(page, "verder", team=narrator.team_id()))
    with narrator.house.database.reading() as session:
        assert len(session.scalars(select(Story)).all()) == 1


def test_a_page_left_open_until_it_closed_begins_without_the_invitation(
    narrator: Narrator,
) -> None:
    invite = _invite(narrator)
    page = narrator.open(f"/v/{invite.slug}")
    with narrator.house.database.writing() as session:
        session.get_one(Invite, invite.id).closes_on = today() - timedelta(days=1)
    page = narrator.press(page, "verder")
    assert page.url.path == "/verhaal"
    assert 'name="uitnodiging" value=""' in page.text


def test_text_typed_after_the_secret_was_lost_stays_with_its_form_and_invitation(
    kinds: Narrator,
) -> None:
    invite = _invite(kinds, "jongere")
    page = kinds.press(kinds.open(f"/v/{invite.slug}"), "verder")
    kinds.client.cookies.clear()
    page = kinds.press(page, "verder", tekst=STORY)
    assert page.status_code == 403
    assert 'name="soort" value="jongere"' in page.text
    assert f'name="uitnodiging" value="{invite.slug}"' in page.text


def test_another_story_after_the_last_day_is_begun_without_the_invitation(
    narrator: Narrator,
) -> None:
    invite = _invite(narrator)
    page = narrator.press(narrator.open(f"/v/{invite.slug}"), "verder")
    page = narrator.press(narrator.press(page, "verder", tekst=STORY), "verder")
    page = narrator.approve(narrator.press(page, "verder"))
    with narrator.house.database.writing() as session:
        session.get_one(Invite, invite.id).closes_on = today() - timedelta(days=1)
    page = narrator.press(page, "nog_een")
    assert page.url.path == "/verhaal"
    assert 'name="uitnodiging" value=""' in page.text
