"""What a form must be before it is kept, and before it is used: one case for every fault."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from models.errors import Rejected
from models.form_definition import as_data, nested, texts_of
from models.form_reading import key_from, read
from models.form_rules import MOST_OPTIONS, MOST_PROMPTS, MOST_QUESTIONS, breaks, faults

GOOD: dict[str, Any] = {
    "key": "eigen",
    "kind": "ouder",
    "title": "Vertel",
    "roles": ["ouder"],
    "prompts": [{"key": "gebeurd", "text": "Wat is er gebeurd?"}],
    "questions": [
        {
            "key": "afloop",
            "kind": "keuze",
            "text": "Hoe liep het af?",
            "why": "Zo leren wij.",
            "options": [{"key": "goed", "label": "Goed"}, {"key": "slecht", "label": "Slecht"}],
        },
        {
            "key": "besluit",
            "kind": "triade",
            "text": "Wie besliste?",
            "options": [{"key": key, "label": key} for key in ("gezin", "kring", "team")],
        },
        {
            "key": "tempo",
            "kind": "dyade",
            "text": "Ik werd",
            "options": [{"key": "los", "label": "los"}, {"key": "vast", "label": "vast"}],
        },
        {
            "key": "gevoel",
            "kind": "meerkeuze",
            "text": "Welk gevoel?",
            "most": 2,
            "write_in": True,
            "options": [{"key": key, "label": key.title()} for key in ("boos", "bang", "blij")],
        },
        {
            "key": "tip",
            "kind": "tekst",
            "text": "Wat helpt?",
            "shown_when": {"question": "afloop", "options": ["slecht"]},
        },
        {
            "key": "kennen",
            "kind": "meerkeuze",
            "text": "Wie moet dit kennen?",
            "options": [{"key": "wijkteam", "label": "Team"}, {"key": "niemand", "label": "Geen"}],
        },
    ],
    "translations": {"en": {"title": "Tell", "prompts": {"gebeurd": "What happened?"}}},
}

Change = Callable[[dict[str, Any]], Any]
CHOICE, TRIAD, DYAD, CHOICES, OPEN, AUDIENCE = range(6)


def _question(number: int, **values: Any) -> Change:
    return lambda data: data["questions"][number].update(values)


def _option(number: int, option: int, **values: Any) -> Change:
    return lambda data: data["questions"][number]["options"][option].update(values)


def _form(**values: Any) -> Change:
    return lambda data: data.update(values)


def _options(count: int) -> list[dict[str, str]]:
    return [{"key": f"k{number}", "label": f"Keuze {number}"} for number in range(count)]


def test_a_good_form_has_no_faults() -> None:
    assert faults(read(GOOD)) == []
    assert faults(read(GOOD), concept=True) == []


# Each with its place, and whether a concept may still have it.
FAULTS = [
    (_form(key="Eigen Form"), "kenmerk", False),
    (_form(key=""), "kenmerk", False),
    (_form(title=""), "titel", True),
    (_form(title="x" * 121), "titel", False),
    (_form(welcome="x" * 2_001), "welkom", False),
    (_form(roles=["ouder", "ouder"]), "rollen", False),
    (_form(prompts=[]), "beginvragen", True),
    (
        _form(prompts=[{"text": f"Vraag {n}"} for n in range(MOST_PROMPTS + 1)]),
        "beginvragen",
        False,
    ),
    (_form(prompts=[{"key": "a", "text": ""}]), "beginvraag 1", True),
    (_form(prompts=[{"key": "a", "text": "x" * 301}]), "beginvraag 1", False),
    (
        _form(prompts=[{"key": "a", "text": "Een"}, {"key": "a", "text": "Twee"}]),
        "beginvraag 2",
        False,
    ),
    (
        _form(questions=[{"kind": "tekst", "text": f"V {n}"} for n in range(MOST_QUESTIONS + 1)]),
        "vragen",
        False,
    ),
    (_question(DYAD, key="afloop"), "vraag 3 (afloop)", False),
    (_question(DYAD, key="Tempo!"), "vraag 3 (Tempo!)", False),
    (_question(DYAD, key="actie"), "vraag 3 (actie)", False),
    (_question(DYAD, text=""), "vraag 3 (tempo)", True),
    (_question(DYAD, text="x" * 301), "vraag 3 (tempo)", False),
    (_question(DYAD, why="x" * 301), "vraag 3 (tempo)", False),
    (_question(TRIAD, options=_options(2)), "vraag 2 (besluit)", True),
    (_question(TRIAD, options=_options(4)), "vraag 2 (besluit)", True),
    (_question(DYAD, options=_options(1)), "vraag 3 (tempo)", True),
    (_question(DYAD, options=_options(3)), "vraag 3 (tempo)", True),
    (_question(CHOICES, options=_options(1), most=None), "vraag 4 (gevoel)", True),
    (_question(CHOICES, options=_options(MOST_OPTIONS + 1)), "vraag 4 (gevoel)", False),
    (_question(OPEN, options=_options(2)), "vraag 5 (tip)", True),
    (_question(CHOICES, most=0), "vraag 4 (gevoel)", True),
    (_question(CHOICES, most=4), "vraag 4 (gevoel)", True),
    (_question(CHOICE, most=1), "vraag 1 (afloop)", False),
    (_question(DYAD, write_in=True), "vraag 3 (tempo)", False),
    (_option(CHOICES, 1, key="boos"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, key="niet"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, key="iets_anders"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, key="a-b"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, label=""), "vraag 4 (gevoel), keuze 2", True),
    (_option(CHOICES, 1, label="boos"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, label="Boos | kwaad"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, label="; boos"), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, label="x" * 81), "vraag 4 (gevoel), keuze 2", False),
    (_option(CHOICES, 1, picture="eenhoorn"), "vraag 4 (gevoel), keuze 2", False),
    (
        _question(OPEN, shown_when={"question": "kennen", "options": ["wijkteam"]}),
        "vraag 5 (tip)",
        False,
    ),
    (_question(OPEN, shown_when={"question": "weg", "options": ["a"]}), "vraag 5 (tip)", False),
    (_question(OPEN, shown_when={"question": "tip", "options": ["a"]}), "vraag 5 (tip)", False),
    (
        _question(OPEN, shown_when={"question": "afloop", "options": ["bestaat_niet"]}),
        "vraag 5 (tip)",
        False,
    ),
    (_question(OPEN, shown_when={"question": "afloop", "options": []}), "vraag 5 (tip)", False),
    (
        _question(OPEN, shown_when={"question": "besluit", "options": ["gezin"]}),
        "vraag 5 (tip)",
        False,
    ),
    (_option(AUDIENCE, 0, key="de_krant"), "vraag 6 (kennen), keuze 1", False),
    (_question(AUDIENCE, write_in=True), "vraag 6 (kennen)", False),
    (_question(AUDIENCE, kind="keuze"), "vraag 6 (kennen)", False),
    (_form(translations={"xx": {"title": "Tell"}}), "vertaling xx", False),
    (_form(translations={"nl": {"title": "Vertel"}}), "vertaling nl", False),
    (_form(translations={"en": {"title": "x" * 121}}), "vertaling en, titel", False),
    (
        _form(translations={"en": {"questions": {"a.b": {"text": "What?"}}}}),
        "vertaling en, vraag.a.b.tekst",
        False,
    ),
    (
        _form(translations={"en": {"questions": {"gevoel": {"options": {"boos": "a|b"}}}}}),
        "vertaling en, vraag.gevoel.keuze.boos",
        False,
    ),
]


@pytest.mark.parametrize(("change", "place", "in_concept"), FAULTS)
def test_every_fault_is_named_with_its_place(change: Change, place: str, in_concept: bool) -> None:
    data = copy.deepcopy(GOOD)
    change(data)
    definition = read(data)
    found = faults(definition)
    assert [one.place for one in found] == [place]
    assert found[0].message.endswith(".")
    kept = [one.place for one in faults(definition, concept=True)]
    assert kept == ([] if in_concept else [place])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_form(language="en"), "language"),
        (_form(kind="huisdier"), "kind"),
        (_form(roles=["baas"]), "rol 1"),
        (_form(roles="ouder"), "rollen"),
        (_form(kleur="rood"), "formulier"),
        (_form(prompts=["Wat?"]), "beginvraag 1"),
        (_form(prompts={"a": "Wat?"}), "begin"),
        (_form(questions=["Wat?"]), "vraag 1"),
        (_form(questions=None, title=["a"]), "titel"),
        (_form(translations=["en"]), "vertalingen"),
        (_form(translations={"en": ["Tell"]}), "vertaling en"),
        (_question(CHOICES, kind="rangorde"), "vraag 4 (gevoel)"),
        (_question(CHOICES, most="veel"), "vraag 4 (gevoel)"),
        (_question(CHOICES, most=True), "vraag 4 (gevoel)"),
        (_question(CHOICES, verplicht=True), "vraag 4 (gevoel)"),
        (_question(CHOICES, shown_when="altijd"), "vraag 4 (gevoel)"),
        (_option(CHOICES, 0, kleur="rood"), "vraag 4 (gevoel), keuze 1"),
    ],
)
def test_what_is_no_form_is_refused_with_its_place(change: Change, place: str) -> None:
    data = copy.deepcopy(GOOD)
    change(data)
    with pytest.raises(Rejected) as refused:
        read(data)
    assert [problem.place for problem in refused.value.problems] == [place]


def test_a_form_that_is_read_and_written_is_the_same() -> None:
    definition = read(GOOD)
    assert read(as_data(definition)) == definition
    said = dict(definition.translations["en"])
    assert texts_of(nested(said)) == said


def test_texts_lose_what_is_invisible_and_keep_what_joins_letters() -> None:
    title = "Ver\x00tel\u202e  het\n\tons می\u200cخواهم"
    assert read({**GOOD, "title": title}).title == "Vertel het ons می\u200cخواهم"
    assert read({**GOOD, "welcome": "Een\r\n\r\n\r\n\r\ntwee "}).welcome == "Een\n\ntwee"


def test_a_new_option_gets_a_key_that_renaming_does_not_change() -> None:
    data = copy.deepcopy(GOOD)
    data["questions"][CHOICES]["options"] = [
        {"label": "Bóós!"}, {"label": "boos, heel erg"}, {"label": "Boos"}, {"label": "60 plus"},
        {"label": "غاضب"}, {"key": "blij", "label": "Vrolijk"},
    ]  # fmt: skip
    keys = [option.key for option in read(data).questions[CHOICES].options]
    assert keys == ["boos", "boos_heel_erg", "boos_2", "k_60_plus", "keuze", "blij"]
    assert key_from("x" * 100, []) == "x" * 35


def test_answers_of_earlier_versions_keep_their_meaning() -> None:
    earlier = read(GOOD)
    data = copy.deepcopy(GOOD)
    data["questions"][CHOICE]["kind"] = "meerkeuze"
    data["questions"][TRIAD]["options"].reverse()
    data["questions"][CHOICES]["options"].pop()
    data["questions"][OPEN]["key"] = "raad"
    found = breaks(read(data), [earlier])
    assert [one.place for one in found] == ["vraag 1 (afloop)", "vraag 2 (besluit)"]
    assert breaks(earlier, [earlier]) == []
