"""From views to probabilities: what counts is how far a standard stands out."""

import numpy as np

from nlp.link_chance import Combination, combination, lowered, out

USUAL = 0.0001


def test_a_view_that_is_low_everywhere_says_as_much_about_what_stands_out() -> None:
    view = np.linspace(0, 1, 250)
    assert np.allclose(out(view, USUAL), out(view / 2 + 3, USUAL), rtol=0.01)


def test_among_a_few_standards_nothing_stands_out_far() -> None:
    assert out(np.array([0.9]), USUAL).tolist() == [0.0]
    assert out(np.array([9.0, 0.0, 0.0]), USUAL).max() < 1.5
    assert out(np.array([]), USUAL).shape == (0,)


def test_differences_that_are_small_for_the_view_mean_little() -> None:
    view = np.zeros(250)
    view[0] = 0.001
    assert out(view, USUAL)[0] < 1 < out(view, USUAL / 1_000)[0]


def test_a_text_that_says_nothing_makes_nothing_stand_out() -> None:
    assert np.ptp(out(np.zeros(250), USUAL)) == 0


def test_the_sum_is_of_weighted_views_with_or_without_what_is_usual() -> None:
    views = {"a": np.array([1.0, 2.0]), "b": np.array([0.0, 1.0])}
    plain = Combination(-1.0, {"a": 2.0, "b": 3.0})
    assert plain.log_odds(views).tolist() == [1.0, 6.0]
    scaled = Combination(-1.0, {"a": 2.0}, {"a": USUAL})
    assert scaled.log_odds(views).tolist() == (2 * out(views["a"], USUAL) - 1).tolist()


def test_the_weights_follow_from_the_views_there_are() -> None:
    three = combination(("lexical", "ngram", "dense"))
    taught = combination(("lexical", "ngram", "dense", "taught", "nearest"))
    every = combination(("lexical", "ngram", "dense", "taught", "nearest", "themes"))
    assert len({id(one) for one in (three, taught, every)}) == 3
    assert every.usual is not None
    assert set(every.weights) == set(every.usual)


def test_a_sentence_is_believed_less_in_the_same_order() -> None:
    odds = np.array([-2.0, 0.0, 3.0])
    assert (lowered(odds)[1:] < odds[1:]).all()
    assert (np.diff(lowered(odds)) > 0).all()
