"""What an organisation listed itself goes, and nothing else does."""

import pytest

from ingest.recognisers.own_list import MOST_WORDS, OwnNames, is_also_a_word, words_of
from ingest.recognisers.reading import read
from models.vocabulary import PersonalDataKind as Kind

NAMES = OwnNames.of(
    [
        ("De Brug", Kind.ORGANISATION, ""),
        ("Zilverhoek", Kind.LOCATION, ""),
        ("Brug", Kind.ORGANISATION, ""),
        ("Achter de Smederij", Kind.ADDRESS, ""),
        ("Tjitske", Kind.PERSON, ""),
        ("brede school 't Höfke", Kind.ORGANISATION, ""),
    ]
)


def _found(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in NAMES.find_in(read(text))]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("ik woon in zilverhoek, al jaren", ["zilverhoek"]),
        ("IK WOON IN ZILVERHOEK", ["ZILVERHOEK"]),
        ("Wij kwamen bij De Brug.", ["De Brug"]),
        ("wij kwamen bij de brug", ["de brug"]),
        ("Op Brug leerde hij lezen.", ["Brug"]),
        ("Brug is een raar woord, en over een brug lopen ook.", []),
        ("Ik woon Achter de Smederij 12b te huur.", ["Achter de Smederij 12b"]),
        ("achter de smederij stond een boom", ["achter de smederij"]),
        ("op brede school 't Hofke", ["brede school 't Hofke"]),
        ("[persoon-1] en tjitske", ["tjitske"]),
        ("", []),
    ],
)
def test_listed_names_go_in_any_case_and_with_any_accent(text: str, gone: list[str]) -> None:
    assert _found(text) == gone


def test_the_kind_is_the_listed_one_and_the_first_wins() -> None:
    twice = OwnNames.of([("Zilverhoek", Kind.LOCATION, ""), ("zilverhoek", Kind.PERSON, "")])
    (mention,) = twice.find_in(read("in Zilverhoek"))
    assert (mention.kind, mention.rule) == (Kind.LOCATION, "eigen-lijst")


def test_what_a_list_says_it_is_names_the_placeholder() -> None:
    own = OwnNames.of([("Zilverhoek", Kind.LOCATION, "wijk"), ("Tjitske", Kind.PERSON, "")])
    labels = [mention.label for mention in own.find_in(read("tjitske uit zilverhoek"))]
    assert labels == ["", "wijk"]


def test_what_is_empty_or_too_long_is_no_entry() -> None:
    long = " ".join(["woord"] * (MOST_WORDS + 1))
    assert (
        OwnNames.of(
            [("", Kind.PERSON, ""), ("  ", Kind.PERSON, ""), (long, Kind.PERSON, "")]
        ).phrases
        == {}
    )


def test_an_ordinary_word_is_known_as_one() -> None:
    assert is_also_a_word("brug")
    assert not is_also_a_word("Zilverhoek-Oost 7")
    assert not is_also_a_word("De Brug")
    assert words_of("  't  Höfke ") == ("'t", "hofke")


def test_no_name_shows_in_a_repr() -> None:
    assert "brug" not in repr(NAMES)
