"""Which questions of a form are asked, and under which names their fields stand on the page."""

from collections.abc import Mapping
from typing import Any

from models.answers import chosen_keys
from models.form_content import QuestionView
from models.forms import Question
from models.vocabulary import QuestionKind

OTHER = "iets_anders"
"""The option "Iets anders, namelijk"; no option of a form has this key."""

AnyQuestion = Question | QuestionView
Answer = dict[str, Any]


def is_asked(question: AnyQuestion, answers: Mapping[str, Answer]) -> bool:
    """True when a question has no condition, or when the earlier answer meets it.

    `answers` holds those of questions that are asked themselves.
    """
    condition = question.shown_when
    if not condition:
        return True
    answer = answers.get(str(condition["question"]), {})
    # What cannot be stored yet, such as a choice too many, was chosen all the same.
    value = answer.get("value", {})
    chosen = {*(answer["raw"] if value is None else chosen_keys(value))}
    return not chosen.isdisjoint(condition["options"])


def first_field(question: AnyQuestion) -> str:
    """The id of the first field of a question, for the link in the summary of what is wrong."""
    if question.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}:
        return f"{question.key}-{question.options[0]['key'] if question.options else OTHER}"
    return f"{question.key}-0" if question.kind is QuestionKind.TRIAD else question.key
