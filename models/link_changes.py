"""One decision on a link: locked, checked against what the person saw, and written down.

How things stood before each decision is kept with the link, so that it can be taken back.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import link_evidence, standards, themes
from models.accounts import names
from models.base import now
from models.errors import Conflict
from models.standards import Link, LinkEvent, LinkEvidence, StandardSet
from models.theme_changes import REMARK_LIMIT, in_state
from models.themes import Theme
from models.vocabulary import LinkState

EARLIER = "earlier"
"""Where `Link.reason` keeps how things stood before each decision, newest last: ids, no text."""
MOST_EARLIER = 20
BY_HAND = "by_hand"
"""Where `Link.reason` keeps why a person made a link that the machine did not propose."""


class LinkChange:
    """A decision on its way. Make it, change the link, then `finish`."""

    def __init__(
        self, session: Session, link_id: int, *, version: int | None, account_id: int | None
    ) -> None:
        """Lock the link and remember how things stand.

        Args:
            session: an open writing session.
            link_id: the link.
            version: the version that the person saw; None checks nothing.
            account_id: who decides; None for the command line without a name.

        Raises:
            NotFound: no such link.
            Conflict: somebody else decided in the meantime, a newer version of its set took the
                link over, or its theme is not in use.
        """
        self.session, self.account_id = session, account_id
        theme = held_theme(session, standards.link(session, link_id)[0].theme_id)
        held = select(Link).where(Link.id == link_id).with_for_update()
        # As it is now, also when this session read it before.
        session.scalar(held.execution_options(populate_existing=True))
        self.link, _, self.standard_set = standards.link(session, link_id)
        session.refresh(self.standard_set)
        if version is not None and version != self.link.version:
            raise _changed(session, self.link, version)
        if self.standard_set.superseded_by_id is not None:
            raise not_in_force(self.standard_set)
        in_state(theme, themes.IN_USE, session=session)
        self._before = self.link.state
        self._stood = _standing(session, self.link, by=account_id)

    @property
    def mine(self) -> bool:
        """Whether the person who decides is one of those who said so before."""
        said = (self.link.decided_by, self.link.established_by)
        return self.account_id is not None and self.account_id in said

    def by_one(self) -> None:
        """From now on the one who decides now says so, and nobody else yet."""
        self.link.state = LinkState.CONFIRMED
        self.link.decided_by, self.link.decided_at = self.account_id, now()
        self.link.established_by = self.link.established_at = None

    def emptied(self, state: LinkState) -> None:
        """Nobody says anything (any more) with this link."""
        self.link.state, self.link.kind = state, None
        decided = state is not LinkState.PROPOSED
        self.link.decided_by = self.account_id if decided else None
        self.link.decided_at = now() if decided else None
        self.link.established_by = self.link.established_at = None
        self.show([])

    def show(self, passage_ids: Collection[int]) -> None:
        """Let these passages show what the link says."""
        link_evidence.replace(self.session, self.link.id, passage_ids, account_id=self.account_id)

    def finish(self, reason: str, *, earlier: Sequence[dict[str, Any]] | None = None) -> Link:
        """Raise the version and write down what happened.

        Args:
            reason: why, in the person's own words.
            earlier: what can still be undone; None for everything so far and this.
        """
        kept = [*earlier_of(self.link), self._stood] if earlier is None else earlier
        self.link.reason = self.link.reason | {EARLIER: list(kept)[-MOST_EARLIER:]}
        self.link.version += 1
        record(self.session, self.link, self._before, account_id=self.account_id, reason=reason)
        return self.link


def not_in_force(standard_set: StandardSet) -> Conflict:
    """What a person is told who decides on a version of a set that is not in use any more."""
    return Conflict(
        f"Versie {standard_set.version} van “{standard_set.short}” geldt niet meer.",
        code="koppeling.set_geldt_niet",
    )


def held_theme(session: Session, theme_id: str) -> Theme:
    """A theme that nobody merges or puts aside until this transaction ends; asked before its links.

    Others may decide on its other links meanwhile.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.get(session, theme_id)
    session.refresh(theme, with_for_update={"read": True})
    return theme


def earlier_of(link: Link) -> list[dict[str, Any]]:
    """How a link stood before each decision; what was copied along from another is not its own."""
    return [one for one in link.reason.get(EARLIER, ()) if one["link"] == link.id]


def history(session: Session, link_id: int) -> list[LinkEvent]:
    """Everything that happened to a link, oldest first."""
    query = select(LinkEvent).where(LinkEvent.link_id == link_id).order_by(LinkEvent.id)
    return list(session.scalars(query))


def record(
    session: Session, link: Link, before: LinkState | None, *, account_id: int | None, reason: str
) -> None:
    """Write down what just happened to a link, from `before` to how it is now."""
    session.add(
        LinkEvent(
            link_id=link.id,
            before=before,
            after=link.state,
            kind=link.kind,
            reason=reason.strip()[:REMARK_LIMIT],
            account_id=account_id,
            version=link.version,
        )
    )
    session.flush()


def who(session: Session, account_id: int | None) -> str:
    """The name of who decided, to tell another person."""
    if account_id is None:
        return "Iemand anders"
    return names(session, [account_id]).get(account_id, "Iemand anders")


def _standing(session: Session, link: Link, *, by: int | None) -> dict[str, Any]:
    """How a link stands before `by` decides, as plain values."""
    shown = select(LinkEvidence.passage_id).where(LinkEvidence.link_id == link.id)
    return {
        "link": link.id,
        "by": by,
        "state": link.state.value,
        "kind": link.kind.value if link.kind else None,
        "decided_by": link.decided_by,
        "decided_at": link.decided_at.isoformat() if link.decided_at else None,
        "established_by": link.established_by,
        "established_at": link.established_at.isoformat() if link.established_at else None,
        "evidence": sorted(session.scalars(shown)),
    }


def _changed(session: Session, link: Link, seen: int) -> Conflict:
    """What a person is told whose view of a link is old: who decided what since."""
    since = [event for event in history(session, link.id) if event.version > seen]
    people = {event.account_id for event in since}
    name = who(session, people.pop() if len(people) == 1 else None)
    kind = f", met het oordeel “{link.kind.label}”" if link.kind else ""
    return Conflict(
        f"{name} heeft deze koppeling net veranderd: zij is nu {link.state.label.lower()}{kind}.",
        code="koppeling.veranderd",
    )
