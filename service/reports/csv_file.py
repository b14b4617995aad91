"""The themes as one CSV table, one row per theme, for who wants to count further.

RFC 4180 (comma, CRLF, doubled quotes) in UTF-8 with a byte order mark: R, SPSS, pandas and
LibreOffice read it as it is; in a Dutch Excel one chooses Gegevens > Uit tekst/CSV. A `;` would
open by itself in a Dutch Excel only. Decimals have a point. No story text: the table holds counts.
"""

import csv
import io

from models.vocabulary import LinkState
from service.reports.content import ReportContent, ThemeSection
from service.reports.linking import LinkLine
from service.reports.numbers import LEAST_FOR_PERCENTAGE

COLUMNS = (
    "rang",
    "thema_id",
    "versie",
    "naam",
    "naam_door",
    "omschrijving",
    "woorden",
    "verhalen",
    "verhalen_totaal",
    "aandeel_ondergrens_95",
    "aandeel_bovengrens_95",
    "stukjes",
    "stevigheid",
    "stevigheid_waarde",
    "verhalen_citeerbaar",
    "verhalen_verzonnen",
    "standaarden_bevestigd",
    "standaarden_voorgesteld",
    "encoder",
    "berekeningen",
    "datum",
)
# A spreadsheet takes a cell that starts like this for a formula (OWASP, CSV injection); the
# full-width signs are taken for their plain ones in some regions.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(content: ReportContent) -> bytes:
    """The table as bytes; without themes only the header row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for theme in content.themes:
        writer.writerow(
            [safe_cell(cell) if isinstance(cell, str) else cell for cell in _row(theme, content)]
        )
    return text.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would run it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _row(theme: ThemeSection, content: ReportContent) -> list[str | int | float | None]:
    total = content.counts.stories
    bounds = theme.interval if total >= LEAST_FOR_PERCENTAGE else None
    return [
        theme.rank,
        theme.id,
        theme.version,
        theme.label,
        "mens" if theme.label_by_person else "computer",
        theme.description,
        "; ".join(theme.words),
        theme.stories,
        total,
        round(bounds[0], 4) if bounds else None,
        round(bounds[1], 4) if bounds else None,
        theme.passages,
        theme.stability.value,
        None if theme.stability_value is None else round(theme.stability_value, 4),
        theme.quotable,
        theme.synthetic,
        _links(theme, LinkState.CONFIRMED),
        _links(theme, LinkState.PROPOSED),
        "; ".join(f"{encoder.name} {encoder.revision}" for encoder in content.encoders),
        "; ".join(str(run.id) for run in content.runs),
        content.on.isoformat(),
    ]


def _links(theme: ThemeSection, state: LinkState) -> str:
    return " | ".join(_link(link) for link in theme.links if link.state is state)


def _link(link: LinkLine) -> str:
    verdict = link.kind if link.state is LinkState.CONFIRMED else link.certainty
    known = f"{link.standard_key} {link.standard} ({link.set_short} {link.set_version})"
    return f"{known}: {verdict.lower()}" if verdict else known
