"""What must be known to do a computation again: versions, time and memory."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from nlp import passages

LIBRARIES = (
    "vertelpunt",
    "bertopic",
    "numpy",
    "scikit-learn",
    "sentence-transformers",
    "spacy",
    "tokenizers",
)


class Stopwatch:
    """Seconds per named step."""

    def __init__(self) -> None:
        """Start empty."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


def versions() -> dict[str, str]:
    """Versions of the libraries, and of our own rules for cutting stories, that decide the outcome.

    A story that was cut under older rules keeps its passages.
    """
    return {name: version(name) for name in LIBRARIES} | {"passages": str(passages.VERSION)}


def peak_memory() -> int:
    """Highest resident memory of this process so far, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
