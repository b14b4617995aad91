"""Words that no list knows: with a capital they are nearly always a name, so they do not stay.

Where nobody wrote capitals, any unknown word counts, unless it is one slip of the pen away from a
word. What kind of name follows from the words before it. This is the net under the others.
"""

import re

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.places import IN_PLACE
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import is_public, is_unknown_capital, seems_word
from models.vocabulary import PersonalDataKind as Kind

_ARTICLES = frozenset(("de", "het", "'t", "den", "een"))
_LEAST_SMALL = 3
_VOWELS = frozenset("aeiouy")
# 'jaaaa', 'heeyy': letters drawn out are a way to say it, not a name.
_DRAWN_OUT = re.compile(r"(.)\1\1|([aeiouy])\2$|yy|hh")
_PLACE_WORDS = IN_PLACE - {"bij", "naar", "tussen"}


def find(text: str) -> list[Mention]:
    """Unknown words with a capital inside a sentence."""
    return find_in(read(text))


def find_in(reading: Reading) -> list[Mention]:
    """The same, in a text that has been read already."""
    known = lists()
    mentions: list[Mention] = []
    index = 0
    while index < len(reading.tokens):
        if not _unknown(reading, index, known):
            index += 1
            continue
        last = index
        while reading.gap(last + 1) in {" ", "-"} and _unknown(reading, last + 1, known):
            last += 1
        mentions.append(_mention(reading, index, last, known))
        index = last + 1
    return mentions


def _unknown(reading: Reading, index: int, known: Lists) -> bool:
    if not reading.small:
        return is_unknown_capital(reading, index, known)
    if not 0 <= index < len(reading.tokens):
        return False
    token = reading.tokens[index]
    if token.number or token.placeholder or len(token.key) < _LEAST_SMALL:
        return False
    if not any(letter in _VOWELS for letter in token.key) or _DRAWN_OUT.search(token.key):
        return False
    if is_public(token.key, known) or seems_word(token.key, known, slips=False):
        return False
    # One unknown word may be a slip of the pen; two in a row are a first name and a surname.
    return _beside(reading, index, known) or not seems_word(token.key, known)


def _beside(reading: Reading, index: int, known: Lists) -> bool:
    for at, gap in ((index - 1, index), (index + 1, index + 1)):
        if reading.gap(gap) != " " or len(reading.key(at)) < _LEAST_SMALL:
            continue
        token = reading.tokens[at]
        plain = token.number or token.placeholder or is_public(token.key, known)
        if not plain and not seems_word(token.key, known, slips=False):
            return True
    return False


def _mention(reading: Reading, first: int, last: int, known: Lists) -> Mention:
    before = reading.key(first - 1) if reading.gap(first) == " " else ""
    kind = Kind.PERSON
    if before in _PLACE_WORDS:
        kind = Kind.LOCATION
    elif before in _ARTICLES and reading.key(first) not in known.surnames:
        kind = Kind.ORGANISATION
    start, end = reading.tokens[first].start, reading.tokens[last].end
    rule = "onbekend-woord-klein" if reading.small else "onbekende-hoofdletter"
    return Mention(start, end, kind, rule)
