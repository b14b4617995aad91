"""Practice passages: made-up pieces of stories with their starter themes, shipped with us."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class PracticePassage:
    """A piece of a made-up story; `themes` are keys of starter themes, the main one first."""

    id: str
    author: str
    text: str = field(repr=False)
    themes: tuple[str, ...]


@cache
def passages() -> tuple[PracticePassage, ...]:
    """All shipped practice passages, by author and then in the order of the file."""
    folder = files("models") / "catalogue" / "practice"
    found = []
    for place in sorted(folder.iterdir(), key=lambda place: place.name):
        author, _, ending = place.name.partition(".")
        if ending != "jsonl":
            continue
        for line in place.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(PracticePassage(row["id"], author, row["text"], tuple(row["themes"])))
    return tuple(found)
