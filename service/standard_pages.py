"""What `vertelpunt standaarden` shows, with how complete a set is and how well a text is known."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import standard_sets, standards
from models.standard_content import Difference, FieldChange, SetContent, StandardContent
from models.standards import Standard
from models.vocabulary import SetStatus, SetTier, SourceStatus
from service.screen import say
from service.standard_sets import Upload


def counted(number: int) -> str:
    """A number of standards, in words that fit it."""
    return "1 standaard" if number == 1 else f"{number} standaarden"


def show_all(session: Session, *, with_retired: bool) -> None:
    """Every set in its newest version: the ones in use, and the retired ones when asked."""
    sizes = Counter(session.scalars(select(Standard.set_id)))
    rows = [
        row
        for row in standards.all_sets(session)
        if row.superseded_by_id is None and (with_retired or row.retired_at is None)
    ]
    for row in rows:
        gone = f" · vervallen op {row.retired_at:%d-%m-%Y}: {row.retired_reason}" if (
            row.retired_at
        ) else ""  # fmt: skip
        say(
            f"{row.key:<16} versie {row.version:<8} {counted(sizes[row.id]):>16}  {row.name} · "
            f"{SetTier(row.tier).label} · {row.status.label}{gone}"
        )
    say(f"{len(rows)} sets." if rows else "Er zijn nog geen sets.")


def show(session: Session, key: str, version: str | None) -> None:
    """One version of a set with its standards, and which versions there are."""
    row = standard_sets.get(session, key, version)
    content = standard_sets.content_of(session, row)
    say(f"{content.name} ({content.key}, versie {content.version})")
    _about(content)
    if row.retired_at:
        say(f"Vervallen op {row.retired_at:%d-%m-%Y}: {row.retired_reason}")
    for one in content.standards:
        parent = f" · deel van {one.parent_key}" if one.parent_key else ""
        say(f"{one.key:<20} {one.title} · {one.status.label}{parent}")
        say(f"{'':<20} {one.description}")
        if one.note:
            say(f"{'':<20} Let op: {one.note}")
    versions = standard_sets.versions(session, key)
    if len(versions) > 1:
        say("Versies: " + ", ".join(found.version for found in versions) + ".")


def show_upload(done: Upload, *, stored: bool) -> None:
    """What taking in a file did, or would do."""
    content = done.content
    name = f"“{content.name}”, versie {content.version}"
    if not done.is_new:
        say(f"{name} was er al, met dezelfde inhoud. Er is niets veranderd.")
        if not done.in_use:
            say(f"Let op: deze versie is niet in gebruik. Kijk met: standaarden toon {content.key}")
        return
    say(f"{name}: {counted(len(content.standards))}.")
    _about(content)
    if done.difference is not None:
        say(f"Dit komt in de plaats van versie {done.before}.")
        show_difference(done.difference)
        say(
            f"Koppelingen die meegaan: {done.carried.kept}. "
            f"Koppelingen om opnieuw te bekijken: {done.carried.again}."
        )
    say(
        "De set is opgeslagen. De volgende berekening zoekt welke thema's erbij horen."
        if stored
        else "Er is niets opgeslagen."
    )


def show_difference(found: Difference) -> None:
    """What one version has, lacks or says otherwise than another."""
    _changes("De set zelf", found.of_set)
    for title, members in (("Nieuw", found.added), ("Weg", found.removed)):
        _members(title, members)
    for one in found.changed:
        _changes(f"Anders: {one.key} {one.title}", one.changes)
    say(f"Gelijk gebleven: {len(found.unchanged)}.")


def _about(content: SetContent) -> None:
    say(f"Soort: {content.tier.label}. Hoe volledig: {content.status.label.lower()}.")
    if content.status is not SetStatus.VERIFIED:
        say(f"Wat ontbreekt: {content.missing}")
    counts = Counter(one.status for one in content.standards)
    if counts:
        told = (f"{status.label.lower()}: {counts[status]}" for status in SourceStatus
                if counts[status])  # fmt: skip
        say("Van de standaarden " + ", ".join(told) + ".")
    for source in content.sources:
        say("Bron: " + " · ".join(part for part in (source.title, source.url) if part))


def _members(title: str, members: Iterable[StandardContent]) -> None:
    for one in members:
        say(f"{title}: {one.key} {one.title}")


def _changes(title: str, changes: Iterable[FieldChange]) -> None:
    changes = list(changes)
    if changes:
        say(title)
    for one in changes:
        say(f"  {one.label}: was “{one.before}”, is nu “{one.after}”")
