"""The report as an accessible PDF (PDF/UA-1), set by Typst from `report.typ`.

Everything goes in as one JSON value, so no story can ever be read as markup. Nothing is written
to disk on the way.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any

from models.errors import Unavailable
from service.reports import figure, outline
from service.reports.blocks import Block, Figure
from service.reports.content import ReportContent


def render(content: ReportContent) -> bytes:
    """The report as PDF bytes; the same content gives the same bytes.

    Raises:
        Unavailable: the page could not be set.
    """
    import typst

    template = resources.files("service.reports").joinpath("report.typ").read_bytes()
    stamp = datetime.combine(content.on, time(12), UTC)
    try:
        made = typst.compile(
            template,
            sys_inputs={"report": json.dumps(values(content), ensure_ascii=False)},
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[_fonts()]),
            # The fonts of this machine would make another PDF on another machine.
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=stamp,
        )
    except typst.TypstError:
        # `from None`: the message may show a piece of the text.
        raise Unavailable(
            "Het rapport kan nu niet als pdf worden gemaakt. Kies docx.", code="rapport.pdf"
        ) from None
    return bytes(made)


def values(content: ReportContent) -> dict[str, Any]:
    """The whole report as JSON values: all that the template gets to see."""
    return {
        "date": content.on.isoformat(),
        "page": asdict(outline.title_page(content)),
        "blocks": [_block(block, content) for block in outline.blocks(content)],
    }


def _block(block: Block, content: ReportContent) -> dict[str, Any]:
    values = {"block": type(block).__name__, **asdict(block)}
    if isinstance(block, Figure):
        values |= {
            "svg": figure.draw(content, kind="svg").decode(),
            "alt": figure.describe(content),
            "shapes": figure.shapes(content),
        }
    return values


def _fonts() -> Path:
    """Matplotlib's fonts: DejaVu Sans has the signs that Typst's own text font lacks."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"
