"""From posted fields to a `Telling` and back to words: what was answered, skipped or left alone.

A slider that nobody touched is no answer. "Weet ik niet / past niet" is one, and is stored as an
empty value; a question that was skipped is not stored at all.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models import stories
from models.base import today
from models.errors import Problem
from models.forms import Form, Question
from models.teams import Team
from models.vocabulary import AgeGroup, InputMode, NarratorRole, Purpose, QuestionKind
from service.form import triad
from service.form.guard import Posted
from service.form.memory import Telling
from service.form.pages import MONTHS

TITLE_LENGTH = 80
TEXT_LENGTH = 20_000
YEARS_BACK = 15
DYAD_MIDDLE = 50
NOT_APPLICABLE = "niet"
SET_BY_HAND = "schuif"
NO_ANSWER = "niet ingevuld"
NOT_APPLICABLE_LABEL = "Weet ik niet / past niet"
PREFER_NOT = "zeg_ik_niet"
_MODES = {InputMode.SLIDER, InputMode.POINTER, InputMode.KEYBOARD}


def take_story(telling: Telling, posted: Posted, form: Form) -> list[Problem]:
    """The story step: opening question, text and title."""
    telling.text = _lines(posted.get("tekst"))
    telling.title = " ".join(posted.get("titel").split())
    if posted.get("vraag") in {str(prompt["key"]) for prompt in form.prompts}:
        telling.prompt = posted.get("vraag")
    problems = []
    if not telling.text.strip():
        problems.append(Problem("tekst", "Schrijf eerst uw verhaal. Vijf zinnen is genoeg."))
    if len(telling.text) > TEXT_LENGTH:
        problems.append(
            Problem(
                "tekst",
                f"Uw verhaal is te lang. Het heeft {_thousands(len(telling.text))} tekens, "
                f"{_thousands(TEXT_LENGTH)} is het meeste.",
            )
        )
    if len(telling.title) > TITLE_LENGTH:
        problems.append(
            Problem(
                "titel",
                f"Uw titel is te lang. Hij heeft {len(telling.title)} tekens, "
                f"{TITLE_LENGTH} is het meeste.",
            )
        )
    return problems


def take_meaning(telling: Telling, posted: Posted, form: Form) -> list[Problem]:
    """The step with the questions about the story; nothing here can be wrong."""
    takers = {
        QuestionKind.TRIAD: _take_triad,
        QuestionKind.DYAD: _take_dyad,
        QuestionKind.CHOICE: _take_choice,
    }
    for question in form.questions:
        answer = takers[question.kind](question, posted)
        if answer is None:
            telling.answers.pop(question.key, None)
        else:
            telling.answers[question.key] = answer
    return []


def take_narrator(telling: Telling, posted: Posted, teams: Sequence[Team]) -> list[Problem]:
    """The step about the narrator: only the team is needed, and only when there is a choice."""
    telling.role = _one_of(posted.get("rol"), NarratorRole)
    telling.age_group = _one_of(posted.get("leeftijd"), AgeGroup)
    telling.month = posted.get("maand") if posted.get("maand") in _MONTH_NUMBERS else ""
    telling.year = posted.get("jaar") if posted.get("jaar") in years() else ""
    chosen = posted.get("team")
    telling.team_id = next((team.id for team in teams if str(team.id) == chosen), None)
    if len(teams) == 1:
        telling.team_id = teams[0].id
    problems = []
    if telling.team_id is None:
        problems.append(Problem("team", "Kies het team waar uw verhaal over gaat."))
    if bool(telling.month) != bool(telling.year):
        place, missing = ("maand", "een maand") if telling.year else ("jaar", "een jaar")
        problems.append(Problem(place, f"Kies ook {missing}, of laat allebei leeg."))
    elif telling.year and _starts(telling) > today():
        problems.append(Problem("maand", "Deze maand moet nog komen. Kies een andere maand."))
    return problems


def take_consents(telling: Telling, posted: Posted) -> None:
    """Which purposes are ticked now."""
    telling.consents = [purpose.value for purpose in Purpose if purpose in posted.every("mag")]


def period(telling: Telling) -> str | None:
    """`YYYY-MM`, or None when the narrator did not say."""
    return f"{telling.year}-{int(telling.month):02d}" if telling.year and telling.month else None


def years() -> list[str]:
    """The years that can be chosen, newest first."""
    return [str(today().year - back) for back in range(YEARS_BACK + 1)]


def about_narrator(telling: Telling, team: str) -> list[tuple[str, str]]:
    """What was told about the narrator, as question and answer."""
    prefer_not = "zeg ik liever niet"
    role = NarratorRole(telling.role).label if is_told(telling.role) else ""
    age = AgeGroup(telling.age_group).label if is_told(telling.age_group) else ""
    when = f"{MONTHS[int(telling.month) - 1]} {telling.year}" if period(telling) else ""
    return [
        ("Over welk team gaat het?", team or NO_ANSWER),
        ("Wie bent u in dit verhaal?", role or (prefer_not if telling.role else NO_ANSWER)),
        ("Hoe oud bent u ongeveer?", age or (prefer_not if telling.age_group else NO_ANSWER)),
        ("Wanneer was dit ongeveer?", when or NO_ANSWER),
    ]


def is_told(value: str) -> bool:
    """True for an answer that says something."""
    return value not in {"", PREFER_NOT}


def for_storing(
    telling: Telling,
) -> dict[str, tuple[dict[str, Any], InputMode | None]]:
    """The answers as `models.stories.set_significations` takes them."""
    return {
        key: (answer["value"], InputMode(answer["mode"]) if answer.get("mode") else None)
        for key, answer in telling.answers.items()
    }


def in_words(question: Question, answer: dict[str, Any] | None) -> str:
    """An answer as the narrator reads it back."""
    if answer is None:
        return NO_ANSWER
    value = answer["value"]
    labels = [str(option["label"]) for option in question.options]
    if "shares" in value:
        return triad.in_words(value["shares"], labels)
    if "position" in value:
        return position_in_words(value["position"], labels)
    if "option" in value:
        return question.label(value["option"])
    return NOT_APPLICABLE_LABEL


def position_in_words(position: int, labels: Sequence[str]) -> str:
    """Where a slider between two extremes stands."""
    side = labels[0] if position < DYAD_MIDDLE else labels[1]
    distance = abs(position - DYAD_MIDDLE)
    if distance <= 5:
        return "precies in het midden"
    if distance <= 20:
        return f"een beetje naar ‘{side}’"
    return f"duidelijk naar ‘{side}’" if distance <= 40 else f"helemaal bij ‘{side}’"


def _take_triad(question: Question, posted: Posted) -> dict[str, Any] | None:
    weights = [_number(posted.get(f"{question.key}-{corner}")) for corner in range(3)]
    how = posted.get(f"{question.key}-hoe")
    answer = {"how": how, "raw": weights, "mode": _mode(posted, question)}
    if how == NOT_APPLICABLE:
        return {**answer, "value": {}, "mode": None}
    if how == "samen":
        return {**answer, "value": stories.triad_value(1, 1, 1), "raw": [50, 50, 50]}
    if not any(weights):
        return None
    return {**answer, "how": SET_BY_HAND, "value": stories.triad_value(*weights)}


def _take_dyad(question: Question, posted: Posted) -> dict[str, Any] | None:
    typed = posted.get(question.key)
    position = _number(typed) if typed else DYAD_MIDDLE
    how = posted.get(f"{question.key}-hoe")
    answer = {"how": how, "raw": position, "mode": _mode(posted, question)}
    if how == NOT_APPLICABLE:
        return {**answer, "value": {}, "mode": None}
    if how == "midden":
        return {**answer, "value": {"position": DYAD_MIDDLE}, "raw": DYAD_MIDDLE}
    if how != SET_BY_HAND and position == DYAD_MIDDLE:
        return None
    return {**answer, "how": SET_BY_HAND, "value": {"position": position}}


def _take_choice(question: Question, posted: Posted) -> dict[str, Any] | None:
    chosen = posted.get(question.key)
    if chosen == NOT_APPLICABLE:
        return {"how": NOT_APPLICABLE, "value": {}, "mode": None}
    value = stories.answer_value(question, chosen)
    return {"how": chosen, "value": value, "mode": None} if value else None


def _mode(posted: Posted, question: Question) -> str:
    mode = posted.get(f"{question.key}-wijze")
    return mode if mode in _MODES else InputMode.SLIDER.value


def _number(typed: str) -> int:
    """A whole number from 0 to 100; anything else counts as 0."""
    return min(100, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0


def _one_of(typed: str, words: type[NarratorRole] | type[AgeGroup]) -> str:
    return typed if typed == PREFER_NOT or typed in set(words) else ""


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _starts(telling: Telling) -> date:
    return date(int(telling.year), int(telling.month), 1)


_MONTH_NUMBERS = frozenset(str(number) for number in range(1, 13))
