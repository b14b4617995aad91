"""The role by which a story names a person.

`mijn zoon Daan`, `Karin is mijn casemanager`, `Daan, onze zoon,`: the word that tells the role is
near the name. It stays in the text; here it only chooses the word in the placeholder.
"""

import re
from typing import NamedTuple

from ingest.recognisers.lexicon import fold
from models.vocabulary import RELATIONS, STAFF_ROLES

_SAME = {
    "zoontje": "zoon", "zoons": "zoon", "zonen": "zoon", "dochters": "dochter", "mam": "moeder",
    "dochtertje": "dochter", "kindje": "kind", "baby": "kind", "kinderen": "kind", "mama": "moeder",
    "oudste": "kind", "jongste": "kind", "middelste": "kind", "broertje": "broer", "ma": "moeder",
    "broers": "broer", "broertjes": "broer", "zusje": "zus", "zussen": "zus", "zusjes": "zus",
    "papa": "vader", "pap": "vader", "pa": "vader", "oma's": "oma", "opa's": "opa", "omi": "oma",
    "echtgenoot": "man", "echtgenote": "vrouw", "verloofde": "partner", "exman": "ex",
    "ex-man": "ex", "ex-vrouw": "ex", "exvrouw": "ex", "expartner": "ex", "ex-partner": "ex",
    "ex-vriend": "ex", "ex-vriendin": "ex", "neefje": "neef", "nichtje": "nicht", "ome": "oom",
    "tannie": "tante", "vriendje": "vriend", "vriendinnetje": "vriendin", "vrienden": "vriend",
    "vriendinnen": "vriendin", "maatje": "vriend", "schoonbroer": "zwager", "halfbroertje":
    "halfbroer", "halfzusje": "halfzus", "overbuurvrouw": "buurvrouw", "overbuurman": "buurman",
    "bovenbuurvrouw": "buurvrouw", "bovenbuurman": "buurman", "onderbuurvrouw": "buurvrouw",
    "onderbuurman": "buurman", "huisgenote": "huisgenoot", "klasgenootje": "klasgenoot",
    "klasgenote": "klasgenoot", "jongetje": "jongen", "collega's": "collega",
    "tweelingzus": "zus", "tweelingbroer": "broer", "kleinzoontje": "kleinzoon",
    "begeleidster": "begeleider", "woonbegeleider": "begeleider", "woonbegeleidster": "begeleider",
    "gezinsbegeleider": "begeleider", "gezinsbegeleidster": "begeleider", "ouderbegeleider":
    "begeleider", "trajectbegeleider": "begeleider", "ambulant begeleider": "begeleider",
    "hulpverleenster": "hulpverlener", "consulente": "consulent", "wmo-consulent": "consulent",
    "wmo-consulente": "consulent", "jeugdconsulent": "consulent", "medewerkster": "medewerker",
    "wijkteammedewerker": "medewerker", "wijkteammedewerkster": "medewerker",
    "baliemedewerker": "medewerker", "baliemedewerkster": "medewerker", "contactpersoon":
    "medewerker", "mentrix": "mentor", "fysio": "fysiotherapeut", "dokter": "arts", "dr": "arts",
    "zuster": "verpleegkundige", "wijkzuster": "wijkverpleegkundige", "verzorgster": "verzorgende",
    "thuiszorgmedewerker": "verzorgende", "thuiszorgmedewerkster": "verzorgende", "hulp":
    "thuishulp", "huishoudster": "thuishulp", "schoonmaakster": "thuishulp", "juffie": "juf",
    "juffrouw": "juf", "lerares": "leerkracht", "leraar": "leerkracht", "onderwijzer": "leerkracht",
    "onderwijzeres": "leerkracht", "docente": "docent", "directrice": "directeur", "rector":
    "directeur", "schooldirecteur": "directeur", "vrijwilligster": "vrijwilliger", "taalmaatje":
    "vrijwilliger", "politieagent": "agent", "agente": "agent", "straatcoach": "jongerenwerker",
    "stagiaire": "stagiair", "teamleidster": "teamleider", "baas": "leidinggevende", "chef":
    "leidinggevende", "manager": "leidinggevende", "gastouder": "oppas", "huisbaas": "verhuurder",
    "hospita": "verhuurder", "dominee": "predikant", "ds": "predikant", "pater": "pastoor",
    "kinderrechter": "rechter", "advocate": "advocaat", "gezinswerker": "gezinscoach",
    "sociaalwerker": "maatschappelijk-werker", "maatschappelijk werker": "maatschappelijk-werker",
    "maatschappelijk werkster": "maatschappelijk-werker", "werkster": "thuishulp",
    "kraamverzorgster": "kraamverzorgende", "klantmanager": "klantmanager", "poh": "hulpverlener",
    "dietist": "hulpverlener", "ergotherapeut": "hulpverlener", "regisseur": "casemanager",
    "zorgregisseur": "casemanager", "ib'er": "leerkracht", "verpleegster": "verpleegkundige",
    "wijkmanager": "medewerker", "kinderpsycholoog": "psycholoog", "psychologe": "psycholoog",
    "gedragswetenschapper": "psycholoog", "schuldhulpverleenster": "schuldhulpverlener",
    "neuroloog": "arts", "cardioloog": "arts", "oncoloog": "arts", "specialist": "arts",
    "internist": "arts", "chirurg": "arts", "kno-arts": "arts", "oogarts": "arts", "pastor":
    "predikant", "jeugdarts": "arts", "bedrijfsarts": "arts", "schoolarts": "arts",
    "ergotherapeute": "hulpverlener", "fysiotherapeute": "fysiotherapeut", "logopediste":
    "logopedist", "gezinsvoogdes": "gezinsvoogd", "buurtwerker": "jongerenwerker",
    "sociaal werker": "maatschappelijk-werker", "sociaal werkster": "maatschappelijk-werker",
    "woonconsulent": "consulent", "inkomensconsulent": "consulent", "klantmanager wmo":
    "klantmanager", "jeugdzorgwerker": "jeugdbeschermer", "jeugdhulpverlener": "hulpverlener",
    "werkbegeleider": "begeleider", "stagebegeleider": "begeleider", "activiteitenbegeleider":
    "begeleider", "groepsleider": "begeleider", "groepsleidster": "begeleider", "leidster":
    "begeleider", "budgetbeheerder": "bewindvoerder", "taxichauffeur": "medewerker",
}  # fmt: skip
ROLES = {**{label.replace("-", " "): label for label in RELATIONS | STAFF_ROLES}, **_SAME}
"""Folded words for a role -> the label of the placeholder."""
_PLURAL = frozenset((
    "zoons", "zonen", "dochters", "kinderen", "broers", "broertjes", "zussen", "zusjes", "vrienden",
    "vriendinnen", "collega's", "oma's", "opa's",
))  # fmt: skip
MEN = frozenset((
    "zoon", "vader", "stiefvader", "pleegvader", "schoonvader", "bonusvader", "man", "kleinzoon",
    "stiefzoon", "pleegzoon", "bonuszoon", "schoonzoon", "broer", "halfbroer", "stiefbroer",
    "zwager", "opa", "oom", "neef", "vriend", "buurman", "jongen", "meester", "pastoor", "imam",
))  # fmt: skip
WOMEN = frozenset((
    "dochter", "moeder", "stiefmoeder", "pleegmoeder", "schoonmoeder", "bonusmoeder", "vrouw",
    "kleindochter", "stiefdochter", "pleegdochter", "bonusdochter", "schoondochter", "zus",
    "halfzus", "stiefzus", "schoonzus", "oma", "tante", "nicht", "vriendin", "buurvrouw", "meisje",
    "juf",
))  # fmt: skip
NEUTRAL_LABELS = {"juf": "leerkracht", "meester": "leerkracht"}
# Of little use as long as the story tells a better one.
VAGUE = frozenset((
    "medewerker", "werker", "hulpverlener", "kind", "jongen", "meisje", "collega", "leidinggevende",
    "vriend", "vriendin",
))  # fmt: skip
TITLES = {
    "meneer": "m", "dhr": "m", "hr": "m", "heer": "m", "mijnheer": "m", "m'neer": "m", "mneer": "m",
    "mevrouw": "f", "mw": "f", "mevr": "f", "mej": "f", "juffrouw": "f", "weduwe": "f", "wed": "f",
    "madame": "f", "mrs": "f", "miss": "f", "mister": "m",
    "dokter": "", "dr": "", "drs": "", "ing": "", "ir": "", "prof": "", "professor": "", "ds": "",
    "dominee": "", "rechter": "", "kinderrechter": "", "wethouder": "", "burgemeester": "",
    "agent": "", "wijkagent": "", "rechercheur": "", "notaris": "", "advocaat": "", "mr": "",
    "familie": "", "fam": "", "gezin": "", "echtpaar": "",
}  # fmt: skip
_ABBREVIATED = frozenset((
    "dhr", "hr", "mw", "mevr", "mej", "wed", "dr", "drs", "ing", "ir", "prof", "ds", "mr", "fam",
))  # fmt: skip
BY_FIRST_NAME = RELATIONS | {"juf", "vrijwilliger", "buddy", "oppas"}
# In a role, and yet not a worker whose gender a critical story has to hide.
NO_WORKERS = frozenset((
    "pastoor", "imam", "predikant", "rechter", "burgemeester", "wethouder", "verhuurder", "oppas",
    "leidinggevende", "notaris",
))  # fmt: skip
WORKERS = STAFF_ROLES - NO_WORKERS
FAMILIES = frozenset(("familie", "fam", "gezin", "echtpaar"))

