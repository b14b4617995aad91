"""Comparisons of sets as they go over the wire; who may see which judgement is decided here."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from models import accounts, crosswalk
from models.crosswalk import SETTLED, MappingJudgement, Row
from models.mapping_coverage import Coverage, Covered
from models.standards import Standard, StandardSet
from service import crosswalk as comparing
from service.api.shapes import word
from service.schemas import (
    ComparedSet,
    ComparedStandard,
    CoverageCell,
    CoverageCount,
    CoverageView,
    JudgementView,
    MappingView,
)


def set_view(standard_set: StandardSet, size: int) -> ComparedSet:
    """A set that can be compared."""
    return ComparedSet(
        key=standard_set.key,
        version=standard_set.version,
        name=standard_set.name,
        short=standard_set.short,
        status=word(standard_set.status),
        standards=size,
    )


def mapping_views(session: Session, rows: Sequence[Row], *, account_id: int) -> list[MappingView]:
    """Pairs of standards as this person may see them."""
    given = crosswalk.judgements(session, [row[0].id for row in rows])
    shown = {
        row[0].id: crosswalk.shown_to(row[0], given.get(row[0].id, []), account_id) for row in rows
    }
    people = {one.account_id for found in shown.values() for one in found}
    people |= {row[0].decided_by for row in rows if row[0].decided_by is not None}
    names = accounts.names(session, people)
    short = {
        set_id: session.get_one(StandardSet, set_id).short
        for set_id in {standard.set_id for row in rows for standard in row[1:]}
    }
    return [
        _mapping_view(row, shown[row[0].id], names=names, short=short, account_id=account_id)
        for row in rows
    ]


def coverage_view(rows: StandardSet, columns: StandardSet, found: Coverage) -> CoverageView:
    """The matrix of two sets."""
    return CoverageView(
        row_set=rows.short,
        column_set=columns.short,
        rows=[_standard(one) for one in found.rows],
        columns=[_standard(one) for one in found.columns],
        cells=[
            CoverageCell(
                row=cell.row,
                column=cell.column,
                mapping_id=cell.mapping_id,
                relation=word(cell.relation) if cell.relation else None,
                settled=cell.settled,
                state=word(cell.state),
            )
            for cell in found.cells
        ],
        of_rows=_count(found.of_rows),
        of_columns=_count(found.of_columns),
    )


def _mapping_view(
    row: Row,
    shown: Sequence[MappingJudgement],
    *,
    names: dict[int, str],
    short: dict[int, str],
    account_id: int,
) -> MappingView:
    mapping, source, target = row
    relation = mapping.relation if mapping.state in SETTLED else None
    return MappingView(
        id=mapping.id,
        source_set=short[source.set_id],
        source=_standard(source),
        target_set=short[target.set_id],
        target=_standard(target),
        proposed=word(mapping.proposed) if mapping.proposed else None,
        similarity=mapping.similarity,
        reason=comparing.why(mapping),
        state=word(mapping.state),
        relation=word(relation) if relation else None,
        judgements=[
            JudgementView(
                by=names.get(one.account_id, ""),
                own=one.account_id == account_id,
                relation=word(one.relation),
                note=one.note,
                at=one.at,
            )
            for one in shown
        ],
        decided_by=names.get(mapping.decided_by) if mapping.decided_by is not None else None,
        decided_at=mapping.decided_at,
        decided_reason=mapping.decided_reason,
    )


def _standard(standard: Standard) -> ComparedStandard:
    return ComparedStandard(
        key=standard.key,
        title=standard.title,
        description=standard.description,
        status=word(standard.status),
    )


def _count(found: Covered) -> CoverageCount:
    return CoverageCount(
        total=found.total,
        covered=list(found.covered),
        open=list(found.open_),
        without=list(found.without),
    )
