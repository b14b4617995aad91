"""Rare combinations: what is no name, and together still points to one person.

'Het enige gezin met een drieling in het dorp' holds no name, and everybody there knows who it is.
Each thing that is left in a story tells a little about who told it. How much, is counted in bits:
log2 of one in how many people it holds for (Sweeney 2000; Eckersley 2010 counts the same way for
browsers). Of each category only the rarest counts, because things of one kind hang together. A
team reads stories of some 50,000 inhabitants, so 16 bits may single out one of them.

Flagged for the narrator and the moderator as a whole; nothing is taken away by itself.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from operator import attrgetter

from ingest.recognisers.lexicon import Phrases, fold
from ingest.recognisers.reading import Reading, read
from models.vocabulary import OLDEST_BAND

# log2(50,000) is 15.6. A rare word alone is no combination: it takes three kinds of things, or two
# of which the narrator says that nobody else has them.
ENOUGH_BITS = 16
ENOUGH_KINDS = 3
KINDS_WHEN_ONLY = 2
# Two kinds do when they are as rare as a mayor and an explosion.
BITS_OF_TWO = 20
ONLY_BITS = 5
_ONLY = frozenset(("enige", "enigste", "allereerste", "oudste", "bekendste"))
# `de laatste klompenmaker`, and not `de laatste camping`.
_ONLY_AT_WORK = frozenset(("laatste", "eerste"))
_ONLY_FROM_BITS = 12
# `de enige in het dorp die`: nobody else has whatever the story tells.
_AROUND = frozenset(("dorp", "streek", "provincie", "eiland", "stad", "nederland", "land", "buurt"))
_ONLY_WITHIN = 4
_BEFORE_ONLY = frozenset(("de", "het", "als", "zijn", "waren", "'t"))
_LETTERS = frozenset(("als", "ms"))
_MANY_CHILDREN = {
    "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11, "twaalf": 12,
    "dertien": 13, "veertien": 14,
}  # fmt: skip
_OF_CHILDREN = frozenset(("eigen", "jonge", "kleine", "levende", "volwassen", "oudere"))
# Words that are told by their end: `damkampioene`, `veerbootramp`; and by what stands before them.
_ENDINGS = (
    ("kampioen", "hobby", 11), ("kampioene", "hobby", 11), ("kampioenschap", "hobby", 9),
    ("ramp", "gebeurtenis", 11), ("dystrofie", "ziekte", 12), ("syndroom", "ziekte", 11),
)  # fmt: skip
_ALL_ENDINGS = tuple(ending for ending, _, _ in _ENDINGS)
_SHORTEST_BEFORE_ENDING = 3
_ILLNESS = {("syndroom", "van"): 12, ("ziekte", "van"): 11}
_ILLNESSES = frozenset(first for first, _ in _ILLNESS)
_KNOWN_ILLNESSES = frozenset((
    "down", "asperger", "tourette", "alzheimer", "parkinson", "crohn", "lyme", "pfeiffer", "graves",
    "bechterew", "korsakov", "hashimoto", "hodgkin", "mijn", "mijne", "de", "het", "haar", "zijn",
    "mij", "een", "ons", "onze", "meniere", "weil", "sjogren", "je", "jou", "die", "deze",
))  # fmt: skip
_KNOWN_WORDS = frozenset(("downsyndroom", "darmsyndroom", "prikkelbaredarmsyndroom"))
_CHILDREN = frozenset(("kinderen", "kids", "zonen", "dochters", "broers", "zussen", "meiden"))
LABELS = {
    "gezin": "gezin",
    "werk": "werk",
    "ziekte": "ziekte of hulpmiddel",
    "herkomst": "herkomst of geloof",
    "uiterlijk": "uiterlijk",
    "gebeurtenis": "iets dat veel mensen weten",
    "plek": "de plek",
    "bezit": "iets bijzonders dat iemand heeft",
    "hobby": "hobby of prestatie",
    "leeftijd": "leeftijd",
}


@dataclass(frozen=True)
class Trait:
    """One telling thing: half-open offsets, its category, and how much it tells."""

    start: int
    end: int
    category: str
    bits: int


@dataclass(frozen=True)
class Combination:
    """Things that are rare together; `traits` in reading order."""

    traits: tuple[Trait, ...]
    bits: int
    only: bool = field(default=False)


def find(text: str) -> Combination | None:
    """The rare combination in a pseudonymised text, or None.

    Args:
        text: as others will read it; placeholders tell nothing but an age band.
    """
    reading = read(text)
    traits = sorted(_traits(reading), key=lambda trait: (trait.start, -trait.bits))
    best: dict[str, Trait] = {}
    for trait in traits:
        if trait.category not in best or trait.bits > best[trait.category].bits:
            best[trait.category] = trait
    only = _only_around(reading) or any(_said_only(reading, trait) for trait in traits)
    bits = sum(trait.bits for trait in best.values()) + (ONLY_BITS if only else 0)
    two = only or bits >= BITS_OF_TWO
    if len(best) < (KINDS_WHEN_ONLY if two else ENOUGH_KINDS) or bits < ENOUGH_BITS:
        return None
    return Combination(tuple(sorted(best.values(), key=lambda trait: trait.start)), bits, only)


def flags(text: str) -> list[dict[str, str | int]] | None:
    """The combination as it is kept with an approved story, for whoever looks it over."""
    found = find(text)
    if found is None:
        return None
    return [
        {
            "words": text[trait.start : trait.end],
            "kind": LABELS[trait.category],
            "start": trait.start,
            "end": trait.end,
        }
        for trait in found.traits
    ]


def _traits(reading: Reading) -> list[Trait]:
    listed, weights = _listed()
    found: list[Trait] = []
    index = 0
    while index < len(reading.tokens):
        token = reading.tokens[index]
        if token.placeholder:
            if reading.text[token.start : token.end] == OLDEST_BAND:
                found.append(Trait(token.start, token.end, "leeftijd", 5))
            index += 1
            continue
        length = reading.phrase(index, listed) if token.key in listed else 0
        if length and _is_meant(reading, index, length):
            words = tuple(reading.key(index + at) for at in range(length))
            end = reading.tokens[index + length - 1].end
            kind, bits = weights[words]
            found.append(Trait(token.start, end, kind, bits))
        children = _children(reading, index) if _may_count(token.key) else None
        if children is not None:
            found.append(children)
        patterned = None if length else _patterned(reading, index)
        if patterned is not None:
            found.append(patterned)
        index += max(1, length)
    return found


def _is_meant(reading: Reading, index: int, length: int) -> bool:
    """`ALS` is an illness, `als` is a word."""
    token = reading.tokens[index]
    return length > 1 or token.key not in _LETTERS or (token.upper and reading.cased)


def _may_count(key: str) -> bool:
    return key in _MANY_CHILDREN or key.isdecimal()


def _children(reading: Reading, index: int) -> Trait | None:
    """`zeven kinderen`: from six on it tells something, and more with every child."""
    key = reading.key(index)
    count = int(key) if key.isdecimal() and len(key) <= 2 else _MANY_CHILDREN.get(key, 0)
    last = index + 2 if reading.key(index + 1) in _OF_CHILDREN else index + 1
    if not 6 <= count <= 20 or reading.key(last) not in _CHILDREN:
        return None
    start, end = reading.tokens[index].start, reading.tokens[last].end
    return Trait(start, end, "gezin", min(12, count + 1))


def _patterned(reading: Reading, index: int) -> Trait | None:
    """`damkampioen`, `het syndroom van [persoon-1]`: more than a list can hold."""
    token = reading.tokens[index]
    of = token.key in _ILLNESSES
    bits = _ILLNESS.get((token.key, reading.key(index + 1)), 0) if of else 0
    if bits and index + 2 < len(reading.tokens):
        end = reading.tokens[index + 2]
        if reading.gap(index + 2) == " " and end.key not in _KNOWN_ILLNESSES:
            return Trait(token.start, end.end, "ziekte", bits)
    if not token.key.endswith(_ALL_ENDINGS) or token.key in _KNOWN_WORDS:
        return None
    for ending, category, told in _ENDINGS:
        if token.key.endswith(ending) and len(token.key) >= len(ending) + _SHORTEST_BEFORE_ENDING:
            return Trait(token.start, token.end, category, told)
    return None


def _only_around(reading: Reading) -> bool:
    """`de enige hier`, `als enige in het dorp`, `er is er hier maar één`."""
    for index, token in enumerate(reading.tokens):
        if token.key in _ONLY and reading.key(index - 1) in _BEFORE_ONLY:
            if reading.key(index + 1) == "hier":
                return True
            around = (reading.key(index + 2), reading.key(index + 3))
            if reading.key(index + 1) in ("in", "van", "op") and _AROUND.intersection(around):
                return True
        if token.key == "maar" and reading.key(index + 1) == "een":
            ends = index + 2 >= len(reading.tokens) or reading.tokens[index + 2].first
            if ends and reading.key(index - 1) in ("er", "hier", "dorp"):
                return True
    return False


def _said_only(reading: Reading, trait: Trait) -> bool:
    """`de enige imam`, `het enige gezin met een drieling`."""
    at = bisect_left(reading.tokens, trait.start, key=attrgetter("start"))
    near = range(max(0, at - _ONLY_WITHIN), at)
    words = _ONLY
    if trait.category == "werk" and trait.bits >= _ONLY_FROM_BITS:
        words = _ONLY | _ONLY_AT_WORK
    return any(reading.key(i) in words and reading.key(i - 1) in _BEFORE_ONLY for i in near)


@lru_cache(maxsize=1)
def _listed() -> tuple[Phrases, dict[tuple[str, ...], tuple[str, int]]]:
    """The phrases, and of each its category and bits; the first category that lists it counts."""
    text = resources.files("ingest.recognisers.lists").joinpath("rare.txt").read_text("utf-8")
    weights: dict[tuple[str, ...], tuple[str, int]] = {}
    category, bits = "", 0
    for line in text.splitlines():
        if line.startswith("## "):
            category, told = line.removeprefix("## ").split()
            bits = int(told)
        elif line and not line.startswith("#"):
            for phrase in line.split(","):
                words = tuple(fold(phrase).split())
                if words:
                    weights.setdefault(words, (category, bits))
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in weights:
        by_first.setdefault(words[0], []).append(words)
    return {
        first: tuple(sorted(listed, key=lambda words: (-len(words), words)))
        for first, listed in by_first.items()
    }, weights
