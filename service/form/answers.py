"""From posted fields to a `Telling` and back to words: what was answered, skipped or left alone.

A question that was skipped, or is not asked because of an earlier answer, is not stored at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.base import today
from models.errors import Problem
from models.form_content import FormView
from models.forms import Form
from models.teams import Team
from models.vocabulary import AgeGroup, FormKind, HelpGiven, InputMode, NarratorRole, Purpose
from models.wording import MONTHS, Worded, listed
from service.form import taking, triad
from service.form.asking import OTHER, AnyQuestion, is_asked
from service.form.guard import Posted
from service.form.memory import Telling

TITLE_LENGTH = 80
TEXT_LENGTH = 20_000
YEARS_BACK = 15
SHOWN = "gevraagd"
"""The field that says which questions were on the page that was sent."""
NO_ANSWER = Worded("niet ingevuld")
NOT_APPLICABLE_LABEL = "Weet ik niet / past niet"
PREFER_NOT = "zeg_ik_niet"
HELPED = "Hielp iemand u bij het vertellen?"
OTHER_LABEL = Worded("iets anders")

Stored = dict[str, tuple[dict[str, Any], InputMode | None]]
"""Answers by question key, as `models.stories.set_significations` takes them."""


def take_story(telling: Telling, posted: Posted, form: FormView) -> list[Problem]:
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
                Worded(
                    "Uw verhaal is te lang. Het heeft {count} tekens, {most} is het meeste.",
                    count=len(telling.text),
                    most=TEXT_LENGTH,
                ),
            )
        )
    if len(telling.title) > TITLE_LENGTH:
        problems.append(
            Problem(
                "titel",
                Worded(
                    "Uw titel is te lang. Hij heeft {count} tekens, {most} is het meeste.",
                    count=len(telling.title),
                    most=TITLE_LENGTH,
                ),
            )
        )
    return problems


def take_meaning(telling: Telling, posted: Posted, form: FormView) -> list[Problem]:
    """The step with the questions about the story: what cannot be kept is told, never refused."""
    problems = []
    for question in form.questions:
        taken = taking.Taken()
        if is_asked(question, telling.answers):
            before = telling.answers.get(question.key)
            taken = taking.take(question, posted, coins=by_coins(form), before=before)
        if taken.answer is None:
            telling.answers.pop(question.key, None)
        else:
            telling.answers[question.key] = taken.answer
        if taken.problem is not None:
            problems.append(taken.problem)
    return problems


def newly_asked(telling: Telling, posted: Posted, form: FormView) -> str:
    """The first question that an answer brought up and that was not on the page yet."""
    shown = set(posted.every(SHOWN))
    asked = (question for question in form.questions if is_asked(question, telling.answers))
    return next((question.key for question in asked if question.key not in shown), "")


def by_coins(form: FormView) -> bool:
    """True when a triangle is asked as ten coins to divide: easier than a point in a plane."""
    return form.kind is FormKind.EASY


def take_narrator(
    telling: Telling, posted: Posted, teams: Sequence[Team], roles: Sequence[NarratorRole]
) -> list[Problem]:
    """The step about the narrator: only the team is needed, and only when there is a choice."""
    role = _one_of(posted.get("rol"), NarratorRole)
    telling.role = role if role in {*roles, PREFER_NOT} else ""
    if len(roles) == 1:
        telling.role = roles[0].value
    helped = posted.get("hulp")
    telling.helper = helped if helped in set(HelpGiven) else ""
    telling.age_group = _one_of(posted.get("leeftijd"), AgeGroup)
    telling.month = posted.get("maand") if posted.get("maand") in _MONTH_NUMBERS else ""
    telling.year = posted.get("jaar") if posted.get("jaar") in years(telling.year) else ""
    chosen = posted.get("team")
    telling.team_id = next((team.id for team in teams if str(team.id) == chosen), None)
    if len(teams) == 1:
        telling.team_id = teams[0].id
    problems = []
    if telling.team_id is None:
        problems.append(Problem("team", "Kies het team waar uw verhaal over gaat."))
    if bool(telling.month) != bool(telling.year):
        if telling.year:
            problems.append(Problem("maand", "Kies ook een maand, of laat allebei leeg."))
        else:
            problems.append(Problem("jaar", "Kies ook een jaar, of laat allebei leeg."))
    elif telling.year and _starts(telling) > today():
        problems.append(Problem("maand", "Deze maand moet nog komen. Kies een andere maand."))
    return problems


def take_consents(telling: Telling, posted: Posted) -> None:
    """Which purposes are ticked now."""
    telling.consents = [purpose.value for purpose in Purpose if purpose in posted.every("mag")]


def period(telling: Telling) -> str | None:
    """`YYYY-MM`, or None when the narrator did not say."""
    return f"{telling.year}-{int(telling.month):02d}" if telling.year and telling.month else None


def years(told: str = "") -> list[str]:
    """The years that can be chosen, newest first; an older one that was told before stays."""
    latest = [str(today().year - back) for back in range(YEARS_BACK + 1)]
    return [*latest, told] if told and told not in latest else latest


def about_narrator(telling: Telling, team: str, *, of_group: bool = False) -> list[tuple[str, str]]:
    """What was told about the narrator, as question and answer; less about who writes for many."""
    prefer_not = Worded("zeg ik liever niet")
    role = NarratorRole(telling.role).label if is_told(telling.role) else ""
    age = AgeGroup(telling.age_group).label if is_told(telling.age_group) else ""
    month = Worded(MONTHS[int(telling.month) - 1]) if telling.month else ""
    when = Worded("{month} {year}", month=month, year=telling.year) if period(telling) else ""
    told = [
        ("Over welk team gaat het?", team or NO_ANSWER),
        ("Wie bent u in dit verhaal?", role or (prefer_not if telling.role else NO_ANSWER)),
        ("Hoe oud bent u ongeveer?", age or (prefer_not if telling.age_group else NO_ANSWER)),
        ("Wanneer was dit ongeveer?", when or NO_ANSWER),
        (HELPED, HelpGiven(telling.helper).label if telling.helper else NO_ANSWER),
    ]
    return [told[0], told[1], told[3]] if of_group else told


def is_told(value: str) -> bool:
    """True for an answer that says something."""
    return value not in {"", PREFER_NOT}


def written(telling: Telling) -> dict[str, str]:
    """The narrator's own words in the answers, by question: they go through the gate."""
    words = {key: taking.own_words(answer) for key, answer in telling.answers.items()}
    return {key: text for key, text in words.items() if text}