_LOOK = 70
WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
DETERMINER = (
    r"(?:mijn|m['’]n|mn|onze|ons|haar|zijn|z['’]n|hun|je|jouw|uw|jullie|de|het|een|die|deze|'t)"
)
_OWN = r"(?:mijn|m['’]n|mn|onze|ons|haar|zijn|z['’]n|hun|je|jouw|uw|jullie|de)"
_TITLE = rf"(?:(?:{'|'.join(TITLES)})\.?\s)?"
_AGED = r"(?:\s?\(\d{1,3}\)|\s?van\s(?:\w+\s)?\d{1,3}(?:\sjaar)?|\s\[\d{1,2}[-+]\d{0,2}\sjaar\])?"
TEAMS = (
    r"(?:wijkteams?|buurtteams?|jeugdteam|sociaal\s(?:wijk)?team|gebiedsteam|kernteam|team|"
    r"gemeente|jeugdzorg|thuiszorg|jeugdbescherming|schuldhulpverlening|wmo|cjg|ggd|ggz|"
    r"buurtzorg|leerplicht|kraamzorg|bewindvoering|uitkeringen|jongerenwerk|dagbesteding|"
    r"woningbouw|woningcorporatie|sociale\sdienst|welzijn|reclassering|wijkverpleging|"
    r"maatschappelijk\swerk|voedselbank)"
)
# What stands before the name, up to the name: 'mijn zoon, meneer ', 'onze begeleider heet '.
_BEFORE = re.compile(
    rf"(?P<two>{WORD}\s)?(?<![\w\]])(?P<role>{WORD}){_AGED}"
    rf"(?:,\s|\s?:\s|\s\(|\s|\s?[-–]\s|\sgenaamd\s|,?\s(?:die|dat)\s"
    rf"|\s(?:die\s)?(?:heet|heette|heten|genaamd)\s(?:nu\s|eigenlijk\s)?)?['\"‘“]?{_TITLE}$",
    re.I,
)
_IS_BEFORE = re.compile(
    rf"\b{_OWN}\s(?:{WORD}\s)?(?P<role>{WORD})\s(?:is|was|werd|wordt|bleek)\s(?:nu\s)?{_TITLE}$",
    re.I,
)
_OF_BEFORE = re.compile(
    rf"(?P<role>{WORD})\s(?:van|bij|uit)\s(?:het\s|de\s|ons\s|onze\s)?{TEAMS},?\s{_TITLE}$",
    re.I,
)
# 'de moeder van mijn man heet ': whose mother it is comes last.
_OWNED_BEFORE = re.compile(
    rf"(?P<role>{WORD})\svan\s{_OWN}\s{WORD}\s(?:heet|heette|,)\s(?:nu\s)?{_TITLE}$", re.I
)
# What stands behind it: ', mijn zoon,', ' is mijn casemanager', ' werkt als wijkcoach'.
_APPOSITION = re.compile(
    rf"^(?:,\s|\s?\(|\s[-–]\s)(?:(?P<det>{DETERMINER})\s)?(?:{WORD}\s)?(?P<role>{WORD})"
    r"(?=[,.;:!?)]|\s[-–]|(?P<of>\svan\b)|\s(?:bij|uit|op|die|dat)\b|\n|$)",
    re.I,
)
_IS_AFTER = re.compile(
    rf"^(?:,\s[^,.]{{1,20}},)?\s(?:is|was|werd|wordt|bleek|blijft|bleef)\s(?:{WORD}\s){{0,2}}?"
    rf"(?P<det>{DETERMINER})\s(?:{WORD}\s)?(?P<role>{WORD})(?!\w)(?P<of>\svan\b)?",
    re.I,
)
_AS_AFTER = re.compile(
    rf"^\s(?:werkt|werkte|is|was)\s(?:{WORD}\s){{0,3}}?als\s(?P<role>{WORD})", re.I
)
_AT_TEAM = re.compile(
    rf"^,?\s(?:van|vd|bij|uit|vanuit)\s(?:het\s|de\s|ons\s|onze\s|dat\s)?{TEAMS}(?!\w)", re.I
)  # fmt: skip
# 'een vrouw' is anybody, 'mijn vrouw' is somebody.
_POSSESSED = re.compile(
    rf"\b(?:mijn|m['’]n|mn|haar|zijn|z['’]n|hun|je|jouw|uw)\s(?:{WORD}\s)?{WORD}$", re.I
)
_LISTED = re.compile(r"^(?:,\s|\sen\s|\s&\s|,\sen\s)$")


