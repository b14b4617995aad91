"""Weights of words: what is said in a roundabout way, and that a long text stays harmless."""

import pytest

from ingest.triage import sentences_of, signs, triage
from ingest.weighing import KINDS, Weights, hear, pieces_of, score, weighed, weights

KNOWN = Weights({"=mes": (0, 0, 900), "=fijn": (-900, -900, -900)}, (-2.0, -2.0, -2.0), 0.5)


def test_pieces_are_words_pairs_and_letters_and_no_number_of_anybody() -> None:
    found = pieces_of("bel 0612345678 nu")
    assert {"=bel", "=0", "bel 0", "0 nu", "_be", "el_"} <= found
    assert not any("612" in piece for piece in found)


def test_a_very_long_word_costs_no_more_than_a_long_one() -> None:
    assert len(pieces_of("a" * 100_000)) == len(pieces_of("a" * 24))


def test_what_two_words_share_weighs_once() -> None:
    known = Weights({"mes": (0, 0, 900), "=mes": (0, 0, 10)}, (0.0, 0.0, 0.0), 0.5)
    alone, twice = hear(0, "mes", known), hear(0, "mes messen mes", known)
    assert alone.sums == twice.sums == (0.0, 0.0, 9.1)
    assert twice.pieces == len(pieces_of("mes messen mes"))


def test_words_weigh_for_their_own_kind_and_against() -> None:
    danger, kind = score([hear(0, "mes", KNOWN)], KNOWN)
    calm, _ = score([hear(0, "mes", KNOWN), hear(4, "fijn", KNOWN)], KNOWN)
    assert kind is KINDS[2]
    assert danger > calm


def test_an_empty_text_weighs_nothing() -> None:
    assert list(weighed([])) == []
    assert triage("") is None


def test_the_shipped_weights_can_be_read() -> None:
    known = weights()
    assert len(known.pieces) > 1000
    assert all(len(weight) == len(KINDS) for weight in known.pieces.values())


@pytest.mark.parametrize(
    "text",
    [
        "Ik kwam om kwart over negen en er was koffie. De mevrouw schreef alles op.",
        "De aanvraag voor de traplift duurde elf weken. Daarna belde niemand terug.",
        "Pas bij de zesde durfde mijn zoon weer iets te zeggen.",
        "Mijn dochter gaat nu weer elke dag naar school en dat vinden wij fijn.",
    ],
)
def test_an_ordinary_text_is_no_alarm(text: str) -> None:
    assert triage(text) is None


def test_a_stretch_lies_in_the_text_where_its_sentences_are() -> None:
    text = "Zij zegt dat het zo niet verder kan en dat het dan klaar is. Hij slaat mij. " * 8
    found = list(weighed(list(sentences_of(text))))
    assert found
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert signs(text)
