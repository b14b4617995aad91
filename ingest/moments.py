"""Which dates are the same day, however they are written: `12 maart`, `12-3`, `twaalf maart`."""

import re
from typing import NamedTuple

from ingest.ages import number_in_words
from ingest.recognisers.lexicon import fold

_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_PIECES = re.compile(r"[^\W\d_]+|\d+")
_IN_WORDS = re.compile(r"^(tweeduizend|negentienhonderd|negentien)(?:en)?(.*)$")
_CENTURIES = {"tweeduizend": 2000, "negentienhonderd": 1900, "negentien": 1900}
_LONG_YEAR = 1900
_LAST_DAY, _LAST_MONTH = 31, 12
_TURN_OF_CENTURY = 40


class Moment(NamedTuple):
    """A day of the year, or a month when `day` is 0; `year` is 0 when it is not told."""

    day: int
    month: int
    year: int


def moment(surface: str) -> Moment | None:
    """The date that these words say, or None when that is not certain."""
    pieces = _PIECES.findall(fold(surface))
    month = next((at for at, piece in enumerate(pieces) if _month(piece)), None)
    if month is None:
        return _in_digits([int(piece) for piece in pieces if piece.isdecimal() and len(piece) < 5])
    numbers = [_number(piece) for piece in pieces[:month]]
    days = [number for number in numbers if number is not None]
    year = _year(pieces[month + 1 :])
    if len(days) > 1 or year is None or (not days and not year):
        return None
    return _checked(days[0] if days else 0, _month(pieces[month]), year)


def _in_digits(numbers: list[int]) -> Moment | None:
    if len(numbers) not in {2, 3}:
        return None
    if numbers[0] > _LONG_YEAR:
        numbers.reverse()
    return _checked(numbers[0], numbers[1], _full(numbers[2]) if len(numbers) == 3 else 0)


def _checked(day: int, month: int, year: int) -> Moment | None:
    return Moment(day, month, year) if day <= _LAST_DAY and 0 < month <= _LAST_MONTH else None


def _month(piece: str) -> int:
    """The number of a month by its first letters; 0 for any other word."""
    if piece.startswith("mrt"):
        return 3
    return _MONTHS.index(piece[:3]) + 1 if piece[:3] in _MONTHS else 0


def _number(piece: str) -> int | None:
    if piece.isdecimal():
        return int(piece[:4])
    return number_in_words(piece)


def _year(pieces: list[str]) -> int | None:
    """The year in what follows the month: 0 when nothing does, None when it cannot be read."""
    pieces = [piece for piece in pieces if piece not in {"van", "het", "jaar", "in"}]
    if not pieces:
        return 0
    if len(pieces) == 1 and pieces[0].isdecimal():
        return _full(int(pieces[0][:4]))
    said = _IN_WORDS.match("".join(pieces))
    if said is None:
        return None
    rest = number_in_words(said[2]) if said[2] else 0
    return None if rest is None else _CENTURIES[said[1]] + rest


def _full(year: int) -> int:
    if year >= 100:
        return year
    return year + (2000 if year < _TURN_OF_CENTURY else 1900)
