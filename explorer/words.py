"""How the explorer says things: numbers, shares, periods and the words of the field, in B1 Dutch.

Only sentences about counts live here; what narrators wrote never passes through this file.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

ENOUGH_FOR_SHARES = 10
"""Under this number of stories a percentage says more than the stories do."""

ENOUGH_TO_COMPARE = 10
"""Under this number of stories groups are not compared."""

SYNTHETIC = "Verzonnen voorbeeld"
NOT_QUOTABLE = "Niet citeren"

# The explorer may not import the vocabulary; a test holds these equal to it.
ROLES = {
    "jongere": "Kind of jongere",
    "ouder": "Ouder of verzorger",
    "volwassen_client": "Volwassene met een eigen vraag",
    "oudere": "Oudere met een eigen vraag",
    "mantelzorger": "Mantelzorger of naaste",
    "wijkteamprofessional": "Medewerker van een wijkteam",
    "ketenpartner": "Medewerker van een andere organisatie",
    "ervaringsdeskundige": "Ervaringsdeskundige",
    "vrijwilliger": "Vrijwilliger",
    "anders": "Anders",
}
LINK_KINDS = {
    "bevestigt": "Bevestigt de standaard",
    "schuurt": "Schuurt met de standaard",
    "niet_waargemaakt": "Wordt niet waargemaakt",
    "ontbreekt": "Ontbreekt in de standaard",
}
STABILITY_SHAPES = {"stevig": "●", "redelijk": "◐", "wankel": "○", "onbekend": "◌"}
STABILITY_MEANING = {
    "stevig": "Wij lieten steeds een deel van de verhalen weg en zochten opnieuw. "
    "Dit thema kwam dan bijna altijd terug.",
    "redelijk": "Wij lieten steeds een deel van de verhalen weg en zochten opnieuw. "
    "Dit thema kwam meestal terug, maar niet altijd met dezelfde verhalen.",
    "wankel": "Wij lieten steeds een deel van de verhalen weg en zochten opnieuw. "
    "Dit thema viel dan vaak uit elkaar. Zie het als een vermoeden en lees de verhalen zelf.",
    "onbekend": "Wij hebben nog niet bekeken of dit thema terugkomt als er verhalen wegvallen.",
}
# Of a theme that was learned from sentences something else is left out: sentences, not stories.
_TAUGHT = (
    "De computer leerde dit thema van voorbeeldzinnen. Wij lieten steeds een deel daarvan weg. "
)
TAUGHT_MEANING = {
    "stevig": f"{_TAUGHT}Dan kwamen bijna altijd dezelfde stukjes in dit thema.",
    "redelijk": f"{_TAUGHT}Dan kwamen meestal dezelfde stukjes in dit thema, maar niet altijd.",
    "wankel": f"{_TAUGHT}Dan kwamen er vaak andere stukjes in. "
    "Lees de stukjes daarom zelf, en zeg welke kloppen.",
    "onbekend": "Wij hebben nog niet bekeken of steeds dezelfde stukjes in dit thema komen.",
}
STARTER, PROPOSED_THEME, PINNED = "Starthema", "Voorstel", "Vastgezet"
_NO_ENCODER = (
    "Het taalmodel kon niet worden geladen. Er is niets veranderd. Vraag de beheerder om te "
    "kijken met: vertelpunt doctor."
)
RUN_ERRORS = {
    "run.te_vaak_mislukt": "Het is drie keer niet gelukt. Vraag de beheerder om te kijken.",
    "run.onverwacht": "Er ging iets mis in het programma. Vraag de beheerder om te kijken.",
    "encoder.beschadigd": _NO_ENCODER,
    "encoder.gewijzigd": _NO_ENCODER,
    "encoder.map_weg": _NO_ENCODER,
    "encoder.onbereikbaar": _NO_ENCODER,
    "encoder.rekenwijze_ontbreekt": _NO_ENCODER,
}
RUN_FAILED = "Het is niet gelukt. Vraag de beheerder om te kijken."

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_PERIOD = re.compile(r"(\d{4})-(\d{2})$")
_HERE = ZoneInfo("Europe/Amsterdam")


def number(value: int) -> str:
    """1234 as `1.234`."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, digits: int = 2) -> str:
    """0.725 as `0,72`."""
    return f"{value:.{digits}f}".replace(".", ",")


