"""Which themes a report is about, each frozen under a version, so that it can be looked up again.

A theme is asked for by its id (as it is now) or as `ID@VERSION` (as it was under that version).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import theme_versions, themes
from models.base import day_of
from models.errors import NotFound
from models.theme_versions import AsOf
from models.themes import IN_USE, Theme
from models.vocabulary import Origin, ThemeState
from service.reports import evidence
from service.reports.quoting import plain

AT = "@"
LONGEST_VERSION = 9
"""Digits; more do not fit in a number of the database."""


@dataclass(frozen=True)
class Then:
    """What there is to know about a theme that is shown as it was."""

    on: date
    passages: int
    """How many it had then."""
    taken_back: int
    """How many of those may no longer be read."""
    now: str
    """What became of it since, as a sentence; empty when nothing did."""


@dataclass(frozen=True)
class Subject:
    """A theme under the version that the report cites."""

    theme: Theme
    version: int
    told: Theme | AsOf
    """Where its label, description, rules, words and state are read."""
    label_origin: Origin
    merged_from: str = ""
    """The id that was asked for, when that was merged into this theme."""
    held: evidence.Held | None = None
    """For a version of then: its passages that may still be read. None: what it holds now."""
    then: Then | None = None


def subjects(session: Session, asked: Sequence[str] | None) -> tuple[list[Subject], list[str]]:
    """Freeze and return the themes of a report, most stories first, those as they were last.

    Args:
        session: an open writing session: what the report says must be asked in it too. Themes as
            they are now stay locked until it ends.
        asked: ids, or `ID@VERSION`; None for all themes in use.

    Returns:
        The themes, and the ids of all themes in use in the order of their stories.

    Raises:
        NotFound: there is no such theme, or nothing is kept under that version.
    """
    wanted = None if asked is None else list(dict.fromkeys(asked))
    current: dict[str, str] = {}
    for theme_id in wanted or ():
        if AT not in theme_id:
            now = themes.resolve(session, theme_id)
            # Asked for by its own id too: then nothing has to be explained.
            current[now.id] = "" if theme_id == now.id else current.get(now.id, theme_id)
    versions = _frozen(session, None if wanted is None else current)
    ranked = [row.theme.id for row in themes.ranked(session)]
    order = {theme_id: place for place, theme_id in enumerate(ranked)}
    found = [
        _as_it_is(session, theme_id, versions[theme_id], merged_from=current.get(theme_id, ""))
        for theme_id in sorted(versions, key=lambda one: (order.get(one, len(order)), one))
    ]
    found += [_as_it_was(session, one) for one in sorted(wanted or ()) if AT in one]
    return found, ranked


def _frozen(session: Session, theme_ids: Collection[str] | None) -> dict[str, int]:
    """The versions of these themes, or of all in use. Locks in order of ids, as people's do."""
    versions: dict[str, int] = {}
    todo = sorted(theme_ids if theme_ids is not None else _in_use(session))
    while todo:
        for theme_id in todo:
            versions[theme_id] = theme_versions.cite(session, theme_id)
        # While we waited for a lock somebody may have merged or made a theme.
        todo = [] if theme_ids is not None else sorted(_in_use(session) - versions.keys())
    if theme_ids is None:
        in_use = _in_use(session)
        return {theme_id: version for theme_id, version in versions.items() if theme_id in in_use}
    return versions


def _in_use(session: Session) -> set[str]:
    return {row.theme.id for row in themes.ranked(session)}


def _as_it_is(session: Session, theme_id: str, version: int, *, merged_from: str) -> Subject:
    theme = themes.get(session, theme_id)
    return Subject(theme, version, theme, theme.label_origin, merged_from=merged_from)


def _as_it_was(session: Session, asked: str) -> Subject:
    theme_id, _, number = asked.partition(AT)
    theme = themes.get(session, theme_id)
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_VERSION):
        raise NotFound(
            "Schrijf een versie als een getal achter het thema, bijvoorbeeld "
            f"{theme_id}{AT}{theme.version}.",
            code="thema.versie_onbekend",
        )
    was = theme_versions.as_of(session, theme_id, int(number))
    held = evidence.held(session, was.passages)
    total = len(was.passages) + was.taken_back
    return Subject(
        theme,
        was.version,
        was,
        evidence.named_by(session, theme_id, was.version),
        held=held,
        then=Then(
            on=day_of(was.at),
            passages=total,
            taken_back=total - len(held.passages),
            now=_since(session, theme, was),
        ),
    )


def _since(session: Session, theme: Theme, was: AsOf) -> str:
    if theme.state is ThemeState.MERGED:
        now = themes.resolve(session, theme.id)
        return f"Het is later samengevoegd tot “{plain(now.label)}” (thema {now.id})."
    if theme.state not in IN_USE and theme.state is not was.state:
        return f"Nu is het thema {theme.state.label.lower()}."
    return "" if theme.label == was.label else f"Nu heet het “{plain(theme.label)}”."
