"""50, 100 and 200 questions by lot, where customers start: every system, ten draws."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.mining import gold
from benchmarks.mining.gold import Collection
from benchmarks.mining.social import over, score
from benchmarks.mining.systems import SYSTEMS, System, laid_down, running, seeds

SIZES = (50, 100, 200)


def run(data: Path) -> dict[str, Any]:
    """Per size and system: means over the draws; the same draws for every system."""
    return {f"n = {size}": measure(gold.social(data), size) for size in SIZES}


def measure(
    collection: Collection, size: int, systems: Sequence[System] = SYSTEMS
) -> dict[str, Any]:
    """Every system on the same draws; the number of the draw is the seed too."""
    runs: dict[str, list[Any]] = {system.name: [] for system in systems}
    fits: dict[str, list[Any]] = {system.name: [] for system in systems}
    with running() as runners:
        for seed in seeds():
            drawn = collection.draw(size, seed)
            with laid_down(drawn) as folder:
                for system in systems:
                    done = runners.run(system, folder, seed=seed, known=drawn.known)
                    runs[system.name].append(done)
                    fits[system.name].append(score(drawn, done))
    return {name: over(fits[name], runs[name]) for name in runs}
