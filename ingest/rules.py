"""Why something was taken out, in plain Dutch: one sentence for every rule of the recognisers.

A rule that is new and has no sentence yet still gets an honest one; a test asks for its own.
"""

from typing import NamedTuple

from ingest.review import NARRATOR
from models.vocabulary import ChangeOrigin

MODERATOR = "moderator"


class Rule(NamedTuple):
    """Who or what a rule is, and what a moderator reads about it."""

    origin: ChangeOrigin
    why: str


_RULE, _LIST = ChangeOrigin.RULE, ChangeOrigin.LIST

_PEOPLE = {
    "voornaam": Rule(_LIST, "staat op de lijst van voornamen"),
    "naam-met-hoofdletter": Rule(_LIST, "staat op een lijst van namen en heeft een hoofdletter"),
    "dubbele-voornaam": Rule(_LIST, "bestaat uit twee voornamen van de lijst"),
    "achternaam": Rule(_LIST, "staat op de lijst van achternamen, vooraan in de zin"),
    "achternaam-klein": Rule(_LIST, "staat op de lijst van achternamen"),
    "achternaam-na-aanspreking": Rule(_RULE, "staat na een aanspreking, zoals ‘mevrouw’"),
    "achternaam-na-tussenvoegsel": Rule(_RULE, "staat na een rol en een woord als ‘van der’"),
    "na-aankondiging": Rule(
        _RULE, "staat na een woord dat een naam aankondigt, zoals ‘mijn zoon’ of ‘meneer’"
    ),
    "naam-na-verwant": Rule(_RULE, "staat na een woord als ‘mijn zoon’ en kan een naam zijn"),
    "naam-na-heet": Rule(_RULE, "staat na ‘heet’ of ‘mijn naam is’"),
    "naam-na-zei": Rule(_RULE, "staat na ‘zei’ of ‘tegen’ en kan een naam zijn"),
    "naam-en-werkwoord": Rule(_RULE, "kan een naam zijn, en doet hier wat een mens doet"),
    "naast-naam": Rule(_RULE, "is geen bekend woord en staat naast een naam"),
    "initialen": Rule(_RULE, "voorletters met een achternaam"),
    "initiaal-na-aankondiging": Rule(_RULE, "een voorletter na een woord als ‘mevrouw’"),
    "andere-spelling": Rule(_RULE, "lijkt op een naam die ergens anders in dit verhaal staat"),
    "onbekend-woord-dat-doet": Rule(_RULE, "is geen bekend woord, en doet wat een mens doet"),
    "onbekend-woord-vooraan": Rule(_RULE, "is geen bekend woord en staat vooraan in de zin"),
    "onbekende-hoofdletter": Rule(_RULE, "is geen bekend woord en heeft een hoofdletter"),
    "onbekend-woord-klein": Rule(_RULE, "is geen bekend woord, in een tekst zonder hoofdletters"),
}
_PLACES = {
    "plaatsenlijst": Rule(_LIST, "staat op de lijst van plaatsen en wijken"),
    "na-gebied": Rule(_RULE, "staat na een woord als ‘wijkteam’, ‘wijk’ of ‘gemeente’"),
    "plaats-uitgang": Rule(_RULE, "eindigt als een plaatsnaam en staat na ‘in’, ‘te’ of ‘uit’"),
    "hoofdletter-na-in": Rule(_RULE, "heeft een hoofdletter en staat na ‘in’ of ‘uit’"),
    "postcode": Rule(_RULE, "heeft de vorm van een postcode"),
    "postcode-cijfers": Rule(_RULE, "vier cijfers van een postcode"),
    "straat": Rule(_RULE, "eindigt als een straatnaam"),
    "straat-klein": Rule(_RULE, "eindigt als een straatnaam, zonder hoofdletter"),
    "na-straat": Rule(_RULE, "staat na ‘straat’, ‘laan’ of een ander woord voor een straat"),
    "huisnummer": Rule(_RULE, "een huisnummer of verdieping, los van de straat"),
    "postcode-belgie": Rule(_RULE, "heeft de vorm van een Belgische postcode"),
    "adres": Rule(_RULE, "een naam met een huisnummer, of staat na ‘adres’ of ‘woont op’"),
    "woont-aan": Rule(_RULE, "staat na ‘wonen aan de’"),
}
_ORGANISATIONS = {
    "instellingenlijst": Rule(_LIST, "staat op de lijst van instellingen"),
    "na-kopwoord": Rule(_RULE, "staat na een woord als ‘basisschool’, ‘bakkerij’ of ‘kerk’"),
    "voor-kopwoord": Rule(_RULE, "staat voor een woord als ‘college’ of ‘ziekenhuis’"),
    "naam-voor-kopwoord": Rule(_RULE, "staat voor een woord als ‘college’ of ‘lyceum’"),
    "naam-in-kopwoord": Rule(_RULE, "een naam die eindigt op een woord als ‘school’ of ‘kerk’"),
    "heet-zo": Rule(_RULE, "staat na ‘heet’, bij een school of een andere instelling"),
    "achtervoegsel": Rule(_RULE, "eindigt als de naam van een instelling"),
    "hoofdletters-op-rij": Rule(_RULE, "een paar hoofdletters op een rij, midden in een zin"),
    "lidwoord-hoofdletter": Rule(_RULE, "een lidwoord met daarna een hoofdletter"),
}
_DATES = {
    "datum": Rule(_RULE, "heeft de vorm van een datum"),
    "geboortedatum": Rule(_RULE, "een datum bij ‘geboren’ of ‘geboortedatum’"),
    "geboortejaar": Rule(_RULE, "een jaar bij ‘geboren’ of ‘ben van’"),
    "leeftijd": Rule(_RULE, "een precieze leeftijd"),
    "leeftijd-van-iemand": Rule(_RULE, "een precieze leeftijd, achter iemand genoemd"),
    "leeftijden": Rule(_RULE, "een rij van leeftijden"),
}
_NUMBERS = {
    "na-bsn": Rule(_RULE, "een nummer na ‘bsn’"),
    "bij-bsn": Rule(_RULE, "een nummer dicht bij ‘bsn’"),
    "bsn-in-woorden": Rule(_RULE, "een nummer in woorden, bij ‘bsn’"),
    "elfproef": Rule(_RULE, "een nummer dat een bsn kan zijn"),
    "iban": Rule(_RULE, "heeft de vorm van een rekeningnummer (IBAN)"),
    "rekening": Rule(_RULE, "een nummer na een woord als ‘rekening’"),
    "betaalkaart": Rule(_RULE, "heeft de vorm van het nummer van een betaalkaart"),
    "kenteken": Rule(_RULE, "heeft de vorm van een Nederlands kenteken"),
    "kenteken-buitenland": Rule(_RULE, "heeft de vorm van een buitenlands kenteken"),
    "kenteken-zonder-streepjes": Rule(_RULE, "een kenteken zonder streepjes"),
    "na-kenteken": Rule(_RULE, "staat na ‘kenteken’"),
    "na-nummerwoord": Rule(_RULE, "een nummer na een woord als ‘dossiernummer’"),
    "lang-nummer": Rule(_RULE, "een lang nummer, dat bij iemand kan horen"),
}
_CONTACT = {
    "e-mail": Rule(_RULE, "heeft de vorm van een e-mailadres"),
    "e-mail-uitgeschreven": Rule(_RULE, "een e-mailadres in woorden"),
    "website": Rule(_RULE, "heeft de vorm van een webadres"),
    "website-uitgeschreven": Rule(_RULE, "een webadres in woorden"),
    "account": Rule(_RULE, "een accountnaam met een apenstaartje"),
    "account-na-woord": Rule(_RULE, "staat na een woord als ‘insta’ of ‘snap’"),
    "account-vorm": Rule(_RULE, "heeft de vorm van een accountnaam"),
    "telefoon": Rule(_RULE, "heeft de vorm van een telefoonnummer"),
    "telefoon-dienst": Rule(_RULE, "heeft de vorm van een servicenummer"),
    "telefoon-na-woord": Rule(_RULE, "een nummer na een woord als ‘bel’ of ‘telefoon’"),
    "telefoon-in-woorden": Rule(_RULE, "een telefoonnummer in woorden"),
}
_STAFF = {
    "medewerker-beroep": Rule(_RULE, "een beroep dat zegt of een medewerker man of vrouw is"),
    "medewerker-aanduiding": Rule(_RULE, "zegt of een medewerker man of vrouw is"),
    "medewerker-aanspreking": Rule(_RULE, "een aanspreking voor de naam van een medewerker"),
    "medewerker-verwijzing": Rule(_RULE, "een woord als ‘zij’ of ‘hem’ voor een medewerker"),
    "medewerker-periode": Rule(_RULE, "zegt wanneer of hoe lang een medewerker er werkte"),
}
_OTHERS = {
    "eigen-lijst": Rule(_LIST, "staat op de eigen lijst van uw organisatie"),
    "deduce": Rule(ChangeOrigin.DEDUCE, "gevonden door DEDUCE, een programma voor zorgteksten"),
    "taalmodel": Rule(ChangeOrigin.LANGUAGE_MODEL, "herkend door een taalmodel, uit het verband"),
    NARRATOR: Rule(ChangeOrigin.NARRATOR, "de verteller koos dit zelf"),
    MODERATOR: Rule(ChangeOrigin.MODERATOR, "door een moderator weggehaald"),
}
RULES = _PEOPLE | _PLACES | _ORGANISATIONS | _DATES | _NUMBERS | _CONTACT | _STAFF | _OTHERS
_UNKNOWN = Rule(_RULE, "de computer dacht dat iemand hieraan te herkennen is")


def rule_of(name: str) -> Rule:
    """Origin and sentence of a rule; an honest general one when it is not (or no longer) known."""
    return RULES.get(name, _UNKNOWN)
