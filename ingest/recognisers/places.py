"""Towns, villages and quarters: from a list, after 'gemeente' and the like, and by their ending."""

from collections.abc import Iterator

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import (
    is_acronym,
    is_official,
    is_public,
    is_word,
    seems_word,
)
from models.vocabulary import PersonalDataKind as Kind

IN_PLACE = frozenset((
    "in", "te", "uit", "naar", "richting", "rond", "rondom", "omgeving", "vanuit", "gemeente",
    "stad", "dorp", "wijk", "buurt", "regio", "stadsdeel", "wijkteam", "buurtteam", "jeugdteam",
    "dorpsteam", "gebiedsteam", "wijkcentrum", "nabij", "tussen", "bij",
))  # fmt: skip
_AREA = frozenset((
    "gemeente", "wijk", "buurt", "stadsdeel", "wijkteam", "wijkteams", "buurtteam", "jeugdteam",
    "dorpsteam", "gebiedsteam", "stadsteam", "kernteam", "dorp", "stad", "gehucht", "kern",
    "deelgemeente", "regioteam", "wijkteamlocatie", "gezinsteam", "gebied",
))  # fmt: skip
_TEAM = frozenset(word for word in _AREA if "team" in word) | {"team"}
_SOCIAL = frozenset(("sociaal", "sociale"))
QUARTERS = frozenset((
    "noord", "oost", "zuid", "west", "centrum", "noordoost", "noordwest", "zuidoost", "zuidwest",
    "midden", "nieuw-west", "binnenstad",
))  # fmt: skip
_WHERE = frozenset(("in", "te", "uit", "naar"))
_LEAST_NAME = 3
_NEVER_SMALL = frozenset(
    ("heel", "echt", "best", "recht", "goor", "haren", "laren", "dieren", "huizen", "houten")
)
_TITLES = frozenset((
    "meneer", "mevrouw", "mw", "mevr", "dhr", "hr", "juf", "meester", "dokter", "dr", "familie",
    "fam", "opa", "oma", "tante", "oom",
))  # fmt: skip
_ENDS = (
    "dam", "drecht", "veen", "kerk", "broek", "wolde", "dorp", "hoven", "huizen", "zijl", "horst",
    "wijk", "kamp", "oord", "monde", "sluis", "burg", "rode", "schot", "beek", "waard", "stede",
    "loo", "ingen", "inge", "ega", "wâld", "buren", "gum", "sum", "kum", "hem",
)  # fmt: skip


def find(text: str) -> list[Mention]:
    """Places smaller than a province."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    return [
        *_listed(reading, known),
        *_after_area(reading, known),
        *_by_ending(reading, known),
        *_by_capital(reading, known),
    ]


def _listed(reading: Reading, known: Lists) -> Iterator[Mention]:
    after = 0
    for index in reading.phrases(known.places):
        length = reading.phrase(index, known.places) if index >= after else 0
        if length and _is_place(reading, index, length, known):
            last = _with_quarter(reading, index + length - 1)
            yield _mention(reading, index, last, "plaatsenlijst")
            after = last + 1


def _is_place(reading: Reading, index: int, length: int, known: Lists) -> bool:
    token = reading.tokens[index]
    before = reading.key(index - 1)
    if before in _TITLES:
        return False
    named = length == 1 and token.key in known.first_names
    if named and before not in IN_PLACE:
        return False
    if length == 1 and token.key in known.doubtful:
        # 'in Best', not 'best': a town that is also a word needs a capital and its context.
        if reading.small:
            return (
                before in _WHERE - {"te"}
                and token.key not in _NEVER_SMALL
                and token.key not in known.function_words
                and token.key not in known.wordy_places
            )
        return reading.capital(index) and not token.first and before in IN_PLACE | {"van"}
    if length > 1 and is_word(token.key, known):
        # 'De Wijk' is a village, 'de wijk' is not; 'den haag' in lower case still is one.
        last = index + length - 1
        if reading.capital(last) or not is_word(reading.key(last), known) or length > 2:
            return True
        return token.key not in {"de", "het", "'t"} and before in IN_PLACE
    return True


def _with_quarter(reading: Reading, last: int) -> int:
    """`Amsterdam Noord` is one place; in lower case too."""
    following = last + 1
    if reading.key(following) in QUARTERS and reading.gap(following) in {" ", "-", " - "}:
        same = reading.capital(following) or not reading.capital(last)
        return following if same else last
    return last


def _after_area(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`wijkteam Oost`, `gemeente Verzonnenveen`, `de wijk De Kolk`."""
    for index in range(1, len(reading.tokens)):
        area = reading.key(index - 1)
        team = area == "team" and (
            reading.key(index - 2) in _SOCIAL or reading.tokens[index - 1].capital
        )
        if not (area in _AREA or team) or reading.gap(index) not in {" ", " '", ' "'}:
            continue
        last = _area_name(reading, index, known, team=area in _TEAM)
        if last >= index:
            yield _mention(reading, index, last, "na-gebied")


def _area_name(reading: Reading, index: int, known: Lists, *, team: bool) -> int:
    """The last word of the name that begins here; before `index` when there is none."""
    last = index - 1
    for at in range(index, min(index + 4, len(reading.tokens))):
        token = reading.tokens[at]
        if token.placeholder or (at > index and token.gap not in {" ", "-"}):
            break
        quarter = token.key in QUARTERS and (team or reading.capital(at))
        article = reading.capital(at) and token.key in {"de", "het", "den", "'t", "oud", "nieuw"}
        name = (
            reading.capital(at)
            and not is_public(token.key, known)
            and not is_official(token.key, known)
        )
        if quarter or (name and not article):
            last = at
        elif not article:
            break
    return last


def _by_ending(reading: Reading, known: Lists) -> Iterator[Mention]:
    """An unknown word with the ending of a place, after 'in', 'te' or 'uit'."""
    for index in range(1, len(reading.tokens)):
        token = reading.tokens[index]
        if (
            reading.key(index - 1) in {"in", "te", "uit", "naar"}
            and token.key.endswith(_ENDS)
            and not token.number
            and not seems_word(token.key, known)
        ):
            yield _mention(reading, index, index, "plaats-uitgang")


def _by_capital(reading: Reading, known: Lists) -> Iterator[Mention]:
    """`ik kom uit Keren`, `het team in Regentes`: a capital where somebody is or comes from."""
    for index in range(1, len(reading.tokens)):
        token = reading.tokens[index]
        if (
            reading.key(index - 1) in _WHERE
            and reading.capital(index)
            and not (token.first or token.number or len(token.key) < _LEAST_NAME)
            and token.key not in known.function_words
            and token.key not in known.first_names
            and reading.gap(index) == " "
            and not is_public(token.key, known)
            and not is_official(token.key, known)
            and not is_acronym(token, known)
        ):
            yield _mention(reading, index, index, "hoofdletter-na-in")


def _mention(reading: Reading, first: int, last: int, rule: str) -> Mention:
    return Mention(reading.tokens[first].start, reading.tokens[last].end, Kind.LOCATION, rule)
