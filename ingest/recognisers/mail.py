"""E-mail addresses, also cut off, with a slip in them, or spelled out: `jan apenstaartje ...`."""

import re
from collections.abc import Iterator

from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import holds_any, level
from ingest.recognisers.spoken import number_words
from models.vocabulary import PersonalDataKind as Kind

_TLD = r"(?i:nl|com|be|org|net|eu|de|info|example|fr|nu|me|io|co\.uk)"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%'-]{1,64}(?:@|\s@\s|@\s(?=[\w-]{2,40}\.))"
    rf"(?:[^\W_][\w-]{{0,62}}(?:\.|,(?={_TLD}\b)|\.\s(?={_TLD}\b))){{1,6}}[^\W\d_]{{2,24}}(?!\w)"
)
# No top-level domain: 'sanne@hotmail', or an address cut off by a full stop.
_CUT = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?=[\w-]{0,20}[^\W\d_])[\w-]{2,62}")
_STRONG = (
    r"\(at\)|\[at\]|\{at\}|<at>|\(a\)|[(\[{]apenstaart\w{0,4}[)\]}]"
    r"|\bape[nr]?-?\s?staart(?:je|jes|tje)?\b"
)
_PROVIDERS = r"(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo|msn|xs4all)\b"
_AT = re.compile(
    rf"\s?(?:(?P<strong>{_STRONG})|(?P<weak>\bat\b|(?<=\s)@(?=\s|{_PROVIDERS})))\s?", re.I
)
# Without any of these nothing says 'at'.
_AT_WORDS = ("@", "(a", "[at]", "{at}", "<at>", "staart")
_WORD_AT = re.compile(r"[aA][tT]\b(?<!\w..)")
_DOT = (
    r"(?:\s?(?:\(dot\)|\[dot\]|\{dot\}|\(punt\)|\[punt\]|\bpunt\b|\bdot\b|\bpoint\b)\s?|\.(?=\w)"
    rf"|\.\s(?={_TLD}\b)|\s\.\s|\spunt(?={_TLD}\b))"
)
_LABEL = r"\w[\w-]{0,61}(?:\s(?:streepje|min(?:teken)?|koppelteken)\s\w[\w-]{0,40})?"
_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}\w[\w-]{{0,61}}){{1,4}}|\w[\w-]{{1,61}}\s{_TLD}\b", re.I)
_KNOWN_DOMAIN = re.compile(rf"{_LABEL}(?:{_DOT}\w[\w-]{{0,61}}){{0,3}}{_DOT}{_TLD}\b", re.I)
_ONE_WORD = re.compile(r"\w[\w-]{1,61}")
_PIECE = re.compile(r"[\w+%'-]+|\.")
_JOINTS = frozenset((
    "punt", "dot", "point", "streepje", "underscore", "laagstreepje", "minteken", "koppelteken",
    "plus", "min", "liggend", "laag", "onderstreepje", "punkt", "stip", "midden",
))  # fmt: skip
_PREFIXES = frozenset(("van", "de", "der", "den", "el", "al", "ter", "ten", "te", "t", "het", "la"))
# An address begins after one of these, when it is spelled in words of its own.
_ANNOUNCING = frozenset((
    "is", "naar", "op", "via", "mail", "mailadres", "e-mail", "email", "e-mailadres",
    "emailadres", "adres", "mailen", "mij", "aan", "dus", "vanaf", "voor", "luidt", "naam",
))  # fmt: skip
_LOOK_BACK = 110
_MOST_WORDS = 6


def find(text: str) -> list[Mention]:
    """E-mail addresses, as they are or spelled out."""
    plain = level(text)
    found: list[Mention] = []
    if "@" in plain:
        for pattern in (_EMAIL, _CUT):
            found += [Mention(*m.span(), Kind.EMAIL, "e-mail") for m in pattern.finditer(plain)]
    if holds_any(plain, _AT_WORDS) or _WORD_AT.search(plain):
        found += _spelled(plain)
    return found


def _spelled(text: str) -> Iterator[Mention]:
    for at in _AT.finditer(text):
        strong = at.group("strong") is not None
        domain = (_DOMAIN if strong else _KNOWN_DOMAIN).match(text, at.end())
        if domain is None and strong:
            domain = _ONE_WORD.match(text, at.end())
        start = _local_start(text, at.start(), strong=strong)
        if domain is not None and start < at.start():
            yield Mention(start, domain.end(), Kind.EMAIL, "e-mail-uitgeschreven")


def _local_start(text: str, at: int, *, strong: bool) -> int:
    """Where the name before the at sign begins; `at` itself when there is none."""
    pieces = list(_PIECE.finditer(text, max(0, at - _LOOK_BACK), at))
    if not pieces or at - pieces[-1].end() > 1 or pieces[-1].group() == ".":
        return at
    first = _joined_from(text, pieces)
    if strong:
        for before in range(first - 1, max(-1, first - _MOST_WORDS - 1), -1):
            if pieces[before].group() == "." or ":" in _gap(text, pieces, before):
                break
            if pieces[before].group().casefold() in _ANNOUNCING:
                return pieces[before + 1].start()
    return pieces[first].start()


def _gap(text: str, pieces: list[re.Match[str]], at: int) -> str:
    return text[pieces[at].end() : pieces[at + 1].start()]


def _joined_from(text: str, pieces: list[re.Match[str]]) -> int:
    """Leftwards over what `punt`, `streepje` and a full stop hold together."""
    words = [piece.group().casefold() for piece in pieces]
    first = len(words) - 1
    while first > 0:
        before = first - 1
        while before > 0 and words[before] in _PREFIXES:
            before -= 1
        if words[before] in _JOINTS or _inner_dot(text, pieces[before]):
            while before > 0 and words[before - 1] in _JOINTS:
                before -= 1
            first = max(0, before - 1)
        elif words[first].isdigit() or words[first] in number_words():
            first -= 1
        else:
            break
    return first


def _inner_dot(text: str, piece: re.Match[str]) -> bool:
    """A full stop inside a name, not the one between two sentences."""
    if piece.group() != ".":
        return False
    spaced = text[piece.end() : piece.end() + 1].isspace()
    return not spaced or text[max(0, piece.start() - 1) : piece.start()].isspace()
