"""An exact age as a band: `17-jarige`, `zeventien` and `17 jaar` become `[12-17 jaar]`."""

import re
from functools import lru_cache

from ingest.recognisers.lexicon import fold
from models.vocabulary import age_band

UNITS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9,
}  # fmt: skip
_TEENS = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15,
    "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19,
}  # fmt: skip
_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70,
    "tachtig": 80, "negentig": 90,
}  # fmt: skip
_IRREGULAR = {
    "eerste": 1, "derde": 3, "achtste": 8, "anderhalf": 1, "honderd": 100, "pasgeboren": 0,
}  # fmt: skip
_OLDEST = 120
_WORDS = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|½")
_YOUNG = re.compile(r"^(?:maand|mnd|week|weken|dag)")
_MONTHS = re.compile(r"^(?:maand|mnd)")
_AGED_ENDS = ("jarigen", "jarige", "jarig")
_RANK_ENDS = ("ste", "de", "e")


def band(surface: str) -> str:
    """The placeholder with the band of ages that these words fall in; nothing when unreadable.

    Two ages in different bands are unreadable: one band would be wrong about one of them.
    """
    words = _WORDS.findall(fold(surface))
    numbers = [number for word in words if (number := _read(word)) is not None]
    if not numbers or any(number > _OLDEST for number in numbers):
        return ""
    if any(_MONTHS.match(word) for word in words):
        numbers = [number // 12 for number in numbers]
    elif any(_YOUNG.match(word) for word in words):
        numbers = [0]
    bands = {age_band(number) for number in numbers}
    return bands.pop() if len(bands) == 1 else ""


def _read(word: str) -> int | None:
    if word[0].isdigit():
        try:
            return int(re.split(r"[.,]", word)[0])
        except ValueError:
            return None
    for ending in _AGED_ENDS:
        word = word.removesuffix(ending)
    return number_in_words(word)


def number_in_words(word: str) -> int | None:
    """`drieenveertig` or `twaalfde` as a number, when this folded word is one up to a hundred."""
    known = _numbers()
    if word in known:
        return known[word]
    for ending in _RANK_ENDS:
        stem = word.removesuffix(ending)
        if stem != word and stem in known:
            return known[stem]
    return None


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    joined = {
        f"{unit}en{ten}": value + tens
        for ten, tens in _TENS.items()
        for unit, value in UNITS.items()
    }
    return {**UNITS, **_TEENS, **_TENS, **_IRREGULAR, **joined}
