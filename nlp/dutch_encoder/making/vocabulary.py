"""The words that get a row, the tokenizer that finds them, and what the spelling of a row says.

A word and its continuation ("lijst" and "##lijst") share one row, so a compound that is no word of
its own is read as its parts. Rows learn through shared features: the word, its lemma, its letter
groups. So a rare inflection moves along with its family.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.dutch_encoder.making.lexicon import lemma

CONTINUED = "##"
UNKNOWN = "[UNK]"
LETTER_GROUPS = (4, 5, 6)
_BUCKETS = 1 << 18
_LONGEST_WORD = 24
_ORDINARY = re.compile(r"[a-zà-ÿ]+")
_COMMON = 3e-4
_FREQUENT = 200_000


@dataclass(frozen=True)
class Vocabulary:
    """Row names in order, the tokenizer, and for each token id its row."""

    names: list[str]
    tokenizer: Any
    token_row: NDArray[np.int32]

    def rows(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """For each text the rows of its tokens, in reading order."""
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [self.token_row[encoding.ids] for encoding in encodings]

    def rarity(self) -> NDArray[np.float32]:
        """How much a row counts in a text: a / (a + p), a = 3e-4 (Arora, Liang and Ma, 2017)."""
        import wordfreq

        share = [wordfreq.word_frequency(name, "nl") for name in self.names]
        return np.asarray([_COMMON / (_COMMON + p) for p in share], dtype=np.float32)


@dataclass(frozen=True)
class Features:
    """Per row a run of feature ids with weights: row i has `start[i]` up to `start[i + 1]`."""

    ids: NDArray[np.int64]
    weights: NDArray[np.float32]
    start: NDArray[np.int64]
    count: int


def vocabulary(size: int, wanted: Iterable[str]) -> Vocabulary:
    """A row for each of `wanted` and for the most frequent Dutch words, up to `size` words."""
    import wordfreq

    frequent = wordfreq.top_n_list("nl", _FREQUENT)
    candidates = dict.fromkeys([*sorted(wanted), *frequent])
    words = [word for word in candidates if _is_word(word)][:size]
    tokenizer = _tokenizer(words)
    tokens: dict[str, int] = tokenizer.get_vocab()
    names = sorted({token.removeprefix(CONTINUED) for token in tokens})
    row = {name: number for number, name in enumerate(names)}
    token_row = np.zeros(len(tokens), dtype=np.int32)
    for token, number in tokens.items():
        token_row[number] = row[token.removeprefix(CONTINUED)]
    return Vocabulary(names, tokenizer, token_row)


def features(names: Sequence[str]) -> Features:
    """What rows share: the word itself, its lemma, and its groups of 4 to 6 letters, hashed."""
    lemmas = {name: number for number, name in enumerate(sorted({lemma(n) for n in names}))}
    first_group = len(names) + len(lemmas)
    ids: list[int] = []
    weights: list[float] = []
    start = [0]
    for number, name in enumerate(names):
        groups = sorted(_letter_groups(name))
        ids += [number, len(names) + lemmas[lemma(name)]]
        ids += [first_group + zlib.crc32(group.encode()) % _BUCKETS for group in groups]
        weights += [1.0, 1.0, *[max(1, len(groups)) ** -0.5] * len(groups)]
        start.append(len(ids))
    return Features(
        np.asarray(ids, dtype=np.int64),
        np.asarray(weights, dtype=np.float32),
        np.asarray(start, dtype=np.int64),
        first_group + _BUCKETS,
    )


def _is_word(word: str) -> bool:
    return 1 < len(word) <= _LONGEST_WORD and _ORDINARY.fullmatch(word) is not None


def _letter_groups(name: str) -> set[str]:
    edged = f"<{name}>"
    if len(name) < LETTER_GROUPS[0]:
        return set()
    return {edged[at : at + n] for n in LETTER_GROUPS for at in range(len(edged) - n + 1)}


def _tokenizer(words: Sequence[str]) -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    letters = sorted({letter for word in words for letter in word} | set("0123456789"))
    tokens = [UNKNOWN, *_both(letters), *_both(words)]
    numbers = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    model = models.WordPiece(numbers, unk_token=UNKNOWN, max_input_chars_per_word=60)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _both(parts: Sequence[str]) -> list[str]:
    return [*parts, *(CONTINUED + part for part in parts)]
