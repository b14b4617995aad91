"""A text put together again with its placeholders, and the place of each on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.vocabulary import PersonalDataKind as Kind


@dataclass(frozen=True)
class Replacement:
    """One placeholder: where it came in the input, and where it stands in the output."""

    start: int
    end: int
    kind: Kind
    placeholder: str = field(repr=False)  # may be a wording of the narrator's own
    rule: str
    out_start: int
    out_end: int


@dataclass(frozen=True)
class Pseudonymised:
    """A text without the personal data that was found, and every replacement in reading order."""

    text: str = field(repr=False)
    replacements: tuple[Replacement, ...]


def rebuilt(source: str, entries: Iterable[tuple[int, int, Kind, str, str]]) -> Pseudonymised:
    """Put replacements `(start, end, kind, wording, rule)` into a text and count the places."""
    parts: list[str] = []
    replacements: list[Replacement] = []
    done = 0
    length = 0
    for start, end, kind, wording, rule in sorted(entries):
        parts += (source[done:start], wording)
        length += start - done
        replacements.append(
            Replacement(start, end, kind, wording, rule, length, length + len(wording))
        )
        length += len(wording)
        done = end
    parts.append(source[done:])
    return Pseudonymised("".join(parts), tuple(replacements))
