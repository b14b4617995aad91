"""Names of people: listed names, names after a trigger, initials, and names in lower case.

A word is a name by itself (a listed first name that is no Dutch word), by its capital inside a
sentence, or because something announces it. From there the name grows over initials, prefixes
and surnames, and every other spelling of it in the same text is found as well.
"""

from collections.abc import Iterator

from ingest.recognisers.announcing import (
    MOST_PREFIXES,
    PREFIXES,
    Announcement,
    announced,
    unannounced,
)
from ingest.recognisers.growing import (
    AFTER_INITIAL,
    MOST_INITIALS,
    NEVER,
    grown_left,
    grown_right,
    is_surname,
)
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.spellings import GUESSED, other_spellings
from ingest.recognisers.words import (
    is_acronym,
    is_compound,
    is_nickname,
    is_official,
    is_plain_word,
    is_public,
    is_trigger,
    is_word,
    seems_word,
)
from models.vocabulary import PersonalDataKind as Kind

_OWNERS = frozenset(("mijn", "m'n", "mn", "me", "onze", "zijn", "haar", "hun", "de", "een"))
_SPEAKS_ON = frozenset((
    "jij", "je", "u", "ik", "wij", "we", "kom", "luister", "ga", "heb", "wat", "waarom", "hoe",
    "wil", "kun", "kan", "mag", "zeg", "hoor", "dank", "sorry", "niet", "nu", "doe",
))  # fmt: skip
_ARTICLES = frozenset(("de", "het", "'t", "mijn", "ons", "onze"))
_SAYS = frozenset(("zei", "zegt", "vroeg", "vraagt", "vertelde", "riep", "schreef", "appte"))
_SAYS_TO = _SAYS | {"tegen"}
_LONG_INITIALS = frozenset(("th", "chr", "ph", "joh", "jac", "wm", "ant", "fr"))
_PLAIN_TITLES = frozenset(("mevrouw", "meneer", "mw", "mevr", "dhr", "mijnheer", "familie", "fam"))
_TWO_LETTERS = 2
_LEAST_ALONE = 5

Span = tuple[int, int, str]


