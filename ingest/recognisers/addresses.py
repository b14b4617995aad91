"""Streets with or without a number, and postcodes, in capitals or in lower case."""

import re
from collections.abc import Iterator

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import is_public, is_word
from models.vocabulary import PersonalDataKind as Kind

_POSTCODE = re.compile(r"(?<![\w.,€-])[1-9]\d{3}\s?(?P<letters>[A-Za-z]{2})(?![\w-])")
_POSTCODE_DIGITS = re.compile(
    r"\bpostcode(?:gebied)?\s?(?:is|:)?\s?(?P<digits>[1-9]\d{3})(?!\d)", re.I
)
# Lower-case pairs that follow a year or an amount: 'in 2024 is', '1500 op'.
_SHORT_WORDS = frozenset((
    "is", "in", "en", "op", "of", "te", "ik", "we", "me", "na", "om", "al", "ze", "je", "er",
    "en", "de", "ga", "nu", "zo", "ja", "ah", "oh", "km", "kg", "cm", "mm", "ma", "pa", "wo",
    "do", "vr", "za", "zo", "di", "mo", "uw", "ze", "dr", "la", "le",
))  # fmt: skip
_STRONG_ENDS = (
    "straat", "straatje", "laan", "laantje", "plein", "pleintje", "gracht", "kade", "singel",
    "steeg", "steegje", "plantsoen", "dreef", "dwarsstraat", "boulevard", "allee", "straatweg",
    "gaarde", "weg", "dijk", "hof", "pad", "park", "erf", "oord", "hage", "markt", "wal",
    "kamp", "akker", "veld", "weide", "brink", "oever", "zoom", "rand", "donk", "horst", "hoek",
    "ring", "baan", "wei", "kwartier", "haven", "sluis", "vaart", "burg", "hoeve", "poort",
    "str", "meent", "waard", "wijk", "heuvel", "berg", "es", "dam", "werf", "warande", "beemd",
    "passage", "promenade", "esplanade", "rotonde", "trans", "tuin", "kolk", "grift", "spui",
)  # fmt: skip
# Only these say 'street' without a number or a capital: 'tjotterstraat'.
_SURE_ENDS = (
    "straat", "straatje", "laan", "plein", "gracht", "kade", "singel", "steeg", "plantsoen",
    "dreef", "straatweg", "dwarsstraat", "laantje",
)  # fmt: skip
_CAPITAL_ENDS = (*_SURE_ENDS, "weg", "dijk", "pad", "boulevard", "gaarde", "hage", "erf", "allee")
_ORDINARY = frozenset((
    "onderweg", "snelweg", "rijksweg", "autoweg", "zandweg", "omweg", "uitweg", "terugweg",
    "heenweg", "halverwege", "ringweg", "voetpad", "fietspad", "schoolplein", "speelplein",
    "marktplein", "dorpsplein", "winkelstraat", "zijstraat", "hoofdweg", "landweg", "spoorweg",
    "oprijlaan", "bovenkade", "achterstraat", "dwarsstraat", "woonstraat", "straat", "laan",
    "plein", "gracht", "kade", "singel", "steeg", "dijk", "weg", "pad", "hof", "park",
    "kerkplein", "nieuwbouwstraat", "stationsplein", "stationsstraat",
))  # fmt: skip
_NUMBER = re.compile(
    r"^(?:,?\s(?:op\s)?(?:nummer|nr\.?|huisnummer|no\.?)|,)?\s?"
    r"\d{1,5}(?:\s?-?\s?(?:[a-zA-Z](?![\w'’])|bis\b|hs\b|huis\b|boven\b|[IVX]{1,4}\b)"
    r"|\s?[-/]\s?(?:\d{1,4}|[a-zA-Z]{1,2})(?!\w)){0,2}(?!\w)(?!\s?(?:euro|jaar|uur|%))"
)
_PARTS = frozenset((
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "en", "aan", "op", "la", "le", "du",
    "da", "del", "di", "v.d", "in", "bij",
))  # fmt: skip
_TITLES = frozenset((
    "burgemeester", "burg", "dokter", "dr", "professor", "prof", "pastoor", "pater", "ds",
    "dominee", "minister", "meester", "mr", "koningin", "koning", "prins", "prinses", "prinsen",
    "graaf", "hertog", "jonkheer", "jhr", "kardinaal", "bisschop", "pastor", "generaal",
    "admiraal", "kapitein", "president", "st", "sint", "sint-", "heilige", "juliana", "oude",
    "nieuwe", "lange", "korte", "eerste", "tweede", "derde", "vierde", "vijfde", "grote",
    "kleine", "hoge", "lage", "achter", "voor", "noorder", "zuider", "ooster", "wester", "1e",
    "2e", "3e", "4e", "5e", "dwars", "verlengde", "ir", "wethouder", "schout", "notaris", "jan",
    "van",
))  # fmt: skip
_BEFORE_STREET = frozenset((
    "aan", "op", "langs", "in", "naar", "vanaf", "bij", "om",
))  # fmt: skip
_ARTICLES = frozenset(("de", "het", "'t", "den"))
_HOUSE = re.compile(r"^\s\d{1,4}(?:\s?-?\s?[a-zA-Z]|-\d{1,4})?(?![\w.:/-]|\s?(?:euro|jaar|uur|%))")
_AFTER_HOUSE = re.compile(r"^\s?,?\s?(?:[1-9]\d{3}\s?[a-zA-Z]{2}(?!\w)|(?:in|te)\s[A-ZÀ-Þ'’])")
_ADDRESS_WORD = re.compile(
    r"(?:\b(?:adres|woonadres|postadres|briefadres)\b(?:\s(?:is|was|van\s\w+\sis))?\s?:?\s?(?:op\s)?"
    r"|\b(?:woont?|woonde|wonen|woon|verhuisd|verhuizen|ingeschreven|staat)\s"
    r"(?:ik\s|hij\s|zij\s|ze\s|nu\s|we\s|wij\s)?(?:op|aan|naar)\s(?:de\s|het\s|'t\s|een\s)?)$",
    re.I,
)
_LOOK_BACK = 60
_MOST_WORDS = 5


