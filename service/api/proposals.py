"""Proposals: what a new look at all stories would change. The computer proposes, people decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from models import accounts, grounds, proposals, themes
from models.passages import Passage
from models.proposals import Proposal
from models.stories import Story
from models.vocabulary import ProposalState, Stability
from service import proposing
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import COMMAND_LINE, passage_view, word
from service.api.themes import row
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import (
    EventView,
    ProposalDecision,
    ProposalDone,
    ProposalPart,
    ProposalView,
    ThemeName,
)

router = APIRouter(tags=["Thema's"])

EXAMPLES = 3

ProposalId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("/proposals", summary="Voorstellen die op een besluit wachten")
def list_proposals(
    session: Reading,
    state: Annotated[
        ProposalState, Query(description="Of voorstellen met dit besluit, het nieuwste eerst")
    ] = ProposalState.OPEN,
) -> list[ProposalView]:
    """What touches most passages comes first."""
    return [_view(session, proposal) for proposal in proposals.in_state(session, state)]


@router.get(
    "/proposals/{proposal_id}",
    summary="Eén voorstel, ook na het besluit",
    responses=documented(404),
)
def read_proposal(proposal_id: ProposalId, session: Reading) -> ProposalView:
    """What was decided, by whom and why."""
    return _view(session, proposals.get(session, proposal_id))


@router.post(
    "/proposals/{proposal_id}/accept",
    summary="Doe wat een voorstel zegt",
    responses=documented(404, 409),
)
def accept_proposal(
    proposal_id: ProposalId, decision: ProposalDecision, account: SignedIn, house: TheHouse
) -> ProposalDone:
    """It can be undone like any other change."""
    with house.database.writing() as session:
        made = proposing.accept(session, proposal_id, account_id=account.id, remark=decision.reason)
        return ProposalDone(
            proposal=_view(session, proposals.get(session, proposal_id)),
            themes=[row(session, theme.id) for theme in made],
        )


@router.post(
    "/proposals/{proposal_id}/reject",
    summary="Wijs een voorstel af",
    responses=documented(404, 409),
)
def reject_proposal(
    proposal_id: ProposalId, decision: ProposalDecision, account: SignedIn, house: TheHouse
) -> ProposalDone:
    """It does not come back for the same passages, unless somebody reconsiders it."""
    with house.database.writing() as session:
        proposal = proposing.reject(
            session, proposal_id, account_id=account.id, reason=decision.reason
        )
        return ProposalDone(proposal=_view(session, proposal), themes=[])


@router.post(
    "/proposals/{proposal_id}/reconsider",
    summary="Zet een afgewezen voorstel terug in de lijst",
    responses=documented(404, 409),
)
def reconsider_proposal(
    proposal_id: ProposalId, decision: ProposalDecision, account: SignedIn, house: TheHouse
) -> ProposalDone:
    """It waits for a decision again; who rejected it and why stays written."""
    with house.database.writing() as session:
        proposal = proposing.reconsider(
            session, proposal_id, account_id=account.id, reason=decision.reason
        )
        return ProposalDone(proposal=_view(session, proposal), themes=[])


def _view(session: Session, proposal: Proposal) -> ProposalView:
    by = proposal.decided_by
    decisions = proposal.detail.get(proposals.DECISIONS, ())
    names = accounts.names(session, {one["door"] for one in decisions} - {None})
    chosen = [_strongest(part) for part in proposal.parts]
    told = grounds.for_readers(session, {passage for ids in chosen for passage in ids})
    about = [themes.get(session, theme_id) for theme_id in proposal.theme_ids]
    return ProposalView(
        id=proposal.id,
        kind=word(proposal.kind),
        state=word(proposal.state),
        created_at=proposal.created_at,
        themes=[ThemeName(id=theme.id, label=theme.label) for theme in about],
        parts=[_part(part, ids, told) for part, ids in zip(proposal.parts, chosen, strict=True)],
        passages=len(proposal.members),
        counts={name: value for name, value in proposal.detail.items() if _is_figure(value)},
        decided_by=accounts.names(session, {by}).get(by) if by is not None else None,
        decisions=[_decision(one, names) for one in decisions],
        decided_at=proposal.decided_at,
        reason=proposal.reason,
    )


def _decision(said: Mapping[str, Any], names: Mapping[int, str]) -> EventView:
    return EventView(
        kind=word(ProposalState(said["staat"])),
        at=datetime.fromisoformat(said["op"]),
        by=names.get(said["door"], COMMAND_LINE),
        detail={},
        remark=said["reden"],
    )


def _part(
    part: Mapping[str, Any], ids: list[int], told: Mapping[int, tuple[Story, Passage]]
) -> ProposalPart:
    shown = [told[passage] for passage in ids if passage in told][:EXAMPLES]
    return ProposalPart(
        label=part.get("label", ""),
        description=part.get("description", ""),
        words=list(part.get("words", ())),
        stability=word(Stability(part.get("stability", Stability.UNKNOWN.value))),
        passages=len(part.get("passages", ())),
        examples=[
            passage_view(story, passage.start, passage.end, passage_id=passage.id)
            for story, passage in shown
        ],
    )


def _strongest(part: Mapping[str, Any]) -> list[int]:
    """A few more passages than are shown: some may be gone, or not for readers."""
    ids = part.get("passages", ())
    strengths = part.get("strengths") or [0.0] * len(ids)
    ordered = sorted(zip(strengths, ids, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return [passage for _, passage in ordered[: 4 * EXAMPLES]]


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
