"""Whether a theme moves: against chance, repeatable, and never from one narrator's words."""

import math

import numpy as np
import pytest

from models.vocabulary import Drifting
from nlp import drift
from nlp.drift import Dated
from nlp.language import Dutch


def _told(
    number: int, *, seed: int, towards: float = 0.0, period: str = "2025-01", dimension: int = 32
) -> list[Dated]:
    """Stories around one direction; `towards` moves it to another."""
    random = np.random.default_rng(seed)
    direction = np.zeros(dimension)
    direction[0], direction[1] = 1.0, towards
    rows = direction + random.normal(scale=0.25, size=(number, dimension))
    rows = np.rint(rows / np.abs(rows).max(axis=1, keepdims=True) * 127).astype(np.int8)
    return [
        Dated(f"{seed}-{place:03d}", period, row, ("wachten", "brief"))
        for place, row in enumerate(rows)
    ]


def test_the_same_subject_stays_and_another_moves() -> None:
    early = _told(30, seed=1)
    same = drift.measure(early, _told(30, seed=2), seed=7)
    other = drift.measure(early, _told(30, seed=3, towards=1.0), seed=7)
    assert (same.verdict, other.verdict) == (Drifting.STAYS, Drifting.MOVES)
    assert other.cosine is not None
    assert same.cosine is not None
    assert other.null_low is not None
    assert other.cosine < other.null_low < same.cosine


def test_the_interval_finds_the_cosine_that_was_put_in() -> None:
    # Directions (1, 0) and (1, 1): a cosine of 0.707, which noise in the means makes smaller.
    found = drift.measure(_told(60, seed=4), _told(60, seed=5, towards=1.0), seed=7)
    assert found.low is not None
    assert found.high is not None
    assert found.low < math.sqrt(0.5) < found.high
    assert found.high - found.low < 0.2


def test_without_change_at_most_a_few_in_a_hundred_move() -> None:
    verdicts = [
        drift.measure(
            _told(8, seed=100 + trial, dimension=8), _told(8, seed=900 + trial, dimension=8), seed=7
        ).verdict
        for trial in range(100)
    ]
    # Expected 1; under a chance of 1 % more than 4 is less likely than 1 in 250.
    assert verdicts.count(Drifting.MOVES) <= 4


def test_order_of_the_stories_changes_no_bit() -> None:
    early, recent = _told(20, seed=6), _told(15, seed=7, towards=0.3)
    assert drift.measure(early, recent, seed=7) == drift.measure(
        early[::-1], [*recent[7:], *recent[:7]], seed=7
    )


@pytest.mark.parametrize(("early", "recent"), [(4, 40), (40, 4), (0, 0)])
def test_of_a_few_stories_nothing_is_said(early: int, recent: int) -> None:
    found = drift.measure(_told(early, seed=1), _told(recent, seed=2, towards=3.0), seed=7)
    assert found.verdict is Drifting.TOO_FEW
    assert (found.cosine, found.low, found.high, found.null_low) == (None, None, None, None)


def test_stories_without_any_known_word_do_not_break_it() -> None:
    empty = [
        Dated(f"leeg-{place}", "2025-01", np.zeros(32, dtype=np.int8), ()) for place in range(6)
    ]
    assert drift.measure(empty, _told(6, seed=2), seed=7).cosine == 0.0


def test_a_month_is_never_cut_in_two() -> None:
    told = [*_told(2, seed=1, period="2025-01"), *_told(5, seed=2, period="2025-02")]
    told += _told(1, seed=3, period="2025-03")
    early, recent = drift.in_time(told[::-1])
    assert [one.period for one in early] == ["2025-01"] * 2
    assert len(recent) == 6


def test_one_month_has_no_last_half() -> None:
    early, recent = drift.in_time(_told(9, seed=1))
    assert (len(early), recent) == (9, [])
    assert drift.in_time([]) == ([], [])


def test_log_odds_are_those_of_the_paper() -> None:
    # By hand: prior weight 50, of which 1 for this word.
    found = drift.log_odds((2, 12), (100, 200), 0.02)
    delta = math.log(13 / 237) - math.log(3 / 147)
    assert found == pytest.approx(delta / math.sqrt(1 / 3 + 1 / 13), abs=1e-9)
    assert drift.log_odds((12, 2), (200, 100), 0.02) == pytest.approx(-found)


def _saying(name: str, *lemmas: str) -> Dated:
    return Dated(name, "2025-01", np.zeros(1, dtype=np.int8), lemmas)


def test_words_of_then_and_now_are_told_apart(dutch: Dutch) -> None:
    early = [_saying(f"v{number}", "brief", "wachten") for number in range(8)]
    recent = [_saying(f"n{number}", "telefoon", "wachten") for number in range(8)]
    first, now = drift.changed_words(early, recent, dutch=dutch)
    assert [one.word for one in first] == ["brief"]
    assert [(one.word, one.early, one.recent) for one in now] == [("telefoon", 0, 8)]
    assert drift.changed_words([], recent, dutch=dutch) == ([], [])


@pytest.mark.parametrize("word", ["fatima", "xqzwoord"])
def test_a_name_or_unknown_word_is_in_no_list(dutch: Dutch, word: str) -> None:
    recent = [_saying(f"n{number}", word, "brief") for number in range(8)]
    early = [_saying(f"v{number}", "brief", "telefoon") for number in range(8)]
    first, now = drift.changed_words(early, recent, dutch=dutch)
    assert word not in {one.word for one in [*first, *now]}


@pytest.mark.parametrize(("stories", "listed"), [(4, False), (5, True)])
def test_a_word_needs_five_stories(dutch: Dutch, stories: int, listed: bool) -> None:
    early = [_saying(f"v{number}", "brief") for number in range(8)]
    recent = [_saying(f"n{number}", "brief") for number in range(8)]
    # Said over and over by one narrator still is one story.
    recent += [_saying(f"t{number}", *["telefoon"] * 5) for number in range(stories)]
    now = drift.changed_words(early, recent, dutch=dutch)[1]
    assert ("telefoon" in {one.word for one in now}) is listed


def test_no_repr_holds_what_was_told() -> None:
    assert "wachten" not in repr(_told(1, seed=1))
