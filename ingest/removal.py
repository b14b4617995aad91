"""A word that everybody missed, taken out of a story that is published already.

Works on the published text alone: the raw one is gone. What is taken out is gone for good.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.review import occurrences
from models.errors import Problem, Rejected
from models.vocabulary import PLACEHOLDER
from models.vocabulary import PersonalDataKind as Kind

LONGEST = 200
_LEAST_LETTERS = 2
_LABEL = Kind.MARKED.label
_NUMBERED = re.compile(rf"\[{_LABEL}-([0-9]{{1,4}})\]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Removal:
    """One text without the words: where they stood (now a placeholder), and where the rest went."""

    text: str = field(repr=False)
    removed: tuple[Span, ...]
    """Places of the new placeholder, in the new text."""
    moved: tuple[Span | None, ...]
    """For every span that was given: its place in the new text; None when it was hit itself."""


def placeholder_for(*texts: str) -> str:
    """The next `[weggehaald-n]` that none of these texts has."""
    found = (number for text in texts for number in _NUMBERED.findall(text))
    return f"[{_LABEL}-{max(map(int, found), default=0) + 1}]"


def without(text: str, phrase: str, wording: str, spans: Sequence[Span]) -> Removal:
    """A text without a phrase, wherever it stands as whole words; placeholders stay whole.

    Args:
        text: the published text.
        phrase: what has to go, in any case.
        wording: what comes in its place.
        spans: half-open places that somebody remembers, to be moved along.
    """
    whole = [match.span() for match in PLACEHOLDER.finditer(text)]
    hits = [hit for hit in occurrences(text, phrase) if not _touches(hit, whole)]
    parts: list[str] = []
    removed: list[Span] = []
    done = length = 0
    for start, end in hits:
        parts += (text[done:start], wording)
        length += start - done
        removed.append((length, length + len(wording)))
        length += len(wording)
        done = end
    parts.append(text[done:])
    moved = tuple(_moved(span, hits, len(wording)) for span in spans)
    return Removal("".join(parts), tuple(removed), moved)


def check(phrase: str) -> None:
    """Refuse what cannot be a word to take out.

    Raises:
        Rejected: it is too short or too long.
    """
    letters = sum(character.isalnum() for character in phrase)
    if letters < _LEAST_LETTERS or len(phrase) > LONGEST:
        raise refused(f"Schrijf een woord van ten minste {_LEAST_LETTERS} letters.")


def refused(reason: str) -> Rejected:
    """The refusal of words that cannot be taken out, with why."""
    return Rejected(
        f"Dit kunnen wij niet weghalen. {reason}",
        code="nakijken.woord",
        problems=(Problem("#/words", reason),),
    )


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _moved(span: Span, hits: Sequence[Span], width: int) -> Span | None:
    if _touches(span, hits):
        return None
    shift = sum(width - (end - start) for start, end in hits if end <= span[0])
    return span[0] + shift, span[1] + shift
