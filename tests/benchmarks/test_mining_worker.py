"""Systems run in processes of their own; one that fails is a result with a reason, not a crash."""

import sys

import numpy as np
import pytest

from benchmarks.mining.gold import Collection
from benchmarks.mining.systems import SYSTEMS, Runner, System, laid_down
from benchmarks.mining.worker import peak_mb

TWO_GROUPS = Collection(
    texts=[f"tekst {n}" for n in range(20)],
    stories=[f"s{n}" for n in range(20)],
    gold=[["a"] if n < 10 else ["b"] for n in range(20)],
    vectors=np.repeat(np.eye(2, 8, dtype=np.float32), 10, axis=0),
)


def test_a_system_answers_and_one_that_fails_says_why() -> None:
    runner = Runner(sys.executable, threads=1)
    try:
        with laid_down(TWO_GROUPS) as folder:
            failed = runner.run(System("nobody", "nobody"), folder, seed=1, known=2)
            found = runner.run(System("k-means", "means"), folder, seed=1, known=2)
    finally:
        runner.close()
    assert failed.failed.startswith("KeyError")
    assert failed.found == []
    assert len({next(iter(own)) for own in found.found[:10]}) == 1
    assert found.found[0] != found.found[10]
    assert found.peak_mb >= found.before_mb > 0


def test_a_process_that_has_ended_is_a_failure_too() -> None:
    runner = Runner(sys.executable)
    runner.close()
    with laid_down(TWO_GROUPS) as folder:
        assert runner.run(SYSTEMS[0], folder, seed=1, known=2).failed


def test_the_peak_of_this_process_is_a_number_of_mebibytes() -> None:
    before = peak_mb()
    held = np.ones(40 << 20, dtype=np.uint8)
    assert peak_mb() >= max(before, 40)
    assert held.sum() == 40 << 20


def test_a_draw_keeps_texts_stories_gold_and_vectors_together() -> None:
    drawn = TWO_GROUPS.draw(7, seed=3)
    assert len(drawn.texts) == len(drawn.gold) == len(drawn.vectors) == 7
    for text, story, themes, vector in zip(
        drawn.texts, drawn.stories, drawn.gold, drawn.vectors, strict=True
    ):
        number = int(story[1:])
        assert text == f"tekst {number}"
        assert themes == (["a"] if number < 10 else ["b"])
        assert vector.argmax() == (number >= 10)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_system_has_its_function(system: System) -> None:
    from benchmarks.mining.peers import PEERS

    known = {"vertelpunt"} if system.module == "ours" else set(PEERS)
    assert system.adapter in known
