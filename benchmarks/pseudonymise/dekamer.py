"""500 parliamentary questions: what is taken away from texts in which nobody needs to be hidden.

What was taken away was judged once by a reader, by its words alone, and is kept as hashes in
`personal_data/dekamer_judged.json`: `data` is what the conventions call personal data whoever it
points to (a date, a town, a street), `public` a minister, a member, an institution or a company in
the news. All else, and whatever nobody has judged yet, counts as needless.
"""

import csv
import hashlib
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.beside import finders
from benchmarks.pseudonymise.counting import OWN
from ingest.recognisers.lexicon import fold

SAMPLE = 500
JUDGED = OWN / "dekamer_judged.json"


def run(data: Path) -> dict[str, Any]:
    """Letters and digits taken away per 1,000 characters, before and after that judgement."""
    texts = sample(data)
    characters = sum(map(len, texts))
    judged: dict[str, str] = json.loads(JUDGED.read_text(encoding="utf-8"))
    figures = {}
    with finders() as programs:
        for program, find in programs.items():
            taken: Counter[str] = Counter()
            touched = 0
            for text, spans in zip(texts, find(texts), strict=True):
                touched += bool(spans)
                for start, end in spans:
                    surface = text[start:end]
                    size = sum(character.isalnum() for character in surface)
                    taken[judged.get(key(surface), "not judged")] += size
            figures[program] = {
                "texts_touched": f"{touched} of {len(texts)}",
                "taken_per_1000": round(1000 * taken.total() / characters, 2),
                "per_1000": {
                    name: round(1000 * size / characters, 2) for name, size in sorted(taken.items())
                },
                "needless_per_1000": round(
                    1000 * (taken["needless"] + taken["not judged"]) / characters, 2
                ),
            }
    return figures


def sample(data: Path) -> list[str]:
    """The same 500 texts every time."""
    with (data / "dekamer_nl" / "data.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    return random.Random(500).sample(texts, SAMPLE)


def key(surface: str) -> str:
    """What a stretch of text is known by in the file: no text is kept."""
    return hashlib.sha256(fold(surface).encode()).hexdigest()[:16]
