"""What the tests of the workshop share: a language, a fake encoder, a made-up collection."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from nlp.embedding import Kind, Vectors, normalise
from nlp.language import Dutch, load_dutch

SUBJECTS = {
    "wachten": "wachten wachtlijst intake weken brief telefoon afspraak uitstel antwoord stilte",
    "geld": "schulden deurwaarder rekening uitkering boodschappen huur budget toeslag bank betalen",
    "school": "school juf klas thuiszitten verzuim mentor rooster pesten diploma leerplicht",
    "buurt": "buurthuis koffie vrijwilliger eetclub plein wandelgroep tuin markt feest spel",
    "zorg": "moeder mantelzorg verpleging tillen nachten thuiszorg ziekenhuis rolstoel oma pillen",
}


class FakeEmbedder:
    """Words hashed into directions: texts with the same words are near each other."""

    name = "nep"
    revision = "1"
    dimension = 64
    max_tokens = 1000
    query_prefix = ""
    passage_prefix = ""

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        rows = [sum((_direction(word) for word in _words(text)), np.zeros(64)) for text in texts]
        return normalise(np.array(rows, dtype=np.float32).reshape(len(texts), 64))


def _words(text: str) -> list[str]:
    return [word.strip(".,") for word in text.lower().split() if len(word.strip(".,")) > 3]


def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=64)


def make_collection(size: int, *, seed: int = 1) -> tuple[list[str], list[str], list[str]]:
    """Texts, story ids (two passages a story) and subjects; the words of a text say its subject."""
    random = np.random.default_rng(seed)
    names = sorted(SUBJECTS)
    texts, stories, gold = [], [], []
    for number in range(size):
        subject = names[number // 2 % len(names)]
        words = random.permutation(SUBJECTS[subject].split())[:6]
        texts.append(f"Het ging over {' en '.join(words)}. Dat was nummer {number}.")
        stories.append(f"v{number // 2:04d}")
        gold.append(subject)
    return texts, stories, gold


@pytest.fixture(scope="session")
def dutch() -> Dutch:
    """Dutch by rules and dictionary: the same on every machine."""
    from nlp.language import LookupDutch

    return LookupDutch()


@pytest.fixture(scope="session")
def installed_dutch() -> Dutch:
    """Whatever `load_dutch` finds here."""
    return load_dutch()


@pytest.fixture(scope="session")
def embedder() -> FakeEmbedder:
    """An encoder without weights."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def collection() -> tuple[list[str], list[str], list[str]]:
    """Eighty passages of forty stories on five subjects."""
    return make_collection(80)
