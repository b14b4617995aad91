"""Bank accounts: IBAN of every country, with or without spaces, and the old Dutch numbers."""

import re
from collections.abc import Iterator, Sequence

from ingest.recognisers.mention import Mention
from ingest.recognisers.shapes import digit_places, holds_any, level, near_digits
from models.vocabulary import PersonalDataKind as Kind

# ISO 13616: how long an IBAN of each country is.
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
_IBAN_START = re.compile(
    r"(?<!\w)(?P<country>[A-Z]{2})[ .-]{0,2}\d[ .-]?\d(?=[ .-]{0,2}[A-Z0-9])", re.I
)
# Also with a digit too few or too many: a slip of the pen does not make it harmless.
_DUTCH_IBAN = re.compile(
    r"(?<!\w)N[ ]?L[\s.-]{0,2}\d[ ]?\d[\s.-]{0,2}[A-Z]{4}[\s.-]{0,2}"
    r"(?:\d(?:[\s.-]{0,2}\d){9}(?!\d)|\d(?:[\s.-]{0,2}\d){6,11}(?!\d))",
    re.I,
)
_OWNER = (
    r"(?:(?:van|op|bij)\s(?:mijn|m'n|mij|hem|haar|zijn|onze|ons|de|het|naam van)(?:\s\w{1,20})?\s)"
)
_OLD = re.compile(
    r"\b(?:(?:bank|giro|spaar|beheer|en/of|leefgeld|betaal|post)?-?rekening(?:nummer|nr)?s?|giro(?:nummer|nr)?"
    r"|postgiro|rek\.?\s?(?:nr|nummer)|iban(?:nummer)?|bankgiro|bankpas|creditcard(?:nummer)?)\b\.?"
    rf"[\s:=(]{{0,3}}{_OWNER}?(?:(?:is|nr\.?|nummer|was|met|op|wordt|nu)[\s:=]{{1,3}}){{0,3}}"
    r"(?P<number>P?\s?\d(?:[ .-]{0,2}\d){3,18})(?!\d|,\d)(?!\s?(?:euro|eur\b|€|,-|jaar))",
    re.I,
)
# One of these is in everything that the pattern above fits.
_OLD_WORDS = ("rek", "giro", "iban", "bankpas", "creditcard")
_CARD = re.compile(r"(?<![\w.-])\d{4}(?:[ -]\d{4}){3}(?![\w-])")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LEAST_DIGITS = 4
# 'N L--9': how far the first digit can be from where an account number begins.
_MOST_BEFORE_DIGIT = 5


def find(text: str) -> list[Mention]:
    """Numbers of bank accounts and cards."""
    plain = level(text)
    digits = digit_places(plain)
    return [*_ibans(plain, digits), *_old(plain, digits)]


def passes_iban_check(iban: str) -> bool:
    """ISO 13616: moved to the back and spelled in digits, the rest by 97 is one."""
    plain = "".join(c for c in iban.upper() if c.isascii() and c.isalnum())
    if not 15 <= len(plain) <= 34 or not plain[:2].isalpha() or not plain[2:4].isdigit():
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _ibans(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    for match in near_digits(_DUTCH_IBAN, text, digits, reach=_MOST_BEFORE_DIGIT):
        yield Mention(*match.span(), Kind.IBAN, "iban")
    for match in near_digits(_IBAN_START, text, digits, reach=_MOST_BEFORE_DIGIT):
        length = _LENGTHS.get(match.group("country").upper())
        end = 0 if length is None else _end(text, match.start(), length)
        if end and _is_iban(text[match.start() : end]):
            yield Mention(match.start(), end, Kind.IBAN, "iban")


def _end(text: str, start: int, length: int) -> int:
    """Where so many letters and digits end, with little in between; 0 when they do not."""
    seen = gap = 0
    for at in range(start, min(len(text), start + 3 * length)):
        character = text[at]
        if character.isascii() and character.isalnum():
            seen, gap = seen + 1, 0
            if seen == length:
                return 0 if text[at + 1 : at + 2].isalnum() else at + 1
        elif character in " .-" and gap < 2:
            gap += 1
        else:
            return 0
    return 0


def _is_iban(surface: str) -> bool:
    """It passes the check, or is too full of digits to be anything else."""
    if passes_iban_check(surface):
        return True
    digits = sum(character.isdigit() for character in surface)
    return digits * 3 >= 2 * sum(character.isalnum() for character in surface)


def _old(text: str, digits: Sequence[int]) -> Iterator[Mention]:
    if len(digits) < _LEAST_DIGITS:
        return
    for match in _OLD.finditer(text) if holds_any(text, _OLD_WORDS) else ():
        number = match.group("number")
        if sum(c.isdigit() for c in number) >= _LEAST_DIGITS and not _YEAR.fullmatch(number):
            yield Mention(*match.span("number"), Kind.IBAN, "rekening")
    for match in near_digits(_CARD, text, digits):
        yield Mention(*match.span(), Kind.IBAN, "betaalkaart")
