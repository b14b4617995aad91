"""One change to themes: locked, checked against what the person saw, recorded so it can be undone.

Every theme that a change touches gets an event of its own. Together they are a group: the same
`groep`, with all theme ids in `themas`. `voor` and `na` are the theme before and after (null
before a birth), `toewijzingen`, `weigeringen` and `zinnen` what went and came with it.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import placements, theme_versions, themes
from models.accounts import Account
from models.errors import Conflict, Problem, Rejected
from models.paraphrases import ThemeParaphrase
from models.placements import Row
from models.themes import Theme, ThemeEvent
from models.vocabulary import Origin, ThemeEventKind, ThemeState

LABEL_LIMIT = 80
REMARK_LIMIT = 500
Fields = dict[str, Any]

_HAPPENED = {
    ThemeEventKind.DESCRIBED: "de omschrijving is anders",
    ThemeEventKind.ACCEPTED: "het is aangenomen",
    ThemeEventKind.REJECTED: "het is afgewezen",
    ThemeEventKind.SPLIT: "het is gesplitst",
    ThemeEventKind.PINNED: "het is vastgezet",
    ThemeEventKind.UNPINNED: "het is losgemaakt",
    ThemeEventKind.PARKED: "het is geparkeerd",
    ThemeEventKind.RETIRED: "het is vervallen",
    ThemeEventKind.REOPENED: "het is heropend",
    ThemeEventKind.CONFIRMED: "er zijn stukjes bevestigd",
    ThemeEventKind.REFUSED: "er zijn stukjes uitgehaald",
    ThemeEventKind.UNDONE: "een wijziging is ongedaan gemaakt",
    ThemeEventKind.EXAMPLES: "de voorbeeldzinnen zijn anders",
}


class ThemeChange:
    """A change on its way. Make it, change the themes, then `finish`."""

    def __init__(
        self,
        session: Session,
        versions: Mapping[str, int | None],
        *,
        account_id: int | None,
        passages: Iterable[int] | None = None,
    ) -> None:
        """Lock the themes and take a picture of how things are.

        Args:
            session: an open writing session.
            versions: for every theme the version that the person saw; None checks nothing.
            account_id: who does it.
            passages: the passages that may move; None for all that the themes hold.

        Raises:
            NotFound: no such theme.
            Conflict: somebody else changed a theme in the meantime. A version that a report wrote
                down because passages came in is no such change.
        """
        self.session = session
        self.account_id = account_id
        locked = {theme_id: lock(session, theme_id) for theme_id in sorted(versions)}
        self.themes = {theme_id: locked[theme_id] for theme_id in versions}
        for theme_id, version in versions.items():
            if version is not None and not still_true(session, locked[theme_id], version):
                raise _changed(session, locked[theme_id], version)
        self._before: dict[str, Fields | None] = {
            theme_id: fields_of(theme) for theme_id, theme in self.themes.items()
        }
        touched = placements.held_by(session, self.themes) if passages is None else passages
        self._passages = set(touched)
        self._rows = placements.rows_of(session, self._passages)
        self._refusals = placements.refusals_of(session, self.themes)
        self._sentences = self._sentences_now()

    def look_at(self, passages: Iterable[int]) -> None:
        """Take more passages into the picture, before anything is changed."""
        more = set(passages) - self._passages
        self._passages |= more
        self._rows = sorted([*self._rows, *placements.rows_of(self.session, more)], key=repr)

    def born(self, theme: Theme) -> None:
        """Take in a theme that this change makes."""
        self.session.add(theme)
        self.session.flush()
        self.themes[theme.id] = theme
        self._before[theme.id] = None

    def finish(
        self,
        kinds: Mapping[str, ThemeEventKind],
        *,
        remark: str = "",
        extra: Mapping[str, Any] | None = None,
    ) -> list[ThemeEvent]:
        """Raise the versions, write them down and record the events, one for each theme.

        Args:
            kinds: what happened to each theme.
            remark: why, in the person's own words.
            extra: more to remember, the same for every event.
        """
        self.session.flush()
        after = placements.rows_of(self.session, self._passages)
        gone, come = _difference(self._rows, after)
        refusals = placements.refusals_of(self.session, self.themes)
        unsaid, said = _difference(self._refusals, refusals)
        sentences = self._sentences_changed()
        for theme_id, theme in self.themes.items():
            theme.version += self._before[theme_id] is not None
            theme_versions.freeze(self.session, theme)
        first, *_ = self.themes
        shared = {
            "groep": f"{first}:{self.themes[first].version}",
            "themas": list(self.themes),
            **({"toelichting": remark.strip()[:REMARK_LIMIT]} if remark.strip() else {}),
            **(extra or {}),
        }
        events = []
        for theme_id, theme in self.themes.items():
            # What moved in or out of the residue goes with the first theme.
            mine = (theme_id, None) if theme_id == first else (theme_id,)
            detail = {
                **shared,
                "voor": self._before[theme_id],
                "na": fields_of(theme),
                "toewijzingen": {
                    "weg": [row for row in gone if row[1] in mine],
                    "erbij": [row for row in come if row[1] in mine],
                },
                "weigeringen": {
                    "weg": [row for row in unsaid if row[1] == theme_id],
                    "erbij": [row for row in said if row[1] == theme_id],
                },
                "zinnen": sentences if theme_id == first else [],
            }
            detail |= _renamed(self._before[theme_id], theme)
            events.append(
                themes.record(
                    self.session,
                    theme_id,
                    kinds[theme_id],
                    detail=detail,
                    account_id=self.account_id,
                )
            )
        return events

    def _sentences_now(self) -> dict[int, dict[str, Any]]:
        query = select(ThemeParaphrase).where(ThemeParaphrase.theme_id.in_(list(self.themes)))
        return {one.id: _standing(one) for one in self.session.scalars(query)}

    def _sentences_changed(self) -> list[dict[str, Any]]:
        now = self._sentences_now()
        ids = sorted(now.keys() | self._sentences.keys())
        return [
            {"zin": one, "voor": self._sentences.get(one), "na": now.get(one)}
            for one in ids
            if self._sentences.get(one) != now.get(one)
        ]


def lock(session: Session, theme_id: str) -> Theme:
    """The theme as it is now, held until this transaction ends.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.get(session, theme_id)
    session.refresh(theme, with_for_update=True)
    return theme


