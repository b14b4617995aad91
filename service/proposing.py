"""Deciding on what a new look at all stories proposes: done, and signed."""

from sqlalchemy.orm import Session

from models import audit, proposal_changes, proposals
from models.proposals import Proposal
from models.themes import Theme


def accept(
    session: Session, proposal_id: int, *, account_id: int | None = None, remark: str = ""
) -> list[Theme]:
    """Do what a proposal says; returns the themes that there are instead.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already, or the themes changed so much that it no longer fits.
    """
    made = proposal_changes.accept(session, proposal_id, account_id=account_id, remark=remark)
    _sign(session, "voorstel.aangenomen", proposal_id, account_id, [theme.id for theme in made])
    return made


def reject(
    session: Session, proposal_id: int, *, account_id: int | None = None, reason: str = ""
) -> Proposal:
    """Say no to a proposal; it does not come back for the same passages.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already.
    """
    proposal = proposals.reject(session, proposal_id, account_id=account_id, reason=reason)
    _sign(session, "voorstel.afgewezen", proposal_id, account_id, proposal.theme_ids)
    return proposal


def reconsider(
    session: Session, proposal_id: int, *, account_id: int | None = None, reason: str = ""
) -> Proposal:
    """Put a rejected proposal back in the queue.

    Raises:
        NotFound: no such proposal.
        Conflict: nobody rejected it, or the themes changed so much that it no longer fits.
    """
    proposal = proposals.reconsider(session, proposal_id, account_id=account_id, reason=reason)
    _sign(session, "voorstel.heroverwogen", proposal_id, account_id, proposal.theme_ids)
    return proposal


def _sign(
    session: Session, action: str, proposal_id: int, account_id: int | None, theme_ids: list[str]
) -> None:
    audit.record(
        session,
        action,
        subject=f"voorstel:{proposal_id}",
        account_id=account_id,
        detail={"themas": sorted(theme_ids)},
    )
