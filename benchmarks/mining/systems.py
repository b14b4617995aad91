"""The systems that are measured beside each other, and the processes that they run in."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.mining import task as tasks
from benchmarks.mining.gold import Collection

ROOT = Path(__file__).parents[2]
LONGEST = 900.0
# Chosen on ESCO and xSID by the part `tuning`, see docs/benchmarks.md.
TUNED = {"least": 5, "near": 10}


@dataclass(frozen=True)
class System:
    """A system and the settings it runs with. `module`: whose; `soft`: all its weights count."""

    name: str
    adapter: str
    options: Mapping[str, Any] = field(default_factory=dict)
    module: str = "peers"
    soft: bool = False


@dataclass(frozen=True)
class Result:
    """What one run gave; when it failed, why, and nothing found."""

    found: tasks.Found = field(repr=False)
    seconds: float
    peak_mb: int
    before_mb: int = 0
    failed: str = ""


OURS = System("vertelpunt", "vertelpunt", module="ours")
BERTOPIC = System("bertopic defaults", "bertopic")
EVOC = System("evoc", "evoc")
SYSTEMS = (
    OURS,
    BERTOPIC,
    System("bertopic tuned", "bertopic", {**TUNED, "stop_words": True}),
    System("bertopic defaults + reduce_outliers", "bertopic", {"outliers": True}),
    System("bertopic k-means, K known", "bertopic_means"),
    EVOC,
    System("top2vec defaults", "top2vec"),
    System("top2vec tuned", "top2vec", {**TUNED, "least_count": 2}),
    System("turftopic KeyNMF, K by itself", "keynmf", {"auto": True}),
    System("turftopic KeyNMF, K known", "keynmf"),
    System("turftopic Topeax", "topeax"),
    System("NMF, K known", "nmf"),
    System("LDA, K known", "lda"),
    System("k-means, K known", "means"),
)


class Runner:
    """A process that runs systems on one collection after another."""

    def __init__(self, python: str, *, threads: int | None = None) -> None:
        limits = {} if threads is None else dict.fromkeys(_THREAD_SETTINGS, str(threads))
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.mining.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=_complaints(),
            cwd=ROOT,
            env={**os.environ, **_OFFLINE, **limits},
            text=True,
        )

    def run(
        self, system: System, folder: Path, *, seed: int, known: int, longest: float = LONGEST
    ) -> Result:
        """Run a system on the collection in a folder; a failure is a result too."""
        asked = {
            "module": system.module,
            "adapter": system.adapter,
            "options": dict(system.options),
            "soft": system.soft,
            "seed": seed,
            "known": known,
            "folder": str(folder),
            "stop_words": stop_words(),
        }
        if not self.alive:
            return Result([], 0.0, 0, failed="its process had ended")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], longest)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.close()
            return Result([], longest, 0, failed="killed" if ready else f"over {longest:.0f} s")
        answer = json.loads(line)
        if "failed" in answer:
            return Result([], 0.0, answer["peak_mb"], failed=answer["failed"])
        found = [{int(theme): weight for theme, weight in row} for row in answer["found"]]
        return Result(found, answer["seconds"], answer["peak_mb"], answer["before_mb"])

    @property
    def alive(self) -> bool:
        """False once it was ended."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Runners:
    """One process for our engine and one for the peers, started when first asked."""

    def __init__(self) -> None:
        self._there: dict[str, Runner] = {}

    def run(self, system: System, folder: Path, *, seed: int, known: int) -> Result:
        """Run a system in the process it belongs in."""
        runner = self._there.get(system.module)
        if runner is None or not runner.alive:
            runner = self._there[system.module] = Runner(python_of(system))
        return runner.run(system, folder, seed=seed, known=known)

    def close(self) -> None:
        """End both."""
        for runner in self._there.values():
            runner.close()


@contextmanager
def running() -> Iterator[Runners]:
    """Processes for as long as the block lasts."""
    runners = Runners()
    try:
        yield runners
    finally:
        runners.close()


@contextmanager
def laid_down(collection: Collection) -> Iterator[Path]:
    """A folder with a collection, for other processes to read."""
    with tempfile.TemporaryDirectory(prefix="vertelpunt-bench-") as folder:
        path = Path(folder)
        tasks.write(path, collection.texts, collection.stories, collection.vectors)
        yield path


def python_of(system: System) -> str:
    """The Python that a system runs in."""
    peers = os.environ.get("VERTELPUNT_BENCH_PEERS")
    return peers if peers and system.module == "peers" else sys.executable


def seeds() -> Sequence[int]:
    """The seeds, or draws, of every part: ten, unless VERTELPUNT_BENCH_SEEDS says less."""
    return range(1, int(os.environ.get("VERTELPUNT_BENCH_SEEDS", "10")) + 1)


@cache
def stop_words() -> list[str]:
    """Dutch words without a theme, for every system that takes such a list."""
    from spacy.lang.nl.stop_words import STOP_WORDS

    return sorted(STOP_WORDS)


@cache
def peer_versions() -> dict[str, str]:
    """The versions of the libraries in the environment of the peers."""
    names = ["bertopic", "evoc", "top2vec", "turftopic", "umap-learn", "hdbscan", "scikit-learn"]
    code = (
        "import importlib.metadata as m, json\n"
        "def v(n):\n"
        "    try: return m.version(n)\n"
        "    except m.PackageNotFoundError: return 'not installed'\n"
        f"print(json.dumps({{n: v(n) for n in {names!r}}}))"
    )
    said = subprocess.run(
        [python_of(BERTOPIC), "-c", code], check=True, capture_output=True, text=True
    )
    versions: dict[str, str] = json.loads(said.stdout)
    return versions


# All vectors are given: a library that asks for a model anyway must not wait for a network.
_OFFLINE = {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
_THREAD_SETTINGS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


def _complaints() -> Any:
    """Where stderr of the processes goes: VERTELPUNT_BENCH_LOG, or nowhere."""
    path = os.environ.get("VERTELPUNT_BENCH_LOG")
    return open(path, "a", encoding="utf-8") if path else subprocess.DEVNULL
