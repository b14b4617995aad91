"""Dates, dates of birth and ages, in digits and in words. Bare months and durations are left."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.recognisers.mention import Mention
from models.vocabulary import PersonalDataKind as Kind

_MONTH = (
    r"(?:januari|jan|februari|febr|feb|maart|mrt|april|apr|mei|juni|jun|juli|jul|augustus|aug"
    r"|september|sept|sep|oktober|okt|november|nov|december|dec)\b\.?"
)
_UNIT = r"(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_TEEN = (
    r"(?:tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien)"
)  # fmt: skip
_TENS = r"(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)"
_NUMBER = rf"(?:(?:{_UNIT}[eë]n)?{_TENS}|{_TEEN}|{_UNIT}|honderd)"
_ORDINAL = (
    rf"(?:(?:(?:{_UNIT}[eë]n)?{_TENS}|{_TEEN})(?:ste|de)|eerste|tweede|derde|vierde|vijfde|zesde"
    r"|zevende|achtste|negende)"
)
_YEAR = r"(?:(?:19|20)\d{2}|['’]\d{2})"
_YEAR_IN_WORDS = rf"(?:tweeduizend(?:\s?(?:en)?\s?{_NUMBER})?|negentien(?:honderd)?\s?{_NUMBER})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:e|ste|de)?"
_SEVERAL_DAYS = rf"(?:{_DAY}\s?(?:-|–|/|,|en|of|t/m|tot en met|tot)\s?){{0,3}}{_DAY}"
_AFTER_MONTH = rf"(?:\s?,?\s?(?:{_YEAR}|{_YEAR_IN_WORDS}))?"
_MONTH_DATES = (
    re.compile(rf"(?<![\w.,]){_SEVERAL_DAYS}\s?(?:van\s)?{_MONTH}{_AFTER_MONTH}(?!\w)", re.I),
    re.compile(
        rf"(?<!\w)(?:{_ORDINAL}|{_NUMBER})\s(?:van\s)?(?!jan\b|mei\b){_MONTH}{_AFTER_MONTH}(?!\w)",
        re.I,
    ),
    re.compile(rf"(?<!\w)(?:{_ORDINAL}|{_TEEN}|{_TENS})\s(?:van\s)?mei{_AFTER_MONTH}(?!\w)", re.I),
    re.compile(rf"(?<!\w){_MONTH}\s?(?:van\s(?:het\sjaar\s)?|in\s)?{_YEAR}(?!\w)", re.I),
    re.compile(rf"(?<!\w){_MONTH}\s{_YEAR_IN_WORDS}(?!\w)", re.I),
)  # fmt: skip
_DIGIT_DATES = (
    re.compile(
        r"(?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])\s?([-/.])\s?(?:0?[1-9]|1[0-2])\s?\1\s?"
        r"(?:(?:19|20)\d{2}|['’]?\d{2})(?![\w/-])"
    ),
    re.compile(r"(?<![\w/.-])(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
               r"(?![\w/-])"),
    re.compile(rf"(?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])-{_MONTH[:-4]}-(?:\d{{4}}|\d{{2}})(?!\w)",
               re.I),
)  # fmt: skip
_SHORT_DATE = re.compile(
    r"\b(?:op|sinds|vanaf|tot|per|dd\.?|d\.d\.|datum:?|van)\s(?P<date>"
    r"(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2]))(?![\w/-]|\s?(?:uur|jaar|keer|procent|%))",
    re.I,
)
_BORN_BEFORE = re.compile(
    r"(?:\bgeb(?:oren|\.?\s?datum|oortedatum)?\b\.?|\bgeboortedag\b|\bverjaardag\b|\bjarig\b"
    r"|\bverjaart\b|\bverjaar\b|\bg\.d\.|\bgebdat\b|\*|°)"
    r"[\s:,(]*(?:(?:is|was|op|de|dd|d\.d\.|van|ben|zij|hij|ik|werd|wordt|in)[\s.:]+){0,3}"
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\s)?$",
    re.I,
)
_BORN_AFTER = re.compile(
    r"^[\s,)]{0,3}(?:ben ik |is (?:hij|zij|ze) |werd (?:hij|zij|ze|ik) )?"
    r"(?:geboren|jarig)\b",
    re.I,
)
_BIRTH_YEAR = re.compile(
    r"\b(?:geboren\s(?:in|anno)|(?:ben|is|was)\svan|bouwjaar|geboortejaar:?(?:\sis)?|bj\.?"
    r"|lichting)\s(?P<year>(?:19|20)\d{2}|['’]\d{2})(?!\w|[-/]\d)",
    re.I,
)
_LOOK_BACK = 60

_AGED = rf"(?:\d{{1,2}}(?:[.,]5|½)?|1[01]\d|(?!een\b|één\b){_NUMBER})"
_OLD = r"(?:\s?(?:jaar|jr|jaartjes)\b\.?)"
_NOT_A_LAW = (
    r"(?<!ouder dan )(?<!jonger dan )(?<!onder de )(?<!boven de )(?<!vanaf )(?<!tot )(?<!tot je )"
    r"(?<!vanaf je )(?<!na je )(?<!voor je )(?<!onder )(?<!boven )"
)
_RELATIVE = (
    r"(?:(?:klein|stief|pleeg|schoon|half|bonus|tweeling|groot|over)?"
    r"(?:zoon|zoontje|dochter|dochtertje|broer|broertje|zus|zusje|moeder|vader|kind|ouder)|man"
    r"|vrouw|partner|oma|opa|mama|papa|neefje|nichtje|oudste|jongste|middelste|(?:over)?buurvrouw"
    r"|(?:over)?buurman|baby|tweeling|jongen|meisje|vriend|vriendin|ex|persoon|cliënt|client"
    r"|leerling|tante|oom|zwager|schoonzus)"
)
_SOMEBODY = rf"(?:ik|hij|zij|ze|jij|u|die|wie|{_RELATIVE})"
_NOT_COUNTED = (
    r"(?!\w)(?!\s?(?:uur|u\b|weken|week|maanden|maand|dagen|dag|minuten|euro|€|%|procent|keer|km|kilo"
    r"|kg|cm|meter|graden|mensen|personen|kinderen|man\b|vrouwen|hulpverleners|brieven|stuks"
    r"|hoog|kamers|formulieren|van de|jaar\s(?:lang|geleden|later|getrouwd|samen|gescheiden"
    r"|bij|in\b|op\b|aan\b|bezig|weg|ziek|werkloos|thuis|verder|door|met|zonder|gewacht|gewerkt"
    r"|gewoond|alleen|clean|nuchter|vast)|[-/:.]\d|,\d))"
)
_LEGAL = frozenset({"18", "achttien", "21", "eenentwintig", "67", "zevenenzestig", "16", "12"})
_EIGHTEENTH = frozenset({"18e", "18de", "18ste", "achttiende"})
_AGES = (
    re.compile(rf"(?<!\w)(?P<age>{_AGED}[-\s]?jarige?)(?!\w)", re.I),
    re.compile(rf"(?<![\w-]){_NOT_A_LAW}(?P<age>{_AGED}\s?(?:jaar|jr\.?|maanden|weken))\soud(?!er)"
               r"\b", re.I),
    re.compile(rf"(?<=[(\[,])\s?(?P<age>{_AGED}{_OLD})(?=\s?[,)\]/;])", re.I),
    re.compile(rf"\b{_SOMEBODY}(?:\s(?-i:[A-ZÀ-Þ])[\wà-ÿ'-]*){{0,3}}\s?\((?:nu\s|is\s|v\s|m\s)?"
               r"(?P<age>\d{1,3})\)", re.I),
    re.compile(r"\b[A-ZÀ-Þ][\wà-ÿ'-]+\s\((?P<age>\d{1,2})\)"),
    # 'mijn zoon hiba van 7 jaar', whatever stands in between
    re.compile(rf"\b{_RELATIVE}(?:\s[\wà-ÿ'-]+){{1,2}},?\svan\s(?P<age>{_AGED}{_OLD})", re.I),
    re.compile(rf"\b{_RELATIVE}(?:\s(?-i:[A-ZÀ-Þ])[\wà-ÿ'-]*){{0,2}},?\svan\s"
               rf"(?:(?:net|bijna|nu|nog\sgeen|inmiddels|ruim)\s)?"
               rf"(?P<age>{_AGED}(?:{_OLD}(?!\soud))?){_NOT_COUNTED}", re.I),
    re.compile(rf"\bleeftijd(?:\sis|\svan)?:?\s(?P<age>{_AGED}(?:{_OLD})?)(?!\w)", re.I),
    re.compile(rf"\b(?:mijn|zijn|z['’]?n|haar|mn|m['’]n|hun|je|jouw)\s"
               rf"(?P<age>\d{{1,2}}(?:e|ste|de)|{_ORDINAL})"
               rf"(?=[\s,.;!?]*(?:$|\n|[,.;!?]|was|ben|werd|ging|kreeg|wist|kwam|heb|nog|uit|het"
               r"|is|begon|al\b|ook\b|woon|verjaardag|levensjaar|toen|en\b|op\b))", re.I),
    re.compile(rf"(?:^|[.\n]\s?|\b(?:ik|vrouw|man|moeder|vader|mevrouw|meneer|jongen|meisje|weduwe"
               rf"|weduwnaar|mantelzorger|oma|opa|[vm]),\s)(?P<age>{_AGED}{_OLD}),", re.I),
    re.compile(rf"\bmet\s(?:mijn|zijn|haar|z['’]n|m['’]n)\s(?P<age>{_AGED}{_OLD})", re.I),
    re.compile(r"(?:^|\s)[vmVM]\s?/\s?(?P<age>\d{1,2})(?!\w)"),
)  # fmt: skip
_IS_AGED = re.compile(
    rf"\b(?P<who>{_SOMEBODY})(?P<between>(?:,?\s(?:\[[a-z]+-\d+\]|[\wà-ÿ'-]+)){{0,3}}),?\s"
    rf"(?P<verb>ben|bent|is|was|word|wordt|werd|wordt|geworden)"
    rf"(?P<filler>(?:\s(?:nu|pas|net|bijna|al|ook|inmiddels|ondertussen|nog|maar|geen|toen|zelf"
    rf"|ongeveer|bijna|dik|ruim|vandaag|gisteren|in|mei|dit|jaar|deze|maand|week)){{0,3}})\s"
    rf"(?P<age>{_AGED}(?:{_OLD}(?!\soud))?){_NOT_COUNTED}"
    rf"(?=\s?(?:$|[.,;!?)\n]|en\b|maar\b|dus\b|of\b|geworden|toen\b|als\b|nu\b|ben\b"
    rf"|is\b|was\b|want\b|omdat\b|wil\b|heeft\b|heb\b|zit\b|woon\b|woont\b|gaat\b|mag\b"
    rf"|werd\b|wordt\b|met\b|moet\b|kan\b|ging\b|kreeg\b|kwam\b|die\b))",
    re.I,
)
_WAS_AGED = re.compile(
    rf"\b(?:toen|sinds|totdat|tot|nadat|voordat|dat|omdat|want)\s(?:mijn\s|onze\s|haar\s|zijn\s)?"
    rf"(?P<who>{_SOMEBODY})\s(?P<filler>(?:(?:nog|pas|net|bijna|ongeveer|al)\s){{0,2}})"
    rf"(?P<age>{_AGED}(?:{_OLD}(?!\soud))?)\s(?P<verb>was|is|werd|wordt|ben|word)\b",
    re.I,
)
_INVERTED = re.compile(
    rf"\b(?P<verb>ben|bent|is|was|werd|word|wordt)\s(?P<who>ik|hij|zij|ze)\s"
    rf"(?:(?:nu|pas|net|bijna|al|inmiddels|nog|ondertussen|toen)\s){{0,2}}"
    rf"(?P<age>{_AGED}(?:{_OLD}(?!\soud))?){_NOT_COUNTED}(?=\s?(?:$|[.,;!?)\n]|en\b|maar\b|dus\b))",
    re.I,
)
_CHILDREN = re.compile(
    r"\b(?:kinderen|kids|zonen|zoons|dochters|meiden|jongens|meisjes|kleinkinderen|broertjes"
    r"|zusjes|tweeling|pubers|drietal|gezin|kindjes|peuters|kleuters)\s?(?:van|zijn|,|:|\()\s?"
    rf"(?P<ages>{_AGED}(?:{_OLD})?(?:(?:\s?,\s?|\s?(?:en|of|&|/)\s?){_AGED}(?:{_OLD})?){{0,6}})"
    rf"{_NOT_COUNTED}",
    re.I,
)
_ONE_AGE = re.compile(rf"{_AGED}(?:{_OLD})?", re.I)


# What every way to write a month begins with; and what makes looking for an age worth the while.
_MONTH_STARTS = (
    "jan", "feb", "maa", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W_]+")
_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien",
    "negentien",
)  # fmt: skip
_DECADES = (
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
)  # fmt: skip
_BEFORE_AGE, _AFTER_AGE = 100, 60


def find(text: str) -> list[Mention]:
    """Dates, dates of birth and ages."""
    return [*_dates(text), *_ages(text)]


def _dates(text: str) -> Iterator[Mention]:
    small = text.casefold()
    months = any(month in small for month in _MONTH_STARTS)
    digits = _DIGIT.search(text) is not None
    for pattern in (*(_MONTH_DATES if months else ()), *(_DIGIT_DATES if digits else ())):
        for match in pattern.finditer(text):
            yield _dated(text, *match.span())
    for match in _SHORT_DATE.finditer(text):
        yield _dated(text, *match.span("date"))
    for match in _BIRTH_YEAR.finditer(text):
        yield Mention(*match.span("year"), Kind.DATE_OF_BIRTH, "geboortejaar")


def _dated(text: str, start: int, end: int) -> Mention:
    before = text[max(0, start - _LOOK_BACK) : start]
    if _BORN_BEFORE.search(before) or _BORN_AFTER.match(text[end : end + _LOOK_BACK]):
        return Mention(start, end, Kind.DATE_OF_BIRTH, "geboortedatum")
    return Mention(start, end, Kind.DATE, "datum")


def _ages(text: str) -> Iterator[Mention]:
    for start, end in _around_numbers(text):
        for pattern in _AGES:
            for match in pattern.finditer(text, start, end):
                if not _about_the_law(match):
                    yield Mention(*match.span("age"), Kind.AGE, "leeftijd")
        for pattern in (_IS_AGED, _WAS_AGED, _INVERTED):
            for match in pattern.finditer(text, start, end):
                if not _coming_of_age(match):
                    yield Mention(*match.span("age"), Kind.AGE, "leeftijd-van-iemand")
        for match in _CHILDREN.finditer(text, start, end):
            offset = match.start("ages")
            for age in _ONE_AGE.finditer(match.group("ages")):
                yield Mention(offset + age.start(), offset + age.end(), Kind.AGE, "leeftijden")


def _around_numbers(text: str) -> list[tuple[int, int]]:
    """The stretches of text around numbers, in digits or words: elsewhere there is no age."""
    stretches: list[tuple[int, int]] = []
    for match in _WORDS.finditer(text):
        if not _is_number(match.group()):
            continue
        start, end = max(0, match.start() - _BEFORE_AGE), match.end() + _AFTER_AGE
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word.casefold() in _number_words()


@lru_cache(maxsize=1)
def _number_words() -> frozenset[str]:
    """Every number from two to a hundred in words, also as a rank and with 'jarige'."""
    between = (
        f"{unit}{link}{decade}" for unit in _UNITS for link in ("en", "ën") for decade in _DECADES
    )
    plain = {*_UNITS[1:], *_TEENS, *_DECADES, *between, "honderd"}
    ranks = {"derde", "achtste"} | {f"{word}{end}" for word in plain for end in ("de", "ste")}
    aged = {f"{word}jarig{end}" for word in plain for end in ("", "e", "en")}
    return frozenset(plain | ranks | aged)


def _about_the_law(match: re.Match[str]) -> bool:
    """`van 18 jaar en ouder`, `18-jarige leeftijd`: ages of rules, not of a person."""
    age = match.group("age").casefold().split("-")[0].split(" ")[0]
    if age in _EIGHTEENTH:
        return True
    if age not in _LEGAL:
        return False
    after = match.string[match.end() : match.end() + 24].casefold()
    if after.lstrip().startswith(("en ouder", "of ouder", "en jonger", "leeftijd", "of jonger")):
        return True
    before = match.string[max(0, match.start() - 24) : match.start("age")].casefold()
    return before.rstrip().endswith(("je", "iemand", "jongeren van", "jongere van"))


def _coming_of_age(match: re.Match[str]) -> bool:
    """`toen ik 18 werd`, `je bent pas 18`: where the law changes, which every story may say."""
    groups = match.groupdict()
    age = groups["age"].casefold().split(" ")[0]
    who = groups["who"].casefold()
    if who in {"jij", "u", "wie"} and age in _LEGAL:
        return True
    verb = (groups.get("verb") or "").casefold()
    return age in {"18", "achttien"} and verb in {"word", "wordt", "werd", "geworden"}
