"""Small numbers are not shown, and cannot be worked out from the numbers beside them.

A count of one to four stories may point at people. Hiding it is not enough: when all other parts
of a total are shown, so is the hidden one (the total minus the rest). Then a second number goes
too, until no hidden small number follows from what is shown. None (0) points at nobody and stays,
unless there is nothing else to hide behind.

This guards numbers against other numbers of the same table. It does not make somebody unknown to
who may read the stories themselves.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

FEWEST_SHOWN = 5
MOST_UNKNOWN = 1_500
"""So many hidden numbers that hang together can still be checked within a second or two."""
ALL_TEAMS = None

Cell = tuple[int | None, str]
"""A number of a team (None: of all teams) in a period: a month, a quarter, or what comes to it."""

_ALMOST_ONE = 1 - 1e-8


@dataclass(frozen=True)
class Sum:
    """A total that is shown beside the parts that it is the sum of."""

    total: Cell
    parts: tuple[Cell, ...]


def hidden(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum],
    *,
    told_elsewhere: Set[Cell] = frozenset(),
    fewest: int = FEWEST_SHOWN,
) -> set[Cell]:
    """Which cells of a table stay hidden.

    Args:
        counts: all cells, totals included.
        sums: which cells add up to which; every cell of these is in `counts`.
        told_elsewhere: cells that are shown on another page, so that hiding them is for nothing.
        fewest: the smallest count that is shown; a smaller one but none is small.

    Returns:
        Every small cell that is not told elsewhere, and what has to go with them. Of a table that
        is too large to check, nothing is shown per team.
    """
    out = {cell for cell, count in counts.items() if _small(count, fewest)} - told_elsewhere
    while True:
        _hide_beside(counts, sums, told_elsewhere, out, fewest)
        worked_out = _worked_out(sums, out)
        if worked_out is None:
            return out | {cell for cell in counts if cell[0] is not ALL_TEAMS}
        given_away = [cell for cell in worked_out if _small(counts[cell], fewest)]
        more = {
            gone for cell in given_away for gone in _cover(cell, counts, sums, told_elsewhere, out)
        }
        if not more:
            return out
        out |= more


def _small(count: int, fewest: int) -> bool:
    return 0 < count < fewest


def _hide_beside(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum],
    kept: Set[Cell],
    out: set[Cell],
    fewest: int,
) -> None:
    """Add to `out` until no single sum gives a hidden number, or a few together, away."""
    changed = True
    while changed:
        changed = False
        for one in sums:
            while _is_bare(one, counts, out, fewest) and (
                more := _next_to_go(one, counts, kept, out)
            ):
                out |= more
                changed = True


def _is_bare(one: Sum, counts: Mapping[Cell, int], out: Set[Cell], fewest: int) -> bool:
    """Whether this sum alone tells a hidden number, or that a few hidden parts are few."""
    gone = [cell for cell in one.parts if cell in out]
    if one.total in out:
        return not gone
    return len(gone) == 1 or (bool(gone) and _small(sum(counts[cell] for cell in gone), fewest))


def _next_to_go(one: Sum, counts: Mapping[Cell, int], kept: Set[Cell], out: Set[Cell]) -> set[Cell]:
    """What to hide of a sum: its smallest shown part, else the total, else the zeros."""
    shown = [cell for cell in one.parts if cell not in out and cell not in kept]
    filled = [cell for cell in shown if counts[cell]]
    if filled:
        return {min(filled, key=lambda cell: (counts[cell], _order(cell)))}
    if one.total not in out and one.total not in kept:
        return {one.total}
    return set(shown)


def _cover(
    cell: Cell, counts: Mapping[Cell, int], sums: Sequence[Sum], kept: Set[Cell], out: Set[Cell]
) -> set[Cell]:
    """What to hide beside a cell that several sums together give away."""
    for one in sums:
        if cell == one.total or cell in one.parts:
            more = _next_to_go(one, counts, kept, out)
            if more:
                return more
    return set()


def _worked_out(sums: Sequence[Sum], out: Set[Cell]) -> list[Cell] | None:
    """The hidden cells for which the sums together leave one value only, in a fixed order.

    None when more hidden cells hang together than can be checked while somebody waits.
    """
    found: list[Cell] = []
    equations = [_unknowns(one, out) for one in sums]
    for group in _linked([equation for equation in equations if equation]):
        cells = sorted({cell for equation in group for cell in equation}, key=_order)
        if len(cells) > MOST_UNKNOWN:
            return None
        at = {cell: column for column, cell in enumerate(cells)}
        rows = np.zeros((len(group), len(cells)))
        for row, equation in enumerate(group):
            for cell, sign in equation.items():
                rows[row, at[cell]] = sign
        fixed = _within(rows) > _ALMOST_ONE
        found += [cell for cell in cells if fixed[at[cell]]]
    return found


def _within(rows: np.ndarray) -> np.ndarray:
    """How much of each unknown lies within the space of the sums: 1 means that they fix it.

    Sums hold only -1, 0 and 1, so that the squares lose nothing; and of the two squares the small
    one is taken, because tables of hundreds of teams are looked at while somebody waits.
    """
    wide = rows.shape[0] <= rows.shape[1]
    sizes, basis = np.linalg.eigh(rows @ rows.T if wide else rows.T @ rows)
    kept = sizes > sizes.max() * 1e-10
    basis = basis[:, kept]
    if not wide:
        return np.asarray((basis * basis).sum(axis=1))
    basis = basis.T @ rows / np.sqrt(sizes[kept])[:, None]
    return np.asarray((basis * basis).sum(axis=0))


def _unknowns(one: Sum, out: Set[Cell]) -> dict[Cell, float]:
    found = {cell: 1.0 for cell in one.parts if cell in out}
    if one.total in out:
        found[one.total] = -1.0
    return found


def _linked(equations: Iterable[dict[Cell, float]]) -> list[list[dict[Cell, float]]]:
    """The equations in groups that share no unknown."""
    groups: list[tuple[set[Cell], list[dict[Cell, float]]]] = []
    for equation in equations:
        cells, members = set(equation), [equation]
        apart = []
        for group in groups:
            if group[0].isdisjoint(cells):
                apart.append(group)
            else:
                cells |= group[0]
                members = group[1] + members
        groups = [*apart, (cells, members)]
    return [members for _, members in groups]


def _order(cell: Cell) -> tuple[int, str]:
    return (-1 if cell[0] is None else cell[0], cell[1])
