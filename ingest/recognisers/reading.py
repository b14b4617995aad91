"""A text as its recognisers read it: words with their place, and whether capitals mean anything.

Words are found in one pass. Placeholders that are already in the text are words of their own that
no rule fires on, so what has been replaced stays replaced.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from ingest.recognisers.lexicon import Phrases, fold
from ingest.recognisers.remembering import remembered
from models.vocabulary import PLACEHOLDER

_LETTERS = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_WORD = re.compile(
    rf"(?P<placeholder>{PLACEHOLDER.pattern})"
    rf"|(?:['’](?=[stmnkST](?![^\W_])))?{_LETTERS}"
    # A number behind a hyphen is no part of a word: 'fatima-1' holds a name.
    rf"(?:['’\-‑](?!\d+(?![^\W_])){_LETTERS})*"
)
_STARTS = re.compile(r"[.!?:;\n\r…•*|\"“”„«»‘]|\s['’‚]$")
# After these a full stop does not end the sentence.
_ABBREVIATIONS = frozenset(
    {"dhr", "mw", "mevr", "hr", "dr", "drs", "ing", "ir", "prof", "fam", "ds", "mr", "st", "jl",
     "geb", "nr", "tel", "bijv", "o.a", "evt", "ivm", "mej", "wed", "vd", "jr", "sr", "burg"}
)  # fmt: skip
_WITHIN = frozenset((" ", "-", "\n", "\u00a0"))
_ENDINGS = ("'s", "’s")
_LITTLE_WORDS = frozenset((
    "en", "of", "ik", "is", "was", "te", "om", "aan", "met", "voor", "niet", "een", "dat", "die",
    "er", "maar", "naar", "bij", "op", "in", "van", "de", "het", "mijn", "uit", "zijn", "heb",
))  # fmt: skip
_ENOUGH_WORDS = 3
_SHOUTING = 0.7
_TITLE_CASE = 0.5


class Token(NamedTuple):
    """One word. `start` and `end` leave out a possessive 's; `key` is its folded form."""

    start: int
    end: int
    key: str
    capital: bool
    upper: bool
    first: bool
    number: bool
    placeholder: bool
    gap: str


class _Or(dict[int, Any]):
    """What stands at a place, and something else at every place beyond the ends."""

    def __init__(self, values: Iterable[Any], beyond: Any) -> None:
        super().__init__(enumerate(values))
        self._beyond = beyond

    def __missing__(self, index: int) -> Any:
        return self._beyond


@dataclass(frozen=True)
class Reading:
    """The words of a text.

    `cased` is False when capitals tell nothing: shouting, Title Case. `small` is True when there
    is no telling capital anywhere, so that names will have none either.
    """

    text: str = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    cased: bool = True
    small: bool = False
    _keys: list[str] = field(init=False, repr=False, compare=False)
    # Looked up some ten thousand times for one story: without a call of ours in between.
    key: Callable[[int], str] = field(init=False, repr=False, compare=False)
    """The key of the word at this place, or nothing beyond the ends."""
    gap: Callable[[int], str] = field(init=False, repr=False, compare=False)
    """What stands between this word and the one before it."""
    capital: Callable[[int], bool] = field(init=False, repr=False, compare=False)
    """True for a word with a meaningful capital."""

    def __post_init__(self) -> None:
        tokens = self.tokens
        capitals = [token.capital for token in tokens] if self.cased else ()
        keys = [token.key for token in tokens]
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "key", _Or(keys, "").__getitem__)
        object.__setattr__(self, "gap", _Or([token.gap for token in tokens], "\n").__getitem__)
        object.__setattr__(self, "capital", _Or(capitals, False).__getitem__)

    def phrase(self, index: int, phrases: Phrases) -> int:
        """How many words of the longest listed phrase stand here; 0 when none."""
        listed = phrases.get(self.key(index))
        if listed is None:
            return 0
        # Of a thousand places that begin with `de` nearly all stop at the second word.
        second = self.key(index + 1) if self.gap(index + 1) in _WITHIN else None
        for words in listed:
            if len(words) == 1 or (words[1] == second and self._goes_on(index, words)):
                return len(words)
        return 0

    def _goes_on(self, index: int, words: tuple[str, ...]) -> bool:
        return all(
            self.key(index + at) == words[at] and self.gap(index + at) in _WITHIN
            for at in range(2, len(words))
        )

    def phrases(self, listed: Phrases) -> list[int]:
        """The places where a listed phrase may begin, in reading order."""
        return [index for index, key in enumerate(self._keys) if key in listed]


@remembered
def read(text: str) -> Reading:
    """Split a text in words; linear in its length."""
    # A token made without a call of ours in between.
    made: Callable[[tuple[object, ...]], Token] = partial(tuple.__new__, Token)
    tokens: list[Token] = []
    done = 0
    before: Token | None = None
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap, surface = text[done:start], match.group()
        done = end
        plain = surface.isascii() and surface.islower() and surface.isalpha()
        if plain and gap == " " and before is not None:
            # Most words by far are such.
            before = made((start, end, surface, False, False, False, False, False, gap))
        else:
            before = _token(start, end, surface, gap, before)
        tokens.append(before)
    cased = _capitals_mean_something(tokens)
    small = not cased or not any(token.capital for token in tokens)
    return Reading(text, tuple(tokens), cased, small)


def _token(start: int, end: int, surface: str, gap: str, before: Token | None) -> Token:
    if surface[0] == "[":
        return Token(start, end, "", False, False, False, False, True, gap)
    first = gap != " " or before is None
    first = first and _starts_sentence(gap, before)
    if surface.isascii() and surface.islower() and surface.isalpha():
        return Token(start, end, surface, False, False, first, False, False, gap)
    if surface.endswith(_ENDINGS) and len(surface) > 3:
        surface = surface[:-2]
        end -= 2
    bare = surface.lstrip("'’")
    letters = bare.replace("-", "").replace("'", "")
    capital, number = bare[:1].isupper(), bare[:1].isdigit()
    upper = len(letters) > 1 and letters.isupper()
    return Token(start, end, fold(surface), capital, upper, first, number, False, gap)


def _starts_sentence(gap: str, before: Token | None) -> bool:
    if before is None:
        return True
    if gap.startswith(".") and "\n" not in gap:
        if before.key in _ABBREVIATIONS or (len(before.key) == 1 and before.capital):
            return False
        if not gap[1:]:
            return False
    return _STARTS.search(gap) is not None


def _capitals_mean_something(tokens: list[Token]) -> bool:
    words = [token for token in tokens if not token.number and not token.placeholder]
    if not words:
        return False
    if sum(token.upper for token in words) > _SHOUTING * len(words):
        return False
    # In A Title Like This the little words have capitals; in a line of names they have not.
    little = [token for token in words if not token.first and token.key in _LITTLE_WORDS]
    capitals = sum(token.capital for token in little)
    return len(little) < _ENOUGH_WORDS or capitals <= _TITLE_CASE * len(little)
