"""Words and what they come down to: lemmas from a dictionary, and the words inside a compound.

The dictionary is simplemma's (MIT), repaired by lists of our own in `dutch_words`.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.vocabulary import PLACEHOLDER
from nlp.word_lists import word_list, word_set

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
# Other words between brackets are remarks of a transcriber; they are not searched either.
_BRACKETED = re.compile(PLACEHOLDER.pattern + r"|\[[^\]\s]{1,40}\]")
_BARE_STRESS = str.maketrans("áéíóú", "aeiou")
_MIN_COMPOUND_PART = 4
_LONGEST_COMPOUND = 60
_MIN_HYPHENED = 3
_SHORTEST_SEARCHED = 2
# "verstaan" is not "vers" and "taan".
_MIN_AFTER_VER = 6
# fmt: off
_ENDINGS = frozenset({
    "achtig", "baar", "deren", "eren", "gierig", "heden", "heid", "isme", "kundig", "lende", "ling",
    "lijk", "lijke", "loos", "loosheid", "loze", "matig", "ment", "ning", "ring", "rijk", "schap",
    "schappelijk", "schappen", "sing", "ster", "sters", "teren", "tieren", "ting", "vrij",
    "waardig", "waardigheid", "zaam", "zakelijk", "zame",
})
# fmt: on


@dataclass(frozen=True)
class Term:
    """One word of a text: half-open code-point offsets, and its lemma."""

    start: int
    end: int
    lemma: str = field(repr=False)


def terms(text: str) -> list[Term]:
    """The words that can be searched for, with their place and lemma; names are among them.

    Placeholders, digits and grammatical words (de, mijn, van) are left out. Lemmas always come
    from the dictionary, whatever pipeline is installed: a query has no sentence to be read in, so
    only a dictionary gives a word in a query the lemma that it has in a story.
    """
    return [
        Term(match.start(), match.end(), lemma)
        for match in WORD.finditer(without_placeholders(text))
        if (lemma := _searched_as(match[0]))
    ]


def term_lemmas(text: str) -> tuple[str, ...]:
    """The lemmas of `terms`, in order."""
    found = map(_searched_as, WORD.findall(without_placeholders(text)))
    return tuple(lemma for lemma in found if lemma)


@lru_cache(maxsize=200_000)
def _searched_as(word: str) -> str:
    """The lemma under which a word is searched; empty for a word that nobody searches for."""
    lower = word.lower()
    if len(lower) < _SHORTEST_SEARCHED or lower in word_set("zoekstopwoorden.txt"):
        return ""
    return lemmatise(lower) or lower


def words(text: str) -> list[str]:
    """The words of a text as written, without digits and punctuation; a passage's token count."""
    return WORD.findall(text)


@lru_cache(maxsize=200_000)
def lemmatise(word: str) -> str:
    """The lemma of one lower-case word; a compound keeps its first part (wijkteams > wijkteam).

    A lemma is its own lemma, so all forms of a word meet: where the dictionary goes round in a
    circle (rij > rijen > rij) the shortest form is taken. Empty for a word that the dictionary
    knows only as a name.
    """
    seen = [word]
    while (following := _reduced(seen[-1])) not in seen:
        seen.append(following)
    circle = seen[seen.index(following) :]
    return min(circle, key=lambda form: (len(form), form))


