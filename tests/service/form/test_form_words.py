"""The catalogues of the form: nothing is missing, nothing is left over, and nothing is broken."""

import ast
import gettext
import io
import re
from datetime import date
from pathlib import Path

import pytest

from models import consents
from models.wording import Inner, Worded, listed
from service.form import languages, pages
from service.form.languages import CATALOGUE, DUTCH, FOLDER, say
from tools.form_words import MODULES, compiled, gathered, is_dutch_only, of_code, read

OTHERS = [language for language in languages.known() if language != DUTCH]
ROOT = Path(__file__).parents[3]
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}|</?[a-z][^>]*>|%%")
_MARKS = (
    r"\{% trans.*?endtrans %\}", r"\{#.*?#\}", r"\{%.*?%\}|\{\{.*?\}\}", r"<[^>]*>",
    r"[a-z-]+=\"[^\"]*\"", r"\b(?:utrecht|vp|data)-[a-z-]+",
)  # fmt: skip
FOR_WHO_INSTALLS = "nlp/speech.py"
_SENTENCE = re.compile(r"^[A-ZÉ][\w’‘-]+ [\w’‘-]+|[a-z]+ [a-z]+ [a-z]+")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_there_in_every_language_and_none_is_left_over(language: str) -> None:
    said = {message.id: message.string for message in read(language) if message.id}
    found = set(gathered())
    assert found - {text for text, there in said.items() if there} == set(), "do: make taal"
    assert set(said) - found == set(), "do: make taal"
    assert len(found) > 400


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_places_and_the_marks_of_the_dutch(language: str) -> None:
    for message in read(language):
        if message.id:
            places = sorted(_PLACE.findall(message.id))
            assert sorted(_PLACE.findall(message.string)) == places, message.id
            assert _ends(message.string) == _ends(message.id), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_form_reads_is_what_is_written(language: str) -> None:
    made = (FOLDER / language / f"{CATALOGUE}.mo").read_bytes()
    assert made == compiled(read(language)), "do: make taal"
    said = gettext.GNUTranslations(io.BytesIO(made))
    assert said.gettext("Wij zijn geen hulpdienst.") == "Wij zijn geen hulpdienst."
    assert said.gettext("Terug") != "Terug"


@pytest.mark.parametrize("language", OTHERS)
def test_the_consent_text_of_now_is_there_with_every_purpose(language: str) -> None:
    now = consents.current()
    shown = now.in_language(language)
    assert shown.version == now.version
    assert [one.purpose for one in shown.purposes] == [one.purpose for one in now.purposes]
    for ours, theirs in zip(now.purposes, shown.purposes, strict=True):
        assert ours.label != theirs.label
        assert ours.consequence != theirs.consequence


def test_no_sentence_for_narrators_hides_its_values() -> None:
    """What is put together with an f-string cannot be found again in another language."""
    for name in MODULES:
        if name == FOR_WHO_INSTALLS:
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(v.value for v in node.values if isinstance(v, ast.Constant))
                assert not _SENTENCE.search(text), f"{name}:{node.lineno}: use Worded"


def test_no_page_has_words_that_cannot_be_found_again() -> None:
    for file in sorted((pages.HERE / "templates").glob("*.html")):
        if not is_dutch_only(file.name):
            page = file.read_text("utf-8")
            for mark in _MARKS:
                page = re.sub(mark, " ", page, flags=re.S)
            assert set(re.findall(r"[^\W\d_]{2,}", page)) <= {"Vertelpunt"}, file.name


def test_no_script_says_something_that_cannot_be_found_again() -> None:
    for file in sorted(pages.STATIC.glob("*.js")):
        source = re.sub(r'worded\("[^"]+"|/\*[^*]*\*/|//.*', "", file.read_text("utf-8"))
        said = [text for text in re.findall(r'"([^"\n]*)"|`([^`]*)`', source) for text in text]
        assert [text for text in said if re.match(r"[A-Z‘][a-zé]+ [a-z]", text)] == [], file.name


def test_the_sentences_of_a_module_are_found() -> None:
    source = '''
"""Dit is uitleg voor wie dit leest."""
@router.get("/x", summary="Dit ziet niemand")
def wrong():
    """Ook dit is uitleg."""
    problems.append(Problem("tekst", "Schrijf eerst "
        "uw verhaal."))
    return Worded("{count} tekens", count=3), listed(parts, ", en "), "vp-class and", Worded("{x}")
'''
    assert sorted(of_code(source)) == [", en ", "Schrijf eerst uw verhaal.", "{count} tekens"]


def test_a_sentence_is_dutch_and_is_said_again_with_its_values() -> None:
    told = Worded("Uw titel is te lang. Hij heeft {count} tekens, {most} is het meeste.",
                  count=12345, most=80)  # fmt: skip
    assert told.startswith("Uw titel is te lang. Hij heeft 12.345 tekens, 80")
    assert say(told, "en") == "Your title is too long. It has 12,345 characters, 80 is the most."
    since = Worded("U kunt vertellen vanaf {day}.", day=date(2026, 5, 2))
    assert (since, say(since, "en")) == (
        "U kunt vertellen vanaf 2 mei 2026.", "You can tell your story from 2 May 2026.",
    )  # fmt: skip
    why = Worded("De reden: {reason}.", reason=Inner("Dit is reclame"))
    assert (why, say(why, "en")) == (
        "De reden: dit is reclame.", "The reason: this is advertising.",
    )  # fmt: skip
    both = listed([Worded("persoon"), "Verder", Worded("adres")], ", en ")
    assert (both, say(both, "en")) == (
        "persoon, en Verder, en adres", "person, and Verder, and address",
    )  # fmt: skip


def test_what_has_no_translation_or_no_catalogue_stays_dutch() -> None:
    assert say("Dit zegt niemand.", "en") == "Dit zegt niemand."
    assert say("Terug", "fr") == say("Terug", "../en") == say("Terug", DUTCH) == "Terug"
    assert say("", "en") == ""
    assert say(Worded("Dit is {what}.", what="{niets} %s"), "en") == "Dit is {niets} %s."


def _ends(text: str) -> str:
    """The space around it, which keeps it apart from what stands beside it."""
    return re.sub(r"\S(?:.*\S)?", "x", text, count=1, flags=re.S)
