"""A theme stays itself: placing abstains when in doubt, matching follows shared passages."""

import numpy as np
import pytest

from models.vocabulary import ResidueReason
from nlp.embedding import normalise, quantise
from nlp.identity import MatchKind, ThemeVector, match, place, reasons, unit

AXES = np.eye(4, dtype=np.float32)
MEAN = np.zeros(4, dtype=np.float32)


def theme(key: str, direction: np.ndarray, threshold: float = 0.8) -> ThemeVector:
    return ThemeVector(key, quantise(direction[None, :])[0], threshold)


def test_a_passage_goes_to_the_theme_it_resembles() -> None:
    placed = place(AXES[:2], [theme("a", AXES[0]), theme("b", AXES[1])], MEAN)
    assert [[one.theme for one in row] for row in placed] == [["a"], ["b"]]
    assert placed[0][0].strength > 0.5


def test_a_passage_may_be_in_more_themes_but_never_in_more_than_three() -> None:
    middle = normalise(AXES.sum(axis=0, keepdims=True))
    themes = [theme(key, AXES[number], 0.3) for number, key in enumerate("abcd")]
    assert [one.theme for one in place(middle, themes, MEAN)[0]] == ["a", "b", "c"]


def test_a_passage_far_from_all_is_residue_and_one_just_short_is_doubt() -> None:
    rows = normalise(np.array([[0, 0, 1, 0], [0.78, 0.62, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]], "f"))
    themes = [theme("a", AXES[0])]
    assert reasons(rows, themes, MEAN) == [
        ResidueReason.NO_THEME_FITS,
        ResidueReason.DOUBT,
        ResidueReason.TOO_SHORT,
        None,
    ]
    assert [len(row) for row in place(rows, themes, MEAN)] == [0, 0, 0, 1]


def test_without_themes_nothing_is_placed() -> None:
    assert place(AXES, [], MEAN) == [[], [], [], []]
    assert reasons(AXES, [], MEAN) == [ResidueReason.NO_THEME_FITS] * 4


def test_no_passages_give_no_placements() -> None:
    assert place(np.zeros((0, 4), np.float32), [theme("a", AXES[0])], MEAN) == []


def test_the_int8_copy_is_placed_as_the_vector_itself() -> None:
    rows = normalise(np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32))
    themes = [theme("a", AXES[0], 0.2), theme("b", AXES[1], 0.2)]
    mean = rows.mean(axis=0)
    assert place(rows, themes, mean) == place(quantise(rows), themes, mean)
    assert (unit(rows) == unit(quantise(rows))).all()


def test_others_in_the_batch_change_nothing() -> None:
    rows = normalise(np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32))
    themes = [theme("a", AXES[0], 0.2), theme("b", AXES[1], 0.2)]
    assert place(rows, themes, MEAN)[4:5] == place(rows[4:5], themes, MEAN)


def test_a_theme_that_only_grew_continues() -> None:
    old = {"t1": {1, 2, 3}, "t2": {7, 8, 9}}
    new = [{7, 8, 9, 20, 21, 22, 23}, {1, 2, 3}]
    found = match(old, new, known={1, 2, 3, 7, 8, 9})
    assert [(one.kind, one.old, one.new, one.overlap) for one in found] == [
        (MatchKind.CONTINUES, ("t1",), (1,), 1.0),
        (MatchKind.CONTINUES, ("t2",), (0,), 1.0),
    ]


def test_a_theme_that_fell_apart_is_a_split() -> None:
    found = match({"t1": set(range(10))}, [set(range(5)), set(range(5, 10))])
    assert found[0].kind is MatchKind.CONTINUES
    assert (found[1].kind, found[1].old, found[1].new) == (MatchKind.SPLIT, ("t1",), (0, 1))
    assert found[1].overlap == 1.0


def test_a_split_into_thirds_has_no_heir() -> None:
    found = match({"t1": set(range(9))}, [{0, 1, 2}, {3, 4, 5}, {6, 7, 8}])
    assert [(one.kind, one.new) for one in found] == [(MatchKind.SPLIT, (0, 1, 2))]


def test_two_themes_that_became_one_are_a_merge() -> None:
    found = match({"t1": {1, 2, 3}, "t2": {4, 5, 6}}, [{1, 2, 3, 4, 5, 6}])
    merges = [one for one in found if one.kind is MatchKind.MERGE]
    assert [(one.old, one.new) for one in merges] == [(("t1", "t2"), (0,))]


def test_what_nobody_saw_before_is_new_and_what_nobody_sees_now_has_faded() -> None:
    found = match({"t1": {1, 2, 3}}, [{7, 8, 9}])
    assert {(one.kind, one.old, one.new) for one in found} == {
        (MatchKind.FADED, ("t1",), ()),
        (MatchKind.NEW, (), (0,)),
    }


@pytest.mark.parametrize(("old", "new"), [({}, []), ({}, [{1}]), ({"t": {1}}, [])])
def test_matching_with_nothing_on_a_side_is_fine(old: dict, new: list) -> None:
    assert len(match(old, new)) == len(old) + len(new)


def test_a_tie_goes_to_the_lower_key() -> None:
    found = match({"b": {1, 2}, "a": {3, 4}}, [{1, 2, 3, 4}])
    heirs = [one.old for one in found if one.kind is MatchKind.CONTINUES]
    assert heirs == [("a",)]
