"""One question's answer out of the posted fields, whatever its kind.

An answer is `{"how", "raw", "value", "mode"}`. `raw` is what was filled in and comes back on the
page, `value` is what would be stored: None when it cannot be stored as it is (too many choices,
eleven coins). A slider that nobody touched is no answer; "Weet ik niet / past niet" is one, `{}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models import stories
from models.errors import Problem
from models.vocabulary import InputMode, QuestionKind
from models.wording import Worded
from service.form.asking import OTHER, Answer, AnyQuestion, first_field
from service.form.guard import Posted

DYAD_MIDDLE = 50
NOT_APPLICABLE = "niet"
SET_BY_HAND = "schuif"
TOGETHER = "samen"
COINS = 10
LONGEST_WORDS = 200
LONGEST_TEXT = 3_000
_SCALES = frozenset({QuestionKind.TRIAD, QuestionKind.DYAD})
_MODES = {InputMode.SLIDER, InputMode.POINTER, InputMode.KEYBOARD}


@dataclass(frozen=True)
class Taken:
    """What was answered, if anything, and what is wrong with it."""

    answer: Answer | None = field(default=None, repr=False)
    problem: Problem | None = None


def take(
    question: AnyQuestion, posted: Posted, *, coins: bool = False, before: Answer | None = None
) -> Taken:
    """The answer to a question; with `coins`, a triad is answered with ten of them.

    The fields of a scale hold whole steps. Left as they were `before`, they stand for the answer
    of before, which may be finer: it came from a file.
    """
    taker = _coins if coins and question.kind is QuestionKind.TRIAD else _TAKERS[question.kind]
    taken = taker(question, posted)
    untouched = (
        question.kind in _SCALES
        and before is not None
        and taken.answer is not None
        and all(taken.answer[name] == before.get(name) for name in ("how", "raw"))
    )
    return Taken(before, taken.problem) if untouched else taken


def own_words(answer: Mapping[str, Any]) -> str:
    """The narrator's own words in an answer; they go through the gate before they are stored."""
    value = answer.get("value") or {}
    return str(value.get("text") or value.get("other") or "")


def with_words(value: Mapping[str, Any], words: str) -> dict[str, Any] | None:
    """The value with other words in the place of the narrator's own; None when nothing is left."""
    if "text" in value:
        return {"text": words} if words else None
    rest = {name: part for name, part in value.items() if name != "other"}
    return {**rest, "other": words} if words else rest


def _triad(question: AnyQuestion, posted: Posted) -> Taken:
    weights = [_number(posted.get(f"{question.key}-{corner}")) for corner in range(3)]
    how = posted.get(f"{question.key}-hoe")
    answer = {"how": how, "raw": weights, "mode": _mode(posted, question)}
    if how == NOT_APPLICABLE:
        return Taken({**answer, "value": {}, "mode": None})
    if how == TOGETHER:
        return Taken({**answer, "value": stories.triad_value(1, 1, 1), "raw": [50, 50, 50]})
    if not any(weights):
        return Taken()
    return Taken({**answer, "how": SET_BY_HAND, "value": stories.triad_value(*weights)})


def _coins(question: AnyQuestion, posted: Posted) -> Taken:
    """Ten coins over three piles; together ten, or nothing at all."""
    typed = [posted.get(f"{question.key}-{pile}").strip()[:4] for pile in range(3)]
    how = posted.get(f"{question.key}-hoe")
    answer: Answer = {"how": how, "raw": typed, "mode": InputMode.COINS.value}
    if how == NOT_APPLICABLE:
        return Taken({**answer, "value": {}, "mode": None})
    if how == TOGETHER:
        return Taken({**answer, "value": stories.triad_value(1, 1, 1), "raw": ["", "", ""]})
    if not any(typed):
        return Taken()
    piles = [_whole(one or "0") for one in typed]
    answer |= {"how": SET_BY_HAND, "value": None}
    if not any(piles) and None not in piles:
        return Taken()
    message = _coins_wrong(piles)
    if message:
        return Taken(answer, Problem(f"{question.key}-0", message))
    return Taken({**answer, "value": stories.triad_value(*(float(pile or 0) for pile in piles))})


def _coins_wrong(piles: list[int | None]) -> str:
    known = [pile for pile in piles if pile is not None and pile <= COINS]
    if len(known) < len(piles):
        return Worded("Vul bij de muntjes alleen getallen in van 0 tot en met {most}.", most=COINS)
    given = sum(known)
    if given < COINS:
        return Worded(
            "U verdeelde {coins}. U hebt er nog {left}.",
            coins=_coin_words(given),
            left=COINS - given,
        )
    if given > COINS:
        return Worded(
            "U verdeelde {coins}. Dat zijn er {over} te veel.",
            coins=_coin_words(given),
            over=given - COINS,
        )
    return ""


