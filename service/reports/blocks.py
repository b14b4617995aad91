"""The building blocks of a report: what stands on the page, not yet how it looks."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 starts a chapter."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, with an optional name in front. `quiet` is smaller print."""

    text: str
    name: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names with values, side by side."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row. `widths` are shares of the line; the caption may be empty."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class SmallTables:
    """Tables that are small enough to stand side by side."""

    tables: tuple[Table, ...]


@dataclass(frozen=True)
class ThemeHead:
    """The heading of a theme: its place, its name, and one line on how many and how sure."""

    rank: str
    label: str
    amount: str
    stability: str
    stability_words: str


@dataclass(frozen=True)
class QuoteBlock:
    """A quote and who said it."""

    text: str = field(repr=False)
    source: str
    mark: str


@dataclass(frozen=True)
class Figure:
    """The place of the figure of all themes."""

    caption: str


Block = (
    Heading | Paragraph | Bullets | Facts | Table | SmallTables | ThemeHead | QuoteBlock | Figure
)


@dataclass(frozen=True)
class TitlePage:
    """What stands on the first page."""

    organisation: str
    kind: str
    title: str
    on: str
    banner: str
    about: str
    figures: tuple[tuple[str, str], ...]
