"""Which mentions in a story are the same person, across spellings, titles and initials.

Full names come first, then every other mention goes to the person it fits best: by first name
before surname, and among equals to the one named last before it. `meneer Bos` with two men called
Bos goes to the one who was named last. Two first names that differ are two people, unless one is a
spelling or a nickname of the other. Holds folded names: it lives as long as one intake.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.genders import gender_of
from ingest.recognisers.announcing import PREFIXES
from ingest.recognisers.lexicon import Lists, fold, lists
from ingest.roles import BY_FIRST_NAME, FAMILIES, ROLES, TITLES, Told
from ingest.spelling import NICKNAMES, is_diminutive, same_name, spelling_keys

_PIECES = re.compile(r"['’]?[^\W_]+(?:[-‑'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_NAMED_BY_FIRST_NAME = frozenset(("", "juffrouw"))
# Names in one bucket that are compared: more people called Bos than this are in no story.
_MOST_COMPARED = 40
_GIVEN, _EITHER, _SURNAME, _SHORT = 8, 4, 2, 1


@dataclass(frozen=True)
class Name:
    """One mention of a person, taken apart. `either` may be a first name or a surname."""

    given: frozenset[str] = field(default=frozenset(), repr=False)
    initials: str = field(default="", repr=False)
    surname: frozenset[str] = field(default=frozenset(), repr=False)
    surname_initial: str = field(default="", repr=False)
    either: str = field(default="", repr=False)
    gender: str = ""
    family: bool = False

    @property
    def likely(self) -> str:
        """The gender that was told, else the one that the first name nearly always has."""
        return self.gender or next((g for word in sorted(self.given) if (g := gender_of(word))), "")

    @property
    def full(self) -> bool:
        """True with a first name or initials and a surname."""
        return bool((self.given or self.initials) and self.surname)

    def words(self) -> Iterator[str]:
        """Every whole word of it."""
        yield from sorted(self.given)
        yield from sorted(self.surname)
        if self.either:
            yield self.either


@dataclass
class _Person:
    number: int
    given: set[str] = field(default_factory=set, repr=False)
    initials: set[str] = field(default_factory=set, repr=False)
    surname: set[str] = field(default_factory=set, repr=False)
    surname_initials: set[str] = field(default_factory=set, repr=False)
    either: set[str] = field(default_factory=set, repr=False)
    gender: str = ""
    likely: str = ""
    family: bool = False
    places: list[int] = field(default_factory=list)

    def takes(self, name: Name, place: int) -> None:
        """Learn what this mention adds."""
        self.given |= name.given
        self.initials |= {name.initials[0]} if name.initials else set()
        self.surname |= name.surname
        if name.surname_initial:
            self.surname_initials.add(name.surname_initial)
        if name.either:
            self.either.add(name.either)
        self.gender = self.gender or name.gender
        self.likely = self.gender or self.likely or name.likely
        insort(self.places, place)


def taken_apart(surface: str, told: Told) -> Name:
    """First names, initials and surname of one mention, with what its title tells.

    Other pseudonymisers than ours may count a title or role as a part of the name.
    """
    known = lists()
    pieces = [fold(piece) for piece in _PIECES.findall(_POSSESSIVE.sub("", surface))]
    while len(pieces) > 1 and (pieces[0] in TITLES or pieces[0] in ROLES):
        pieces.pop(0)
    family = told.title in FAMILIES
    prefix = next((at for at, piece in enumerate(pieces) if _opens_surname(piece)), None)
    if prefix is not None and prefix + 1 < len(pieces):
        first, last = pieces[:prefix], [p for p in pieces[prefix:] if p not in PREFIXES]
    else:
        first, last = _split(pieces, told, known)
    letters = "".join(piece for piece in first if len(piece) == 1)
    whole = frozenset(piece for piece in first if len(piece) > 1)
    if len(pieces) == 1 and len(whole) == 1 and not last and not _by_first_name(told):
        return Name(either=pieces[0], gender=told.gender, family=family)
    short = last[0] if len(last) == 1 and len(last[0]) == 1 else ""
    parts = frozenset(part for piece in last for part in re.split(r"[-‑]", piece) if len(part) > 1)
    return Name(whole, letters, parts - PREFIXES, short, "", told.gender, family)


def _opens_surname(piece: str) -> bool:
    """`de`, and the first half of `Yilmaz-de Vries`."""
    return piece in PREFIXES or piece.rpartition("-")[2] in PREFIXES


def _by_first_name(told: Told) -> bool:
    """`juf Annemiek`, `mijn zoon Daan`; but `huisarts Bos` may be either, and `meneer` tells."""
    return told.role in BY_FIRST_NAME and told.title in _NAMED_BY_FIRST_NAME


def _split(pieces: list[str], told: Told, known: Lists) -> tuple[list[str], list[str]]:
    """First names and surname of a name without prefixes."""
    if len(pieces) == 1:
        surname = told.title not in _NAMED_BY_FIRST_NAME and (
            pieces[0] in known.surnames or pieces[0] not in known.first_names
        )
        return ([], pieces) if surname else (pieces, [])
    return pieces[:-1], pieces[-1:]


def linked(names: Sequence[Name]) -> list[int]:
    """For every mention the number of its person, in the order in which people are first named."""
    found = _People()
    persons: list[_Person | None] = [None] * len(names)
    for full in (True, False):
        for place, name in enumerate(names):
            if name.full is full:
                persons[place] = found.person(name, place)
    order: dict[int, int] = {}
    return [order.setdefault(person.number, len(order)) for person in persons if person is not None]


class _People:
    """The people of one story, found back by any spelling of a word in their names."""

    def __init__(self) -> None:
        self._all: list[_Person] = []
        self._by_key: dict[str, list[int]] = {}

    def person(self, name: Name, place: int) -> _Person:
        """Who this mention is: somebody known, or somebody new."""
        best: _Person | None = None
        best_rank: tuple[int, bool, int] = (0, False, 0)
        for person in self._candidates(name):
            fit = _fit(person, name)
            if fit > 0:
                before = bisect_left(person.places, place)
                earlier = before > 0
                near = person.places[before - 1] if earlier else -person.places[0]
                if (rank := (fit, earlier, near)) > best_rank or best is None:
                    best, best_rank = person, rank
        # For a family, and for Bert beside Albert and Robert, it must be clear who is meant.
        doubtful = name.family or best_rank[0] == _SHORT
        if best is None or (doubtful and self._several(name)):
            best = _Person(len(self._all), family=name.family)
            self._all.append(best)
        best.takes(name, place)
        self._index(best, name)
        return best

    def _several(self, name: Name) -> bool:
        return sum(_fit(person, name) > 0 for person in self._candidates(name)) > 1

    def _candidates(self, name: Name) -> Iterator[_Person]:
        seen: set[int] = set()
        for key in _keys(name):
            for number in self._by_key.get(key, ())[-_MOST_COMPARED:]:
                if number not in seen:
                    seen.add(number)
                    yield self._all[number]

    def _index(self, person: _Person, name: Name) -> None:
        for key in _keys(name):
            bucket = self._by_key.setdefault(key, [])
            if not bucket or bucket[-1] != person.number:
                bucket.append(person.number)


def _keys(name: Name) -> Iterator[str]:
    for word in name.words():
        yield from spelling_keys(word)
        # An initial may stand for any of the words: 'mevrouw B.', 'Daniël S.'.
        yield f"{word[0]}."
    if name.surname_initial:
        yield f"{name.surname_initial}."
    if name.initials and not name.surname:
        yield f"{name.initials[0]}."


def _fit(person: _Person, name: Name) -> int:
    """How well a mention fits a person; 0 when it is somebody else."""
    if person.gender and name.gender and person.gender != name.gender:
        return 0
    if person.family is not name.family and (name.given or person.given) and name.family:
        return _SURNAME if _any_same(name.surname, person.surname) else 0
    if name.either:
        return _fit_either(person, name.either)
    if not name.surname and name.given and _nickname(person.given | person.either, name.given):
        return _SHORT
    given = _given(person, name)
    surname = _surname(person, name)
    if given < 0 or surname < 0:
        return 0
    # `mevrouw Bos` is not Jan Bos; the same first name is the same person, whatever a list says.
    if not given and {person.likely, name.likely} == {"m", "f"}:
        return 0
    if not (name.given or name.surname or given or surname):
        return 0
    return given * _GIVEN + surname * _SURNAME


def _fit_either(person: _Person, word: str) -> int:
    if _any_same((word,), person.given):
        return _GIVEN
    if _any_same((word,), person.either):
        return _EITHER
    if _any_same((word,), person.surname):
        return _SURNAME
    return _SHORT if _nickname(person.given | person.either, (word,)) else 0


def _given(person: _Person, name: Name) -> int:
    """1 when first names agree, -1 when they differ, 0 when one has none."""
    if name.given:
        if person.given:
            same = _any_same(name.given, person.given) or _nickname(person.given, name.given)
            return 1 if same else -1
        if _any_same(name.given, person.either):
            return 1
        if person.initials:
            return 0 if {given[0] for given in name.given} & person.initials else -1
        return 0
    if name.initials:
        if person.given:
            return 0 if any(given[0] == name.initials[0] for given in person.given) else -1
        return 0 if not person.initials or name.initials[0] in person.initials else -1
    return 0


def _surname(person: _Person, name: Name) -> int:
    if name.surname:
        if person.surname:
            return 1 if _any_same(name.surname, person.surname) else -1
        if person.surname_initials:
            return 0 if {word[0] for word in name.surname} & person.surname_initials else -1
        return 1 if _any_same(name.surname, person.either) else 0
    if name.surname_initial:
        if person.surname:
            return 1 if any(word[0] == name.surname_initial for word in person.surname) else -1
        if person.surname_initials:
            return 1 if name.surname_initial in person.surname_initials else -1
    return 0


def _any_same(words: Sequence[str] | frozenset[str], others: set[str]) -> bool:
    return any(same_name(word, other) for word in words for other in others)


def _nickname(given: set[str], words: Sequence[str] | frozenset[str]) -> bool:
    return any(
        one in NICKNAMES.get(other, ())
        or other in NICKNAMES.get(one, ())
        or is_diminutive(one, other)
        or is_diminutive(other, one)
        for one in words
        for other in given
    )
