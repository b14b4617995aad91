"""Slips of paper with a code for every narrator of a file, to cut out and hand over."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from models.errors import Rejected
from service import jsonl
from service.import_storing import Slip

_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Briefjes met codes</title>
<style>
body {{ font-family: sans-serif; line-height: 1.4; margin: 1rem; }}
section {{ border: 1px dashed #000; padding: 1rem; margin: 0 0 1rem; break-inside: avoid; }}
.code {{ font-family: monospace; font-size: 1.6rem; }}
</style></head><body>
{slips}
</body></html>
"""
_SLIP = """<section>
<p>Uw verhaal wacht op u. Nog niemand kan het lezen.</p>
<p>Ga naar <b>{address}</b> en vul deze code in:</p>
<p class="code">{code}</p>
<p>U ziet uw verhaal zonder namen. Dan zegt u ja of nee. Bewaar dit briefje goed.</p>
<p><small>{place}</small></p>
</section>"""


def check(path: Path) -> None:
    """See to it that the slips can be written before anything is stored.

    Raises:
        Rejected: this is no place to write to, or no file for a browser.
    """
    if path.suffix.casefold() not in {".html", ".htm"}:
        raise Rejected("Geef de briefjes een naam die eindigt op .html.", code="import.briefjes")
    if not path.parent.is_dir():
        raise Rejected(f"De map {path.parent} is er niet.", code="uitvoer.map")
    if path.exists():
        # The codes of an earlier file may stand in it, and those cannot be made again.
        raise Rejected(
            f"Het bestand {path.name} is er al. Kies een andere naam voor de briefjes.",
            code="import.briefjes",
        )


def write(path: Path, slips: Sequence[Slip], *, address: str) -> None:
    """Write the slips to a file that only its owner can read."""
    shown = (
        _SLIP.format(address=escape(f"{address}/code"), code=slip.code, place=escape(slip.place))
        for slip in slips
    )
    with jsonl.replacing(path) as temporary:
        temporary.write_text(_PAGE.format(slips="\n".join(shown)), encoding="utf-8")
