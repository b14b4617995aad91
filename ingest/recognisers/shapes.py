"""A text in plain letters, digits and marks, code point for code point: offsets stay what they are.

Numbers are also written with Arabic or full-width digits, long dashes, hard spaces or nothing you
can see in between. The recognisers of patterns search this plainer text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ingest.recognisers.remembering import remembered

_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\uff0d")
_QUOTES = frozenset("\u2018\u2019\u201a\u201b\u00b4`\u2032")
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "Ł": "L", "Ø": "O", "Đ": "D", "İ": "I"}

_DIGIT = re.compile(r"\d")


class _Plainer(dict[int, str]):
    """The plain character for each one that was met; looked up once."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < 20_000:
            self[code] = plain
        return plain


@lru_cache(maxsize=1)
def _table() -> _Plainer:
    return _Plainer()


@remembered
def level(text: str) -> str:
    """The same text, as long as it was, without accents and unusual digits, spaces and dashes."""
    return text if text.isascii() else text.translate(_table())


@remembered
def digit_places(text: str) -> Sequence[int]:
    """Where the digits of a text stand."""
    return [match.start() for match in _DIGIT.finditer(text)]


def near_digits(
    pattern: re.Pattern[str], text: str, digits: Iterable[int], *, reach: int = 0
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, tried only where a digit stands or follows shortly.

    Args:
        pattern: every fit of it has its first digit at most `reach` characters from its start.
        text: what is searched.
        digits: where its digits stand, see `digit_places`.
        reach: zero for a pattern that begins with a digit.
    """
    done = 0
    for digit in digits:
        for at in range(max(done, digit - reach), digit + 1):
            # A place before `done` lies in what fitted already, or was tried.
            if at >= done:
                done = at + 1
                match = pattern.match(text, at)
                if match is not None:
                    done = match.end()
                    yield match


def holds_any(plain: str, words: Iterable[str]) -> bool:
    """True when one of these words in small letters is somewhere in a levelled text, in any case.

    What a pattern that ignores case fits in such a text holds its words in letters that become
    these in lower case, because `level` takes the others (a Kelvin sign, a dotless i) away.
    """
    small = plain.lower()
    return any(word in small for word in words)


def digits_of(surface: str) -> str:
    """The digits in a stretch of text, as 0 to 9."""
    return "".join(character for character in surface if "0" <= character <= "9")


def _plain(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character in _QUOTES:
        return "'"
    if character in _INVISIBLE:
        return " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    if character in _LETTERS:
        return _LETTERS[character]
    base = unicodedata.normalize("NFKD", character)[:1]
    # Only what stands for one letter or mark: an accent, a full-width or a mathematical letter.
    if base.isascii() and (category[0] == "L" or "\uff01" <= character <= "\uff5e"):
        return base
    return character
