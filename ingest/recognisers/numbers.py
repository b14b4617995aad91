"""Numbers that point to one person: BSN, bank account, number plate, and file numbers of any kind.

A number that looks like one of these but fails its check is still taken away: a slip of the pen
does not make it harmless.
"""

import re
from collections.abc import Iterator

from ingest.recognisers.mention import Mention
from models.vocabulary import PersonalDataKind as Kind

_NINE_DIGITS = re.compile(r"(?<![\w.,-])\d(?:[\s.-]?\d){8}(?![\w]|[.,-]\d)")
_AFTER_BSN = re.compile(
    r"\b(?:bsn|b\.s\.n\.?|burger\s?service\s?(?:nummer|nr)|sofi(?:\s?-?nummer|nr)?)"
    r"(?:\s?-?(?:nummer|nr))?\b\.?[\s:=(]*(?:is|was|van\s\w{1,20}(?:\sis)?|luidt|nummer|nr\.?)?"
    r"[\s:=(]*(?P<number>\d(?:[\s.-]{0,2}\d){5,9})(?!\d)",
    re.I,
)
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\s?\d{2}(?:[\s.-]?[A-Z0-9]{4}){2,7}(?:[\s.-]?[A-Z0-9]{1,3})?(?!\w)", re.I
)
_DUTCH_IBAN = re.compile(r"(?<!\w)NL[\s.-]?\d{2}[\s.-]?[A-Z]{4}(?:[\s.-]?\d){8,12}(?!\w)", re.I)
_OLD_ACCOUNT = re.compile(
    r"\b(?:rekening(?:nummer|nr)?|giro(?:nummer|rekening)?|bankrekening(?:nummer)?|rek\.?\s?nr|iban)"
    r"\b\.?[\s:=]*(?:is|nr\.?|nummer)?[\s:=]*(?P<number>P?\d(?:[\s.-]?\d){5,11})(?!\d)",
    re.I,
)
_PLATE = re.compile(
    r"(?<![\w-])(?=[a-z0-9]{1,3}-[a-z0-9]{1,3}-[a-z0-9]{1,3}(?![\w-]))(?=[\d-]{0,7}[a-z])"
    r"(?=[a-z-]{0,7}\d)(?:[a-z]{1,3}|\d{1,3})-(?:[a-z]{1,3}|\d{1,3})-(?:[a-z]{1,3}|\d{1,3})",
    re.I,
)
_AFTER_PLATE_WORD = re.compile(
    r"\b(?:kenteken(?:plaat|nummer)?|nummerbord|nummerplaat)\b[\s:=(]*"
    r"(?:(?:van\s\w{1,20}\s)?(?:is|was|met|met het|nummer|nr\.?|eindigt op|begint met)\s?:?\s?)?"
    r"['‘\"]?(?P<plate>(?=[a-z -]{0,6}\d|[\d -]{0,6}[a-z])[a-z0-9]{1,4}(?:[ -][a-z0-9]{1,4}){0,2})"
    r"(?!\w)",
    re.I,
)
_BARE_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{2} \d{3} [A-Z]|[A-Z] \d{3} [A-Z]{2}|\d [A-Z]{3} \d{2}|\d{2} [A-Z]{3} \d"
    r"|[A-Z]{2}\d{3}[A-Z]|[A-Z]\d{3}[A-Z]{2}|\d[A-Z]{3}\d{2}|\d{2}[A-Z]{3}\d"
    r"|[A-Z]{3}\d{2}[A-Z]|\d[A-Z]{2}\d{3}|\d{3}[A-Z]{2}\d|[A-Z]{2}\d{2}[A-Z]{2}"
    r"|\d{2}[A-Z]{4}|[A-Z]{4}\d{2}|\d{2}[A-Z]{2}\d{2})(?![\w-])"
)
_VEHICLE = re.compile(
    r"\b(?:auto|autootje|busje|bus|scooter|brommer|motor|wagen|bestelbus|bestelauto|vrachtwagen"
    r"|taxi|aanhanger|caravan|camper|kenteken|plaat|golf|polo|audi|bmw|opel|peugeot|fiat|kia"
    r"|toyota|volvo|mercedes)\b",
    re.I,
)
_LOOK_BACK = 60
_FILE_WORD = (
    r"(?:(?:zaak|dossier|cliënt|client|klant|patiënt|patient|referentie|beschikkings?|aanvraag"
    r"|aangifte|polis|factuur|order|meldings?|ticket|registratie|parket|rol|relatie|lid|pas"
    r"|paspoort|rijbewijs|zorgpas|vreemdelingen|identiteits?|id|kaart|burger|inwoner|kenmerk"
    r"|bezwaar|contract|persoons|bestel|huurders|deelnemers?|leerling|debiteur(?:en)?|klacht"
    r"|indicatie|declaratie|zorg|cjib|pgb|v|bsn|pv|wmo|document|verzekering|verzekerde(?:n)?"
    r"|uitkerings?|subsidie|inschrijf|case|afspraak)[\s-]?"
    r"(?:nummer|nummers|nr|no|num|id|code)\b|kenmerken|kenmerk|referentie|dossier|zaak|aangifte"
    r"|proces-verbaal|procesverbaal|beschikking|parketnummer|rolnummer|nummer|nr)"
)
_CODE = r"[A-Za-z]{0,6}[\s./-]?\d[\w]{0,20}(?:[./-]\w{1,20}){0,5}(?:\s\d{2,8}){0,4}"
_AFTER_FILE_WORD = re.compile(
    rf"(?<!\w){_FILE_WORD}\b\.?[\s:=#(]{{0,3}}"
    rf"(?:(?:van\s(?:mijn|onze|haar|zijn|de|het|deze)\s\w{{1,20}}|is|was|luidt|met|nr\.?|nummer"
    rf"|staat|onder|mijn)[\s:=#]{{1,3}}){{0,2}}(?P<code>{_CODE})(?!\w)",
    re.I,
)
_FREE_CODES = (
    # WMO-2024-55810, PL0900-2024123456, 2023/004512, Z24-10293
    re.compile(r"(?<![\w@./-])(?:[A-Za-z]{1,6}[./_-]?)?\d{2,}(?:[./_-][A-Za-z]{0,5}\d{3,}){1,4}"
               r"(?:[./_-]\w{1,5})?(?![\w-]|\.\d)"),
    re.compile(r"(?<![\w@./-])[A-Za-z]{1,5}[-.]?\d{4,}(?:[./_-]\w{1,8}){0,3}(?![\w-])"),
    re.compile(r"(?<![\w@./-])\d{4,}[A-Za-z]{1,3}\d*(?![\w-])"),
    re.compile(r"(?<![\w.,€-])\d{6,}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<!\w)#\d{3,}(?!\w)"),
)  # fmt: skip
_MONEY_BEFORE = re.compile(r"(?:€|\beur|\beuro)\s?$", re.I)
_MONEY_AFTER = re.compile(
    r"^\s?(?:euro|eur\b|€|,-|,\d{2}\b|inwoners|mensen|km|kilometer|stappen)", re.I
)
_YEARS = re.compile(r"(?:19|20)\d{2}[-/](?:(?:19|20)\d{2}|\d{2})$")
_HARMLESS = re.compile(
    r"(?:covid|mp|b|a|nen|iso|wlz|art|bw|v|x|h|groep|kamer|top|m|p|f|z|j|ad|office|windows|ps"
    r"|xbox|nt)[-.]?\d{1,4}$|ps\d|\d{4}s$|0[89]00[.-]?\d+$",
    re.I,
)
_LEAST_DIGITS = 5
_DIGIT = re.compile(r"\d")