def _dyad(question: AnyQuestion, posted: Posted) -> Taken:
    typed = _whole(posted.get(question.key))
    position = DYAD_MIDDLE if typed is None else min(100, typed)
    how = posted.get(f"{question.key}-hoe")
    answer = {"how": how, "raw": position, "mode": _mode(posted, question)}
    if how == NOT_APPLICABLE:
        return Taken({**answer, "value": {}, "mode": None})
    if how == "midden":
        return Taken({**answer, "value": {"position": DYAD_MIDDLE}, "raw": DYAD_MIDDLE})
    if how != SET_BY_HAND and position == DYAD_MIDDLE:
        return Taken()
    return Taken({**answer, "how": SET_BY_HAND, "value": {"position": position}})


def _choice(question: AnyQuestion, posted: Posted) -> Taken:
    chosen, words = posted.get(question.key), _written(question, posted)
    if words and not chosen:
        chosen = OTHER
    answer: Answer = {"how": chosen, "raw": [chosen], "words": words, "mode": None}
    if chosen == NOT_APPLICABLE:
        return Taken({**answer, "value": {}})
    if chosen == OTHER and question.write_in:
        value = {"option": OTHER, "other": words} if words else {"option": OTHER}
        return _not_too_long(question, {**answer, "value": value})
    if chosen in _keys(question):
        return Taken({**answer, "value": {"option": chosen}})
    return Taken()


def _choices(question: AnyQuestion, posted: Posted) -> Taken:
    ticked, words = set(posted.every(question.key)), _written(question, posted)
    if words and NOT_APPLICABLE not in ticked:
        ticked.add(OTHER)
    allowed = [*_keys(question), *([OTHER] if question.write_in else [])]
    raw = [key for key in allowed if key in ticked]
    answer: Answer = {"how": "", "raw": raw, "words": words, "mode": None}
    if NOT_APPLICABLE in ticked:
        return Taken({**answer, "how": NOT_APPLICABLE, "raw": [*raw, NOT_APPLICABLE], "value": {}})
    if not raw:
        return Taken()
    if question.most and len(raw) > question.most:
        message = Worded(
            "U koos er {count}. Kies er hooguit {most}.", count=len(raw), most=question.most
        )
        return Taken({**answer, "value": None}, Problem(first_field(question), message))
    value: dict[str, Any] = {"options": raw}
    if words and OTHER in raw:
        value["other"] = words
    return _not_too_long(question, {**answer, "value": value})


def _text(question: AnyQuestion, posted: Posted) -> Taken:
    words = posted.get(question.key).replace("\r\n", "\n").replace("\r", "\n")
    if not words.strip():
        return Taken()
    answer: Answer = {"how": "", "raw": words, "mode": None, "value": {"text": words.strip()}}
    if len(words.strip()) <= LONGEST_TEXT:
        return Taken(answer)
    message = Worded("Uw antwoord is te lang. {most} tekens is het meeste.", most=LONGEST_TEXT)
    return Taken({**answer, "value": None}, Problem(question.key, message))


def _not_too_long(question: AnyQuestion, answer: Answer) -> Taken:
    if len(answer["words"]) <= LONGEST_WORDS:
        return Taken(answer)
    message = Worded("Uw woorden zijn te lang. {most} tekens is het meeste.", most=LONGEST_WORDS)
    return Taken({**answer, "value": None}, Problem(f"{question.key}-woorden", message))


def _written(question: AnyQuestion, posted: Posted) -> str:
    return " ".join(posted.get(f"{question.key}-woorden").split()) if question.write_in else ""


def _keys(question: AnyQuestion) -> list[str]:
    return [str(option["key"]) for option in question.options]


def _mode(posted: Posted, question: AnyQuestion) -> str:
    mode = posted.get(f"{question.key}-wijze")
    return mode if mode in _MODES else InputMode.SLIDER.value


def _number(typed: str) -> int:
    """A whole number from 0 to 100; anything else counts as 0."""
    return min(100, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else None


def _coin_words(count: int) -> str:
    return Worded("1 muntje") if count == 1 else Worded("{count} muntjes", count=count)


_TAKERS: Mapping[QuestionKind, Callable[[AnyQuestion, Posted], Taken]] = {
    QuestionKind.TRIAD: _triad,
    QuestionKind.DYAD: _dyad,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.TEXT: _text,
}
