"""Sets of standards next to each other."""

from datetime import datetime

from pydantic import Field

from service.schemas.shape import Schema, Word


class ComparedSet(Schema):
    """A set that can be compared, with how many standards it has."""

    key: str
    version: str
    name: str
    short: str
    status: Word
    standards: int


class CoveredShare(Schema):
    """How many standards of one set have a counterpart in another."""

    source: str
    target: str
    covered: int
    total: int


class CrosswalkOverview(Schema):
    """The sets in use, and how much of each comes back in the others.

    Sets that nobody compared are not among the shares: nothing is known of those.
    """

    sets: list[ComparedSet]
    shares: list[CoveredShare]
    relations: list[Word]


class ComparedStandard(Schema):
    """A standard as it is compared."""

    key: str
    title: str
    description: str
    status: Word


class JudgementView(Schema):
    """What one person makes of a pair."""

    by: str = Field(repr=False)
    own: bool
    relation: Word
    note: str = Field(repr=False)
    at: datetime


class MappingView(Schema):
    """A pair of standards; relations are read from the source: broader says the target is broader.

    `judgements` are empty until you gave one yourself, unless the pair was decided after talk.
    """

    id: int
    source_set: str
    source: ComparedStandard
    target_set: str
    target: ComparedStandard
    proposed: Word | None
    similarity: float | None = Field(description="0 tot 1; geen kans")
    reason: str = Field(repr=False)
    state: Word
    relation: Word | None = Field(description="Waar mensen het over eens zijn of op uitkwamen")
    judgements: list[JudgementView]
    decided_by: str | None = Field(repr=False)
    decided_at: datetime | None
    decided_reason: str = Field(repr=False)


class MappingsProposed(Schema):
    """What a new look of the machine did."""

    new: int
    kept: int
    gone: int
    with_people: int


class PairBroughtUp(Schema):
    """Two standards, one of each set."""

    source: str = Field(max_length=60)
    target: str = Field(max_length=60)


class JudgementGiven(Schema):
    """What you make of a pair, read from the source."""

    relation: str = Field(max_length=40)
    note: str = Field(default="", repr=False, max_length=2000)


class MappingDecision(Schema):
    """What it became after talk, and why."""

    relation: str = Field(max_length=40)
    reason: str = Field(repr=False, max_length=2000)


class AgreementView(Schema):
    """How far people agree who judged the same pairs apart.

    `kappa` only for two people; figures are null when they are not defined.
    """

    pairs: int
    people: int
    raw: float | None
    kappa: float | None
    alpha: float | None
    low: float | None
    high: float | None
    note: str


class CoverageCell(Schema):
    """What is known of two standards, read from the row; proposed when it is not settled."""

    row: str
    column: str
    mapping_id: int
    relation: Word | None
    settled: bool
    state: Word


class CoverageCount(Schema):
    """Which standards have a counterpart, wait for a judgement, or have none; by key."""

    total: int
    covered: list[str]
    open: list[str]
    without: list[str]


class CoverageView(Schema):
    """The matrix of two sets."""

    row_set: str
    column_set: str
    rows: list[ComparedStandard]
    columns: list[ComparedStandard]
    cells: list[CoverageCell]
    of_rows: CoverageCount
    of_columns: CoverageCount
