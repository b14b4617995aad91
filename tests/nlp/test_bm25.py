"""BM25 gives the numbers of the book, and finds compounds and words that are mistyped."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.bm25 import K1, B, WordIndex

PASSAGES = [["lang", "wachten", "brief"], ["wachten", "wachten"], ["school"], []]


def by_hand(often: float, size: int, *, found_in: int, of: int, mean: float) -> float:
    """One word of a question in one passage, as in Robertson & Zaragoza 2009."""
    idf = log(1 + (of - found_in + 0.5) / (found_in + 0.5))
    return idf * often * (K1 + 1) / (often + K1 * (1 - B + B * size / mean))


def test_the_scores_are_those_of_a_calculation_by_hand() -> None:
    index = WordIndex.build(PASSAGES)
    scores = index.scores([{"wachten": 1.0}, {"school": 1.0}])
    # Four passages of 3, 2, 1 and 0 words: 1.5 on average.
    assert scores == pytest.approx(
        [
            by_hand(1, 3, found_in=2, of=4, mean=1.5),
            by_hand(2, 2, found_in=2, of=4, mean=1.5),
            by_hand(1, 1, found_in=1, of=4, mean=1.5),
            0.0,
        ],
        rel=1e-12,
    )
    # ln 2 x 2.2 / (1 + 1.2 x (0.25 + 0.75 x 2))
    assert scores[0] == pytest.approx(0.6931472 * 2.2 / 3.1, abs=1e-6)


def test_forms_of_one_word_are_added_before_they_are_weighed() -> None:
    index = WordIndex.build([["lijst", "wachtlijst"], ["wachtlijst"], ["school"]])
    scores = index.scores([{"lijst": 1.0, "wachtlijst": 0.5}])
    mean = 4 / 3
    assert scores[0] == pytest.approx(by_hand(1.5, 2, found_in=2, of=3, mean=mean), rel=1e-12)
    assert scores[1] == pytest.approx(by_hand(0.5, 1, found_in=2, of=3, mean=mean), rel=1e-12)
    assert scores[2] == 0.0


def test_a_word_that_is_in_every_passage_still_counts_for_something() -> None:
    assert WordIndex.build([["wij"], ["wij"]]).scores([{"wij": 1.0}]).min() > 0


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_nothing_to_search_finds_nothing(passages: list[list[str]]) -> None:
    index = WordIndex.build(passages)
    assert index.scores([{"wachten": 1.0}]).tolist() == [0.0] * len(passages)
    assert "wachten" not in index
    assert index.compounds_with("lijst") == index.alike("wachten") == []


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=12))
def test_scores_do_not_depend_on_the_order_of_the_passages(passages: list[list[str]]) -> None:
    asked = [{"a": 1.0}, {"b": 1.0, "c": 0.5}]
    forward = WordIndex.build(passages).scores(asked)
    backward = WordIndex.build(passages[::-1]).scores(asked)[::-1]
    assert np.array_equal(forward, backward)
    assert np.all(forward >= 0)


def test_a_word_finds_the_compounds_that_contain_it() -> None:
    index = WordIndex.build([["wachtlijst"], ["boodschappenlijst"], ["lijst"], ["eenzaamheid"]])
    assert index.compounds_with("lijst") == ["boodschappenlijst", "wachtlijst"]
    assert index.compounds_with("wachten") == ["wachtlijst"]
    assert index.compounds_with("heid") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wachtlist", ["wachtlijst"]),
        ("gemente", ["gemeente"]),
        ("hoesten", []),
        ("gem", []),
        ("qqqqqq", []),
    ],
)
def test_a_mistyped_word_finds_what_is_spelt_like_it(typed: str, meant: list[str]) -> None:
    index = WordIndex.build([["wachtlijst"], ["gemeente"], ["pesten"]])
    assert index.alike(typed) == meant
