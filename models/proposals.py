"""What a new look at all stories would change: proposals that wait for a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, word
from models.vocabulary import ProposalKind, ProposalState


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
