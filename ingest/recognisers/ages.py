"""Ages of people: `ik ben pas veertien`, `Noor (8)`, `mijn 17-jarige zoon`, `shirin is 4`.

A number is an age when what stands around it says so: each rule looks at one way to tell an age.
Durations, amounts, ages in laws and the age of things stay.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from ingest.recognisers import agewords as words_of
from ingest.recognisers.ageseeing import GENDERS, LINKS, OLDEST, Age, Search, number_at
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.spoken import number_words, rank_words
from models.vocabulary import PersonalDataKind as Kind

_MOST_FILLERS = 7
_RANK = re.compile(r"(\d{1,3})(?:e|de|ste)$")
_AGED = re.compile(r"(\d{1,3}|[a-z]+?)-?jarige?n?$")
_COMMAS = frozenset((", ", " - ", " – ", ",", " ("))
_BOTH = frozenset(("allebei", "beiden", "beide"))
_LIST_GAPS = frozenset((", ", ",", "/", " / ", " & ", "&", " + "))
_GROWN, _MIDDLE = 13, 30
_MOST_CHILDREN = 12


def find(text: str) -> list[Mention]:
    """Ages of people."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    search = Search(reading)
    found: list[Mention] = []
    numbers = _number_keys()
    for index, token in enumerate(reading.tokens):
        key = token.key
        # Nearly every word is told to be no number by a look at a list.
        if key not in numbers and key.isascii() and not ("jarig" in key or key[:1].isdigit()):
            continue
        if token.placeholder:
            continue
        aged = _jarig(search, index) or _ranked(search, index)
        if aged is not None:
            found.append(_mention(reading, aged))
            continue
        age = number_at(reading, index)
        if age is None or _about_the_law(search, age):
            continue
        if any(rule(search, age) for rule in _RULES):
            search.found[index] = age
            search.latest = index
    _widened(search)
    found += [_mention(reading, age) for age in search.found.values()]
    return found


def _mention(reading: Reading, age: Age) -> Mention:
    start, end = reading.tokens[age.first].start, reading.tokens[age.last].end
    return Mention(start, end, Kind.AGE, "leeftijd")


@lru_cache(maxsize=1)
def _number_keys() -> frozenset[str]:
    return frozenset((*number_words(), *rank_words()))


def _jarig(search: Search, index: int) -> Age | None:
    """`17-jarige`, `zestienjarige`, `8 jarig`; not a `driejarig contract`."""
    last = index
    match = _AGED.match(search.key(index))
    word = match[1] if match else ""
    if not match and search.key(index + 1) in {"jarige", "jarig", "jarigen"}:
        word, last = search.key(index), index + 1
    value = int(word) if word.isdecimal() else number_words().get(word)
    if value is None or search.key(last + 1) in words_of.AGED_THINGS:
        return None
    if value == words_of.COMING_OF_AGE and search.key(last + 1) == "leeftijd":
        return None
    return Age(index, last, value)


def _ranked(search: Search, index: int) -> Age | None:
    """`mijn 65ste`, `op zijn negende vertelde hij`, `haar achttiende verjaardag`."""
    match = _RANK.match(search.key(index))
    value = int(match[1]) if match else rank_words().get(search.key(index))
    if value is None or value > OLDEST:
        return None
    age = Age(index, index, value)
    after = search.key(index + 1)
    if after in words_of.BIRTHDAYS:
        return age
    if search.key(index - 1) not in words_of.POSSESSIVES or value in {1, 2, words_of.COMING_OF_AGE}:
        return None
    leads = search.key(index - 2) in words_of.RANK_LEADS
    told = after in search.known.triggers["werkwoorden"] or after in words_of.COPULAS
    small = after in search.known.function_words and after not in {"van", "in"}
    inverted = leads and search.key(index + 2) in words_of.PRONOUNS - {"die", "wie"}
    return age if search.ends(index + 1) or told or (leads and small) or inverted else None


