"""Dates and dates of birth, in digits and in words. Bare months, weekdays and years are left."""

import re
from collections.abc import Iterator, Sequence

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.lexicon import lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, holds_any, level, near_digits
from ingest.recognisers.spoken import NUMBER, ORDINAL, TEEN, TENS
from models.vocabulary import PersonalDataKind as Kind

_MONTH = (
    r"(?:januari|janauri|janurai|jan|februari|febuari|februarie|febr|feb|maart|mrt|april|apr|mei|juni"
    r"|jun|juli|jul|augustus|agustus|augusts|aug|september|septembr|septemer|sept|sep|oktober"
    r"|october|okt|november|novmber|nov|december|decemer|dec|march|june|july|august)\b\.?"
)
_YEAR = r"(?:(?:19|20)\d{2}|'\d{2})"
_YEAR_IN_WORDS = rf"(?:tweeduizend(?:\s?(?:en)?\s?{NUMBER})?|negentien(?:honderd)?\s?{NUMBER})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])\s?(?:e\b|ste\b|de\b)?"
_SEVERAL_DAYS = (
    rf"(?:{_DAY}\s?(?:-|/|,|\ben\b|\bof\b|t/m|tot en met|\btot\b|\bop\b)\s?){{0,3}}{_DAY}"
)
_AFTER_MONTH = rf"(?:\s?,?\s?(?:van\s)?(?:{_YEAR}|{_YEAR_IN_WORDS}))?"
_MONTH_DATES = (
    AnyCase(rf"(?<![\w.,€]){_SEVERAL_DAYS}\s?-?(?:van\s)?{_MONTH}(?:-(?=\d))?{_AFTER_MONTH}"
               r"(?!\w)"),
    AnyCase(
        rf"(?<!\w)(?:{ORDINAL}|{NUMBER})\s(?:van\s)?(?!jan\b|mei\b){_MONTH}{_AFTER_MONTH}(?!\w)",
    ),
    # 'een mei' may be a girl; 'vier mei' is a day.
    AnyCase(rf"(?<!\w)(?:{ORDINAL}|{TEEN}|{TENS}|(?!een\b){NUMBER})\s(?:van\s)?mei"
               rf"{_AFTER_MONTH}(?!\w)"),
    AnyCase(rf"(?<!\w){_MONTH}\s?(?:van\s(?:het\sjaar\s)?|in\s|,\s)?{_YEAR}(?!\w)"),
    AnyCase(rf"(?<!\w){_MONTH}\s{_YEAR_IN_WORDS}(?!\w)"),
    # 'maart 12' and the like, as other languages write it
    AnyCase(rf"(?<!\w)(?!mei|maart){_MONTH}\s(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,\s?{_YEAR}"
               r"(?!\w)"),
)  # fmt: skip
_DIGIT_DATES = (
    re.compile(
        r"(?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])\s?([-/.])\s?(?:0?[1-9]|1[0-2])\s?\1\s?"
        r"(?:(?:19|20)\d{2}|'?\d{2})(?![\w/-]|\.\d)"
    ),
    re.compile(r"(?<![\w/.-])(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
               r"(?![\w/-])"),
    re.compile(r"(?<![\w/.,-])(?:0?[1-9]|[12]\d|3[01]) (?:0[1-9]|1[0-2]) (?:19|20)\d{2}(?![\w/-])"),
    # day and month slip: 13/25/2024 is still somebody's date
    re.compile(r"(?<![\w/.-])\d{1,2}([-/])\d{1,2}\1(?:19|20)\d{2}(?![\w/-])"),
)  # fmt: skip
_DAY_MONTH = r"(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2])"
_WEEKDAY = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|ma|di|wo|do|vr|za|zo)"
_SHORT_DATES = (
    re.compile(
        r"\b(?:op|sinds|vanaf|tot|per|dd\.?|d\.d\.|datum:?|van|tot en met|t/m|uiterlijk|voor"
        rf"|afspraak:?|jarig|geboren|verjaardag|{_WEEKDAY})\s(?:{_WEEKDAY}\s)?"
        rf"(?P<date>{_DAY_MONTH})(?![\w/-]|[.,]\d|\s?(?:uur|jaar|keer|procent|%|deel|van de))",
        re.I,
    ),
    re.compile(
        r"\b(?:op|sinds|vanaf|per)"
        rf"\s(?P<date>{_DAY}\s(?:van\s)?(?:deze|vorige|volgende)\smaand)(?!\w)",
        re.I,
    ),
)
_BORN = r"geb(?:oren|\.?\s?datum|oorte?-?\s?datum|oortedag)?\b\.?|\bgeboortedag\b|\bverjaardag\b"
_BORN_BEFORE = re.compile(
    rf"(?:\b{_BORN}|\bjarig\b|\bverjaart\b|\bverjaar\b|\bg\.d\.|\bgebdat\b|\*|°|\bgeboorte\b)"
    r"[\s:,(]*(?:(?:is|was|op|de|dd|d\.d\.|van|ben|zij|hij|ik|werd|wordt|in|nl|dus|te\s\w{2,20}"
    r"|mijn|\w{2,20}\sis)[\s.:]+){0,4}"
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\s)?$",
    re.I,
)
_BORN_AFTER = re.compile(
    r"^[\s,)]{0,3}(?:(?:ben|is|werd|was|zijn|werden)\s"
    r"(?:ik|hij|zij|ze|we|wij|jij|mijn\s\w{2,20}|\w{2,20})\s)?"
    r"(?:te\s\w{2,20}\s|in\s\w{2,20}\s)?(?:geboren|jarig)\b",
    re.I,
)
_BIRTH_YEARS = (
    re.compile(
        r"\b(?:geb(?:oren|\.)?(?:\s(?:in|anno|ergens in|rond|te\s\w{2,20}(?:\sin)?))?"
        r"(?:\shet\sjaar)?"
        r"|geboortejaar:?(?:\sis)?|bj\.?|lichting|(?:ik|hij|zij|ze)(?:\s(?:ben|is|was))?(?:\sook)?"
        rf"\s(?:van\s)?bouwjaar|geboorte\sin)\s?(?P<year>{_YEAR})(?!\w|[-/]\d)",
        re.I,
    ),
    re.compile(
        rf"(?<!\w)(?P<year>{_YEAR})\s(?:ben|is|werd|was)?\s?(?:ik|hij|zij|ze)?\s?geboren\b", re.I
    ),
    re.compile(rf"[(*]\s?(?:geb\.?\s|\*\s?)(?P<year>{_YEAR})(?!\w|[-/]\d)", re.I),
)
# 'ik ben van 1962', 'mijn zusje roksolana van 2011', 'Noor (2014)'
_BEFORE_YEAR = re.compile(
    r"(?<![\w'-])(?P<who>[\w'-]{1,30})(?:(?P<name>\s(?!(?:ben|is|was|van|uit|het)\b)[\w'-]{2,30}))?"
    r"(?P<link>,?\s(?:(?:ben|is|was)\s(?:ook\s|er\s)?(?:een\s)?)?(?:van|uit)\s(?:het\sjaar\s)?"
    r"|\s\()$",
    re.I,
)
_A_YEAR = re.compile(rf"(?<!\w){_YEAR}(?!\w|[-/]\d|\s(?:tot|t/m|en met)\b)", re.I)
_PRONOUNS = frozenset(("ik", "hij", "zij", "ze", "jij", "die", "k"))
_PEOPLE = frozenset(("kind", "iemand", "vrouw", "man", "mens", "dame", "heer", "generatie"))
_LOOK_BACK = 70
# What makes looking further worth the while.
_A_MONTH = AnyCase(rf"(?<![^\W\d_]){_MONTH}")
_MONTH_BEGINS = (
    "jan", "feb", "maart", "mrt", "apr", "mei", "jun", "jul", "aug", "agu", "sep", "okt", "oct",
    "nov", "dec", "march",
)  # fmt: skip
# What the text holds that each pattern for a month fits: one of these words, or else a digit.
_MONTH_DATES_HOLD = ((), ("",), ("mei",), (), ("tweeduizend", "negentien"), ())
_DAY_AND_MONTH = AnyCase(r"\d\s?[-/. ]\s?\d|\smaand")


