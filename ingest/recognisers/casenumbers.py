"""File, client and document numbers of any shape: after a word for one, or by their own shape."""

import re
from collections.abc import Iterator, Sequence

from ingest.alternatives import AnyCase, in_small
from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, digits_of, level, near_digits
from models.vocabulary import PersonalDataKind as Kind

# Any compound with 'nummer' names a number of its own; but these are of nobody.
_NO_FILE = frozenset((
    "huis", "kamer", "bus", "lijn", "rug", "blad", "pagina", "vraag", "hoofdstuk", "regel", "start",
    "spoor", "perron", "tafel", "nood", "alarm", "schoen", "artikel", "volg", "jaar", "week", "lot",
    "track", "hit", "groeps", "deel", "serie", "telefoon", "mobiele", "mobiel", "fax", "bel",
    "hulp", "informatie", "service", "0900", "0800", "rekening", "giro", "bankrekening", "iban",
    "route", "zaal", "loket", "nieuws", "kanaal", "model", "rang", "burgerservice", "bsn", "sofi",
))  # fmt: skip
_NUMBER_WORD = (
    r"(?P<compound>[a-z][a-z/-]{0,30}?)[ -]?(?:nummer(?:tje)?s?|nrs?|num|no|kenmerk|code|id)"
)
_DOCUMENT_WORD = (
    r"kenmerken|kenmerk|referentie|dossier|zaak|aangifte|proces-?verbaal|beschikking|parket|polis"
    r"|paspoort|rijbewijs|id-?kaart|identiteitskaart|identiteitsbewijs|vreemdelingenkaart|verblijfs\w{0,12}"
    r"|v-?nr|kvk|k\.v\.k\.|agb|big|cjib|ecli|incasso\w{0,6}|factuur|aanmaning|ticket|case|clientid|cliëntid"
    r"|client|klant|patient|zorgpas|bonus|beslag|vonnis|rekest|insolventie|faillissement|melding|order"
    r"|ref|onder vermelding van|o\.v\.v\.|ovv|nummer|nummers|nr|no|code"
)
_FILLING = (
    r"(?:(?:(?:van|bij)\s(?:mijn|m'n|onze|haar|zijn|de|het|deze)\s\w{1,20}|is|was|luidt|met|nr\.?|nummer|heeft"
    r"|staat|onder|mijn|dus|nl|namelijk|eindigt|op|het|code|wordt|geworden|gekregen|ontvangen"
    r"|betaald|aangemaakt)[\s:=#,]{1,3}){0,3}"
)
_WORD = AnyCase(
    rf"(?<![\w-])(?:{_NUMBER_WORD}|(?P<document>{_DOCUMENT_WORD}))(?!\w)\.?[\s:=#('\"-]{{0,4}}{_FILLING}"
    r"['\"]?(?=[\w#])",
)
_PIECE = re.compile(r"[A-Za-z0-9#]\w{0,30}(?:[./#:_-]{1,2}\w{1,30}){0,8}")
_WITHIN = re.compile(r" ?[/-] ?| ")
_MOST_PIECES = 7
_MOST_LETTERS = 5
_FREE = (
    # WMO-2024-55810, PL0900-2024123456, 2023/004512, Z24-10293
    re.compile(r"(?<![\w@./-])(?:[A-Za-z]{1,6}[./_-]?)?\d{2,20}(?:[./_-][A-Za-z]{0,5}\d{3,20}){1,4}"
               r"(?:[./_-]\w{1,5})?(?![\w-]|\.\d)"),
    re.compile(r"(?<![\w@./-])[A-Za-z]{1,6}(?:[./_-][A-Za-z0-9]{1,6}){0,2}[-./#:]?\d{4,20}"
               r"(?:[./_-]\w{1,8}){0,3}(?![\w-])"),
    re.compile(r"(?<![\w@./-])\d{4,20}-?[A-Za-z]{1,3}\d{0,12}(?![\w-])"),
    re.compile(r"(?<![\w.,€-])\d{6,40}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<!\w)[A-Za-z]{0,6}#\d{3,12}(?!\w)"),
    # 05/781204-23, 16.204417.24
    re.compile(r"(?<![\w@./-])\d{2}[/.-]\d{6}[/.-]\d{2}(?![\w-])"),
    # NSPC12BD4, A1B2C3D4, and what machines hand out
    re.compile(r"(?<![\w@./-])(?=[A-Z0-9]{7,24}(?![\w-]))(?=[A-Z]{0,12}\d)[A-Z]{1,12}\d[A-Z0-9]{2,22}"),
    re.compile(r"(?<![\w@./-])(?=[0-9a-z]{8,40}(?![\w-]))(?=[a-z]{0,6}\d{1,6}[a-z]{1,6}\d)[0-9a-z]{8,40}"),
    re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])"),
    # 1234 5678 9012
    re.compile(r"(?<![\w.,€/-])(?<!€ )\d{4,12}(?:[ -]\d{4,12}){1,4}(?![\w-]|[.,]\d)"),
)  # fmt: skip
# How far the first digit of each can be from its start; a number without digits is none.
_REACHES = (7, 21, 0, 0, 7, 0, 12, 6, 36, 0)
_MONEY_BEFORE = re.compile(r"(?:€|\beur|\beuro)\s?$", re.I)
_MONEY_AFTER = re.compile(
    r"^\s?(?:euro|eur\b|€|,-|,\d{2}\b|inwoners|mensen|km\b|kilometer|stappen|keer|gulden|volgers|views"
    r"|jaar|uur|dagen|weken|maanden|kcal|graden|procent|%|watt|kwh|m2|meter)",
    re.I,
)
_YEARS = re.compile(r"(?:19|20)\d{2}(?:\s?[-/ ]\s?(?:(?:19|20)\d{2}|\d{2}))?$")
_HARMLESS = re.compile(
    r"(?:covid|mp|b|a|nen|iso|wlz|art|artikel|bw|v|x|h|groep|kamer|top|m|p|f|z|j|ad|office|windows|ps"
    r"|xbox|nt|iphone|galaxy|week|giro|radio|npo|rtl)[-. ]?\d{1,4}$|ps\d|\d{4}s$|0[89]00[.-]?\d+$"
    r"|14[ ]?0\d+$"
    r"|(?:tel|nr|mob|bel|app|op|is)[.:].*",
    re.I,
)
_PUBLIC_NUMBERS = frozenset(("112", "113", "144", "555", "1813", "1712", "106", "117"))
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3}){1,4}$")
_LEAST_DIGITS = 5
_LEAST_AFTER_WORD = 3
_DIGIT = re.compile(r"\d")


