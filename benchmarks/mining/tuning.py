"""How BERTopic's settings were chosen: on ESCO and xSID, never on what is reported."""

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold
from benchmarks.mining.social import score
from benchmarks.mining.systems import System, laid_down, running

LEAST = (4, 5, 6, 8, 10)
NEAR = (5, 10, 15)
SIZES = (100, 600)
DRAWS = (101, 102)


def run(data: Path) -> dict[str, Any]:
    """Mean AMI per setting over sets, sizes and draws; the best is `systems.TUNED`."""
    scores: dict[str, list[float]] = {}
    with running() as runners:
        for collection in (gold.occupations(data), gold.commands(data)):
            for size in SIZES:
                for draw in DRAWS:
                    drawn = collection.draw(size, draw)
                    with laid_down(drawn) as folder:
                        for system in _settings():
                            done = runners.run(system, folder, seed=draw, known=drawn.known)
                            scores.setdefault(system.name, []).append(score(drawn, done).ami)
    ranked = sorted(scores, key=lambda name: -float(np.mean(scores[name])))
    return {name: round(float(np.mean(scores[name])), 4) for name in ranked}


def _settings() -> list[System]:
    return [
        System(f"min_topic_size {least}, n_neighbors {near}", "bertopic",
               {"least": least, "near": near, "stop_words": True})
        for least in LEAST
        for near in NEAR
    ]  # fmt: skip