def find(text: str) -> list[Mention]:
    """BSNs, bank accounts, number plates and file numbers."""
    if _DIGIT.search(text) is None:
        return []
    return [*_bsns(text), *_accounts(text), *_plates(text), *_files(text)]


def passes_eleven_test(digits: str) -> bool:
    """The eleven test of the BSN: weights 9 down to 2, and -1 for the last digit."""
    if len(digits) != 9 or not digits.isdigit() or int(digits) == 0:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(d) for weight, d in zip(weights, digits, strict=True)) % 11 == 0


def passes_iban_check(iban: str) -> bool:
    """ISO 13616: moved to the back and spelled in digits, the rest by 97 is one."""
    plain = "".join(c for c in iban.upper() if c.isascii() and c.isalnum())
    if not 15 <= len(plain) <= 34 or not plain[:2].isalpha() or not plain[2:4].isdigit():
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _bsns(text: str) -> Iterator[Mention]:
    for match in _AFTER_BSN.finditer(text):
        yield Mention(*match.span("number"), Kind.BSN, "na-bsn")
    for match in _NINE_DIGITS.finditer(text):
        if passes_eleven_test(_digits(match.group())):
            yield Mention(*match.span(), Kind.BSN, "elfproef")


def _accounts(text: str) -> Iterator[Mention]:
    for match in _DUTCH_IBAN.finditer(text):
        yield Mention(*match.span(), Kind.IBAN, "iban")
    for match in _IBAN.finditer(text):
        if passes_iban_check(match.group()):
            yield Mention(*match.span(), Kind.IBAN, "iban")
    for match in _OLD_ACCOUNT.finditer(text):
        yield Mention(*match.span("number"), Kind.IBAN, "rekening")


def _plates(text: str) -> Iterator[Mention]:
    for match in _PLATE.finditer(text):
        if len(match.group()) in (7, 8):
            yield Mention(*match.span(), Kind.LICENSE_PLATE, "kenteken")
    for match in _AFTER_PLATE_WORD.finditer(text):
        plate = match.group("plate")
        if any(c.isdigit() for c in plate):
            yield Mention(*match.span("plate"), Kind.LICENSE_PLATE, "na-kenteken")
    for match in _BARE_PLATE.finditer(text):
        if _VEHICLE.search(text, max(0, match.start() - _LOOK_BACK), match.start()):
            yield Mention(*match.span(), Kind.LICENSE_PLATE, "kenteken-zonder-streepjes")


def _files(text: str) -> Iterator[Mention]:
    for match in _AFTER_FILE_WORD.finditer(text):
        code = match.group("code")
        if len(_digits(code)) >= 3 and not _YEARS.match(code) and not _is_amount(text, match):
            yield Mention(*match.span("code"), Kind.CASE_NUMBER, "na-nummerwoord")
    for pattern in _FREE_CODES:
        for match in pattern.finditer(text):
            if _is_code(match.group()) and not _is_amount(text, match):
                yield Mention(*match.span(), Kind.CASE_NUMBER, "lang-nummer")


def _is_code(code: str) -> bool:
    if _YEARS.match(code) or _HARMLESS.match(code):
        return False
    if code.startswith("#"):
        return True
    has_letters = any(c.isalpha() for c in code)
    return len(_digits(code)) >= (4 if has_letters else _LEAST_DIGITS)


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Money and counts are no numbers of a file."""
    before = text[max(0, match.start() - 8) : match.start()]
    after = text[match.end() : match.end() + 12]
    return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after))


def _digits(surface: str) -> str:
    return "".join(character for character in surface if character.isdigit())
