"""609 Dutch questions on citizens' problems in 11 themes: every system, ten seeds."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold
from benchmarks.mining.gold import Collection
from benchmarks.mining.measures import Fit, fit, summary
from benchmarks.mining.systems import (
    SYSTEMS,
    Result,
    System,
    laid_down,
    peer_versions,
    running,
    seeds,
)

_NUMBER = re.compile(r"\d[\d, ]*")


def run(data: Path) -> dict[str, Any]:
    """AMI, B-cubed F1, coverage, number of themes and seconds, per system."""
    return {"peers": peer_versions(), **measure(gold.social(data))}


def measure(collection: Collection, systems: Sequence[System] = SYSTEMS) -> dict[str, Any]:
    """Every system on one collection, one run for each seed."""
    figures = {}
    with laid_down(collection) as folder, running() as runners:
        for system in systems:
            # One run to load and compile; libraries that compile at first use would seem slow.
            runners.run(system, folder, seed=0, known=collection.known)
            runs = [
                runners.run(system, folder, seed=seed, known=collection.known) for seed in seeds()
            ]
            figures[system.name] = figure(collection, runs)
    return figures


def figure(collection: Collection, runs: Sequence[Result]) -> dict[str, Any]:
    """What several runs on the same collection come to."""
    return over([score(collection, run) for run in runs], runs)


def score(collection: Collection, run: Result) -> Fit:
    """The fit of one run; one that failed found nothing."""
    return fit(collection.gold, run.found or [{} for _ in collection.gold])


def over(fits: Sequence[Fit], runs: Sequence[Result]) -> dict[str, Any]:
    """Means over runs, with the least and the most of AMI and of the number of themes."""
    done = [run.seconds for run in runs if not run.failed]
    told: dict[str, Any] = {
        "AMI": summary([one.ami for one in fits]),
        "B-cubed F1": round(float(np.mean([one.b_cubed for one in fits])), 3),
        "coverage": round(float(np.mean([one.coverage for one in fits])), 3),
        "themes": summary([one.themes for one in fits], digits=1),
        "usable": round(float(np.mean([one.usable for one in fits])), 2),
        "seconds": round(float(np.median(done)), 2) if done else None,
        "runs": len(runs),
    }
    failures = Counter(_NUMBER.sub("…", run.failed) for run in runs if run.failed)
    return {**told, "failed": dict(failures)} if failures else told