def count(value: int, one: str, many: str) -> str:
    """`1 verhaal`, `37 verhalen`."""
    return f"{number(value)} {one if value == 1 else many}"


def stories(value: int) -> str:
    """`1 verhaal`, `37 verhalen`."""
    return count(value, "verhaal", "verhalen")


def passages(value: int) -> str:
    """`1 stukje`, `37 stukjes`."""
    return count(value, "stukje", "stukjes")


def themes(value: int) -> str:
    """`1 thema`, `14 thema's`."""
    return count(value, "thema", "thema's")


def of_themes(part: int, whole: int) -> str:
    """`3 van de 14 thema's`."""
    return of_all(part, whole, "thema", "thema's")


def of_all(part: int, whole: int, one: str = "verhaal", many: str = "verhalen") -> str:
    """`37 van de 168 verhalen`, `alle 168 verhalen`; never a percentage."""
    if whole == 1:
        return f"{number(part)} van het ene {one}"
    if part == whole:
        return f"alle {number(whole)} {many}"
    return f"{number(part)} van de {number(whole)} {many}"


def share(part: int, whole: int, one: str = "verhaal", many: str = "verhalen") -> str:
    """`37 van de 168 verhalen (22%)`; the percentage only where both numbers carry it."""
    said = of_all(part, whole, one, many)
    if part < ENOUGH_FOR_SHARES or part == whole:
        return said
    return f"{said} ({round(100 * part / whole)}%)"


def listing(items: Sequence[str]) -> str:
    """`a, b en c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"


def sentence_case(text: str) -> str:
    """The same text with a capital in front."""
    return text[:1].upper() + text[1:]


def month(period: str | None) -> str:
    """`2024-09` as `september 2024`; anything else as it is."""
    found = _PERIOD.match(period or "")
    if found is None or not 1 <= int(found[2]) <= 12:
        return period or "onbekend"
    return f"{_MONTHS[int(found[2]) - 1]} {found[1]}"


def span(first: str | None, last: str | None) -> str:
    """`van januari 2024 tot en met mei 2026`, or the one month."""
    if first is None or last is None:
        return "periode onbekend"
    if first == last:
        return f"uit {month(first)}"
    return f"van {month(first)} tot en met {month(last)}"


def moment(value: datetime | None) -> str:
    """A moment in Dutch local time: `3 november 2026, 14:05`."""
    if value is None:
        return "nog niet"
    here = value.astimezone(_HERE)
    return f"{here.day} {_MONTHS[here.month - 1]} {here.year}, {here:%H:%M}"


def day(value: date | None) -> str:
    """`3 november 2026`."""
    return "onbekend" if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def left(due: datetime, at: datetime) -> str:
    """How long there is until a deadline: `nog 5 uur`, `2 dagen te laat`."""
    seconds = (due - at).total_seconds()
    hours = int(abs(seconds) // 3600)
    if hours == 0:
        long = "minder dan een uur"
    elif hours < 48:
        long = f"{hours} uur"
    else:
        long = f"{hours // 24} dagen"
    return f"nog {long}" if seconds >= 0 else f"{long} te laat"


def stability(value: str, label: str) -> str:
    """Shape and word together, so that neither has to carry it alone: `◐ Redelijk`."""
    return f"{STABILITY_SHAPES.get(value, '◌')} {label}"


def run_error(code: str) -> str:
    """Why a run failed, for a person."""
    return RUN_ERRORS.get(code, RUN_FAILED)
