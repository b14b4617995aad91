"""What the rules for ages ask of a text: which numbers stand there, and who they can be about."""

import re
from typing import NamedTuple

from ingest.recognisers import agewords as words_of
from ingest.recognisers.announcing import MOST_PREFIXES, PREFIXES
from ingest.recognisers.lexicon import lists
from ingest.recognisers.reading import Reading
from ingest.recognisers.shapes import level
from ingest.recognisers.spoken import number_words
from ingest.recognisers.words import is_word, seems_word

OLDEST = 115
LINKS = frozenset(("en", "of", "a", "&"))
GENDERS = frozenset(("m", "v", "x", "man", "vrouw", "jongen", "meisje", "j"))
_WITH_UNIT = re.compile(r"(\d{1,3})(?:jr|jaar|j|mnd)$")
_NOT_A_PERSON = re.compile(
    r"\[(?:datum|plaats|straat|adres|school|organisatie|instelling|wijk|dorp|kerk|club|praktijk"
    r"|werkgever|nummer|link|telefoon|mail|account|kenteken|periode|\d)"
)
# After one of these the word before was a verb: `kom je`, `zit ik`.
_INVERTING = frozenset(("ik", "je", "jij", "hij", "ze", "we", "wij", "u", "ie"))
_ARTICLES = frozenset(("de", "het", "een", "'t", "geen", "dit", "dat", "deze", "die"))


class Age(NamedTuple):
    """A number that may be an age: its words, its value, and whether a unit stands behind it."""

    first: int
    last: int
    value: int
    years: bool = False
    small: bool = False

    @property
    def after(self) -> int:
        """The place of the first word behind it."""
        return self.last + 1


class Search:
    """One text with what the rules ask of it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.known = lists()
        self.found: dict[int, Age] = {}
        self.latest = -100

    def key(self, index: int) -> str:
        """The key of the word at this place."""
        return self.reading.key(index)

    def ends(self, index: int) -> bool:
        """The clause ends before this word."""
        if index >= len(self.reading.tokens):
            return True
        return not self.reading.gap(index).startswith((" ", "\u00a0", "-"))

    def goes_on(self, index: int) -> bool:
        """What follows counts nothing: the sentence ends, or goes on with small words."""
        if self.ends(index) or self.reading.tokens[index].placeholder:
            return True
        key = self.key(index)
        if key in words_of.NOT_AFTER_AGE:
            return False
        if key in LINKS:
            further = number_at(self.reading, index + 1)
            if further is not None:
                return further.years or self.goes_on(further.after)
            half = self.key(index + 2) == "half" and self.ends(index + 3)
            return self.key(index + 1) != "een" or half or self.key(index + 2) == "van"
        return (
            key in self.known.function_words
            or key in self.known.triggers["werkwoorden"]
            or key in words_of.AFTER_YEARS
            or key in words_of.PRONOUNS
            or key in words_of.COPULAS
            or self._verb_shaped(key)
            or (self.reading.gap(index + 1) == " " and self.key(index + 1) in _INVERTING)
        )

    def _verb_shaped(self, key: str) -> bool:
        """`zwemt`, `haalde`: what is counted stands in the plural, and ends otherwise."""
        return len(key) > 3 and key.endswith(("t", "de", "te")) and key not in words_of.UNITS

    def person(self, index: int) -> bool:
        """A pronoun, a relative, a role, or a name that is known or can be nothing else."""
        if not 0 <= index < len(self.reading.tokens):
            return False
        token = self.reading.tokens[index]
        if token.placeholder:
            return not _NOT_A_PERSON.match(self.reading.text[token.start : token.end])
        key, triggers = token.key, self.known.triggers
        if key in words_of.PRONOUNS or key in words_of.PEOPLE:
            return True
        return key in triggers["verwanten"] or key in triggers["rollen"] or self.name(index)

    def name(self, index: int) -> bool:
        """A name, by a list, by its capital, or because it is no word at all."""
        token, known = self.reading.tokens[index], self.known
        key = token.key
        if token.number or len(key) < 2 or key in known.function_words or key in known.public:
            return False
        if key in PREFIXES:
            return False
        if self._titled(index):
            return True
        if self.reading.capital(index) and not token.first:
            return key in known.first_names or key in known.surnames or not is_word(key, known)
        if key in known.sure_names:
            return True
        if key in known.first_names or key in known.surnames:
            return self.key(index - 1) not in _ARTICLES | words_of.POSSESSIVES
        return len(key) > 2 and not seems_word(key, known, slips=False)

    def _titled(self, index: int) -> bool:
        """`meneer de koning`: a title, and nothing but prefixes in between."""
        for at in range(index - 1, index - 2 - MOST_PREFIXES, -1):
            if self.key(at) in self.known.triggers["aanspreking"]:
                return True
            if self.key(at) not in PREFIXES:
                return False
        return False


def _value(reading: Reading, index: int) -> int | None:
    token = reading.tokens[index]
    key = level(token.key)
    if key.isdecimal():
        return int(key) if len(key) <= 3 and int(key) <= OLDEST else None
    if key == "een" and "é" not in reading.text[token.start : token.end].casefold():
        return None
    return number_words().get(key)


def number_at(reading: Reading, index: int) -> Age | None:
    """A number by itself, with the years or months behind it: no time, amount, score or date."""
    if not 0 <= index < len(reading.tokens) or reading.tokens[index].placeholder:
        return None
    glued = _WITH_UNIT.match(reading.tokens[index].key)
    value = int(glued[1]) if glued else _value(reading, index)
    if value is None or value > OLDEST:
        return None
    token = reading.tokens[index]
    if reading.text[token.end : token.end + 1] in {"%", "€", "°", "+", "-", ":"}:
        return None
    if (
        token.start
        and reading.text[token.start - 1] in "€+-.:#&=*/"
        and not _gendered(reading, index)
    ):
        return None
    last = index
    if reading.gap(index + 1) in {",", "."} and reading.tokens[index + 1].number:
        if reading.key(index + 1) != "5":
            return None
        last = index + 1
    years = bool(glued) or (
        reading.gap(last + 1) == " " and reading.key(last + 1) in words_of.YEARS
    )
    small = reading.gap(last + 1) == " " and reading.key(last + 1) in words_of.SMALL_UNITS
    return Age(index, last + (years and not glued) + small, value, years, small)


def _gendered(reading: Reading, index: int) -> bool:
    return reading.gap(index) in {"/", " /"} and reading.key(index - 1) in GENDERS
