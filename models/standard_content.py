"""A set of standards as values: as a file tells it, as the database keeps it, and what differs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from models.vocabulary import SetStatus, SetTier, SourceStatus

SET_LABELS = {
    "name": "naam",
    "short": "korte naam",
    "publisher": "uitgever",
    "year": "jaar",
    "perspective": "perspectief",
    "tier": "soort set",
    "status": "hoe volledig",
    "missing": "wat ontbreekt",
    "licence": "licentie",
    "sources": "bronnen",
}
"""What a person calls the fields of a set that may differ between versions."""
STANDARD_LABELS = {
    "title": "titel",
    "description": "omschrijving",
    "group": "groep",
    "status": "bron",
    "note": "opmerking",
    "parent_key": "onderdeel van",
    "url": "adres",
    "met": "zinnen: wel",
    "unmet": "zinnen: niet",
}
"""What a person calls the fields of a standard that may differ between versions."""


@dataclass(frozen=True)
class Source:
    """Where a set was found."""

    title: str
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True)
class StandardContent:
    """One standard, with how people tell that it is met or not.

    `place` is where it stands in a file, to name when it cannot be kept.
    """

    key: str
    title: str
    description: str
    group: str = ""
    status: SourceStatus = SourceStatus.RECONSTRUCTED
    note: str = ""
    parent_key: str | None = None
    url: str = ""
    met: tuple[str, ...] = field(default=(), repr=False)
    unmet: tuple[str, ...] = field(default=(), repr=False)
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class SetContent:
    """One version of a set. An incomplete one says what is missing."""

    key: str
    version: str
    name: str
    short: str
    publisher: str = ""
    year: str = ""
    perspective: str = ""
    tier: SetTier = SetTier.LOCAL
    status: SetStatus = SetStatus.VERIFIED
    missing: str = ""
    licence: str = ""
    sources: tuple[Source, ...] = ()
    standards: tuple[StandardContent, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all it says, wherever in a file it stood."""
        plain = replace(self, standards=tuple(replace(one, place="") for one in self.standards))
        told = json.dumps(asdict(plain), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class FieldChange:
    """A field that is not the same in two versions."""

    name: str
    label: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class ChangedStandard:
    """A standard that both versions have, with what is different."""

    key: str
    title: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Difference:
    """What a newer version of a set has, lacks or says otherwise than an older one."""

    added: tuple[StandardContent, ...]
    removed: tuple[StandardContent, ...]
    changed: tuple[ChangedStandard, ...]
    unchanged: tuple[StandardContent, ...]
    of_set: tuple[FieldChange, ...]


def difference(older: SetContent, newer: SetContent) -> Difference:
    """Compare two versions by the keys of their standards, in the order of the newer."""
    before = {one.key: one for one in older.standards}
    after = {one.key: one for one in newer.standards}
    kept = [(before[key], one) for key, one in after.items() if key in before]
    changed = (
        ChangedStandard(now.key, now.title, _changes(was, now, STANDARD_LABELS))
        for was, now in kept
        if was != now
    )
    return Difference(
        added=tuple(one for key, one in after.items() if key not in before),
        removed=tuple(one for key, one in before.items() if key not in after),
        changed=tuple(changed),
        unchanged=tuple(now for was, now in kept if was == now),
        of_set=_changes(older, newer, SET_LABELS),
    )


def _changes(was: object, now: object, labels: dict[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, label, _said(getattr(was, name)), _said(getattr(now, name)))
        for name, label in labels.items()
        if getattr(was, name) != getattr(now, name)
    )


def _said(value: object) -> str:
    if isinstance(value, SourceStatus | SetStatus | SetTier):
        return value.label
    if isinstance(value, tuple):
        return "\n".join(_lines(value))
    return str(value or "")


def _lines(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, Source):
            yield " · ".join(part for part in (value.title, value.publisher, value.url) if part)
        else:
            yield str(value)
