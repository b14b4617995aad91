"""One answer of a narrator: from what was imported or filled in to the value that is stored.

The shapes are those of `models.stories.Signification.value`. Words of the narrator's own are not
cleaned here: they go through the gate first, with the story.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard

from models.forms import OTHER, Question
from models.vocabulary import QuestionKind

LARGEST_AMOUNT = 1e9
LONGEST_WORDS = 200
LONGEST_TEXT = 3_000
OWN_WORDS = ("text", "other")
"""What in a stored answer its narrator wrote; the rest was chosen."""


def answer_value(question: Question, raw: object) -> dict[str, Any]:
    """Turn a bare imported answer into a stored value.

    Bare is: three shares, a position, an option key, a list of option keys, or the words of an
    open question. A choice with words written in is a mapping, as it is stored.

    Unknown or impossible values become `{}`: "not answered" is honest, a guess is not.
    """
    match question.kind:
        case QuestionKind.TRIAD:
            if isinstance(raw, list | tuple) and len(raw) == 3 and all(map(_is_amount, raw)):
                return triad_value(*(float(part) for part in raw))
        case QuestionKind.DYAD:
            if _is_amount(raw) and raw <= 100:
                return {"position": round(raw)}
        case QuestionKind.CHOICE:
            chosen = raw.get("option") if isinstance(raw, Mapping) else raw
            if isinstance(chosen, str) and chosen in _keys(question):
                return _with_words(question, {"option": chosen}, raw)
        case QuestionKind.CHOICES:
            return _choices(question, raw)
        case QuestionKind.TEXT:
            if isinstance(raw, str) and 0 < len(raw.strip()) <= LONGEST_TEXT:
                return {"text": raw.strip()}
    return {}


def triad_value(first: float, second: float, third: float) -> dict[str, Any]:
    """Normalise three non-negative weights to shares that sum to 1; all zero is no answer."""
    weights = [max(0.0, first), max(0.0, second), max(0.0, third)]
    total = sum(weights)
    if total <= 0:
        return {}
    shares = [round(weight / total, 4) for weight in weights]
    shares[shares.index(max(shares))] += round(1 - sum(shares), 4)
    return {"shares": [round(share, 4) for share in shares]}


def chosen_keys(value: Mapping[str, Any]) -> list[str]:
    """The options that a stored answer names, `OTHER` for words written in."""
    options = value.get("options")
    found = options if isinstance(options, list) else [value.get("option")]
    return [str(key) for key in found if key is not None]


def own_words(value: Mapping[str, Any]) -> list[str]:
    """What a narrator wrote in a stored answer; nothing when all of it was chosen."""
    return [str(value[key]) for key in OWN_WORDS if value.get(key)]


def _choices(question: Question, raw: object) -> dict[str, Any]:
    chosen = raw.get("options") if isinstance(raw, Mapping) else raw
    if isinstance(chosen, str):
        chosen = [chosen]
    known = _keys(question)
    if not isinstance(chosen, list | tuple) or not chosen:
        return {}
    named = {key for key in chosen if isinstance(key, str) and key in known}
    if len(named) < len({str(key) for key in chosen}) or len(named) > (question.most or len(known)):
        return {}
    return _with_words(question, {"options": [key for key in known if key in named]}, raw)


def _with_words(question: Question, value: dict[str, Any], raw: object) -> dict[str, Any]:
    words = raw.get("other") if isinstance(raw, Mapping) else None
    written = question.write_in and OTHER in chosen_keys(value) and isinstance(words, str)
    if written and 0 < len(str(words).strip()) <= LONGEST_WORDS:
        return {**value, "other": str(words).strip()}
    return value


def _keys(question: Question) -> list[str]:
    keys = [str(option["key"]) for option in question.options]
    return [*keys, OTHER] if question.write_in else keys


def _is_amount(value: object) -> TypeGuard[int | float]:
    # bool counts as a number in Python, but "true" is no place on a scale.
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= LARGEST_AMOUNT
    )
