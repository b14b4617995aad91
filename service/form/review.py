"""What the narrator looks over: the pseudonymised story with every replacement, and the decisions.

Decisions are kept by the words they are about, not by their place: they survive a change of the
text, and one decision holds for every time the same words occur, in title, text and the
narrator's own words in answers alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest import combinations
from ingest.combinations import Combination
from ingest.drafts import Draft, check_stored_title, clean, clean_text
from ingest.intake import Intake, take_in
from ingest.pseudonymise import Pseudonymised, Replacement, apply_review
from ingest.triage import triage
from models.vocabulary import PersonalDataKind
from service.changes import Changed
from service.form import answers
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
class Written:
    """The narrator's own words in one answer, as others will read them."""

    text: str = field(repr=False)
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Reviewed:
    """The story as it would be stored. `version` changes when anything a reader sees changes."""

    title: str = field(repr=False)
    text: str = field(repr=False)
    title_parts: tuple[Part, ...]
    text_parts: tuple[Part, ...]
    written: Mapping[str, Written]
    """Words in answers, by the key of the question."""
    swaps: tuple[Swap, ...]
    alarm: str | None
    fingerprint: str
    version: str
    changed: Changed = field(repr=False)
    rare: Combination | None = field(repr=False)
    """Things that are left and together may show who somebody is."""
    restored: int
    """How many times words stand in it again that had been taken out."""

    @property
    def every_part(self) -> Iterable[Part]:
        """All stretches that others will read, the story's and those of the answers."""
        yield from (*self.title_parts, *self.text_parts)
        for words in self.written.values():
            yield from words.parts

    @property
    def words(self) -> dict[str, str]:
        """The words in answers as they may be stored, by the key of the question."""
        return {key: words.text for key, words in self.written.items()}


def take_in_story(house: House, telling: Telling) -> Intake:
    """Send what was typed through the gate.

    Raises:
        Rejected: it cannot be a story.
    """
    return _through_the_gate(house, telling, _draft(telling))


def alarm_in(telling: Telling) -> str:
    """The kind of danger in what was told so far, or nothing: help is shown at once."""
    told = (telling.title, telling.text, *answers.written(telling).values())
    alarm = triage(*(clean_text(part, limit=None) for part in told))
    return alarm.kind.value if alarm else ""


def review(house: House, telling: Telling) -> Reviewed:
    """Pseudonymise and apply the narrator's decisions.

    Raises:
        Rejected: it cannot be a story.
    """
    raw = clean(_draft(telling))
    beside = {key: clean_text(words) for key, words in answers.written(telling).items()}
    intake = _through_the_gate(house, telling, raw)
    sources = (raw.title, raw.text, *beside.values())
    results = (intake.title, intake.text, *intake.words)
    found = _found(sources, results)
    order = {key: index for index, key in enumerate(found)}
    title, text, *words = (
        _decided(source, result, telling) for source, result in zip(sources, results, strict=True)
    )
    check_stored_title(title.text)
    swaps = tuple(
        _swap(index, key, replacements, telling)
        for index, (key, replacements) in enumerate(found.items())
    )
    shown = "\0".join((title.text, text.text, *(one.text for one in words)))
    return Reviewed(
        title=title.text,
        text=text.text,
        title_parts=_parts(raw.title, title, order),
        text_parts=_parts(raw.text, text, order),
        written={
            key: Written(one.text, _parts(source, one, order))
            for (key, source), one in zip(beside.items(), words, strict=True)
        },
        swaps=swaps,
        alarm=intake.alarm.kind.value if intake.alarm else None,
        fingerprint=intake.fingerprint,
        version=house.sealer.fingerprint(f"nagekeken {shown}")[:16],
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
    told = {key: answer.get("how") for key, answer in telling.answers.items()}
    return Draft(title=telling.title, text=telling.text, answers=told)


def _through_the_gate(house: House, telling: Telling, draft: Draft) -> Intake:
    return take_in(
        draft,
        finder=house.pseudonymiser,
        staff=house.settings.staff_masking,
        words=list(answers.written(telling).values()),
    )


def _found(
    sources: Sequence[str], results: Sequence[Pseudonymised]
) -> dict[str, list[tuple[str, Replacement]]]:
    """Every replacement with its original words, by key, in reading order."""
    found: dict[str, list[tuple[str, Replacement]]] = {}
    for source, result in zip(sources, results, strict=True):
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
