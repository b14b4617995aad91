"""Numbers as a careful researcher says them: 'n van N', an interval, no percentage under ten.

Groups that are too small to be named are taken together, so that nobody can be picked out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.wording import MONTHS

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: both sides leave 2.5 % out."""
LEAST_FOR_PERCENTAGE = 10
LEAST_FOR_GROUP = 5
"""A group of fewer stories is never named on its own in something that leaves the house."""


@dataclass(frozen=True)
class GroupCount:
    """How many stories a named group has."""

    label: str
    stories: int


def wilson(count: int, total: int) -> tuple[float, float] | None:
    """The 95 % score interval of a share, as two fractions (Wilson 1927); None without stories.

    Raises:
        ValueError: `count` is not between 0 and `total`.
    """
    if not 0 <= count <= total:
        raise ValueError("a count lies between 0 and its total")
    if total == 0:
        return None
    share, squared = count / total, Z_95**2
    centre = (share + squared / (2 * total)) / (1 + squared / total)
    spread = (share * (1 - share) / total + squared / (4 * total**2)) ** 0.5
    margin = Z_95 * spread / (1 + squared / total)
    return max(0.0, centre - margin), min(1.0, centre + margin)


def of_total(count: int, total: int) -> str:
    """'14 van de 168 verhalen', 'geen van de 8 verhalen', 'het enige verhaal'."""
    if total == 1:
        return "het enige verhaal" if count else "niet in het enige verhaal"
    return f"{count or 'geen'} van de {total} verhalen"


def with_interval(count: int, total: int) -> str:
    """'14 van de 168 verhalen (8%; 95%-interval 5 tot 14%)'; under ten stories no percentage."""
    bounds = wilson(count, total)
    if bounds is None:
        return "geen verhalen"
    low, high = bounds
    if total < LEAST_FOR_PERCENTAGE:
        # Outwards, so that rounding to whole stories never makes the interval look narrower.
        fewest, most = math.floor(low * total), math.ceil(high * total)
        return f"{of_total(count, total)} (95%-interval {fewest} tot {most} verhalen)"
    return (
        f"{of_total(count, total)} ({percent(count / total)}; "
        f"95%-interval {round(100 * low)} tot {percent(high)})"
    )


def percent(share: float) -> str:
    """A fraction as a whole percentage."""
    return f"{round(100 * share)}%"


def decimal(value: float) -> str:
    """Two decimals, with the comma that Dutch readers expect."""
    return f"{value:.2f}".replace(".", ",")


def safe_groups(counts: Mapping[str, int], *, others: str) -> tuple[GroupCount, ...]:
    """Groups in the order given; those under `LEAST_FOR_GROUP` taken together as `others`.

    When the taken-together part is itself too small, the smallest named group joins it: one
    hidden group could be worked out from the total.
    """
    named = {label: count for label, count in counts.items() if count >= LEAST_FOR_GROUP}
    rest = sum(counts.values()) - sum(named.values())
    while 0 < rest < LEAST_FOR_GROUP and named:
        smallest = min(named, key=lambda label: (named[label], label))
        rest += named.pop(smallest)
    groups = [GroupCount(label, count) for label, count in named.items()]
    if rest:
        groups.append(GroupCount(others if groups else "Alle vertellers samen", rest))
    return tuple(groups)


def day(moment: date) -> str:
    """'22 november 2026'."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def month(period: str) -> str:
    """'2024-03' as 'maart 2024'; anything else as it is."""
    year, _, number = period.partition("-")
    if number.isdigit() and 1 <= int(number) <= 12:
        return f"{MONTHS[int(number) - 1]} {year}"
    return period


def half_year(period: str) -> str:
    """'2024-03' as 'eerste helft van 2024': under a quote a month would say too much."""
    year, _, number = period.partition("-")
    if not number.isdigit():
        return year
    return f"{'eerste' if int(number) <= 6 else 'tweede'} helft van {year}"


def listed(parts: tuple[str, ...] | list[str]) -> str:
    """'a', 'a en b', 'a, b en c'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} en {parts[-1]}"


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
