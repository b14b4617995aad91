"""The numbers of the gap report as they may be shown: for all groups at once, so that what is
hidden is the same whatever group somebody asks for.

Beside every count stands what is left of its total: of six stories of a group of which five are in
a theme, the sixth is as much somebody as the first. Groups by role, by age and by team add up to
the same total, and so they are looked at together. A higher minimum only hides more. Two sets of
standards, two themes, or a theme and a set are not held against each other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.gaps import Counts, Group, GroupKind, per_group
from service import disclosure
from service.disclosure import ALL_TEAMS, Cell, Sum

STORIES = "verhalen"
COVERED = "met"
UNCOVERED = "zonder"
OF_SET = "met_set"
NOT_OF_SET = "zonder_set"
OTHERS = "met_andere"
IN_THEME = "in"
OUT_OF_THEME = "uit"

At = int | None
"""A group by its number; None for everybody."""
Column = dict[At, int]
Parts = tuple[tuple[str, tuple[str, str]], ...]
"""Which columns add up: a total and its two parts."""

_ALL: Parts = ((STORIES, (COVERED, UNCOVERED)),)
_ONE_SET: Parts = (
    (STORIES, (COVERED, UNCOVERED)),
    (STORIES, (OF_SET, NOT_OF_SET)),
    (COVERED, (OF_SET, OTHERS)),
    (NOT_OF_SET, (OTHERS, UNCOVERED)),
)
_THEME: Parts = ((STORIES, (IN_THEME, OUT_OF_THEME)),)


@dataclass(frozen=True)
class Told:
    """What was counted: all stories, those in a theme with a standard, those of the asked set."""

    stories: Counts
    covered: Counts
    of_set: Counts | None
    """None when no set was asked for."""
    by_theme: Mapping[str, Counts]


class Numbers:
    """Every number of the report; None where it is hidden."""

    def __init__(self, told: Told, groups: Sequence[Group], *, minimum: int) -> None:
        """Decide once what is hidden.

        Args:
            told: what was counted.
            groups: every group there can be.
            minimum: the smallest count that is shown, at least `disclosure.FEWEST_SHOWN`.
        """
        self._at = {group: number for number, group in enumerate(groups, start=1)}
        stories = self._column(told.stories)
        covered = self._part(told.covered, told.stories)
        columns = {STORIES: stories, COVERED: covered, UNCOVERED: _less(stories, covered)}
        self._counts = self._cells(columns)
        self._hidden = {
            fewest: self._hide(columns, _ALL, fewest=fewest)
            for fewest in {disclosure.FEWEST_SHOWN, minimum}
        }
        self._minimum = minimum
        self._share = COVERED
        if told.of_set is not None:
            self._share = OF_SET
            self._add_set(columns, self._part(told.of_set, told.covered))
        self._themes = {
            theme_id: self._theme(stories, self._part(counts, told.stories))
            for theme_id, counts in told.by_theme.items()
        }

    def stories(self, group: Group | None) -> int | None:
        """All stories of a group, or of all together."""
        return self._shown((self._number(group), STORIES))

    def covered(self, group: Group | None) -> int | None:
        """Stories of a group in a theme with a standard (of the set that was asked for)."""
        at = self._number(group)
        return None if self.stories(group) is None else self._shown((at, self._share))

    def in_theme(self, theme_id: str, group: Group | None) -> int | None:
        """Stories of a group that tell of a theme; hidden when it is hidden of how many."""
        if self.stories(group) is None:
            return None
        return self._themes[theme_id][self._number(group)] if theme_id in self._themes else 0

    def _shown(self, cell: Cell) -> int | None:
        return None if cell in self._out else self._counts[cell]

    @property
    def _out(self) -> set[Cell]:
        return self._hidden[disclosure.FEWEST_SHOWN] | self._hidden[self._minimum]

    def _number(self, group: Group | None) -> int | None:
        return ALL_TEAMS if group is None else self._at[group]

    def _add_set(self, columns: dict[str, Column], of: Column) -> None:
        columns = {
            **columns,
            OF_SET: of,
            NOT_OF_SET: _less(columns[STORIES], of),
            OTHERS: _less(columns[COVERED], of),
        }
        self._counts = self._cells(columns)
        for fewest, out in self._hidden.items():
            known = {
                (at, column)
                for at in (ALL_TEAMS, *self._at.values())
                for column in (STORIES, COVERED, UNCOVERED)
            } - out
            self._hidden[fewest] = out | self._hide(columns, _ONE_SET, fewest=fewest, known=known)

    def _theme(self, stories: Column, of: Column) -> dict[int | None, int | None]:
        """A theme by group, as it may be shown."""
        columns = {STORIES: stories, IN_THEME: of, OUT_OF_THEME: _less(stories, of)}
        out: set[Cell] = set()
        for fewest, hidden in self._hidden.items():
            known = {(at, STORIES) for at in stories if (at, STORIES) not in hidden}
            out |= self._hide(columns, _THEME, fewest=fewest, known=known)
        return {at: None if (at, IN_THEME) in out else count for at, count in of.items()}

    def _hide(
        self,
        columns: Mapping[str, Mapping[At, int]],
        parts: Parts,
        *,
        fewest: int,
        known: Collection[Cell] = (),
    ) -> set[Cell]:
        return disclosure.hidden(
            self._cells(columns),
            [*self._over_groups(columns), *_over_columns(columns, parts)],
            told_elsewhere=frozenset(known),
            fewest=fewest,
        )

    def _over_groups(self, columns: Collection[str]) -> list[Sum]:
        """Roles together are all stories; so are ages, and so are teams."""
        kinds = [
            [number for group, number in self._at.items() if group.kind is kind]
            for kind in GroupKind
        ]
        return [
            Sum((ALL_TEAMS, column), tuple((number, column) for number in members))
            for column in columns
            for members in kinds
            if members
        ]

    def _column(self, counts: Counts) -> Column:
        of_groups = per_group(counts)
        column: Column = {ALL_TEAMS: sum(counts.values())}
        for group, number in self._at.items():
            column[number] = of_groups.get((group.kind, group.value), 0)
        return column

    def _part(self, counts: Counts, total: Counts) -> Column:
        """A column; a story that came or went between two questions makes no impossible one."""
        return self._column({
            whose: min(count, total.get(whose, 0)) for whose, count in counts.items()
        })  # fmt: skip

    @staticmethod
    def _cells(columns: Mapping[str, Mapping[At, int]]) -> dict[Cell, int]:
        return {(at, name): count for name, of in columns.items() for at, count in of.items()}


def _over_columns(columns: Mapping[str, Mapping[At, int]], parts: Parts) -> list[Sum]:
    return [
        Sum((at, total), ((at, first), (at, second)))
        for total, (first, second) in parts
        for at in columns[total]
    ]


def _less(total: Mapping[At, int], part: Mapping[At, int]) -> Column:
    return {at: count - part[at] for at, count in total.items()}
