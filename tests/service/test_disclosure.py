"""No small number follows from the numbers that are shown, whatever is added and subtracted."""

import itertools

import numpy as np
import pytest

from service import disclosure
from service.disclosure import Cell, Sum

MONTHS = ("2026-01", "2026-02", "2026-03")
QUARTER = "2026-K1"


def _table(rows: list[list[int]]) -> tuple[dict[Cell, int], list[Sum]]:
    """One row per team of counts per month -> all cells with totals, and the sums."""
    counts: dict[Cell, int] = {}
    for team, row in enumerate(rows, start=1):
        counts |= {(team, month): count for month, count in zip(MONTHS, row, strict=False)}
        counts[team, QUARTER] = sum(row)
    months = MONTHS[: len(rows[0])]
    periods = (*months, QUARTER)
    teams = range(1, len(rows) + 1)
    for period in periods:
        counts[None, period] = sum(counts[team, period] for team in teams)
    sums = [Sum((None, period), tuple((team, period) for team in teams)) for period in periods]
    sums += [
        Sum((team, QUARTER), tuple((team, month) for month in months)) for team in (None, *teams)
    ]
    return counts, sums


def _possible(counts: dict[Cell, int], sums: list[Sum], out: set[Cell]) -> dict[Cell, set[int]]:
    """By trying everything: what each small hidden month of a team may have been."""
    free = [cell for cell in counts if cell[0] is not None and cell[1] in MONTHS and cell in out]
    seen: dict[Cell, set[int]] = {cell: set() for cell in free}
    for values in itertools.product(range(9), repeat=len(free)):
        tried = {**counts, **dict(zip(free, values, strict=True))}
        for one in sorted(sums, key=lambda one: (one.total[0] is None, one.total[1] == QUARTER)):
            if one.total in out:
                tried[one.total] = sum(tried[part] for part in one.parts)
        if all(tried[one.total] == sum(tried[part] for part in one.parts) for one in sums):
            for cell, value in zip(free, values, strict=True):
                seen[cell].add(value)
    return seen


def test_of_two_teams_the_second_hides_with_the_first() -> None:
    counts, sums = _table([[3], [12]])
    assert {(1, "2026-01"), (2, "2026-01")} <= disclosure.hidden(counts, sums)


def test_numbers_that_are_large_enough_are_all_shown() -> None:
    counts, sums = _table([[5, 9, 6], [12, 0, 7]])
    assert disclosure.hidden(counts, sums) == set()


def test_none_is_shown_as_none() -> None:
    counts, sums = _table([[0, 0, 8], [6, 7, 9]])
    assert disclosure.hidden(counts, sums) == set()


def test_two_hidden_parts_that_are_few_together_take_a_third() -> None:
    counts, sums = _table([[1], [1], [9], [20]])
    out = disclosure.hidden(counts, sums)
    assert (3, "2026-01") in out
    assert (4, "2026-01") not in out


def test_a_month_does_not_follow_from_its_quarter() -> None:
    counts, sums = _table([[2, 10, 30]])
    assert {(1, "2026-01"), (1, "2026-02")} <= disclosure.hidden(counts, sums)


def test_what_another_page_tells_is_not_hidden_and_hides_nothing() -> None:
    counts, sums = _table([[0, 3, 0]])
    total = (None, QUARTER)
    out = disclosure.hidden(counts, sums, told_elsewhere={total})
    assert total not in out
    # There is nothing to hide behind but the zeros.
    assert {(None, month) for month in MONTHS} <= out


def test_one_cell_that_two_rings_give_away_together_is_covered() -> None:
    # Teams 1 and 2 hide in two months, 3 and 4 in the two others; one cell links the two rings.
    rows = np.full((4, 4), 9)
    rows[:2, :2] = 6
    rows[2:, 2:] = 6
    rows[1, 2] = 3
    cells: dict[Cell, int] = {
        (team + 1, f"m{month}"): int(rows[team, month]) for team in range(4) for month in range(4)
    }
    ring = {cell for cell, count in cells.items() if count == 6}
    sums = []
    for month in range(4):
        parts = tuple((team + 1, f"m{month}") for team in range(4))
        cells[None, f"m{month}"] = sum(cells[part] for part in parts)
        sums.append(Sum((None, f"m{month}"), parts))
    for team in range(4):
        parts = tuple((team + 1, f"m{month}") for month in range(4))
        cells[team + 1, "alles"] = sum(cells[part] for part in parts)
        sums.append(Sum((team + 1, "alles"), parts))
    bridge = (2, "m2")
    assert disclosure._worked_out(sums, ring | {bridge}) == [bridge]
    out = disclosure.hidden(cells, sums)
    assert bridge in out
    assert bridge not in (disclosure._worked_out(sums, out) or ())


@pytest.mark.parametrize("seed", range(60))
def test_no_small_number_can_be_worked_out_of_any_table(seed: int) -> None:
    random = np.random.default_rng(seed)
    teams, months = int(random.integers(1, 6)), int(random.integers(1, 4))
    counts, sums = _table(random.poisson(random.choice([2, 5, 9]), (teams, months)).tolist())
    out = disclosure.hidden(counts, sums)
    small = {cell for cell, count in counts.items() if 0 < count < disclosure.FEWEST_SHOWN}
    assert small <= out
    assert not small & set(disclosure._worked_out(sums, out) or ())


@pytest.mark.parametrize("seed", range(8))
def test_trying_everything_leaves_more_than_one_answer(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts, sums = _table(random.integers(0, 8, (2, 2)).tolist())
    out = disclosure.hidden(counts, sums)
    possible = _possible(counts, sums, out)
    for cell in possible:
        if 0 < counts[cell] < disclosure.FEWEST_SHOWN:
            assert len(possible[cell]) > 1, (cell, counts)


def test_a_table_that_is_too_large_shows_nothing_per_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "MOST_UNKNOWN", 1)
    counts, sums = _table([[3, 9], [12, 9]])
    out = disclosure.hidden(counts, sums)
    assert {cell for cell in counts if cell[0] is not None} <= out
