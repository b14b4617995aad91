"""Write-ups of sessions: what goes in, the codes that come out once, and how far a group is."""

from datetime import date

from pydantic import Field

from service.schemas.shape import Schema, Word


class NewGroupTelling(Schema):
    """What was written of a session, and how many people were there."""

    team_id: int
    people: int
    title: str = Field(default="", max_length=400)
    text: str = Field(max_length=40_000)


class NumberedCode(Schema):
    """A code for one person, with the number on their slip of paper."""

    number: int
    code: str


class GroupTellingCreated(Schema):
    """A write-up that waits for everybody who was there. The codes are given this once."""

    id: str
    expires_on: date
    paragraphs: int
    replaced: int
    """How many times something stands in place of a name or another personal thing."""
    code_address: str
    """Where a code is typed."""
    codes: list[NumberedCode]


class GroupTellingRow(Schema):
    """How far a group is; not who said what, and no word of the write-up."""

    id: str
    team: str
    state: Word
    received_on: date
    expires_on: date | None
    voices: int
    answered: int


class GroupTellingList(Schema):
    """Every write-up, the latest first."""

    group_tellings: list[GroupTellingRow]


class CodeRequest(Schema):
    """The number of a slip of paper that was lost."""

    number: int
