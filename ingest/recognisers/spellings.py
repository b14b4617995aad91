"""Other spellings of names that were found: in another case, or with one letter changed."""

from ingest.recognisers.announcing import PREFIXES
from ingest.recognisers.lexicon import Lists
from ingest.recognisers.reading import Reading
from ingest.recognisers.words import is_word, seems_word

_ARTICLES = frozenset(("de", "het", "een", "den", "'t"))
GUESSED = "onbekend-woord-vooraan"
_TWO_LETTERS = 2
_LEAST_VARIANT = 5

Span = tuple[int, int, str]


def other_spellings(reading: Reading, known: Lists, spans: list[Span]) -> list[Span]:
    """The same names elsewhere, in another case or with one letter changed."""
    names: set[str] = set()
    guessed: set[str] = set()
    taken: set[int] = set()
    for first, last, rule in spans:
        taken.update(range(first, last + 1))
        (guessed if rule == GUESSED else names).update(
            reading.key(at)
            for at in range(first, last + 1)
            if len(reading.key(at)) > _TWO_LETTERS and reading.key(at) not in PREFIXES
        )
    # A name that is a word too is only the name when it is written with a capital; so is a word
    # that was taken for a name because it opens a sentence and no list has it.
    words = {name for name in names if is_word(name, known)} | (guessed - names)
    names -= words
    if not names and not words:
        return []
    variants = _Variants(names)
    return [
        (index, index, "andere-spelling")
        for index, token in enumerate(reading.tokens)
        if index not in taken
        and not token.number
        and (
            token.key in names
            or (token.key in words and _as_name(reading, index, known))
            or (
                token.key not in known.words
                and variants.near(token.key)
                and not seems_word(token.key, known)
            )
        )
    ]


def _as_name(reading: Reading, index: int, known: Lists) -> bool:
    """With a capital that a sentence does not ask for, or followed by what a person does."""
    if not reading.capital(index) or reading.key(index - 1) in _ARTICLES:
        return False
    opens = reading.tokens[index].first
    return not opens or reading.key(index + 1) in known.triggers["werkwoorden"]


class _Variants:
    """Which words are one letter away from a name, without comparing every pair."""

    def __init__(self, names: set[str]) -> None:
        self._holes = {
            hole for name in names if len(name) >= _LEAST_VARIANT for hole in _holes(name)
        }

    def near(self, key: str) -> bool:
        """True when taking one letter from both can make them equal."""
        if len(key) < _LEAST_VARIANT or len(key) > 30 or not self._holes:
            return False
        return not self._holes.isdisjoint(_holes(key))


def _holes(key: str) -> set[str]:
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}
