"""The triangle: shares to a point and back, the zone a point lies in, and the words for it.

Corners in the order of the question's options: top, left, right. The triangle has sides of 1;
x runs to the right, y upward. `static/triad.js` does the same in the browser, checked against
the same cases (`tests/service/triad_cases.json`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.wording import Worded, listed

HEIGHT = 3**0.5 / 2
ALSO = 0.2
A_LITTLE = 0.05
EVEN = 0.12
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Shares:
    """How much each corner weighs; together 1."""

    top: float
    left: float
    right: float


@dataclass(frozen=True)
class Point:
    """A place in the plane of the triangle."""

    x: float
    y: float


def point_of(shares: Shares) -> Point:
    """Where these shares lie in the triangle."""
    return Point(x=shares.right + 0.5 * shares.top, y=shares.top * HEIGHT)


def shares_at(point: Point) -> Shares:
    """The shares of a point; outside the triangle, those of the nearest point of its edge."""
    inside = nearest_inside(point)
    top = min(1.0, max(0.0, inside.y / HEIGHT))
    right = min(1.0 - top, max(0.0, inside.x - 0.5 * top))
    return Shares(top=top, left=1.0 - top - right, right=right)


def nearest_inside(point: Point) -> Point:
    """The point itself when it lies in the triangle, else the nearest point of the edge."""
    corners = (Point(0.5, HEIGHT), Point(0.0, 0.0), Point(1.0, 0.0))
    top = point.y / HEIGHT
    right = point.x - 0.5 * top
    if top >= 0 and right >= 0 and top + right <= 1:
        return point
    candidates = [
        _nearest_on(point, corners[index], corners[(index + 1) % 3]) for index in range(3)
    ]
    return min(candidates, key=lambda c: (c.x - point.x) ** 2 + (c.y - point.y) ** 2)


def zone(*, left: float, top: float, right: float) -> str:
    """SenseMaker's seven zones for percentages that sum to 100; the last rule that fits wins.

    Rules and their order are those of sensemakerframeworkr, `signifier_helpers.R`.

    Raises:
        ValueError: the percentages do not sum to 100.
    """
    if abs(left + top + right - 100) > TOLERANCE * 100:
        raise ValueError("shares of a triad must sum to 100")
    rules = (
        ("L", left >= 60),
        ("T", top >= 60),
        ("R", right > 60),
        ("LT", 20 <= left < 60 and 20 <= top < 60 and right < 20),
        ("TR", left <= 20 and 20 <= top < 60 and 20 <= right <= 60),
        ("LR", 20 <= left < 60 and top < 20 and 20 <= right <= 60),
        ("Centre", all(20 <= share < 60 for share in (left, top, right))),
    )
    return next((name for name, fits in reversed(rules) if fits), "")


def in_words(shares: Sequence[float], labels: Sequence[str]) -> str:
    """What the triangle says, in the words that stand below it; no shares is no answer."""
    if len(shares) != len(labels):
        return Worded("nog niet ingevuld")
    if max(shares) - min(shares) <= EVEN:
        return Worded(
            "samen: {first}, en {last}, ongeveer evenveel",
            first=", ".join(labels[:-1]),
            last=labels[-1],
        )
    order = sorted(range(len(shares)), key=lambda index: (-shares[index], index))
    leading = [i for i in order if shares[order[0]] - shares[i] <= EVEN]
    others = [i for i in order if i not in leading]
    parts = [
        (Worded("vooral"), ", samen met ", leading),
        (Worded("ook"), ", en ", [i for i in others if shares[i] >= ALSO]),
        (Worded("een beetje"), ", en ", [i for i in others if A_LITTLE <= shares[i] < ALSO]),
    ]
    said = [
        Worded("{how}: {which}", how=word, which=listed([labels[i] for i in members], joined))
        for word, joined, members in parts
        if members
    ]
    return listed(said, ", ")


def _nearest_on(point: Point, start: Point, end: Point) -> Point:
    along_x, along_y = end.x - start.x, end.y - start.y
    part = (point.x - start.x) * along_x + (point.y - start.y) * along_y
    part = min(1.0, max(0.0, part / (along_x**2 + along_y**2)))
    return Point(start.x + part * along_x, start.y + part * along_y)
