"""What people decide about a link: one confirms, another establishes, and each can say no.

A link is confirmed by one person and established by two. The two say the same: who says something
else about the standard, or shows it with other passages, takes it back to confirmed, by them. A
link that was rejected is never proposed again, until a person lays it back. Every decision leaves
an event, and is refused when somebody else was faster.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import link_evidence, standards
from models.base import now
from models.db import in_turn
from models.errors import Conflict, NotFound, Problem, Rejected
from models.link_changes import (
    BY_HAND,
    LinkChange,
    earlier_of,
    held_theme,
    not_in_force,
    record,
    who,
)
from models.link_changes import history as history
from models.link_evidence import NEEDS_EVIDENCE
from models.standards import BY_PEOPLE, Link, LinkEvidence, Standard, StandardSet
from models.theme_changes import REMARK_LIMIT, in_state
from models.themes import IN_USE
from models.vocabulary import LinkKind, LinkState

UNDONE = "Ongedaan gemaakt."
_ORDER = (LinkState.ESTABLISHED, LinkState.CONFIRMED, LinkState.REJECTED)


def confirm(
    session: Session,
    link_id: int,
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """A person is the first to say that the theme is about the standard.

    Args:
        session: an open writing session.
        link_id: the link.
        account_id: who confirms; None for the command line without a name.
        version: the version that the person saw; None checks nothing.
        reason: why, in the person's own words.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster, it was confirmed, established or rejected before, or its
            set is not current.
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    link = change.link
    _check_current(change.standard_set)
    _check_undecided(link)
    # Of a confirmation without a name nobody can tell who it was; a name takes its place.
    nameless = link.decided_by is None and account_id is not None
    if link.state is LinkState.CONFIRMED and not nameless:
        raise Conflict(
            f"{who(session, link.decided_by)} bevestigde dit al. Een tweede persoon kan het "
            "vaststellen.",
            code="koppeling.al_bevestigd",
        )
    change.by_one()
    return change.finish(reason)