def lock_all(session: Session, theme_ids: Collection[str]) -> None:
    """Hold themes until this transaction ends; in the order of their ids, as everybody does.

    A passage that is put in a theme holds that theme too, in whatever order the rows come: whoever
    writes rows of several themes asks for all of them here first. Proposals go before themes.
    """
    query = select(Theme.id).where(Theme.id.in_(sorted(theme_ids))).order_by(Theme.id)
    session.execute(query.with_for_update()).all()


def still_true(session: Session, theme: Theme, seen: int) -> bool:
    """Whether what somebody saw of a theme holds: it is this version, or nobody edited it since.

    A report raises the version when passages came or went; its event has no `na`, as an edit has.
    """
    return seen == theme.version or (
        seen < theme.version and not _edits_since(session, theme, seen)
    )


def fields_of(theme: Theme) -> Fields:
    """What people decide about a theme, as plain values."""
    return {
        "versie": theme.version,
        "label": theme.label,
        "label_origin": theme.label_origin.value,
        "description": theme.description,
        "include_rule": theme.include_rule,
        "exclude_rule": theme.exclude_rule,
        "words": list(theme.words),
        "state": theme.state.value,
        "pinned": theme.pinned,
        "merged_into_id": theme.merged_into_id,
    }


def give_fields(theme: Theme, values: Mapping[str, Any]) -> None:
    """Set fields of a theme from plain values, as `fields_of` gives them; the version stays."""
    kinds = {"label_origin": Origin, "state": ThemeState}
    for name, value in values.items():
        if name != "versie":
            setattr(theme, name, kinds[name](value) if name in kinds else value)


def in_state(theme: Theme, states: Collection[ThemeState], *, session: Session) -> None:
    """Refuse what does not go together with the state of a theme.

    Raises:
        Conflict: the theme is in another state.
    """
    if theme.state in states:
        return
    told = f"“{theme.label}” kan dit nu niet: het is {theme.state.label.lower()}."
    if theme.state is ThemeState.MERGED and theme.merged_into_id is not None:
        now = themes.resolve(session, theme.id)
        told = f"“{theme.label}” is samengevoegd. Het heet nu “{now.label}”."
    raise Conflict(told, code="thema.staat")


def fitting_label(label: str) -> str:
    """A name for a theme, with single spaces.

    Raises:
        Rejected: the name is empty or too long.
    """
    label = " ".join(label.split())
    if not 0 < len(label) <= LABEL_LIMIT:
        raise Rejected(
            "De naam van het thema is leeg of te lang.",
            code="thema.naam",
            problems=(Problem("naam", f"Geef een naam van 1 tot {LABEL_LIMIT} tekens."),),
        )
    return label


def unused_id(session: Session, *content: object) -> str:
    """An id for a new theme: from what it is made of, and never one that was given before."""
    taken = set(session.scalars(select(Theme.id))) | set(
        session.scalars(select(ThemeEvent.theme_id).distinct())
    )
    salt = 0
    while True:
        digest = hashlib.sha256(repr((content, salt)).encode()).hexdigest()
        if (theme_id := "t" + digest[:11]) not in taken:
            return theme_id
        salt += 1


def _standing(sentence: ThemeParaphrase) -> dict[str, Any]:
    return {"thema": sentence.theme_id, "gebruikt": sentence.used}


def _difference(before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """What went and what came; rows are told apart by everything in them."""
    old, new = {repr(row) for row in before}, {repr(row) for row in after}
    return (
        [row for row in before if repr(row) not in new],
        [row for row in after if repr(row) not in old],
    )


def _renamed(before: Fields | None, theme: Theme) -> dict[str, str]:
    if before is None or before["label"] == theme.label:
        return {}
    return {"van": before["label"], "naar": theme.label}


def _changed(session: Session, theme: Theme, seen: int) -> Conflict:
    """What a person is told whose view of a theme is old: who did what since."""
    since = _edits_since(session, theme, seen)
    people = sorted({event.account_id for event in since if event.account_id is not None})
    account = session.get(Account, people[0]) if len(people) == 1 else None
    who = account.name if account is not None else "Iemand anders"
    told = [_told(session, theme, event.kind) for event in since]
    what = ", ".join(dict.fromkeys(said for said in told if said))
    if any("van" in event.detail for event in since) or not what:
        what = ", ".join(part for part in (f"het heet nu “{theme.label}”", what) if part)
    return Conflict(f"{who} heeft dit thema net veranderd: {what}.", code="thema.veranderd")


def _edits_since(session: Session, theme: Theme, seen: int) -> list[ThemeEvent]:
    return [
        event
        for event in themes.history(session, theme.id)
        if (event.detail.get("na") or {}).get("versie", 0) > seen
    ]


def _told(session: Session, theme: Theme, kind: ThemeEventKind) -> str:
    if kind is ThemeEventKind.MERGED and theme.merged_into_id is not None:
        return f"het is samengevoegd tot “{themes.resolve(session, theme.id).label}”"
    return _HAPPENED.get(kind, "")
