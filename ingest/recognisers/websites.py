"""Websites: with or without https, bare domains, shorteners, and spelled out."""

import re
from collections.abc import Iterator

from ingest.recognisers.lexicon import lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import holds_any, level
from models.vocabulary import PersonalDataKind as Kind

_REST = r"[^\s<>\"')\]|]"
_LABELS = r"(?<![\w@.-])(?P<name>(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,5})"
# Ends that no Dutch word has behind a forgotten space.
_SURE_ENDS = (
    r"nl|com|org|eu|be|info|biz|example|io|frl|tv|gg|ly|amsterdam|online|site|website|xyz|dev|blog"
    r"|email|cloud|tech|nrw|brussels|vlaanderen|gent|gov|edu|social|chat|ru|pl|uk|fr|tr|ma|sr|cw"
)
# These are words too: only behind something that is no word, or with a path.
_WORD_ENDS = (
    r"net|nu|de|me|app|link|live|store|shop|club|page|space|studio|care|school|support|academy"
    r"|co|to|am|is|at|in|it|fm|la|be|zone|world|family|center|team|games|fun|art|one|pro|art"
)
_URL = re.compile(
    rf"(?:(?:https?|hxxps?|ftp)\s?:\s?/{{1,2}}\s?|www\s?\.\s?){_REST}{{2,400}}"
    rf"|{_LABELS}(?:(?:{_SURE_ENDS})(?![\w.]?[\w-])(?:[/?#:]{_REST}{{0,400}})?"
    rf"|(?P<wordy>{_WORD_ENDS})(?![\w.]?[\w-])(?P<path>[/?#]{_REST}{{1,400}})?)",
    re.I,
)
_DOT = r"(?:\s(?:punt|dot)\s|\.(?=\w))"
_SPELLED = re.compile(
    r"(?<!\w)(?:(?:w\s?w\s?w|www|driemaal w|drie keer w)\s?(?:punt|dot|\.)\s?)"
    rf"[\w-]{{1,62}}(?:{_DOT}[\w-]{{1,62}}){{1,3}}"
    r"|(?<![\w@])[\w-]{2,62}(?:\s(?:streepje|punt)\s[\w-]{2,62}){0,2}"
    r"\s(?:punt|dot)\s?(?:nl|com|be|org|eu)(?!\w)(?:\s(?:slash|schuine streep)\s[\w-]{1,62}){0,3}",
    re.I,
)
_PUBLIC_SITES = re.compile(
    r"(?:https?://)?(?:www\.|m\.|mijn\.|nl\.)?(?:(?:mijn)?overheid|rijksoverheid|uwv|werk|digid|svb"
    r"|belastingdienst|toeslagen|cak|ciz|juridischloket|nibud|geldfit|thuisarts|regelhulp|113"
    r"|veiligthuis|kindertelefoon|marktplaats|bol|woningnet|funda|zorgkaartnederland|wijkteams"
    r"|mantelzorg|duo|ind|rdw|politie|google|youtube|facebook|instagram|tiktok|whatsapp|snapchat"
    r"|twitter|linkedin|netflix|wikipedia|nu|nos|slachtofferhulp|jellinek|mind|mindkorrelatie"
    r"|schuldhulpmaatje|vluchtelingenwerk|gmail|hotmail|outlook|zoom|discord|roblox|twitch"
    r"|buurtzorg|indeed|nationalevacaturebank|wetten\.overheid|verwijsindex|studielink"
    r"|mantelzorgnl|pgb|ns|9292|lezenenschrijven|steffie|oefenen|huurtoeslag|voedselbank"
    r"|voedselbankennederland)\.(?:nl|com|org|be|app)/?",
    re.I,
)
# Without a full stop directly before a letter, an address begins with one of these.
_DOT_WITHIN = re.compile(r"\.\w")
_BEGINS = ("www", "http", "hxxp", "ftp")
_TRAILING = ".,;:!?…"
_PUNT = re.compile(r"punt|dot\b|www", re.I)


def find(text: str) -> list[Mention]:
    """Addresses of websites, but for the front pages that everybody knows."""
    plain = level(text)
    return [*_written(plain), *_spelled(plain)]


def _written(text: str) -> Iterator[Mention]:
    if "." not in text and "//" not in text:
        return
    if _DOT_WITHIN.search(text) is None and not holds_any(text, _BEGINS):
        return
    for match in _URL.finditer(text):
        found = match.group().rstrip(_TRAILING)
        if match.group("wordy") and not match.group("path") and _reads_as_words(match):
            continue
        if not _PUBLIC_SITES.fullmatch(found):
            yield Mention(match.start(), match.start() + len(found), Kind.URL, "website")


def _spelled(text: str) -> Iterator[Mention]:
    if _PUNT.search(text) is None:
        return
    for match in _SPELLED.finditer(text):
        if not _PUBLIC_SITES.fullmatch(match.group()):
            yield Mention(*match.span(), Kind.URL, "website-uitgeschreven")


def _reads_as_words(match: re.Match[str]) -> bool:
    """`thuis.nu ga ik`: two sentences with the space between them forgotten."""
    last = match.group("name").rstrip(".").rsplit(".", 1)[-1].casefold()
    return len(last) < 4 or last in lists().words or last in lists().first_names
