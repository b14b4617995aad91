"""Every kind of question: answered, skipped, not applicable, hostile, too much; and conditions."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from models import form_rules, forms
from models.errors import Problem
from models.forms import Form, Question
from models.stories import Signification
from models.vocabulary import FormKind, InputMode, QuestionKind
from service.form.guard import Posted
from service.form.taking import Taken, take
from tests.service.form.conftest import Narrator, words_of

CANARY = "Fatima"
FEELINGS = [{"key": key, "label": key.title()} for key in ("blij", "boos", "bang", "moe")]
CORNERS = [{"key": key, "label": key} for key in ("ik", "team", "anderen")]
ENDS = [{"key": "kort", "label": "te kort"}, {"key": "lang", "label": "te lang"}]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


def _question(key: str, kind: QuestionKind, **more: Any) -> Question:
    given = {"text": f"Vraag {key}?", "why": "", "options": [], "write_in": False, **more}
    return Question(key=key, kind=kind, **given)


def _form(version: int = 1, **more: Any) -> Form:
    """A form with every kind of question, and one that depends on an answer."""
    questions = [
        _question("hoek", QuestionKind.TRIAD, options=CORNERS),
        _question("duur", QuestionKind.DYAD, options=ENDS),
        _question("gevoel", QuestionKind.CHOICES, options=FEELINGS, most=2, write_in=True),
        _question("wie", QuestionKind.CHOICE, options=FEELINGS[:2], write_in=True),
        _question(
            "waarom",
            QuestionKind.TEXT,
            shown_when={"question": "wie", "options": ["boos", "iets_anders"]},
        ),
        _question(
            "daarna",
            QuestionKind.CHOICE,
            options=FEELINGS[:2],
            shown_when={"question": "gevoel", "options": ["moe"]},
        ),
        _question("slot", QuestionKind.TEXT),
    ]
    for place, question in enumerate(questions):
        question.position = place
    given = {
        "language": "nl",
        "title": "Proef",
        "kind": FormKind.EVERYBODY,
        "prompts": [{"key": "vrij", "text": "Vertel"}],
        **more,
    }
    return Form(key="proef", version=version, questions=questions, **given)


@pytest.fixture
def teller(narrator: Narrator) -> Narrator:
    """A narrator before whom that form lies."""
    with narrator.house.database.writing() as session:
        session.add(_form())
    return narrator


def _to_questions(narrator: Narrator) -> httpx.Response:
    page = narrator.press(narrator.open("/formulier/proef"), "verder")
    story = "Het wijkteam kwam bij mij langs en luisterde goed naar wat ik zei."
    return narrator.press(page, "verder", tekst=story, titel="Langs geweest")


def _stored(narrator: Narrator, page: httpx.Response) -> dict[str, tuple[Any, Any]]:
    """Go on to the end, and give what was stored by question."""
    page = narrator.press(page, "verder", team=narrator.team_id())
    assert page.url.path == "/nakijken", words_of(page)
    assert narrator.approve(page).url.path == "/uw-code"
    with narrator.house.database.reading() as session:
        rows = session.execute(
            select(Question.key, Signification.value, Signification.input_mode).join(Question)
        ).all()
    return {key: (value, mode) for key, value, mode in rows}


def _answer(narrator: Narrator, **fields: str | list[str]) -> dict[str, tuple[Any, Any]]:
    page = narrator.press(_to_questions(narrator), "verder", **fields)
    return _stored(narrator, page)


def test_what_nobody_answers_is_not_stored(teller: Narrator) -> None:
    assert _answer(teller) == {}


def _taken(key: str, fields: dict[str, str | list[str]], *, coins: bool = False) -> Taken:
    posted = {name: [one] if isinstance(one, str) else one for name, one in fields.items()}
    return take(_form().question(key), Posted(posted), coins=coins)


@pytest.mark.parametrize(
    ("key", "fields", "value", "mode"),
    [
        ("hoek", {"hoek-1": "50"}, {"shares": [0.0, 1.0, 0.0]}, InputMode.SLIDER),
        ("hoek", {"hoek-2": "5", "hoek-wijze": "toetsen"},
         {"shares": [0.0, 0.0, 1.0]}, InputMode.KEYBOARD),
        ("hoek", {"hoek-hoe": "niet", "hoek-0": "9"}, {}, None),
        ("duur", {"duur": "20"}, {"position": 20}, InputMode.SLIDER),
        ("duur", {"duur": "999"}, {"position": 100}, InputMode.SLIDER),
        ("duur", {"duur-hoe": "niet", "duur": "20"}, {}, None),
        ("gevoel", {"gevoel": ["blij", "moe"]}, {"options": ["blij", "moe"]}, None),
        ("gevoel", {"gevoel": ["niet"]}, {}, None),
        ("gevoel", {"gevoel": ["niet", "blij", "boos", "bang"]}, {}, None),
        ("gevoel", {"gevoel": ["blij"], "gevoel-woorden": " heel  kalm "},
         {"options": ["blij", "iets_anders"], "other": "heel kalm"}, None),
        ("gevoel", {"gevoel": ["iets_anders"]}, {"options": ["iets_anders"]}, None),
        ("wie", {"wie": "blij"}, {"option": "blij"}, None),
        ("wie", {"wie-woorden": "de buurt"}, {"option": "iets_anders", "other": "de buurt"}, None),
        ("wie", {"wie": "blij", "wie-woorden": "toch anders"}, {"option": "blij"}, None),
        ("wie", {"wie": "niet", "wie-woorden": "toch anders"}, {}, None),
        ("slot", {"slot": " Het was\r\ngoed. "}, {"text": "Het was\ngoed."}, None),
    ],
)  # fmt: skip
def test_an_answer_is_taken_as_it_was_meant(
    key: str, fields: dict[str, Any], value: Any, mode: InputMode | None
) -> None:
    taken = _taken(key, fields)
    assert taken.problem is None
    assert taken.answer is not None
    assert (taken.answer["value"], taken.answer["mode"]) == (value, mode)


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("hoek", {"hoek-0": "-1", "hoek-1": "NaN", "hoek-2": "1e999"}),
        ("hoek", {"hoek-woorden": "nee", "hoek-wijze": "muntjes"}),
        ("duur", {"duur": "٣", "duur-hoe": "x"}),
        ("duur", {"duur": "-5"}),
        ("duur", {"duur": "50"}),
        ("gevoel", {"gevoel": ["bestaat_niet", "<script>", ""]}),
        ("gevoel", {"gevoel-woorden": "   "}),
        ("wie", {"wie": "'; drop table story"}),
        ("daarna", {"daarna": "iets_anders", "daarna-woorden": "er is geen veld"}),
        ("slot", {"slot": " \r\n\t ", "slot-woorden": "ook niet"}),
        ("slot", {}),
    ],
)
def test_what_is_skipped_or_cannot_be_is_no_answer(key: str, fields: dict[str, Any]) -> None:
    assert _taken(key, fields) == Taken()


@pytest.mark.parametrize(
    ("key", "fields", "place"),
    [
        ("gevoel", {"gevoel": ["blij", "boos", "bang"]}, "gevoel-blij"),
        ("gevoel", {"gevoel": ["blij", "boos"], "gevoel-woorden": "kalm"}, "gevoel-blij"),
        ("gevoel", {"gevoel-woorden": "w" * 201}, "gevoel-woorden"),
        ("wie", {"wie": "iets_anders", "wie-woorden": "w" * 201}, "wie-woorden"),
        ("slot", {"slot": "w" * 3001}, "slot"),
    ],
)
def test_too_much_is_told_at_its_field_and_never_stored(
    key: str, fields: dict[str, Any], place: str
) -> None:
    taken = _taken(key, fields)
    assert taken.answer is not None
    assert taken.answer["value"] is None
    assert taken.problem is not None
    assert taken.problem.place == place


def test_what_was_not_asked_is_not_stored(teller: Narrator) -> None:
    assert _answer(teller, waarom="Dit werd niet gevraagd.", daarna="blij") == {}


def test_too_many_choices_are_told_and_stay_ticked(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", gevoel=["blij", "boos", "bang"])
    assert page.status_code == 422
    assert "U koos er 3. Kies er hooguit 2." in words_of(page)
    assert 'href="#gevoel-blij"' in page.text
    for key in ("blij", "boos", "bang"):
        assert f'id="gevoel-{key}" checked' in page.text
    assert _stored(teller, teller.press(page, "verder", gevoel=["boos", "bang"])) == {
        "gevoel": ({"options": ["boos", "bang"]}, None)
    }


def test_too_many_choices_are_never_stored_by_another_way(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder")
    teller.press(page, "verder", team=teller.team_id())
    page = teller.press(
        teller.open("/betekenis"), "terug", gevoel=["blij", "boos"], **{"gevoel-woorden": "kalm"}
    )
    page = teller.open("/nakijken")
    assert _stored_from_review(teller, page) == {}


def _stored_from_review(narrator: Narrator, page: httpx.Response) -> dict[str, Any]:
    assert narrator.approve(page).url.path == "/uw-code"
    with narrator.house.database.reading() as session:
        return {str(one.question_id): one.value for one in session.scalars(select(Signification))}


def test_a_question_that_an_answer_brings_up_comes_before_the_next_step(teller: Narrator) -> None:
    page = _to_questions(teller)
    assert "Vraag waarom?" not in page.text.split("<template")[0]
    page = teller.press(page, "verder", wie="boos")
    assert (page.url.path, page.url.fragment) == ("/betekenis", "vraag-waarom")
    assert 'id="wie-boos" checked' in page.text
    page = teller.press(page, "verder", waarom="Zij kwamen niet.")
    assert page.url.path == "/over-u"
    assert _stored(teller, page) == {
        "wie": ({"option": "boos"}, None),
        "waarom": ({"text": "Zij kwamen niet."}, None),
    }


def test_a_question_that_came_up_may_be_skipped(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", wie="boos")
    assert _stored(teller, teller.press(page, "verder")) == {"wie": ({"option": "boos"}, None)}


def test_the_answer_goes_when_its_question_does(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", wie="boos")
    teller.press(page, "verder", waarom="Zij kwamen niet.")
    page = teller.press(teller.open("/betekenis"), "verder", wie="blij")
    assert page.url.path == "/over-u"
    assert _stored(teller, page) == {"wie": ({"option": "blij"}, None)}


def test_own_words_go_through_the_gate_and_are_looked_over(teller: Narrator) -> None:
    page = teller.press(
        _to_questions(teller), "verder", slot=f"{CANARY} belde 06-12345678.",
        **{"gevoel-woorden": f"zoals {CANARY}"},
    )  # fmt: skip
    page = teller.press(page, "verder", team=teller.team_id())
    review = words_of(page)
    assert f"U schreef: {CANARY}" in review
    assert "persoon, 2 keer" in review
    assert "iets anders: zoals [persoon-1]" in review
    page = teller.press(page, "merk", woord="belde")
    assert "[persoon-1] [weggehaald-1] [telefoon-1]." in words_of(page)
    assert teller.approve(page).url.path == "/uw-code"
    with teller.house.database.reading() as session:
        values = [one.value for one in session.scalars(select(Signification))]
    assert {"text": "[persoon-1] [weggehaald-1] [telefoon-1]."} in values
    assert {"options": ["iets_anders"], "other": "zoals [persoon-1]"} in values
    assert CANARY not in json.dumps(values)


def test_mark_up_in_own_words_is_text(teller: Narrator) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} =HYPERLINK(1)"
    page = teller.press(
        _to_questions(teller), "verder", slot=hostile, **{"wie-woorden": '"><b>vet</b>'}
    )
    page = teller.press(page, "verder")
    assert page.url.path == "/over-u"
    for read in (teller.open("/betekenis"), teller.press(page, "verder", team=teller.team_id())):
        assert "<script>alert" not in read.text
        assert "<b>vet" not in read.text
        assert "{{ 7*7 }}" in read.text


def test_own_words_of_which_nothing_can_be_seen_are_not_stored(teller: Narrator) -> None:
    page = teller.press(
        _to_questions(teller), "verder", slot="\u200b\u2060", **{"gevoel-woorden": "\u200b"}
    )
    assert _stored(teller, page) == {"gevoel": ({"options": ["iets_anders"]}, None)}


def test_own_words_can_be_put_back_and_reworded(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", slot=f"{CANARY} hielp mij.")
    page = teller.press(page, "verder", team=teller.team_id())
    page = teller.press(page, "anders:0", **{"anders-0": "mijn zus"})
    assert "mijn zus hielp mij." in words_of(page)
    page = teller.press(page, "terug:0")
    assert f"{CANARY} hielp mij." in words_of(page)
    assert _stored_from_review(teller, page).popitem()[1] == {"text": f"{CANARY} hielp mij."}


def test_danger_in_an_answer_is_seen(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", slot="Ik wil niet meer leven.")
    assert (page.url.path, "0800-0113" in words_of(page)) == ("/over-u", True)
    page = teller.press(page, "verder", team=teller.team_id())
    assert "0800-0113" in words_of(page)
    teller.approve(page)
    assert teller.stories()[0].alarm


def test_words_changed_in_another_window_are_never_approved_unseen(teller: Narrator) -> None:
    page = teller.press(_to_questions(teller), "verder", slot="Het ging goed.")
    review = teller.press(page, "verder", team=teller.team_id())
    teller.press(teller.open("/betekenis"), "bewaar", slot="Het ging slecht.")
    assert teller.approve(review).status_code == 409
    assert teller.stories() == []


@pytest.mark.parametrize(
    ("piles", "said"),
    [
        (("4", "3", "1"), "U verdeelde 8 muntjes. U hebt er nog 2."),
        (("1", "", ""), "U verdeelde 1 muntje. U hebt er nog 9."),
        (("9", "9", ""), "U verdeelde 18 muntjes. Dat zijn er 8 te veel."),
        (("-1", "5", "6"), "Vul bij de muntjes alleen getallen in van 0 tot en met 10."),
        (("11", "0", "0"), "Vul bij de muntjes alleen getallen in van 0 tot en met 10."),
        (("veel", "1", "1"), "Vul bij de muntjes alleen getallen in van 0 tot en met 10."),
        (("٣", "3", "4"), "Vul bij de muntjes alleen getallen in van 0 tot en met 10."),
    ],
)
def test_coins_that_are_not_ten_are_told_kindly(piles: tuple[str, str, str], said: str) -> None:
    fields = {f"hoek-{place}": pile for place, pile in enumerate(piles)}
    taken = _taken("hoek", {**fields}, coins=True)
    assert taken.problem == Problem("hoek-0", said)
    assert taken.answer is not None
    assert (taken.answer["raw"], taken.answer["value"]) == (list(piles), None)


@pytest.mark.parametrize(
    ("fields", "value", "mode"),
    [
        ({"hoek-0": "7", "hoek-1": "3"}, {"shares": [0.7, 0.3, 0.0]}, InputMode.COINS),
        ({"hoek-2": "10", "hoek-wijze": "aanwijzer"},
         {"shares": [0.0, 0.0, 1.0]}, InputMode.COINS),
        ({"hoek-hoe": "samen"}, {"shares": [0.3334, 0.3333, 0.3333]}, InputMode.COINS),
        ({"hoek-hoe": "niet", "hoek-0": "4"}, {}, None),
    ],
)  # fmt: skip
def test_ten_coins_are_the_same_three_shares(
    fields: dict[str, Any], value: Any, mode: InputMode | None
) -> None:
    answer = _taken("hoek", fields, coins=True).answer
    assert answer is not None
    assert (answer["value"], answer["mode"]) == (value, mode)


def test_no_coins_at_all_is_no_answer() -> None:
    assert _taken("hoek", {"hoek-0": "", "hoek-1": "0", "hoek-2": "0"}, coins=True) == Taken()


def test_coins_come_back_on_the_page_as_they_were_typed(narrator: Narrator) -> None:
    with narrator.house.database.writing() as session:
        session.add(_form(kind=FormKind.EASY))
    page = narrator.press(_to_questions(narrator), "verder", **{"hoek-0": "9", "hoek-1": "x"})
    assert page.status_code == 422
    assert 'href="#hoek-0"' in page.text
    assert 'name="hoek-0" value="9"' in page.text
    assert 'name="hoek-1" value="x"' in page.text
    page = narrator.press(page, "verder", **{"hoek-1": "1"})
    assert _stored(narrator, page) == {"hoek": ({"shares": [0.9, 0.1, 0.0]}, InputMode.COINS)}


def test_a_story_ends_on_the_version_of_the_form_that_it_began_with(teller: Narrator) -> None:
    page = _to_questions(teller)
    with teller.house.database.writing() as session:
        newer = _form(version=2)
        newer.questions = newer.questions[-1:]
        session.add(newer)
    stored = _stored(teller, teller.press(page, "verder", wie="blij"))
    assert stored == {"wie": ({"option": "blij"}, None)}
    with teller.house.database.reading() as session:
        assert forms.by_id(session, teller.stories()[0].form_id or 0).version == 1
    assert "Vraag wie?" not in teller.press(teller.open("/uw-code"), "nog_een").text
    page = teller.press(teller.open("/verhaal"), "verder", tekst="Nog een verhaal over hulp.")
    assert "Vraag wie?" not in page.text
    assert "Vraag slot?" in page.text


def test_a_choice_too_many_does_not_take_away_what_was_answered_after_it(teller: Narrator) -> None:
    fields: dict[str, Any] = {
        "gevoel": ["blij", "boos", "moe"],
        "daarna": "blij",
        "wie": "iets_anders",
        "wie-woorden": "x" * 201,
        "waarom": "Om mijn moeder.",
    }
    page = teller.press(_to_questions(teller), "verder", **fields)
    assert page.status_code == 422
    assert "Om mijn moeder." in page.text
    assert 'aria-describedby="gevoel-most gevoel-blij-fout"' in page.text
    page = teller.press(page, "verder", gevoel=["moe"], **{"wie-woorden": "de buurt"})
    stored = _stored(teller, page)
    assert stored["daarna"] == ({"option": "blij"}, None)
    assert stored["waarom"] == ({"text": "Om mijn moeder."}, None)


def test_the_largest_form_with_everything_ticked_is_read(teller: Narrator) -> None:
    most = form_rules.MOST_QUESTIONS * (form_rules.MOST_OPTIONS + 4)
    ticked = [str(number) for number in range(most)]
    page = teller.press(_to_questions(teller), "verder", gevoel=[*ticked, "blij"])
    assert _stored(teller, page) == {"gevoel": ({"options": ["blij"]}, None)}
