"""What announces a name: a title, a relative, a role, 'heet', a greeting, or a form field."""

from enum import Enum
from functools import lru_cache

from ingest.recognisers.lexicon import Keys, Lists, lists
from ingest.recognisers.reading import Reading


class Announcement(Enum):
    """Why the next word is likely a name."""

    NOTHING = "niets"
    TITLE = "aanspreking"
    RELATIVE = "verwant"
    ROLE = "rol"
    CALLED = "genoemd"
    GREETING = "groet"


PREFIXES = frozenset((
    "van", "de", "der", "den", "ter", "ten", "te", "het", "'t", "'s", "d'", "la", "le", "du",
    "di", "del", "della", "dos", "da", "do", "el", "al", "ul", "ibn", "bin", "bint", "abu", "von",
    "zu", "mac", "mc", "vd", "v.d", "vande", "vander", "vanden",
))  # fmt: skip
_NAME_WORDS = frozenset(("achternaam", "voornaam", "roepnaam", "meisjesnaam", "bijnaam"))
_ARABIC = frozenset(("el", "al", "abu", "ibn"))
# No name has more: a bound, so that no text takes longer than its length.
MOST_PREFIXES = 4
_SURE_PREFIXES = frozenset(("der", "den", "ter", "ten"))
_IS = frozenset(("is", "was", "luidt"))
_FILLERS = frozenset((
    "nu", "ook", "eigenlijk", "dan", "toen", "dus", "zelf", "echt", "gewoon", "voluit",
    "officieel", "hij", "ze", "zij", "ik",
))  # fmt: skip
# 'dhr. Bos', but not 'zei mevrouw. Daarna ...': a full stop joins only after an abbreviation.
_ABBREVIATED = frozenset((
    "dhr", "mw", "mevr", "hr", "mej", "dr", "drs", "ing", "ir", "prof", "fam", "ds", "mr", "wed",
    "gr", "mvg", "t.a.v", "tav",
))  # fmt: skip
_JOINTS = frozenset((" ", ": ", " '", ' "', " ‘", " “", " („", " (", "\u00a0"))
_LOOSE_JOINTS = _JOINTS | {", ", ", '", " - ", " – ", "/", " / "}
_STOPS = frozenset((".", ". "))
_FIELD_JOINTS = (":", "=")


def announced(reading: Reading, index: int, known: Lists) -> tuple[Announcement, int]:
    """Why the word at `index` would be a name, and where the name begins (its first prefix)."""
    first = index
    while (
        index - first < MOST_PREFIXES
        and first > 0
        and reading.key(first - 1) in PREFIXES
        and reading.gap(first) == " "
    ):
        first -= 1
    if first == index:
        return _direct(reading, index, known), index
    for start in range(first, index + 1):
        found = _direct(reading, start, known)
        if found is not Announcement.NOTHING and (
            start == index
            or found is Announcement.TITLE
            or reading.key(first) in _ARABIC
            or _behind_prefix(reading, start, index, known)
        ):
            return found, start
    return Announcement.NOTHING, index


def unannounced(reading: Reading, index: int) -> bool:
    """True when surely nothing announces the word at `index`, told without looking far."""
    announcing = _announcing()
    for at in range(index, index - MOST_PREFIXES, -1):
        before = reading.key(at - 1)
        if reading.gap(at) != " " or before in announcing:
            return False
        if before not in PREFIXES:
            return True
    return False


def _behind_prefix(reading: Reading, start: int, index: int, known: Lists) -> bool:
    """`hulpverlener van der velden`, and not `hulpverlener van de gemeente`."""
    key = reading.key(index)
    if key not in known.surnames or key in known.function_words:
        return False
    prefixes = {reading.key(at) for at in range(start, index)}
    return bool(prefixes & _SURE_PREFIXES) or key not in known.words or key not in known.nouns


def _direct(reading: Reading, index: int, known: Lists) -> Announcement:
    before = reading.key(index - 1)
    gap = reading.gap(index)
    if gap == " " and before not in _announcing():
        return Announcement.NOTHING
    if _in_form_field(reading, index):
        return Announcement.CALLED
    if before in known.triggers["aanspreking"] and (
        gap in _JOINTS or (gap in _STOPS and before in _ABBREVIATED)
    ):
        return Announcement.TITLE
    if _calls(reading, index, known) and gap in _JOINTS:
        return Announcement.CALLED
    if before in known.triggers["verwanten"] and gap in _LOOSE_JOINTS:
        return Announcement.RELATIVE
    if before in known.triggers["rollen"] and gap in _LOOSE_JOINTS:
        return Announcement.ROLE
    if _greets(reading, index, known):
        return Announcement.GREETING
    return Announcement.NOTHING


@lru_cache(maxsize=1)
def _announcing() -> Keys:
    """Every word of which the rules here ask whether it stands directly before a name."""
    triggers = lists().triggers
    names = ("aanspreking", "verwanten", "rollen", "noemen", "groeten", "ondertekenen")
    return frozenset().union(
        *(triggers[name] for name in names), _NAME_WORDS, _FILLERS, _IS, ("naam",)
    )


def _calls(reading: Reading, index: int, known: Lists) -> bool:
    """`heet`, `mijn naam is`, `genaamd`; with at most one filler in between."""
    for back in (1, 2):
        key = reading.key(index - back)
        if back == 2 and reading.key(index - 1) not in _FILLERS:
            return False
        if key in known.triggers["noemen"] or key in _NAME_WORDS:
            return True
        if key in _IS and reading.key(index - back - 1).endswith("naam"):
            return True
        if key == "naam" and back == 1 and reading.key(index - 2) in {"de", "met", "onder"}:
            return True
    return False


def _in_form_field(reading: Reading, index: int) -> bool:
    """`naam partner: hylke`, `Voornaam: Luwam`, `contactpersoon: ...`."""
    if not reading.gap(index).lstrip("'’\"”) ").startswith(_FIELD_JOINTS):
        return False
    labels = [reading.key(index - back) for back in (1, 2, 3)]
    return any(
        label.endswith(("naam", "contactpersoon", "aanwezig", "betreft", "inzake"))
        for label in labels
    )


def _greets(reading: Reading, index: int, known: Lists) -> bool:
    before = reading.key(index - 1)
    gap = reading.gap(index)
    opening = index - 1 >= 0 and reading.tokens[index - 1].first
    if before in known.triggers["groeten"] and opening and gap == " ":
        after = reading.gap(index + 1)
        return after.startswith((",", "\n", "!", ".")) or reading.capital(index)
    if before in known.triggers["ondertekenen"]:
        return len(gap) <= 4 and (gap.startswith((" ", ",", ".", ":", "\n")))
    return False
