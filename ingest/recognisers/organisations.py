"""Schools, practices, providers, employers and clubs, by the words around their names."""

from collections.abc import Iterator

from ingest.recognisers.announcing import MOST_PREFIXES, PREFIXES
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.places import QUARTERS
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import (
    is_acronym,
    is_acronym_with_word,
    is_official,
    is_public,
    is_word,
    seems_word,
)
from models.vocabulary import PersonalDataKind as Kind

_SHORT_SCHOOLS = frozenset((
    "obs", "cbs", "rkbs", "kbs", "pcbs", "pcb", "rkb", "ods", "sbo", "kdc", "kdv", "bso", "psz",
    "ikc", "kc", "csg", "rsg",
    "osg", "gsg", "caw", "wzc", "roc", "rkvv", "rksv", "fc", "vv", "sv", "stichting", "ggz", "umc",
    "ribw", "mee",
))  # fmt: skip
_BARE_AFTER = frozenset((
    "bij", "van", "naar", "op", "in", "voor", "via", "met", "en", "door", "uit", "aan",
))  # fmt: skip
_NAMED_BEHIND = frozenset(("college", "lyceum", "gymnasium", "ziekenhuis", "mavo", "vakschool"))
_SURNAMED_ENDS = ("school", "college", "lyceum", "ziekenhuis", "kerk", "moskee", "instituut")
_SAINTS = frozenset((
    "prins", "prinses", "koning", "koningin", "sint", "st", "heilige", "pater", "pastoor", "dr",
    "professor", "graaf", "wilhelmina", "juliana", "beatrix", "bernhard", "willem", "de",
))  # fmt: skip
_CALLED = frozenset(("heet", "heette", "genaamd", "heten", "heetten"))
_NEAR = 7
_IN_TOWN = frozenset(("in", "te", "uit", "bij"))
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
_SUFFIXES = (
    "college", "lyceum", "gymnasium", "ziekenhuis", "kliniek", "school", "scholengemeenschap",
    "zorg", "stichting", "praktijk", "apotheek", "kerk", "moskee", "hoeve", "borgh", "staete",
)  # fmt: skip
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
        *_capitals_in_a_row(reading, known),
        *_small_names(reading, known),
        *_providers(reading, known),
    ]


def _is_head(key: str, known: Lists) -> bool:
    return key in known.named_heads or key.endswith(known.head_ends)


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
            is_public(token.key, known) and ((at == first and not inner) or token.upper)
        )
        if name and (token.key not in _NAMING or at + 1 < len(reading.tokens)):
            last = at
        elif (
            token.key not in _INNER
            or (at == first and not inner and token.key not in _NAMING)
            or (token.key in _IN_TOWN and reading.phrase(at + 1, known.places))
        ):
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
    if following in _NAMING:
        return _after_article(reading, index, known)
    at = index + 1
    while reading.key(at) in PREFIXES and at - index <= MOST_PREFIXES:
        at += 1
    if at > index + 1 and reading.key(at) in known.surnames and reading.gap(at) == " ":
        return at
    return index + 1 if _bare_name(reading, index, known) else index


def _after_article(reading: Reading, index: int, known: Lists) -> int:
    """`buurthuis de kazerne`, `basisschool de blauwe vis`."""
    head = reading.tokens[index].key
    sure = head in known.ways["kop-klein"] | _SHORT_SCHOOLS
    bare = reading.key(index - 1) in _BARE_AFTER and head not in known.ways["zonder-lidwoord"]
    name = reading.key(index + 2)
    if not (sure or bare) or not name or name in known.function_words:
        return index
    if reading.gap(index + 2) != " " or reading.tokens[index + 2].number:
        return index
    described = name.endswith("e") and len(name) > 3 and reading.gap(index + 3) == " "
    further = described and reading.key(index + 3) not in known.function_words
    return index + 3 if further else index + 2


def _bare_name(reading: Reading, index: int, known: Lists) -> bool:
    """`bij kwekerij zuidgeest`: a noun that wants an article has none, so a name follows."""
    following = reading.tokens[index + 1] if index + 1 < len(reading.tokens) else None
    if following is None or following.placeholder or following.number or len(following.key) < 3:
        return False
    if following.gap not in {" ", " '", ' "'} or following.key in known.function_words:
        return False
    if following.key in known.triggers["werkwoorden"] or is_public(following.key, known):
        return False
    if not seems_word(following.key, known):
        return True
    # Where capitals tell, a name that is a word has one.
    bare = reading.small and reading.key(index - 1) in _BARE_AFTER
    head = reading.key(index)
    return bare and head not in known.ways["zonder-lidwoord"] and not head.endswith("zorg")


