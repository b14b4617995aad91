"""Which passage is in which theme, as rows that can be taken away, given back and remembered.

A remembered row is a list of plain values, `[passage id, theme id or null, strength, who, reason
or null, evidence or null, run id or null]`. Evidence is remembered without words: a word may come
from a story that is taken back later, and an event stays.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.passages import Passage
from models.themes import Assignment, ThemeRefusal
from models.vocabulary import Origin, ResidueReason

Row = list[Any]
IDS_PER_QUERY = 500
WITHOUT_WORDS = ("voorbeeld", "tussen")


def held_by(session: Session, theme_ids: Collection[str]) -> set[int]:
    """The ids of every passage in these themes."""
    query = select(Assignment.passage_id).where(Assignment.theme_id.in_(list(theme_ids)))
    return set(session.scalars(query))


def rows_of(session: Session, passage_ids: Iterable[int]) -> list[Row]:
    """Every row of these passages, residue included, in a fixed order."""
    found = []
    for some in batches(passage_ids):
        query = select(
            Assignment.passage_id,
            Assignment.theme_id,
            Assignment.strength,
            Assignment.origin,
            Assignment.reason,
            Assignment.evidence,
            Assignment.run_id,
        ).where(Assignment.passage_id.in_(some))
        for passage, theme, strength, who, reason, evidence, run in session.execute(query):
            why = {name: evidence[name] for name in WITHOUT_WORDS if name in (evidence or {})}
            reason = reason.value if reason else None
            found.append([passage, theme, strength, who.value, reason, why or None, run])
    return sorted(found, key=_place)


def existing(session: Session, passage_ids: Iterable[int]) -> set[int]:
    """Which of these passages are still there; those of a withdrawn story are not."""
    found: set[int] = set()
    for some in batches(passage_ids):
        found |= set(session.scalars(select(Passage.id).where(Passage.id.in_(some))))
    return found


def take_out(session: Session, theme_id: str, passage_ids: Iterable[int] | None = None) -> set[int]:
    """Take passages out of a theme, all or some; returns which. See `settle` for where they go."""
    wanted = held_by(session, [theme_id])
    if passage_ids is not None:
        wanted &= set(passage_ids)
    for some in batches(wanted):
        session.execute(
            delete(Assignment).where(
                Assignment.theme_id == theme_id, Assignment.passage_id.in_(some)
            )
        )
    return wanted


def put_in(session: Session, rows: Iterable[Row]) -> None:
    """Put remembered rows with a theme back: one row a passage and theme, the firmest.

    Passages that are gone are left out. People go before the machine, then the highest strength.
    """
    wanted: dict[tuple[int, str], Row] = {}
    for row in sorted(rows, key=_firmness):
        if row[1] is not None:
            wanted.setdefault((row[0], row[1]), row)
    there = {
        (row[0], row[1]): row
        for row in rows_of(session, {passage for passage, _ in wanted})
        if row[1] is not None
    }
    firmer = {key: row for key, row in wanted.items() if _beats(row, there.get(key))}
    for passage_id, theme_id in sorted(firmer.keys() & there.keys()):
        take_out(session, theme_id, [passage_id])
    alive = existing(session, {passage for passage, _ in firmer})
    new = [_values(row) for (passage, _), row in sorted(firmer.items()) if passage in alive]
    if new:
        session.execute(insert(Assignment), new)


def settle(
    session: Session,
    passage_ids: Iterable[int],
    reason: ResidueReason = ResidueReason.NOT_YET,
) -> None:
    """See to it that these passages are in a theme or in the residue, and never in both."""
    wanted = existing(session, passage_ids)
    rows = rows_of(session, wanted)
    placed = {row[0] for row in rows if row[1] is not None}
    loose = {row[0] for row in rows if row[1] is None}
    for some in batches(placed & loose):
        session.execute(
            delete(Assignment).where(Assignment.theme_id.is_(None), Assignment.passage_id.in_(some))
        )
    new = [
        {"passage_id": passage, "theme_id": None, "origin": Origin.MACHINE, "reason": reason}
        for passage in sorted(wanted - placed - loose)
    ]
    if new:
        session.execute(insert(Assignment), new)


def loose_rows(session: Session, rows: Iterable[Row]) -> None:
    """Give passages that are in no theme their remembered row of the residue back."""
    wanted = {row[0]: row for row in rows if row[1] is None}
    placed = {row[0] for row in rows_of(session, wanted) if row[1] is not None}
    alive = existing(session, wanted.keys() - placed)
    for some in batches(alive):
        session.execute(
            delete(Assignment).where(Assignment.theme_id.is_(None), Assignment.passage_id.in_(some))
        )
    new = [_values(wanted[passage]) for passage in sorted(alive)]
    if new:
        session.execute(insert(Assignment), new)


def refusals_of(session: Session, theme_ids: Collection[str]) -> list[Row]:
    """The refusals of these themes as `[passage id, theme id, account id]`, in a fixed order."""
    query = select(ThemeRefusal.passage_id, ThemeRefusal.theme_id, ThemeRefusal.account_id).where(
        ThemeRefusal.theme_id.in_(list(theme_ids))
    )
    return sorted((list(row) for row in session.execute(query)), key=lambda row: row[:2])


def refuse(session: Session, refusals: Iterable[Row]) -> None:
    """Remember refusals that are not there yet, of passages that still are."""
    wanted = {(row[0], row[1]): row[2] for row in refusals}
    there = {(row[0], row[1]) for row in refusals_of(session, {theme for _, theme in wanted})}
    alive = existing(session, {passage for passage, _ in wanted})
    session.add_all(
        ThemeRefusal(passage_id=passage, theme_id=theme, account_id=wanted[passage, theme])
        for passage, theme in sorted(wanted.keys() - there)
        if passage in alive
    )
    session.flush()


def allow(session: Session, refusals: Iterable[Row]) -> None:
    """Forget refusals."""
    by_theme: dict[str, set[int]] = {}
    for passage, theme, *_ in refusals:
        by_theme.setdefault(theme, set()).add(passage)
    for theme, passages in sorted(by_theme.items()):
        for some in batches(passages):
            session.execute(
                delete(ThemeRefusal).where(
                    ThemeRefusal.theme_id == theme, ThemeRefusal.passage_id.in_(some)
                )
            )


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids, each once and sorted, in parts that fit in one question."""
    every = sorted(set(ids))
    return (every[first : first + IDS_PER_QUERY] for first in range(0, len(every), IDS_PER_QUERY))


def _place(row: Row) -> tuple[int, str]:
    return (row[0], row[1] or "")


def _firmness(row: Row) -> tuple[bool, float]:
    return (row[3] != Origin.PERSON.value, -row[2])


def _beats(row: Row, other: Row | None) -> bool:
    return other is None or _firmness(row) < _firmness(other)


def _values(row: Row) -> dict[str, Any]:
    passage, theme, strength, who, reason, evidence, run = row
    return {
        "passage_id": passage,
        "theme_id": theme,
        "strength": strength,
        "origin": Origin(who),
        "reason": ResidueReason(reason) if reason else None,
        "evidence": evidence,
        "run_id": run,
    }