def find(text: str) -> list[Mention]:
    """Addresses and postcodes."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    return [
        *_postcodes(reading),
        *_streets(reading, known),
        *_houses(reading, known),
        *_named_spots(reading, known),
    ]


def _postcodes(reading: Reading) -> Iterator[Mention]:
    text = reading.text
    for match in _POSTCODE.finditer(text):
        letters = match.group("letters")
        certain = letters.isupper() and reading.cased
        announced = text[max(0, match.start() - 12) : match.start()].casefold()
        joined = not text[match.start() + 4].isspace()
        if (
            certain
            or "postcode" in announced
            or (letters.casefold() not in _SHORT_WORDS and (joined or not letters.istitle()))
        ):
            yield Mention(*match.span(), Kind.POSTCODE, "postcode")
    for match in _POSTCODE_DIGITS.finditer(text):
        yield Mention(*match.span("digits"), Kind.POSTCODE, "postcode-cijfers")


def _streets(reading: Reading, known: Lists) -> Iterator[Mention]:
    """Words that end like a street: sure endings alone, the rest with a number or capital."""
    for index, token in enumerate(reading.tokens):
        if not token.key.endswith(_STRONG_ENDS) or token.key in known.public:
            continue
        number = _NUMBER.match(reading.text[token.end : token.end + 24])
        if not _is_street(reading, index, known, numbered=number is not None):
            continue
        start = reading.tokens[_first_word(reading, index, known)].start
        end = token.end + (number.end() if number else 0)
        yield Mention(start, end, Kind.ADDRESS, "straat")


def _is_street(reading: Reading, index: int, known: Lists, *, numbered: bool) -> bool:
    token = reading.tokens[index]
    ordinary = token.key in _ORDINARY or token.key in known.function_words
    capital = reading.capital(index) and not token.first
    if numbered:
        named = capital or token.key.endswith(_CAPITAL_ENDS)
        return named and (capital or token.key not in known.words or _after_article(reading, index))
    if token.key in _ORDINARY and not (capital and _first_word(reading, index, known) < index):
        return False
    if token.key.endswith(_SURE_ENDS) and not is_word(token.key, known):
        return True
    if capital and not ordinary and token.key.endswith(_CAPITAL_ENDS):
        return True
    # 'aan de Brink', 'op het Veld': a street ending with a capital after a word of place.
    return (
        capital
        and reading.key(index - 1) in _ARTICLES
        and reading.key(index - 2) in {"aan", "langs"}
    )


def _after_article(reading: Reading, index: int) -> bool:
    return reading.key(index - 1) in _ARTICLES | _BEFORE_STREET


def _first_word(reading: Reading, index: int, known: Lists) -> int:
    """Where the name of the street begins: `Jan van Galenstraat`, `Burgemeester de Vlugtlaan`."""
    first = index
    for at in range(index - 1, max(-1, index - _MOST_WORDS), -1):
        token = reading.tokens[at]
        following = reading.tokens[at + 1]
        if following.gap not in {" ", ". ", "."} or (token.number and not token.key.endswith("e")):
            break
        capital = reading.capital(at) and not is_public(token.key, known)
        in_name = token.key in known.first_names and token.key not in known.function_words
        if (capital and not token.first) or token.key in _TITLES - _PARTS or in_name:
            first = at
        elif token.key not in _PARTS or token.key in _BEFORE_STREET:
            break
    if first == index and reading.key(index - 1) == "van" and reading.key(index - 2) in _ARTICLES:
        return index - 1
    if first < index and reading.key(first) == "van" and not reading.capital(first):
        return first if reading.key(first - 1) in _ARTICLES else index
    return first


def _houses(reading: Reading, known: Lists) -> Iterator[Mention]:
    """A name, a number and then a postcode or town; or a name and a number after 'adres'."""
    text = reading.text
    for index, token in enumerate(reading.tokens):
        if token.number or token.placeholder:
            continue
        house = _HOUSE.match(text[token.end : token.end + 16])
        if not house:
            continue
        first = index
        while (
            index - first < _MOST_WORDS
            and first > 0
            and reading.gap(first) == " "
            and reading.capital(first - 1)
            and not reading.tokens[first - 1].first
        ):
            first -= 1
        start = reading.tokens[first].start
        end = token.end + house.end()
        before = text[max(0, start - _LOOK_BACK) : start]
        followed = _AFTER_HOUSE.match(text[end : end + 16])
        announced = _ADDRESS_WORD.search(before)
        capital = reading.capital(index) and token.key not in known.public
        plain = token.key in known.function_words or token.key in {"nummer", "kamer", "groep"}
        named = capital or not is_word(token.key, known)
        if not plain and named and ((followed and capital) or announced):
            yield Mention(start, end, Kind.ADDRESS, "adres")


def _named_spots(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`wij wonen aan de Brink`: a word with a capital after 'wonen aan de'."""
    for index in range(2, len(reading.tokens)):
        token = reading.tokens[index]
        if (
            reading.capital(index)
            and not token.first
            and reading.key(index - 1) in _ARTICLES
            and reading.key(index - 2) == "aan"
            and any(reading.key(at).startswith("wo") for at in range(max(0, index - 5), index - 2))
            and token.key not in known.public
        ):
            yield Mention(token.start, token.end, Kind.ADDRESS, "woont-aan")
