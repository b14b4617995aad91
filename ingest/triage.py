"""Does somebody need help now? Words of danger, of a child in danger, of wanting to die.

Rules look at one sentence at a time: the words, whether it is about now, and sayings that mean no
harm. An alarm shows help lines at once and lets a person look first. It is never a diagnosis.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import Danger


@dataclass(frozen=True)
class HelpLine:
    """Where help is, and the number to call."""

    name: str
    number: str


@dataclass(frozen=True)
class Sign:
    """Words that set off an alarm: half-open offsets into the text that was read."""

    start: int
    end: int
    kind: Danger


@dataclass(frozen=True)
class Alarm:
    """A signal in a story. `kind` is a value of `Danger`."""

    kind: Danger
    help_lines: tuple[HelpLine, ...]


EMERGENCY = HelpLine("Direct gevaar", "112")
SUICIDE_LINE = HelpLine("113 Zelfmoordpreventie, dag en nacht (bel 113 of gratis)", "0800-0113")
SAFE_AT_HOME = HelpLine("Veilig Thuis, dag en nacht", "0800-2000")
CHILD_LINE = HelpLine("Kindertelefoon, tot 18 jaar", "0800-0432")
HELP_LINES = {
    Danger.SUICIDE: (SUICIDE_LINE, EMERGENCY),
    Danger.CHILD: (EMERGENCY, SAFE_AT_HOME, CHILD_LINE),
    Danger.VIOLENCE: (EMERGENCY, SAFE_AT_HOME),
}

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_I = r"(?:ik|k|'k|ikzelf)"
_CHILD = (
    r"(?:kind|kinderen|kids|kindje|baby|zoon|zoontje|dochter|dochtertje|kleinkind|kleinzoon"
    r"|kleindochter|broertje|zusje|broertjes|zusjes|jongetje|meisje|peuter|kleuter|stiefkind"
    r"|pleegkind|neefje|nichtje|tweeling)"
)
_LOVED = (
    r"(?:man|vriend|partner|ex|vader|stiefvader|moeder|vrouw|vriendin|broer|zoon|buurman|hij|zij"
    r"|ze)"
)
_DIE = r"(?:dood|doodgaan|sterven|overlijden|er niet meer (?:zijn|te zijn)|niet meer leven)"
_SUICIDE = (
    r"\bzelfmoord(?! ?preventie|lijn)|\bzelfdoding|\bsu[iï]cid(?:e|aal|ale|epoging)",
    rf"\b{_I}\b[^,;]{{0,30}}\b(?:wil|wou|wilde|zou|kan)\b[^,;]{{0,25}}\b{_DIE}\b",
    rf"\b(?:wil|zou)\s{_I}\b[^,;]{{0,25}}\b{_DIE}\b",
    r"\b(?:wil|wilde|ga|gaan|kan)\b[^,;]{0,20}\b(?:niet meer (?:leven|verder leven|wakker worden)"
    r"|niet meer verder(?! met)|er niet meer zijn|er een eind(?:e)? aan maken"
    r"|een eind(?:e)? aan (?:mijn|me|m'n) leven)",
    r"\been eind(?:e)? (?:aan )?(?:maken )?(?:aan )?(?:mijn|me|m'n|haar|zijn) leven\b",
    r"\b(?:me|mij|mijzelf|mezelf)\b[^,;]{0,20}\b(?:van kant|ophangen|voor (?:de|een) trein)\b",
    r"\b(?:mijzelf|mezelf|zichzelf)\b[^,;]{0,20}\b(?:doodmaken|(?:iets|wat) aan(?:doen| te doen))"
    r"\b",
    r"\bvoor (?:de|een) trein (?:springen|gaan|te springen|te gaan)",
    r"\bbeter (?:af )?(?:zonder mij|als ik er niet (?:meer )?(?:ben|was|zou zijn)|als ik dood)",
    r"\b(?:heeft|heb|had) (?:het )?(?:leven )?geen zin meer om te leven"
    r"|\bhet leven (?:heeft )?(?:voor mij )?geen zin meer|\bgeen zin meer in (?:het|mijn) leven",
    r"\b(?:snij|snijd|snijdt|kras|kras) (?:ik )?(?:me|mij|mezelf|mijzelf|in m(?:ijn|'n) armen?)\b",
    r"\b(?:pillen|medicijnen) (?:gespaard|opgespaard|verzameld)\b",
    r"\b(?:wil|wilt|wou) (?:hij|zij|ze)?[^,;]{0,20}\b(?:zichzelf|zich) (?:iets aandoen|van kant"
    r"|ophangen)",
    r"\b(?:hij|zij|ze|zoon|dochter|moeder|vader)\b[^,;]{0,15}\b(?:wil|wilt) (?:echt )?(?:dood\b"
    r"|niet meer leven)|\b(?:ik|hij|zij|ze) (?:echt |soms |liever )?dood wil\b",
)  # fmt: skip
_VIOLENCE = (
    rf"\b{_LOVED}\b[^,;.]{{0,40}}\b(?:slaat|schopt|stompt|mishandelt|wurgt|bedreigt|verkracht"
    r"|misbruikt|duwt)\b[^,;.]{0,15}\b(?:me|mij|ons|haar|hem|mijn moeder|mama|m'n)\b",
    r"\b(?:ik|wij|we) (?:word|worden|ben|zijn)\b[^,;.]{0,30}\b(?:geslagen|mishandeld|bedreigd"
    r"|gestalkt|opgesloten|misbruikt|verkracht|gewurgd)\b",
    r"\b(?:vermoord(?:t|en)?|doodslaan|doodmaken|doodsteken|neersteken|afmaken|vermoorden)\b"
    r"[^,;.]{0,20}\b(?:me|mij|ons|haar|hem|de kinderen)\b",
    r"\b(?:me|mij|ons|haar|hem|de kinderen)\b[^,;.]{0,12}\b(?:vermoord(?:t|en)|doodslaan|doodmaken"
    r"|doodsteken|neersteken"
    r"|(?:af|dood|kapot) (?:zal|gaat) maken)",
    r"\bbang (?:dat|voor) (?:hij|zij|ze|mijn (?:man|ex|vriend|vader|partner))\b[^.]{0,40}"
    r"\b(?:vermoord|doodmaakt|doodslaat|iets aandoet|iets doet|slaat)",
    r"\b(?:dreigt|dreigde|bedreigt|zwaait|zwaaide)\b[^.]{0,30}\b(?:mes|pistool|wapen|bijl|hamer)\b",
    r"\b(?:wurgt|keel dicht)\b",
    r"\b(?:mag|durf|kan) (?:ik )?(?:het huis niet uit|niet naar huis|niet meer naar huis)\b"
    r"[^.]{0,40}\b(?:slaat|vermoordt|bang)\b",
    r"\beerwraak\b|\buitgehuwelijkt\b|\bgedwongen (?:huwelijk|te trouwen)\b",
)  # fmt: skip
_CHILD_IN_DANGER = (
    rf"\b{_LOVED}\b[^,;.]{{0,30}}\b(?:slaat|schopt|mishandelt|misbruikt|sluit|verwaarloost)\b"
    rf"[^,;.]{{0,25}}\b{_CHILD}\b",
    rf"\b{_CHILD}\b[^,;.]{{0,40}}\b(?:word(?:t|en)|is|zijn)\b[^,;.]{{0,25}}\b(?:geslagen|mishandeld"
    r"|misbruikt|opgesloten|verwaarloosd|betast|verkracht)\b",
    rf"\b(?:sla|schop) (?:ik )?(?:mijn|m'n|de|onze) {_CHILD}\b",
    rf"\b(?:blauwe plekken|striemen|brandplekken)\b[^.]{{0,40}}\b{_CHILD}\b",
    rf"\b{_CHILD}\b[^.]{{0,60}}\b(?:blauwe plekken|striemen|brandplekken)\b",
    r"\b(?:mijn|m'n|me) (?:vader|moeder|stiefvader|stiefmoeder|papa|mama|oom|opa|broer|pa|ma)\b"
    r"[^,;.]{0,25}\b(?:slaat|schopt|mishandelt|misbruikt)\b[^,;.]{0,15}\b(?:me|mij|ons|mn)\b",
    r"\b(?:vader|moeder|stiefvader|oom|opa|broer|man|hij)\b[^,;.]{0,25}\b(?:zit|komt|zat)\b"
    r"[^,;.]{0,10}\baan (?:me|mij|mijn lijf|haar|mijn dochter|mijn zusje)\b(?! te)",
    rf"\b{_CHILD}\b[^.]{{0,30}}\b(?:alleen thuis|krijgt geen eten|heeft honger|niets te eten)\b"
    r"[^.]{0,30}\b(?:dagen|nachten|hele nacht|elke dag|iedere dag)\b",
)  # fmt: skip
_PATTERNS = {
    Danger.SUICIDE: _SUICIDE,
    Danger.CHILD: _CHILD_IN_DANGER,
    Danger.VIOLENCE: _VIOLENCE,
}
# Long ago, over, or somebody looking back: no alarm.
_PAST = re.compile(
    r"\b(?:vroeger|jaren geleden|jaar geleden|destijds|indertijd|toen ik (?:klein|kind|jong)"
    r"|in mijn jeugd|als kind|in (?:19|20)\d\d|lang geleden|gelukkig (?:niet|nooit) meer"
    r"|inmiddels niet meer|nu niet meer|is nu voorbij|nooit meer gebeurd)\b",
    re.I,
)
_STILL = re.compile(
    r"\b(?:nog steeds|nu weer|weer|vandaag|vannacht|gisteren|vanavond|straks|deze week)\b", re.I
)
_NOT = re.compile(
    r"\b(?:niemand|nooit|niet)\b[^,;.]{0,18}\b(?:geslagen|mishandeld|misbruikt|zelfmoord|dood)\b"
    r"|\bgeen (?:zelfmoord|su[iï]cid|mishandeling|misbruik)"
    r"|\b(?:wil|wilde|wou) (?:ik )?(?:echt |helemaal |nog )?niet dood\b",
    re.I,
)
_SAYINGS = re.compile(
    r"\b(?:schrok|schrik|schrikken)\b[^.]{0,20}\bdood\b|\b(?:me|mij|zich) (?:een ongeluk|kapot"
    r"|dood|rot|suf) (?:ge)?(?:lach|schrik|schrok|schaam|schaamde|werk|ver)\w*"
    r"|\b(?:lach|schaam|schaamde|werk|erger|erger(?:de)?|verveel|verveelde|zoek|betaal)\w* "
    r"(?:me|mij|mezelf|je|ons)"
    r"[^.]{0,10}\b(?:dood|kapot|rot|suf)\b|\bdood(?:moe|ziek|gewoon|leuk|stil|normaal|eng|zonde"
    r"|op|bang voor spinnen)\b|\bslaat (?:nergens op|op hol|de plank|een gat|om\b|aan\b|alarm"
    r"|een arm|zijn arm|haar arm)|\bslaat (?:ze|zij|hij) (?:een|haar|zijn) armen?\b"
    r"|\bdoodgaan van (?:de )?(?:schaamte|het lachen|verveling|honger|de spanning)"
    r"|\b(?:drempel|regels|bezuinigingen|wachtlijst)\b[^.]{0,20}\bvermoord"
    r"|\bom zeep\b[^.]{0,15}\b(?:project|plan|team)|\btegen beter weten",
    re.I,
)


def triage(text: str) -> Alarm | None:
    """The gravest alarm in a story, or None.

    Args:
        text: the raw story; nothing of it is kept.
    """
    found = {sign.kind for sign in signs(text)}
    return next((Alarm(kind, HELP_LINES[kind]) for kind in Danger if kind in found), None)


def signs(text: str) -> list[Sign]:
    """The words that set off an alarm, in reading order and without overlap; often there are none.

    Args:
        text: a story, raw or pseudonymised; nothing of it is kept.
    """
    plain = text.replace("’", "'")
    found = [
        sign
        for sentence in _SENTENCE.finditer(plain)
        for kind, patterns in _PATTERNS.items()
        for sign in _in_sentence(sentence, kind, patterns)
    ]
    kept: list[Sign] = []
    for sign in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or sign.start >= kept[-1].end:
            kept.append(sign)
    return kept


def _in_sentence(
    sentence: re.Match[str], kind: Danger, patterns: tuple[str, ...]
) -> Iterator[Sign]:
    words = sentence.group()
    if _SAYINGS.search(words) or _NOT.search(words):
        return
    if _PAST.search(words) and not _STILL.search(words):
        return
    for pattern in patterns:
        for match in re.finditer(pattern, words, re.IGNORECASE):
            yield Sign(sentence.start() + match.start(), sentence.start() + match.end(), kind)
