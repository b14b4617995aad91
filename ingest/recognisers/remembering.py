"""What is found out about a text again and again while one story is read is found out once.

All of it is forgotten when the story is done: words of a story outlive it nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

_Found = TypeVar("_Found")
_STORY: ContextVar[dict[tuple[object, str], Any] | None] = ContextVar("story", default=None)


@contextmanager
def one_story() -> Iterator[None]:
    """Within this, what is `remembered` of a text is found out once."""
    token = _STORY.set({})
    try:
        yield
    finally:
        _STORY.reset(token)


def remembered(function: Callable[[str], _Found]) -> Callable[[str], _Found]:
    """A function of one text, whose answer nobody changes; asked once for a text in a story."""

    @wraps(function)
    def answer(text: str) -> _Found:
        known = _STORY.get()
        if known is None:
            return function(text)
        key = (function, text)
        if key not in known:
            known[key] = function(text)
        found: _Found = known[key]
        return found

    return answer