class Told(NamedTuple):
    """What the words around one mention of a person say: a label, a gender, how it is addressed."""

    role: str = ""
    gender: str = ""
    title: str = ""
    plural: bool = False


def told(text: str, start: int, end: int) -> Told:
    """What the words before, behind and at the start of a name tell about the person."""
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    title = _title(before)
    role, word = _role_before(before, after)
    if not role:
        role, word = _role_after(after)
    for inside in text[start:end].split()[:-1]:
        own = fold(inside).rstrip(".")
        if own not in TITLES and own not in ROLES:
            break
        title = own if own in TITLES else title
        role = role or ROLES.get(own, "")
    gender = TITLES.get(title, "") or _gender(role)
    return Told(role, gender, title, word in _PLURAL)


def is_listed(between: str) -> bool:
    """True for what stands between two names of one list: `Fatima en Aisha`."""
    return _LISTED.match(between) is not None


def _gender(role: str) -> str:
    return "m" if role in MEN else "f" if role in WOMEN else ""


def _title(before: str) -> str:
    if not before[-1:].isspace() and not before.endswith("."):
        return ""
    words = before.rsplit(None, 1)
    word = fold(words[-1]).lstrip("('\"‘“„") if words else ""
    bare = word.rstrip(".")
    return bare if bare in TITLES and (bare == word or bare in _ABBREVIATED) else ""


