"""Where nothing belongs together nothing is proposed; where something does, it is."""

import numpy as np
import pytest

from nlp import chance, null_model
from nlp.consensus import find_groups
from nlp.embedding import Int8Vectors, quantise
from nlp.engines import plan
from nlp.findings import MiningParams
from nlp.null_model import chance_of, passing, separations


def noise(count: int, *, seed: int) -> Int8Vectors:
    return quantise(np.random.default_rng(seed).normal(size=(count, 48)))


def planted(count: int, groups: int) -> tuple[Int8Vectors, np.ndarray]:
    random = np.random.default_rng(3)
    gold = np.arange(count) % groups
    return quantise(random.normal(size=(groups, 48))[gold] + random.normal(size=(count, 48))), gold


def keys_of(count: int) -> chance.Keys:
    return chance.keys([f"p{number}" for number in range(count)])


def refused_and_passed(vectors: Int8Vectors) -> tuple[int, int]:
    keys = keys_of(len(vectors))
    labels = find_groups(vectors, keys, keys, plan=plan(len(vectors), 5), seed=7).labels
    model = chance_of(vectors, keys, seed=7)
    assert model is not None
    sizes = np.bincount(labels)
    p_values = [
        model.p_value(apart, float(sizes[group]) / len(labels))
        for group, apart in separations(vectors, labels).items()
    ]
    passed = passing(p_values, level=MiningParams().null_level)
    return passed.count(False), passed.count(True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_in_pure_noise_are_refused(seed: int) -> None:
    refused, passed = refused_and_passed(noise(120, seed=seed))
    assert refused >= 4
    assert passed == 0


def test_planted_groups_pass() -> None:
    vectors, _ = planted(120, 6)
    refused, passed = refused_and_passed(vectors)
    assert passed >= 6
    assert refused <= 1


def test_the_true_groups_stand_apart_and_mixed_ones_do_not() -> None:
    vectors, gold = planted(120, 6)
    true = separations(vectors, gold.astype(np.int64))
    mixed = separations(vectors, np.random.default_rng(5).permutation(gold).astype(np.int64))
    assert min(true.values()) > 0.2
    assert max(mixed.values()) < 0.1


def test_groups_of_two_and_passages_without_a_group_are_not_measured() -> None:
    labels = np.array([0, 0, 0, 1, 1, -1, -1, -1], dtype=np.int64)
    assert set(separations(noise(8, seed=1), labels)) == {0}
    assert separations(noise(3, seed=1), np.full(3, -1)) == {}


def test_the_answer_of_chance_follows_from_seed_and_keys_alone() -> None:
    vectors, keys = noise(90, seed=4), keys_of(90)
    one, same, other = (chance_of(vectors, keys, seed=seed) for seed in (7, 7, 8))
    assert one is not None
    assert same is not None
    assert other is not None
    assert one.leftovers.tobytes() == same.leftovers.tobytes()
    assert one.leftovers.tobytes() != other.leftovers.tobytes()


def test_the_work_does_not_grow_with_the_number_of_rows() -> None:
    keys = keys_of(5_000)
    drawn = null_model._drawn(keys, seed=7)
    assert len(drawn) == null_model.ROWS
    assert (np.diff(drawn) > 0).all()


def test_false_finds_are_held_over_all_candidates() -> None:
    assert passing([0.001, 0.03, 0.5], level=0.05) == [True, True, False]
    assert passing([0.04] + [0.9] * 9, level=0.05) == [False] * 10
    assert passing([], level=0.05) == []
