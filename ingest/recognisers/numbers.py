"""Numbers that point to one person: BSN, bank account, number plate, and file numbers of any kind.

A number that looks like one of these but fails its check is still taken away: a slip of the pen
does not make it harmless.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.recognisers import bank, casenumbers, plates
from ingest.recognisers.bank import passes_iban_check
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, digits_of, holds_any, level, near_digits
from ingest.recognisers.spoken import number_rows
from models.vocabulary import PersonalDataKind as Kind

__all__ = ["find", "passes_eleven_test", "passes_iban_check"]

_BSN_WORD = re.compile(
    r"\b(?:bsn|b\.s\.n\.?|burger\s?-?service\s?-?(?:nummer|nr)|service\s?nummer|sofi(?:\s?-?nummer|nr)?"
    r"|burgernummer|bsn-?nr|fiscaal nummer|rijksregisternummer|insz)(?:\s?-?(?:nummer|nr))?s?\b\.?",
    re.I,
)
# One of these is in everything that the pattern above fits.
_BSN_WORDS = ("bsn", "b.s.n", "burger", "service", "sofi", "fiscaal", "rijksreg", "insz")
_NUMBER = r"\d(?:[\s./-]{0,3}\d){5,10}"
_AFTER_WORD = re.compile(
    r"[\s:=(]{0,4}(?:(?:van\s\w{1,20}(?:\s\w{1,20})?|is|was|luidt|nummer|nr\.?|dat|nl|namelijk|moet|zijn"
    r"|staat|met|het|mijn|gewoon|nu|toch|en)[\s:=,(]{1,3}){0,6}"
    rf"(?P<number>{_NUMBER})(?!\d)",
    re.I,
)
_NINE_DIGITS = re.compile(r"(?<![\w.,-])\d(?:[\s./-]{0,3}\d){8}(?![\w]|[.,-]\d)")
_NINE_TOGETHER = re.compile(r"(?<![\w.,-])\d(?:[ .-]?\d){8}(?![\w]|[.,-]\d)")
_DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)|(?:\d{1,3} ){2}\d{1,3}$")
_DIGIT_BEFORE = re.compile(r"[\d+] ?$")
_DIGIT_AFTER = re.compile(r" \d")
_NEAR = 160
_LEAST_SPELLED = 7


def find(text: str) -> list[Mention]:
    """BSNs, bank accounts, number plates and file numbers."""
    plain = level(text)
    digits = digit_places(plain)
    found = list(_bsns(plain, digits))
    if digits:
        found += [*bank.find(plain), *plates.find(plain), *casenumbers.find(plain)]
    return found


def passes_eleven_test(digits: str) -> bool:
    """The eleven test of the BSN: weights 9 down to 2, and -1 for the last digit."""
    if len(digits) != 9 or not digits.isdigit() or int(digits) == 0:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(d) for weight, d in zip(weights, digits, strict=True)) % 11 == 0


def _bsns(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    words: list[tuple[int, int]] = []
    if holds_any(text, _BSN_WORDS):
        words = [match.span() for match in _BSN_WORD.finditer(text)]
    for _, end in words:
        number = _AFTER_WORD.match(text, end)
        if number:
            yield Mention(*number.span("number"), Kind.BSN, "na-bsn")
    # A second one, or one before the word: nine digits are enough near it.
    for start, end in _around(words):
        for near in _NINE_DIGITS.finditer(text, start, end):
            if not _DATE.match(near.group()):
                yield Mention(*near.span(), Kind.BSN, "bij-bsn")
        yield from _spelled(text, start, end)
    for match in near_digits(_NINE_TOGETHER, text, digits):
        if _is_one_number(text, match) and passes_eleven_test(digits_of(match.group())):
            yield Mention(*match.span(), Kind.BSN, "elfproef")


def _around(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches near these words, none of them twice."""
    stretches: list[tuple[int, int]] = []
    for start, end in words:
        first, last = max(0, start - _NEAR // 2), end + _NEAR
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return stretches


def _is_one_number(text: str, match: re.Match[str]) -> bool:
    """Not a date, nor a telephone number with a loose digit behind it."""
    surface = match.group()
    alone = not (_DIGIT_BEFORE.search(text[max(0, match.start() - 2) : match.start()]))
    if not surface.isdecimal() and not (alone and _DIGIT_AFTER.match(text, match.end()) is None):
        return False
    groups = [len(group) for group in re.split(r"[ .-]", surface)]
    return not _DATE.match(surface) and (1 not in groups or set(groups) == {1} or max(groups) < 5)


def _spelled(text: str, start: int, end: int) -> Iterator[Mention]:
    """`mijn bsn is negen negen negen ...`"""
    for row in number_rows(text[start:end]):
        if sum(len(part.digits) for part in row) >= _LEAST_SPELLED and any(p.spelled for p in row):
            yield Mention(start + row[0].start, start + row[-1].end, Kind.BSN, "bsn-in-woorden")
