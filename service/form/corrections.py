"""What a narrator does with the pseudonymised story: put back, reword, take away, or go elsewhere.

An action is what a button sends: `terug:3`, `weg:3`, `anders:3`, `merk` (the typed word) or
`merk:woorden`, `ontmerk:0`, `naar:verhaal`. Enter in a field sends `bijwerken`, which does
whatever was typed.
"""

from dataclasses import dataclass

from ingest.review import occurrences
from models.errors import Problem
from service.form.guard import Posted
from service.form.memory import Telling
from service.form.review import Reviewed, Swap, key_of

MOST_MARKED = 100
_ELSEWHERE = {"verhaal", "betekenis", "over-u"}


@dataclass(frozen=True)
class Correction:
    """Where to go after a correction, or what is wrong with it."""

    address: str = "/nakijken"
    problems: tuple[Problem, ...] = ()


def correct(telling: Telling, reviewed: Reviewed, fields: Posted) -> Correction:
    """Do what the pressed button says; the telling changes, nothing is stored here."""
    action, _, subject = fields.get("actie").partition(":")
    if action in {"bijwerken", "bewaarcode"}:
        action, subject = _typed(reviewed, fields)
    if action == "terug" and not subject:
        return Correction("/over-u")
    if action == "stoppen":
        return Correction("/stoppen")
    if action == "naar" and subject in _ELSEWHERE:
        return Correction(f"/{subject}")
    if action == "merk":
        return _mark(telling, reviewed, _words(subject or fields.get("woord")))
    if action == "ontmerk":
        telling.marked = [
            word for place, word in enumerate(telling.marked) if str(place) != subject
        ]
        return Correction("/nakijken#gemist")
    swap = next((swap for swap in reviewed.swaps if str(swap.index) == subject), None)
    return Correction() if swap is None else _change(telling, swap, action, fields)


def unsent(telling: Telling, reviewed: Reviewed, fields: Posted) -> list[Problem]:
    """Words that were typed but not used yet: nobody may approve a text they did not mean."""
    problems = []
    for swap in reviewed.swaps:
        typed = _words(fields.get(f"anders-{swap.index}"))
        if typed and typed != swap.words:
            problems.append(
                Problem(
                    f"anders-{swap.index}",
                    "U typte eigen woorden, maar gebruikte ze nog niet. Kies ‘Gebruik dit’ of "
                    "maak het veld leeg.",
                )
            )
    if _words(fields.get("woord")):
        problems.append(
            Problem(
                "woord",
                "U typte een woord dat weg moet, maar het staat er nog. Kies ‘Haal dit weg’ of "
                "maak het veld leeg.",
            )
        )
    return problems


def _typed(reviewed: Reviewed, fields: Posted) -> tuple[str, str]:
    """Which button somebody meant who pressed Enter in a field."""
    if _words(fields.get("woord")):
        return "merk", ""
    for swap in reviewed.swaps:
        typed = _words(fields.get(f"anders-{swap.index}"))
        if typed and typed != swap.words:
            return "anders", str(swap.index)
    return "", ""


def _mark(telling: Telling, reviewed: Reviewed, words: str) -> Correction:
    readable = "\n".join(part.text for part in reviewed.every_part if not part.marked)
    if not words:
        message = "Typ eerst het woord dat weg moet."
    elif not occurrences(readable, words):
        message = "Dit staat zo niet in uw verhaal. Typ het precies zoals het er staat."
    elif len(telling.marked) >= MOST_MARKED:
        message = "U haalde al veel woorden weg. Verander liever uw verhaal zelf."
    else:
        telling.marked.append(words)
        return Correction("/nakijken#gemist")
    return Correction(problems=(Problem("woord", message),))


def _change(telling: Telling, swap: Swap, action: str, fields: Posted) -> Correction:
    place = f"/nakijken#wissel-{swap.index}"
    key = key_of(swap.surface)
    if action == "anders":
        words = _words(fields.get(f"anders-{swap.index}"))
        if not words:
            message = "Schrijf eerst uw eigen woorden."
            return Correction(problems=(Problem(f"anders-{swap.index}", message),))
    if action in {"terug", "weg", "anders"}:
        telling.restored = [other for other in telling.restored if other != key]
        telling.renamed = {k: v for k, v in telling.renamed.items() if k != key}
    if action == "terug":
        telling.restored.append(key)
    elif action == "anders":
        telling.renamed[key] = words
    return Correction(place)


def _words(typed: str) -> str:
    return " ".join(typed.split())
