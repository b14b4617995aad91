"""Words with a capital that no list knows: nearly always a name, so they do not stay.

What kind of name follows from the words before it. This is the net under the other recognisers.
"""

from ingest.recognisers.lexicon import Lists, lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.places import IN_PLACE
from ingest.recognisers.reading import Reading, read
from ingest.recognisers.words import is_unknown_capital
from models.vocabulary import PersonalDataKind as Kind

_ARTICLES = frozenset(("de", "het", "'t", "den", "een"))
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
        if not is_unknown_capital(reading, index, known):
            index += 1
            continue
        last = index
        while reading.gap(last + 1) in {" ", "-"} and is_unknown_capital(reading, last + 1, known):
            last += 1
        mentions.append(_mention(reading, index, last, known))
        index = last + 1
    return mentions


def _mention(reading: Reading, first: int, last: int, known: Lists) -> Mention:
    before = reading.key(first - 1) if reading.gap(first) == " " else ""
    kind = Kind.PERSON
    if before in _PLACE_WORDS:
        kind = Kind.LOCATION
    elif before in _ARTICLES and reading.key(first) not in known.surnames:
        kind = Kind.ORGANISATION
    start, end = reading.tokens[first].start, reading.tokens[last].end
    return Mention(start, end, kind, "onbekende-hoofdletter")
