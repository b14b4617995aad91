"""A stretch of text that points to a person: where it is, of what kind, by which rule."""

from typing import NamedTuple

from models.vocabulary import PersonalDataKind


class Mention(NamedTuple):
    """Half-open code-point offsets into the text that was searched. Holds no text itself."""

    start: int
    end: int
    kind: PersonalDataKind
    rule: str
    label: str = ""
