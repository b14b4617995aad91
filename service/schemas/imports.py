"""Files that are read in, as an administrator follows them; never a word of a story."""

from datetime import datetime

from pydantic import Field

from service.schemas.shape import ProblemPlace, Schema, Word


class ImportColumn(Schema):
    """A column of a file: its name, what it is read as, and how long its first cells are."""

    name: str
    use: str
    lengths: list[int]


class ImportQuestion(Schema):
    """A question of a file, and whether the form has it."""

    key: str
    text: str
    kind: Word
    in_form: bool
    certain: bool = Field(description="Niet waar als alleen de cellen op deze soort wijzen")


class ImportPreview(Schema):
    """What reading a file would give; nothing is stored."""

    layout: Word
    stories: int
    columns: list[ImportColumn]
    questions: list[ImportQuestion]
    left_out: list[str] = Field(description="Vragen die niet in het formulier staan")
    notes: list[str]
    problems: list[ProblemPlace]


class ImportView(Schema):
    """One file on its way in; readers see nothing of it before it is in as a whole."""

    id: str
    team_id: int
    layout: Word
    state: Word
    approved: bool
    purposes: list[Word]
    rows: int
    done: int
    already_known: int
    stored: int
    started_at: datetime


class ImportLayoutView(Schema):
    """How a kind of file is read, under a name."""

    name: str
    layout: Word
    columns: dict[str, str] = Field(description="Veld en de kolom waar het in staat")
