"""Relations proposed between sets of standards, beside what a reader made of the same pairs.

Only sets that the bounds were not chosen on. A proposal that nobody judged counts for nothing and
is told: it means that the method changed after the pairs were read.
"""

import json
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from models import lay
from models.standards import shipped
from models.vocabulary import MappingRelation
from nlp.crosswalk import MappingProposal, Outlook, look, propose
from nlp.embedding import load_embedder
from nlp.language import load_dutch
from nlp.linking import StandardText

JUDGED = Path(__file__).parent / "judged.jsonl"
CHOSEN_ON = frozenset({
    "amersfoort", "aw-ks", "bc-jgp", "ceo-wijkteam", "kbs", "outcome", "part", "q4c-eu", "q4c-nl",
    "tsd-lvb", "tsd-volw", "tsd-wkg", "vng-rk", "wmo-kw",
})  # fmt: skip
"""The sets whose pairs were looked at when the bounds were chosen."""
NEAR = frozenset({MappingRelation.EXACT, MappingRelation.CLOSE})
Z = 1.96

Pair = tuple[str, str]


def run(data: Path) -> dict[str, Any]:
    """Precision of what is proposed, what is missed just below the floor, and seconds."""
    del data
    judged = _judged()
    started = time.perf_counter()
    outlooks = _outlooks()
    looked = time.perf_counter() - started
    started = time.perf_counter()
    found = _proposals(outlooks)
    compared = time.perf_counter() - started
    known = [one for one in found if (one.source, one.target) in judged]
    said = [judged[one.source, one.target] for one in known]
    near = [relation for one, relation in zip(known, said, strict=True) if one.relation in NEAR]
    exactly = [one.relation is relation for one, relation in zip(known, said, strict=True)]
    below = [
        relation
        for pair, relation in judged.items()
        if pair not in {(one.source, one.target) for one in found}
    ]
    return {
        "sets": len(outlooks),
        "proposed": len(found),
        "proposed, judged": len(known),
        "of those, something to do with each other": _share(
            [relation is not MappingRelation.NONE for relation in said]
        ),
        "of those, the very relation": _share(exactly),
        "of proposed as (almost) the same, judged so": _share(
            [relation in NEAR for relation in near]
        ),
        "judged, not proposed": len(below),
        "of those, something to do with each other after all": _share(
            [relation is not MappingRelation.NONE for relation in below]
        ),
        "of those, (almost) the same": _share([relation in NEAR for relation in below]),
        "the same again": found == _proposals(outlooks),
        "seconds per set, first time": round(looked / len(outlooks), 1),
        "seconds for all pairs of sets after that": round(compared, 2),
    }


def _judged() -> dict[Pair, MappingRelation]:
    rows = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]
    return {(row["source"], row["target"]): MappingRelation(row["relation"]) for row in rows}


def _outlooks() -> list[Outlook]:
    embedder, dutch = load_embedder("ingebouwd"), load_dutch()
    texts = [
        StandardText(one["key"], entry["key"], one["title"], one["description"])
        for entry in shipped()
        for one in entry["standards"]
    ]
    told = [(one.standard, one.text) for one in lay.sentences()]
    keys = sorted({one.set_key for one in texts} - CHOSEN_ON)
    return [
        look(
            [one for one in texts if one.set_key == key],
            [one for one in texts if one.set_key != key],
            lay=told,
            embedder=embedder,
            dutch=dutch,
        )
        for key in keys
    ]


def _proposals(outlooks: Sequence[Outlook]) -> list[MappingProposal]:
    return [found for pair in combinations(outlooks, 2) for found in propose(*pair)]


def _share(flags: Sequence[bool]) -> dict[str, float | int] | None:
    """A share with its 95% interval (Wilson 1927); None of nothing."""
    size = len(flags)
    if not size:
        return None
    share = sum(flags) / size
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z * (share * (1 - share) / size + Z**2 / (4 * size**2)) ** 0.5 / (1 + Z**2 / size)
    return {
        "share": round(share, 3),
        "low": round(middle - half, 3),
        "high": round(middle + half, 3),
        "of": size,
    }
