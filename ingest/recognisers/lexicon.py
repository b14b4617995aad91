"""The word lists of the recognisers: names, places, triggers and ordinary Dutch words, read once.

Ordinary words come from the lemma tables of spacy-lookups-data and simplemma (both MIT), and from
lists of our own. A word
that is a name as well as a word counts as a word in lower case, unless our lists say otherwise.
"""

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

Keys = frozenset[str]
# Phrases as folded words, by their first word, longest first.
Phrases = dict[str, tuple[tuple[str, ...], ...]]

LEMMA_TABLES = ("nl_lemma_lookup", "nl_lemma_index", "nl_lemma_exc")
# Letters that decomposition leaves whole, and the typographic apostrophes and hyphens.
SPELLINGS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ß": "ss",
     "’": "'", "‘": "'", "`": "'", "´": "'", "‑": "-", "–": "-"}
)  # fmt: skip


# A title, a relative or a role announces a name.
_ANNOUNCE = ("aanspreking", "verwanten", "rollen")
# The name of an organisation stands behind one of these, or before it.
_NAMED_HEADS = ("scholen", "zorg", "buurt", "bedrijven", "clubs")
_PEOPLES = ("se", "sche", "ische", "isch", "ese", "ees", "er", "ers", "aan", "anen", "aanse", "s")
_COUNTRY_ENDS = ("", "a", "e", "ie", "o")
_MIN_STEM = 3
_COMBINING = re.compile("[\u0300-\u036f]")


def fold(word: str) -> str:
    """The key under which every spelling of a word is found: no case, no accents."""
    if word.isascii():
        return word.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", word.translate(SPELLINGS).casefold())
    return _COMBINING.sub("", plain).translate(SPELLINGS)


