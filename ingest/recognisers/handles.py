"""Names of accounts: with an at sign, after the name of a medium, or by their shape."""

import re
from collections.abc import Iterator

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import level
from models.vocabulary import PersonalDataKind as Kind

_AT_NAME = re.compile(r"(?<![\w@.])(?:@\w[\w.-]{0,40}(?<![.-]))+")
_DISCORD = re.compile(r"(?<![\w#])[A-Za-z][\w.]{1,31}#\d{4}(?!\d)")
_MEDIUM = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|discord|twitter|telegram|twitch|facebook|fb|minecraft"
    r"|roblox|fortnite|psn|ps[345]?|playstation|xbox|steam|gamertag|skype|youtube|linkedin"
    r"|messenger|signal|threads|bereal|x|habbo|tinder|grindr|badoo|onlyfans|reddit|pinterest|vinted"
    r"|marktplaats|mastodon|bluesky|hyves|epic|ig|yt|clash of clans|brawl stars|whatsapp)"
)
_SAYS = (
    r"(?:account(?:je)?|naam|accountnaam|profiel(?:naam)?|gebruikersnaam|username|usernaam|user"
    r"|kanaal|id|tag|handle|nick(?:name)?|gamertag|schermnaam|spelersnaam|inlognaam|nepaccount)"
)
_NAME = r"['\"(]?(?P<name>@?\w[\w.#-]{1,40})"
# After these whatever follows is the name, also when it is an ordinary word.
_CALLED = AnyCase(
    rf"(?<![\w.@])(?:(?:op|via|in)\s(?:(?:de|mijn|m'n|mn|me)\s)?)?{_MEDIUM}(?:[\s-]{_SAYS})?\s"
    r"(?:heet|heette|noem|noemde|noemt|ben|sta)\s(?:ik|hij|zij|ze|ie|we|me)\s"
    rf"(?:(?:me|mezelf|gewoon|nu|trouwens|bekend als|als)\s){{0,2}}{_NAME}",
)
_LINKED = AnyCase(
    rf"(?<![\w.@])(?:{_MEDIUM}(?:[\s-]{{1,2}}{_SAYS})?|{_SAYS})"
    r"(?:\s(?:van|bij)\s(?:mij|hem|haar|me|ons|mijn\s\w{2,20}))?"
    r"\s?(?P<link>is|was|wordt|heet|heette|:|=|->|=>|onder(?: de naam)?|als|met|genaamd|van|-)\s?"
    rf"(?:(?:nu|gewoon|dus|trouwens|de naam|ook)\s)?:?\s?{_NAME}",
)
_BESIDE = AnyCase(
    rf"(?<![\w.@])(?:(?:op|via|me op|mij op|m'n|mijn|mn|zijn|haar|add|adden op)\s)?{_MEDIUM}\s"
    rf"(?:onder\s(?:de\snaam\s)?|als\s|met\s|op\s|ook\s)?{_NAME}",
)
_FOLLOW = AnyCase(
    r"(?<![\w.@])(?:volg|add|adde|voeg|zoek|vind|dm|tag)\s(?:me|mij|hem|haar|ons|ze)\s"
    rf"(?:maar\s|dan\s|even\s|gerust\s|ff\s)?(?:op\s{_MEDIUM}\s?:?\s?|toe\s?:?\s?|als\s|via\s)?{_NAME}",
)
_WITH_UNDERSCORE = re.compile(
    r"(?<![\w@./:-])(?=[\w.]{3,40}(?![\w@]))[^\W_][\w.]*?[^\W_.]_+[^\W_][\w.]*\w"
)
_SHAPED = re.compile(
    r"(?<![\w@./:-])(?:[A-Za-z]{4,20}\d{2,4}|[A-Za-z]{2,20}\d[A-Za-z]{1,20}\d?|[A-Za-z]{4,20}\.[A-Za-z0-9_]{1,15}"
    r"|[xX]{2,3}[A-Za-z]{3,20}[xX]{2,3})(?![\w@-]|\.\w)"
)
_ONLINE = AnyCase(
    rf"\b(?:{_MEDIUM[3:-1].replace('|x|', '|').replace('ps[345]?|', '')}"
    r"|nepaccount\w{0,2}|account\w{0,2}"
    r"|profiel\w{0,3}|online|volgers?|volgt|dm|dm'en|spel|spelletje|gamen|gamet|game|nick|appje|chat\w{0,4})\b",
)
_SIGN = AnyCase(rf"@|#|_|\d|\b(?:{_MEDIUM[3:-1]}|{_SAYS[3:-1]}|volg|add|zoek)\b")
# What makes looking further worth the while.
_MEDIUM_OR_SAYS = AnyCase(rf"\b(?:{_MEDIUM[3:-1]}|{_SAYS[3:-1]})\b")
_FOLLOWING = AnyCase(r"\b(?:volg|add|voeg|zoek|vind|dm|tag)")
_TRAILING = ".,;:!?-"
_LOOK_AROUND = 150
_LEAST = 3
_CALLING = frozenset(("heet", "heette", ":", "=", "->", "=>", "genaamd", "onder de naam"))


