"""The gap report as one CSV table, written as the tables of reports are: three parts under another.

`deel` says which part a row is of: `groep`, `thema_zonder_standaard`, `standaard_zonder_verhaal`. A
number that is hidden is the word `verborgen`, and never empty or 0. No story text, only counts.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date

from service.reports.csv_file import safe_cell
from service.schemas import GapReport, GapShare, MissingIn

COLUMNS = (
    "deel",
    "soort",
    "kenmerk",
    "naam",
    "reden",
    "verhalen",
    "verhalen_totaal",
    "aandeel",
    "aandeel_ondergrens_95",
    "aandeel_bovengrens_95",
    "standaarden_geraakt",
    "voorgesteld",
    "afgewezen",
    "ontbreekt_in",
    "standaard_bron",
    "set",
    "set_volledigheid",
    "groep_gevraagd",
    "set_gevraagd",
    "minimum",
    "datum",
)
HIDDEN = "verborgen"

Cell = str | int | float | None


def render(report: GapReport, *, on: date) -> bytes:
    """The table as bytes; a row under the header for every group, at least."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    asked: dict[str, Cell] = {
        "groep_gevraagd": report.group.label if report.group else "",
        "set_gevraagd": report.set_key or "",
        "minimum": report.minimum,
        "datum": on.isoformat(),
    }
    for row in (*_groups(report), *_themes(report), *_standards(report)):
        writer.writerow({name: _safe(cell) for name, cell in {**row, **asked}.items()})
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else cell


def _groups(report: GapReport) -> Iterator[dict[str, Cell]]:
    yield {"deel": "groep", "soort": "gevraagd", "kenmerk": "alles", **_numbers(report.count)}
    for group in report.groups:
        touched = group.standards_touched
        yield {
            "deel": "groep",
            "soort": group.kind.value,
            "kenmerk": group.value,
            "naam": group.label,
            **_numbers(group.count),
            "standaarden_geraakt": HIDDEN if touched is None else touched,
        }


def _themes(report: GapReport) -> Iterator[dict[str, Cell]]:
    for theme in report.themes:
        yield {
            "deel": "thema_zonder_standaard",
            "soort": theme.state.value,
            "kenmerk": theme.theme_id,
            "naam": theme.label,
            "reden": theme.why.value,
            **_numbers(theme.count),
            "voorgesteld": theme.proposed,
            "afgewezen": theme.rejected,
            "ontbreekt_in": " | ".join(_missing(one) for one in theme.missing_in),
        }


def _missing(one: MissingIn) -> str:
    known = f"{one.set_short}; {one.standard_status.value}"
    return f"{one.standard_key} {one.standard_title} ({known})"


def _standards(report: GapReport) -> Iterator[dict[str, Cell]]:
    for standard in report.standards:
        yield {
            "deel": "standaard_zonder_verhaal",
            "kenmerk": standard.key,
            "naam": standard.title,
            "reden": standard.why.value,
            "voorgesteld": standard.proposed,
            "afgewezen": standard.rejected,
            "standaard_bron": standard.status.value,
            "set": standard.set_short,
            "set_volledigheid": standard.set_status.value,
        }


def _numbers(count: GapShare) -> dict[str, Cell]:
    return {
        "verhalen": HIDDEN if count.stories is None else count.stories,
        "verhalen_totaal": HIDDEN if count.of is None else count.of,
        "aandeel": count.share,
        "aandeel_ondergrens_95": count.low,
        "aandeel_bovengrens_95": count.high,
    }
