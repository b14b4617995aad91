"""What people do with themes: name, describe, decide, merge, split, pin, park, and undo.

Every action takes the version that the person was looking at. It is refused when somebody else was
faster, and leaves an event that `undo` can take back. See `models/theme_changes.py`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import placements
from models.errors import Conflict, NotFound, Problem, Rejected
from models.passages import Passage
from models.regrouping import Part as Part
from models.regrouping import merge as merge
from models.regrouping import split as split
from models.stories import Story, analysable
from models.teaching import add_sentence as add_sentence
from models.teaching import switch_sentence as switch_sentence
from models.theme_changes import ThemeChange, fitting_label, in_state
from models.themes import IN_USE, Theme, history
from models.undoing import undo as undo
from models.vocabulary import Origin, ResidueReason, ThemeEventKind, ThemeState

TEXT_LIMIT = 1000
KNOWN = (*IN_USE, ThemeState.PARKED)


def rename(
    session: Session,
    theme_id: str,
    label: str,
    *,
    version: int,
    account_id: int | None,
    remark: str = "",
) -> Theme:
    """Give a theme a name of people's own; its id and its stories stay.

    Args:
        session: an open writing session.
        theme_id: the theme.
        label: the new name, 1 to 80 characters.
        version: the version that the person was looking at.
        account_id: who does it.
        remark: why, in the person's own words.

    Raises:
        NotFound: no such theme.
        Conflict: somebody else changed the theme in the meantime, or it is no longer there.
        Rejected: the name is empty or too long.
    """
    label = fitting_label(label)
    change, theme = _one(session, theme_id, version, account_id, KNOWN, passages=())
    if (theme.label, theme.label_origin) == (label, Origin.PERSON):
        return theme
    theme.label = label
    theme.label_origin = Origin.PERSON
    change.finish({theme_id: ThemeEventKind.RENAMED}, remark=remark)
    return theme


def describe(
    session: Session,
    theme_id: str,
    *,
    description: str | None = None,
    include_rule: str | None = None,
    exclude_rule: str | None = None,
    version: int,
    account_id: int | None,
    remark: str = "",
) -> Theme:
    """Say what a theme is about, what belongs in it and what does not; None leaves a text as it is.

    Raises:
        NotFound: no such theme.
        Conflict: somebody else changed the theme in the meantime, or it is no longer there.
        Rejected: a text is longer than 1,000 characters.
    """
    texts = {
        "description": description,
        "include_rule": include_rule,
        "exclude_rule": exclude_rule,
    }
    wanted = {name: " ".join(text.split()) for name, text in texts.items() if text is not None}
    _check_texts(wanted)
    change, theme = _one(session, theme_id, version, account_id, KNOWN, passages=())
    if all(getattr(theme, name) == text for name, text in wanted.items()):
        return theme
    for name, text in wanted.items():
        setattr(theme, name, text)
    change.finish({theme_id: ThemeEventKind.DESCRIBED}, remark=remark)
    return theme


def accept(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Take a proposed theme into use.

    Raises:
        NotFound: no such theme.
        Conflict: it is no proposal, or somebody else changed it in the meantime.
    """
    proposed = (ThemeState.PROPOSED,)
    change, theme = _one(session, theme_id, version, account_id, proposed, passages=())
    theme.state = ThemeState.ACTIVE
    change.finish({theme_id: ThemeEventKind.ACCEPTED}, remark=remark)
    return theme


