"""Computations, as a reader follows them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from service.schemas.shape import Schema, Word


class RunView(Schema):
    """One computation: state, progress and what is needed to repeat it."""

    id: int
    kind: Word
    state: Word
    step: str
    done: int
    total: int
    created_at: datetime
    finished_at: datetime | None
    error_code: str | None
    provenance: dict[str, Any]


class MineRequest(Schema):
    """Ask for a new mining run."""

    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    full: bool = False
    """Look at everything again too; what would be otherwise becomes a proposal."""
    engine: Literal["eigen", "bertopic", "evoc"] = "eigen"
    """Who finds groups; the other two are there to compare."""
