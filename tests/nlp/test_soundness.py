"""The check lets a good Dutch encoder through and refuses a wrongly loaded one, with the reason."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlp.embedding import Kind, StaticEmbedder, Vectors, load_embedder, normalise
from nlp.soundness import LEAST_RIGHT, check, measure, neighbour_overlap, triples
from tests.tiny_models import save_bert, save_dutch


class Faulty:
    """The built-in encoder with one thing wrong."""

    def __init__(self, fault: str) -> None:
        self._inner = StaticEmbedder.load()
        self._fault = fault
        self._times = 0
        self.dimension = self._inner.dimension
        self.query_prefix = "query: " if fault == "voorvoegsel" else ""
        self.passage_prefix = ""

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        self._times += 1
        vectors = self._inner.encode(texts)
        match self._fault:
            case "geen getal":
                vectors[0, 0] = np.nan
            case "lengte":
                vectors *= 2
            case "alles gelijk":
                vectors[:] = vectors[0]
            case "onrustig":
                vectors = np.roll(vectors, self._times, axis=0)
            case "vorm":
                vectors = vectors[:, :5]
        return vectors


def test_there_are_forty_rows_without_a_content_word_in_common() -> None:
    rows = triples()
    assert len(rows) == len(set(rows)) == 40
    for row in rows:
        mine = {word.strip(".,").lower() for word in row.anchor.split() if len(word) > 5}
        assert not mine & {word.strip(".,").lower() for word in row.other.split()}


def test_the_built_in_encoder_is_sound() -> None:
    found = check(StaticEmbedder.load())
    assert found.passed
    assert found.right >= 0.85
    assert found.margin > 0.2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("geen getal", "geen getallen"),
        ("lengte", "lengte 1"),
        ("alles gelijk", "dezelfde vector"),
        ("onrustig", "twee uitkomsten"),
        ("voorvoegsel", "voorvoegsel"),
        ("vorm", "vorm"),
    ],
)
def test_each_fault_is_named(fault: str, said: str) -> None:
    found = check(Faulty(fault))  # type: ignore[arg-type]
    assert not found.passed
    assert said in found.problems[0]


def test_a_model_with_the_wrong_tokenizer_is_refused(tmp_path: Path) -> None:
    good = check(load_embedder(str(save_dutch(tmp_path / "goed"))))
    wrong = check(load_embedder(str(save_dutch(tmp_path / "fout", wrong_tokenizer=True))))
    assert good.passed
    assert wrong.right < LEAST_RIGHT
    assert "woordenlijst" in wrong.problems[0]


def test_a_model_that_knows_no_dutch_is_refused(tmp_path: Path) -> None:
    assert not check(load_embedder(str(save_bert(tmp_path / "bert", tmp_path / "kaal")))).passed


def test_overlap_is_one_with_itself_and_small_with_chance() -> None:
    random = np.random.default_rng(2)
    one, two = (normalise(random.normal(size=(120, 16)).astype(np.float32)) for _ in range(2))
    assert neighbour_overlap(one, one) == 1.0
    assert neighbour_overlap(one, two) < 0.25
    assert neighbour_overlap(one[:1], two[:1]) == 1.0


def test_measuring_says_how_it_did_and_gives_the_vectors() -> None:
    measured, vectors = measure(StaticEmbedder.load, ["Ik wacht op hulp.", "Koffie."])
    assert measured.soundness.passed
    assert vectors.shape == (2, measured.dimension)
    assert measured.texts_per_second > 0
