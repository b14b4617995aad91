"""Run measurements by name, or all of them: `python -m benchmarks [mining] [pseudonymise] …`.

Each module has `run(data: Path) -> dict` with figures. They are printed as JSON under a heading
with date, versions and machine, ready to be read beside docs/benchmarks.md.
"""

import argparse
import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from service.jobs.provenance import versions

NAMES = ("pseudonymise", "embedding", "mining")


def data_folder() -> Path:
    """Where the measurement data lie: VERTELPUNT_BENCH_DATA, or ../shared/data."""
    return Path(os.environ.get("VERTELPUNT_BENCH_DATA", "../shared/data"))


def main() -> None:
    """Run the chosen measurements one after the other."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args().names or NAMES
    data = data_folder()
    if not data.is_dir():
        raise SystemExit(f"No measurement data in {data}; set VERTELPUNT_BENCH_DATA.")
    print(f"date {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.python_version()}")
    print(json.dumps(versions()))
    for name in chosen:
        print(f"\n== {name}")
        figures = importlib.import_module(f"benchmarks.{name}").run(data)
        print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
