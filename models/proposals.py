"""What a new look at all stories would change: proposals that wait for a person.

A proposal says what would be otherwise by passage ids. What people rejected does not come back
while it holds for the most part the same passages, unless somebody reconsiders it. Every decision
is kept with who and why in `detail["besluiten"]`. Accepting is in `models/proposal_changes.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import placements, themes
from models.base import Base, now, word
from models.errors import Conflict, NotFound
from models.themes import IN_USE, Theme, ThemeEvent
from models.vocabulary import ProposalKind, ProposalState, ThemeEventKind, ThemeState

SAME_FROM = 0.6
"""The Jaccard similarity of passages from which two proposals are the same one."""
DECISIONS, GROUP = "besluiten", "groep"
"""In `detail`: every decision, oldest first, and the group of the events that accepting made."""
PART_KEYS = frozenset(
    (
        "label", "description", "words", "passages", "strengths", "stability", "stability_value",
        "threshold", "centroid", "exemplar", "mode",
    )
)  # fmt: skip


class Proposal(Base):
    """One change that a mining would make. `members` is what it is known by when it comes back."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    kind: Mapped[ProposalKind] = mapped_column(word(ProposalKind))
    state: Mapped[ProposalState] = mapped_column(word(ProposalState), default=ProposalState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    theme_ids: Mapped[list[str]]
    detail: Mapped[dict[str, Any]]
    parts: Mapped[list[dict[str, Any]]]
    members: Mapped[list[int]] = mapped_column(JSON)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


def add(
    session: Session,
    run_id: int | None,
    *,
    kind: ProposalKind,
    theme_ids: Sequence[str] = (),
    parts: Sequence[Mapping[str, Any]] = (),
    members: Collection[int] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Proposal | None:
    """Keep a proposal for people, unless they rejected it before or fixed the theme.

    An older open proposal of the same kind for the same passages is overtaken by it.

    Args:
        session: an open writing session.
        run_id: the mining that proposes it.
        kind: what would change.
        theme_ids: the themes that it is about; none for a new one.
        parts: the themes that there would be instead, each with keys out of `PART_KEYS`.
            `passages` are ids, `centroid` is int8 in base64, `exemplar` a passage id and offsets.
        members: the passages that it is known by; those of its parts or of its themes when None.
        detail: figures, such as overlap and counts.

    Returns:
        The proposal, or None when it is not made.

    Raises:
        ValueError: a part has a key that is not known, which could hold text of a story.
    """
    if unknown := {key for part in parts for key in part} - PART_KEYS:
        raise ValueError(f"unknown keys in a part: {sorted(unknown)}")
    about = [themes.get(session, theme_id) for theme_id in theme_ids]
    if any(theme.pinned for theme in about):
        return None
    if members is None:
        members = {passage for part in parts for passage in part.get("passages", ())}
        members = members or placements.held_by(session, theme_ids)
    held = sorted(set(members))
    if rejected_before(session, held, kind=kind, theme_ids=theme_ids):
        return None
    for older in _like(session, held, kind, theme_ids, ProposalState.OPEN):
        older.state = ProposalState.OVERTAKEN
    proposal = Proposal(
        run_id=run_id,
        kind=kind,
        theme_ids=list(theme_ids),
        detail=dict(detail or {}),
        parts=[dict(part) for part in parts],
        members=held,
    )
    session.add(proposal)
    session.flush()
    return proposal


def get(session: Session, proposal_id: int) -> Proposal:
    """The proposal with this id.

    Raises:
        NotFound: no such proposal.
    """
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound("Dit voorstel bestaat niet.", code="voorstel.onbekend")
    return proposal


def open_(session: Session) -> list[Proposal]:
    """What waits for a decision and can still be done, what touches most passages first."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN)
    in_use = {theme.id for theme in themes.live(session)}
    waiting = [one for one in session.scalars(query) if in_use.issuperset(one.theme_ids)]
    return sorted(waiting, key=lambda proposal: (-len(proposal.members), proposal.id))


def in_state(session: Session, state: ProposalState) -> list[Proposal]:
    """What waits, as `open_`; or what was decided so, the newest decision first."""
    if state is ProposalState.OPEN:
        return open_(session)
    query = select(Proposal).where(Proposal.state == state)
    newest = func.coalesce(Proposal.decided_at, Proposal.created_at).desc()
    return list(session.scalars(query.order_by(newest, Proposal.id.desc())))


def hold_open(session: Session) -> list[Proposal]:
    """Every open proposal, held until this transaction ends."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN).order_by(Proposal.id)
    return list(session.scalars(query.with_for_update()))


def overtake(session: Session) -> int:
    """Set aside every open proposal, because a newer look at everything is there; says how many."""
    waiting = hold_open(session)
    for proposal in waiting:
        proposal.state = ProposalState.OVERTAKEN
    session.flush()
    return len(waiting)


def rejected_before(
    session: Session,
    passage_ids: Collection[int],
    *,
    kind: ProposalKind = ProposalKind.NEW,
    theme_ids: Sequence[str] = (),
) -> bool:
    """Whether people rejected this before: for the most part the same passages, the same change.

    For a new theme it also counts that people sent away or ended a theme that held these.
    """
    if _like(session, passage_ids, kind, theme_ids, ProposalState.REJECTED):
        return True
    if kind is not ProposalKind.NEW:
        return False
    query = (
        select(ThemeEvent)
        .join(Theme, Theme.id == ThemeEvent.theme_id)
        .where(
            Theme.state == ThemeState.RETIRED,
            ThemeEvent.kind.in_((ThemeEventKind.REJECTED, ThemeEventKind.RETIRED)),
        )
    )
    return any(
        _overlap(passage_ids, _went_out(event)) >= SAME_FROM for event in session.scalars(query)
    )


def reject(
    session: Session, proposal_id: int, *, account_id: int | None, reason: str = ""
) -> Proposal:
    """Say no to a proposal; it does not come back for the same passages until it is reconsidered.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already.
    """
    proposal = undecided(session, proposal_id)
    decide(proposal, ProposalState.REJECTED, account_id, reason)
    session.flush()
    return proposal


def reconsider(
    session: Session, proposal_id: int, *, account_id: int | None, reason: str = ""
) -> Proposal:
    """Put a rejected proposal back in the queue; the no, and who takes it back, stay written.

    Raises:
        NotFound: no such proposal.
        Conflict: nobody rejected it, or the themes changed so much that it no longer fits.
    """
    proposal = get(session, proposal_id)
    session.refresh(proposal, with_for_update=True)
    if proposal.state is not ProposalState.REJECTED:
        raise Conflict(
            f"Dit voorstel is niet afgewezen: {proposal.state.label.lower()}.",
            code="voorstel.niet_afgewezen",
        )
    check_themes(session, proposal)
    decide(proposal, ProposalState.OPEN, account_id, reason)
    session.flush()
    return proposal


def made_by(session: Session, group: str) -> Proposal | None:
    """The proposal whose acceptance made this group of events, held until the transaction ends."""
    query = select(Proposal).where(Proposal.detail[GROUP].as_string() == group)
    return session.scalar(query.with_for_update())


def undone(
    session: Session, proposal: Proposal, *, again: bool, account_id: int | None, reason: str
) -> None:
    """An accepted proposal goes back into the queue when its change is undone.

    Undoing that undoing accepts it `again`. What was decided otherwise meanwhile stays so, and
    where a newer look proposes the same, this one is overtaken.
    """
    before, after = ProposalState.ACCEPTED, ProposalState.OPEN
    if again:
        before, after = after, before
    elif _like(session, proposal.members, proposal.kind, proposal.theme_ids, ProposalState.OPEN):
        after = ProposalState.OVERTAKEN
    if proposal.state is before:
        decide(proposal, after, account_id, reason)
        session.flush()


def undecided(session: Session, proposal_id: int) -> Proposal:
    """The proposal with this id, held until the transaction ends.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already.
    """
    proposal = get(session, proposal_id)
    session.refresh(proposal, with_for_update=True)
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(
            f"Over dit voorstel is al besloten: {proposal.state.label.lower()}.",
            code="voorstel.al_besloten",
        )
    return proposal


def decide(proposal: Proposal, state: ProposalState, account_id: int | None, reason: str) -> None:
    """Write down what is decided, by whom and why; in the queue nothing is decided."""
    at, reason = now(), reason.strip()
    said = {"staat": state.value, "door": account_id, "op": at.isoformat(), "reden": reason}
    proposal.detail = {
        **proposal.detail, DECISIONS: [*proposal.detail.get(DECISIONS, ()), said]
    }  # fmt: skip
    waits = state is ProposalState.OPEN
    proposal.state = state
    proposal.decided_at = None if waits else at
    proposal.decided_by = None if waits else account_id
    proposal.reason = "" if waits else reason


def check_themes(session: Session, proposal: Proposal) -> None:
    """Refuse a proposal about a theme that is out of use.

    Raises:
        Conflict: one of its themes is.
    """
    if any(themes.get(session, one).state not in IN_USE for one in proposal.theme_ids):
        raise too_late()


def too_late() -> Conflict:
    """What a person is told when a proposal no longer fits."""
    return Conflict(
        "De thema’s zijn intussen veranderd. Dit voorstel past niet meer.",
        code="voorstel.ingehaald",
    )


def _like(
    session: Session,
    passage_ids: Collection[int],
    kind: ProposalKind,
    theme_ids: Sequence[str],
    state: ProposalState,
) -> list[Proposal]:
    query = select(Proposal).where(Proposal.state == state, Proposal.kind == kind)
    return [
        proposal
        for proposal in session.scalars(query.order_by(Proposal.id))
        if set(proposal.theme_ids) == set(theme_ids)
        and _overlap(passage_ids, proposal.members) >= SAME_FROM
    ]


def _overlap(some: Collection[int], others: Collection[int]) -> float:
    """Jaccard: the share of all passages of two sets that is in both; 0 for two empty sets."""
    either = set(some) | set(others)
    return len(set(some) & set(others)) / len(either) if either else 0.0


def _went_out(event: ThemeEvent) -> list[int]:
    rows = event.detail.get("toewijzingen", {}).get("weg", ())
    return [row[0] for row in rows if row[1] == event.theme_id]
