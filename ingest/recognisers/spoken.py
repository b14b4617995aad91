"""Numbers as people write them out: `vierendertig`, `nul zes`, `dubbel drie`, `tachtigste`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.remembering import remembered

UNIT = r"(?:een|twee|drie|vier|vijf|zes|zeven|zeuven|acht|negen)"
TEEN = (
    r"(?:tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|zeuventien|achttien|achtien"
    r"|negentien)"
)
TENS = r"(?:twintig|dertig|veertig|vijftig|zestig|zeventig|zeuventig|tachtig|tachentig|negentig)"
NUMBER = rf"(?:(?:{UNIT}\s?en\s?)?{TENS}|{TEEN}|{UNIT}|honderd)"
ORDINAL = (
    rf"(?:(?:(?:{UNIT}en)?{TENS}|{TEEN})(?:ste|de)|eerste|tweede|derde|vierde|vijfde|zesde"
    r"|zevende|achtste|negende)"
)
_UNITS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "zeuven": 7,
    "acht": 8, "negen": 9,
}  # fmt: skip
_TEENS = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15,
    "zestien": 16, "zeventien": 17, "zeuventien": 17, "achttien": 18, "achtien": 18,
    "negentien": 19,
}  # fmt: skip
_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70,
    "zeuventig": 70, "tachtig": 80, "tachentig": 80, "negentig": 90,
}  # fmt: skip
_FIRST_RANKS = {"eerste": 1, "derde": 3, "achtste": 8}
# Possessive: what was read is not read again in another way, so no text takes long.
_PIECES = re.compile(rf"(?:(?:{UNIT}en)?+{TENS}|{TEEN}|{UNIT}|nul|zero|\d{{1,14}}+){{1,40}}+", re.I)
_PIECE = re.compile(rf"(?P<unit>{UNIT})en(?P<tens>{TENS})|{TENS}|{TEEN}|{UNIT}|nul|zero|\d+", re.I)
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s,./()-]{0,4}")
_TWICE = frozenset(("dubbel", "dubbele", "tweemaal", "2x"))
_LINKS = frozenset(("en", "streepje", "min", "dan", "daarna"))
# So every number begins, and everything that doubles one.
_OPENING = AnyCase(
    r"(?<![^\W_])(?:\d|acht|d(?:rie|ert|ubb)|e(?:en|lf)|n(?:egen|ul)|t(?:wee|wa|win|ien|ach)"
    r"|v(?:ier|ijf|eer)|z(?:es|eve|euv|ero))"
)
_LONGEST = 160
_MOST_GAP = 4


class Part(NamedTuple):
    """One written number inside a row of numbers, with the digits that it stands for."""

    start: int
    end: int
    digits: str
    spelled: bool


@lru_cache(maxsize=1)
def number_words() -> dict[str, int]:
    """Every number from one to a hundred in words without accents, with its value."""
    between = {
        f"{unit}en{tens}": one + ten for unit, one in _UNITS.items() for tens, ten in _TENS.items()
    }
    return {**_UNITS, **_TEENS, **_TENS, **between, "honderd": 100, "anderhalf": 1}


@lru_cache(maxsize=1)
def rank_words() -> dict[str, int]:
    """`vierde`, `tachtigste`: every rank up to a hundred in words, with its value."""
    plain = {
        f"{word}{end}": value for word, value in number_words().items() for end in ("de", "ste")
    }
    return {**plain, **_FIRST_RANKS}


def number_rows(text: str) -> Iterator[list[Part]]:
    """Rows of numbers with hardly anything in between, in digits or in words."""
    row: list[Part] = []
    done = 0
    twice: int | None = None
    small = in_small(text)
    opening = _OPENING.fit_for(small)
    at = 0
    while True:
        if not row and twice is None:
            opens = opening.search(small, at)
            match = _WORD.match(text, opens.start()) if opens else None
        else:
            match = _WORD.search(text, at)
        if match is None:
            break
        at = match.end()
        word = match.group().casefold()
        if row and not (
            match.start() - done <= _MOST_GAP and _BETWEEN.fullmatch(text, done, match.start())
        ):
            yield row
            row, twice = [], None
        digits = "" if len(word) > _LONGEST else _digits(word)
        if digits:
            start = match.start() if twice is None else twice
            many = digits if twice is None else digits * 2
            row.append(Part(start, match.end(), many, not word.isdigit()))
            twice = None
        elif word in _TWICE:
            twice = match.start()
        elif not (row and word in _LINKS):
            if row:
                yield row
            row, twice = [], None
        done = match.end()
    if row:
        yield row


@remembered
def _digits(word: str) -> str:
    """The digits that a word stands for; nothing when it is no number."""
    if _PIECES.fullmatch(word) is None:
        return ""
    return "".join(_value(piece) for piece in _PIECE.finditer(word))


def _value(piece: re.Match[str]) -> str:
    word = piece.group()
    if word in {"nul", "zero"}:
        return "0"
    if piece.group("unit"):
        return str(_UNITS[piece.group("unit")] + _TENS[piece.group("tens")])
    return word if word.isdigit() else str(number_words()[word])
