"""How far a name reaches: over initials, prefixes, forenames and surnames on both sides."""

from ingest.recognisers.announcing import MOST_PREFIXES, PREFIXES
from ingest.recognisers.lexicon import Lists
from ingest.recognisers.reading import Reading, Token
from ingest.recognisers.words import (
    is_acronym,
    is_inflected,
    is_official,
    is_public,
    is_trigger,
    is_word,
    seems_word,
)

NEVER = frozenset((
    "en", "of", "ook", "niet", "geen", "een", "de", "het", "dat", "die", "dit", "is", "was",
    "met", "maar", "want", "dus", "toen", "nu", "dan", "daar", "hier", "er", "wel", "nog", "al",
    "zo", "heel", "erg", "te", "om", "aan", "uit", "in", "op", "bij", "voor", "naar", "over",
    "door", "mij", "me", "je", "ik", "hij", "zij", "ze", "wij", "we", "jullie", "u", "hun", "hen",
    "haar", "zijn", "mijn", "onze", "ons", "wie", "wat", "waar", "hoe",
))  # fmt: skip
AFTER_INITIAL = frozenset((". ", ".", " ", ".-"))
_SPACES = frozenset((" ", "\u00a0", "-"))
_STARTING_PREFIXES = frozenset((
    "van", "de", "der", "den", "ter", "ten", "te", "el", "al", "ul", "von", "vd", "v.d", "vande",
    "vander",
))  # fmt: skip
# After these, whatever follows is a surname.
_SURE_PREFIXES = frozenset((
    "der", "den", "ter", "ten", "vander", "vanden", "el", "al",
))  # fmt: skip
# `rosenthal-de jong`: the second name goes on behind the hyphen.
_OPEN_ENDS = tuple(
    f"-{prefix}" for prefix in ("van", "de", "der", "den", "ter", "ten", "el", "van de")
)
_JOINED = frozenset((" ", ", ", ": ", ". "))
_TWO_LETTERS = 2
MOST_INITIALS = 8
_MOST_WORDS = 7


def grown_left(reading: Reading, start: int, known: Lists) -> int:
    """Over initials and prefixes with a capital: `A.B. van Dijk`, `Van den Berg`."""
    first = start
    while first > 0 and start - first < MOST_INITIALS:
        token = reading.tokens[first - 1]
        gap = reading.gap(first)
        initial = len(token.key) == 1 and token.capital and gap in {". ", "."}
        prefix = token.key in PREFIXES and token.capital and gap == " " and reading.cased
        letters = gap == " " and token.upper and len(token.key) <= 4 and _letters(token, known)
        forename = gap in _SPACES and _is_forename(reading, first - 1, known)
        doubtful = (
            reading.small
            and gap == " "
            and (
                token.key in known.nameable
                or (token.key in known.first_names and token.key in known.rare)
            )
            and len(token.key) > _TWO_LETTERS
        )
        behind_initial = (
            token.key in PREFIXES and gap == " " and _initial_before(reading, first - 1)
        )
        if not (
            initial
            or (prefix and not _opens(token, known))
            or letters
            or forename
            or doubtful
            or behind_initial
        ):
            break
        first -= 1
    return first


def _opens(token: Token, known: Lists) -> bool:
    """A prefix that opens the sentence is more likely an ordinary word: 'De Jansens'."""
    return token.first and token.key in {"de", "het", "te", "der", "in"}


def _is_forename(reading: Reading, index: int, known: Lists) -> bool:
    """A capital inside a sentence directly before a name, that is no title, role or public name."""
    token = reading.tokens[index]
    if not reading.capital(index) or token.first or token.number or len(token.key) <= _TWO_LETTERS:
        return False
    if token.key in PREFIXES or token.key in known.function_words:
        return False
    return not (is_public(token.key, known) or is_official(token.key, known) or token.upper)


def _letters(token: Token, known: Lists) -> bool:
    return not is_public(token.key, known) and not is_word(token.key, known)


def _initial_before(reading: Reading, index: int) -> bool:
    furthest = max(0, index - MOST_PREFIXES)
    while index > furthest and reading.key(index) in PREFIXES:
        if len(reading.key(index - 1)) == 1 and reading.gap(index) in {". ", "."}:
            return True
        index -= 1
    return False


