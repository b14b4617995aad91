"""What every closed word list of the field is made of."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored value with the Dutch words that a person sees."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored value and its Dutch label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
