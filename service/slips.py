"""Slips of paper with a code, to cut out and hand over.

They are on disk before what they open is stored: a break leaves no story without its slip. It may
leave slips that open nothing; the next attempt writes over those, and over no other file.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from html import escape
from pathlib import Path

import segno
from sqlalchemy import select

from models.errors import Rejected, Unavailable, VertelpuntError
from models.group_tellings import GroupVoice
from models.stories import Receipt
from service import codes, jsonl
from service.form.pages import in_dutch
from service.import_storing import Slip
from service.wiring import House

Write = Callable[[Iterable[str]], None]

_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Briefjes met codes</title>
<meta name="briefjes" content="{mark}">
<style>
body {{ font-family: sans-serif; line-height: 1.4; margin: 1rem; }}
section {{ border: 1px dashed #000; padding: 1rem; margin: 0 0 1rem; break-inside: avoid; }}
img {{ float: right; margin-left: 1rem; }}
.code {{ font-family: monospace; font-size: 1.6rem; }}
</style></head><body>
{slips}
</body></html>
"""
_OWN_STORY = """<section>
<p>Uw verhaal wacht op u. Nog niemand kan het lezen.</p>
<p>Ga naar <b>{address}</b> en vul deze code in:</p>
<p class="code">{code}</p>
<p>U ziet uw verhaal zonder namen. Dan zegt u ja of nee. Bewaar dit briefje goed.</p>
<p><small>{place}</small></p>
</section>"""
_GROUP = """<section>
<img src="{picture}" width="150" height="150" alt="Vierkant met uw code, voor uw telefoon">
<p>U was bij ons gesprek. Er is een verslag van gemaakt. Niemand leest het zonder uw ja.</p>
<p>Ga naar <b>{address}</b> en vul deze code in:</p>
<p class="code">{code}</p>
<p>Dat kan tot en met {until}. Zegt niet iedereen ja? Dan wissen wij het verslag.</p>
<p>Bewaar dit briefje goed. U kunt later nog iets laten weghalen.</p>
<p><small>Briefje {number}</small></p>
</section>"""
_CODE = re.compile(r'<p class="code">([0-9A-Z-]{19})</p>')


class Html(str):
    """HTML of our own, in which everything from elsewhere is escaped; templates leave it so."""

    __slots__ = ()

    def __html__(self) -> "Html":
        """What a template asks of HTML before it would escape it."""
        return self


@contextmanager
def on_paper(house: House, path: Path) -> Iterator[Write]:
    """What writes slips to a file that only its owner can read.

    To be called in the transaction that stores the codes, as its last act. Called again it writes
    the file anew. When the block is broken off, slips that open nothing are taken away again.

    Raises:
        Rejected: this is no place to write to, no file for a browser, or something stands in it.
    """
    _check(house, path)
    try:
        yield partial(_write, path, _mark(house))
    except BaseException:
        # A commit may have come through even so: then the slips stay, and when we cannot tell too.
        with suppress(VertelpuntError):
            if _opens_nothing(house, path):
                path.unlink()
        raise


def for_own_story(slip: Slip, *, address: str) -> str:
    """The slip for the narrator of one story of a file."""
    return _OWN_STORY.format(address=escape(address), code=slip.code, place=escape(slip.place))


def for_group(number: int, code: str, *, address: str, until: date) -> Html:
    """The slip for one of the people who were at a session: a code, its picture, the last day."""
    slip = _GROUP.format(
        picture=_picture(code, address),
        address=escape(address),
        code=escape(code),
        until=in_dutch(until),
        number=number,
    )
    return Html(slip)


def _check(house: House, path: Path) -> None:
    if path.suffix.casefold() not in {".html", ".htm"}:
        raise Rejected("Geef de briefjes een naam die eindigt op .html.", code="briefjes.naam")
    if not path.parent.is_dir():
        raise Rejected(f"De map {path.parent} is er niet.", code="uitvoer.map")
    if path.exists() and not _opens_nothing(house, path):
        # The codes of an earlier file may stand in it, and those cannot be made again.
        raise Rejected(
            f"Het bestand {path.name} is er al. Kies een andere naam voor de briefjes.",
            code="briefjes.naam",
        )


def _write(path: Path, mark: str, slips: Iterable[str]) -> None:
    page = _PAGE.format(mark=mark, slips="\n".join(slips))
    try:
        with jsonl.replacing(path) as temporary:
            temporary.write_text(page, encoding="utf-8")
            _on_disk(temporary)
        _on_disk(path.parent)
    except (OSError, Rejected):
        raise Unavailable(
            "De briefjes kunnen hier niet worden opgeschreven. Er is niets opgeslagen. Maak ruimte "
            "op de schijf, of kies een andere map.",
            code="briefjes.schijf",
        ) from None


def _on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opens_nothing(house: House, path: Path) -> bool:
    """True for slips of this house of which no code was ever stored: an attempt was broken off."""
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if f'content="{_mark(house)}"' not in page:
        return False
    written = {code.locator: code for code in map(codes.parse, _CODE.findall(page)) if code}
    queries = (
        select(Receipt.locator, Receipt.secret_hash).where(Receipt.locator.in_(written)),
        select(GroupVoice.locator, GroupVoice.secret_hash).where(GroupVoice.locator.in_(written)),
    )
    with house.database.reading() as session:
        return not any(
            codes.verify(written[locator], secret_hash, house.sealer)
            for query in queries
            for locator, secret_hash in session.execute(query).tuples()
        )


def _mark(house: House) -> str:
    """Tells slips of this house from those of another, whose codes are not known here."""
    return house.sealer.fingerprint("briefjes")[:16]


def _picture(code: str, address: str) -> str:
    """The code as a picture: plain words, so that no address ever holds a code."""
    words = f"Mijn code van Vertelpunt: {code} (in te vullen op {address})"
    picture: str = segno.make(words, error="m", micro=False).svg_data_uri(scale=4, border=2)
    return picture
