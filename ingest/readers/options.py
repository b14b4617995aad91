"""How a file is to be read, where the file itself leaves a choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.vocabulary import QuestionKind

Split = Literal["kop", "tabel", "geheel"]
"""A document by its headings, by the rows of its table, or as one story."""


@dataclass(frozen=True)
class ReadingOptions:
    """Every choice a person can make; the defaults let the file speak.

    `form` is the content of what describes the questions: a NarraFirma form file, or the
    definition (JSON) of SenseMaker. `annotations` is the third file of NarraFirma.
    """

    form: bytes | None = field(default=None, repr=False)
    annotations: bytes | None = field(default=None, repr=False)
    delimiter: str | None = None
    sheet: str | None = None
    split: Split | None = None
    """Of a document; None takes a table with a column for the story, or else the headings."""
    per_speaker: bool = False
    """Of subtitles: a story for each speaker, instead of one for the whole conversation."""
    answers: Mapping[str, QuestionKind] | None = None
    """Key of a question -> its kind: read these answers. None reads what is certain."""