def find(text: str) -> list[Mention]:
    """The names under which somebody can be found online."""
    plain = level(text)
    small = in_small(plain)
    if not _SIGN.holds(small):
        return []
    known = lists()
    return [*_marked(plain), *_named(small, known), *_shaped(plain, small, known)]


def _marked(text: str) -> Iterator[Mention]:
    for sign, pattern in (("@", _AT_NAME), ("#", _DISCORD), ("_", _WITH_UNDERSCORE)):
        for match in pattern.finditer(text) if sign in text else ():
            yield Mention(*match.span(), Kind.SOCIAL_HANDLE, "account")


def _named(text: str, known: Lists) -> Iterator[Mention]:
    named, following = _MEDIUM_OR_SAYS.holds(text), _FOLLOWING.holds(text)
    patterns = (*((_CALLED, _LINKED, _BESIDE) if named else ()), *((_FOLLOW,) if following else ()))
    for pattern in patterns:
        for match in pattern.fit_for(text).finditer(text):
            name = match.group("name").rstrip(_TRAILING)
            if len(name) >= _LEAST and _is_name(pattern, match, name, known):
                start = match.start("name")
                yield Mention(start, start + len(name), Kind.SOCIAL_HANDLE, "account-na-woord")


def _is_name(pattern: AnyCase, match: re.Match[str], name: str, known: Lists) -> bool:
    """An ordinary word is the name of an account only where nothing else can follow."""
    key = name.casefold()
    if key in known.function_words or key in known.public:
        return False
    if pattern is _CALLED:
        return True
    ordinary = key in known.words or key in known.triggers["werkwoorden"]
    if pattern is _LINKED:
        link = match.group("link").casefold()
        if link in {"van", "met", "als", "-"}:
            return not name.isalpha()
        return not ordinary or link in _CALLING - {":"} or (link == ":" and not _goes_on(match))
    return not name.isalpha() and not name.isdigit() and not _amount(name)


def _goes_on(match: re.Match[str]) -> bool:
    """A sentence follows, not a name alone."""
    return match.string[match.end() : match.end() + 2].lstrip()[:1].isalpha()


def _amount(name: str) -> bool:
    return name[0].isdigit() and sum(character.isdigit() for character in name) * 2 > len(name)


def _shaped(text: str, small: str, known: Lists) -> Iterator[Mention]:
    """`fleurtje09`, `jolientjuh.k`: no word, where somebody talks of what is online."""
    shaped = list(_SHAPED.finditer(text))
    if not shaped:
        return
    places = [match.start() for match in _ONLINE.fit_for(small).finditer(small)]
    if not places:
        return
    at = 0
    for match in shaped:
        while at < len(places) - 1 and places[at] < match.start() - _LOOK_AROUND:
            at += 1
        near = abs(places[at] - match.start()) <= _LOOK_AROUND
        if near and not _reads_as_word(match.group(), known):
            yield Mention(*match.span(), Kind.SOCIAL_HANDLE, "account-vorm")


def _reads_as_word(name: str, known: Lists) -> bool:
    stem = re.split(r"[\d.]", name, maxsplit=1)[0].casefold()
    return (
        len(stem) < _LEAST
        or stem in known.words
        or stem in known.public
        or stem in known.function_words
        or name.casefold().rsplit(".", 1)[-1] in known.function_words
        or re.fullmatch(_MEDIUM, stem) is not None
    )
