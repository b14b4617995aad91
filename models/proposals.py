"""What a new look at all stories would change: proposals that wait for a person.

A proposal says what would be otherwise by passage ids. Accepting one is a change like any other,
with events, and can be undone. What people rejected does not come back while it holds for the
most part the same passages.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import curation, placements, regrouping, themes
from models.base import Base, now, word
from models.curation import Part
from models.errors import Conflict, NotFound
from models.theme_changes import ThemeChange, fitting_label, lock, unused_id
from models.themes import IN_USE, Theme, ThemeEvent, ThemeSpace
from models.vocabulary import (
    MiningMode,
    Origin,
    ProposalKind,
    ProposalState,
    Stability,
    ThemeEventKind,
    ThemeState,
)

SAME_FROM = 0.6
"""The Jaccard similarity of passages from which two proposals are the same one."""
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


def overtake(session: Session) -> int:
    """Set aside every open proposal, because a newer look at everything is there; says how many."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN)
    waiting = list(session.scalars(query))
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


def accept(
    session: Session, proposal_id: int, *, account_id: int | None, remark: str = ""
) -> list[Theme]:
    """Do what a proposal says; returns the themes that there are instead.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already, or the themes changed so much that it no longer fits.
    """
    proposal = _undecided(session, proposal_id)
    if any(themes.get(session, one).state not in IN_USE for one in proposal.theme_ids):
        raise _too_late()
    remark = remark.strip() or f"Voorstel {proposal.id}"
    action = {
        ProposalKind.NEW: _make,
        ProposalKind.SPLIT: _split,
        ProposalKind.MERGE: _merge,
        ProposalKind.FADING: _park,
        ProposalKind.KEPT: _keep,
    }[proposal.kind]
    result = action(session, proposal, account_id, remark)
    _decide(proposal, ProposalState.ACCEPTED, account_id)
    session.flush()
    return result


def reject(
    session: Session, proposal_id: int, *, account_id: int | None, reason: str = ""
) -> Proposal:
    """Say no to a proposal; it does not come back for the same passages.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already.
    """
    proposal = _undecided(session, proposal_id)
    _decide(proposal, ProposalState.REJECTED, account_id)
    proposal.reason = reason.strip()
    session.flush()
    return proposal


def _undecided(session: Session, proposal_id: int) -> Proposal:
    proposal = get(session, proposal_id)
    session.refresh(proposal, with_for_update=True)
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(
            f"Over dit voorstel is al besloten: {proposal.state.label.lower()}.",
            code="voorstel.al_besloten",
        )
    return proposal


def _decide(proposal: Proposal, state: ProposalState, account_id: int | None) -> None:
    proposal.state = state
    proposal.decided_at = now()
    proposal.decided_by = account_id


def _too_late() -> Conflict:
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


def _make(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    part = proposal.parts[0]
    strengths = _strengths(session, part)
    if not strengths:
        raise _too_late()
    change = ThemeChange(session, {}, account_id=account_id, passages=strengths)
    theme = Theme(
        id=unused_id(session, "proposal", proposal.id, part["label"]),
        label=fitting_label(part["label"]),
        description=part.get("description", ""),
        words=list(part.get("words", ())),
        mode=MiningMode(part.get("mode", MiningMode.SMALL.value)),
        born_run_id=proposal.run_id,
    )
    change.born(theme)
    _give_vector(session, theme, part, proposal)
    rows = [
        [passage, theme.id, strength, Origin.MACHINE.value, None, None, proposal.run_id]
        for passage, strength in strengths.items()
    ]
    placements.put_in(session, rows)
    placements.settle(session, strengths)
    change.finish({theme.id: ThemeEventKind.EMERGED}, remark=remark)
    return [theme]


def _split(
    session: Session, proposal: Proposal, account_id: int | None, remark: str
) -> list[Theme]:
    [theme_id] = proposal.theme_ids
    lock(session, theme_id)
    held = placements.held_by(session, [theme_id])
    wanted: list[tuple[Part, dict[str, Any]]] = []
    taken: set[int] = set()
    for part in proposal.parts:
        nearest = {
            passage: strength
            for passage, strength in _strengths(session, part).items()
            if passage in held - taken
        }
        taken |= nearest.keys()
        if nearest:
            words, told = part.get("words", ()), part.get("description", "")
            wanted.append((Part(part["label"], (), nearest, (), words, told), part))
    if len(wanted) < 2:
        raise _too_late()
    made = regrouping.split(
        session,
        theme_id,
        [part for part, _ in wanted],
        version=None,
        account_id=account_id,
        remark=remark,
        label_origin=Origin.MACHINE,
    )
    for theme, (_, part) in zip(made, wanted, strict=True):
        _give_vector(session, theme, part, proposal)
    return made


def _merge(
    session: Session, proposal: Proposal, account_id: int | None, remark: str
) -> list[Theme]:
    part = proposal.parts[0]
    named = [themes.get(session, theme_id) for theme_id in proposal.theme_ids]
    by_people = [theme.label for theme in named if theme.label_origin is Origin.PERSON]
    merged = regrouping.merge(
        session,
        proposal.theme_ids,
        by_people[0] if by_people else part["label"],
        versions=dict.fromkeys(proposal.theme_ids),
        account_id=account_id,
        remark=remark,
        label_origin=Origin.PERSON if by_people else Origin.MACHINE,
    )
    _give_vector(session, merged, part, proposal)
    return [merged]


def _park(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    theme = lock(session, proposal.theme_ids[0])
    curation.park(session, theme.id, version=theme.version, account_id=account_id, remark=remark)
    return []


def _keep(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    """The theme stays as it is; only its vector is brought up to date."""
    theme = lock(session, proposal.theme_ids[0])
    if not theme.pinned and proposal.parts:
        _give_vector(session, theme, proposal.parts[0], proposal)
    return [theme]


def _strengths(session: Session, part: Mapping[str, Any]) -> dict[int, float]:
    """The passages of a part that are still there, each with its strength."""
    passages = part.get("passages", ())
    strengths = part.get("strengths") or [1.0] * len(passages)
    there = placements.existing(session, passages)
    pairs = zip(passages, strengths, strict=True)
    return {passage: strength for passage, strength in pairs if passage in there}


def _give_vector(
    session: Session, theme: Theme, part: Mapping[str, Any], proposal: Proposal
) -> None:
    """What the machine measured of a theme: where it lies, how sure it is, what shows it best."""
    space = session.get(ThemeSpace, proposal.run_id) if proposal.run_id is not None else None
    if space is not None and part.get("centroid"):
        theme.encoder_version_id = space.encoder_version_id
        theme.centroid = base64.b64decode(part["centroid"])
        theme.threshold = part["threshold"]
    theme.stability = Stability(part.get("stability", Stability.UNKNOWN.value))
    theme.stability_value = part.get("stability_value")
    theme.run_id = proposal.run_id
    exemplar = part.get("exemplar")
    if exemplar and placements.existing(session, exemplar[:1]):
        theme.exemplar_passage_id, theme.exemplar_start, theme.exemplar_end = exemplar
    session.flush()
