"""Placeholders: exact, idempotent, one for the same person, and nothing at all when it fails."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.people import taken_apart
from ingest.pseudonymise import (
    Mention,
    Pseudonymised,
    Pseudonymiser,
    load_pseudonymiser,
    pseudonymise,
    pseudonymise_story,
    settle,
)
from ingest.roles import Told
from models.errors import Rejected, Unavailable
from models.vocabulary import PersonalDataKind as Kind

PIECES = st.sampled_from(
    ["mijn zoon ", "Fatima ", "El Amrani", "meneer ", "de ", "vries", ". ", "in ", "Best ",
     "12 ", "maart ", "2024", "06-1234", "5678", "[persoon-1]", "[moeder]", "[12-17 jaar]",
     "[plaats-", "@", "nl", "\n", "'s", "Bos", "999990019", "NL91ABNA0417164300",
     "basisschool ", "De ", "Regenboog ", "é", "\u0301", "👩‍👧", "ı", "İ", "ß", "heet ", "en ",
     "ik ben 19 ", "jaar", "(", ")", "-", "straat ", "4b ", "\u200b"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map("".join))


class Finds:
    """A fake: finds the same words in every text."""

    name = "nep"

    def __init__(self, words: dict[str, Kind]) -> None:
        self._words = words

    def find(self, text: str) -> list[Mention]:
        return [
            Mention(at, at + len(word), kind, "nep")
            for word, kind in self._words.items()
            for at in range(len(text))
            if text.startswith(word, at)
        ]


class Breaks:
    name = "kapot"

    def find(self, text: str) -> list[Mention]:
        raise ZeroDivisionError(text)


def _rebuilt(text: str, done: Pseudonymised) -> str:
    """The output, put together from the input and the replacements alone."""
    parts, last = [], 0
    for item in done.replacements:
        parts += [text[last : item.start], item.placeholder]
        last = item.end
    return "".join([*parts, text[last:]])


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_keeps_everything_but_what_is_replaced(finder: Pseudonymiser, text: str) -> None:
    done = pseudonymise(text, finder=finder)
    assert _rebuilt(text, done) == done.text
    for item in done.replacements:
        assert done.text[item.out_start : item.out_end] == item.placeholder
        assert any(character.isalnum() for character in text[item.start : item.end])


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_pseudonymising_twice_changes_nothing(finder: Pseudonymiser, text: str) -> None:
    once = pseudonymise(text, finder=finder).text
    assert pseudonymise(once, finder=finder).text == once


def test_one_person_has_one_placeholder_across_spellings(finder: Pseudonymiser) -> None:
    text = "Fatima El Amrani belde. FATIMA zei ja, en fatima kwam ook. Mevrouw El Amrani bleef."
    done = pseudonymise(text, finder=finder)
    assert {item.placeholder for item in done.replacements} == {"[persoon-1]"}


def test_title_and_text_share_their_numbering() -> None:
    finder = Finds({"Ali": Kind.PERSON, "Ben": Kind.PERSON})
    title, text = pseudonymise_story(("Ben", "Ali en Ben"), finder=finder)
    assert (title.text, text.text) == ("[persoon-1]", "[persoon-2] en [persoon-1]")


def test_what_is_found_only_after_the_rest_is_gone_goes_as_well() -> None:
    class Later:
        name = "nep"

        def find(self, text: str) -> list[Mention]:
            word = "Ben" if "Ali" not in text else "Ali"
            at = text.find(word)
            return [Mention(at, at + 3, Kind.PERSON, "nep")] if at >= 0 else []

    done = pseudonymise("Ben en Ali", finder=Later())
    assert done.text == "[persoon-1] en [persoon-2]"
    assert [(item.start, item.end) for item in done.replacements] == [(0, 3), (7, 10)]


def test_placeholders_in_the_text_stay_and_their_numbers_are_not_used_again() -> None:
    done = pseudonymise("[persoon-3] en Ali", finder=Finds({"Ali": Kind.PERSON}))
    assert done.text == "[persoon-3] en [persoon-4]"
    assert [item.placeholder for item in done.replacements] == ["[persoon-4]"]


def test_a_mention_inside_a_placeholder_is_ignored() -> None:
    done = pseudonymise("[persoon-1] zei", finder=Finds({"persoon": Kind.PERSON}))
    assert done.text == "[persoon-1] zei"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Toen belde [fatima-1] mij op.", "fatima"),
        ("Toen kwam [jan] langs.", "jan"),
        ("Hij vroeg om [bsn-999990019] en meer.", "999990019"),
        ("Hij belde [telefoon 06-12345678] op.", "12345678"),
        ("[Fatima El Amrani] kwam.", "Fatima El Amrani"),
    ],
)
def test_only_known_labels_are_placeholders(finder: Pseudonymiser, text: str, name: str) -> None:
    assert name not in pseudonymise(text, finder=finder).text


@pytest.mark.parametrize(
    "placeholder",
    ["[zoon-1]", "[moeder]", "[moeder-2]", "[12-17 jaar]", "[80+ jaar]", "[e-mail-3]"],
)
def test_every_form_of_placeholder_stays_as_it_is(finder: Pseudonymiser, placeholder: str) -> None:
    text = f"Toen zei {placeholder} dat het goed was, en {placeholder} lachte."
    assert pseudonymise(text, finder=finder).text == text


def test_what_a_losing_mention_covers_alone_goes_too() -> None:
    text = "Jansen 06-12345678"
    mentions = [Mention(0, 9, Kind.PERSON, "a"), Mention(7, 18, Kind.PHONE, "b")]
    found = settle(text, mentions)
    assert [(item.start, item.end, item.kind) for item in found] == [
        (0, 6, Kind.PERSON),
        (7, 18, Kind.PHONE),
    ]


def test_nothing_comes_out_when_a_recogniser_breaks() -> None:
    with pytest.raises(Unavailable) as caught:
        pseudonymise("geheim verhaal", finder=Breaks())
    assert caught.value.code == "pseudonimiseren.mislukt"
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_no_repr_shows_a_text(finder: Pseudonymiser) -> None:
    done = pseudonymise("Mijn zoon Bilal is lief.", finder=finder)
    assert "lief" not in repr(done)
    assert "bilal" not in repr(taken_apart("Bilal Bos", Told())).casefold()


def test_an_unknown_pseudonymiser_is_refused() -> None:
    with pytest.raises(Rejected, match="bestaat niet"):
        load_pseudonymiser("toverdoos")


def test_a_missing_deduce_is_said_in_dutch_and_leaves_logging_alone() -> None:
    level = logging.getLogger().level
    with pytest.raises(Unavailable, match="DEDUCE is niet geïnstalleerd"):
        load_pseudonymiser("regels+deduce")
    assert logging.getLogger().level == level


@pytest.mark.parametrize(
    "piece",
    ["a", "A", "1", "1-", "ik ", "zoon ", "a.b@", "nul zes ", "de De ", "J.", "Van de ", "'s",
     "12 ", "www.", "06", "[", "A-", "twee, ", "@a", "aan de ", "x\u0301", "zoon Fatima van "],
)  # fmt: skip
def test_a_very_long_text_of_anything_comes_through(finder: Pseudonymiser, piece: str) -> None:
    # No clock: a pattern that backtracks would keep the suite here for hours.
    text = piece * (100_000 // len(piece))
    assert settle(text, finder.find(text)) is not None
