"""The form on paper and as a preview: every question is there, and nothing is ever kept."""

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from models import forms, invites, teams
from models.base import today
from models.drafts import SavedDraft
from models.form_definition import Asked, Choice, Condition, FormDefinition
from models.forms import Form
from models.invites import Invite, StepCount
from models.stories import Story
from models.vocabulary import FormKind, FormState, NarratorRole, QuestionKind
from service.form import previewing
from tests.service.form.conftest import Narrator, words_of

if TYPE_CHECKING:
    from service.wiring import House

HOSTILE = "<script>alert(1)</script> {{ 7*7 }}"


def _c(*words: str) -> tuple[Choice, ...]:
    return tuple(Choice(word, word) for word in words)


EVERY_KIND = FormDefinition(
    key="proef",
    kind=FormKind.EASY,
    title="Proef met alles",
    welcome="Fijn dat u er bent.",
    roles=(NarratorRole.YOUNG_PERSON,),
    prompts=(Choice("eerst", "Wat gebeurde er?"), Choice("dan", HOSTILE)),
    questions=(
        Asked("wie", QuestionKind.TRIAD, "Wie besliste?", "Zomaar.", _c("ik", "jij", "wij")),
        Asked("tempo", QuestionKind.DYAD, "Hoe snel?", "", _c("traag", "vlug")),
        Asked("afloop", QuestionKind.CHOICE, "Hoe liep het af?", "", _c("goed", "slecht"), True),
        Asked("gevoel", QuestionKind.CHOICES, "Wat voelde u?", "", _c("boos", "blij"), most=2),
        Asked(
            "waarom", QuestionKind.TEXT, "Waarom ging het mis?",
            shown_when=Condition("afloop", ("slecht",)),
        ),
    ),
    translations={"en": {"titel": "A trial", "vraag.tempo.tekst": "How fast?"}},
)  # fmt: skip


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on every database."""
    return sqlite_url


@pytest.fixture
def concept(form_house: "House") -> Form:
    """A form with every kind of question that nobody can begin yet."""
    with form_house.database.writing() as session:
        form = forms.new(EVERY_KIND, 1)
        session.add(form)
        session.flush()
        return form


def _publish(house: "House", form: Form) -> None:
    with house.database.writing() as session:
        forms.by_id(session, form.id).state = FormState.PUBLISHED


def _invite(house: "House", **given: object) -> Invite:
    with house.database.writing() as session:
        team = teams.all_teams(session)[0]
        return invites.create(session, form_key="verhaal", team=team, label="Balie", **given)  # type: ignore[arg-type]


def _path(house: "House", form: Form) -> str:
    address = previewing.link(house.settings, house.sealer, form.id)
    return address.removeprefix(house.settings.form)


def _all_texts(page: httpx.Response) -> list[str]:
    said = words_of(page)
    wanted = [EVERY_KIND.title, EVERY_KIND.welcome, *(p.words for p in EVERY_KIND.prompts)]
    for question in EVERY_KIND.questions:
        wanted += [question.text, question.why, *(o.words for o in question.options)]
    return [text for text in wanted if " ".join(text.split()) not in said]


def test_paper_has_every_question_and_each_can_be_answered_by_hand(
    narrator: Narrator, concept: Form
) -> None:
    _publish(narrator.house, concept)
    page = narrator.open("/papier/proef")
    assert page.status_code == 200
    assert _all_texts(page) == []
    assert "<script>alert" not in page.text
    said = words_of(page)
    assert "Alleen als u bij ‘Hoe liep het af?’ koos: slecht." in said
    assert "Iets anders, namelijk" in said
    assert "Kruis er hooguit 2 aan." in said
    assert page.text.count("<circle cx=") == 3 * 10
    assert "Wie bent u in dit verhaal?" not in said
    for purpose in ("Mijn eigen team mag", "Zij zien uw naam niet", "Zegt u geen ja?"):
        assert purpose in said
    assert "<input" not in page.text
    assert "<form" not in page.text


def test_paper_of_the_shipped_form_has_a_triangle_and_both_teams(narrator: Narrator) -> None:
    page = narrator.open("/papier/verhaal")
    said = words_of(page)
    assert 'aria-label="Driehoek' in page.text
    assert "Wijkteam Noorderhof" in said
    assert "Buurtteam Waterwijk" in said
    assert "data:image/svg" not in page.text


def test_paper_of_an_invitation_has_its_team_and_its_qr(narrator: Narrator) -> None:
    invite = _invite(narrator.house)
    page = narrator.open(f"/papier/{invite.slug.lower()}")
    said = words_of(page)
    assert f"/v/{invite.slug}" in said
    assert "data:image/svg" in page.text
    assert "Over welk team gaat het?" not in said


def test_cards_to_hand_out(narrator: Narrator) -> None:
    invite = _invite(narrator.house, closes_on=today() + timedelta(days=9))
    page = narrator.open(f"/papier/{invite.slug}/kaart")
    assert page.text.count("data:image/svg") == 4
    assert f"/v/{invite.slug}" in words_of(page)
    assert "tot en met" in words_of(page)
    assert narrator.open("/papier/verhaal/kaart").status_code == 404


def test_paper_that_is_not_there(narrator: Narrator, concept: Form) -> None:
    closed = _invite(narrator.house, closes_on=today() - timedelta(days=1))
    assert narrator.open(f"/papier/{closed.slug}").status_code == 404
    assert narrator.open("/papier/bestaat-niet").status_code == 404
    assert narrator.open(f"/papier/{concept.key}").status_code == 404
    later = _invite(narrator.house, opens_on=today() + timedelta(days=1))
    assert narrator.open(f"/papier/{later.slug}").status_code == 200


def test_a_preview_shows_a_concept_and_keeps_nothing(narrator: Narrator, concept: Form) -> None:
    path = _path(narrator.house, concept)
    page = narrator.open(path)
    assert page.status_code == 200
    assert _all_texts(page) == []
    assert "<script>alert" not in page.text
    said = words_of(page)
    assert "Voorbeeld. Wat u hier invult, wordt niet bewaard." in said
    assert "een concept" in said
    assert "<form" not in page.text
    assert "set-cookie" not in page.headers
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    posted = narrator.client.post(
        path, data={"tekst": "Bewaar mij"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert posted.status_code == 405
    with narrator.house.database.reading() as session:
        for table in (SavedDraft, Story, StepCount):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_preview_in_a_language_that_is_not_finished(narrator: Narrator, concept: Form) -> None:
    path = _path(narrator.house, concept)
    english = words_of(narrator.open(f"{path}?taal=en"))
    assert "A trial" in english
    assert "How fast?" in english
    assert "Wie besliste?" in english
    assert "English (nog niet af)" in english
    assert "Proef met alles" in words_of(narrator.open(f"{path}?taal=klingon"))


def test_a_link_of_our_own_making_only_and_for_an_hour(
    narrator: Narrator, concept: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _path(narrator.house, concept)
    assert narrator.open(f"{path}x").status_code == 404
    assert narrator.open("/voorbeeld/1").status_code == 404
    other = narrator.house.sealer.fingerprint("iets anders")
    forged = previewing.URLSafeTimedSerializer(other, salt="voorbeeld").dumps(concept.id)
    assert narrator.open(f"/voorbeeld/{forged!s}").status_code == 404
    monkeypatch.setattr(previewing, "MINUTES", -1)
    late = narrator.open(path)
    assert late.status_code == 404
    assert "Vraag om een nieuwe." in unescape(late.text)


def test_only_an_administrator_makes_such_a_link(form_app: object, concept: Form) -> None:
    with TestClient(form_app) as client:  # type: ignore[arg-type]
        assert client.post("/v1/forms/proef/versions/1/preview-links").status_code == 401