def reject(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Send a proposed theme away. Its passages are remembered, so that it does not come back.

    Raises:
        NotFound: no such theme.
        Conflict: it is no proposal, or somebody else changed it in the meantime.
    """
    proposed = (ThemeState.PROPOSED,)
    change, theme = _one(session, theme_id, version, account_id, proposed)
    _close(session, theme, ThemeState.RETIRED)
    change.finish({theme_id: ThemeEventKind.REJECTED}, remark=remark)
    return theme


def confirm_passages(
    session: Session,
    theme_id: str,
    passage_ids: Iterable[int],
    *,
    version: int,
    account_id: int | None,
    remark: str = "",
) -> Theme:
    """Say that passages are in a theme: from now on they anchor it, and the machine leaves them.

    Raises:
        NotFound: no such theme, or no such passage for readers.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
        Rejected: no passage was named.
    """
    wanted = _readable(session, passage_ids)
    change, theme = _one(session, theme_id, version, account_id, IN_USE, passages=wanted)
    placements.allow(session, [[passage, theme_id] for passage in wanted])
    row = [theme_id, 1.0, Origin.PERSON.value, None, None, None]
    placements.put_in(session, [[passage, *row] for passage in wanted])
    placements.settle(session, wanted)
    change.finish({theme_id: ThemeEventKind.CONFIRMED}, remark=remark)
    return theme


def refuse_passages(
    session: Session,
    theme_id: str,
    passage_ids: Iterable[int],
    *,
    version: int,
    account_id: int | None,
    remark: str = "",
) -> Theme:
    """Say that passages are not in a theme: the machine never puts them there again.

    Raises:
        NotFound: no such theme, or no such passage for readers.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
        Rejected: no passage was named.
    """
    wanted = _readable(session, passage_ids)
    change, theme = _one(session, theme_id, version, account_id, IN_USE, passages=wanted)
    placements.take_out(session, theme_id, wanted)
    placements.refuse(session, [[passage, theme_id, account_id] for passage in wanted])
    placements.settle(session, wanted, ResidueReason.NO_THEME_FITS)
    change.finish({theme_id: ThemeEventKind.REFUSED}, remark=remark)
    return theme


def pin(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Fix a theme: the machine changes neither its name, its words nor what is in it.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
    """
    return _pinned(session, theme_id, True, version, account_id, remark)


def unpin(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Let the machine keep a theme up to date again.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
    """
    return _pinned(session, theme_id, False, version, account_id, remark)


def park(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Put a theme aside; its passages go to the residue until it is reopened.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
    """
    change, theme = _one(session, theme_id, version, account_id, IN_USE)
    _close(session, theme, ThemeState.PARKED)
    change.finish({theme_id: ThemeEventKind.PARKED}, remark=remark)
    return theme


def retire(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """End a theme; its passages go to the residue. What it held is remembered.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is gone already, or somebody else changed it in the meantime.
    """
    change, theme = _one(session, theme_id, version, account_id, KNOWN)
    _close(session, theme, ThemeState.RETIRED)
    change.finish({theme_id: ThemeEventKind.RETIRED}, remark=remark)
    return theme


def reopen(
    session: Session, theme_id: str, *, version: int, account_id: int | None, remark: str = ""
) -> Theme:
    """Take a parked or retired theme into use again, with the passages that are still there.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is in use or merged, its making was undone, or somebody else changed it.
    """
    closed = (ThemeState.PARKED, ThemeState.RETIRED)
    change, theme = _one(session, theme_id, version, account_id, closed)
    ending = _ending(session, theme)
    if theme_id in ending.get("teruggenomen", ()):
        raise Conflict(
            "Dit thema is er nooit geweest: het maken is ongedaan gemaakt.",
            code="thema.teruggenomen",
        )
    rows = [row for row in ending.get("toewijzingen", {}).get("weg", ()) if row[1] == theme_id]
    with_others = placements.held_by(session, ending.get("kinderen", ()))
    back = [row for row in rows if row[0] not in with_others]
    change.look_at(row[0] for row in back)
    theme.state = ThemeState.ACTIVE
    placements.put_in(session, back)
    placements.settle(session, [row[0] for row in back])
    change.finish({theme_id: ThemeEventKind.REOPENED}, remark=remark)
    return theme


def _one(
    session: Session,
    theme_id: str,
    version: int | None,
    account_id: int | None,
    states: Collection[ThemeState],
    *,
    passages: Iterable[int] | None = None,
) -> tuple[ThemeChange, Theme]:
    change = ThemeChange(session, {theme_id: version}, account_id=account_id, passages=passages)
    theme = change.themes[theme_id]
    in_state(theme, states, session=session)
    return change, theme


def _pinned(
    session: Session,
    theme_id: str,
    pinned: bool,
    version: int,
    account_id: int | None,
    remark: str,
) -> Theme:
    change, theme = _one(session, theme_id, version, account_id, IN_USE, passages=())
    if theme.pinned is pinned:
        return theme
    theme.pinned = pinned
    kind = ThemeEventKind.PINNED if pinned else ThemeEventKind.UNPINNED
    change.finish({theme_id: kind}, remark=remark)
    return theme


def _close(session: Session, theme: Theme, state: ThemeState) -> None:
    theme.state = state
    placements.settle(session, placements.take_out(session, theme.id))


def _ending(session: Session, theme: Theme) -> dict[str, Any]:
    """The detail of the event with which a theme last went out of use; empty when unknown."""
    in_use = {state.value for state in IN_USE}
    for event in reversed(history(session, theme.id)):
        before, after = event.detail.get("voor"), event.detail.get("na")
        if before and after and before["state"] in in_use and after["state"] not in in_use:
            return event.detail
    return {}


def _readable(session: Session, passage_ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(passage_ids))
    if not wanted:
        raise Rejected("Kies ten minste één stukje.", code="thema.geen_stukje")
    found: set[int] = set()
    for some in placements.batches(wanted):
        query = select(Passage.id).join(Story, Story.id == Passage.story_id)
        found |= set(session.scalars(query.where(analysable(), Passage.id.in_(some))))
    if missing := set(wanted) - found:
        told = ", ".join(str(passage) for passage in sorted(missing)[:5])
        raise NotFound(f"Dit stukje is er niet (meer): {told}.", code="stukje.onbekend")
    return wanted


def _check_texts(texts: Mapping[str, str]) -> None:
    names = {
        "description": "omschrijving",
        "include_rule": "hoort erbij",
        "exclude_rule": "hoort er niet bij",
    }
    problems = tuple(
        Problem(names[name], f"Gebruik ten hoogste {TEXT_LIMIT} tekens.")
        for name, text in texts.items()
        if len(text) > TEXT_LIMIT
    )
    if problems:
        raise Rejected("Een tekst is te lang.", code="thema.tekst", problems=problems)
