"""The themes as one CSV table, one row per theme, for who wants to count further.

RFC 4180 (comma, CRLF, doubled quotes) in UTF-8 with a byte order mark: R, SPSS, pandas and
LibreOffice read it as it is; in a Dutch Excel one chooses Gegevens > Uit tekst/CSV. A `;` would
open by itself in a Dutch Excel only. Decimals have a point. No story text, only counts.
`stand_op` is the day of a theme: its name, rules and passages are of then, its counts of today.
"""

import csv
import io

from service.reports.content import ReportContent, ThemeSection
from service.reports.linking import LinkLine
from service.reports.numbers import LEAST_FOR_PERCENTAGE

COLUMNS = (
    "rang",
    "thema_id",
    "versie",
    "stand_op",
    "naam",
    "stevigheid",
    "stevigheid_waarde",
    "staat",
    "starthema",
    "naam_door",
    "omschrijving",
    "wat_hoort_erbij",
    "wat_niet",
    "woorden",
    "verhalen",
    "verhalen_totaal",
    "aandeel_ondergrens_95",
    "aandeel_bovengrens_95",
    "stukjes",
    "stukjes_teruggenomen",
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
        (theme.then.on if theme.then else content.on).isoformat(),
        theme.label,
        theme.stability.value,
        None if theme.stability_value is None else round(theme.stability_value, 4),
        theme.state.lower() or "in gebruik",
        "ja" if theme.starter else "nee",
        "mens" if theme.label_by_person else "starthema" if theme.starter else "computer",
        theme.description,
        theme.include_rule,
        theme.exclude_rule,
        "; ".join(theme.words),
        theme.stories,
        None if theme.then else total,
        round(bounds[0], 4) if bounds else None,
        round(bounds[1], 4) if bounds else None,
        theme.passages,
        theme.then.taken_back if theme.then else None,
        theme.quotable,
        theme.synthetic,
        _links(theme, by_people=True),
        _links(theme, by_people=False),
        "; ".join(f"{encoder.name} {encoder.revision}" for encoder in content.encoders),
        "; ".join(str(run.id) for run in content.runs),
        content.on.isoformat(),
    ]


def _links(theme: ThemeSection, *, by_people: bool) -> str:
    return " | ".join(_link(link) for link in theme.links if link.by_people is by_people)


def _link(link: LinkLine) -> str:
    verdict = "; ".join(part for part in (link.certainty, link.kind) if part)
    where = "; ".join(
        part for part in (f"{link.set_short} {link.set_version}", link.source) if part
    )
    known = f"{link.standard_key} {link.standard} ({where})"
    return f"{known}: {verdict.lower()}" if verdict else known
