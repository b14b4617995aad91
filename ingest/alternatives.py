r"""Patterns of a hundred alternatives, sorted by their first letter: the same, and much faster.

`\b(?:dood|doden|moord)` fits exactly what `\b(?:d(?:ood|oden)|m(?:oord))` fits: two alternatives
that begin with different letters never both fit at one place, so their order says nothing. Where
no `d` stands, all that begins with a `d` is passed over at once.
"""

import re
from collections.abc import Iterator
from itertools import groupby

_BEGINS = r"\b"
_OPENS = "(?:"
_REPEATS = frozenset("?*+{")
# Letters that are no small a to z and fit one in any case all the same.
_UNUSUAL = ("ſ", "ı", "İ")


class AnyCase:
    """A pattern for any case, that looks in one case only where that finds the same."""

    def __init__(self, pattern: str) -> None:
        self._any = re.compile(pattern, re.IGNORECASE)
        # A named group may stand in a pattern once only, so such a pattern is left in its order.
        self._small = re.compile(pattern if "(?P<" in pattern else by_letter(pattern))

    def fit_for(self, text: str) -> re.Pattern[str]:
        """The fastest pattern that finds the same in this text."""
        return self._small if text == text.lower() and _is_usual(text) else self._any

    def holds(self, text: str) -> bool:
        """True when it fits somewhere in a text."""
        if _is_usual(text):
            return self._small.search(text.lower()) is not None
        return self._any.search(text) is not None


def in_small(text: str) -> str:
    """The text in small letters, letter for letter; itself where another pattern would fit then."""
    small = text.lower()
    return small if len(small) == len(text) and _is_usual(text) else text


def by_letter(pattern: str) -> str:
    """The same pattern, with its alternatives at the beginning of a word sorted by first letter.

    Only for what refers to no group: a group may come to stand in it more than once.
    """
    parts: list[str] = []
    for begins, row in groupby(_split(pattern), key=lambda one: one.startswith(_BEGINS)):
        if begins:
            parts.append(rf"\b(?:{_sorted([one.removeprefix(_BEGINS) for one in row])})")
        else:
            parts += row
    return "|".join(parts)


def _is_usual(text: str) -> bool:
    return text.isascii() or not any(letter in text for letter in _UNUSUAL)


def _sorted(row: list[str]) -> str:
    flat: list[str] = []
    for one in row:
        inner = _opening(one)
        # What is only brackets around alternatives is those alternatives.
        flat += _split(inner) if inner and len(one) == len(inner) + len("(?:)") else [one]
    parts: list[str] = []
    for sortable, run in groupby(flat, key=lambda one: _first(one) is not None):
        if not sortable:
            parts += run
            continue
        listed = list(run)
        letters = dict.fromkeys(letter for one in listed for letter in _first(one) or ())
        for letter in letters:
            rests = [rest for one in listed for rest in _behind(one, letter)]
            parts.append(f"{letter}(?:{'|'.join(rests)})")
    return "|".join(parts)


def _first(one: str) -> str | None:
    """The letters that this alternative can begin with; None when that cannot be told."""
    if (one[:1].isalpha() or one[:1] == "'") and one[1:2] not in _REPEATS:
        return one[0]
    inner = _opening(one)
    if not inner or one[len(inner) + len("(?:)") :][:1] in _REPEATS:
        return None
    firsts = [_first(part) for part in _split(inner)]
    if any(first is None for first in firsts):
        return None
    return "".join(dict.fromkeys("".join(first or "" for first in firsts)))


def _behind(one: str, letter: str) -> Iterator[str]:
    """What has to follow when this alternative begins with this letter."""
    if one[0] == letter:
        yield one[1:]
    inner = _opening(one)
    if inner:
        rests = [rest for part in _split(inner) for rest in _behind(part, letter)]
        if rests:
            yield f"(?:{'|'.join(rests)}){one[len(inner) + len('(?:)') :]}"


def _opening(one: str) -> str:
    """What stands inside the brackets with which this begins."""
    if not one.startswith(_OPENS):
        return ""
    end = next(at for at, depth in _depths(one) if depth == 0 and at)
    return one[len(_OPENS) : end]


def _split(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, not those inside brackets."""
    start = 0
    for at, depth in _depths(pattern):
        if pattern[at] == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _depths(pattern: str) -> Iterator[tuple[int, int]]:
    """Every sign that means something, and inside how many brackets it leaves us."""
    depth = 0
    within = escaped = False
    for at, sign in enumerate(pattern):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif within:
            within = sign != "]"
        elif sign == "[":
            within = True
        elif sign in "()|":
            depth += {"(": 1, ")": -1, "|": 0}[sign]
            yield at, depth
