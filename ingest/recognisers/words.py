"""Is it a word or a name? What a single word tells by itself, before its context is looked at."""

from ingest.recognisers.lexicon import Lists
from ingest.recognisers.reading import Reading, Token

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LINKS = ("", "s", "e", "en", "n", "-")
_ENDINGS = (
    "tjes",
    "tje",
    "pje",
    "jes",
    "je",
    "en",
    "s",
    "e",
    "t",
    "d",
    "dt",
    "n",
    "de",
    "te",
    "den",
    "er",
)
# Ends of words for work, plans and rules that get a capital out of respect, not as a name.
_OFFICIAL_ENDS = (
    "coach", "regisseur", "consulent", "consulente", "team", "teams", "gesprek", "plan", "wet",
    "hulp", "loket", "dienst", "werker", "werkster", "toeslag", "begeleiding", "begeleider",
    "uitkering", "arts", "aanvraag", "indicatie", "overleg", "ambtenaar", "beschermer",
    "regeling", "verlening", "wijk", "gemeente", "verslag", "test", "onderzoek", "raad",
    "rechter", "bewindvoerder", "agent", "medewerker", "medewerkster", "specialist", "advies",
    "aanpak", "traject", "verklaring", "vergunning", "verpleegkundige", "toets", "stichting",
    "bureau", "instituut", "commissie", "kaart", "programma", "beweging", "autoriteit",
    "bescherming", "inspectie", "fonds", "agentschap", "ministerie", "secretariaat", "parlement",
    "wetgeving", "richtlijn", "verdrag", "akkoord", "conferentie", "component", "leden", "databank",
    "bank", "register", "systeem", "netwerk", "platform", "nota", "rapport", "kader", "statuut",
    "maatregel",
    "vereniging", "bericht", "app", "code", "kind", "ouder", "familie", "vrouw", "man",
)  # fmt: skip
_BRANDS = ("whatsapp", "facebook", "insta", "google", "tiktok", "snapchat", "youtube", "zoom")
_SMALLER = ("ie", "je", "tje", "pje", "ke", "tjuh")
_SHORT_ACRONYM = 5
_MIN_PART = 3
_MOST_PARTS = 3
# Nothing longer is a word; without a bound, trying every cut takes the square of its length.
_LONGEST_NAME = 30
_LONGEST_WORD = 60


def is_word(key: str, known: Lists) -> bool:
    """An ordinary Dutch word, as it stands or with a common ending taken off."""
    if key in known.words:
        return True
    if "-" in key:
        return all(part in known.words or part in known.public for part in key.split("-") if part)
    return False


def is_plain_word(key: str, known: Lists) -> bool:
    """A word that people use: not one that only an encyclopedia has, unless words make it up."""
    return is_word(key, known) and (key not in known.rare or is_compound(key, known))


def seems_word(key: str, known: Lists, *, slips: bool = True) -> bool:
    """An ordinary word, a compound or inflection of words, or a slip of the pen in one."""
    if is_word(key, known) or is_inflected(key, known) or is_compound(key, known):
        return True
    return slips and 5 <= len(key) <= _LONGEST_WORD and _one_slip_away(key, known)


def is_compound(key: str, known: Lists, *, parts: int = _MOST_PARTS) -> bool:
    """Two to four words written as one, as Dutch does without end."""
    if not 2 * _MIN_PART < len(key) <= _LONGEST_WORD:
        return False
    for cut in range(_MIN_PART, len(key) - _MIN_PART + 1):
        head = key[cut:]
        if head not in known.words and not is_inflected(head, known):
            continue
        for link in _LINKS:
            first = key[:cut].removesuffix(link)
            if len(first) < _MIN_PART or not key[:cut].endswith(link):
                continue
            if first in known.words:
                return True
            # A short head at the end of three words is too easily found by chance.
            if parts > 2 and len(head) > _MIN_PART and is_compound(first, known, parts=parts - 1):
                return True
    return False


def is_nickname(key: str, known: Lists) -> bool:
    """A first name made smaller or doubled: `henkie`, `annetje`, `geertjan`."""
    if key in known.words or len(key) > _LONGEST_NAME:
        return False
    if any(key.endswith(end) and key.removesuffix(end) in known.sure_names for end in _SMALLER):
        return True
    # `geertjan`: two names written as one.
    return any(
        key[:at] in known.sure_names and key[at:] in known.sure_names
        for at in range(_MIN_PART, len(key) - _MIN_PART + 1)
    )


def is_public(key: str, known: Lists) -> bool:
    """A country, people, national body, law, brand: it points to nobody."""
    if key in known.public or key in known.peoples or key.startswith(_BRANDS):
        return True
    if "-" in key:
        first, _, rest = key.partition("-")
        return (first in known.public or len(first) <= 3) and is_word(rest, known)
    return False


def is_official(key: str, known: Lists) -> bool:
    """A word for a role, an office or a paper, which people like to give a capital."""
    if key in known.announcers or key in known.every_head:
        return True
    return key.endswith(_OFFICIAL_ENDS) and (is_word(key, known) or is_compound(key, known))


def is_trigger(key: str, known: Lists) -> bool:
    """A title, a relative or a role: it announces a name and is none."""
    return key in known.announcers


def is_acronym(token: Token, known: Lists) -> bool:
    """Short and all capitals, like WMO, and not a name that we know."""
    return (
        token.upper
        and len(token.key) <= _SHORT_ACRONYM
        and token.key not in known.sure_names
        and token.key not in known.surnames
    )


def is_unknown_capital(reading: Reading, index: int, known: Lists) -> bool:
    """A capital inside a sentence on something that is no word: nearly always a name."""
    token = reading.tokens[index]
    if not reading.capital(index) or token.first or token.number or len(token.key) < 2:
        return False
    if is_acronym(token, known) or is_public(token.key, known) or is_plain_word(token.key, known):
        return False
    if any(character.isdigit() for character in token.key):
        return False
    if is_acronym_with_word(reading.text[token.start : token.end], known):
        return False
    return not (is_inflected(token.key, known) or is_official(token.key, known))


def is_acronym_with_word(surface: str, known: Lists) -> bool:
    """`RIZIV-nummer`, `FTF'er`: letters with a word or an ending behind them."""
    first, _, rest = surface.replace("’", "'").replace("'", "-").partition("-")
    if not rest or len(first) < 2 or not first.isupper():
        return False
    rest = rest.lower()
    return rest in {"er", "ers", "s", "tje", "tjes", "ster"} or seems_word(rest, known)


def is_inflected(key: str, known: Lists) -> bool:
    """A form of a listed word, by its ending or by `ge` before it."""
    return any(
        len(key) - len(ending) >= _MIN_PART and key.removesuffix(ending) in known.words
        for ending in _ENDINGS
        if key.endswith(ending)
    ) or (key.startswith("ge") and len(key) > 5 and key[2:] in known.words)


def _one_slip_away(key: str, known: Lists) -> bool:
    words = known.words
    for at in range(len(key)):
        if key[:at] + key[at + 1 :] in words:
            return True
        if key[:at] + key[at : at + 2][::-1] + key[at + 2 :] in words:
            return True
    return any(
        key[:at] + letter + key[at + skip :] in words
        for skip in (0, 1)
        for at in range(len(key))
        for letter in _ALPHABET
    )
