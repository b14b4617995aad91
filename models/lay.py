"""Standards in lay language: how somebody tells that one is met or not. Written by us, shipped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class LaySentence:
    """A sentence that somebody could tell about a standard; `met` says whether it went well."""

    standard: str
    met: bool
    text: str = field(repr=False)


@cache
def sentences() -> tuple[LaySentence, ...]:
    """All shipped sentences, by set and standard."""
    return tuple(_read())


def _read() -> Iterator[LaySentence]:
    folder = files("models") / "catalogue" / "lay"
    for place in sorted(folder.iterdir(), key=lambda place: place.name):
        if not place.name.endswith(".yaml"):
            continue
        data = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for standard, told in data["standards"].items():
            for met, texts in ((True, told["met"]), (False, told["unmet"])):
                yield from (LaySentence(standard, met, text) for text in texts)
