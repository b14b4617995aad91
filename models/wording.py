"""A sentence with values in it: Dutch as it stands, and to be said again in another language.

Whoever raises an error or fills in a page writes Dutch. What a narrator reads may be in another
language, and that is only known where the page is made. So the sentence keeps its values apart.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Worded(str):
    """A Dutch sentence that knows what it was made of: `{name}` stands for a value."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """The sentence in Dutch; a value is a text, a number, a day or another `Worded`."""
        filled = {name: _in_dutch(value) for name, value in values.items()}
        sentence = super().__new__(cls, cls.begun(template.format(**filled)))
        sentence.template, sentence.values = template, values
        return sentence

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process as template and values: the sentence itself may hold braces."""
        return _again, (type(self), self.template, self.values)

    @staticmethod
    def begun(sentence: str) -> str:
        """The sentence as it begins where it stands."""
        return sentence


class Inner(Worded):
    """A sentence inside another one: it begins with a small letter."""

    @staticmethod
    def begun(sentence: str) -> str:
        """With a small letter."""
        return sentence[:1].lower() + sentence[1:]


def listed(parts: Sequence[str], joined: str) -> Worded:
    """Parts one after another, with something between them that may be in another language too."""
    row = {f"part{at}": part for at, part in enumerate(parts)}
    row |= {f"then{at}": Worded(joined) for at in range(1, len(parts))}
    template = "".join(f"{{then{at}}}{{part{at}}}" if at else "{part0}" for at in range(len(parts)))
    return Worded(template, **row)


def _again(kind: type[Worded], template: str, values: dict[str, object]) -> Worded:
    return kind(template, **values)


def _in_dutch(value: object) -> str:
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
