"""Telephone numbers in every spelling; the public help lines are left as they are."""

import re
from collections.abc import Iterator

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, digits_of, level, near_digits
from ingest.recognisers.spoken import Part, number_rows
from models.vocabulary import PersonalDataKind as Kind

_SEP = r"[ \t./()_*~-]{0,3}"
# Where a number may begin: not inside another number, an amount or a word.
_BEGIN = (
    r"(?:(?<!\w)|(?<=tel)|(?<=mob)|(?<=bel)|(?<=app)|(?<=nr)|(?<=op))(?<!\d[.,/:-])(?<!€)(?<!€ )"
)
_NOT_OTHERWISE = (
    r"(?!\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:19|20)\d\d(?!\d))"
    r"(?!\d\d/\d{6}-\d\d(?!\d))"
    r"(?!\d\d\.\d\d ?- ?\d\d\.\d\d(?![\d.]))"
)
_EXTENSION = r"(?:,? ?(?i:toestel|tst\.?|ext\.?|doorkies(?:nummer)?):? ?\d{1,5})?"
_DUTCH = re.compile(
    rf"{_BEGIN}{_NOT_OTHERWISE}(?!0[89]00)\(?(?:0|[oO](?= ?[-.]? ?6))\)?(?:,(?= ?\d{{8}})|{_SEP})"
    rf"{_SEP}[1-9]"
    rf"(?:(?:{_SEP}\d){{8}}(?!\d)|(?:{_SEP}\d){{7}}(?!\d)|(?:{_SEP}\d){{9,11}}(?!\d)){_EXTENSION}"
)
_FOREIGN = re.compile(
    rf"(?<![\w+])(?<!\d[.,/:-])\(?(?:\+|00){_SEP}"
    rf"(?:31{_SEP}(?:0{_SEP})?[1-9](?:{_SEP}\d){{8}}(?!\d)"
    rf"|[1-9]\d{{0,2}}{_SEP}(?:0{_SEP})?[1-9](?:{_SEP}\d){{5,12}}(?!\d)){_EXTENSION}"
)
_SERVICE = re.compile(rf"(?<![\w.,])0[89]00{_SEP}\d(?:(?:{_SEP}\d){{6}}|(?:{_SEP}\d){{3,4}})(?!\d)")
_AFTER_WORD = AnyCase(
    r"(?:\b(?:tel(?:efoon(?:nummer|nr)?)?|mobiel(?:e nummer|tje|nummer)?|mob"
    r"|06(?=\s(?:is|nr|nummer)\b)|06-?nummer|gsm"
    r"|gsm-?nummer|telnr|bel|belt|bellen|app|appt|appen|sms|sms'en|bereikbaar op|whatsapp|wapp|fax"
    r"|vast(?:e nummer|e lijn)?|werknummer|privenummer|noodcontact|mijn nr|me nr|m'n nummer)\b"
    r"|(?<![\w-])(?:nummer|nr)\b(?=[^\d\n]{0,12}[0+]))"
    r"[\s.:=-]{0,3}(?:(?:is|op|via|nr\.?|nummer|me op|mij op|ons op|naar|dit|dan|maar|nu|even|met)"
    r"[\s:]{1,3}){0,3}"
    rf"(?P<number>\+?\(?\d(?:{_SEP}\d){{5,12}})(?!\d)"
    r"(?! ?(?:euro|€|keer|uur|dagen|weken|jaar|mensen))",
)  # fmt: skip
_PHONE_WORD = re.compile(
    r"\b(?:tel\w{0,15}|mobiel\w{0,8}|gsm|bel\w{0,3}|app\w{0,2}|nummer|nr|bereikbaar|whatsapp)\b",
    re.I,
)
# Six digits with little in between: every number that is written in digits has them.
_SIX_DIGITS = re.compile(r"\d(?:\D{0,9}\d){5}")
_SPELLED = AnyCase(r"nul|zero|zes|plus|dubbel|een|twee|acht")
_DIGIT_OR_SPELLED = AnyCase(r"\d|nul|zero|zes")
_PLUS = re.compile(r"(?:\+|\bplus) ?$", re.I)
_LOOK_BACK = 40
# '(+ - 31', '(o - 6': how far the first digit can be from where a number begins.
_MOST_BEFORE_DIGIT = 5
_LEAST, _NATIONAL, _ABROAD = 8, 10, 13
# Lines that anybody may call, and the numbers of the great public bodies.
_PUBLIC_LINES = frozenset(
    {"08000113", "08002000", "08000432", "0880767000", "09008844", "09000113", "08001351",
     "08008020", "0883030", "08008115", "08000543", "08001925", "0888989294", "0887891000",
     "0881236555", "09000101", "09001450", "09001995", "08000880", "08001205", "0302059059",
     "09001884", "08005090", "08008051", "08000600", "0887371100", "0889006960", "0880430430",
     "0505997755", "0206565656", "09001207", "08001729"}
)  # fmt: skip
# 'bel 14 030': the short numbers of municipalities.
_MUNICIPAL = re.compile(r"14 ?0\d{2,3}$")


