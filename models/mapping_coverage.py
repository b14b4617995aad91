"""How much of one set comes back in another: the matrix of two sets, and the shares of all.

Only what people settled counts as covered; a proposal is shown as such and counts for nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import crosswalk, standards
from models.crosswalk import COVERING, SETTLED, SetPair
from models.standards import Standard, StandardSet
from models.vocabulary import MappingRelation, MappingState


@dataclass(frozen=True)
class Cell:
    """What is known of two standards, read from the row: what people settled, else what the machine
    proposes. `relation` None: a person brought the pair up, and it is not settled."""

    row: str
    column: str
    mapping_id: int
    relation: MappingRelation | None
    settled: bool
    state: MappingState


@dataclass(frozen=True)
class Covered:
    """Which standards of a set have a counterpart in the other, which have none, by key.

    `open_`: without a counterpart so far, but with a pair that is not settled yet.
    """

    total: int
    covered: tuple[str, ...]
    open_: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """The matrix of two sets, with both sides counted."""

    rows: tuple[Standard, ...]
    columns: tuple[Standard, ...]
    cells: tuple[Cell, ...]
    of_rows: Covered
    of_columns: Covered


@dataclass(frozen=True)
class Share:
    """How many standards of one set have a counterpart in another, of how many."""

    source: str
    target: str
    covered: int
    total: int


def coverage(session: Session, rows: StandardSet, columns: StandardSet) -> Coverage:
    """The matrix of two sets, read from the first: pairs settled as nothing are left out."""
    asked_first = rows.key < columns.key
    sets = SetPair(rows, columns) if asked_first else SetPair(columns, rows)
    cells = []
    for mapping, source, target in crosswalk.mappings(session, sets):
        settled = mapping.state in SETTLED
        relation = mapping.relation if settled else mapping.proposed
        if settled and relation is MappingRelation.NONE:
            continue
        if relation is not None and not asked_first:
            relation = crosswalk.turned(relation)
        row, column = (source, target) if asked_first else (target, source)
        cells.append(Cell(row.key, column.key, mapping.id, relation, settled, mapping.state))
    down = tuple(crosswalk.standards_of(session, rows))
    across = tuple(crosswalk.standards_of(session, columns))
    return Coverage(
        rows=down,
        columns=across,
        cells=tuple(cells),
        of_rows=_covered(down, [(cell.row, cell) for cell in cells]),
        of_columns=_covered(across, [(cell.column, cell) for cell in cells]),
    )


def shares(session: Session) -> list[Share]:
    """For every two sets in use on which people settled anything: how much of each is covered.

    Pairs of sets that nobody compared are not in it: nothing is known of those.
    """
    sets = standards.current_sets(session)
    key_of = {one.id: one.key for one in sets}
    totals: dict[str, int] = defaultdict(int)
    for standard_set, _ in standards.current_standards(session):
        totals[standard_set.key] += 1
    covered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mapping, source, target in crosswalk.settled(session, sets):
        one, other = key_of[source.set_id], key_of[target.set_id]
        counts = mapping.relation in COVERING
        covered[one, other] |= {source.key} if counts else set()
        covered[other, one] |= {target.key} if counts else set()
    return [
        Share(one, other, len(found), totals[one])
        for (one, other), found in sorted(covered.items())
    ]


def _covered(standards: Sequence[Standard], cells: Sequence[tuple[str, Cell]]) -> Covered:
    met = {key for key, cell in cells if cell.settled and cell.relation in COVERING}
    waiting = {key for key, cell in cells if not cell.settled} - met
    keys = [standard.key for standard in standards]
    return Covered(
        total=len(keys),
        covered=tuple(key for key in keys if key in met),
        open_=tuple(key for key in keys if key in waiting),
        without=tuple(key for key in keys if key not in met | waiting),
    )
