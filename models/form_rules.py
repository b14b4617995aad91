"""When a form may be kept, and when it may be used: every fault by its place, in Dutch.

One list of rules for the catalogue, the API and the command line. A concept may be unfinished;
what would break a page, a database or an export is refused in a concept too.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from models.errors import Problem
from models.form_content import DUTCH, LANGUAGES
from models.form_definition import Asked, Choice, Condition, FormDefinition
from models.form_pictures import PICTURES
from models.forms import OTHER
from models.vocabulary import Audience, QuestionKind

AUDIENCE_QUESTION = "kennen"
"""The key of the question whose answer steers who gets to know a story."""
LONGEST = {"titel": 120, "welkom": 2_000, "begin": 300, "tekst": 300, "uitleg": 300, "keuze": 80}
MOST_PROMPTS = 12
MOST_QUESTIONS = 30
MOST_OPTIONS = 20
RESERVED = frozenset(("niet", "samen", "midden", "schuif", OTHER))
"""Keys of options that the form itself uses."""
RESERVED_QUESTIONS = frozenset(("actie", "formulier", "fouten", "gevraagd", "inhoud", "klaar"))
"""Names of fields and places on the pages of the form itself."""
_FORM_KEY = re.compile("[a-z][a-z0-9-]{0,39}")
_QUESTION_KEY = re.compile("[a-z][a-z0-9_]{0,39}")
_OPTION_KEY = re.compile("[a-z0-9][a-z0-9_]{0,39}")
_CHOOSING = {QuestionKind.CHOICE, QuestionKind.CHOICES}
_SCALES = {QuestionKind.TRIAD: 3, QuestionKind.DYAD: 2}
_AUDIENCES = frozenset(audience.value for audience in Audience)

_KEY_SAID = "Dit kenmerk kan niet. Gebruik kleine letters, cijfers en _, eerst een letter."
_TWICE = "Dit kenmerk staat er al."


def faults(definition: FormDefinition, *, concept: bool = False) -> list[Problem]:
    """What is wrong with a form; nothing means that it can be used (or kept, as a concept)."""
    found = chain(
        _of_form(definition, concept),
        _of_prompts(definition, concept),
        _of_questions(definition, concept),
        _of_translations(definition),
    )
    return list(found)


def breaks(definition: FormDefinition, earlier: Iterable[FormDefinition]) -> list[Problem]:
    """Where answers would no longer fit those to earlier versions under the same key."""
    now = {question.key: question for question in definition.questions}
    found = {}
    for before in chain.from_iterable(one.questions for one in earlier):
        question = now.get(before.key)
        if question is None:
            continue
        place = _place(definition, question)
        if question.kind is not before.kind:
            said = f"In een eerdere versie was dit een {before.kind.label.lower()}."
            found[place] = Problem(place, f"{said} Geef de vraag een nieuw kenmerk.")
        elif question.kind in _SCALES and _keys(question) != _keys(before):
            said = "De hoeken waren in een eerdere versie anders."
            found[place] = Problem(place, f"{said} Geef de vraag een nieuw kenmerk.")
    return list(found.values())


def sort_of(place: str) -> str:
    """What sort of text stands at a place: a key of `LONGEST`."""
    parts = place.split(".")
    return parts[2] if parts[0] == "vraag" else parts[0]


def _of_form(definition: FormDefinition, concept: bool) -> Iterator[Problem]:
    if not _FORM_KEY.fullmatch(definition.key):
        said = "Een kenmerk heeft kleine letters, cijfers en -, en begint met een letter."
        yield Problem("kenmerk", said)
    if not definition.title and not concept:
        yield Problem("titel", "Geef het formulier een titel.")
    yield from _length("titel", definition.title, "titel")
    yield from _length("welkom", definition.welcome, "welkom")
    if len(set(definition.roles)) < len(definition.roles):
        yield Problem("rollen", "Een rol staat er twee keer.")


def _of_prompts(definition: FormDefinition, concept: bool) -> Iterator[Problem]:
    prompts = definition.prompts
    if not prompts and not concept:
        yield Problem("beginvragen", "Geef ten minste één vraag om mee te beginnen.")
    if len(prompts) > MOST_PROMPTS:
        yield Problem("beginvragen", f"Dit zijn er te veel. Gebruik er hoogstens {MOST_PROMPTS}.")
    yield from _of_choices(prompts, lambda number: f"beginvraag {number}", "begin", concept)


def _of_questions(definition: FormDefinition, concept: bool) -> Iterator[Problem]:
    if len(definition.questions) > MOST_QUESTIONS:
        yield Problem("vragen", f"Dit zijn er te veel. Gebruik er hoogstens {MOST_QUESTIONS}.")
    before: dict[str, Asked] = {}
    for question in definition.questions:
        place = _place(definition, question)
        if not _QUESTION_KEY.fullmatch(question.key) or question.key in RESERVED_QUESTIONS:
            yield Problem(place, _KEY_SAID)
        if question.key in before:
            yield Problem(place, _TWICE)
        if not question.text and not concept:
            yield Problem(place, "Schrijf de vraag op.")
        yield from _length(place, question.text, "tekst")
        yield from _length(place, question.why, "uitleg")
        yield from _of_options(question, place, concept)
        if question.shown_when is not None:
            later = {one.key for one in definition.questions} - set(before)
            yield from _of_condition(question.shown_when, before, later, place)
        before.setdefault(question.key, question)


def _of_options(question: Asked, place: str, concept: bool) -> Iterator[Problem]:
    yield from _of_choices(
        question.options, lambda number: f"{place}, keuze {number}", "keuze", concept
    )
    if len(question.options) > MOST_OPTIONS:
        yield Problem(place, f"Dit zijn te veel keuzes. Gebruik er hoogstens {MOST_OPTIONS}.")
    if not concept:
        yield from _number_of_options(question, place)
    if question.write_in and question.kind not in _CHOOSING:
        yield Problem(place, "Iets anders invullen kan alleen bij een keuze.")
    yield from _of_most(question, place, concept)
    if question.key == AUDIENCE_QUESTION:
        yield from _of_audience(question, place)


def _number_of_options(question: Asked, place: str) -> Iterator[Problem]:
    wanted, there = _SCALES.get(question.kind), len(question.options)
    if wanted == 3 and there != wanted:
        yield Problem(place, f"Een driehoek heeft precies drie hoeken. Dit zijn er {there}.")
    elif wanted == 2 and there != wanted:
        yield Problem(place, f"Een schuif heeft precies twee kanten. Dit zijn er {there}.")
    elif question.kind in _CHOOSING and there < 2:
        yield Problem(place, "Geef ten minste twee keuzes.")
    elif question.kind is QuestionKind.TEXT and there:
        yield Problem(place, "Een open vraag heeft geen keuzes.")


def _of_most(question: Asked, place: str, concept: bool) -> Iterator[Problem]:
    if question.most is None:
        return
    if question.kind is not QuestionKind.CHOICES:
        yield Problem(place, "Hoeveel er mogen telt alleen bij meer keuzes.")
    elif not 1 <= question.most <= max(len(question.options), 1) and not concept:
        yield Problem(place, f"Hoeveel er mogen ligt van 1 tot {len(question.options)}.")


def _of_audience(question: Asked, place: str) -> Iterator[Problem]:
    if question.kind is not QuestionKind.CHOICES or question.write_in:
        said = "Wie dit moet kennen is een vraag met meer keuzes, zonder eigen woorden."
        yield Problem(place, said)
    for number, option in enumerate(question.options, start=1):
        if option.key not in _AUDIENCES:
            choices = ", ".join(audience.value for audience in Audience)
            yield Problem(f"{place}, keuze {number}", f"Kies als kenmerk een van: {choices}.")


def _of_condition(
    condition: Condition, before: Mapping[str, Asked], later: set[str], place: str
) -> Iterator[Problem]:
    asked = before.get(condition.question)
    if asked is None:
        known = condition.question in later
        said = "Deze vraag hangt af van een vraag die pas later komt."
        yield Problem(place, said if known else "Deze vraag hangt af van een vraag die er niet is.")
        return
    if asked.kind not in _CHOOSING:
        yield Problem(place, "Een vraag kan alleen afhangen van een keuze.")
    if not condition.options:
        yield Problem(place, "Zeg na welke keuzes deze vraag komt.")
    for option in condition.options:
        if option not in _keys(asked):
            named = option[:40]
            yield Problem(place, f"De keuze {named} staat niet bij de vraag {asked.key}.")


def _of_choices(
    choices: tuple[Choice, ...], place_of: Callable[[int], str], sort: str, concept: bool
) -> Iterator[Problem]:
    keys: set[str] = set()
    said: set[str] = set()
    for number, choice in enumerate(choices, start=1):
        place = place_of(number)
        if not _OPTION_KEY.fullmatch(choice.key) or choice.key in RESERVED:
            yield Problem(place, "Dit kenmerk kan niet. Gebruik kleine letters, cijfers en _.")
        if choice.key in keys:
            yield Problem(place, _TWICE)
        if not choice.words and not concept:
            yield Problem(place, "Hier staat nog geen tekst.")
        if choice.words and choice.words.casefold() in said:
            yield Problem(place, "Deze woorden staan er al.")
        if sort == "keuze":
            yield from _exportable(place, choice.words)
        yield from _length(place, choice.words, sort)
        if choice.picture and choice.picture not in PICTURES:
            yield Problem(place, "Dit plaatje kennen wij niet.")
        keys.add(choice.key)
        said.add(choice.words.casefold())


def _of_translations(definition: FormDefinition) -> Iterator[Problem]:
    for language, said in definition.translations.items():
        place = f"vertaling {language[:8]}"
        if language == DUTCH or language not in LANGUAGES:
            yield Problem(place, "Deze taal kennen wij niet.")
        for where, words in said.items():
            sort = sort_of(where)
            if sort not in LONGEST:
                yield Problem(f"{place}, {where[:120]}", "Deze tekst staat niet in het formulier.")
                continue
            yield from _length(f"{place}, {where}", words, sort)
            if sort == "keuze":
                yield from _exportable(f"{place}, {where}", words)


def _exportable(place: str, words: str) -> Iterator[Problem]:
    """Files of NarraFirma know an option by its words, and part them with these signs."""
    if "|" in words:
        yield Problem(place, "Het teken | kan niet in een keuze.")
    if words.startswith(";"):
        yield Problem(place, "Een keuze kan niet beginnen met het teken ;.")


def _length(place: str, words: str, sort: str) -> Iterator[Problem]:
    if len(words) > LONGEST[sort]:
        yield Problem(place, f"Deze tekst is te lang. Er passen {LONGEST[sort]} tekens in.")


def _keys(question: Asked) -> tuple[str, ...]:
    return tuple(option.key for option in question.options)


def _place(definition: FormDefinition, question: Asked) -> str:
    number = next(at for at, one in enumerate(definition.questions, 1) if one is question)
    return f"vraag {number} ({question.key[:40]})"
