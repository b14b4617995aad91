"""800 commands to an assistant: how many are touched, and how many without a reason to."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.beside import finders
from benchmarks.pseudonymise.counting import OWN


def run(data: Path) -> dict[str, Any]:
    """Touched at all, and touched while there is no name and no date in it."""
    path = data / "xsid_nl" / "data.csv"
    judged = json.loads((OWN / "xsid_named.json").read_text(encoding="utf-8"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != judged["sha256"]:
        raise SystemExit(f"{path} is another file than the one that was judged.")
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    reasons = {*judged["named"], *judged["dated"]}
    figures = {}
    with finders() as programs:
        for program, find in programs.items():
            touched = {at for at, spans in enumerate(find(texts)) if spans}
            figures[program] = {
                "commands": len(texts),
                "with_a_name_or_date": len(reasons),
                "touched": len(touched),
                "touched_without_a_name_or_date": len(touched - reasons),
                "share_of_those_without": round(
                    len(touched - reasons) / (len(texts) - len(reasons)), 4
                ),
            }
    return figures