def for_storing(telling: Telling, form: Form, words: Mapping[str, str]) -> Stored:
    """The answers as `models.stories.set_significations` takes them.

    Args:
        telling: what was filled in.
        form: the form that it was filled in on; other answers stay out.
        words: the narrator's own words as they may be read, by question.
    """
    known = {question.key for question in form.questions}
    stored: Stored = {}
    for key, answer in telling.answers.items():
        value = answer["value"]
        if value is not None and taking.own_words(answer):
            value = taking.with_words(value, words[key])
        if key in known and value is not None:
            stored[key] = (value, InputMode(answer["mode"]) if answer.get("mode") else None)
    return stored


def in_words(question: AnyQuestion, answer: dict[str, Any] | None) -> str:
    """An answer as the narrator reads it back; own words come after, see `written`."""
    if answer is None or answer["value"] is None:
        return NO_ANSWER
    value = answer["value"]
    labels = [str(option["label"]) for option in question.options]
    if "shares" in value:
        return triad.in_words(value["shares"], labels)
    if "position" in value:
        return position_in_words(value["position"], labels)
    if "text" in value:
        return ""
    chosen = value.get("options") or [value.get("option")]
    if chosen == [None]:
        return NOT_APPLICABLE_LABEL
    return listed([_label(question, key) for key in chosen], ", ")


def position_in_words(position: int, labels: Sequence[str]) -> str:
    """Where a slider between two extremes stands."""
    side = labels[0] if position < taking.DYAD_MIDDLE else labels[1]
    distance = abs(position - taking.DYAD_MIDDLE)
    if distance <= 5:
        return Worded("precies in het midden")
    if distance <= 20:
        return Worded("een beetje naar ‘{side}’", side=side)
    if distance <= 40:
        return Worded("duidelijk naar ‘{side}’", side=side)
    return Worded("helemaal bij ‘{side}’", side=side)


def _label(question: AnyQuestion, key: str) -> str:
    is_other = question.write_in and key == OTHER
    return OTHER_LABEL if is_other else question.label(key)


def _one_of(typed: str, words: type[NarratorRole] | type[AgeGroup]) -> str:
    return typed if typed == PREFER_NOT or typed in set(words) else ""


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _starts(telling: Telling) -> date:
    return date(int(telling.year), int(telling.month), 1)


_MONTH_NUMBERS = frozenset(str(number) for number in range(1, 13))
