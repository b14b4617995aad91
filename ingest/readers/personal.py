"""Columns that say who somebody is. They are recognised by their name or cells, and never read."""

import re
from collections.abc import Iterable, Iterator, Sequence

_ANYWHERE = re.compile(
    r"\b(?:e-?mail(?:s|adres|address)?|mailadres|telefoon\w*|phone ?number|mobiel nummer"
    r"|ip[- ]?(?:adres|address|addr)|user[- ]?agent|bsn|burgerservicenummer|geboortedatum"
    r"|geboortedag|date of birth|birth ?date|handtekening|postcode|zip ?code|iban|rekeningnummer"
    r"|volledige naam|full name|achternaam|voorna(?:am|men)|first ?name|last ?name|surname)\b"
)
_PERSON = (
    r"(?:respondent|verteller|invuller|deelnemer|cli[eë]nt|kind|jongere|ouder|gezin|moeder|vader"
    r"|medewerker|hulpverlener|vrijwilliger|mantelzorger|contactpersoon|participant|client|child"
    r"|parent|recipient)"
)
_NAME_OF = re.compile(
    rf"(?:(?:wat is )?(?:uw|jouw|je|de) )?(?:naam|namen|name)(?: (?:van )?"
    rf"(?:(?:de|het|uw|jouw|je|een) )?{_PERSON})?(?: \([^)]*\))?"
    rf"|{_PERSON}s? ?(?:naam|name)"
    rf"|{_PERSON} ?(?:n(?:umme)?r\.?|id)|(?:bsn|dossier|zorg|sofi|paspoort|huis)[- ]?"
    r"(?:n(?:umme)?r\.?)|(?:tel\.?|mobiele?|06)[- ]?n(?:umme)?r\.?|roepnaam|voorletters|initialen"
    r"|bijnaam|nickname|familienaam|woonadres|huisadres|adresgegevens|straatnaam|kenteken"
    r"|contactpersoon|contactinformatie|invuller|ingevuld door|ingevoerd door|created by|zip|pc6"
    r"|phone no\.?|cell ?phone|mac-?adres"
)
_WHOLE = frozenset((
    "mail", "naam", "name", "uw naam", "jouw naam", "je naam", "your name", "names", "namen",
    "gebruikersnaam", "username", "user name", "user", "gebruiker", "respondent name", "respondent",
    "naam respondent", "naam verteller", "naam client", "naam cliënt", "naam van de verteller",
    "contact", "contactgegevens", "telefoon", "phone", "tel", "mobiel", "mobile", "adres",
    "address", "straat", "huisnummer", "ip", "browser", "device", "deviceid", "device id",
    "imei", "simid", "sim id", "simserial", "subscriberid", "subscriber id", "phonenumber",
    "token", "access code", "toegangscode", "refurl", "referrer url", "verwijzende url",
    "submitted by", "geolocation", "gps", "latitude", "longitude", "locatie", "location",
    "geopoint", "signature", "audit", "attribute 1", "attribute 2", "attribute 3",
    "formhub/uuid", "enumerator", "interviewer", "medewerker",
))  # fmt: skip
_GEOGRAPHIC = re.compile(r" (?:latitude|longitude|altitude|precision)$")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_ADDRESS_OF_COMPUTER = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){4,7}[0-9A-Fa-f]*")


def says_who(name: str) -> bool:
    """True for the name of a column that holds who somebody is or where somebody sat."""
    plain = " ".join(re.sub(r"[_:?*]+", " ", name.casefold()).split())
    last = plain.rsplit("/", 1)[-1].strip()
    return (
        plain in _WHOLE
        or last in _WHOLE
        or _ANYWHERE.search(plain) is not None
        or _NAME_OF.fullmatch(plain) is not None
        or _GEOGRAPHIC.search(f" {plain}") is not None
    )


def shows_who(cells: Iterable[str]) -> bool:
    """True when most filled cells are nothing but a mail address, or that of a computer."""
    filled = [cell for cell in cells if cell]
    found = [
        cell for cell in filled if _MAIL.fullmatch(cell) or _ADDRESS_OF_COMPUTER.fullmatch(cell)
    ]
    return len(found) * 2 > len(filled)


def never_read(columns: Sequence[str], personal: frozenset[str]) -> Iterator[str]:
    """What is told about the columns that are left out, in their order; nothing when none are."""
    listed = list(dict.fromkeys(name for name in columns if name in personal))
    if listed:
        yield f"Deze kolommen lezen wij nooit, want daar staat wie iemand is: {', '.join(listed)}."
