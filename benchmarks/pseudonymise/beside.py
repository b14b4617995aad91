"""What is measured beside each other: our rules, and DEDUCE in a process of its own."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from ingest.pseudonymise import Pseudonymiser, load_pseudonymiser, pseudonymise

Spans = list[tuple[int, int]]
Find = Callable[[Sequence[str]], list[Spans]]

# Knows nothing of ours, so that it runs in any environment that has DEDUCE.
_DEDUCE = """
import sys, time, json
out = sys.stdout
sys.stdout = sys.stderr
started = time.perf_counter()
import logging, importlib.metadata, resource
import deduce
logging.getLogger().setLevel(logging.ERROR)
model = deduce.Deduce()
model.deidentify("Jan belde.")
took = time.perf_counter() - started
def used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def say(answer):
    out.write(json.dumps(answer) + "\\n")
    out.flush()
say({"version": importlib.metadata.version("deduce"), "start_seconds": took, "rss_mb": used()})
for line in sys.stdin:
    texts = json.loads(line)
    started = time.perf_counter()
    spans = []
    for text in texts:
        found = model.deidentify(text).annotations
        spans.append(sorted((int(one.start_char), int(one.end_char)) for one in found))
    say({"spans": spans, "seconds": time.perf_counter() - started, "rss_mb": used()})
"""


class Deduce:
    """DEDUCE in another process; `started` holds its version, start-up and memory."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, "-c", _DEDUCE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.started = self._answer()
        self.last: dict[str, float] = {}

    def find(self, texts: Sequence[str]) -> list[Spans]:
        """What it finds in each text."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(list(texts)) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        self.last = {"seconds": answer["seconds"], "rss_mb": answer["rss_mb"]}
        return [[(start, end) for start, end in spans] for spans in answer["spans"]]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("DEDUCE stopped; is it installed where VERTELPUNT_BENCH_DEDUCE says?")
        answer: dict[str, Any] = json.loads(line)
        return answer


@cache
def rules() -> Pseudonymiser:
    """Our own rules, without a trained recogniser beside them, loaded once."""
    return load_pseudonymiser("regels")


def ours(texts: Sequence[str]) -> list[Spans]:
    """What our rules take away of each text."""
    found = (pseudonymise(text, finder=rules()) for text in texts)
    return [[(item.start, item.end) for item in done.replacements] for done in found]


@contextmanager
def deduce() -> Iterator[Deduce | None]:
    """DEDUCE, or None where it is not installed."""
    python = os.environ.get("VERTELPUNT_BENCH_DEDUCE")
    if python is None and importlib.util.find_spec("deduce") is not None:
        python = sys.executable
    if python is None:
        yield None
        return
    other = Deduce(python)
    try:
        yield other
    finally:
        other.close()


@contextmanager
def finders() -> Iterator[dict[str, Find]]:
    """By name: our rules, and DEDUCE when there is one."""
    with deduce() as other:
        found: dict[str, Find] = {rules().name: ours}
        if other is not None:
            found[f"deduce {other.started['version']}"] = other.find
        yield found
