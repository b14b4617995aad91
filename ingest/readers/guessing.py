"""What the cells of a column point to: a choice, several, a scale, or words. A person decides.

Only words that occur more than once can become an option: what one person wrote is nobody's
choice but that person's, and goes through the gate as own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.readers.answering import CHECK_WORDS, at, fold
from ingest.readers.sheets import Sheet
from models.vocabulary import QuestionKind

_MOST_VALUES = 1_000
_MOST_TOGETHER = 100_000
_LONGEST_VALUE = 200
_LONGEST_OPTION = 80
MOST_OPTIONS = 20
_SHOWN = 50
_COVERED = 0.8
_SCALE_FROM = 12
_FILES = (
    ".m4a", ".mp3", ".wav", ".ogg", ".oga", ".amr", ".aac", ".3gp", ".opus", ".mp4", ".webm",
    ".jpg", ".jpeg", ".png", ".pdf",
)  # fmt: skip


@dataclass
class Facts:
    """What was counted of one column; `values` is None when there were too many or too long."""

    filled: int = 0
    longest: int = 0
    values: dict[str, int] | None = field(default_factory=dict, repr=False)
    first: list[str] = field(default_factory=list, repr=False)

    @property
    def holds_checks(self) -> bool:
        """True when every cell says yes or no."""
        return self.values is not None and all(fold(value) in CHECK_WORDS for value in self.values)

    @property
    def holds_files(self) -> bool:
        """True when most cells name a recording or a picture."""
        files = [value for value in self.first if value.casefold().endswith(_FILES)]
        return bool(files) and len(files) * 2 > len(self.first)


@dataclass(frozen=True)
class Guess:
    """What a column seems to be, with the words of its options and what parts them."""

    kind: QuestionKind
    options: tuple[str, ...] = field(default=(), repr=False)
    mark: str = ""
    write_in: bool = False


def facts_of(sheet: Sheet) -> list[Facts]:
    """Count the cells of every column, within bounds whatever the length of the table."""
    facts = [Facts() for _ in sheet.columns]
    most = max(50, min(_MOST_VALUES, _MOST_TOGETHER // max(1, len(facts))))
    for _, cells in sheet.rows():
        for position, fact in enumerate(facts):
            text = at(cells, position)
            if text:
                _count(fact, text, most)
    return facts


def _count(fact: Facts, text: str, most: int) -> None:
    fact.filled += 1
    fact.longest = max(fact.longest, len(text))
    if len(fact.first) < _SHOWN:
        fact.first.append(text[:_LONGEST_VALUE])
    if fact.values is None:
        return
    if len(text) > _LONGEST_VALUE or (text not in fact.values and len(fact.values) >= most):
        fact.values = None
        return
    fact.values[text] = fact.values.get(text, 0) + 1


def guess(facts: Facts, marks: Sequence[str] = ()) -> Guess:
    """What the cells of a column point to.

    Args:
        facts: what was counted.
        marks: what may stand between several options in one cell.
    """
    values = facts.values
    if not values:
        return Guess(QuestionKind.TEXT)
    if len(values) > _SCALE_FROM and all(_on_scale(value) for value in values):
        return Guess(QuestionKind.DYAD)
    for mark in marks:
        counts = _parts(values, mark)
        with_mark = sum(count for value, count in values.items() if mark.strip() in value)
        if with_mark * 10 >= facts.filled and (found := _repeated(counts)) is not None:
            return Guess(QuestionKind.CHOICES, found, mark, len(found) < len(counts))
    found = _repeated(values)
    if found is None:
        return Guess(QuestionKind.TEXT)
    return Guess(QuestionKind.CHOICE, found, write_in=len(found) < len(values))


def options_in(facts: Facts, mark: str = "") -> tuple[str, ...]:
    """The words that occur more than once, when a person has said that they are options."""
    values = facts.values or {}
    counts = _parts(values, mark) if mark else values
    return tuple(value for value, count in counts.items() if count > 1)[:MOST_OPTIONS]


def _parts(values: dict[str, int], mark: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value, count in values.items():
        for part in dict.fromkeys(part.strip() for part in value.split(mark)):
            if part:
                counts[part] = counts.get(part, 0) + count
    return counts


def _repeated(counts: dict[str, int]) -> tuple[str, ...] | None:
    """The options, if what occurs more than once explains nearly all cells."""
    found = tuple(value for value, count in counts.items() if count > 1)
    covered = sum(counts[value] for value in found)
    enough = covered >= _COVERED * sum(counts.values())
    short = all(len(value) <= _LONGEST_OPTION for value in found)
    return found if found and enough and short and len(found) <= MOST_OPTIONS else None


def _on_scale(value: str) -> bool:
    plain = value.replace(",", ".", 1)
    whole, _, rest = plain.partition(".")
    return (
        whole.isascii()
        and whole.isdigit()
        and (not rest or (rest.isascii() and rest.isdigit()))
        and len(whole) <= 3
        and float(plain) <= 100
    )
