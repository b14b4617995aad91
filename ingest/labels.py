"""What sort of organisation, place or address a name stands for: `[school-1]`, `[wijk-1]`.

The words in the name and directly before it tell; when they do not, the label is that of the kind.
"""

import re

from ingest.recognisers.lexicon import fold, lists
from models.vocabulary import PersonalDataKind as Kind

_LOOK = 60
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = (
    ("praktijk", ("praktijk", "apotheek", "gezondheidscentrum", "huisartsenpost")),
    ("opvang", ("opvang", "dagverblijf", "speelzaal", "crèche", "creche", "kdv", "bso", "psz")),
    ("school", ("school", "college", "lyceum", "gymnasium", "scholengemeenschap", "hogeschool",
                "universiteit", "mavo", "havo", "vmbo", "vwo", "mbo", "roc", "schakelklas")),
    ("moskee", ("moskee",)),
    ("kerk", ("kerk", "parochie", "gemeente-kerk", "kapel", "kathedraal", "basiliek")),
    ("club", ("club", "vereniging", "koor", "fanfare", "harmonie", "scouting", "manege")),
    ("instelling", ("zorg", "ggz", "kliniek", "ziekenhuis", "zorgcentrum", "zorggroep", "hospice",
                    "verpleeghuis", "verzorgingshuis", "dagbesteding", "leefgroep", "woongroep",
                    "behandelcentrum", "hulpverlening", "inloophuis", "tehuis", "zorgboerderij",
                    "gezinshuis", "dagopvang", "thuiszorg", "jeugdhulp")),
)  # fmt: skip
_HEADS = (("school", "scholen"), ("instelling", "zorg"), ("club", "clubs"))
# Words that end like one thing and are another.
_OTHERWISE = {
    "dagopvang": "instelling", "vrouwenopvang": "instelling", "nachtopvang": "instelling",
    "crisisopvang": "instelling", "sportschool": "club", "dansschool": "club", "boksschool": "club",
    "muziekschool": "club", "judoschool": "club", "zwemschool": "club", "rijschool": "organisatie",
}  # fmt: skip
_ARTICLES = frozenset(("de", "het", "van", "'t"))
_WORKS = re.compile(
    r"\b(?:ik|hij|zij|ze|man|vrouw|zoon|dochter|vader|moeder|partner|broer|zus)?\s?"
    r"(?:werkte?|werken|gewerkt|werkzaam|baan|werk|in dienst|ontslagen|ontslag|collega['’]?s?|baas|"
    r"werkgever|stage)\b[^.!?\n]{0,25}?\b(?:bij|voor|van|in)\s(?:de\s|het\s|een\s)?$",
    re.I,
)
_EMPLOYER = re.compile(r"\b(?:werkgever|bedrijf|firma|fabriek)\s?,?\s?$", re.I)
_QUARTER = re.compile(
    r"\b(?:wijk(?:team)?|(?:achterstands|volks|nieuwbouw|woon)?buurt(?:team|huis|centrum)?|"
    r"stadsdeel|gebiedsteam|jeugdteam|(?:sociaal\s)?(?:wijk)?team|wijkcentrum|vogelaarwijk)"
    r"\s(?:de\s|het\s|in\s(?:de\s)?)?['\"‘“]?$",
    re.I,
)
_VILLAGE = re.compile(r"\b(?:dorp|dorpje|gehucht|dorpskern|buurtschap)\s['\"‘“]?$", re.I)


def label(text: str, start: int, end: int, kind: Kind) -> str:
    """The word for the placeholder of this mention, in its text; that of its kind when in doubt."""
    if kind is Kind.ADDRESS:
        return kind.label if re.search(r"\d", text[start:end]) else "straat"
    before = text[max(0, start - _LOOK) : start]
    if kind is Kind.LOCATION:
        if _QUARTER.search(before):
            return "wijk"
        return "dorp" if _VILLAGE.search(before) else kind.label
    if kind is Kind.ORGANISATION:
        return _organisation(before, text[start:end]) or kind.label
    return kind.label


def _organisation(before: str, name: str) -> str:
    words = [fold(word) for word in _WORDS.findall(name)]
    # 'basisschool De Regenboog', 'onze huisartsenpraktijk, De Linde', 'de school de vuurvogel'.
    behind = [fold(word) for word in _WORDS.findall(before)][-2:]
    near = [word for word in behind if word not in _ARTICLES][-1:]
    sort = _sort(words) or (_sort(near))
    if sort in {"school", "praktijk", "kerk", "moskee", "opvang"}:
        return sort
    if _WORKS.search(before) or _EMPLOYER.search(before):
        return "werkgever"
    if (
        not sort
        and words
        and any(
            tuple(words[: len(listed)]) == listed for listed in lists().providers.get(words[0], ())
        )
    ):
        return "instelling"
    return sort


def _sort(words: list[str]) -> str:
    for word in words:
        if word in _OTHERWISE:
            return _OTHERWISE[word]
    for sort, ends in _ENDS:
        if any(word.endswith(ends) for word in words):
            return sort
    heads = lists().heads
    for sort, section in _HEADS:
        if any(word in heads.get(section, ()) for word in words):
            return sort
    return ""
