"""Postcodes: Dutch in any spelling, Belgian beside a town."""

import re
from collections.abc import Iterator, Sequence

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.shapes import digit_places, holds_any, level, near_digits
from models.vocabulary import PersonalDataKind as Kind

_POSTCODE = re.compile(r"(?<![\w.,€-])[1-9]\d{3}[ -]{0,2}(?P<letters>[A-Za-z]{2})(?![\w-])")
_DIGITS_ALONE = re.compile(
    r"\bpostcode(?:gebied|cijfers)?s?\s?(?:is|:|van|met|begint met)?\s?(?:de\s)?"
    r"(?P<digits>[1-9]\d{3})"
    r"(?!\d)(?:\s?(?P<letters>[a-z]\s?[a-z])(?!\w))?",
    re.I,
)
_BELGIAN = re.compile(r"(?<![\w-])B-? ?[1-9]\d{3}(?![\w-])", re.I)
# Pairs that follow a year or an amount: 'in 2024 is', '1500 op', '2500 mg'.
_SHORT_WORDS = frozenset((
    "is", "in", "en", "op", "of", "te", "ik", "we", "me", "na", "om", "al", "ze", "je", "er", "de",
    "ga", "nu", "zo", "ja", "ah", "oh", "km", "kg", "cm", "mm", "ma", "pa", "wo", "do", "vr", "za",
    "di", "mo", "uw", "dr", "la", "le", "mg", "ml", "gb", "mb", "tb", "kw", "pk", "hz", "db", "st",
    "nm", "cc", "eu", "jr", "nr", "vs", "ha", "xl", "nl", "tv", "pc", "go", "he", "kb", "ff", "mn",
))  # fmt: skip
_UNITS = frozenset(("km", "kg", "pk", "gb", "mb", "nl", "eu", "tv", "pc", "xl", "kw"))
_HOUSE_BEFORE = re.compile(r"\d ?-?[a-zA-Z]{0,3}, ?$")
# No sentence ends on 'en' or 'er' behind a number, and on a measure it does: '1500 mg.'
_ENDS = re.compile(r"\s*(?:[.!?;)\n]|$)")
# 'mijn postcode is 1234 er en ik woon': after the letters the sentence goes on.
_GOES_ON = re.compile(
    r",? (?:en|maar|in|te|want|dus|dat|die|valt|ligt|hoort|is|was|heeft|krijgt|kan|mag|staat)\b",
    re.I,
)
_MEASURES = frozenset((
    "km", "kg", "cm", "mm", "mg", "ml", "gb", "mb", "tb", "kw", "pk", "hz", "db", "nm", "cc", "ha",
    "kb", "ma", "pa", "al", "nu", "zo", "ja", "mn", "ff", "st",
))  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")


def find(text: str) -> list[Mention]:
    """Postcodes."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    text = level(reading.text)
    digits = digit_places(text)
    if not digits:
        return []
    known = lists()
    return [*_dutch(reading, text, digits, known), *_belgian(reading, text, digits, known)]


def _dutch(reading: Reading, text: str, digits: Sequence[int], known: Lists) -> Iterator[Mention]:
    fitting = list(near_digits(_POSTCODE, text, digits))
    starts = {token.start: index for index, token in enumerate(reading.tokens)} if fitting else {}
    for match in fitting:
        letters = match.group("letters")
        certain = letters.isupper() and reading.cased
        announced = text[max(0, match.start() - 12) : match.start()].casefold()
        joined = match.end() - match.start() == 6
        towned = letters.casefold() != "en" and _before_town(reading, starts, match.end(), known)
        ordinary = letters.casefold() in (_UNITS if certain else _SHORT_WORDS)
        # 'in 2014, 2015 en 2016': years in a row, no house with its postcode.
        years = ordinary and letters.islower() and _YEAR.match(match.group()) is not None
        if not years and (
            (certain and not ordinary)
            or _HOUSE_BEFORE.search(text, max(0, match.start() - 8), match.start())
            or ("postcode" in announced and (joined or not ordinary or towned))
            or ("postcode" in announced and _GOES_ON.match(text, match.end()))
            or (towned and not _YEAR.match(match.group()))
            or (not ordinary and (joined or not letters.istitle()))
            or (letters.casefold() not in _UNITS | _MEASURES and _ENDS.match(text, match.end()))
        ):
            yield Mention(*match.span(), Kind.POSTCODE, "postcode")
    for match in _DIGITS_ALONE.finditer(text) if holds_any(text, ("postcode",)) else ():
        yield Mention(*match.span("digits"), Kind.POSTCODE, "postcode-cijfers")
        letters = (match.group("letters") or "").casefold()
        if letters and letters not in _SHORT_WORDS:
            yield Mention(match.start("digits"), match.end("letters"), Kind.POSTCODE, "postcode")


def _before_town(reading: Reading, starts: dict[int, int], end: int, known: Lists) -> bool:
    """`1234 er utrecht`: a town behind it takes every doubt away."""
    gap = (
        1 if reading.text[end : end + 1] == " " else 2 if reading.text[end : end + 2] == ", " else 0
    )
    index = starts.get(end + gap) if gap else None
    return index is not None and reading.phrase(index, known.places) > 0


def _belgian(reading: Reading, text: str, digits: Sequence[int], known: Lists) -> Iterator[Mention]:
    """Four digits before a town; a year before one is more likely a year."""
    for match in near_digits(_BELGIAN, text, digits, reach=3):
        yield Mention(*match.span(), Kind.POSTCODE, "postcode-belgie")
    for index, token in enumerate(reading.tokens):
        if not token.number:
            continue
        word = text[token.start : token.end]
        if (
            len(word) == 4
            and word.isdecimal()
            and word[0] != "0"
            and not _YEAR.match(word)
            and reading.gap(index + 1) == " "
            and reading.capital(index + 1)
            and reading.phrase(index + 1, known.places)
        ):
            yield Mention(token.start, token.end, Kind.POSTCODE, "postcode-belgie")
