"""Dutch words and their English gloss, so that an English teacher can read Dutch text.

Our own hand list (`words/glosses.txt`) comes first, then the lists of the sources. What is in no
list is tried as a lemma and as a compound; what remains keeps its own letters, which is right for
names. A gloss of "-" means that the word adds nothing and is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from nlp.dutch_encoder.making.sources import Pair

DROPPED = "-"
_LINKING = ("", "s", "en", "e", "n")
_LINKING_COST = 0.3
_SHORTEST_HEAD = 3
_SHORTEST_TAIL = 4
_RAREST_PART = 1.5
_LONGEST_GLOSS = 3
_TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*|\d+|[^\w\s]")


class Lexicon:
    """English glosses of Dutch words and texts."""

    def __init__(self, votes: Iterable[tuple[float, list[Pair]]], *lists: list[Pair]) -> None:
        """Weigh the `votes` of several sources per word; later `lists` overrule all before them."""
        self._gloss = _most_voted(votes)
        for pairs in lists:
            self._gloss.update({dutch.lower(): english for dutch, english in pairs})
        self._word = cache(self._look_up)

    def __contains__(self, word: str) -> bool:
        """Whether the word itself is in a list."""
        return word in self._gloss

    def word(self, word: str) -> str:
        """The gloss of one word in lower case; the word itself when nothing is known."""
        return self._word(word)

    def text(self, text: str) -> str:
        """The gloss of a text, word by word in Dutch order."""
        words = (self.word(part.lower()) if part[0].isalpha() else part for part in _tokens(text))
        return " ".join(word for word in words if word != DROPPED)

    def known(self) -> list[Pair]:
        """Every listed word with its gloss, sorted; dropped words left out."""
        return sorted((word, gloss) for word, gloss in self._gloss.items() if gloss != DROPPED)

    def _look_up(self, word: str) -> str:
        for form in (word, lemma(word)):
            if form in self._gloss:
                return self._gloss[form]
        return self._compound(word) or word

    def _compound(self, word: str) -> str | None:
        """The glosses of the two most frequent parts, with -s-, -en-, -e- or -n- between them."""
        found = [
            (_zipf(head) + _zipf(tail) - (_LINKING_COST if link else 0.0), head, tail)
            for at in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1)
            for head, link, tail in _cuts(word, at)
            if head in self._gloss and (tail in self._gloss or lemma(tail) in self._gloss)
            if min(_zipf(head), _zipf(tail)) > _RAREST_PART
        ]
        if not found:
            return None
        _, head, tail = max(found)
        parts = (self.word(head), self.word(tail))
        return " ".join(part for part in parts if part != DROPPED)


@cache
def lemma(word: str) -> str:
    """The dictionary form by simplemma, in lower case."""
    import simplemma

    return str(simplemma.lemmatize(word, lang="nl")).lower()


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _cuts(word: str, at: int) -> Iterable[tuple[str, str, str]]:
    head, tail = word[:at], word[at:]
    for link in _LINKING:
        short = head.removesuffix(link) if link else head
        if (not link or short != head) and len(short) >= _SHORTEST_HEAD:
            yield short, link, tail


def _most_voted(votes: Iterable[tuple[float, list[Pair]]]) -> dict[str, str]:
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for weight, pairs in votes:
        for dutch, english in pairs:
            words = len(english.split())
            if " " not in dutch and words <= _LONGEST_GLOSS:
                # One English word is a better gloss than two that won as many votes.
                counts[dutch.lower()][english.lower()] += weight * (1.0 if words == 1 else 0.9)
    return {
        dutch: max(sorted(found), key=lambda gloss: (found[gloss], _zipf(gloss, "en")))
        for dutch, found in counts.items()
    }


@cache
def _zipf(word: str, language: str = "nl") -> float:
    import wordfreq

    return float(wordfreq.zipf_frequency(word, language))
