"""What reading a file gives: drafts, everything that is wrong with it, and its columns."""

from dataclasses import dataclass

from ingest.drafts import Draft
from models.errors import Problem


@dataclass(frozen=True)
class ReadResult:
    """Store nothing when there are problems: a file comes in as a whole or not at all."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()
