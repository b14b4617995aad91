"""What of one set comes back in another, as lines on the screen."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models import crosswalk, mapping_coverage
from models.mapping_coverage import Cell, Covered
from models.standards import Standard
from service.screen import say

UNNAMED = "nog geen relatie genoemd"


def show_coverage(session: Session, one: str, other: str) -> None:
    """The matrix of two sets, a standard of the first per block."""
    crosswalk.pair(session, one, other)
    rows, columns = crosswalk.find_set(session, one), crosswalk.find_set(session, other)
    found = mapping_coverage.coverage(session, rows, columns)
    titles = {standard.key: standard.title for standard in found.columns}
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in found.cells:
        cells[cell.row].append(cell)
    for standard in found.rows:
        say(f"{standard.key} {standard.title}")
        for cell in cells[standard.key]:
            relation = cell.relation.label.lower() if cell.relation else UNNAMED
            state = "besloten" if cell.settled else f"nog niet besloten, {cell.state.label.lower()}"
            say(f"    {cell.column} {titles[cell.column]}: {relation} ({state})")
    _count(rows.short, found.of_rows, found.rows)
    _count(columns.short, found.of_columns, found.columns)


def show_shares(session: Session) -> None:
    """Of all sets that people compared, how much of each comes back in the other."""
    found = mapping_coverage.shares(session)
    for share in found:
        say(f"{share.source} in {share.target}: {share.covered} van {share.total}")
    if not found:
        say("Over nog geen enkele vergelijking is iets besloten.")


def _count(name: str, found: Covered, standards: Sequence[Standard]) -> None:
    titles = {standard.key: standard.title for standard in standards}
    say(f"{name}: {len(found.covered)} van {found.total} komen terug in de andere set.")
    if found.open_:
        say(f"  Nog niet besloten: {', '.join(titles[key] for key in found.open_)}.")
    if found.without:
        say(f"  Geen tegenhanger gevonden: {', '.join(titles[key] for key in found.without)}.")
