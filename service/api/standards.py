"""The sets of quality standards, complete or honestly not, with the themes linked to each."""

from collections import Counter, defaultdict
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, adoption, standard_sets, standards, themes
from models.adoption import AdoptionStep
from models.standards import Standard, StandardSet
from models.vocabulary import LinkState, SetTier
from service.api.links import views
from service.api.shapes import word
from service.deps import Reading
from service.schemas import LinkView, SetVersion, StandardSetView, StandardView

router = APIRouter(tags=["Kwaliteitsstandaarden"])


@router.get("/standard-sets", summary="Sets van standaarden, met hun koppelingen")
def list_standard_sets(
    session: Reading,
    retired: Annotated[bool, Query(description="Ook sets die vervallen zijn")] = False,
) -> list[StandardSetView]:
    """The newest version of each set, core sets first; links that people rejected are left out."""
    rows = [
        row
        for row in standards.all_sets(session)
        if row.superseded_by_id is None and (retired or row.retired_at is None)
    ]
    return _views(session, rows)


def read_set(session: Session, row: StandardSet) -> StandardSetView:
    """One version of a set, with its links while it is in use."""
    return _views(session, [row])[0]


def version_views(session: Session, key: str) -> list[SetVersion]:
    """The versions of a set, newest last.

    Raises:
        NotFound: no such set.
    """
    rows = standard_sets.versions(session, key)
    ids = {row.id for row in rows}
    sizes = Counter(session.scalars(select(Standard.set_id).where(Standard.set_id.in_(ids))))
    people = {one for row in rows for one in (row.created_by, row.retired_by) if one is not None}
    names = accounts.names(session, people)
    return [
        SetVersion(
            version=row.version,
            name=row.name,
            standards=sizes[row.id],
            current=row.superseded_by_id is None and row.retired_at is None,
            created_at=row.created_at,
            created_by=names.get(row.created_by) if row.created_by else None,
            retired_at=row.retired_at,
            retired_by=names.get(row.retired_by) if row.retired_by else None,
            retired_reason=row.retired_reason,
        )
        for row in rows
    ]


def _views(session: Session, sets: list[StandardSet]) -> list[StandardSetView]:
    labels = {row.theme.id: row.theme.label for row in themes.ranked(session)}
    rows = [
        row for row in standards.links(session, labels) if row[0].state is not LinkState.REJECTED
    ]
    links: dict[int, list[LinkView]] = defaultdict(list)
    for row, view in zip(rows, views(session, rows, labels=labels), strict=True):
        links[row[1].id].append(view)
    members: dict[int, list[StandardView]] = defaultdict(list)
    query = select(Standard).where(Standard.set_id.in_({one.id for one in sets}))
    for standard in session.scalars(query.order_by(Standard.position)):
        members[standard.set_id].append(_standard_view(standard, links[standard.id]))
    steps = adoption.stages(session, {one.id for one in sets})
    return [_set_view(found, members[found.id], steps.get(found.id)) for found in sets]


def _standard_view(standard: Standard, links: list[LinkView]) -> StandardView:
    return StandardView(
        key=standard.key,
        title=standard.title,
        description=standard.description,
        status=word(standard.status),
        group=standard.group,
        note=standard.note,
        parent=standard.parent_key,
        url=standard.url,
        links=links,
    )


def _set_view(
    standard_set: StandardSet, members: list[StandardView], step: AdoptionStep | None
) -> StandardSetView:
    return StandardSetView(
        key=standard_set.key,
        version=standard_set.version,
        name=standard_set.name,
        short=standard_set.short,
        publisher=standard_set.publisher,
        year=standard_set.year,
        perspective=standard_set.perspective,
        tier=standard_set.tier,
        tier_label=SetTier(standard_set.tier).label,
        status=word(standard_set.status),
        missing=standard_set.missing,
        licence=standard_set.licence,
        sources=standard_set.sources,
        retired_at=standard_set.retired_at,
        retired_reason=standard_set.retired_reason,
        stage=word(step.stage) if step else None,
        standards=members,
    )
