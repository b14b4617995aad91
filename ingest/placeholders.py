"""Which placeholder stands for whom: one for the same person or place within one story.

`Placeholders` carries the numbering from a title to its text. It holds folded words of names, so
it lives as long as the intake of one story and is never stored.
"""

import re
from dataclasses import dataclass, field

from ingest.recognisers.announcing import PREFIXES
from ingest.recognisers.lexicon import fold
from models.vocabulary import MOST_NUMBERED, PLACEHOLDER
from models.vocabulary import PersonalDataKind as Kind

_PARTS = re.compile(r"[^\W_]+")
_NAMED = frozenset({Kind.PERSON, Kind.LOCATION, Kind.ORGANISATION, Kind.ADDRESS})
_ALIKE_FROM = 6


@dataclass
class Placeholders:
    """The numbering of one story."""

    _highest: dict[str, int] = field(default_factory=dict, repr=False)
    _exact: dict[tuple[Kind, str], str] = field(default_factory=dict, repr=False)
    _people: list[tuple[frozenset[str], str]] = field(default_factory=list, repr=False)

    def keep_clear_of(self, text: str) -> None:
        """Go on after the numbers of placeholders that are already in a text."""
        for match in PLACEHOLDER.finditer(text):
            label, number = label_and_number(match[0])
            self._highest[label] = max(self._highest.get(label, 0), number)

    def placeholder(self, surface: str, kind: Kind) -> str:
        """The placeholder for these words: the one they got before, or a new one."""
        if kind is Kind.PERSON:
            return self._person(surface)
        key = (kind, _squeezed(surface, kind))
        if key not in self._exact:
            self._exact[key] = self._new(kind)
        return self._exact[key]

    def _person(self, surface: str) -> str:
        parts = _name_parts(surface)
        for at, (known, placeholder) in enumerate(self._people):
            if _same_person(parts, known):
                self._people[at] = (known | parts, placeholder)
                return placeholder
        placeholder = self._new(Kind.PERSON)
        self._people.append((parts, placeholder))
        return placeholder

    def _new(self, kind: Kind) -> str:
        number = min(self._highest.get(kind.label, 0) + 1, MOST_NUMBERED)
        self._highest[kind.label] = number
        return f"[{kind.label}-{number}]"


def label_and_number(placeholder: str) -> tuple[str, int]:
    """`zoon` and 2 of `[zoon-2]`; the number is 1 for `[moeder]` and for a band of ages."""
    label, _, number = placeholder[1:-1].rpartition("-")
    return (label, int(number)) if number.isdigit() else (placeholder[1:-1], 1)


def _squeezed(surface: str, kind: Kind) -> str:
    """What counts of a surface: all of it for names, only letters and digits for numbers."""
    folded = fold(surface)
    if kind in _NAMED:
        return " ".join(_PARTS.findall(folded))
    return "".join(_PARTS.findall(folded))


def _name_parts(surface: str) -> frozenset[str]:
    parts = _PARTS.findall(fold(surface))
    telling = [part for part in parts if part not in PREFIXES]
    return frozenset(telling or parts)


def _same_person(parts: frozenset[str], known: frozenset[str]) -> bool:
    """`Fatima` within `Fatima El Amrani`, `F. Amrani` beside it, `Yassien` for `Yassin`."""
    fewer, more = sorted((parts, known), key=len)
    unmatched = [part for part in fewer if part not in more]
    if not any(len(part) > 1 for part in fewer - set(unmatched)) and unmatched:
        return len(fewer) == len(more) == 1 and _alike(*fewer, *more)
    return all(_initial_of(part, more) for part in unmatched)


def _initial_of(part: str, names: frozenset[str]) -> bool:
    return any(
        name.startswith(part) if len(part) == 1 else len(name) == 1 and part.startswith(name)
        for name in names
    )


def _alike(one: str, other: str) -> bool:
    """At most one letter apart, and long enough for that to mean the same name."""
    feminine = one.endswith("a") is not other.endswith("a")
    if feminine or min(len(one), len(other)) < _ALIKE_FROM:
        return False
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rests = (one[start:], other[start:])
    return (
        rests[0][1:] == rests[1][1:]
        or rests[0][1:] == rests[1]
        or rests[0] == rests[1][1:]
        or (rests[0][:2] == rests[1][:2][::-1] and rests[0][2:] == rests[1][2:])
    )