@dataclass(frozen=True)
class Lists:
    """Everything the recognisers know by heart, as folded keys."""

    words: Keys = field(repr=False)
    plain_words: Keys = field(repr=False)
    """Words of two letters and more that are part of no name whatever."""
    rare: Keys = field(repr=False)
    nouns: Keys = field(repr=False)
    first_names: Keys = field(repr=False)
    sure_names: Keys = field(repr=False)
    surnames: Keys = field(repr=False)
    doubtful: Keys = field(repr=False)
    nameable: Keys = field(repr=False)
    never_small: Keys = field(repr=False)
    not_after_name: Keys = field(repr=False)
    function_words: Keys = field(repr=False)
    places: Phrases = field(repr=False)
    wordy_places: Keys = field(repr=False)
    public: Keys = field(repr=False)
    peoples: Keys = field(repr=False)
    public_phrases: Phrases = field(repr=False)
    triggers: dict[str, Keys] = field(repr=False)
    announcers: Keys = field(repr=False)
    heads: dict[str, Keys] = field(repr=False)
    every_head: Keys = field(repr=False)
    named_heads: Keys = field(repr=False)
    providers: Phrases = field(repr=False)
    ways: dict[str, Keys] = field(repr=False)
    head_ends: tuple[str, ...] = field(repr=False)


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Read every list; takes about a second, the first time only."""
    function_words = _all("function_words")
    twofold = _sections("names_also_words")
    ordinary, rare, nouns = _dictionary()
    dictionary = ordinary | rare
    # Of the long tail of names nobody has looked at each: where it meets Dutch, Dutch goes first.
    public = _phrases("public_names")
    wide = _all("first_names_wide") - frozenset(key for key in public if (key,) in public[key])
    first_names = _all("first_names") | wide
    doubtful = twofold["woorden"] | (first_names & function_words)
    doubtful |= (wide - _all("first_names")) & dictionary
    doubtful -= twofold["toch-een-naam"]
    own_places, geonames = _phrases("places"), _phrases("places_geonames")
    places = _merged(own_places, geonames)
    wordy_places = {key for key in geonames if key in dictionary and key not in own_places}
    doubtful |= wordy_places
    sure_names = first_names - doubtful
    sure_places = {key for key, phrases in places.items() if (key,) in phrases} - doubtful
    heads = _sections("organisations")
    ways = _sections("organisation_words")
    triggers = _sections("triggers")
    announcers = frozenset().union(*(triggers[name] for name in _ANNOUNCE))
    words = dictionary | function_words | _one_word(triggers) | _one_word(heads)
    words = frozenset((words - sure_names - sure_places) | doubtful)
    nameable = twofold["ook-klein-na-een-verwant"]
    return Lists(
        rare=rare - function_words,
        nouns=nouns,
        words=words,
        plain_words=frozenset(
            key for key in words - first_names - nameable if len(key) > 1 and "-" not in key
        ),
        first_names=first_names,
        sure_names=frozenset(sure_names),
        surnames=_all("surnames") | _all("surnames_wide"),
        doubtful=doubtful,
        nameable=nameable,
        never_small=twofold["nooit-klein"],
        not_after_name=twofold["niet-na-voornaam"],
        function_words=function_words,
        places=places,
        wordy_places=frozenset(wordy_places),
        peoples=_peoples(_countries()),
        public=frozenset(key for key, phrases in public.items() if (key,) in phrases),
        public_phrases=public,
        triggers=triggers,
        announcers=announcers,
        heads={name: keys for name, keys in heads.items() if name != "instellingen"},
        every_head=_one_word(heads),
        named_heads=frozenset().union(*(heads[name] for name in _NAMED_HEADS)),
        ways=ways,
        head_ends=tuple(sorted(ways["uitgangen"])),
        providers=_by_first_word(key.split("-") for key in heads["instellingen"]),
    )


def _lines(name: str) -> list[str]:
    folder = resources.files("ingest.recognisers.lists")
    text = folder.joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def _sections(name: str) -> dict[str, Keys]:
    """Each `## title` of a list with the words under it."""
    found: dict[str, set[str]] = {}
    title = ""
    for line in _lines(name):
        if line.startswith("## "):
            title = line.removeprefix("## ").split(" ")[0]
        else:
            found.setdefault(title, set()).update(fold(word) for word in line.split())
    return {key: frozenset(words) for key, words in found.items()}


def _all(name: str) -> Keys:
    return frozenset().union(*_sections(name).values())


def _countries() -> Keys:
    """The first part of the public names: countries and provinces."""
    lines = iter(_lines("public_names"))
    next(lines)
    return frozenset(fold(name.strip()) for name in next(lines).split(","))


def _peoples(countries: Keys) -> Keys:
    """`rwandese`, `israelische`: what comes from a country, in every form it may have."""
    stems = (country.removesuffix(rest) for country in countries for rest in _COUNTRY_ENDS)
    return frozenset(stem + end for stem in stems if len(stem) > _MIN_STEM for end in _PEOPLES)


def _phrases(name: str) -> Phrases:
    """Comma-separated phrases."""
    lines = (line for line in _lines(name) if not line.startswith("## "))
    return _by_first_word(fold(phrase).split() for line in lines for phrase in line.split(","))


def _by_first_word(phrases: Iterable[list[str]]) -> Phrases:
    found: dict[str, set[tuple[str, ...]]] = {}
    for words in phrases:
        if words:
            found.setdefault(words[0], set()).add(tuple(words))
    return {
        first: tuple(sorted(phrases, key=lambda words: (-len(words), words)))
        for first, phrases in found.items()
    }


def _merged(one: Phrases, other: Phrases) -> Phrases:
    phrases = (words for listed in (one, other) for every in listed.values() for words in every)
    return _by_first_word(list(words) for words in phrases)


def _one_word(sections: dict[str, Keys]) -> Keys:
    kept = (keys for name, keys in sections.items() if name != "instellingen")
    return frozenset().union(*kept)


def _dictionary() -> tuple[Keys, Keys, Keys]:
    """Ordinary words; the rest of spaCy's nouns (rare, or from encyclopedias); and all nouns."""
    folder = resources.files("spacy_lookups_data").joinpath("data")
    lookup, index, exceptions = (
        json.loads(gzip.decompress(folder.joinpath(f"{name}.json.gz").read_bytes()))
        for name in LEMMA_TABLES
    )
    found: set[str] = {*lookup, *lookup.values()}
    nouns = _folded(index.pop("noun"))
    found.update(*index.values(), *exceptions.values())
    dictionary = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("nl")
    found.update(dictionary, dictionary.values())
    ordinary = _folded(found)
    return ordinary, nouns - ordinary, nouns


def _folded(words: Iterable[str]) -> Keys:
    # All at once: folding 400,000 words one by one takes longer than reading them.
    return frozenset(fold("\n".join(words)).split("\n"))
