"""How much personal data is found, of which kind and from which names, and what it costs.

Parts, each of which can be run alone (`python -m benchmarks pseudonymise --part synth`):

- `gold`: recall per kind, clean texts touched, needless characters: `pii_nl`, and our own texts in
  `benchmarks/personal_data`, of which half was never read by whoever made the rules.
- `synth`: names by origin (`pii_synth_nl`), as written, in lower case and in capitals.
- `xsid`, `dekamer`: what is taken away where nothing should be.
- `linking`: the same person, the same placeholder (`openboek_nl`).
- `themes`: what pseudonymising does to themes (`dekamer_nl`), and to clusters of names.
- `signals`: triage and rare combinations.
- `speed`: stories per second, start and memory, in processes of their own.

DEDUCE runs beside it, in a process of its own: this environment's when it is installed there, or
that of the Python that VERTELPUNT_BENCH_DEDUCE names.
"""

import importlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PARTS = ("speed", "gold", "synth", "xsid", "dekamer", "signals", "linking", "themes")


def run(data: Path, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Measure the chosen parts, or all; each is printed as soon as it is done."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise SystemExit(f"No part {unknown[0]}; choose from {', '.join(PARTS)}.")
    figures: dict[str, Any] = {}
    for part in parts or PARTS:
        started = time.perf_counter()
        figures[part] = importlib.import_module(f"benchmarks.pseudonymise.{part}").run(data)
        print(f"-- {part}, {time.perf_counter() - started:.0f} s", flush=True)
        print(json.dumps(figures[part], indent=1, ensure_ascii=False), flush=True)
    return figures
