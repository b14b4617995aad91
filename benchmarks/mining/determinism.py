"""The same bytes for one thread, two threads and shuffled input; and what peers make of that."""

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold
from benchmarks.mining.gold import Collection
from benchmarks.mining.measures import strongest
from benchmarks.mining.speed import many_passages
from benchmarks.mining.systems import (
    BERTOPIC,
    EVOC,
    Result,
    Runner,
    System,
    laid_down,
    python_of,
)
from nlp.quality import adjusted_mutual_information

DIGEST = System("vertelpunt", "digest", module="ours")
SIZE = 5_000
SEED = 7


def run(data: Path) -> dict[str, Any]:
    """For us: hashes over everything decided. For peers: the agreement (AMI) of their themes."""
    social = gold.social(data)
    figures: dict[str, Any] = {}
    for name, collection in (
        ("data_sociaal", social),
        (f"{SIZE} passages", many_passages(data, SIZE)),
    ):
        hashes = {how: _digest(done) for how, done in _variants(DIGEST, collection).items()}
        figures[f"vertelpunt, {name}"] = {**hashes, "equal": len(set(hashes.values())) == 1}
    for system in (BERTOPIC, EVOC):
        figures[f"{system.name}, data_sociaal"] = _agreement(_variants(system, social))
    return figures


def _variants(system: System, collection: Collection) -> dict[str, Result]:
    """Runs with one and two threads, and with shuffled input put back in order."""
    order = np.random.default_rng(SEED).permutation(len(collection.texts)).tolist()
    shuffled = _one(system, collection.part(order), threads=2)
    back: list[dict[int, float]] = [{} for _ in order]
    for position, own in zip(order, shuffled.found, strict=False):
        back[position] = own
    if len(shuffled.found) == len(order):
        shuffled = Result(back, shuffled.seconds, shuffled.peak_mb, failed=shuffled.failed)
    return {
        "one thread": _one(system, collection, threads=1),
        "two threads": _one(system, collection, threads=2),
        "shuffled": shuffled,
    }


def _one(system: System, collection: Collection, *, threads: int) -> Result:
    runner = Runner(python_of(system), threads=threads)
    try:
        with laid_down(collection) as folder:
            return runner.run(system, folder, seed=SEED, known=collection.known)
    finally:
        runner.close()


def _digest(done: Result) -> str:
    return f"{next(iter(done.found[0])):015x}" if done.found else done.failed


def _agreement(runs: dict[str, Result]) -> dict[str, Any]:
    """AMI of each variant with the first, and how many themes each has."""
    labels = {
        how: [
            theme if (theme := strongest(own)) is not None else f"-{i}"
            for i, own in enumerate(run.found)
        ]
        for how, run in runs.items()
    }
    first = labels["one thread"]
    return {
        how: {
            "AMI with one thread": round(adjusted_mutual_information(first, own), 3),
            "themes": len({theme for run_own in runs[how].found for theme in run_own}),
        }
        for how, own in labels.items()
        if len(own) == len(first) and own
    }
