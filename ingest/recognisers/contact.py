"""Ways to reach somebody: telephone, e-mail, websites and accounts, however they are written."""

import re
from collections.abc import Iterator

from ingest.recognisers.lexicon import lists
from ingest.recognisers.mention import Mention
from models.vocabulary import PersonalDataKind as Kind

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}(?:@|\s@\s)(?:[^\W_](?:[\w-]{0,62})\.){1,6}[^\W\d_]{2,24}(?!\w)"
)
_AT = r"(?:apenstaart(?:je|jes)?|\(at\)|\[at\]|\{at\}|\(a\)| at )"
_DOT = r"(?:punt|\(dot\)|\[dot\]|\(punt\)|\[punt\]|dot|\.)"
_LOCAL = r"[\w+%-]{1,40}"
_SPELLED_EMAIL = re.compile(
    rf"(?<!\w){_LOCAL}(?:\s?\.\s?{_LOCAL}|\s(?:punt|dot|streepje|underscore|liggend streepje)\s"
    rf"{_LOCAL}){{0,4}}\s?{_AT}\s?{_LOCAL}(?:\s?{_DOT}\s?{_LOCAL}){{1,4}}(?!\w)",
    re.I,
)
# No top-level domain: 'sanne@hotmail', or an address cut off by a full stop.
_CUT_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}@(?:gmail|hotmail|outlook|live|ziggo|kpn|kpnmail|xs4all|planet"
    r"|home|icloud|yahoo|msn|chello|upc|telfort|hetnet|online|casema|protonmail)\b",
    re.I,
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'’”)\]]{2,400}"
    r"|(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,5}"
    r"(?:nl|com|org|net|eu|be|info|example)(?![\w.]?[\w-])(?:/[^\s<>\"'’”)\]]{0,400})?"
    r"|(?<![\w@.-])[a-z0-9][a-z0-9-]{0,62}\.(?:nu|app|me|ly|gg|tv|io|co|amsterdam|frl)"
    r"/[^\s<>\"'’”)\]]{1,400}",
    re.I,
)
_PUBLIC_SITES = re.compile(
    r"(?:www\.)?(?:(?:mijn)?overheid|rijksoverheid|uwv|werk|digid|svb|belastingdienst|toeslagen"
    r"|cak|ciz|juridischloket|nibud|geldfit|thuisarts|regelhulp|113|veiligthuis|kindertelefoon"
    r"|marktplaats|bol|woningnet|funda|zorgkaartnederland|wijkteams|mantelzorg)\.(?:nl|com)/?",
    re.I,
)
_TRAILING = ".,;:!?…"
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{1,40}(?<!\.)")
_MEDIUM = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|discord|twitter|telegram|twitch|facebook|fb"
    r"|roblox|fortnite|psn|gamertag|skype|youtube|linkedin|messenger|signal|threads|bereal|x)"
)
_SAYS = (
    r"(?:account|naam|accountnaam|profiel|gebruikersnaam|username|user|kanaal|id|tag|handle|nick)"
)
_ACCOUNT = re.compile(
    rf"(?<![\w.@])(?:{_MEDIUM}(?:\s|-)?{_SAYS}?|{_SAYS})\s?"
    rf"(?:is|was|heet|heette|:|=|->|=>|ben ik|heet ik|onder(?: de naam)?|als|met)\s?:?\s?"
    rf"['‘\"“]?(?P<name>@?[A-Za-z0-9_][\w.#-]{{2,40}})",
    re.I,
)
_ON_MEDIUM = re.compile(
    rf"(?<![\w.@])(?:op|via|me op|mij op|m'n|mijn|mn)\s{_MEDIUM}\s"
    rf"(?:(?:heet|ben|noem)\s(?:ik|hij|zij|ze)(?:\sme)?\s|onder\s(?:de\snaam\s)?|als\s|met\s)?"
    rf"['‘\"“]?(?P<name>@?[A-Za-z0-9_][\w.#-]{{2,40}})",
    re.I,
)
_SEPARATOR = r"[\s./()‑–-]{0,3}"
_LANDLINE_OR_MOBILE = re.compile(
    rf"(?<![\w.,€-])(?:\(?(?:\+|00)\s?\(?[1-9]\d{{0,2}}\)?{_SEPARATOR}(?:\(0\){_SEPARATOR})?"
    rf"|\(?[0oO])(?:{_SEPARATOR}\d){{8,12}}(?!\d)"
)
_SERVICE = re.compile(r"(?<![\w.,])0[89]00[\s.-]?(?:\d[\s.-]?){3,6}\d(?!\d)")
_AFTER_PHONE_WORD = re.compile(
    r"(?:\b(?:tel(?:efoon(?:nummer|nr)?)?|mobiel(?:e nummer)?|06|gsm|telnr|bel|belt|app"
    r"|bereikbaar op|whatsapp)\b|(?<![\w-])nummer\b(?=[^\d\n]{0,12}[0+]))"
    r"[\s.:]*(?:is|op|via|nr\.?|nummer|me op|mij op|ons op)?[\s:]*"
    r"(?P<number>\+?\d(?:[\s./()-]{0,2}\d){5,12})(?!\d)(?!\s?(?:euro|€|keer|uur|dagen|weken|jaar))",
    re.I,
)
_DIGIT_WORD = (
    r"(?:nul|zero|[eé]{2}n|twee|drie|vier|vijf|zes|zeven|zeuven|acht|negen|dubbel\s?\w{2,6})"
)
_SPOKEN_NUMBER = (
    rf"(?:(?:{_DIGIT_WORD}(?:[eë]n)?)?(?:tien|elf|twaalf|dertien|veertien|vijftien|zestien"
    r"|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig"
    rf"|negentig)|{_DIGIT_WORD}|\d{{1,8}})"
)
_SPOKEN_PHONE = re.compile(
    rf"(?<!\w)(?:nul|zero|0|o)[\s,.-]{{0,2}}(?:zes|6)(?:[\s,.-]{{1,3}}(?:en\s)?"
    rf"{_SPOKEN_NUMBER}(?!\w)){{3,10}}|(?<!\w)nul(?:[\s,.-]{{1,3}}{_SPOKEN_NUMBER}(?!\w)){{5,11}}",
    re.I,
)
_MAYBE_PHONE = re.compile(r"\d|nul|zero", re.I)
_HELP_LINES = frozenset(
    {"08000113", "08002000", "08000432", "0880767000", "09008844", "09000113", "08001351",
     "08008020", "0883030"}
)  # fmt: skip


