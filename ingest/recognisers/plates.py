"""Number plates: every Dutch series, Belgian and German ones, in any case and spelling."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, holds_any, level, near_digits
from models.vocabulary import PersonalDataKind as Kind

# X a letter, 9 a digit. The fourteen Dutch series, then what drives here from Belgium.
DUTCH_SERIES = (
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9",
    "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
)  # fmt: skip
BELGIAN_SERIES = ("9-XXX-999", "XXX-999", "999-XXX")
_SIGNS = {"X": "[a-z]", "9": r"\d"}
_VEHICLE = re.compile(
    r"\b(?:\w{0,12}auto|autootje|\w{0,8}busje|\w{0,8}bus|\w{0,8}scooter|brommer|snorfiets|brommobiel"
    r"|motor|wagen|stationwagen|vrachtwagen|taxi|aanhanger|caravan|camper|kenteken\w{0,8}|plaat|plaatje"
    r"|nummerbord|nummerplaat|golf|polo|audi|bmw|opel|peugeot|fiat|kia|toyota|volvo|mercedes|renault"
    r"|suzuki|ford|skoda|seat|citroen|nissan|mazda|honda|hyundai|dacia|tesla|volkswagen|vw|trekker"
    r"|tractor|quad|vespa|piaggio|mini|smart|jeep|parkeer\w{0,10}|geparkeerd|chauffeur|rijdt|reed)\b",
    re.I,
)
_AFTER_WORD = re.compile(
    r"\b(?:kenteken(?:plaat|nummer|bewijs)?s?|nummerbord|nummerplaat|plaatnummer|plaat|plaatje)\b[\s:=(]*"
    r"(?:(?:van\s(?:de\s|het\s|mijn\s|zijn\s|haar\s|die\s)?\w{1,20}\s)?"
    r"(?:(?:is|was|met|met het|nummer|nr\.?|eindigt op|begint met|en dan|dat is|waarop)"
    r"\s?:?\s?){0,2})?"
    r"['\"]?(?P<plate>[a-z0-9]{1,5}(?:[ .-]{1,3}[a-z0-9]{1,4}){0,8})(?!\w)",
    re.I,
)
# One of these is in everything that the pattern above fits.
_PLATE_WORDS = ("kenteken", "nummerbord", "plaat")
_GERMAN = re.compile(r"(?<![\w-])[A-Z]{1,3}-[A-Z]{1,2}[ -]\d{1,4}(?![\w-])", re.I)
_OLD_PROVINCIAL = re.compile(r"(?<![\w-])(?:[A-EGHK-PRX]|GZ|HZ)-\d{4,5}(?![\w-])")
# What stands between two numbers and is no plate: '12 kg 40', 'om 10 in 15'.
_UNITS = frozenset((
    "kg", "cm", "mm", "km", "ml", "cl", "dl", "gr", "mg", "st", "nr", "pp", "dr", "mr", "ds", "mw",
    "tv", "pc", "wc", "vs", "bv", "nv", "jr", "sr", "mb", "gb", "tb", "kw", "pk", "db", "m", "x",
    "z", "p", "v", "t", "s", "d", "k", "n", "ggz", "wlz", "wmo", "lvb", "zzp", "pgb", "bsn", "cbr",
    "btw", "dvd", "cd", "hbo", "mbo", "vwo", "ns", "gvd", "pm", "vd", "cv", "tm", "hr",
))  # fmt: skip
_VOWELS = frozenset("aeiou")
_BEFORE, _AFTER = 120, 60
# '3511 lk' could be the second series, but is a postcode unless there is a vehicle.
_POSTCODE = re.compile(r"[1-9]\d{3} ?[a-z]{2}", re.I)
_DIGIT = re.compile(r"\d")
_MOST_LETTERS = 3
# 'XX - XX - 99': how far the first digit can be from where a plate begins.
_MOST_BEFORE_DIGIT = 10


def find(text: str) -> list[Mention]:
    """Number plates."""
    plain = level(text)
    digits = digit_places(plain)
    if not digits:
        return []
    known = lists()
    return [*_dashed(plain, digits), *_loose(plain, digits, known), *_announced(plain, known)]


@lru_cache(maxsize=1)
def _dashed_series() -> re.Pattern[str]:
    return _series(DUTCH_SERIES + BELGIAN_SERIES, r"(?: ?[-.] ?)")


@lru_cache(maxsize=1)
def _loose_series() -> re.Pattern[str]:
    return _series(DUTCH_SERIES + BELGIAN_SERIES[:1], "[ -]?")


def _series(series: tuple[str, ...], gap: str) -> re.Pattern[str]:
    """All series at once, with something between their groups."""
    shapes = (
        gap.join("".join(_SIGNS[sign] for sign in group) for group in one.split("-"))
        for one in series
    )
    return re.compile(rf"(?<![\w@-])(?<!\d[.,/])(?:{'|'.join(shapes)})(?![\w-]|[.,/]\d)", re.I)


def _dashed(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    if "-" not in text:
        return
    for match in near_digits(_dashed_series(), text, digits, reach=_MOST_BEFORE_DIGIT):
        groups = re.findall(r"[a-z]+", match.group().casefold())
        # 'pgb-123' is a file or a law before it is an old Belgian plate.
        doubtful = match.group().count("-") < 2 or any(
            len(group) > 1 and group in _UNITS for group in groups
        )
        if "-" in match.group() and (not doubtful or _near_vehicle(text, *match.span())):
            yield Mention(*match.span(), Kind.LICENSE_PLATE, "kenteken")
    for pattern in (_GERMAN, _OLD_PROVINCIAL):
        for match in near_digits(pattern, text, digits, reach=_MOST_BEFORE_DIGIT):
            if _near_vehicle(text, *match.span()):
                yield Mention(*match.span(), Kind.LICENSE_PLATE, "kenteken-buitenland")


def _loose(text: str, digits: Sequence[int], known: Lists) -> Iterator[Mention]:
    """With spaces or nothing in between: near a vehicle, or when it cannot be read as words."""
    shouting = text.isupper()
    for match in near_digits(_loose_series(), text, digits, reach=_MOST_BEFORE_DIGIT):
        groups = re.findall(r"[a-z]+", match.group().casefold())
        # Capitals among small letters are no words: 'de auto, NX 22 TG, is weg'.
        capitals = match.group().isupper() and not shouting
        near = _near_vehicle(text, *match.span())
        if not capitals and any(_reads_as_word(group, known, near=near) for group in groups):
            continue
        postcode = _POSTCODE.fullmatch(match.group()) is not None
        strange = not postcode and not any(_VOWELS & set(group) for group in groups)
        shouted = not postcode and match.group().isupper() and " " not in match.group()
        if strange or shouted or near:
            yield Mention(*match.span(), Kind.LICENSE_PLATE, "kenteken-zonder-streepjes")


def _reads_as_word(group: str, known: Lists, *, near: bool) -> bool:
    """`nx` may be chat for nothing; near a vehicle it is a plate."""
    vowels = bool(_VOWELS & set(group))
    return (
        (group in _UNITS and (len(group) > 1 or not near))
        or (group in known.function_words and (vowels or not near))
        or (len(group) > 1 and group in known.words and vowels)
    )


def _near_vehicle(text: str, start: int, end: int) -> bool:
    return bool(
        _VEHICLE.search(text, max(0, start - _BEFORE), start)
        or _VEHICLE.search(text, end, end + _AFTER)
    )


def _announced(text: str, known: Lists) -> Iterator[Mention]:
    """After 'kenteken' whatever looks like a code, also letter by letter."""
    if not holds_any(text, _PLATE_WORDS):
        return
    for match in _AFTER_WORD.finditer(text):
        pieces = list(re.finditer(r"[a-z0-9]+", match.group("plate"), re.I))
        kept = 0
        for piece in pieces:
            word = piece.group().casefold()
            if not _DIGIT.search(word) and (
                len(word) > _MOST_LETTERS
                or (len(word) > 1 and (word in known.function_words or word in known.words))
            ):
                break
            kept += 1
        if kept and any(_DIGIT.search(piece.group()) for piece in pieces[:kept]):
            start = match.start("plate")
            yield Mention(start, start + pieces[kept - 1].end(), Kind.LICENSE_PLATE, "na-kenteken")