def find(text: str) -> list[Mention]:
    """Dates and dates of birth."""
    plain = level(text)
    return list(_dates(plain))


def _dates(text: str) -> Iterator[Mention]:
    digits = digit_places(text)
    together = digits and _DAY_AND_MONTH.holds(text)
    small = in_small(text)
    if holds_any(small, _MONTH_BEGINS) and _A_MONTH.holds(small):
        for dated, words in zip(_MONTH_DATES, _MONTH_DATES_HOLD, strict=True):
            if holds_any(small, words) if words else digits:
                for match in dated.fit_for(small).finditer(small):
                    yield _dated(text, *match.span())
    for pattern in _DIGIT_DATES if together else ():
        for match in near_digits(pattern, text, digits):
            yield _dated(text, *match.span())
    if not digits:
        return
    for pattern in _SHORT_DATES if together else ():
        for match in pattern.finditer(text):
            yield _dated(text, *match.span("date"))
    if next(near_digits(_A_YEAR, text, digits, reach=1), None) is None:
        return
    for pattern in _BIRTH_YEARS:
        for match in pattern.finditer(text):
            yield Mention(*match.span("year"), Kind.DATE_OF_BIRTH, "geboortejaar")
    yield from _years_of_people(text, digits)


def _dated(text: str, start: int, end: int) -> Mention:
    before = text[max(0, start - _LOOK_BACK) : start]
    if _BORN_BEFORE.search(before) or _BORN_AFTER.match(text[end : end + _LOOK_BACK]):
        return Mention(start, end, Kind.DATE_OF_BIRTH, "geboortedatum")
    return Mention(start, end, Kind.DATE, "datum")


def _years_of_people(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    """A year behind a person, or a person's name: when somebody was born."""
    known = lists()
    relatives = known.triggers["verwanten"]
    for year in near_digits(_A_YEAR, text, digits, reach=1):
        match = _BEFORE_YEAR.search(text[max(0, year.start() - _LOOK_BACK) : year.start()])
        if match is None:
            continue
        who, name = match.group("who").casefold(), (match.group("name") or "").strip()
        told = any(f" {verb} " in match.group("link").casefold() for verb in ("ben", "is", "was"))
        person = name.casefold() or who
        named = person in known.sure_names
        if (
            person in relatives
            or person in _PEOPLE
            or named
            or (name and who in relatives and (name.istitle() or person not in known.words))
            or (person in _PRONOUNS and (told or person != "die"))
        ):
            yield Mention(*year.span(), Kind.DATE_OF_BIRTH, "geboortejaar")