def find(text: str) -> list[Mention]:
    """Telephone numbers, e-mail addresses, websites and accounts."""
    return [*_emails(text), *_websites(text), *_accounts(text), *_phones(text)]


def _emails(text: str) -> Iterator[Mention]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Mention(*match.span(), Kind.EMAIL, "e-mail")
    if "@" in text or "apenstaart" in text.casefold() or "at)" in text or "at]" in text:
        for pattern in (_SPELLED_EMAIL, _CUT_EMAIL):
            for match in pattern.finditer(text):
                yield Mention(*match.span(), Kind.EMAIL, "e-mail-uitgeschreven")


def _websites(text: str) -> Iterator[Mention]:
    for match in _URL.finditer(text):
        found = match.group().rstrip(_TRAILING)
        if not _PUBLIC_SITES.fullmatch(found):
            yield Mention(match.start(), match.start() + len(found), Kind.URL, "website")


def _accounts(text: str) -> Iterator[Mention]:
    for match in _HANDLE.finditer(text):
        yield Mention(*match.span(), Kind.SOCIAL_HANDLE, "account")
    known = lists()
    for pattern in (_ACCOUNT, _ON_MEDIUM):
        for match in pattern.finditer(text):
            name = match.group("name").rstrip(_TRAILING)
            ordinary = name.casefold() in known.words
            if not ordinary and (pattern is _ACCOUNT or not name.isalpha() or name[0] == "@"):
                start = match.start("name")
                yield Mention(start, start + len(name), Kind.SOCIAL_HANDLE, "account-na-woord")


def _phones(text: str) -> Iterator[Mention]:
    if _MAYBE_PHONE.search(text) is None:
        return
    for match in _LANDLINE_OR_MOBILE.finditer(text):
        if not _is_help_line(match.group()):
            yield Mention(*match.span(), Kind.PHONE, "telefoon")
    for match in _SERVICE.finditer(text):
        if not _is_help_line(match.group()):
            yield Mention(*match.span(), Kind.PHONE, "telefoon-dienst")
    for match in _AFTER_PHONE_WORD.finditer(text):
        if not _is_help_line(match.group("number")):
            yield Mention(*match.span("number"), Kind.PHONE, "telefoon-na-woord")
    for match in _SPOKEN_PHONE.finditer(text):
        yield Mention(*match.span(), Kind.PHONE, "telefoon-in-woorden")


def _is_help_line(surface: str) -> bool:
    """The lines that we print ourselves are no personal data."""
    return "".join(character for character in surface if character.isdigit()) in _HELP_LINES