def grown_right(reading: Reading, index: int, known: Lists) -> int:
    """Over surnames, prefixes with a surname, and initials: `Fatima El Amrani`, `Daniël S.`."""
    last = index
    while last - index < _MOST_WORDS:
        following = _name_end(reading, last, known)
        if following == last:
            return last
        last = following
    return last


def _name_end(reading: Reading, last: int, known: Lists) -> int:
    """The place of the next word of the same name; `last` when the name ends there."""
    at = last + 1
    if at >= len(reading.tokens) or _possessive(reading, last):
        return last
    gap = reading.gap(at)
    if gap in AFTER_INITIAL - {" "} and len(reading.key(last)) == 1:
        gap = " "
    if gap not in _SPACES:
        return last
    token = reading.tokens[at]
    if len(token.key) == 1 and token.capital and reading.gap(at + 1).startswith("."):
        return at
    prefixes = 0
    while reading.key(at) in PREFIXES and reading.gap(at + 1) in {" ", "-"} and prefixes < 3:
        at += 1
        prefixes += 1
    loose = prefixes and reading.key(last + 1) not in _STARTING_PREFIXES
    if loose and not reading.capital(at):
        return last
    return at if _continues(reading, at, known, prefixed=prefixes > 0) else last


def _continues(reading: Reading, at: int, known: Lists, *, prefixed: bool) -> bool:
    if at >= len(reading.tokens):
        return False
    token = reading.tokens[at]
    after_initial = len(reading.key(at - 1)) == 1
    surely = prefixed and reading.key(at - 1) in _SURE_PREFIXES
    if token.placeholder or token.number or (token.key in NEVER and not surely):
        return False
    if token.first and not after_initial:
        return False
    listed = is_surname(token.key, known) or token.key in known.sure_names
    if is_public(token.key, known) or (is_trigger(token.key, known) and not listed):
        return False
    if reading.capital(at):
        # A capital directly after a name is its surname, whatever the word means otherwise.
        return prefixed or listed or not is_acronym(token, known)
    return _continues_small(reading, at, known, prefixed=prefixed or after_initial)


def _continues_small(reading: Reading, at: int, known: Lists, *, prefixed: bool) -> bool:
    """A surname in lower case after a name: listed, unknown, or behind 'van der' and the like."""
    key = reading.key(at)
    if key in known.function_words:
        return False
    if prefixed and reading.key(at - 1) in _SURE_PREFIXES:
        return True
    if is_word(key, known):
        weak = key in known.never_small or key in known.triggers["werkwoorden"]
        thing = weak or key in known.not_after_name
        if key in known.surnames and (prefixed or (reading.small and not thing)):
            return True
        return not thing and key in known.nouns and _told_who(reading, at, known)
    if is_surname(key, known) or prefixed or reading.key(at - 1).endswith(_OPEN_ENDS):
        return True
    if reading.small and _is_first(reading.key(at - 1), known):
        # `fenna dijkslag`: after a first name a verb comes, hardly ever a long noun.
        return _told_who(reading, at, known) or not is_inflected(key, known)
    return not seems_word(key, known, slips=not reading.small)


def _told_who(reading: Reading, at: int, known: Lists) -> bool:
    """`mijn collega fenna dijkslag`: who it is, a first name, and then hardly ever a thing."""
    if not reading.small or reading.gap(at - 1) not in _JOINED:
        return False
    who = reading.key(at - 2)
    if reading.key(at).startswith("ge"):
        return False
    told = is_trigger(who, known) or who in known.triggers["noemen"]
    return told and _is_first(reading.key(at - 1), known)


def _is_first(key: str, known: Lists) -> bool:
    first, _, rest = key.partition("-")
    return key in known.sure_names or (first in known.first_names and rest in known.first_names)


def is_surname(key: str, known: Lists) -> bool:
    """Listed, or two names with a hyphen of which one is listed: `visser-koppejan`."""
    if key in known.surnames:
        return True
    parts = key.split("-")
    return (
        len(parts) > 1
        and any(part in known.surnames for part in parts)
        and all(
            part in known.surnames or part in PREFIXES or part not in known.words for part in parts
        )
    )


def _possessive(reading: Reading, index: int) -> bool:
    end = reading.tokens[index].end
    return reading.text[end : end + 2] in {"'s", "’s"}