def _role_before(before: str, after: str) -> tuple[str, str]:
    for pattern in (_OWNED_BEFORE, _BEFORE):
        match = pattern.search(before)
        if match is not None and (found := _known(match))[0]:
            return found
    match = _OF_BEFORE.search(before)
    if match is not None:
        # 'een meisje van het wijkteam, Naomi': whatever the word, she works there.
        role, word = _known(match)
        return (role if role in STAFF_ROLES else "medewerker"), word
    match = _IS_BEFORE.search(before)
    if match is not None and re.match(r"\s*(?:$|[,.;:!?)]|en\b|geworden\b|van\b)", after):
        return _known(match)
    # A title that is a role as well: 'juf Annemiek', 'dokter Bos'.
    title = _title(before)
    return (ROLES.get(title, ""), title)


def _role_after(after: str) -> tuple[str, str]:
    match = _APPOSITION.match(after)
    if match is not None and (found := _known(match))[0] and not _of_another(match, found[0]):
        return found
    match = _IS_AFTER.match(after)
    if match is not None and (found := _known(match))[0] and not _of_another(match, found[0]):
        return found
    match = _AS_AFTER.match(after)
    if match is not None and (found := _known(match))[0]:
        return found
    return ("medewerker", "medewerker") if _AT_TEAM.match(after) else ("", "")


def _of_another(match: re.Match[str], role: str) -> bool:
    """`Karin, de moeder van Daan`: a mother, but not one whom the story calls mother."""
    article = (match["det"] or "de").casefold() in {"de", "het", "een", "'t"}
    return match["of"] is not None and article and role in RELATIONS


def _known(match: re.Match[str]) -> tuple[str, str]:
    """The label for a word that tells a role, with the word itself folded."""
    word = fold(match["role"])
    two = fold(match.groupdict().get("two") or "")
    role = ROLES.get(two + word) or ROLES.get(word, "")
    if role in {"man", "vrouw"} and not _POSSESSED.search(match.string[: match.end("role")]):
        return "", word
    return role, word
