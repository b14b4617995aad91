"""Schools, practices, providers, employers and clubs, by the words around their names."""

from collections.abc import Iterator

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.places import QUARTERS
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import is_acronym, is_official, is_public, is_word
from models.vocabulary import PersonalDataKind as Kind

_SHORT_SCHOOLS = frozenset((
    "obs", "cbs", "rkbs", "kbs", "pcbs", "pcb", "rkb", "ods", "sbo", "kdc", "kdv", "bso", "psz",
    "roc", "rkvv", "rksv", "fc", "vv", "sv", "stichting", "ggz", "umc", "ribw", "mee",
))  # fmt: skip
_INNER = frozenset((
    "van", "de", "het", "der", "den", "en", "&", "'t", "in", "op", "aan", "voor", "te", "ten",
    "ter", "met", "bij", "of", "d'",
))  # fmt: skip
_NAMING = frozenset(("de", "het", "'t", "den"))
_QUOTES = frozenset((" ", ' "', " '", " ‘", " “", " „", ": ", ", ", " („", " ("))
# After one of these a head stands for the thing itself, so what follows is not its name.
_DETERMINERS = frozenset((
    "de", "het", "een", "mijn", "zijn", "haar", "onze", "ons", "die", "dat", "deze", "dit", "hun",
    "je", "jouw", "uw", "geen", "elke", "iedere", "nieuwe", "andere", "oude", "eigen", "zn", "mn",
    "m'n", "z'n", "d'r", "naar-de", "welke", "beide", "alle", "twee", "drie", "zo'n",
))  # fmt: skip
_LOWER_HEADS = frozenset((
    "basisschool", "scholengemeenschap", "buurthuis", "buurtcentrum", "wijkcentrum", "wijkgebouw",
    "dorpshuis", "kinderdagverblijf", "peuterspeelzaal", "jongerencentrum", "restaurant", "café",
    "cafe", "supermarkt", "bakkerij", "slagerij", "zorgboerderij", "dagbesteding", "verpleeghuis",
    "verzorgingshuis", "woonzorgcentrum", "hospice", "speeltuin", "kapsalon", "garage",
    "snackbar", "cafetaria", "pizzeria", "manege", "camping", "voetbalclub", "sportvereniging",
    "voetbalvereniging", "gezondheidscentrum", "huisartsenpraktijk", "inloophuis", "gezinshuis",
    "buurtkamer", "zorginstelling", "woongroep", "stichting", "vereniging",
))  # fmt: skip
_SUFFIXES = (
    "college", "lyceum", "gymnasium", "ziekenhuis", "kliniek", "school", "scholengemeenschap",
    "zorg", "stichting", "praktijk", "apotheek", "kerk", "moskee", "hoeve", "borgh", "staete",
)  # fmt: skip
_FORMAL = frozenset((
    "wet", "artikel", "verordening", "beleid", "raad", "college", "dienst", "afdeling",
    "commissie", "kamer", "minister", "staatssecretaris", "bestuur", "bijlage", "formulier",
    "internet", "staat", "overheid", "god", "heer", "here", "team", "gemeente", "wijk", "staten",
    "bank", "nederlandse", "verenigde", "europese", "wereld", "kerst", "voorzitter",
    "samenleving", "zorg", "jeugd", "verhaal", "vraag", "antwoord", "brief", "punt", "dag",
    "week", "maand", "jaar", "eerste", "tweede", "tijd", "app", "volk", "taal", "regering",
    "politiek", "basis", "doel", "rode", "kruis", "burger", "participatie", "geest", "profeet",
    "kerk", "bibliotheek", "politie", "buurt", "stad", "kinderen",
))  # fmt: skip
# 'in Ons Huis', 'bij Op Stap': with a capital inside a sentence these open a name as well.
_OWN_ARTICLES = frozenset(("ons", "onze", "mijn", "in", "op", "bij", "eigen", "nieuw", "samen"))
_MOST_WORDS = 6


def find(text: str) -> list[Mention]:
    """Named organisations."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    return [
        *_after_head(reading, known),
        *_before_head(reading, known),
        *_named_with_article(reading, known),
        *_providers(reading, known),
    ]


def _is_head(key: str, known: Lists) -> bool:
    heads = known.heads
    return any(
        key in heads[name] for name in ("scholen", "zorg", "buurt", "bedrijven", "clubs")
    ) or key.endswith(("school", "praktijk", "stichting", "vereniging", "centrum", "corporatie"))


def _after_head(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`basisschool De Regenboog`, `obs 't Kompas`, `Bakkerij Hoekstra`, `buurthuis de kazerne`."""
    for index, head in enumerate(reading.tokens):
        if head.placeholder or not _is_head(head.key, known):
            continue
        named = reading.capital(index)
        last = _capital_run(reading, index + 1, known, inner=named)
        if last <= index:
            last = _lower_run(reading, index, known)
        if last <= index:
            continue
        # A head with a capital, or an abbreviation, is a part of the name.
        quarter = reading.key(last) in QUARTERS and last == index + 1
        capital = head.capital and reading.cased
        part = capital or head.upper or quarter or head.key in _SHORT_SCHOOLS
        first = index if part else index + 1
        yield _mention(reading, first, last, "na-kopwoord")


