"""Run measurements by name, or all of them: `python -m benchmarks [mining] [pseudonymise] …`.

Each module has `run(data: Path) -> dict` with figures. They are printed as JSON under a heading
with date, versions and machine, ready to be read beside docs/benchmarks.md. A module with parts
takes `--part` (`python -m benchmarks pseudonymise --part synth`).
"""

import argparse
import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from service.jobs.provenance import versions

NAMES = ("pseudonymise", "embedding", "mining", "linking", "crosswalk", "form", "importing")


def data_folder() -> Path:
    """Where the measurement data lie: VERTELPUNT_BENCH_DATA, or ../shared/data."""
    return Path(os.environ.get("VERTELPUNT_BENCH_DATA", "../shared/data"))


def main() -> None:
    """Run the chosen measurements one after the other."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--part", action="append", default=[], help="only this part of it")
    asked = parser.parse_args()
    chosen = asked.names or NAMES
    data = data_folder()
    if not data.is_dir():
        raise SystemExit(f"No measurement data in {data}; set VERTELPUNT_BENCH_DATA.")
    print(f"date {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.python_version()}")
    print(json.dumps(versions()))
    for name in chosen:
        print(f"\n== {name}")
        run = importlib.import_module(f"benchmarks.{name}").run
        figures = run(data, asked.part) if asked.part else run(data)
        print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
