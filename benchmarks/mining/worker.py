"""One process that runs systems on tasks: `python -m benchmarks.mining.worker`.

Reads one JSON task per line and answers with one line; whatever libraries say goes to stderr.
"""

import importlib
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.mining import task as tasks

_MODULES = {"peers": "PEERS", "ours": "OURS"}
_STATUS = Path("/proc/self/status")


def main() -> None:
    """Answer every line until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return _run(asked)
    except Exception as error:  # noqa: BLE001 - a peer that fails is a result
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {str(error)[:120]}", "peak_mb": peak_mb()}


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    module = asked["module"]
    find: Callable[[tasks.Task], tasks.Found] = getattr(
        importlib.import_module(f"benchmarks.mining.{module}"), _MODULES[module]
    )[asked["adapter"]]
    task = tasks.read(Path(asked["folder"]), asked, asked["stop_words"])
    before = peak_mb()
    started = time.perf_counter()
    found = find(task)
    seconds = time.perf_counter() - started
    return {
        "found": [list(own.items()) for own in found],
        "seconds": seconds,
        "before_mb": before,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> int:
    """The most memory this process has held, in MiB.

    Not `ru_maxrss`: after a start that shares memory with its parent that holds the parent's peak.
    """
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    held = next(line for line in lines if line.startswith("VmHWM:"))
    return int(held.split()[1]) // 1024


if __name__ == "__main__":
    main()
