"""The narrators' own answers within a theme, in words: no chart, no average of too few."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from models.answers import chosen_keys
from models.forms import OTHER, Question
from models.vocabulary import QuestionKind
from service.form.triad import in_words
from service.reports.numbers import GroupCount
from service.reports.quoting import plain

LEAST_FOR_SUMMARY = 5
"""Under this many answers a summary says more about one narrator than about all."""
CENTRE, FAR = 5, 30
"""A dyad this near to 50 is called the middle; this far from it, close to an end."""


@dataclass(frozen=True)
class AnswerSummary:
    """What the narrators of a theme answered to one question."""

    question: str
    summary: str
    options: tuple[GroupCount, ...]
    answered: int
    not_answered: int


def summarise(
    question: Question, values: Sequence[dict[str, Any]], *, stories: int
) -> AnswerSummary:
    """Put the answers to one question into words.

    Args:
        question: the question, with its options in the order shown.
        values: the stored answers; an empty one means 'weet ik niet / past niet'.
        stories: how many stories the theme has; who gave no answer counts as not answered.
    """
    words, options, answered = _KINDS[question.kind](question, values)
    return AnswerSummary(
        question=plain(question.text),
        summary=words,
        options=options,
        answered=answered,
        not_answered=max(0, stories - answered),
    )


_Said = tuple[str, tuple[GroupCount, ...], int]


def _choice(question: Question, values: Sequence[dict[str, Any]]) -> _Said:
    chosen = [chosen_keys(value) for value in values]
    given = [key for keys in chosen for key in dict.fromkeys(keys)]
    keys = [str(option["key"]) for option in question.options]
    keys += [OTHER] if question.write_in else []
    options = tuple(
        GroupCount(plain(question.label(key)), given.count(key)) for key in keys if key in given
    )
    known = sum(any(key in keys for key in one) for one in chosen)
    if known < LEAST_FOR_SUMMARY:
        return _too_few(known), (), known
    words = "; ".join(
        f"{option.label[:1].lower()}{option.label[1:]}: {option.stories}" for option in options
    )
    return words, options, known


def _dyad(question: Question, values: Sequence[dict[str, Any]]) -> _Said:
    places = [float(value["position"]) for value in values if "position" in value]
    if len(places) < LEAST_FOR_SUMMARY:
        return _too_few(len(places)), (), len(places)
    middle = median(places)
    low, high = (plain(str(option["label"])) for option in question.options[:2])
    if abs(middle - 50) <= CENTRE:
        place = "rond het midden"
    else:
        side = low if middle < 50 else high
        place = f"{'dicht bij' if abs(middle - 50) > FAR else 'meer naar'} “{side}”"
    words = f"{place} (mediaan {middle:.0f}; 0 is “{low}”, 100 is “{high}”)"
    return words, (), len(places)


def _triad(question: Question, values: Sequence[dict[str, Any]]) -> _Said:
    rows = [value["shares"] for value in values if len(value.get("shares", ())) == 3]
    if len(rows) < LEAST_FOR_SUMMARY:
        return _too_few(len(rows)), (), len(rows)
    labels = [plain(str(option["label"])) for option in question.options[:3]]
    means = [sum(float(row[at]) for row in rows) / len(rows) for at in range(3)]
    exact = ", ".join(
        f"{label} {round(100 * mean)}" for label, mean in zip(labels, means, strict=True)
    )
    return f"{in_words(means, labels)} (gemiddeld van 100: {exact})", (), len(rows)


def _open(question: Question, values: Sequence[dict[str, Any]]) -> _Said:
    """What people wrote stays with their story; only how many did is told."""
    del question
    written = sum(bool(value.get("text")) for value in values)
    return "in eigen woorden, bij elk verhaal te lezen" if written else _too_few(0), (), written


def _too_few(answered: int) -> str:
    return (
        f"te weinig antwoorden ({answered}) om samen te vatten" if answered else "geen antwoorden"
    )


_KINDS = {
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choice,
    QuestionKind.DYAD: _dyad,
    QuestionKind.TRIAD: _triad,
    QuestionKind.TEXT: _open,
}
