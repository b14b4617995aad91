"""Sets of standards in their versions: what there is, what differs, and what an upload did."""

from datetime import datetime

from pydantic import Field

from service.schemas.shape import Schema, Word
from service.schemas.standards import StandardSetView


class SetVersion(Schema):
    """One version of a set, newest last in a list of them."""

    version: str
    name: str
    standards: int
    current: bool
    created_at: datetime | None
    created_by: str | None
    retired_at: datetime | None
    retired_by: str | None
    retired_reason: str


class StandardSetPage(Schema):
    """One version of a set with all it says, and which versions there are."""

    set: StandardSetView
    versions: list[SetVersion]


class StandardBrief(Schema):
    """A standard by key, title and how well its text is known."""

    key: str
    title: str
    status: Word


class FieldDifference(Schema):
    """A field that is not the same in two versions."""

    name: str
    label: str
    before: str
    after: str


class ChangedStandardView(Schema):
    """A standard that both versions have, with what is different."""

    key: str
    title: str
    changes: list[FieldDifference]


class SetDifference(Schema):
    """What a newer version of a set has, lacks or says otherwise than an older one."""

    added: list[StandardBrief]
    removed: list[StandardBrief]
    changed: list[ChangedStandardView]
    unchanged: list[StandardBrief]
    of_set: list[FieldDifference]


class SetUploaded(Schema):
    """What an upload did, or would do: nothing is half stored."""

    stored: bool
    known: bool = Field(description="Deze versie was er al, met dezelfde inhoud")
    in_use: bool = Field(
        description="Niet waar als de versie er al was en vervangen of vervallen is"
    )
    key: str
    version: str
    name: str
    status: Word
    standards: int
    before: str | None = Field(description="De versie waar deze voor in de plaats komt")
    links_kept: int = Field(description="Koppelingen die meegaan zoals ze waren")
    links_again: int = Field(description="Koppelingen waar mensen opnieuw naar moeten kijken")
    difference: SetDifference | None


class Retirement(Schema):
    """Why a set is taken out of use."""

    reason: str = Field(max_length=1_000)
