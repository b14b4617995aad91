"""Answers of every kind survive a change of the story: what was answered is what comes back."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import forms, stories
from models.forms import Question
from models.stories import Signification
from models.vocabulary import InputMode, QuestionKind
from tests.service.form.conftest import Narrator, code_on


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is asked of the database here is asked on both elsewhere."""
    return sqlite_url


def _value(question: Question) -> dict[str, Any]:
    keys = [str(option["key"]) for option in question.options]
    match question.kind:
        case QuestionKind.TRIAD:
            # Finer than the fields of the form: a file had 33.3, 33.3 and 33.4.
            return {"shares": [0.333, 0.333, 0.334]}
        case QuestionKind.DYAD:
            return {"position": 73}
        case QuestionKind.CHOICE if question.write_in:
            return {"option": "anders", "other": "Zo is het"}
        case QuestionKind.CHOICE:
            return {"option": keys[-1]}
        case QuestionKind.CHOICES:
            return {"options": keys[:2]}
        case _:
            return {"text": "Wees lief."}


def _mode(question: Question, answered: str, *, coins: bool) -> InputMode | None:
    if not answered or question.kind not in {QuestionKind.TRIAD, QuestionKind.DYAD}:
        return None
    if answered == "ingelezen":
        return InputMode.IMPORTED
    if question.kind is QuestionKind.DYAD:
        return InputMode.SLIDER
    return InputMode.COINS if coins else InputMode.POINTER


def _stored(narrator: Narrator) -> dict[str, tuple[dict[str, Any], InputMode | None]]:
    query = select(Signification).options(joinedload(Signification.question))
    with narrator.house.database.reading() as session:
        return {
            one.question.key: (one.value, one.input_mode) for one in session.scalars(query).all()
        }


@pytest.mark.parametrize("key", ["jongere", "makkelijk", "professional", "verhaal"])
@pytest.mark.parametrize("answered", ["zelf", "ingelezen", ""])
def test_going_through_the_form_again_changes_no_answer(
    narrator: Narrator, key: str, answered: str
) -> None:
    page = narrator.approve(narrator.to_review())
    code = code_on(page)
    narrator.press(page, "klaar")
    with narrator.house.database.writing() as session:
        story = stories.get(session, narrator.stories()[0].id)
        form = forms.current(session, key)
        session.query(Signification).delete()
        given = {
            question.key: (
                _value(question) if answered else {},
                _mode(question, answered, coins=key == "makkelijk"),
            )
            for question in form.questions
            if not question.shown_when and (answered or question.kind is not QuestionKind.TEXT)
        }
        stories.set_significations(session, story, form, given)
        story.form_id = form.id
        story.period = "1998-03"
    before = _stored(narrator)
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "veranderen")
    for step in ("/betekenis", "/over-u", "/nakijken"):
        page = narrator.press(page, "verder")
        assert page.url.path == step
    narrator.press(page, "ja", mag=["associatie"])
    assert narrator.stories()[0].version == 2
    assert narrator.stories()[0].period == "1998-03"
    assert _stored(narrator) == before