def _about_the_law(search: Search, age: Age) -> bool:
    """`18 jaar en ouder`, `jongeren tot 23`, `van 0 tot 4`: ages of rules, not of a person."""
    after = (search.key(age.after), search.key(age.after + 1))
    if after[0] in {"en", "of"} and after[1] in {"ouder", "jonger", "hoger", "daarboven"}:
        return True
    if after[0] in {"plus", "min", "plusser", "minners"}:
        return True
    before = search.key(age.first - 1)
    if before == "dan":
        near = {search.key(age.first - back) for back in range(2, 6)}
        if near & {"ouder", "jonger", "meer", "minder", "later", "eerder"}:
            return True
    generic = before in {"van", "tussen"} and after[0] in {"tot", "en", "t/m"}
    plural = search.key(age.first - 2) in {"jongeren", "mensen", "kinderen", "jeugdigen", "ouderen"}
    return before == "tussen" or (generic and after[0] != "en" and plural)


def _legal(search: Search, age: Age, who: str, verb: str = "") -> bool:
    if who in words_of.LAW_PERSONS and age.value in words_of.LEGAL:
        return True
    changing = verb in {"word", "wordt", "werd", "geworden"}
    return changing and age.value == words_of.COMING_OF_AGE


def _continues(search: Search, age: Age, who: str) -> bool:
    """What may stand behind an age that was told of somebody."""
    if age.small:
        return search.key(age.after) == "oud" or (
            who in words_of.BABIES - {"hij", "ze", "zij"} and search.goes_on(age.after)
        )
    if age.years:
        return search.ends(age.after) or search.key(age.after) in words_of.AFTER_YEARS
    return search.goes_on(age.after)


def _before_fillers(search: Search, index: int) -> int:
    """Leftwards over `nu`, `pas`, `volgende maand`, `in mei`: the word before them."""
    tokens = search.reading.tokens
    at = index - 1
    for _ in range(_MOST_FILLERS):
        if at < 0 or tokens[at + 1].first:
            return -1
        key = search.key(at)
        if (key in words_of.TIME_NOUNS and search.key(at - 1) in words_of.TIME_ADJECTIVES) or (
            key in words_of.MONTHS and search.key(at - 1) == "in"
        ):
            at -= 2
        elif key in words_of.FILLERS:
            at -= 1
        else:
            return at
    return -1


def _is_aged(search: Search, age: Age) -> bool:
    """`ik ben nu 14`, `shirin is 4`, `wordt ze volgende maand 8`, `ben pas vijftien`."""
    at = _before_fillers(search, age.first)
    if at < 0:
        return False
    if search.key(at) in words_of.COPULAS:
        return _told_before(search, age, at)
    if search.key(at) in words_of.PLURAL_COPULAS:
        row = search.reading.gap(age.after) in _LIST_GAPS and number_at(search.reading, age.after)
        several = bool(row) or search.key(age.after) in LINKS or search.key(age.first - 1) in _BOTH
        known = search.person(at - 1) or search.key(at - 1) in words_of.PLURALS
        return several and known and search.goes_on(age.after)
    # 'nu is mijn zoon 8': the verb first, then who, then the age
    verb = at - 1
    if search.person(at):
        while verb > at - 4 and search.key(verb) in words_of.POSSESSIVES | words_of.FILLERS | {
            "de"
        }:
            verb -= 1
        key = search.key(verb)
        if key in words_of.COPULAS and not search.reading.tokens[at].first:
            who = search.key(at)
            return not _legal(search, age, who, key) and _continues(search, age, who)
    return False


def _told_before(search: Search, age: Age, verb: int) -> bool:
    key, who = search.key(verb), verb - 1
    opens = verb == 0 or search.reading.tokens[verb].first
    if key in {"ben", "word"} and (opens or not search.person(who)):
        return _continues(search, age, "ik") and not _legal(search, age, "", key)
    if opens:
        return key == "was" and search.key(age.after) in {"toen", "en"}
    for _ in range(4):
        if search.person(who) and not _belongs_to_thing(search, who):
            person = search.key(who)
            return _continues(search, age, person) and not _legal(search, age, person, key)
        if search.key(who) not in words_of.FILLERS | {"en", "zelf", "heet", "die"}:
            return False
        who -= 1
    return False


