"""Neighbours are exact, groups are agreed on, and chance is signed."""

import numpy as np
import pytest

from nlp import chance
from nlp.consensus import Plan, average_link, find_groups
from nlp.embedding import cosines, quantise
from nlp.neighbours import communities, nearest

PLAN = Plan(
    rounds=6, per_round=4, neighbours=(3, 6), by_means=True, resolution=(0.8, 1.3), agreement=0.4
)


def blobs(count: int, groups: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(groups, 32)) * 3
    return quantise(centres[np.arange(count) % groups] + random.normal(size=(count, 32)))


@pytest.mark.parametrize("count", [2, 7, 90, 1500])
def test_neighbours_are_those_of_the_whole_table(count: int) -> None:
    vectors = np.random.default_rng(0).integers(-127, 128, (count, 32)).astype(np.int8)
    found = nearest(vectors, 5)
    table = cosines(vectors, vectors)
    np.fill_diagonal(table, -2)
    best = -np.sort(-table, axis=1)[:, : found.rows.shape[1]]
    assert np.allclose(found.similarity, best, atol=1e-6)
    assert np.allclose(np.take_along_axis(table, found.rows, 1), best, atol=1e-6)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_rows_have_no_neighbours(count: int) -> None:
    assert nearest(np.ones((count, 4), np.int8), 5).rows.shape == (count, 0)


def test_equal_rows_are_told_apart_by_their_number() -> None:
    assert nearest(np.ones((6, 4), np.int8), 3).rows[0].tolist() == [1, 2, 3]


def test_communities_find_groups_among_the_chosen_rows() -> None:
    near = nearest(blobs(90, 3), 20)
    chosen = np.arange(0, 90, 2)
    labels = communities(near, chosen=chosen, k=20, resolution=1.0, seed=1)
    assert len(set(zip(labels.tolist(), (chosen % 3).tolist(), strict=True))) == 3


def test_a_row_without_neighbours_among_the_chosen_is_alone() -> None:
    near = nearest(blobs(30, 3), 3)
    labels = communities(near, chosen=np.array([0, 1]), k=1, resolution=1.0, seed=1)
    assert labels.tolist() == [0, 1]


@pytest.mark.parametrize("count", [60, 1500])
def test_clear_groups_are_found_and_always_return(count: int) -> None:
    keys = chance.keys([str(n) for n in range(count)])
    found = find_groups(blobs(count, 4), keys, keys, plan=PLAN, seed=7)
    pairs = set(zip(found.labels.tolist(), (np.arange(count) % 4).tolist(), strict=True))
    assert len(pairs) == 4
    assert min(found.stability.values()) > 0.95


def test_average_link_stops_at_the_agreement_asked() -> None:
    share = np.array([[1, 0.9, 0.1], [0.9, 1, 0.3], [0.1, 0.3, 1]])
    sizes = np.ones(3)
    assert average_link(share, sizes, agreement=0.5).tolist() == [0, 0, 1]
    assert average_link(share, sizes, agreement=0.2).tolist() == [0, 0, 0]
    assert average_link(share, sizes, agreement=0.95).tolist() == [0, 1, 2]


def test_too_many_groups_go_on_joining() -> None:
    share = np.full((6, 6), 0.1)
    sizes = np.full(6, 5.0)
    assert len(set(average_link(share, sizes, agreement=0.5, most=2).tolist())) == 2
    assert len(set(average_link(share * 0, sizes, agreement=0.5, most=2).tolist())) == 6


def test_a_draw_follows_from_the_story_and_the_seed_alone() -> None:
    names = [f"v{n}" for n in range(500)]
    drawn = chance.uniforms(chance.keys(names), seed=7, draw=3)
    more = chance.uniforms(chance.keys(["new", *names]), seed=7, draw=3)
    assert (more[1:] == drawn).all()
    assert 0.75 < float((drawn < 0.8).mean()) < 0.85
    assert (drawn != chance.uniforms(chance.keys(names), seed=8, draw=3)).any()
    assert (drawn != chance.uniforms(chance.keys(names), seed=7, draw=4)).any()


def test_whole_numbers_stay_within_their_bounds() -> None:
    found = {chance.whole(4, 9, seed=7, draw=n) for n in range(300)}
    assert found == {4, 5, 6, 7, 8, 9}
