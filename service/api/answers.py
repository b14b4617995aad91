"""The narrators' own answers as they go over the wire: counted, or one narrator's in words.

Words that somebody wrote stand with that narrator's own story, and are never counted or gathered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from models.answers import chosen_keys
from models.forms import OTHER, OTHER_LABEL, Question
from models.overview import Answers
from models.vocabulary import QuestionKind
from service.form.triad import in_words
from service.schemas import AnswerSummary, AnswerView, OptionCount, TriadPoint

NO_ANSWER = "Weet ik niet, of past niet"
MIDDLE = range(45, 56)
FAR = 30


def answer_summary(answers: Answers, *, stories: int) -> AnswerSummary:
    """What the narrators of `stories` stories answered; who did not answer is counted too.

    An option of a triad counts who weighs it most, an end of a dyad who is nearest to it; the
    middle of either counts for none. Of more choices each one counts.
    """
    question = answers.question
    given = {story_id: value for story_id, value in answers.values.items() if value}
    chosen = [key for value in given.values() for key in _chosen(question, value)]
    return AnswerSummary(
        question=question.key,
        text=question.text,
        kind=question.kind.value,
        options=[
            OptionCount(key=key, label=label, stories=chosen.count(key))
            for key, label in _options(question)
        ],
        points=[
            TriadPoint(story_id=story_id, shares=tuple(value["shares"]))
            for story_id, value in given.items()
            if "shares" in value
        ],
        positions=sorted(value["position"] for value in given.values() if "position" in value),
        answered=len(given),
        not_answered=max(0, stories - len(given)),
    )


def answer_view(question: Question, value: Mapping[str, Any]) -> AnswerView:
    """One answer of one narrator, in words."""
    return AnswerView(
        question=question.key, text=question.text, answer=_answer_in_words(question, value)
    )


def _options(question: Question) -> list[tuple[str, str]]:
    options = [(str(option["key"]), str(option["label"])) for option in question.options]
    return [*options, (OTHER, OTHER_LABEL)] if question.write_in else options


def _chosen(question: Question, value: Mapping[str, Any]) -> Sequence[str]:
    """The keys of the options that an answer is for; none when it is for none in particular."""
    keys = [key for key, _ in _options(question)]
    match value:
        case {"position": int(position)} if position not in MIDDLE and len(keys) == 2:
            return [keys[int(position > 50)]]
        case {"shares": [*shares]} if len(keys) == len(shares):
            most = [key for key, share in zip(keys, shares, strict=True) if share == max(shares)]
            return most if len(most) == 1 else []
        case {"option": _} | {"options": _}:
            return [key for key in dict.fromkeys(chosen_keys(value)) if key in keys]
    return []


def _answer_in_words(question: Question, value: Mapping[str, Any]) -> str:
    labels: Sequence[str] = [str(option["label"]) for option in question.options]
    match question.kind, value:
        case QuestionKind.CHOICE | QuestionKind.CHOICES, {"option": _} | {"options": _}:
            return _choices_in_words(question, value) or NO_ANSWER
        case QuestionKind.DYAD, {"position": int(position)} if len(labels) == 2:
            return _position_in_words(position, labels)
        case QuestionKind.TRIAD, {"shares": [*shares]}:
            return in_words(shares, labels)
        case QuestionKind.TEXT, {"text": str(words)}:
            return words
    return NO_ANSWER


def _choices_in_words(question: Question, value: Mapping[str, Any]) -> str:
    written = str(value.get("other") or "")
    said = [
        f"{OTHER_LABEL}: “{written}”" if key == OTHER and written else question.label(key)
        for key in chosen_keys(value)
    ]
    first, rest = said[:1], said[1:]
    return ", ".join([*first, *(label[:1].lower() + label[1:] for label in rest)])


def _position_in_words(position: int, labels: Sequence[str]) -> str:
    if position in MIDDLE:
        return f"in het midden, tussen “{labels[0]}” en “{labels[1]}”"
    near = labels[int(position > 50)]
    return f"{'vooral' if abs(position - 50) > FAR else 'een beetje'}: {near}"
