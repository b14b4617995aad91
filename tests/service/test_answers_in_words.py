"""Answers as readers see them: in words for one narrator, in numbers for many, words apart."""

from typing import Any

import pytest

from models.forms import Question
from models.overview import Answers
from models.vocabulary import QuestionKind
from service.api.answers import NO_ANSWER, answer_summary, answer_view
from service.reports.answers import summarise

OPTIONS = [{"key": "gehoord", "label": "Gehoord"}, {"key": "boos", "label": "Boos"}]
MANY = Question(
    key="gevoel", kind=QuestionKind.CHOICES, text="Welk gevoel?", options=OPTIONS, write_in=True
)
ONE = Question(key="een", kind=QuestionKind.CHOICE, text="Welk?", options=OPTIONS, write_in=True)
OPEN = Question(key="open", kind=QuestionKind.TEXT, text="Wat nog?", options=[])


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (MANY, {"options": ["gehoord", "boos"]}, "Gehoord, boos"),
        (MANY, {"options": ["boos", "iets_anders"], "other": "Moe"}, "Boos, iets anders: “Moe”"),
        (MANY, {"options": ["iets_anders"]}, "Iets anders"),
        (MANY, {"options": []}, NO_ANSWER),
        (MANY, {}, NO_ANSWER),
        (ONE, {"option": "boos"}, "Boos"),
        (ONE, {"option": "iets_anders", "other": "Moe"}, "Iets anders: “Moe”"),
        (OPEN, {"text": "Meer tijd."}, "Meer tijd."),
        (OPEN, {}, NO_ANSWER),
    ],
)
def test_one_answer_in_words(question: Question, value: dict[str, Any], words: str) -> None:
    assert answer_view(question, value).answer == words


def test_more_choices_count_each_and_own_words_are_only_counted() -> None:
    values = {
        "s1": {"options": ["gehoord", "iets_anders"], "other": "Geheim"},
        "s2": {"options": ["gehoord"]},
        "s3": {},
    }
    counted = answer_summary(Answers(MANY, values), stories=4)
    assert [(one.key, one.stories) for one in counted.options] == [
        ("gehoord", 2),
        ("boos", 0),
        ("iets_anders", 1),
    ]
    assert (counted.answered, counted.not_answered) == (2, 2)
    assert "Geheim" not in counted.model_dump_json()


def test_open_answers_are_not_gathered() -> None:
    counted = answer_summary(Answers(OPEN, {"s1": {"text": "Geheim"}, "s2": {}}), stories=2)
    assert (counted.options, counted.answered) == ([], 1)
    assert "Geheim" not in counted.model_dump_json()


def test_a_report_counts_narrators_not_ticks() -> None:
    values: list[dict[str, Any]] = [{"options": ["gehoord", "boos"]}] * 5
    told = summarise(MANY, [*values, {}], stories=7)
    assert told.summary == "gehoord: 5; boos: 5"
    assert (told.answered, told.not_answered) == (5, 2)
    few = summarise(MANY, values[:4], stories=4)
    assert few.summary == "te weinig antwoorden (4) om samen te vatten"


def test_a_name_within_an_option_keeps_its_capital() -> None:
    options = [{"key": "associatie", "label": "De Associatie Wijkteams"}]
    question = Question(key="kennen", kind=QuestionKind.CHOICES, text="Wie?", options=options)
    told = summarise(question, [{"options": ["associatie"]}] * 5, stories=5)
    assert told.summary == "de Associatie Wijkteams: 5"


def test_a_report_does_not_repeat_open_answers() -> None:
    told = summarise(OPEN, [{"text": "Geheim"}] * 5, stories=6)
    assert "Geheim" not in told.summary
    assert (told.answered, told.not_answered, told.options) == (5, 1, ())
    assert summarise(OPEN, [{}], stories=1).summary == "geen antwoorden"
