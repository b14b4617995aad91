"""The texts that the encoders learn from: what they are, how much each counts, what is kept out.

A sentence that also occurs in a text we measure on is never learned from: `evaluation.txt` holds
hashes of those texts, and every pair passes through `unseen`.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

Pair = tuple[str, str]
HASH_LENGTH = 10
SHORTEST_SENTENCE = 4
_HERE = "nlp.dutch_encoder.making"
_WORD = re.compile(r"\w+")


class Sources:
    """Dutch-English pairs by name, from a folder of `.tsv.gz` files and from our own lists."""

    def __init__(self, folder: Path) -> None:
        """Read from `folder`; our own lists come with the code.

        Raises:
            FileNotFoundError: a source is missing; its name is in the error.
        """
        self._folder = folder

    def __getitem__(self, name: str) -> list[Pair]:
        """The pairs of one source in file order, without what we measure on."""
        place = self._folder / f"{name}.tsv.gz"
        with gzip.open(place, "rt", encoding="utf-8") as lines:
            return list(unseen(pairs_of(lines)))


def own(name: str) -> list[Pair]:
    """The pairs of one of our own lists in `words/`."""
    text = (files(_HERE) / "words" / f"{name}.txt").read_text(encoding="utf-8")
    return list(unseen(pairs_of(text.splitlines())))


def pairs_of(lines: Iterable[str]) -> Iterable[Pair]:
    """Lines of `Dutch<tab>English`; comments (#) and lines without both sides are passed over."""
    for line in lines:
        dutch, _, english = line.rstrip("\n").partition("\t")
        if not line.startswith("#") and dutch.strip() and english.strip():
            yield dutch.strip(), english.strip()


def unseen(pairs: Iterable[Pair]) -> Iterable[Pair]:
    """The pairs whose Dutch side is no text that we measure on."""
    forbidden = evaluation_hashes()
    return (pair for pair in pairs if not forbidden or fingerprint(pair[0]) not in forbidden)


def fingerprint(text: str) -> str:
    """A hash of the words of a text, whatever its capitals, spaces and punctuation."""
    words = " ".join(_WORD.findall(text.lower()))
    return hashlib.sha256(words.encode()).hexdigest()[:HASH_LENGTH]


def is_sentence(text: str) -> bool:
    """Whether a text is long enough for its sameness to mean anything."""
    return len(_WORD.findall(text)) >= SHORTEST_SENTENCE


def evaluation_hashes() -> frozenset[str]:
    """Hashes of every sentence and text in the collections that the encoders are measured on."""
    text = (files(_HERE) / "evaluation.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
