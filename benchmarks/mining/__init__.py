"""Themes beside their peers: fit with people, small numbers, lasting, speed, memory, repeatability.

Parts, each of which can be run alone (`python -m benchmarks mining --part social`):

- `social`: 609 Dutch questions on citizens' problems, 11 themes; ten seeds a system.
- `small`: draws of 50, 100 and 200 of them, where customers start.
- `stories`: passages of made-up stories (`stories_nl/dev`), nothing known beforehand.
- `starters`: the same stories with the starter themes.
- `multi`: several themes to a question (`dekamer_nl/data_full.csv`).
- `lasting`: what keeps its theme when 25 % more comes in, and whether what is new is seen.
- `determinism`: the same bytes for one thread, two threads and shuffled input.
- `story`: a new story, from approval to its themes.
- `speed`: 5,000 and 50,000 passages, each system in a process of its own, with its peak memory.
- `tuning`: how the settings of BERTopic "tuned" were chosen, on ESCO and xSID. Not run by itself.

Peers need packages of their own (`requirements-bench.txt`). Make an environment for them and name
its Python in VERTELPUNT_BENCH_PEERS; without it, what this environment has is measured, and what
is missing is named. All systems get the same vectors, texts and list of stop words. A passage
without a theme is a theme of its own in every score, and a run that fails counts as one that found
nothing. The number of seeds and draws is 10; VERTELPUNT_BENCH_SEEDS makes it less for a quick look.
"""

import importlib
import importlib.util
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PARTS = (
    "social",
    "small",
    "stories",
    "starters",
    "multi",
    "lasting",
    "determinism",
    "story",
    "speed",
)
ONLY_ASKED = ("tuning",)


def run(data: Path, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Measure the chosen parts, or all; each is printed as soon as it is done."""
    unknown = sorted(set(parts) - set(PARTS) - set(ONLY_ASKED))
    if unknown:
        raise SystemExit(f"No part {unknown[0]}; choose from {', '.join(PARTS + ONLY_ASKED)}.")
    figures: dict[str, Any] = {}
    for part in parts or _there():
        started = time.perf_counter()
        figures[part] = importlib.import_module(f"benchmarks.mining.{part}").run(data)
        print(f"-- {part}, {time.perf_counter() - started:.0f} s", flush=True)
        print(json.dumps(figures[part], indent=1, ensure_ascii=False), flush=True)
    return figures


def _there() -> list[str]:
    """The parts whose module is written."""
    return [part for part in PARTS if importlib.util.find_spec(f"benchmarks.mining.{part}")]
