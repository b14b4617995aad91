"""The forms that ship: complete, in plain words, with drawings that exist."""

import re
from pathlib import Path

import pytest
from defusedxml import ElementTree

from models import form_rules, forms
from models.form_content import languages
from models.form_definition import FormDefinition, places
from models.form_pictures import PICTURES
from models.vocabulary import FormKind, QuestionKind

SHIPPED = {f"{definition.key}-{version}": definition for definition, version in forms.shipped()}
OWN = {name: form for name, form in SHIPPED.items() if form.key != "verhaal"}
DRAWINGS = Path(__file__).parents[2] / "service" / "form" / "static" / "beelden"
HARD = re.compile(
    r"\b(betreffende|middels|verstrek\w*|relevant\w*|prioriteit\w*|conform|teneinde|dient|"
    r"alvorens|dan wel|casus\w*|traject\w*|interventie\w*|zelfredzaam\w*|participatie|men|"
    r"cliënt\w*|indicatie|evalu\w*|faciliter\w*|regie)\b",
    re.IGNORECASE,
)
MEAN, LONGEST = 11, 20


def _sentences(form: FormDefinition) -> list[str]:
    parts = (part for text in places(form).values() for part in re.split(r"[.?!…:]+", text))
    return [part for part in parts if part.strip()]


def test_there_is_a_form_for_everybody_and_every_occasion() -> None:
    assert {form.kind for form in SHIPPED.values()} == set(FormKind)
    assert "verhaal-1" in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_form_can_be_used(name: str) -> None:
    assert form_rules.faults(SHIPPED[name]) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_form_is_in_plain_words(name: str) -> None:
    lengths = [len(sentence.split()) for sentence in _sentences(SHIPPED[name])]
    assert sum(lengths) / len(lengths) <= MEAN
    assert max(lengths) <= LONGEST
    assert [text for text in places(SHIPPED[name]).values() if HARD.search(text)] == []


@pytest.mark.parametrize("name", OWN)
def test_a_shipped_form_carries_the_method(name: str) -> None:
    form = OWN[name]
    asked = {question.key: question for question in form.questions}
    assert len(form.prompts) >= 3
    assert form.welcome
    assert all(question.why for question in form.questions)
    assert (asked["gevoel"].kind, asked["gevoel"].most) == (QuestionKind.CHOICES, 3)
    assert (asked["wie"].kind, asked["wie"].write_in) == (QuestionKind.CHOICES, True)
    assert asked["kennen"].kind is QuestionKind.CHOICES
    assert [option.key for option in asked["besluit"].options] == ["gezin", "kring", "team"]
    assert [option.key for option in asked["tempo"].options] == ["los", "vast"]
    assert [question for question in form.questions if question.shown_when]
    assert [q for q in form.questions if q.kind is QuestionKind.TEXT and not q.shown_when]
    assert form.roles


@pytest.mark.parametrize("name", ["jongere-1", "ouder-1", "volwassene-1"])
def test_forms_for_clients_are_whole_in_english(name: str) -> None:
    form = forms.new(SHIPPED[name], 1)
    assert languages(form) == ("nl", "en")


def test_what_is_asked_in_more_forms_has_the_same_options_everywhere() -> None:
    feelings, endings, drawn = set(), set(), SHIPPED["verhaal-1"]
    for option in next(q for q in drawn.questions if q.key == "gevoel").options:
        feelings.add(option.key)
    for option in next(q for q in drawn.questions if q.key == "afloop").options:
        endings.add(option.key)
    for form in OWN.values():
        for question in form.questions:
            keys = {option.key for option in question.options}
            if question.key == "gevoel":
                assert keys <= feelings | {"blij"}
            if question.key == "afloop":
                assert keys == endings


def test_in_easy_dutch_every_choice_has_a_drawing_and_words() -> None:
    easy = SHIPPED["makkelijk-1"]
    assert easy.kind is FormKind.EASY
    choices = [
        option
        for question in easy.questions
        if question.kind is not QuestionKind.DYAD
        for option in question.options
    ]
    assert all(choice.picture and choice.words for choice in (*choices, *easy.prompts))


def test_workers_are_asked_how_complex_it_was_and_whether_help_grew_or_shrank() -> None:
    asked = {question.key: question for question in SHIPPED["professional-1"].questions}
    assert {"enkelvoudig", "complex"} <= {option.key for option in asked["soort_vraag"].options}
    assert {"opgeschaald", "afgeschaald"} <= {option.key for option in asked["schalen"].options}


def test_the_drawings_are_those_that_forms_may_name() -> None:
    assert {path.stem for path in DRAWINGS.iterdir()} == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_drawing_is_small_and_only_a_drawing(name: str) -> None:
    content = (DRAWINGS / f"{name}.svg").read_bytes()
    assert len(content) < 1_500
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(content).iter()}
    assert tags <= {"svg", "g", "rect", "circle", "ellipse", "path"}
