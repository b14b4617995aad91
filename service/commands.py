"""The longer commands of the command line: writing a report."""

from pathlib import Path

from models.base import today
from models.errors import Rejected
from service import jsonl
from service.screen import say
from service.start import prepare
from service.wiring import House

FORMATS = ("docx", "pdf", "csv")


def write_report(house: House, *, theme: str, format: str, out: Path | None) -> None:
    """Write a theme report to a file. Its themes are kept under the versions that it names.

    Args:
        house: the house.
        theme: `all`, the id of a theme, or `ID@VERSION` for a theme as it was.
        format: `docx`, `pdf` or `csv`.
        out: where to; None for a name with today's date in this folder.

    Raises:
        Rejected: the format is not known.
        NotFound: the theme is not known, or nothing is kept under that version.
    """
    from service.reports import content, csv_file, docx, pdf

    renderers = {"docx": docx.render, "pdf": pdf.render, "csv": csv_file.render}
    if format not in renderers:
        raise Rejected(
            f"Het formaat “{format}” bestaat niet. Kies {', '.join(FORMATS)}.",
            code="rapport.formaat",
        )
    prepare(house)
    with house.database.writing() as session:
        report = content.build(
            session,
            None if theme == "all" else [theme],
            organisation=house.settings.organisation,
            on=today(),
        )
    path = out or Path(f"themarapport-{today().isoformat()}.{format}")
    with jsonl.replacing(path) as temporary:
        temporary.write_bytes(renderers[format](report))
    say(f"Het rapport staat in {path}.")
