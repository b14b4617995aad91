"""Very many passages: a fair sample, and the same places as one by one."""

from pathlib import Path

import numpy as np
import pytest

from models.vocabulary import MiningMode, ResidueReason
from nlp import chance, identity, large, mining
from nlp.embedding import mean_direction, quantise
from nlp.identity import ThemeVector
from nlp.language import Dutch
from nlp.mining import MiningParams, mine
from tests.nlp.conftest import FakeEmbedder, make_collection


def collection(count: int, *, themes: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows around a few directions, and which; every eleventh row is anything at all."""
    random = np.random.default_rng(1)
    gold = np.arange(count) % themes
    rows = 3 * random.normal(size=(themes, 32))[gold] + random.normal(size=(count, 32))
    rows[::11] = random.normal(size=(len(rows[::11]), 32))
    return quantise(rows.astype(np.float32)), gold


def keys_of(names: list[str]) -> chance.Keys:
    return chance.keys(names)


def test_assigning_in_blocks_is_placing() -> None:
    rows, _ = collection(2_000)
    rows[5] = 0
    mean = mean_direction(identity.unit(rows))
    centroids = identity.in_frozen_space(rows[[0, 1, 2, 3, 4, 6]], mean)
    thresholds = np.linspace(0.2, 0.5, 6).astype(np.float32)
    themes = [
        ThemeVector(str(k), centroids[k], float(thresholds[k])) for k in range(len(centroids))
    ]
    found = large.assign(rows, centroids, thresholds, mean, threads=2)
    placed = identity.place(rows, themes, mean)
    why = identity.reasons(rows, themes, mean)
    for row, (own, reason) in enumerate(zip(placed, why, strict=True)):
        assert found.of(row) == pytest.approx({int(one.theme): one.strength for one in own})
        assert list(found.of(row)) == [int(one.theme) for one in own]
        assert found.reason(row) == reason
    assert found.reason(5) is ResidueReason.TOO_SHORT


def test_assigning_gives_the_same_bytes_for_any_number_of_threads_and_any_order() -> None:
    rows, _ = collection(30_000)
    mean = mean_direction(identity.unit(rows))
    centroids = identity.in_frozen_space(rows[:20], mean)
    thresholds = np.full(20, 0.3, dtype=np.float32)
    order = np.random.default_rng(2).permutation(len(rows))
    one = large.assign(rows, centroids, thresholds, mean, threads=1)
    two = large.assign(rows[order], centroids, thresholds, mean, threads=2)
    assert one.themes[order].tobytes() == two.themes.tobytes()
    assert one.strengths[order].tobytes() == two.strengths.tobytes()
    assert one.margins[order].tobytes() == two.margins.tobytes()


def test_rows_may_stay_on_disk(tmp_path: Path) -> None:
    rows, _ = collection(9_000)
    mapped = np.memmap(tmp_path / "rows", dtype=np.int8, mode="w+", shape=rows.shape)
    mapped[:] = rows
    mean = mean_direction(identity.unit(rows))
    arguments = (identity.in_frozen_space(rows[:5], mean), np.full(5, 0.3, np.float32), mean)
    assert (large.assign(mapped, *arguments).themes == large.assign(rows, *arguments).themes).all()


def test_nothing_to_assign_to_leaves_all_without_a_theme() -> None:
    rows, _ = collection(50)
    found = large.assign(rows, rows[:0], np.zeros(0, np.float32), np.zeros(32, np.float32))
    assert (found.themes == large.NO_THEME).all()


def test_every_story_has_its_share_in_a_sample() -> None:
    stories = [f"s{number:03d}" for number in range(100) for _ in range(10 + 10 * (number % 2))]
    passages = [f"p{number}" for number in range(len(stories))]
    rows = large.sample(keys_of(stories), keys_of(passages), size=300, seed=7)
    counts = np.unique([stories[row] for row in rows], return_counts=True)[1]
    assert len(rows) == 300
    assert len(counts) == 100
    assert set(counts.tolist()) <= {1, 2, 3, 4, 5}
    # Odd stories are twice as long, and so is their share.
    assert counts[1::2].sum() == pytest.approx(200, abs=15)


def test_a_sample_is_signed() -> None:
    stories, passages = keys_of(["a"] * 50 + ["b"] * 50), keys_of([str(n) for n in range(100)])
    first = large.sample(stories, passages, size=30, seed=7)
    assert (first == large.sample(stories, passages, size=30, seed=7)).all()
    assert (first != large.sample(stories, passages, size=30, seed=8)).any()
    assert (first != large.sample(stories, passages, size=30, seed=7, draw=1)).any()
    assert (large.sample(stories, passages, size=100, seed=7) == np.arange(100)).all()


def test_a_large_collection_is_sampled_and_everything_is_placed(
    dutch: Dutch, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mining, "LARGE_ABOVE", 300)
    monkeypatch.setattr(mining, "SAMPLE", 200)
    texts, stories, gold = make_collection(600)
    vectors = embedder.encode(texts)
    found = mine(texts, vectors, stories, dutch=dutch, params=MiningParams(resamples=3))
    assert found.mode is MiningMode.LARGE
    assert len(found.themes) == 5
    first = [next(iter(own), None) for own in found.strengths]
    assert len(set(zip(first, gold, strict=True))) <= 10
    assert all(bool(own) != (i in found.residue) for i, own in enumerate(found.strengths))
    order = np.random.default_rng(3).permutation(600).tolist()
    again = mine(
        [texts[i] for i in order], vectors[order], [stories[i] for i in order],
        dutch=dutch, params=MiningParams(resamples=3),
    )  # fmt: skip
    assert [again.strengths[order.index(i)] for i in range(600)] == list(found.strengths)


@pytest.mark.slow
def test_more_than_a_hundred_thousand_passages_are_mined(dutch: Dutch) -> None:
    rows, gold = collection(120_000)
    words = ["wachten", "schulden", "school", "koffie", "moeder", "huis", "werk"]
    texts = [f"{words[theme]} {number}" for number, theme in enumerate(gold)]
    stories = [f"s{number // 4:05d}" for number in range(len(texts))]
    found = mine(texts, rows, stories, dutch=dutch, params=MiningParams(resamples=2))
    assert found.mode is MiningMode.LARGE
    assert 5 <= len(found.themes) <= 12
