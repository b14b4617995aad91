"""The sets of quality standards, complete or honestly not, with the themes linked to each."""

from collections import defaultdict

from fastapi import APIRouter

from models import standards, themes
from models.standards import Standard, StandardSet
from models.vocabulary import LinkState
from service.api.links import views
from service.api.shapes import word
from service.deps import Reading
from service.schemas import LinkView, StandardSetView, StandardView

router = APIRouter(tags=["Kwaliteitsstandaarden"])


@router.get("/standard-sets", summary="Sets van standaarden, met hun koppelingen")
def list_standard_sets(session: Reading) -> list[StandardSetView]:
    """Core sets first; links that people rejected are left out."""
    labels = {row.theme.id: row.theme.label for row in themes.ranked(session)}
    rows = [
        row for row in standards.links(session, labels) if row[0].state is not LinkState.REJECTED
    ]
    links: dict[int, list[LinkView]] = defaultdict(list)
    for row, view in zip(rows, views(session, rows, labels=labels), strict=True):
        links[row[1].id].append(view)
    members: dict[int, list[StandardView]] = defaultdict(list)
    for standard_set, standard in standards.current_standards(session):
        members[standard_set.id].append(_standard_view(standard, links[standard.id]))
    return [_set_view(found, members[found.id]) for found in standards.current_sets(session)]


def _standard_view(standard: Standard, links: list[LinkView]) -> StandardView:
    return StandardView(
        key=standard.key,
        title=standard.title,
        description=standard.description,
        status=word(standard.status),
        group=standard.group,
        note=standard.note,
        links=links,
    )


def _set_view(standard_set: StandardSet, members: list[StandardView]) -> StandardSetView:
    return StandardSetView(
        key=standard_set.key,
        version=standard_set.version,
        name=standard_set.name,
        short=standard_set.short,
        publisher=standard_set.publisher,
        year=standard_set.year,
        perspective=standard_set.perspective,
        tier=standard_set.tier,
        status=word(standard_set.status),
        missing=standard_set.missing,
        sources=standard_set.sources,
        standards=members,
    )