def _belongs_to_thing(search: Search, who: int) -> bool:
    """`die auto is 8`: not everything that `die` points at is a person."""
    return search.key(who) in {"die", "wie"} and search.key(who - 1) in words_of.OLD_THINGS


def _was_aged(search: Search, age: Age) -> bool:
    """`toen ik 14 was`, `mijn dochter die 16 is`, `omdat hij pas zes werd`."""
    verb = search.key(age.after)
    if verb not in words_of.COPULAS or search.ends(age.after):
        return False
    at = _before_fillers(search, age.first)
    if at < 0 or not search.person(at):
        return False
    return not _legal(search, age, search.key(at), verb) and search.key(at) != "je"


def _age_first(search: Search, age: Age) -> bool:
    """`Tweeëntwintig is hij.`"""
    opening = search.reading.tokens[age.first].first or search.key(age.first - 1) in {"pas", "al"}
    who = age.after + 1
    told = opening and search.key(age.after) in words_of.COPULAS and search.person(who)
    return told and search.key(who) not in {"die", "wie", "u", "je"}


def _of_somebody(search: Search, age: Age) -> bool:
    """`Amal van 7`, `een man van 34 die`, `kinderen van 3, 6 en 8`, `een van elf`."""
    at = _before_fillers(search, age.first)
    if at < 1 or search.key(at) != "van" or search.reading.tokens[at].first:
        return False
    who = at - 1
    person = search.key(who)
    if person in words_of.PLURALS:
        return age.years or search.goes_on(age.after)
    if person in {"een", "die", "eentje", "ene"}:
        return search.goes_on(age.after) and _children_before(search, who)
    if not search.person(who) or person in {"haar", "hem", "men", "we", "wij"}:
        return False
    related = search.key(who) in words_of.PARENTS
    if related and age.value <= _MOST_CHILDREN and not age.years:
        return False
    if _legal(search, age, person) or search.key(age.after) in words_of.NO_DURATION:
        return False
    return (age.years and not search.ends(at)) or _continues(search, age, person)


def _children_before(search: Search, index: int) -> bool:
    near = {search.key(at) for at in range(max(0, index - 14), index)}
    return bool(near & (words_of.PLURALS | words_of.BABIES - {"hij", "ze", "zij"} | {"kind"}))


def _beside(search: Search, age: Age) -> bool:
    """`Noor (8)`, `Ik ben Precious, 31, moeder`, `dochter 8 jaar`, `(v, 34)`."""
    gap = search.reading.gap(age.first)
    at = age.first - 1
    if gap == " " and search.key(at) in {
        "nu",
        "bijna",
        "net",
        "inmiddels",
        "al",
        "pas",
        "leeftijd",
    }:
        gap, at = search.reading.gap(at), at - 1
    if at < 0:
        return False
    if gap.endswith("("):
        return _closes(search, age) and (search.person(at) or search.key(at) in words_of.PLURALS)
    if search.key(at) in GENDERS and (gap in {"/", " / "} or search.reading.gap(at).endswith("(")):
        return True
    if gap in _COMMAS:
        return search.person(at) and search.key(at) not in {"die", "we"} and _set_apart(search, age)
    if gap != " " or not search.person(at) or search.key(at) in words_of.PRONOUNS:
        return False
    if age.years:
        return search.ends(age.after) or search.key(age.after) == "oud"
    pair = search.key(age.after) in {"en"} or search.ends(age.after)
    other = age.after + (search.key(age.after) == "en")
    return pair and search.person(other) and number_at(search.reading, other + 1) is not None


def _closes(search: Search, age: Age) -> bool:
    behind = search.reading.text[search.reading.tokens[age.last].end :][:2]
    return behind.startswith((")", ",", ";", "/", ".")) or search.key(age.after) in LINKS


def _set_apart(search: Search, age: Age) -> bool:
    if age.small:
        return False
    if age.years:
        return search.ends(age.after) or search.key(age.after) in words_of.AFTER_YEARS
    if search.ends(age.after):
        return number_at(search.reading, age.after) is None
    return search.goes_on(age.after)