@lru_cache(maxsize=200_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The lemmas of the words inside a compound (wachtlijst > wacht, lijst); or none.

    Neighbours are there together too (schuldhulpverlening > schuldhulp, hulpverlening, ...). A
    prefix (over-) or an ending (-heid, -schap) makes no compound.
    """
    atoms = _atoms(word)
    count = len(atoms)
    rows = [
        "".join([*atoms[first : last - 1], _unlinked(atoms[last - 1])])
        for first in range(count)
        for last in range(first + 1, count + 1)
        if last - first < count
    ]
    return tuple(dict.fromkeys(lemma for row in rows if (lemma := lemmatise(row))))


def _atoms(word: str) -> list[str]:
    """The words that a compound is made of, each as it stands in it; the word itself if none."""
    pieces: tuple[str, ...] = tuple(word.split("-")) if "-" in word else _pieces(word)
    bare = [_unlinked(piece) for piece in pieces]
    hyphened = "-" in word and all(len(piece) >= _MIN_HYPHENED for piece in pieces)
    prefixed = bool(bare) and len(bare[0]) < _MIN_AFTER_VER and bare[0].startswith("ver")
    ending = any(piece in _ENDINGS or piece in word_set("zoekstopwoorden.txt") for piece in bare)
    if not pieces or (not hyphened and (prefixed or ending or "-" in word)):
        return [word]
    return [atom for piece in pieces for atom in _atoms(piece)]


def is_dutch(word: str) -> bool:
    """Whether a word is in the dictionary, or made of words that are."""
    return is_known(word) or bool(_pieces(word))


@lru_cache(maxsize=1)
def exceptions() -> dict[str, str]:
    """Forms with their lemma, read before the dictionary; a lemma that is named is its own."""
    named = dict(line.split(" ", 1) for line in word_list("lemma_uitzonderingen.txt"))
    return {lemma: lemma for lemma in named.values()} | named


def _reduced(word: str) -> str:
    """One step towards the lemma."""
    exception = exceptions().get(word)
    if exception or not word:
        return exception or ""
    if not is_known(word):
        bare = word.translate(_BARE_STRESS)
        if bare != word and (is_known(bare) or bare in word_set("stopwoorden.txt")):
            return bare
        compound = _compound(word)
        return "".join(compound) if compound else word
    lemma = _dictionary_form(word)
    if lemma[:1].isupper():
        return ""
    return word if _is_infinitive(word, lemma) else lemma


def without_placeholders(text: str) -> str:
    """The same text, as long as before, with placeholders blanked."""
    if "[" not in text:
        return text
    return _BRACKETED.sub(lambda match: " " * len(match[0]), text)


def _compound(word: str) -> tuple[str, str] | None:
    """Split an unknown word before its last part, that part as its lemma; None when it is none."""
    pieces = _pieces(word)
    return ("".join(pieces[:-1]), lemmatise(pieces[-1]) or pieces[-1]) if pieces else None


@lru_cache(maxsize=200_000)
def _pieces(word: str) -> tuple[str, ...]:
    """A word as a row of known words, as few and with as long a last one as can be; or nothing."""
    best: tuple[str, ...] = ()
    if len(word) > _LONGEST_COMPOUND:
        return best
    for cut in range(_MIN_COMPOUND_PART, len(word) - _MIN_COMPOUND_PART + 1):
        head, tail = word[:cut], word[cut:]
        if not _is_part(tail):
            continue
        if _is_part(_unlinked(head)):
            return (head, tail)
        rest = _pieces(head)
        if rest and (not best or len(rest) + 1 < len(best)):
            best = (*rest, tail)
    return best


def _unlinked(head: str) -> str:
    """The first part of a compound without its linking s, where it is no word with it."""
    bare = head.removesuffix("s")
    return bare if len(bare) >= _MIN_COMPOUND_PART and not _is_part(head) else head


def _is_part(word: str) -> bool:
    return word not in word_set("voornamen.txt") and (word in exceptions() or is_known(word))


@lru_cache(maxsize=200_000)
def is_known(word: str) -> bool:
    """Whether the dictionary has this form."""
    return bool(_simplemma().is_known(word, lang="nl"))


def _is_infinitive(word: str, lemma: str) -> bool:
    """Whether the dictionary took a verb for the plural of a noun (wachten > wacht)."""
    if word == lemma or not word.endswith("en"):
        return False
    return any(_dictionary_form(form) == word for form in (f"ge{word}", f"{lemma}te", f"{lemma}de"))


def _dictionary_form(word: str) -> str:
    # Separable verbs come as "uit_leggen".
    return str(_simplemma().lemmatize(word, lang="nl")).replace("_", "")


def _simplemma() -> Any:
    import simplemma

    return simplemma
