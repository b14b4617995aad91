"""House numbers: behind a name that no list knows, with floors and letters, or alone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading
from ingest.recognisers.shapes import digit_places, holds_any, level
from ingest.recognisers.words import is_public, is_word, seems_word
from models.vocabulary import PersonalDataKind as Kind

_SUFFIX = (
    r"(?:\s?-?hoog\b|,?\s(?:bus|bte|boîte)\s\d{1,4}(?!\w)|\s(?:t/m|tot en met)\s\d{1,4}[a-z]?(?!\w)"
    r"|\s?-?\s?(?:bis|hs|huis|boven|beneden|rood|zwart|rd|zw|links|rechts|i{1,3}|iv|vi{0,3})\b"
    r"|\s?[-/]\s?(?:\d{1,4}|[a-z]{1,2})(?!\w)|\s?-?[a-z](?![\w'/])"
    r"|,?\s?(?:\d{1,2}|een|twee|drie|vier|vijf|zes)\s?-?hoog\b(?:\s(?:achter|voor|links|rechts)\b)?)"
)
_UNITS = (
    r"(?!\s?(?:euro|jaar|uur|%|keer|km|kilo|graden|weken|dagen|maanden|minuten|mensen|personen"
    r"|kinderen|meter|procent|cent|x\b|jarige|-jarige))"
)
NUMBER = re.compile(
    r"(?:,?\s(?:op\s)?(?:nummer|nr\.?|huisnummer|no\.?)\s?|,\s?|\s)"
    rf"(?P<digits>\d{{1,5}})(?P<suffix>(?:{_SUFFIX}){{0,3}}(?:,?\s(?:nummer|nr\.?)\s?\d{{1,4}}[a-z]?(?!\w))?)(?![\w%€]|[.,:/-]\d){_UNITS}",
    re.I,
)
_STRONG_SUFFIX = re.compile(r"\d|bis|hs|huis|boven|beneden|rood|zwart|hoog|i{1,3}|iv|-", re.I)
_AFTER = re.compile(r"\s?,?\s?(?:[1-9]\d{3}\s?[a-z]{2}(?!\w)|(?:in|te)\s(?-i:[A-ZÀ-Þ']))", re.I)
_POSTCODE_AFTER = re.compile(
    r"\s?,?\s{0,2}[1-9]\d{3}\s?(?!(?-i:en|of|is|in|op|te)(?!\w))[a-z]{2}(?!\w)", re.I
)
_ALONE = (
    AnyCase(rf"\b(?:huisnummer|huisnr\.?)\s?(?:is\s|:\s?|van\s\w{{1,15}}\sis\s)?(?P<number>\d{{1,5}}"
               rf"(?:{_SUFFIX}){{0,2}})(?!\w)"),
    AnyCase(r"\b(?:op|van|bij|naar|nummer|nr\.?)\s(?P<number>\d{1,4}(?:\s?-\s?(?:bis|hs|i{1,3}|iv)\b"
               r"|\s?(?:bis|hs)\b|,?\s(?:\d{1,2}|een|twee|drie|vier|vijf)\s?-?hoog\b))"),
    AnyCase(r"\b(?:wo[on]{1,2}\w{0,4}|buren|buurman|buurvrouw|bewoners?|huis|flat|portiek|deur|familie"
               r"|staan|staat|zit|zitten|aanbellen|bel|gezin|thuis)\b[^.!?\n]{0,30}?\b(?:op|van|bij|naar|aan)\s"
               rf"(?:nummer|nr\.?)\s(?P<number>\d{{1,4}}(?:{_SUFFIX}){{0,3}})(?!\w){_UNITS}"),
)  # fmt: skip
# What the text holds that each of these fits: one of these words.
_ALONE_HOLD = (("huisn",), ("op", "van", "bij", "naar", "nummer", "nr"), ("nummer", "nr"))
# What NUMBER fits begins, but for spaces, with a digit, or with 'op', 'nummer' or 'huisnummer'.
_OPENS_NUMBER = frozenset((
    "op", "oP", "Op", "OP", "nu", "nU", "Nu", "NU", "nr", "nR", "Nr", "NR", "no", "nO", "No", "NO",
    "hu", "hU", "Hu", "HU",
))  # fmt: skip
_PLACING = frozenset(("op", "aan", "langs"))
_LEADS = _PLACING | {
    "naar",
    "van",
    "bij",
    "in",
    "vanaf",
    "tot",
    "tussen",
    "adres",
    "te",
    "is",
    "wonende",
}
_ARTICLES = frozenset(("de", "het", "'t", "den"))
_PARTS = frozenset(
    ("van", "de", "der", "den", "het", "'t", "ten", "ter", "en", "aan", "op", "in", "bij")
)
_FIRST_WORDS = frozenset((
    "achter", "lange", "korte", "oude", "nieuwe", "hoge", "lage", "grote", "kleine", "eerste",
    "tweede", "derde", "voor", "onder", "boven", "buiten", "binnen",
))  # fmt: skip
# With a number these are no street: 'groep 8', 'kamer 4', 'NPO 2'.
_NO_STREET = frozenset((
    "groep", "klas", "kamer", "team", "afdeling", "unit", "fase", "trap", "niveau", "spoor",
    "perron", "lijn", "bus", "tram", "metro", "zender", "kanaal", "npo", "rtl", "radio",
    "route", "deel", "pagina", "hoofdstuk", "artikel", "lid", "week", "dag", "maand", "plan",
    "vraag", "stap", "doel", "optie", "tafel", "loket", "balie", "zaal", "poli", "gang",
    "etage", "verdieping", "nummer", "nr", "bijlage", "formulier", "windows", "android", "ios",
    "playstation", "ps", "xbox", "fifa", "gta", "formule", "studio", "plaats", "positie",
    "punt", "regel", "blok", "kleur", "maat", "leeftijd", "max", "havo", "vmbo", "vwo", "mavo",
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
    "zaterdag", "zondag", "code", "zaak", "dossier", "huisnummer", "bsn", "kenteken",
    "rekening", "iphone", "galaxy", "cel", "bed", "schaal", "level", "ronde", "keer", "nog",
    "al", "minimaal", "ruim", "toen", "fulltime",
))  # fmt: skip
# How streets end that are written small.
SMALL_ENDS = (
    "wei", "gracht", "kade", "trambaan", "steeg", "singel", "haven", "dijk", "laan", "gaarde",
    "meent", "brink", "diep", "wal", "vaart", "werf", "akker", "dreef", "kamp", "hof",
)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_WORDS = 5


def find_in(reading: Reading) -> list[Mention]:
    """House numbers with the name before them, and house numbers alone."""
    text = level(reading.text)
    if not digit_places(text):
        return []
    small = in_small(text)
    found = [
        Mention(*match.span("number"), Kind.ADDRESS, "huisnummer")
        for pattern, words in zip(_ALONE, _ALONE_HOLD, strict=True)
        if holds_any(small, words)
        for match in pattern.fit_for(small).finditer(small)
    ]
    return [*found, *_behind_names(reading, text, lists())]


def _behind_names(reading: Reading, text: str, known: Lists) -> Iterator[Mention]:
    for index, (token, following) in enumerate(pairwise(reading.tokens)):
        at = following.start
        if len(following.gap) > 2 or not (following.number or text[at : at + 2] in _OPENS_NUMBER):
            continue
        if token.number or token.placeholder or token.key in _NO_STREET:
            continue
        number = NUMBER.match(text, token.end, token.end + 40)
        if number is None or is_public(token.key, known) or token.key in known.function_words:
            continue
        if token.key in known.triggers["werkwoorden"]:
            continue
        first = _first_word(reading, index, known)
        if _POSTCODE_AFTER.match(text, number.end()) and not reading.capital(index):
            first = _whole_name(reading, first, known)
        if _is_address(reading, first, index, number, known):
            yield Mention(reading.tokens[first].start, number.end(), Kind.ADDRESS, "adres")


def _first_word(reading: Reading, index: int, known: Lists) -> int:
    """Leftwards over capitals and `achter de`, `oude`: where the name begins."""
    first = at = index
    while at > max(0, index - _MOST_WORDS) and reading.gap(at) in {" ", ". "}:
        at -= 1
        token = reading.tokens[at]
        capital = reading.capital(at) and not token.first and not is_public(token.key, known)
        if capital or token.key in _FIRST_WORDS:
            first = at
        elif token.key not in _PARTS or token.number or token.placeholder:
            break
    before = reading.tokens[first - 1] if first else None
    capital = before is not None and reading.capital(first - 1) and not before.first
    if before is not None and (before.key == "'t" or (capital and before.key in _ARTICLES)):
        first -= 1
    # 'aan Op 't Hof': a street may begin with a small word of place itself.
    if reading.key(first - 1) in {"op", "in", "bij"} and reading.key(first - 2) in {"aan", "te"}:
        first -= 1
    return first


def _whole_name(reading: Reading, first: int, known: Lists) -> int:
    """Before a number with a postcode behind it, every word is of the street: `hoofdweg noord`."""
    stops = (_LEADS, _PARTS, known.function_words, known.triggers["werkwoorden"])
    at = first
    while first - at < _MOST_WORDS and reading.gap(at) == " " and at > 0:
        before = reading.tokens[at - 1]
        if before.number or before.placeholder or any(before.key in one for one in stops):
            break
        at -= 1
    return at


def _is_address(
    reading: Reading, first: int, index: int, number: re.Match[str], known: Lists
) -> bool:
    """A name and a number are an address by what stands before, behind, or between."""
    key = reading.key(index)
    lead = reading.key(first - 1)
    article = lead in _ARTICLES
    if article:
        lead = reading.key(first - 2)
    suffix = number.group("suffix").strip()
    strong = bool(suffix) and _STRONG_SUFFIX.search(suffix) is not None
    if _POSTCODE_AFTER.match(number.string, number.end()):
        return not key.endswith(("postcode", "code")) and number.group().count(",") == 0
    if _YEAR.fullmatch(number.group("digits")) or not _goes_on(reading, number.end(), index, known):
        return False
    capital = reading.capital(index) and not reading.tokens[index].first
    word = is_word(key, known)
    person = key in known.first_names or key in known.surnames
    if lead in _PLACING and (capital or article or first < index or not word):
        doubtful = word and not capital and lead != "aan" and first == index and not strong
        return not doubtful and not (person and not article and not strong and not capital)
    if _AFTER.match(number.string, number.end()) and capital:
        return lead in _LEADS or strong
    if first < index and article and lead in _LEADS and key.endswith(SMALL_ENDS):
        return True
    unknown = not word and not person and not seems_word(key, known, slips=False)
    if lead in _LEADS and not article:
        return unknown or (capital and not word and not person)
    # '3-1' is a score before it is a house; '15-hs' is a house.
    lettered = any(character.isalpha() for character in suffix)
    return strong and len(suffix) > 1 and (capital or unknown or (lettered and article))


def _goes_on(reading: Reading, end: int, index: int, known: Lists) -> bool:
    """Nothing is counted: what follows the number is a mark, a small word or a verb."""
    for at in range(index + 1, min(len(reading.tokens), index + 8)):
        token = reading.tokens[at]
        if token.start < end:
            continue
        if not token.gap.startswith(" "):
            return True
        return (
            token.placeholder
            or token.key in known.function_words
            or token.key in known.triggers["werkwoorden"]
            or reading.capital(at)
            or token.key in _PARTS
            or (token.key.endswith(("t", "de", "te")) and len(token.key) > 3)
        )
    return True