def find(text: str) -> list[Mention]:
    """Every stretch that names a person."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    spans = list(_spans(reading, known))
    spans += other_spellings(reading, known, spans)
    return [_mention(reading, span) for span in spans]


def _spans(reading: Reading, known: Lists) -> Iterator[Span]:
    index = 0
    while index < len(reading.tokens):
        if _is_ordinary(reading, index, known):
            index += 1
            continue
        start, rule = _seed(reading, index, known)
        if not rule:
            index += 1
            continue
        first = grown_left(reading, start, known)
        last = grown_right(reading, index, known)
        yield first, last, rule
        index = last + 1


def _is_ordinary(reading: Reading, index: int, known: Lists) -> bool:
    """A word in small letters that no list of names has, and nothing before it announces a name.

    Most words by far are such: none of the rules makes a name of one.
    """
    token = reading.tokens[index]
    return token.key in known.plain_words and not token.capital and unannounced(reading, index)


def _seed(reading: Reading, index: int, known: Lists) -> tuple[int, str]:
    """Where a name begins when the word at `index` is (the core of) one, and by which rule."""
    token = reading.tokens[index]
    if token.number or token.placeholder or not token.key or token.key in NEVER:
        return index, ""
    reason, start = announced(reading, index, known)
    if len(token.key) == 1:
        return start, _initial_rule(reading, index, known, reason)
    if token.key in known.sure_names or is_nickname(token.key, known):
        return start, "voornaam"
    if reading.capital(index):
        return start, _capital_rule(reading, index, known, reason)
    return start, _lower_rule(reading, index, known, reason)


def _initial_rule(reading: Reading, index: int, known: Lists, reason: Announcement) -> str:
    """`J.P.M. Koning`, `h. bos`, `mevrouw B.`."""
    if not reading.gap(index + 1).startswith("."):
        return ""
    capital = reading.tokens[index].capital
    if capital and reason in {Announcement.TITLE, Announcement.RELATIVE, Announcement.CALLED}:
        return "initiaal-na-aankondiging"
    at = index
    while at - index < MOST_INITIALS and _is_initial(reading, at):
        at += 1
    last = at + MOST_PREFIXES
    while at < last and reading.key(at) in PREFIXES and reading.gap(at + 1) == " ":
        at += 1
    if reading.gap(at) not in AFTER_INITIAL or len(reading.key(at)) < _TWO_LETTERS:
        return ""
    surname = reading.key(at)
    if capital and reading.capital(at) and not is_public(surname, known):
        return "initialen"
    unknown = reading.small and not is_word(surname, known)
    listed = (is_surname(surname, known) or unknown) and surname not in known.function_words
    return "initialen" if listed and not (capital and reading.cased) else ""


def _is_initial(reading: Reading, at: int) -> bool:
    initial = len(reading.key(at)) == 1 or reading.key(at) in _LONG_INITIALS
    return initial and reading.gap(at + 1) in AFTER_INITIAL


def _capital_rule(reading: Reading, index: int, known: Lists, reason: Announcement) -> str:
    token = reading.tokens[index]
    key = token.key
    if is_public(key, known) or is_acronym(token, known):
        return ""
    listed = key in known.first_names or key in known.nameable or key in known.surnames
    listed = listed or _double_name(key, known)
    if reason in {Announcement.TITLE, Announcement.CALLED} and key not in PREFIXES:
        return "" if is_trigger(key, known) else "na-aankondiging"
    if reason is Announcement.RELATIVE and is_official(key, known):
        return ""
    related = reason is Announcement.RELATIVE and key not in known.function_words
    if reason is not Announcement.NOTHING and (listed or related or not is_word(key, known)):
        return "na-aankondiging" if not is_trigger(key, known) else ""
    if token.first:
        return _opening_rule(reading, index, known)
    if listed and not is_trigger(key, known) and len(key) > 1:
        article = reading.key(index - 1) in {"de", "het", "een", "den", "'t"}
        return "" if article and is_word(key, known) else "naam-met-hoofdletter"
    return ""


def _opening_rule(reading: Reading, index: int, known: Lists) -> str:
    """The first word of a sentence has a capital anyway; what follows must show that it names."""
    token = reading.tokens[index]
    key = token.key
    acts = _acts(reading, index, known)
    word = is_plain_word(key, known)
    if key in known.function_words or len(key) <= _TWO_LETTERS:
        return ""
    if key in known.first_names and word:
        spoken_to = reading.gap(index + 1) == ", " and reading.key(index + 1) in _SPEAKS_ON
        return "naam-en-werkwoord" if acts or spoken_to else ""
    if key in known.surnames and not word:
        return "achternaam"
    if word or is_compound(key, known):
        return ""
    if acts or not seems_word(key, known):
        return "onbekend-woord-dat-doet" if acts else GUESSED
    return ""


def _acts(reading: Reading, index: int, known: Lists) -> bool:
    """True when the next word is what a person does: `Beer slaapt`, `Hiske en Bo`."""
    token = reading.tokens[index]
    following = reading.key(index + 1)
    if reading.text[token.end : token.end + 2] in {"'s", "’s"}:
        return True
    if reading.gap(index + 1) == ", ":
        return _is_related(reading, index + 1, known)
    if reading.gap(index + 1) != " ":
        return False
    if _is_related(reading, index + 1, known):
        return True
    if following == "van" and reading.tokens[index + 2 : index + 3]:
        office = reading.key(index + 2) in _ARTICLES and reading.tokens[index].capital
        return reading.tokens[index + 2].number or (office and reading.cased)
    if following in known.triggers["werkwoorden"]:
        return True
    if following not in {"en", "&"}:
        return False
    return reading.key(index + 2) in known.sure_names or reading.capital(index + 2)


def _is_related(reading: Reading, index: int, known: Lists) -> bool:
    """`Manito, mijn neef`: who it is, told behind the name."""
    return reading.key(index) in _OWNERS and reading.key(index + 1) in (
        known.triggers["verwanten"] | known.triggers["rollen"]
    )


def _double_name(key: str, known: Lists) -> bool:
    """`luna-maé`, `jayden-lee`: a first name with a hyphen and another word that can be one."""
    first, _, rest = key.partition("-")
    return bool(rest) and first in known.first_names and rest in known.first_names


def _lower_rule(reading: Reading, index: int, known: Lists, reason: Announcement) -> str:
    """Names without a capital: mostly only after something that announces them."""
    key = reading.tokens[index].key
    if key in PREFIXES or is_public(key, known):
        return ""
    if _double_name(key, known):
        return "dubbele-voornaam"
    if reading.small and key in known.nameable and _named_small(reading, index, known):
        return "naam-en-werkwoord"
    told = reading.key(index - 1) in _SAYS_TO and reading.key(index + 1) == "van"
    if told and key in known.first_names and reading.gap(index) == " ":
        return "naam-na-zei"
    word = is_word(key, known)
    if key in known.surnames and not word and len(key) >= _LEAST_ALONE:
        return "achternaam-klein"
    if reason is Announcement.NOTHING:
        told_behind = key in known.first_names and reading.gap(index + 1) == ", "
        if told_behind and key not in known.function_words:
            return "naam-na-verwant" if _is_related(reading, index + 1, known) else ""
        return _beside_name(reading, index, known)
    if key in known.function_words or is_trigger(key, known):
        return ""
    if reason is Announcement.TITLE and word:
        weak = key in known.never_small or key in known.triggers["werkwoorden"]
        behind_prefix = reading.key(index - 1) in PREFIXES
        listed = key in known.surnames or key in known.first_names
        noun = listed or (reading.key(index - 1) in _PLAIN_TITLES and _is_noun(key, known))
        surname = noun and (behind_prefix or not weak)
        return "achternaam-na-aanspreking" if surname else _nameable(key, known)
    if reading.key(index - 1) in PREFIXES and reason is not Announcement.TITLE:
        return "achternaam-na-tussenvoegsel"
    if word and key in known.first_names:
        if reason is Announcement.CALLED:
            return "naam-na-heet"
        if _stands_as_name(reading, index, known):
            return "naam-na-verwant"
    if word:
        return _nameable(key, known)
    if reason in {Announcement.TITLE, Announcement.CALLED} or key in known.first_names:
        return "na-aankondiging"
    if reason is Announcement.RELATIVE and _acts(reading, index, known):
        return "" if seems_word(key, known, slips=False) else "na-aankondiging"
    return "" if seems_word(key, known, slips=not reading.small) else "na-aankondiging"


def _stands_as_name(reading: Reading, index: int, known: Lists) -> bool:
    """`mijn pleegdochter eden kwam`, `de begeleidster, griet, komt`: a name by its place."""
    key = reading.key(index)
    if len(key) <= _TWO_LETTERS or key in known.triggers["werkwoorden"] | known.never_small:
        return False
    if reading.gap(index) == ", ":
        return reading.gap(index + 1) == ", "
    acts = reading.key(index + 1) in known.triggers["werkwoorden"]
    return reading.gap(index + 1) == " " and acts


def _named_small(reading: Reading, index: int, known: Lists) -> bool:
    """Without capitals: `roos praat, beer wijst`, `zei mark`, `beer en roos`."""
    before, following = reading.key(index - 1), reading.key(index + 1)
    if reading.gap(index + 1) == " " and following in known.triggers["werkwoorden"]:
        return reading.tokens[index].first or before in {"en", "dat", "toen", "als", "want", "maar"}
    if before in _SAYS and reading.gap(index) == " ":
        return True
    if before == "ben" and reading.key(index - 2) == "ik" and reading.gap(index) == " ":
        return True
    coupled = reading.gap(index + 1) == " " and following in {"en", "&"}
    return coupled and (
        reading.key(index + 2) in known.nameable or reading.key(index + 2) in known.sure_names
    )


def _is_noun(key: str, known: Lists) -> bool:
    """`mevrouw slangen`: what can be a surname because it is a thing, one or many."""
    return key in known.nouns or (key.endswith("en") and key.removesuffix("en") in known.nouns)


def _nameable(key: str, known: Lists) -> str:
    return "naam-na-verwant" if key in known.nameable else ""


def _beside_name(reading: Reading, index: int, known: Lists) -> str:
    """`fatima en luwam`: an unknown word coupled to a name is a name too."""
    key = reading.tokens[index].key
    if reading.key(index - 1) not in {"en", "of"} or reading.key(index - 2) not in known.sure_names:
        return ""
    if reading.gap(index) != " " or reading.gap(index - 1) != " ":
        return ""
    return "" if len(key) <= _TWO_LETTERS or seems_word(key, known) else "naast-naam"


def _mention(reading: Reading, span: Span) -> Mention:
    first, last, rule = span
    start, end = reading.tokens[first].start, reading.tokens[last].end
    if len(reading.key(last)) == 1 and reading.text[end : end + 1] == ".":
        end += 1
    return Mention(start, end, Kind.PERSON, rule)
