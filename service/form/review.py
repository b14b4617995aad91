"""What the narrator looks over: the pseudonymised story with every replacement, and the decisions.

Decisions are kept by the words they are about, not by their place: they survive a change of the
text, and one decision holds for every time the same words occur, in title and text alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest import combinations
from ingest.combinations import Combination
from ingest.drafts import Draft, clean
from ingest.intake import Intake, take_in
from ingest.pseudonymise import Pseudonymised, Replacement, apply_review
from models.vocabulary import PersonalDataKind
from service.changes import Changed
from service.form.memory import Telling
from service.wiring import House

REMOVED, RESTORED, REWORDED = "weg", "terug", "anders"


@dataclass(frozen=True)
class Part:
    """A stretch of the story as others will read it; `swap` when it stands for other words."""

    text: str = field(repr=False)
    swap: int | None = None
    marked: bool = False


@dataclass(frozen=True)
class Swap:
    """The same words, everywhere they were taken away, and what the narrator wants instead."""

    index: int
    label: str
    surface: str = field(repr=False)
    shown: str = field(repr=False)
    words: str = field(repr=False)
    state: str
    times: int


@dataclass(frozen=True)
class Reviewed:
    """The story as it would be stored. `version` changes when anything a reader sees changes."""

    title: str = field(repr=False)
    text: str = field(repr=False)
    title_parts: tuple[Part, ...]
    text_parts: tuple[Part, ...]
    swaps: tuple[Swap, ...]
    alarm: str | None
    fingerprint: str
    version: str
    changed: Changed = field(repr=False)
    rare: Combination | None = field(repr=False)
    """Things that are left and together may show who somebody is."""
    restored: int
    """How many times words stand in it again that had been taken out."""


def take_in_story(house: House, telling: Telling) -> Intake:
    """Send what was typed through the gate.

    Raises:
        Rejected: it cannot be a story.
    """
    return take_in(_draft(telling), finder=house.pseudonymiser, staff=house.settings.staff_masking)


def review(house: House, telling: Telling) -> Reviewed:
    """Pseudonymise and apply the narrator's decisions.

    Raises:
        Rejected: it cannot be a story.
    """
    raw = clean(_draft(telling))
    intake = take_in(raw, finder=house.pseudonymiser, staff=house.settings.staff_masking)
    found = _found(raw, intake)
    title = _decided(raw.title, intake.title, telling)
    text = _decided(raw.text, intake.text, telling)
    order = {key: index for index, key in enumerate(found)}
    swaps = tuple(
        _swap(index, key, replacements, telling)
        for index, (key, replacements) in enumerate(found.items())
    )
    return Reviewed(
        title=title.text,
        text=text.text,
        title_parts=_parts(raw.title, title, order),
        text_parts=_parts(raw.text, text, order),
        swaps=swaps,
        alarm=intake.alarm.kind.value if intake.alarm else None,
        fingerprint=intake.fingerprint,
        version=house.sealer.fingerprint(f"nagekeken {title.text}\0{text.text}")[:16],
        changed=Changed(title.replacements, text.replacements),
        rare=combinations.find(text.text),
        restored=sum(swap.times for swap in swaps if swap.state == RESTORED),
    )


def rare_words(reviewed: Reviewed) -> list[str]:
    """The words of the rare combination as they stand in the text."""
    if reviewed.rare is None:
        return []
    return [reviewed.text[trait.start : trait.end] for trait in reviewed.rare.traits]


def key_of(surface: str) -> str:
    """Under what a decision about these words is kept."""
    return " ".join(surface.split()).casefold()


def _draft(telling: Telling) -> Draft:
    answers = {key: answer.get("how") for key, answer in telling.answers.items()}
    return Draft(title=telling.title, text=telling.text, answers=answers)


def _found(raw: Draft, intake: Intake) -> dict[str, list[tuple[str, Replacement]]]:
    """Every replacement with its original words, by key, in reading order."""
    found: dict[str, list[tuple[str, Replacement]]] = {}
    for source, result in ((raw.title, intake.title), (raw.text, intake.text)):
        for replacement in result.replacements:
            surface = source[replacement.start : replacement.end]
            found.setdefault(key_of(surface), []).append((surface, replacement))
    return found


def _decided(source: str, result: Pseudonymised, telling: Telling) -> Pseudonymised:
    restored: set[int] = set()
    renamed: dict[int, str] = {}
    for index, replacement in enumerate(result.replacements):
        key = key_of(source[replacement.start : replacement.end])
        if key in telling.renamed:
            renamed[index] = telling.renamed[key]
        elif key in telling.restored:
            restored.add(index)
    return apply_review(
        source,
        result.replacements,
        restored=restored,
        renamed=renamed,
        marked=telling.marked,
    )


def _parts(source: str, result: Pseudonymised, order: dict[str, int]) -> tuple[Part, ...]:
    parts: list[Part] = []
    done = 0
    for replacement in sorted(result.replacements, key=lambda entry: entry.out_start):
        if replacement.out_start > done:
            parts.append(Part(result.text[done : replacement.out_start]))
        key = key_of(source[replacement.start : replacement.end])
        parts.append(
            Part(
                result.text[replacement.out_start : replacement.out_end],
                swap=None if replacement.kind is PersonalDataKind.MARKED else order.get(key),
                marked=True,
            )
        )
        done = replacement.out_end
    if done < len(result.text):
        parts.append(Part(result.text[done:]))
    return tuple(parts)


def _swap(index: int, key: str, found: Sequence[tuple[str, Replacement]], telling: Telling) -> Swap:
    surface, replacement = found[0]
    words = telling.renamed.get(key, "")
    state = REWORDED if words else RESTORED if key in telling.restored else REMOVED
    shown = {REWORDED: words, RESTORED: surface, REMOVED: replacement.placeholder}[state]
    return Swap(
        index=index,
        label=replacement.kind.label,
        surface=surface,
        shown=shown,
        words=words,
        state=state,
        times=len(found),
    )