def find(text: str) -> list[Mention]:
    """Numbers of files, clients, documents and the like."""
    plain = level(text)
    digits = digit_places(plain)
    if len(digits) < _LEAST_AFTER_WORD:
        return []
    return [*_after_words(plain), *_free(plain, digits)]


def _after_words(text: str) -> Iterator[Mention]:
    known = lists()
    small = in_small(text)
    for word in _WORD.fit_for(small).finditer(small):
        compound = (word.group("compound") or "").casefold().rstrip("-")
        if compound in _NO_FILE or compound.endswith(("telefoon", "rekening", "huis")):
            continue
        end = _code_end(text, word.end(), known)
        code = text[word.end() : end]
        if _is_file(code, strong=bool(compound)) and not _is_amount(text, word.end(), end):
            yield Mention(word.end(), end, Kind.CASE_NUMBER, "na-nummerwoord")


def _code_end(text: str, start: int, known: Lists) -> int:
    """Over pieces with digits, and over short letters with digits behind them: `UE VERZ 24-331`."""
    end = at = start
    letters = 0
    for _ in range(_MOST_PIECES):
        piece = _PIECE.match(text, at)
        if piece is None:
            break
        has_digit = _DIGIT.search(piece.group()) is not None
        if has_digit and (end == start or _continues(text, piece)):
            end, letters = piece.end(), 0
        elif (
            not has_digit and letters < 2 and _is_letters(piece.group(), known, opens=end == start)
        ):
            letters += 1
        else:
            break
        gap = _WITHIN.match(text, piece.end())
        if gap is None:
            break
        at = gap.end()
    return end


def _is_letters(piece: str, known: Lists, *, opens: bool) -> bool:
    """`POL`, `verz`: letters that belong to a number, and are no word that leads to it."""
    key = piece.casefold()
    if opens and len(key) < _MOST_LETTERS and key not in known.public:
        return key not in known.function_words and key not in known.triggers["werkwoorden"]
    return len(key) <= _MOST_LETTERS and key not in known.words and key not in known.public


def _continues(text: str, piece: re.Match[str]) -> bool:
    """More of the same number, not the beginning of what is told next."""
    return (
        len(digits_of(piece.group())) > 1
        and _MONEY_AFTER.match(text[piece.end() : piece.end() + 14]) is None
        and not _YEARS.match(piece.group())
    )


def _is_file(code: str, *, strong: bool) -> bool:
    digits = digits_of(code)
    if len(digits) < _LEAST_AFTER_WORD or code in _PUBLIC_NUMBERS:
        return False
    if re.match(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d\d$", code) or _is_help(digits):
        return False
    return strong or not _YEARS.match(code)


def _free(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    for pattern, reach in zip(_FREE, _REACHES, strict=True):
        for match in near_digits(pattern, text, digits, reach=reach):
            if _is_code(match.group()) and not _is_amount(text, *match.span()):
                yield Mention(*match.span(), Kind.CASE_NUMBER, "lang-nummer")


def _is_code(code: str) -> bool:
    if _YEARS.match(code) or _HARMLESS.match(code) or _THOUSANDS.match(code):
        return False
    if "#" in code:
        return True
    if _is_help(digits_of(code)):
        return False
    has_letters = any(c.isalpha() for c in code)
    if not has_letters and all(_YEARS.match(part) for part in re.split(r"[ /-]", code)):
        return False
    return len(digits_of(code)) >= (4 if has_letters else _LEAST_DIGITS)


def _is_help(digits: str) -> bool:
    return digits.startswith(("0800", "0900")) and len(digits) == 8


def _is_amount(text: str, start: int, end: int) -> bool:
    """Money and counts are no numbers of a file."""
    before = text[max(0, start - 8) : start]
    after = text[end : end + 14]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after))
