"""The word lists of this room: one entry a line, lines with # say where they come from."""

from functools import cache
from importlib.resources import files


def word_list(name: str) -> list[str]:
    """The entries of `nlp/dutch_words/<name>`, in their own order."""
    lines = (files("nlp") / "dutch_words" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def word_set(name: str) -> frozenset[str]:
    """The same entries as a set; every list is read once."""
    return frozenset(word_list(name))
