"""Stories per second after the start, and what the start takes, each in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.beside import deduce
from benchmarks.pseudonymise.counting import OWN, rows

PROCESSES = (1, 2)
ROUNDS = 5

_OURS = """
import sys, time
started = time.perf_counter()
from ingest.pseudonymise import load_pseudonymiser, pseudonymise
finder = load_pseudonymiser("regels")
pseudonymise("Jan belde.", finder=finder)
took = time.perf_counter() - started
import json, resource
texts = json.load(sys.stdin)
print("ready", flush=True)
started = time.perf_counter()
for text in texts:
    pseudonymise(text, finder=finder)
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"start_seconds": took, "seconds": seconds, "rss_mb": used}))
"""


def run(data: Path) -> dict[str, Any]:
    """Speed, start and memory of our rules in one and two processes, and of DEDUCE in one."""
    texts = _stories(data)
    figures: dict[str, Any] = {
        "stories": len(texts),
        "mean_characters": round(sum(map(len, texts)) / len(texts)),
    }
    for count in PROCESSES:
        figures[f"rules, {count} at once"] = _ours(texts, count)
    with deduce() as other:
        if other is not None:
            other.find(texts)
            figures[f"deduce {other.started['version']}"] = {
                "stories_per_second": round(len(texts) / other.last["seconds"]),
                "start_seconds": round(other.started["start_seconds"], 2),
                "rss_mb": other.last["rss_mb"],
            }
    return figures


def _stories(data: Path) -> list[str]:
    paths = [data / "stories_nl" / "dev.jsonl", *sorted(OWN.glob("*_[abcd].jsonl"))]
    return [row["text"] for path in paths for row in rows(path)]


def _ours(texts: Sequence[str], count: int) -> dict[str, Any]:
    """The same texts in every process, so that together they do `count` times as much."""
    work = json.dumps(list(texts) * ROUNDS)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _OURS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(work)
        process.stdin.close()
        process.stdin = None
    answers = [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]
    slowest = max(answer["seconds"] for answer in answers)
    return {
        "stories_per_second": round(count * ROUNDS * len(texts) / slowest),
        "start_seconds": round(max(answer["start_seconds"] for answer in answers), 2),
        "rss_mb": max(answer["rss_mb"] for answer in answers),
    }