def _capital_run(reading: Reading, first: int, known: Lists, *, inner: bool = False) -> int:
    """The last word of a name in capitals that begins at `first`; less when there is none."""
    last = first - 1
    for at in range(first, min(first + _MOST_WORDS, len(reading.tokens))):
        token = reading.tokens[at]
        joined = token.gap in _QUOTES if at == first else token.gap in {" ", "-", " & ", ". ", "."}
        if token.placeholder or not joined or (at > first and token.first):
            break
        name = reading.capital(at) and not (
            is_public(token.key, known) and (at == first or token.upper)
        )
        if name and (token.key not in _NAMING or at + 1 < len(reading.tokens)):
            last = at
        elif token.key not in _INNER or (at == first and not inner and token.key not in _NAMING):
            break
    while last >= first and reading.tokens[last].key in _NAMING:
        last -= 1
    # 'school Het gesprek': an article that opens a sentence is no name.
    opens = last >= first and reading.tokens[first].first and reading.gap(first) in {": ", ", "}
    return first - 1 if opens else last


def _lower_run(reading: Reading, index: int, known: Lists) -> int:
    """The name in lower case after a head without a determiner; `index` when there is none."""
    head = reading.tokens[index]
    if reading.key(index - 1) in _DETERMINERS or reading.gap(index + 1) not in _QUOTES - {", "}:
        return index
    following = reading.key(index + 1)
    if following in QUARTERS and head.key in known.heads["zorg"]:
        return index + 1
    if head.key in _SHORT_SCHOOLS and following not in known.function_words and following:
        listed = (following,) in known.providers.get(following, ())
        plain = (is_word(following, known) and not listed) or reading.tokens[index + 1].number
        return index if plain and head.key != "obs" else index + 1
    if head.key not in _LOWER_HEADS | _SHORT_SCHOOLS or following not in _NAMING:
        return index
    name = reading.key(index + 2)
    if not name or name in known.function_words or reading.gap(index + 2) != " ":
        return index
    described = name.endswith("e") and len(name) > 3 and reading.gap(index + 3) == " "
    further = described and reading.key(index + 3) not in known.function_words
    return index + 3 if further else index + 2


def _before_head(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`Calvijn College`, `de Prins Willem-Alexanderschool`, `het Antoniusziekenhuis`."""
    for index, token in enumerate(reading.tokens):
        if not reading.capital(index) or token.placeholder:
            continue
        own = token.key.endswith(_SUFFIXES) and not is_word(token.key, known)
        first = index
        while (
            first > 0
            and index - first < _MOST_WORDS
            and reading.gap(first) in {" ", "-", ". "}
            and reading.capital(first - 1)
            and not reading.tokens[first - 1].first
            and not reading.tokens[first].first
            and not is_public(reading.key(first - 1), known)
        ):
            first -= 1
        if own and not (token.first and first == index):
            yield _mention(reading, first, index, "achtervoegsel")
        elif first < index and _is_head(token.key, known):
            yield _mention(reading, first, index, "voor-kopwoord")


def _named_with_article(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`naar De Regenboog`, `de Vlinderhof`: an article and a capital together name a thing."""
    for index in range(1, len(reading.tokens)):
        token, article = reading.tokens[index], reading.tokens[index - 1]
        own = article.key in _OWN_ARTICLES and reading.capital(index - 1) and not article.first
        if not (article.key in _NAMING or own) or token.gap != " " or not reading.capital(index):
            continue
        if token.number or is_public(token.key, known) or is_acronym(token, known):
            continue
        if reading.key(index - 2) in known.triggers["aanspreking"]:
            continue
        both = reading.capital(index - 1) and not article.first
        formal = token.key in _FORMAL or is_official(token.key, known)
        if not both and formal:
            continue
        last = _capital_run(reading, index, known)
        first = index - 1 if both or article.key == "'t" else index
        if last >= index and not (formal and last == index and not both):
            yield _mention(reading, first, last, "lidwoord-hoofdletter")


def _providers(reading: Reading, known: Lists) -> Iterator[Mention]:
    for index, token in enumerate(reading.tokens):
        length = reading.phrase(index, known.providers)
        if not length:
            continue
        word = length == 1 and (is_word(token.key, known) or token.key in known.first_names)
        if not word or (reading.capital(index) and not token.first):
            yield _mention(reading, index, index + length - 1, "instellingenlijst")


def _mention(reading: Reading, first: int, last: int, rule: str) -> Mention:
    return Mention(reading.tokens[first].start, reading.tokens[last].end, Kind.ORGANISATION, rule)
