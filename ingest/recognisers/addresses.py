"""Streets with or without a number, and postcodes, in capitals or in lower case."""

from collections.abc import Iterator

from ingest.recognisers import housenumbers, postcodes
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.shapes import level
from ingest.recognisers.words import is_official, is_public, is_word
from models.vocabulary import PersonalDataKind as Kind

_STRONG_ENDS = (
    "straat", "straatje", "laan", "laantje", "plein", "pleintje", "gracht", "kade", "singel",
    "steeg", "steegje", "plantsoen", "dreef", "dwarsstraat", "boulevard", "allee", "straatweg",
    "gaarde", "weg", "dijk", "hof", "pad", "park", "erf", "oord", "hage", "markt", "wal",
    "kamp", "akker", "veld", "weide", "brink", "oever", "zoom", "rand", "donk", "horst", "hoek",
    "ring", "baan", "wei", "kwartier", "haven", "diep", "streek", "kleaster", "strjitte",
    "leane", "dyk", "reed", "hiem", "lei", "vest", "steenweg", "gats", "terp", "stee", "gaast",
    "buorren", "mar", "polder", "sloot", "brug", "sluis", "vaart", "burg", "hoeve", "poort",
    "str", "meent", "waard", "wijk", "heuvel", "berg", "es", "dam", "werf", "warande", "beemd",
    "passage", "promenade", "esplanade", "rotonde", "trans", "tuin", "kolk", "grift", "spui",
)  # fmt: skip
_LAST_LETTERS = frozenset(end[-2:] for end in _STRONG_ENDS)
_SMALL_LAST_LETTERS = frozenset(end[-2:] for end in housenumbers.SMALL_ENDS)
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
_PLACED = _BEFORE_STREET | {"achter", "van", "over"}
_ARTICLES = frozenset(("de", "het", "'t", "den"))
_LIVING = frozenset(
    ("woon", "woont", "wonen", "woonde", "woonden", "woonachtig", "wonend", "wonende")
)
# 'naar de lange wei': after one of these a street may be written small, when it ends like one.
_STREET_ADJECTIVES = frozenset((
    "oude", "nieuwe", "lange", "korte", "hoge", "lage", "grote", "kleine", "achter", "plantage",
))  # fmt: skip
_COMPOUND_ENDS = ("werf", "diep", "meent", "akker", "brink", "dijk", "wal", "trambaan", "kade")
_STREET_LABELS = frozenset(("straat", "straatnaam", "adres", "woonadres"))
_MOST_WORDS = 5


def find(text: str) -> list[Mention]:
    """Addresses and postcodes."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    return [
        *postcodes.find_in(reading),
        *_streets(reading, known),
        *housenumbers.find_in(reading),
        *_small_streets(reading, known),
        *_labelled(reading),
        *_named_spots(reading, known),
    ]


def _streets(reading: Reading, known: Lists) -> Iterator[Mention]:
    """Words that end like a street: sure endings alone, the rest with a number or capital."""
    for index, token in enumerate(reading.tokens):
        # A hundred ends to compare with, for the few words that end in two letters of one.
        if token.key[-2:] not in _LAST_LETTERS or not token.key.endswith(_STRONG_ENDS):
            continue
        if token.key in known.public:
            continue
        number = housenumbers.NUMBER.match(level(reading.text[token.end : token.end + 40]))
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


def _small_streets(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`naar de lange wei`, `van de molenwerf`: written small, or in a text all in capitals."""
    for index in range(2, len(reading.tokens)):
        token = reading.tokens[index]
        if (
            token.key[-2:] not in _SMALL_LAST_LETTERS
            or reading.capital(index)
            or token.number
            or not token.key.endswith(housenumbers.SMALL_ENDS)
        ):
            continue
        first = index
        if reading.key(index - 1) in _STREET_ADJECTIVES and reading.gap(index) == " ":
            first = index - 1
        article = reading.key(first - 1) == "de" and reading.gap(first) == " "
        placed = reading.key(first - 2) in _PLACED
        compound = token.key.endswith(_COMPOUND_ENDS) and not is_word(token.key, known)
        if article and placed and (first < index or compound) and len(token.key) > 2:
            yield Mention(reading.tokens[first].start, token.end, Kind.ADDRESS, "straat-klein")


def _labelled(reading: Reading) -> Iterator[Mention]:
    """`mijn eigen straat: Derde Boerendiep.`"""
    for index, token in enumerate(reading.tokens[:-1], start=1):
        if token.key not in _STREET_LABELS or reading.gap(index).strip() != ":":
            continue
        last = index
        while last - index < _MOST_WORDS and reading.gap(last + 1) == " ":
            last += 1
        if last - index < _MOST_WORDS:
            start, end = reading.tokens[index].start, reading.tokens[last].end
            yield Mention(start, end, Kind.ADDRESS, "na-straat")


def _named_spots(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`wij wonen aan de Brink`: a word with a capital after 'wonen aan de'."""
    for index, token in enumerate(reading.tokens):
        if (
            token.capital
            and not token.first
            and reading.capital(index)
            and reading.key(index - 1) in _ARTICLES
            and reading.key(index - 2) == "aan"
            and any(reading.key(at) in _LIVING for at in range(max(0, index - 5), index - 2))
            and not is_official(token.key, known)
            and token.key not in known.public
        ):
            yield Mention(token.start, token.end, Kind.ADDRESS, "woont-aan")
