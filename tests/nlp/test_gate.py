"""Six questions before a group may be proposed; what is refused is counted."""

import numpy as np
import pytest

from nlp import gate as gates
from nlp.embedding import Int8Vectors, quantise
from nlp.findings import MiningParams
from nlp.gate import NO_GROUP, Gated, gate, with_words
from nlp.identity import ThemeVector
from nlp.ordering import Ordered

GROUPS = 6
SIZE = 120


@pytest.fixture(scope="module")
def rows() -> Int8Vectors:
    """Six clear groups of twenty rows, one after the other."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(GROUPS, 48))
    return quantise(centres[np.arange(SIZE) * GROUPS // SIZE] + random.normal(size=(SIZE, 48)))


def asked(
    rows: Int8Vectors,
    *,
    stories: list[str] | None = None,
    narrators: list[str] | None = None,
    labels: np.ndarray | None = None,
    stability: dict[int, float] | None = None,
    known: list[ThemeVector] | None = None,
) -> Gated:
    own = stories or [f"s{number:03d}" for number in range(SIZE)]
    passages = Ordered.sort(
        [f"tekst {number:03d}" for number in range(SIZE)], rows, own, narrators=narrators
    )
    given = np.arange(SIZE) * GROUPS // SIZE if labels is None else labels
    return gate(
        given[passages.order],
        passages,
        rows[passages.order],
        params=MiningParams(),
        stability=stability or {},
        known=known or [],
    )


def kept(answer: Gated) -> set[int]:
    return set(answer.labels.tolist()) - {NO_GROUP}


def test_clear_groups_pass_with_their_chance(rows: Int8Vectors) -> None:
    answer = asked(rows)
    assert kept(answer) == set(range(GROUPS))
    assert set(answer.null_p) == set(range(GROUPS))
    assert max(answer.null_p.values()) < 0.05
    assert answer.refused == {}


def test_a_group_of_two_stories_is_refused(rows: Int8Vectors) -> None:
    stories = [f"a{n % 2}" if n < 20 else f"s{n:03d}" for n in range(SIZE)]
    answer = asked(rows, stories=stories)
    assert kept(answer) == set(range(1, GROUPS))
    assert answer.refused == {gates.FEW_STORIES: 1}


def test_many_stories_of_two_narrators_are_refused(rows: Int8Vectors) -> None:
    narrators = [f"v{n % 2}" if n < 20 else f"v{n:03d}" for n in range(SIZE)]
    answer = asked(rows, narrators=narrators)
    assert kept(answer) == set(range(1, GROUPS))
    assert answer.refused == {gates.FEW_NARRATORS: 1}


def test_a_group_that_hardly_returns_is_refused_and_an_unmeasured_one_is_not(
    rows: Int8Vectors,
) -> None:
    answer = asked(rows, stability={0: 0.19, 1: 0.2})
    assert kept(answer) == set(range(1, GROUPS))
    assert answer.refused == {gates.UNSTABLE: 1}


def test_groups_drawn_by_lot_do_no_better_than_chance(rows: Int8Vectors) -> None:
    lot = np.random.default_rng(1).permutation(np.arange(SIZE) % GROUPS)
    answer = asked(rows, labels=lot)
    assert kept(answer) == set()
    assert answer.refused == {gates.NO_BETTER_THAN_CHANCE: GROUPS}


def test_a_group_near_a_known_theme_is_not_new_but_in_doubt(rows: Int8Vectors) -> None:
    known = ThemeVector("t1", quantise(rows[20:40].sum(axis=0, dtype=np.int64)[None])[0], 0.4)
    answer = asked(rows, known=[known])
    assert kept(answer) == {0, 2, 3, 4, 5}
    assert answer.doubtful.tolist() == [20 <= n < 40 for n in range(SIZE)]
    assert answer.refused == {gates.KNOWN_ALREADY: 1}


def test_lonely_passages_are_not_counted_as_refused(rows: Int8Vectors) -> None:
    labels = np.arange(SIZE) * GROUPS // SIZE
    labels[100:] = np.arange(100, 120)
    assert asked(rows, labels=labels).refused == {}


def test_groups_without_words_of_their_own_go_and_are_counted(rows: Int8Vectors) -> None:
    before = asked(rows)
    answer = with_words(before, {1, 4})
    assert kept(answer) == set(answer.null_p) == {0, 2, 3, 5}
    assert answer.refused == {gates.WITHOUT_WORDS: 2}
    assert with_words(before, set()) is before