def _loose(search: Search, age: Age) -> bool:
    """`mijn moeder om de hoek, 79 en slecht ter been`, `91, en nog altijd de baas`."""
    gap = search.reading.gap(age.first)
    opens = search.reading.tokens[age.first].first and age.first > 0
    if not (gap.endswith(", ") or opens) or age.value < _GROWN or age.small:
        return False
    near = range(max(0, age.first - _MOST_CHILDREN), age.first)
    if any(
        number_at(search.reading, at)
        for at in (age.first - 1, age.first - 2, age.after, age.after + 1)
    ):
        return False
    around = {search.key(at) for at in range(age.first - 6, age.after + 6)}
    if around & words_of.NO_DURATION or not any(search.person(at) for at in near):
        return False
    if age.years:
        return age.value >= _MIDDLE and (search.ends(age.after) or search.key(age.after) == "en")
    comma = search.reading.gap(age.after).startswith(",")
    if opens:
        return comma and search.key(age.after) in {"en", "maar", "dus", "nog", "pas", "net", "al"}
    return comma or search.key(age.after) == "en"


def _with_age(search: Search, age: Age) -> bool:
    """`met 16 werd ik moeder`."""
    if search.key(age.first - 1) != "met" or not age.value >= _GROWN or age.small or age.years:
        return False
    verb = search.key(age.after)
    told = verb in words_of.COPULAS or verb in search.known.triggers["werkwoorden"]
    return told and search.key(age.after + 1) in {"ik", "hij", "ze", "zij"}


def _told_together(search: Search, age: Age) -> bool:
    """`ik ben 69 zij 42`: after one age, somebody else's."""
    near = 0 < age.first - search.latest <= 6
    who = _before_fillers(search, age.first)
    return near and who >= 0 and search.person(who) and not age.small and search.goes_on(age.after)


def _named_as_age(search: Search, age: Age) -> bool:
    """`leeftijd: 45`, `16 jaar oud`, `net 17 geworden`, `met mijn 72 jaar`."""
    before = search.key(age.first - 1)
    if before == "leeftijd" or (
        before in {"van", "is"} and search.key(age.first - 2) == "leeftijd"
    ):
        return True
    if age.years and before in words_of.POSSESSIVES and search.key(age.first - 2) in {"met", "op"}:
        return not search.reading.tokens[age.first].first
    if search.key(age.after) in {"oud", "jong"} and (age.years or age.small):
        thing = {search.key(age.first - back) for back in (2, 3, 4)} & words_of.OLD_THINGS
        return before not in words_of.LAW_BEFORE and not thing
    if search.key(age.after) == "geworden" and age.value != words_of.COMING_OF_AGE:
        return any(search.person(at) for at in range(max(0, age.first - 6), age.first))
    return False


def _in_row(search: Search, age: Age) -> bool:
    """`drie kinderen: 4, 6 en 9`, `kinderen (4 en 6)`."""
    gap = search.reading.gap(age.first)
    plural = search.key(age.first - 1) in words_of.PLURALS
    if not plural or gap not in {": ", " (", ", "}:
        return False
    return age.years or search.goes_on(age.after)


def _widened(search: Search) -> None:
    """Numbers that share a row with an age are ages: `3, 6 en 8`."""
    for start in list(search.found):
        at = search.found[start]
        several = search.key(start - 2) in words_of.PLURALS
        for _ in range(_MOST_CHILDREN):
            following = _next_in_row(search, at, several=several)
            if following is None or following.first in search.found:
                break
            search.found[following.first] = at = following


def _next_in_row(search: Search, age: Age, *, several: bool) -> Age | None:
    after = age.after
    gap = search.reading.gap(after).replace(")", "").replace("(", "")
    if gap.strip() == "" and search.key(after) in LINKS:
        after += 1
    elif gap not in _LIST_GAPS:
        return None
    following = number_at(search.reading, after)
    if following is None or following.years or search.goes_on(following.after):
        return following
    counts = search.key(following.after) in words_of.NOT_AFTER_AGE | words_of.UNITS
    return following if several and not counts else None


_RULES: tuple[Callable[[Search, Age], bool], ...] = (
    _is_aged,
    _was_aged,
    _age_first,
    _of_somebody,
    _beside,
    _in_row,
    _named_as_age,
    _with_age,
    _told_together,
    _loose,
)
