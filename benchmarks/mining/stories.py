"""Gold passages of made-up stories (`stories_nl/dev`): every system, ten seeds, nothing known."""

from pathlib import Path
from typing import Any

from benchmarks.mining import gold
from benchmarks.mining.social import measure


def run(data: Path) -> dict[str, Any]:
    """As `social`; the passages without a gold theme are mined, and count in no score of fit."""
    collection = gold.stories(data)
    scored = sum(bool(themes) for themes in collection.gold)
    return {"passages": len(collection.texts), "scored": scored, **measure(collection)}