def _small_names(reading: Reading, known: Lists) -> Iterator[Mention]:
    """Without capitals: `het twickel college`, `de clausschool`, `die heet het lichtpunt`."""
    for index, token in enumerate(reading.tokens):
        if token.placeholder or reading.capital(index):
            continue
        if token.key in _NAMED_BEHIND and _named_before(reading, index, known):
            yield _mention(reading, index - 1, index, "naam-voor-kopwoord")
        elif token.key.endswith(_SURNAMED_ENDS) and _named_inside(token.key, known):
            first = index - 1 if reading.key(index - 1) in _SAINTS - _NAMING else index
            yield _mention(reading, first, index, "naam-in-kopwoord")
        elif token.key in _CALLED and reading.key(index + 1) in _NAMING:
            name = reading.key(index + 2)
            near = range(max(0, index - _NEAR), index)
            if (
                name
                and name not in known.function_words
                and any(_is_head(reading.key(at), known) for at in near)
            ):
                yield _mention(reading, index + 1, index + 2, "heet-zo")


def _named_before(reading: Reading, index: int, known: Lists) -> bool:
    before = reading.key(index - 1)
    if len(before) < 3 or reading.gap(index) not in {" ", "-"}:
        return False
    if before not in known.words and before not in _DETERMINERS | known.function_words:
        return True
    # 'het meridiaan lyceum': Dutch writes nouns together, so a loose one is a name.
    loose = reading.small and reading.key(index - 2) in _NAMING and not before.endswith("e")
    return loose and before not in known.ways["soorten-school"] | known.function_words


def _named_inside(key: str, known: Lists) -> bool:
    """True when what stands before the kind is no word: `clausschool`, `jacobuskerk`."""
    end = next(end for end in _SURNAMED_ENDS if key.endswith(end))
    first = key.removesuffix(end).rstrip("-")
    if len(first) < 3 or is_word(key, known):
        return False
    return not seems_word(first, known, slips=False) and not is_word(first + "e", known)


def _is_office(reading: Reading, first: int, last: int, known: Lists) -> bool:
    """`de Economische Inspectie`, `het Koninklijk Instituut voor het Kunstpatrimonium`."""
    if reading.key(first) not in known.ways["ambtelijk"] or last == first:
        return False
    return all(
        seems_word(reading.key(at), known, slips=False) or is_public(reading.key(at), known)
        for at in range(first + 1, last + 1)
    )


def _capitals_in_a_row(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`hulp van Ambulant Samen Sterk`: capitals in a row inside a sentence name something."""
    index = 1
    while index < len(reading.tokens):
        last = index
        opens = reading.key(index - 1) in _BARE_AFTER or reading.gap(index) == ", "
        if opens and _inner_capital(reading, index, known):
            while reading.gap(last + 1) in {" ", "-", " & "} and _inner_capital(
                reading, last + 1, known
            ):
                last += 1
        if last > index:
            row = range(index, last + 1)
            plain = sum(not is_official(reading.key(at), known) for at in row)
            if plain > 1 and not _is_office(reading, index, last, known):
                yield _mention(reading, index, last, "hoofdletters-op-rij")
        index = last + 1


def _inner_capital(reading: Reading, index: int, known: Lists) -> bool:
    if not reading.capital(index) or reading.tokens[index].first:
        return False
    token = reading.tokens[index]
    if token.number or token.key in known.ways["formeel"] or token.key in known.first_names:
        return False
    return not (is_public(token.key, known) or is_acronym(token, known))


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
        named = reading.capital(index - 1) and not article.first and reading.capital(index + 1)
        if token.number or (is_public(token.key, known) and not named) or is_acronym(token, known):
            continue
        if reading.key(index - 2) in known.triggers["aanspreking"]:
            continue
        if is_acronym_with_word(reading.text[token.start : token.end], known):
            continue
        both = reading.capital(index - 1) and not article.first
        formal = token.key in known.ways["formeel"] or is_official(token.key, known)
        if not both and formal:
            continue
        last = _capital_run(reading, index, known)
        if _is_office(reading, index, last, known):
            continue
        first = index - 1 if both or article.key == "'t" else index
        if last >= index and not (formal and last == index and not both):
            yield _mention(reading, first, last, "lidwoord-hoofdletter")


def _providers(reading: Reading, known: Lists) -> Iterator[Mention]:
    for index in reading.phrases(known.providers):
        token = reading.tokens[index]
        length = reading.phrase(index, known.providers)
        if not length:
            continue
        word = length == 1 and (is_word(token.key, known) or token.key in known.first_names)
        if not word or (reading.capital(index) and not token.first):
            yield _mention(reading, index, index + length - 1, "instellingenlijst")


def _mention(reading: Reading, first: int, last: int, rule: str) -> Mention:
    return Mention(reading.tokens[first].start, reading.tokens[last].end, Kind.ORGANISATION, rule)
