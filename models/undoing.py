"""Undoing what people did to themes: the whole change at once, as a change of its own.

Changes are undone like a stack: one that later changes built on waits until those are undone. An
undoing is itself undone in the same way, which does the change again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import placements, proposals
from models.errors import Conflict, NotFound
from models.paraphrases import ThemeParaphrase
from models.placements import Row
from models.theme_changes import ThemeChange, give_fields
from models.themes import IN_USE, Theme, ThemeEvent
from models.vocabulary import ThemeEventKind, ThemeState

NEWEST = 20


def undo(
    session: Session, event_id: int, *, account_id: int | None, remark: str = ""
) -> list[Theme]:
    """Take back the change that an event belongs to, in every theme that it touched.

    Passages of stories that were withdrawn stay away. What came into a theme that this change made
    goes to the residue. A proposal that it accepted waits for a decision again. Returns the themes,
    as they are afterwards.

    Args:
        session: an open writing session.
        event_id: any event of the change.
        account_id: who does it.
        remark: why, in the person's own words.

    Raises:
        NotFound: no such event.
        Conflict: the machine did it, it is undone already, or something came after it.
    """
    event = session.get(ThemeEvent, event_id)
    if event is None:
        raise NotFound("Deze gebeurtenis bestaat niet.", code="thema.gebeurtenis_onbekend")
    if "groep" not in event.detail:
        raise Conflict(
            "Dit heeft de computer gedaan. Dat kunt u niet ongedaan maken.",
            code="thema.niet_ongedaan",
        )
    theme_ids: list[str] = event.detail["themas"]
    first, again = _origin(session, theme_ids, event.detail["groep"])
    proposal = proposals.made_by(session, first)
    change = ThemeChange(session, dict.fromkeys(theme_ids), account_id=account_id)
    group = _undoable(session, theme_ids, event.detail["groep"])
    rows_away, rows_come = _rows(group, "weg"), _rows(group, "erbij")
    change.look_at({row[0] for row in (*rows_away, *rows_come)})
    taken_back = [one.theme_id for one in group if one.detail["voor"] is None]
    for one in group:
        _give_back(change.themes[one.theme_id], one.detail)
    _sentences(session, group)
    placements.allow(session, _refusals(group, "erbij"))
    placements.refuse(session, _refusals(group, "weg"))
    touched = _move(change, away=rows_away, come=rows_come)
    placements.loose_rows(session, rows_away)
    placements.settle(session, touched)
    change.finish(
        dict.fromkeys(theme_ids, ThemeEventKind.UNDONE),
        remark=remark,
        extra={
            "van_groep": event.detail["groep"],
            "soort": group[0].kind.value,
            "teruggenomen": taken_back,
        },
    )
    if proposal is not None:
        proposals.undone(session, proposal, again=again, account_id=account_id, reason=remark)
    return list(change.themes.values())


def undoable(session: Session, theme_id: str) -> list[int]:
    """The ids of the events of a theme that can be undone now, newest first.

    Only the last twenty are looked at: older ones wait for newer ones, and each costs a question.
    """
    events = _with_group(session, [theme_id])
    found = []
    for event in reversed(events[-NEWEST:]):
        try:
            _undoable(session, event.detail["themas"], event.detail["groep"])
        except Conflict:
            continue
        found.append(event.id)
    return found


def _undoable(session: Session, theme_ids: Sequence[str], name: str) -> list[ThemeEvent]:
    """The events of a group, when nothing stands in the way of undoing it."""
    groups = _groups(session, theme_ids)
    order = list(groups)
    undone: set[str] = set()
    for other in reversed(order):
        if other not in undone and (target := _target(groups[other])) is not None:
            undone.add(target)
    if name in undone:
        raise Conflict("Dit is al ongedaan gemaakt.", code="thema.al_ongedaan")
    later = order[order.index(name) + 1 :]
    for other in reversed(later):
        # An undoing of something later changes nothing together with what it undid.
        if other not in undone and _target(groups[other]) not in later:
            raise _in_the_way(groups[other][0])
    return groups[name]


def _origin(session: Session, theme_ids: Sequence[str], name: str) -> tuple[str, bool]:
    """The change that a group goes back to; whether undoing the group does that change again."""
    groups = _groups(session, theme_ids)
    again = False
    while (target := _target(groups[name])) is not None:
        name, again = target, not again
    return name, again


def _groups(session: Session, theme_ids: Sequence[str]) -> dict[str, list[ThemeEvent]]:
    groups: dict[str, list[ThemeEvent]] = {}
    for event in _with_group(session, theme_ids):
        groups.setdefault(event.detail["groep"], []).append(event)
    return groups


def _with_group(session: Session, theme_ids: Sequence[str]) -> list[ThemeEvent]:
    query = select(ThemeEvent).where(ThemeEvent.theme_id.in_(theme_ids)).order_by(ThemeEvent.id)
    return [event for event in session.scalars(query) if "groep" in event.detail]


def _target(group: Sequence[ThemeEvent]) -> str | None:
    target: str | None = group[0].detail.get("van_groep")
    return target


def _in_the_way(event: ThemeEvent) -> Conflict:
    return Conflict(
        f"Er is daarna nog iets veranderd: {event.kind.label.lower()} op {event.at:%d-%m-%Y} "
        f"(gebeurtenis {event.id}). Maak dat eerst ongedaan.",
        code="thema.later_veranderd",
    )


def _rows(group: Sequence[ThemeEvent], which: str) -> list[Row]:
    return [row for event in group for row in event.detail["toewijzingen"][which]]


def _refusals(group: Sequence[ThemeEvent], which: str) -> list[Row]:
    return [row for event in group for row in event.detail["weigeringen"][which]]


def _give_back(theme: Theme, detail: dict[str, Any]) -> None:
    before, after = detail["voor"], detail["na"]
    if before is None:
        theme.state = ThemeState.RETIRED
        return
    # Only what this change changed: the machine may have brought the rest up to date.
    give_fields(theme, {name: before[name] for name in before if before[name] != after[name]})


def _sentences(session: Session, group: Sequence[ThemeEvent]) -> None:
    for told in (told for event in group for told in event.detail["zinnen"]):
        sentence = session.get(ThemeParaphrase, told["zin"])
        if sentence is None:
            continue
        if told["voor"] is None:
            sentence.used = False
        else:
            sentence.theme_id = told["voor"]["thema"]
            sentence.used = told["voor"]["gebruikt"]
    session.flush()


def _move(change: ThemeChange, *, away: Sequence[Row], come: Sequence[Row]) -> set[int]:
    """Take out what came, put back what went; returns every passage that may hang loose now."""
    session = change.session
    touched = {row[0] for row in (*away, *come)}
    by_theme: dict[str, set[int]] = {}
    for row in come:
        if row[1] is not None:
            by_theme.setdefault(row[1], set()).add(row[0])
    for theme_id, passages in sorted(by_theme.items()):
        placements.take_out(session, theme_id, passages)
    in_use = {theme_id for theme_id, theme in change.themes.items() if theme.state in IN_USE}
    placements.put_in(session, [row for row in away if row[1] in in_use])
    for theme_id in sorted(change.themes.keys() - in_use):
        touched |= placements.take_out(session, theme_id)
    return touched
