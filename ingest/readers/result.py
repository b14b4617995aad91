"""What reading a file gives: drafts, everything wrong with it, its columns and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.drafts import Draft
from models.errors import Problem
from models.vocabulary import Layout, QuestionKind


@dataclass(frozen=True)
class AskedOption:
    """One option of a question, one anchor of a scale, or one eliciting question."""

    key: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A question as the file knows it. `key` is the key of its answers in `Draft.answers`.

    `certain` is False when only the cells point to this kind: a person says so first, see
    `ReadingOptions.answers`. The options of a triad are its three anchors in the order of the
    shares; those of a dyad its two ends, left first.
    """

    key: str
    kind: QuestionKind
    text: str = field(repr=False)
    options: tuple[AskedOption, ...] = ()
    write_in: bool = False
    most: int | None = None
    certain: bool = True


@dataclass(frozen=True)
class ReadResult:
    """Store nothing when there are problems: a file comes in as a whole or not at all.

    An answer in `Draft.answers` is, by the kind of its question: three shares for a triad, 0 to
    100 for a dyad, an option key for a choice, a list of option keys for a multiple choice, words
    for an open question. Words written in beside a choice: `{"option": key or None, "other":
    words}` or `{"options": [keys], "other": words}`. None is "niet van toepassing". A question
    that was left empty is not in `answers` at all.
    """

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()
    prompts: tuple[AskedOption, ...] = ()
    """Eliciting questions; `Draft.prompt` is the key of one of them."""
    form_title: str = ""
    notes: tuple[str, ...] = ()
    """What was left out or chosen, in Dutch sentences for the person who imports."""


@dataclass(frozen=True)
class ColumnPreview:
    """A column without what stands in it: its name, use, and how long its first cells are.

    `use` is a field (`tekst`, `titel`, `rol`, ...), `vraag` when answers stand in it, `niet` when
    it is not read, or `persoon` when it is never read: e-mail, name, address of a computer.
    """

    name: str
    use: str
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a file seems to be, before anything of it is stored or shown."""

    layout: Layout
    columns: tuple[ColumnPreview, ...]
    mapping: Mapping[str, str]
    """Field -> column: what would be read. Empty where a layout has no columns."""
    questions: tuple[Asked, ...]
    problems: tuple[Problem, ...]
    stories: int
    """How many stories can be read, those with problems not counted."""
    notes: tuple[str, ...] = field(default=())
    answers: Mapping[str, QuestionKind] | None = None
    """How the questions were read, when that was proved while looking."""