def establish(
    session: Session,
    link_id: int,
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """A second person says the same as the one who confirmed. Arguments as in `confirm`.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster, nobody confirmed it yet or this same person did, it was
            established or rejected before, its set is not current, or no story shows any more what
            it says.
        Rejected: one of the two has no name.
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    link = change.link
    _check_current(change.standard_set)
    _check_undecided(link)
    if link.state is LinkState.PROPOSED:
        raise _not_confirmed()
    if account_id is None or link.decided_by is None:
        raise Rejected("Vaststellen doen twee personen met een naam.", code="koppeling.wie")
    if link.decided_by == account_id:
        raise Conflict(
            "U bevestigde dit zelf. Vaststellen doet iemand anders.", code="koppeling.zelfde"
        )
    if link.kind is not None and not link_evidence.proven_kinds(session, [link])[link.id]:
        raise Conflict(
            f"Bij “{link.kind.label}” zijn geen verhalen meer. Kies eerst opnieuw stukjes.",
            code="koppeling.geen_verhalen",
        )
    link.state = LinkState.ESTABLISHED
    link.established_by, link.established_at = account_id, now()
    return change.finish(reason)


def reject(
    session: Session,
    link_id: int,
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """A person says that the theme is not about the standard; no run proposes it again.

    Arguments as in `confirm`.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster, it was rejected before, or its set has a newer version.
        Rejected: two people established it, and no reason is given.
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    if change.link.state is LinkState.REJECTED:
        raise Conflict("Deze koppeling is al afgewezen.", code="koppeling.al_afgewezen")
    _check_reason(change.link, reason)
    change.emptied(LinkState.REJECTED)
    return change.finish(reason)


def lay_back(
    session: Session,
    link_id: int,
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """Take a decision away: nobody has decided, and a run may propose the link anew.

    One of the two who established a link takes only their own confirmation away: what is left is
    confirmed, by the other. Arguments as in `confirm`.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster, nobody had decided, or its set has a newer version.
        Rejected: two others established it, and no reason is given.
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    link = change.link
    if link.state is LinkState.PROPOSED:
        raise Conflict("Over deze koppeling is nog niet beslist.", code="koppeling.niet_beslist")
    if link.state is LinkState.ESTABLISHED and change.mine:
        if link.decided_by == account_id:
            link.decided_by, link.decided_at = link.established_by, link.established_at
        link.state = LinkState.CONFIRMED
        link.established_by = link.established_at = None
        return change.finish(reason)
    _check_reason(link, reason)
    change.emptied(LinkState.PROPOSED)
    return change.finish(reason)


def judge(
    session: Session,
    link_id: int,
    kind: LinkKind | None,
    passage_ids: Collection[int] = (),
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """A person says what the stories say about the standard, and which passages show it.

    It is another claim than the one that others confirmed: from now on this person confirms it,
    and a second has to establish it (again).

    Args:
        session: an open writing session.
        link_id: a link that is confirmed or established.
        kind: what the stories say; None takes away what was said.
        passage_ids: the passages that show it; `LinkKind.MISSING` may do without.
        account_id: who says so.
        version: the version that the person saw; None checks nothing.
        reason: why, in the person's own words.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster, nobody confirmed the link, its set is not current, or it
            says this already.
        Rejected: no passage shows it, or one is not in the theme (any more).
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    link = change.link
    _check_current(change.standard_set)
    if link.state not in BY_PEOPLE:
        raise _not_confirmed()
    wanted = set(passage_ids)
    _check_evidence(session, link, kind, wanted)
    if kind is link.kind and wanted == set(
        link_evidence.shown(session, [link.id]).get(link.id, ())
    ):
        raise Conflict("Dit staat al zo bij de koppeling.", code="koppeling.al_zo")
    link.kind = kind
    change.by_one()
    change.show(wanted)
    return change.finish(reason)


def add(
    session: Session, theme_id: str, standard_key: str, *, account_id: int | None, reason: str
) -> Link:
    """A person links a theme to a standard of a current set that the machine did not propose.

    It is confirmed by this person; a second can establish it.

    Raises:
        NotFound: no such theme, or no such standard in a current set.
        Conflict: the theme is not in use, or the link is there already, in whatever state.
        Rejected: no reason is given.
    """
    theme = held_theme(session, theme_id)
    in_state(theme, IN_USE, session=session)
    standard_set, standard = _current_standard(session, standard_key)
    if not reason.strip():
        raise _reason_needed("Zeg waarom dit thema over deze standaard gaat.")
    in_turn(session, "koppeling")
    pair = (Link.theme_id == theme_id) & (Link.standard_id == standard.id)
    if (there := session.scalar(select(Link).where(pair))) is not None:
        raise Conflict(
            f"Deze koppeling is er al. Zij is {there.state.label.lower()}.",
            code="koppeling.bestaat",
        )
    link = Link(
        theme_id=theme_id,
        standard_id=standard.id,
        similarity=0.0,
        probability=0.0,
        state=LinkState.CONFIRMED,
        decided_by=account_id,
        decided_at=now(),
        reason={
            BY_HAND: reason.strip()[:REMARK_LIMIT],
            "theme_version": theme.version,
            "set_version": standard_set.version,
        },
    )
    session.add(link)
    session.flush()
    record(session, link, None, account_id=account_id, reason=reason)
    return link


def undo(
    session: Session,
    link_id: int,
    *,
    account_id: int | None,
    version: int | None = None,
    reason: str = "",
) -> Link:
    """Take back the last decision; only who made it can, so that nobody speaks for another.

    Passages that are gone meanwhile do not come back. Once undone, the decision before it is the
    last. Arguments as in `confirm`.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was faster or made the last decision, there is none, or its set has
            a newer version.
    """
    change = LinkChange(session, link_id, version=version, account_id=account_id)
    link = change.link
    earlier = earlier_of(link)
    if not earlier:
        raise Conflict("Er is niets om ongedaan te maken.", code="koppeling.niets_ongedaan")
    stood = earlier.pop()
    if stood["by"] != account_id:
        raise Conflict(
            f"{who(session, stood['by'])} nam dit besluit. Alleen wie een besluit nam, kan het "
            "ongedaan maken. U kunt wel zelf iets anders besluiten.",
            code="koppeling.niet_uw_besluit",
        )
    link.state = LinkState(stood["state"])
    link.kind = LinkKind(stood["kind"]) if stood["kind"] else None
    link.decided_by, link.established_by = stood["decided_by"], stood["established_by"]
    link.decided_at = _moment(stood["decided_at"])
    link.established_at = _moment(stood["established_at"])
    change.show(link_evidence.in_theme(session, link.theme_id, stood["evidence"]))
    return change.finish(f"{UNDONE} {reason}", earlier=earlier)


def can_undo(link: Link, account_id: int | None) -> bool:
    """Whether the last decision on this link is of this person and can be taken back."""
    earlier = earlier_of(link)
    return bool(earlier) and bool(earlier[-1]["by"] == account_id)


def carry_over(
    session: Session, theme_ids: Sequence[str], new_id: str, *, account_id: int | None
) -> None:
    """Give a theme what people decided about the themes that it was made of.

    What more people said goes before what fewer said, and a yes before a no.
    """
    query = select(Link).where(Link.theme_id.in_(theme_ids), Link.state.in_(_ORDER))
    chosen: dict[int, Link] = {}
    for link in sorted(session.scalars(query), key=lambda one: (_ORDER.index(one.state), one.id)):
        chosen.setdefault(link.standard_id, link)
    kept = (
        "standard_id", "similarity", "probability", "state", "kind", "reason", "run_id",
        "decided_by", "decided_at", "established_by", "established_at",
    )  # fmt: skip
    for link in chosen.values():
        fields = {name: getattr(link, name) for name in kept}
        copy = Link(theme_id=new_id, **fields)
        session.add(copy)
        session.flush()
        shown = select(LinkEvidence.passage_id).where(LinkEvidence.link_id == link.id)
        link_evidence.replace(session, copy.id, list(session.scalars(shown)), account_id=account_id)
        record(session, copy, None, account_id=account_id, reason="Thema's samengevoegd.")


def _check_undecided(link: Link) -> None:
    if link.state is LinkState.REJECTED:
        raise Conflict(
            "Deze koppeling is afgewezen. Leg haar eerst terug.", code="koppeling.afgewezen"
        )
    if link.state is LinkState.ESTABLISHED:
        raise Conflict("Twee personen stelden dit al vast.", code="koppeling.al_vastgesteld")


def _not_confirmed() -> Conflict:
    return Conflict(
        "Bevestig eerst dat het thema over deze standaard gaat.", code="koppeling.niet_bevestigd"
    )


def _check_reason(link: Link, reason: str) -> None:
    if link.state is LinkState.ESTABLISHED and not reason.strip():
        raise _reason_needed("Twee personen stelden dit vast. Zeg waarom u het anders ziet.")


def _reason_needed(message: str) -> Rejected:
    return Rejected(
        message, code="koppeling.reden", problems=(Problem("reden", "Geef een reden."),)
    )


def _check_current(standard_set: StandardSet) -> None:
    if standard_set.retired_at is not None:
        raise not_in_force(standard_set)


def _check_evidence(
    session: Session, link: Link, kind: LinkKind | None, wanted: Collection[int]
) -> None:
    problems = []
    if kind in NEEDS_EVIDENCE and not wanted:
        problems.append(Problem("stukjes", "Kies ten minste één stukje dat dit laat zien."))
    if kind is None and wanted:
        problems.append(Problem("stukjes", "Zonder oordeel zijn er geen stukjes die het tonen."))
    strange = set(wanted) - link_evidence.in_theme(session, link.theme_id, wanted)
    problems += [
        Problem("stukjes", f"Stukje {one} staat niet (meer) in dit thema.")
        for one in sorted(strange)
    ]
    if problems:
        raise Rejected(
            "Dit oordeel kan zo niet.", code="koppeling.stukjes", problems=tuple(problems)
        )


def _current_standard(session: Session, key: str) -> tuple[StandardSet, Standard]:
    for standard_set, standard in standards.current_standards(session):
        if standard.key == key:
            return standard_set, standard
    raise NotFound("Deze standaard is er niet (meer).", code="standaard.onbekend")


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
