"""Names that an organisation listed itself: its quarters, schools, teams, streets and staff.

They go in any case and with any accents. A single word that is an ordinary Dutch word as well goes
only with a capital inside a sentence: whoever lists 'De Brug' does not lose every bridge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.recognisers.lexicon import Lists, Phrases, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import is_word
from models.vocabulary import PersonalDataKind as Kind

RULE = "eigen-lijst"
MOST_WORDS = 6
_NUMBER = re.compile(r"^\s?\d{1,5}(?:\s?-?\s?[a-zA-Z](?![\w'’]))?(?!\w)")


@dataclass(frozen=True)
class OwnNames:
    """Listed names by kind, ready to be looked for; make it with `OwnNames.of`."""

    phrases: Phrases = field(default_factory=dict, repr=False)
    kinds: dict[tuple[str, ...], tuple[Kind, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, names: Iterable[tuple[str, Kind, str]]) -> "OwnNames":
        """From `(name, kind, label)`; later kinds do not replace earlier ones.

        The label names the placeholder (`wijk`, `school`); empty for that of the kind.
        """
        kinds: dict[tuple[str, ...], tuple[Kind, str]] = {}
        for name, kind, label in names:
            words = words_of(name)
            if 0 < len(words) <= MOST_WORDS:
                kinds.setdefault(words, (kind, label))
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in kinds:
            by_first.setdefault(words[0], []).append(words)
        phrases = {
            first: tuple(sorted(listed, key=lambda words: (-len(words), words)))
            for first, listed in by_first.items()
        }
        return cls(phrases, kinds)

    def find_in(self, reading: Reading) -> list[Mention]:
        """Every listed name in a text, the longest first; a street takes its number along."""
        if not self.phrases:
            return []
        known = lists()
        found: list[Mention] = []
        index = 0
        while index < len(reading.tokens):
            length = reading.phrase(index, self.phrases)
            if not length or (length == 1 and not _is_meant(reading, index, known)):
                index += 1
                continue
            words = tuple(reading.key(index + at) for at in range(length))
            last = reading.tokens[index + length - 1]
            (kind, label), end = self.kinds[words], last.end
            number = _NUMBER.match(reading.text[end : end + 12])
            if kind is Kind.ADDRESS and number:
                end += number.end()
            found.append(Mention(reading.tokens[index].start, end, kind, RULE, label))
            index += length
        return found


def words_of(name: str) -> tuple[str, ...]:
    """A name as the words under which it is looked for."""
    return tuple(token.key for token in read(name).tokens if token.key)


def is_also_a_word(name: str) -> bool:
    """True when a listed name is one ordinary Dutch word, so that it only counts with a capital."""
    words = words_of(name)
    return len(words) == 1 and is_word(words[0], lists())


def _is_meant(reading: Reading, index: int, known: Lists) -> bool:
    token = reading.tokens[index]
    if not is_word(token.key, known):
        return True
    return reading.capital(index) and not token.first
