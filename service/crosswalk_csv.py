"""The pairs of two sets as one CSV table, one row per pair, as the tables of reports are written.

What people settled stands in `relatie`; what one person said while the other has not is not in it.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from models.base import day_of
from models.crosswalk import SETTLED, Row, SetPair
from service.reports.csv_file import safe_cell

COLUMNS = (
    "nummer",
    "set_1",
    "versie_1",
    "standaard_1",
    "titel_1",
    "set_2",
    "versie_2",
    "standaard_2",
    "titel_2",
    "staat",
    "relatie",
    "besloten_door",
    "besloten_op",
    "reden",
    "voorstel_computer",
    "overeenkomst",
)


def render(
    sets: SetPair, rows: Sequence[Row], names: Mapping[int, str], *, with_proposals: bool
) -> bytes:
    """The table as bytes: settled pairs, and with proposals also those that still wait."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        if with_proposals or row[0].state in SETTLED:
            writer.writerow([
                safe_cell(cell) if isinstance(cell, str) else cell
                for cell in _cells(sets, row, names)
            ])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def _cells(sets: SetPair, row: Row, names: Mapping[int, str]) -> list[str | int | float | None]:
    mapping, source, target = row
    settled = mapping.state in SETTLED
    by_person = mapping.decided_by is not None
    return [
        mapping.id,
        sets.source.key,
        sets.source.version,
        source.key,
        source.title,
        sets.target.key,
        sets.target.version,
        target.key,
        target.title,
        mapping.state.value,
        mapping.relation.value if settled and mapping.relation else None,
        (names.get(mapping.decided_by or 0, "") if by_person else "twee personen")
        if settled
        else None,
        day_of(mapping.decided_at).isoformat() if settled and mapping.decided_at else None,
        mapping.decided_reason,
        mapping.proposed.value if mapping.proposed else None,
        None if mapping.similarity is None else round(mapping.similarity, 4),
    ]