def find(text: str) -> list[Mention]:
    """Telephone numbers in digits and in words."""
    plain = level(text)
    if not _DIGIT_OR_SPELLED.holds(plain):
        return []
    return [*_in_digits(plain), *_in_words(plain)]


def _in_digits(text: str) -> Iterator[Mention]:
    digits = digit_places(text)
    if next(near_digits(_SIX_DIGITS, text, digits), None) is None:
        return
    for pattern, rule in (
        (_DUTCH, "telefoon"),
        (_FOREIGN, "telefoon"),
        (_SERVICE, "telefoon-dienst"),
    ):
        for match in near_digits(pattern, text, digits, reach=_MOST_BEFORE_DIGIT):
            end = _end(text, *match.span())
            if not _is_public(text[match.start() : end]):
                yield Mention(match.start(), end, Kind.PHONE, rule)
    small = in_small(text)
    for match in _AFTER_WORD.fit_for(small).finditer(small):
        number = match.group("number")
        if not _is_public(number) and not _MUNICIPAL.match(number):
            yield Mention(*match.span("number"), Kind.PHONE, "telefoon-na-woord")


def _end(text: str, start: int, end: int) -> int:
    """Without the '2' of '+597 1234567 2 keer'."""
    loose = end - start > 12 and text[end - 2].isspace() and text[start] in "+0("
    return end - 2 if loose and len(digits_of(text[start:end])) > _NATIONAL else end


def _in_words(text: str) -> Iterator[Mention]:
    if not _SPELLED.holds(text):
        return
    for row in number_rows(text):
        if any(part.spelled for part in row) and sum(len(p.digits) for p in row) >= _LEAST:
            yield from _spoken(text, row)


def _spoken(text: str, row: list[Part]) -> Iterator[Mention]:
    """Where a row of spelled numbers is one telephone number, or several in a row."""
    at = 0
    while at < len(row):
        wanted = _wanted(text, row, at)
        if not wanted:
            at += 1
            continue
        last, digits = at, ""
        while last < len(row) and len(digits) < wanted:
            digits += row[last].digits
            last += 1
        if len(digits) < _LEAST or not any(part.spelled for part in row[at:last]):
            return
        if not _is_public(digits):
            yield Mention(row[at].start, row[last - 1].end, Kind.PHONE, "telefoon-in-woorden")
        at = last


def _wanted(text: str, row: list[Part], at: int) -> int:
    """How many digits a number has that begins here; 0 when none does."""
    digits = "".join(part.digits for part in row[at : at + 3])
    if digits.startswith("00"):
        return _ABROAD
    if digits.startswith("0"):
        return _NATIONAL
    before = text[max(0, row[at].start - _LOOK_BACK) : row[at].start]
    if _PLUS.search(before):
        return _NATIONAL + 1
    return _NATIONAL - 1 if at == 0 and _PHONE_WORD.search(before) else 0


def _is_public(surface: str) -> bool:
    """A line that anybody may know is no personal data."""
    return digits_of(surface) in _PUBLIC_LINES
