"""How a file is read: chosen by a person, kept under a name for the next file of that kind."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy.orm import Session

from ingest.readers import opening
from ingest.readers.checking import MAX_STREAMED_BYTES
from ingest.readers.options import ReadingOptions, Split
from ingest.readers.result import Preview
from models import import_batches
from models.errors import Problem, Rejected
from models.import_batches import ImportLayout
from models.vocabulary import Layout, QuestionKind

_BLOCK = 1 << 20


@dataclass(frozen=True)
class How:
    """Everything a person chose about reading one file; the defaults let the file speak."""

    layout: Layout | None = None
    mapping: Mapping[str, str] | None = None
    options: ReadingOptions = field(default_factory=ReadingOptions)

    def kept(self) -> dict[str, Any]:
        """As it is stored; what describes one file only is left out."""
        answers = self.options.answers
        return {
            "columns": dict(self.mapping or {}),
            "delimiter": self.options.delimiter,
            "sheet": self.options.sheet,
            "split": self.options.split,
            "per_speaker": self.options.per_speaker,
            "answers": None if answers is None else {k: v.value for k, v in answers.items()},
        }

    def words(self) -> list[object]:
        """Everything that decides how the file is read, to tell one reading from another."""
        described = (self.options.form, self.options.annotations)
        hashes = [hashlib.sha256(one).hexdigest() if one else "" for one in described]
        return [self.layout, sorted(self.kept().items(), key=lambda one: one[0]), hashes]


def read_as(kept: ImportLayout, *, over: How | None = None) -> How:
    """A kept layout, with what is chosen now going before it."""
    now = over or How()
    stored = kept.mapping
    answers = stored.get("answers")
    options = ReadingOptions(
        form=now.options.form,
        annotations=now.options.annotations,
        delimiter=now.options.delimiter or stored.get("delimiter"),
        sheet=now.options.sheet or stored.get("sheet"),
        split=now.options.split or cast(Split | None, stored.get("split")),
        per_speaker=now.options.per_speaker or bool(stored.get("per_speaker")),
        answers=now.options.answers
        or (None if answers is None else {k: QuestionKind(v) for k, v in answers.items()}),
    )
    columns = {**stored.get("columns", {}), **(now.mapping or {})}
    return How(now.layout or kept.layout, columns or None, options)


def named(session: Session, name: str, *, over: How | None = None) -> How:
    """A layout by its name: one that ships, or one that was kept.

    Raises:
        NotFound: neither is called so.
    """
    wanted = name.strip().casefold()
    now = over or How()
    for layout in Layout:
        if wanted == layout.value:
            return How(layout, now.mapping, now.options)
    return read_as(import_batches.layout_named(session, name), over=now)


def keep(
    session: Session, name: str, how: How, *, seen: Preview, account_id: int | None = None
) -> ImportLayout:
    """Keep how a file is read under a name.

    Raises:
        Rejected: the name is empty, too long, or that of a layout that ships.
    """
    if name.strip().casefold() in {layout.value for layout in Layout}:
        message = "Deze naam is al van een soort bestand. Kies een andere naam."
        raise Rejected(message, code="indeling.naam", problems=(Problem("indeling", message),))
    mapping = how.kept()
    mapping["columns"] = dict(seen.mapping) or mapping["columns"]
    return import_batches.save_layout(
        session, name, layout=seen.layout, mapping=mapping, account_id=account_id
    )


def preview(path: Path, how: How, *, proved: opening.Proved | None = None) -> Preview:
    """What reading a file would give; not one word of a story is in it.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    return opening.preview(
        path, mapping=how.mapping, layout=how.layout, options=how.options, proved=proved
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of the beginning of one that is too large to be read in any layout.

    Raises:
        Rejected: it is not there, or may not be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while file.tell() <= MAX_STREAMED_BYTES and (block := file.read(_BLOCK)):
                digest.update(block)
    except OSError:
        raise Rejected(
            "Dit bestand is er niet, of het mag niet worden gelezen.", code="import.ontbreekt"
        ) from None
    return digest.hexdigest()
