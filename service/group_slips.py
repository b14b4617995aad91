"""Slips of paper with a code for everybody who was at a session, to cut out and hand over."""

from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path

import segno

from models.errors import Rejected
from service import jsonl
from service.form.pages import in_dutch

_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Briefjes met codes</title>
<style>
body {{ font-family: sans-serif; line-height: 1.4; margin: 1rem; }}
section {{ border: 1px dashed #000; padding: 1rem; margin: 0 0 1rem; break-inside: avoid; }}
img {{ float: right; margin-left: 1rem; }}
.code {{ font-family: monospace; font-size: 1.6rem; }}
</style></head><body>
{slips}
</body></html>
"""
_SLIP = """<section>
<img src="{picture}" width="150" height="150" alt="Vierkant met uw code, voor uw telefoon">
<p>U was bij ons gesprek. Er is een verslag van gemaakt. Niemand leest het zonder uw ja.</p>
<p>Ga naar <b>{address}</b> en vul deze code in:</p>
<p class="code">{code}</p>
<p>Dat kan tot en met {until}. Zegt niet iedereen ja? Dan wissen wij het verslag.</p>
<p>Bewaar dit briefje goed. U kunt later nog iets laten weghalen.</p>
<p><small>Briefje {number}</small></p>
</section>"""


def check(path: Path) -> None:
    """See to it that the slips can be written before anything is stored.

    Raises:
        Rejected: this is no place to write to, or no file for a browser.
    """
    if path.suffix.casefold() not in {".html", ".htm"}:
        raise Rejected("Geef de briefjes een naam die eindigt op .html.", code="verslag.briefjes")
    if not path.parent.is_dir():
        raise Rejected("De map voor de briefjes is er niet.", code="uitvoer.map")


def write(path: Path, codes: Mapping[int, str], *, address: str, until: date) -> None:
    """Write slips, by number, to a file that only its owner can read."""
    slips = "\n".join(
        slip(number, code, address=address, until=until) for number, code in codes.items()
    )
    with jsonl.replacing(path) as temporary:
        temporary.write_text(_PAGE.format(slips=slips), encoding="utf-8")


def slip(number: int, code: str, *, address: str, until: date) -> str:
    """One slip as HTML: a section with the code, its picture and the last day."""
    return _SLIP.format(
        picture=_picture(code, address),
        address=escape(address),
        code=escape(code),
        until=in_dutch(until),
        number=number,
    )


def _picture(code: str, address: str) -> str:
    """The code as a picture: plain words, so that no address ever holds a code."""
    words = f"Mijn code van Vertelpunt: {code} (in te vullen op {address})"
    picture: str = segno.make(words, error="m", micro=False).svg_data_uri(scale=4, border=2)
    return picture
