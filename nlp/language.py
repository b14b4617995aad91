"""Dutch as the workshop needs it: sentences with exact offsets, and the lemmas that carry meaning.

Two implementations of one `Dutch`. A trained spaCy pipeline is used when it is installed. Without
it, rules and a lookup dictionary do the work: no model, half a second to load, cheap to send to
a worker process.
"""

import importlib.util
from pathlib import Path
from typing import Any, Protocol

from models.errors import Unavailable
from nlp.lemmas import WORD, exceptions, is_dutch, lemmatise, without_placeholders
from nlp.sentences import split_sentences
from nlp.word_lists import word_set

TRAINED_PIPELINES = ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm")

# spaCy takes the apostrophe of these for a quotation mark.
_APOSTROPHE_PLACES = (
    "'s-Hertogenbosch", "'s-Gravenhage", "'s-Gravenzande", "'s-Heerenberg", "'s-Gravendeel",
    "'s-Heerenhoek",
)  # fmt: skip
_MEANINGFUL = frozenset({"NOUN", "VERB", "ADJ", "ADV"})


class Dutch(Protocol):
    """What the workshop asks of a knowledge of Dutch. Spans are half-open code-point offsets."""

    name: str

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """Sentence spans in order; every character that is not white space lies in exactly one."""
        ...

    def lemmas(self, text: str) -> list[str]:
        """Lower-case lemmas in order, without stop words, digits, placeholders and names."""
        ...

    def surface_and_lemmas(self, text: str) -> list[tuple[str, str]]:
        """The words behind `lemmas`, each as written (lower case) with its lemma."""
        ...

    def is_word(self, lemma: str) -> bool:
        """Whether a lemma is an ordinary Dutch word, so that it may stand in a label."""
        ...


def spacy_model_installed() -> str | None:
    """The best trained Dutch spaCy pipeline that is installed here, by its package name."""
    for name in TRAINED_PIPELINES:
        if importlib.util.find_spec(name) is not None:
            return name
    return None


def load_dutch() -> Dutch:
    """The best knowledge of Dutch that is installed: a trained spaCy pipeline, else the lookup.

    spaCy's blank `nl` is not used as the second choice: it costs seconds and hundreds of
    megabytes per process, and its tokeniser and lookup lemmas are slower and poorer than these
    rules with simplemma's dictionary (kinderen, huizen, gezegd).
    """
    installed = spacy_model_installed()
    return LookupDutch() if installed is None else SpacyDutch(installed)


class LookupDutch:
    """Dutch by rules and dictionary (simplemma, MIT), with a word list of this field on top."""

    name = "nl-opzoek-2"

    def __init__(self) -> None:
        self._cache: dict[str, str] = {}

    def __reduce__(self) -> tuple[type["LookupDutch"], tuple[()]]:
        """Pickle as a name only: the word lists are read again, once per process."""
        return (LookupDutch, ())

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """See `Dutch`; the rules are in `nlp.sentences`."""
        return split_sentences(text)

    def lemmas(self, text: str) -> list[str]:
        """See `Dutch`."""
        return [lemma for _, lemma in self.surface_and_lemmas(text)]

    def surface_and_lemmas(self, text: str) -> list[tuple[str, str]]:
        """See `Dutch`. A capital in mid-sentence marks a name, but for words of this field."""
        kept = []
        text = without_placeholders(text)
        for match in WORD.finditer(text):
            surface = match[0]
            lower = surface.lower()
            lemma = self._lemma(lower)
            if not lemma:
                continue
            if self.is_name(text, match.start(), surface):
                continue
            kept.append((lower, lemma))
        return kept

    def is_word(self, lemma: str) -> bool:
        """See `Dutch`. Known to the dictionary or the field, or a compound of known words."""
        if lemma in word_set("voornamen.txt"):
            return False
        return lemma in word_set("vakwoorden.txt") or is_dutch(lemma)

    def _lemma(self, lower: str) -> str:
        """The lemma of a word, or nothing for one that says nothing. Every word once."""
        found = self._cache.get(lower)
        if found is None:
            stop_words = word_set("stopwoorden.txt")
            found = "" if lower in stop_words or len(lower) < 2 else lemmatise(lower)
            found = "" if found in stop_words else found
            self._cache[lower] = found
        return found

    def is_name(self, text: str, start: int, surface: str) -> bool:
        """Whether a word of a text is written as a name: with a capital that nothing else asks."""
        lower = surface.lower()
        if surface == lower or lower in word_set("vakwoorden.txt"):
            return False
        if surface.isupper() and len(surface) > 1:
            return not self.is_word(lower)
        if _starts_sentence(text, start):
            return not self.is_word(self._lemma(lower) or lower)
        return True


class SpacyDutch:
    """Dutch by a trained spaCy pipeline: names by part of speech instead of by capitals."""

    def __init__(self, pipeline: str) -> None:
        """`pipeline` is an installed package or a folder; it is loaded when it is first used."""
        self._pipeline = pipeline
        self._loaded: Any = None
        self._lookup = LookupDutch()
        self.name = Path(pipeline).name

    def __reduce__(self) -> tuple[type["SpacyDutch"], tuple[str]]:
        """Pickle as a name only; a worker process loads the pipeline itself."""
        return (SpacyDutch, (self._pipeline,))

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """See `Dutch`. Boundaries by the same rules: they score better here than a news parser."""
        return self._lookup.sentences(text)

    def lemmas(self, text: str) -> list[str]:
        """See `Dutch`."""
        return [lemma for _, lemma in self.surface_and_lemmas(text)]

    def surface_and_lemmas(self, text: str) -> list[tuple[str, str]]:
        """See `Dutch`. Nouns, verbs, adjectives and adverbs; no proper names.

        A pipeline without a tagger knows no names: then capitals decide, as in `LookupDutch`.

        Raises:
            Unavailable: the pipeline cannot be loaded.
        """
        stop_words, kept = word_set("stopwoorden.txt"), []
        bare = without_placeholders(text)
        read = self._read(bare)
        tagged = read.has_annotation("POS")
        for token in read:
            lower = token.text.lower()
            if not WORD.fullmatch(lower) or (tagged and token.pos_ not in _MEANINGFUL):
                continue
            if not tagged and self._lookup.is_name(bare, token.idx, token.text):
                continue
            lemma = exceptions().get(lower) or token.lemma_.lower() or lemmatise(lower)
            if lower not in stop_words and lemma not in stop_words and len(lemma) > 1:
                kept.append((lower, lemma))
        return kept

    def is_word(self, lemma: str) -> bool:
        """See `Dutch`."""
        return self._lookup.is_word(lemma)

    def _read(self, text: str) -> Any:
        if self._loaded is None:
            self._loaded = _load_pipeline(self._pipeline)
        return self._loaded(text)


def _load_pipeline(pipeline: str) -> Any:
    import spacy

    try:
        loaded: Any = spacy.load(pipeline, exclude=["ner", "parser"])
    except (OSError, ValueError, KeyError, ImportError):
        raise Unavailable(
            f"De taalmodule {Path(pipeline).name} kan niet worden geladen. Installeer haar "
            "opnieuw, of haal haar weg: dan werkt de ingebouwde woordenlijst.",
            code="taal.niet_geladen",
        ) from None
    for place in _APOSTROPHE_PLACES:
        loaded.tokenizer.add_special_case(place, [{"ORTH": place}])
    return loaded


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 20) : start].rstrip(" \t\"'“‘”’«(-–—*•")
    return not before or before[-1] in ".!?…:\n"
