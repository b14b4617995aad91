"""Seconds after embedding, themes, coverage and peak memory; each system in a process of its own.

The passages: sentences of our sets as they are, no text twice. Peers run as they come, without a
seed, so that they may use all cores. Memory is that of the whole process, libraries included;
*before* is what it held when the texts and vectors were read.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold
from benchmarks.mining.gold import Collection
from benchmarks.mining.systems import OURS, Result, Runner, System, laid_down, python_of
from nlp.sentences import split_sentences

SIZES = (5_000, 50_000)
SHORTEST = 40
LONGEST_RUN = 900.0
SYSTEMS = (
    System("vertelpunt, with stability", OURS.adapter, module="ours"),
    System("vertelpunt, without stability", OURS.adapter, {"resamples": 1}, module="ours"),
    System("bertopic defaults", "bertopic", {"threads": True}),
    System("evoc", "evoc", {"threads": True}),
)
ASSIGNED = 1_000_000
THEMES = 500


def run(data: Path) -> dict[str, Any]:
    """Per size and system; and a million passages among 500 themes."""
    figures: dict[str, Any] = {}
    for size in SIZES:
        collection = many_passages(data, size)
        with laid_down(collection) as folder, laid_down(collection.part(range(500))) as small:
            for system in SYSTEMS:
                name = f"{len(collection.texts)} passages, {system.name}"
                figures[name] = _one(system, folder, small)
                # As it comes: a run that is broken off has told something.
                print(name, figures[name], flush=True)
    return {**figures, **_assignment()}


@cache
def many_passages(data: Path, size: int) -> Collection:
    """The first `size` sentences by lot of questions, novels and occupations; no text twice."""
    found: dict[str, str] = {}
    for story, text in _sources(data):
        for start, end in split_sentences(text):
            sentence = text[start:end]
            if len(sentence) >= SHORTEST:
                found.setdefault(sentence, story)
    order = np.random.default_rng(0).permutation(len(found))[:size]
    names = list(found)
    texts = [names[i] for i in sorted(order.tolist())]
    stories = [found[text] for text in texts]
    return Collection(texts, stories, [[] for _ in texts], gold.embedder().encode(texts))


def _sources(data: Path) -> Iterator[tuple[str, str]]:
    for name, file in (
        ("k", data / "dekamer_nl" / "data_full.csv"),
        ("o", data / "openboek_nl" / "data.csv"),
        ("e", data / "esco_beroepen_nl" / "data_isco2.csv"),
        ("s", data / "sib200_nl" / "data.csv"),
    ):
        for number, row in enumerate(gold.read_rows(file)):
            yield f"{name}{number:05d}", row["text"]


def _one(system: System, folder: Path, small: Path) -> dict[str, Any]:
    """A fresh process; first a small run, which loads and compiles what must be."""
    runner = Runner(python_of(system))
    try:
        runner.run(system, small, seed=7, known=20)
        return _told(runner.run(system, folder, seed=7, known=20, longest=LONGEST_RUN))
    finally:
        runner.close()


def _told(done: Result) -> dict[str, Any]:
    if done.failed:
        return {"failed": done.failed, "peak MB": done.peak_mb}
    return {
        "seconds": round(done.seconds, 1),
        "themes": len({theme for own in done.found for theme in own}),
        "coverage": round(sum(bool(own) for own in done.found) / len(done.found), 2),
        "peak MB": done.peak_mb,
        "before MB": done.before_mb,
    }


def _assignment() -> dict[str, Any]:
    """A million int8 rows in a file among 500 themes, in a process of its own."""
    runner = Runner(python_of(OURS))
    try:
        with laid_down(Collection([], [], [], np.zeros((0, 1), dtype=np.float32))) as folder:
            options = {"rows": str(_random_rows(folder)), "themes": THEMES}
            system = System("assignment", "assignment", options, module="ours")
            done = runner.run(system, folder, seed=7, known=0)
    finally:
        runner.close()
    name = f"{ASSIGNED} rows among {THEMES} themes"
    if done.failed:
        return {name: {"failed": done.failed}}
    return {name: {"seconds": round(done.seconds, 1), "peak MB": done.peak_mb}}


def _random_rows(folder: Path) -> Path:
    """Vectors as an encoder might give them, in a file that is read piece by piece."""
    path = folder / "rows.npy"
    shape = (ASSIGNED, gold.embedder().dimension)
    rows = np.lib.format.open_memmap(path, mode="w+", dtype=np.int8, shape=shape)
    generator = np.random.default_rng(0)
    for start in range(0, ASSIGNED, 50_000):
        rows[start : start + 50_000] = generator.integers(-90, 128, size=(50_000, shape[1]))
    rows.flush()
    return path
