"""Vectors have length one, decisions on them are exact, the built-in encoder is what it says."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected
from nlp.embedding import (
    BUILT_IN,
    StaticEmbedder,
    centred,
    cosines,
    dot_exact,
    load_embedder,
    mean_direction,
    normalise,
    quantise,
    without_placeholders,
)
from nlp.lemmas import term_lemmas

TEXTS = [
    "Ik wacht al maanden op hulp.",
    "De deurwaarder stond voor de deur.",
    "Koffie in het buurthuis.",
]


@pytest.fixture(scope="module")
def built_in() -> StaticEmbedder:
    """The encoder that is shipped, loaded once."""
    return StaticEmbedder.load()


def test_an_int8_product_is_exact_at_the_largest_size() -> None:
    left = np.full((2, 1040), 127, dtype=np.int8)
    right = np.stack([np.full(1040, -127), np.full(1040, 126)]).astype(np.int8)
    whole = left.astype(np.int64) @ right.astype(np.int64).T
    assert (dot_exact(left, right).astype(np.int64) == whole).all()


def test_longer_vectors_are_summed_in_parts_in_order() -> None:
    vectors = np.random.default_rng(0).integers(-127, 128, (3, 2500)).astype(np.int8)
    whole = vectors.astype(np.int64) @ vectors.astype(np.int64).T
    assert np.allclose(dot_exact(vectors, vectors), whole, rtol=1e-6)


def test_quantising_keeps_directions() -> None:
    vectors = normalise(np.random.default_rng(0).normal(size=(20, 64)).astype(np.float32))
    codes = quantise(vectors)
    assert np.abs(codes).max(axis=1).tolist() == [127] * 20
    assert np.allclose(cosines(codes, codes), vectors @ vectors.T, atol=0.02)


def test_nothing_at_all_stays_zero() -> None:
    nothing = np.zeros((2, 8), dtype=np.float32)
    assert not normalise(nothing).any()
    assert not quantise(nothing).any()
    assert not centred(nothing, np.ones(8, dtype=np.float32)).any()
    assert not mean_direction(np.zeros((0, 8), dtype=np.float32)).any()


def test_placeholders_are_not_read_and_other_brackets_are() -> None:
    assert without_placeholders("Toen belde [persoon-12] mij [boos].") == "Toen belde   mij [boos]."


@pytest.mark.parametrize(
    "placeholder",
    ["[zoon-1]", "[moeder]", "[12-17 jaar]", "[80+ jaar]", "[maatschappelijk-werker-2]"],
)
def test_no_form_of_placeholder_is_read(placeholder: str) -> None:
    assert without_placeholders(f"Daar is {placeholder}.") == "Daar is  ."
    assert term_lemmas(f"[boos] {placeholder} [onverstaanbaar] hulp") == ("hulp",)


def test_the_built_in_encoder_gives_rows_of_length_one(built_in: StaticEmbedder) -> None:
    vectors = built_in.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, built_in.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_a_text_has_the_same_vector_in_any_company(built_in: StaticEmbedder) -> None:
    alone = built_in.encode([TEXTS[1]])
    together = built_in.encode([*TEXTS, "iets " * 5000])
    assert (alone[0] == together[1]).all()


def test_an_empty_text_and_no_texts_are_fine(built_in: StaticEmbedder) -> None:
    assert not built_in.encode([""]).any()
    assert built_in.encode([]).shape == (0, built_in.dimension)


def test_a_name_behind_a_placeholder_changes_nothing(built_in: StaticEmbedder) -> None:
    one, two = built_in.encode(["Toen belde [persoon-1] mij.", "Toen belde [persoon-7] mij."])
    assert (one == two).all()


def test_texts_on_one_subject_are_nearer_than_texts_on_two(built_in: StaticEmbedder) -> None:
    debts, bailiff, school = built_in.encode(
        ["Wij hebben veel schulden.", "De deurwaarder komt om geld.", "De juf van groep vier."]
    )
    assert debts @ bailiff > debts @ school


def test_it_equals_a_static_embedding_of_sentence_transformers(built_in: StaticEmbedder) -> None:
    transformers = pytest.importorskip("sentence_transformers")
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    module = StaticEmbedding(built_in._tokenizer, embedding_weights=built_in.token_vectors())
    peer = transformers.SentenceTransformer(modules=[module, Normalize()], device="cpu")
    assert np.abs(peer.encode(TEXTS) - built_in.encode(TEXTS)).max() < 1e-6


def test_the_built_in_encoder_goes_by_its_name() -> None:
    encoder = load_embedder(BUILT_IN)
    assert encoder.name == "vertelpunt-static-nl-d256"
    assert encoder.revision


def test_missing_or_broken_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        StaticEmbedder.load(tmp_path)
    assert refused.value.code == "encoder.beschadigd"
    (tmp_path / "model.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    with pytest.raises(Rejected):
        StaticEmbedder.load(tmp_path)
