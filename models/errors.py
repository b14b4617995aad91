"""The errors of the whole house: a stable code for machines, a Dutch sentence for people.

A few kinds, each mapped to HTTP once, in `service/app.py`. Anything that is not a
`VertelpuntError` is a bug. A message may name a place (file, row, field) but never
carries story text.
"""

from dataclasses import dataclass

from models.wording import Worded as Worded


class VertelpuntError(Exception):
    """Base of every expected error.

    Args:
        message: a Dutch sentence for the person who has to act on it.
        code: stable, dotted, machine-readable, e.g. ``"import.kolom_onbekend"``.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotFound(VertelpuntError):
    """What was asked for does not exist, or not for this person."""


class Conflict(VertelpuntError):
    """The request does not fit the present state (already approved, changed by someone else)."""


@dataclass(frozen=True)
class Problem:
    """One fault in somebody's input, with the place where it is.

    `place` is what a person can find back: "rij 12, kolom leeftijd", "veld titel", "regel 3".
    """

    place: str
    message: str


class Rejected(VertelpuntError):
    """The input cannot be accepted; `problems` names every place that has to change."""

    def __init__(self, message: str, *, code: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, code=code)
        self.problems = problems


class Unavailable(VertelpuntError):
    """It should work, but not now: disk full, database gone, somebody else is busy."""


class TooMany(Unavailable):
    """Too often in a short time; `retry_after` is how many seconds to wait."""

    def __init__(self, message: str, *, code: str, retry_after: int) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class NotAllowed(VertelpuntError):
    """Somebody is signed in, but this is for other roles."""


class SignInNeeded(VertelpuntError):
    """The door is closed: no session, or one that has ended."""
