"""Which placeholder stands for what: one for the same person, place or day within one story.

All mentions of a story are looked at together before the first is worded: a role may be told
anywhere in it, and `Fatima`, `mevrouw El Amrani` and `F. el Amrani` are one person. What is kept
here holds words of names: it lives as long as the intake of one story and is never stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.ages import band
from ingest.labels import label as sort_label
from ingest.moments import Moment, moment
from ingest.people import linked, taken_apart
from ingest.recognisers.lexicon import fold
from ingest.recognisers.mention import Mention
from ingest.roles import NEUTRAL_LABELS, VAGUE, Told, is_listed, told
from models.vocabulary import LABELS, MOST_NUMBERED, ONE_OF_A_KIND, PLACEHOLDER
from models.vocabulary import PersonalDataKind as Kind

_PARTS = re.compile(r"[^\W_]+")
_NAMED = frozenset({Kind.LOCATION, Kind.ORGANISATION, Kind.ADDRESS})
_DATED = frozenset({Kind.DATE, Kind.DATE_OF_BIRTH})


class _Found(NamedTuple):
    """One mention, what the words around it tell, and the key that the same thing has."""

    part: int
    mention: Mention
    surface: str
    about: Told
    key: object


@dataclass
class Numbering:
    """How far each label has been counted in one story."""

    _highest: dict[str, int] = field(default_factory=dict)

    def keep_clear_of(self, text: str) -> None:
        """Go on after the numbers of placeholders that are already in a text."""
        for match in PLACEHOLDER.finditer(text):
            label, number = label_and_number(match[0])
            self._highest[label] = max(self._highest.get(label, 0), number)

    def new(self, label: str) -> str:
        """The next placeholder with this label: `[zoon-1]`, `[moeder]`, then `[moeder-2]`."""
        number = min(self._highest.get(label, 0) + 1, MOST_NUMBERED)
        self._highest[label] = number
        return f"[{label}]" if number == 1 and label in ONE_OF_A_KIND else f"[{label}-{number}]"


def worded(text: str, mentions: Sequence[Mention]) -> list[str]:
    """The placeholder for each of these mentions in one text, in their order.

    This is the linking alone: whoever measures it gives the mentions that ought to be found.
    """
    return worded_story((text,), (mentions,))[0]


def worded_story(
    texts: Sequence[str], mentions: Sequence[Sequence[Mention]], *, neutral: bool = False
) -> list[list[str]]:
    """The same for the parts of one story, such as its title and its text.

    Args:
        texts: the parts, in reading order. Placeholders in them keep their numbers.
        mentions: what has to go, per part, in reading order and without overlap.
        neutral: no label tells the gender of a worker.
    """
    numbering = Numbering()
    for text in texts:
        numbering.keep_clear_of(text)
    found = _found(texts, mentions)
    labels = _labels(texts, found)
    if neutral:
        labels = {key: NEUTRAL_LABELS.get(label, label) for key, label in labels.items()}
    wordings: dict[object, str] = {}
    worded: list[list[str]] = [[] for _ in texts]
    for item in found:
        if item.key not in wordings:
            wordings[item.key] = _fixed(item) or numbering.new(labels[item.key])
        worded[item.part].append(wordings[item.key])
    return worded


def label_and_number(placeholder: str) -> tuple[str, int]:
    """`zoon` and 2 of `[zoon-2]`; the number is 1 for `[moeder]` and for a band of ages."""
    label, _, number = placeholder[1:-1].rpartition("-")
    return (label, int(number)) if number.isdigit() else (placeholder[1:-1], 1)


def _fixed(item: _Found) -> str:
    """The wording of what has no number: an age that can be read."""
    return band(item.surface) if item.mention.kind is Kind.AGE else ""


def _found(texts: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[_Found]:
    days = _Days()
    found: list[_Found] = []
    for part, (text, listed) in enumerate(zip(texts, mentions, strict=True)):
        for mention in listed:
            surface = text[mention.start : mention.end]
            if mention.kind is Kind.PERSON:
                about, key = told(text, mention.start, mention.end), None
            else:
                about, key = Told(), _key(surface, mention.kind, days)
            found.append(_Found(part, mention, surface, about, key))
    return _with_people(found)


def _with_people(found: list[_Found]) -> list[_Found]:
    """The key of a person is their place among the people of the story."""
    people = [item for item in found if item.mention.kind is Kind.PERSON]
    numbers = iter(linked([taken_apart(item.surface, item.about) for item in people]))
    return [
        item._replace(key=(Kind.PERSON, next(numbers)))
        if item.mention.kind is Kind.PERSON
        else item
        for item in found
    ]


def _key(surface: str, kind: Kind, days: "_Days") -> object:
    if kind in _DATED and (day := moment(surface)) is not None:
        return (kind, days.known(kind, day))
    return (kind, _squeezed(surface, kind))


class _Days:
    """`12 maart` is the 12 March that was told with its year."""

    def __init__(self) -> None:
        self._years: dict[tuple[Kind, int, int], list[list[int]]] = {}

    def known(self, kind: Kind, day: Moment) -> tuple[int, int, int]:
        """The same three numbers for the same day: day, month, and which one of them."""
        years = self._years.setdefault((kind, day.day, day.month), [])
        for at in range(len(years) - 1, -1, -1):
            if not day.year or years[at][0] in {0, day.year}:
                years[at][0] = years[at][0] or day.year
                return (day.day, day.month, at)
        years.append([day.year])
        return (day.day, day.month, len(years) - 1)


def _squeezed(surface: str, kind: Kind) -> str:
    """What counts of a surface: all of it for names, only letters and digits for numbers."""
    joint = " " if kind in _NAMED else ""
    return joint.join(_PARTS.findall(fold(surface)))


def _labels(texts: Sequence[str], found: Sequence[_Found]) -> dict[object, str]:
    """The label for each thing: what is told best about it anywhere in the story."""
    labels: dict[object, str] = {}
    chain: tuple[_Found, Told] | None = None
    for item in found:
        text, mention = texts[item.part], item.mention
        if mention.kind is Kind.PERSON:
            about = _in_list(chain, item, text)
            chain = (item, about)
            label = mention.label or about.role
        else:
            label = mention.label or sort_label(text, mention.start, mention.end, mention.kind)
        labels[item.key] = _better(labels.get(item.key, ""), label, mention.kind)
    return labels


def _in_list(chain: tuple[_Found, Told] | None, item: _Found, text: str) -> Told:
    """`mijn dochters Fatima en Aisha`: what is said of the first holds for the next."""
    about = item.about
    if chain is None or about.role or not chain[1].plural or chain[0].part != item.part:
        return about
    listed = is_listed(text[chain[0].mention.end : item.mention.start])
    return chain[1] if listed else about


def _better(old: str, new: str, kind: Kind) -> str:
    """The first that was told, unless it says little."""
    new = new if new in LABELS else kind.label
    little = {"", kind.label}
    if old in little or (old in VAGUE and new not in VAGUE and new not in little):
        return new
    return old
