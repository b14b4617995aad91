"""Weeks in which far more stories came in than usual.

The number of a week is held against the mean of the weeks before it, as if stories came in
independently (Poisson). A week is told when so many or more would come by chance in less than one
week of a thousand. Much at once is no proof of anything: a team may have asked for stories.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
UNLIKELY = 0.001
"""The chance of so many stories in a week of this team, under which the week is told."""
FEWEST = 5
"""Fewer stories than this are never a burst, however quiet a team is."""
WEEKS_BEFORE = 26


@dataclass(frozen=True)
class Burst:
    """A week (its Monday) with its number of stories, and how many are usual."""

    week: date
    stories: int
    usual: float
    chance: float


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def bursts(days: Iterable[date], *, since: date) -> list[Burst]:
    """The weeks from the one of `since` on in which unusually many of these days lie.

    Args:
        days: the day of every story of one team.
        since: earlier weeks only count as what is usual.
    """
    from scipy.stats import poisson

    counts = Counter(monday(day) for day in days)
    found = []
    for week in sorted(counts):
        if week < monday(since) or counts[week] < FEWEST:
            continue
        usual = _usual(counts, week)
        # sf(n - 1) is the chance of n or more.
        chance = float(poisson.sf(counts[week] - 1, usual))
        if chance < UNLIKELY:
            found.append(Burst(week, counts[week], usual, chance))
    return found


def _usual(counts: Counter[date], week: date) -> float:
    """The mean of up to half a year before; one story in one week more, so it is never nothing."""
    first = min(counts)
    before = [week - WEEK * back for back in range(1, WEEKS_BEFORE + 1)]
    known = [one for one in before if one >= first]
    return (sum(counts[one] for one in known) + 1) / (len(known) + 1)
