"""Names that an organisation always wants out of stories."""

from pydantic import Field

from service.schemas.shape import ProblemPlace, Schema, Word


class OwnNameView(Schema):
    """One listed name."""

    id: int
    kind: Word
    name: str
    organisation: str
    word: bool = Field(description="Ook een gewoon woord: gaat alleen weg met een hoofdletter")


class OwnListView(Schema):
    """Everything that is listed, and the kinds there are."""

    names: list[OwnNameView]
    kinds: list[Word]


class OwnLines(Schema):
    """Names as somebody typed or pasted them, one per line, with or without a kind before it."""

    text: str = Field(max_length=400_000)
    kind: str | None = Field(default=None, max_length=40)


class WeighedName(Schema):
    """A name that somebody wants to list, with what is known about it beforehand."""

    kind: Word
    name: str
    known: bool
    word: bool
    stories: int
    often: bool


class OwnListPreview(Schema):
    """What would be listed, and what is wrong by line; nothing has been stored."""

    names: list[WeighedName]
    problems: list[ProblemPlace]


class OwnListAdded(Schema):
    """How many names were new."""

    added: int
