"""The built-in encoders load through sentence-transformers and give what was learned."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected
from nlp.dutch_encoder.making.export import write_minilm, write_static
from nlp.dutch_encoder.making.lexicon import Lexicon
from nlp.dutch_encoder.making.minilm import MiniLMRecipe, Transformer, distil
from nlp.dutch_encoder.making.teacher import Lesson, unit
from nlp.dutch_encoder.making.vocabulary import Vocabulary, vocabulary
from nlp.embedding import StaticEmbedder, load_embedder

WORDS = ["school", "juf", "geld", "schuld", "help", "wij", "en", "wachten"]
GLOSS = [("school", "school"), ("juf", "teacher"), ("geld", "money"), ("schuld", "debt")]
RECIPE = MiniLMRecipe(layers=(0, 1), longest=16, epochs=150, batch=4, learning_rate=1e-3, warm_up=2)
TEXTS = ["juf en school help wij wachten", "geld en schuld help wij", "help wij en school"]


class Teacher:
    """A small English Bert in a folder; its lessons are two directions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        found = np.zeros((len(texts), 32), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row, 0 if "school" in text else 1] = 1
        return found


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Teacher:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("teacher")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "school", "teacher", "money", "debt", "we"]
    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    signs = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **signs).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=96,
        max_position_embeddings=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return Teacher(folder)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary(len(WORDS), WORDS)


@pytest.fixture(scope="module")
def learned(teacher: Teacher, words: Vocabulary) -> Transformer:
    pairs = [
        ("wij wachten en juf school", "school"),
        ("juf help school en wij", "school"),
        ("wij wachten en geld schuld", "money"),
        ("schuld help geld en wij", "money"),
    ]
    lessons = [Lesson("toy", pairs), Lesson("too short", [("geld", "school")])]
    return distil(words, Lexicon([], GLOSS), lessons, teacher, RECIPE)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path, learned: Transformer, words: Vocabulary) -> Path:
    write_minilm(tmp_path, learned, words, longest=16, name="toy-minilm", version="3")
    return tmp_path


def test_distillation_pulls_apart_what_the_teacher_keeps_apart(folder: Path) -> None:
    vectors = load_embedder(str(folder)).encode(TEXTS)
    assert vectors[0] @ vectors[2] > vectors[1] @ vectors[2] + 0.3


def test_learning_leaves_the_smallest_numbers_as_they_were(learned: Transformer) -> None:
    assert learned.rows.size
    assert sys.float_info.min * float("0.5") > 0


def test_a_word_starts_as_the_mean_of_its_gloss(teacher: Teacher, words: Vocabulary) -> None:
    from transformers import BertModel

    untaught = MiniLMRecipe(layers=(0,), epochs=0)
    start = distil(
        words, Lexicon([], GLOSS), [Lesson("none", [("a b c d e", "x")])], teacher, untaught
    )  # type: ignore[arg-type]
    english = BertModel.from_pretrained(teacher.folder, add_pooling_layer=False)
    table = english.embeddings.word_embeddings.weight.detach().numpy()
    assert start.rows[words.names.index("juf")] == pytest.approx(table[6])


def test_sentence_transformers_itself_loads_the_folder(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", trust_remote_code=True)
    found = model.encode(TEXTS, convert_to_numpy=True)
    assert found == pytest.approx(load_embedder(str(folder)).encode(TEXTS), abs=1e-5)
    assert model.get_embedding_dimension() == 32


def test_the_folder_gives_the_vectors_that_were_learned(
    folder: Path, learned: Transformer, words: Vocabulary
) -> None:
    """Rounding to int8 moves a vector by little, and padding by nothing."""
    import torch
    from transformers import BertConfig, BertModel

    config = {key: learned.config[key] for key in ("hidden_size", "intermediate_size")}
    bert = BertModel(
        BertConfig(
            vocab_size=1,
            num_hidden_layers=2,
            num_attention_heads=2,
            **config,
            max_position_embeddings=32,
        ),
        add_pooling_layer=False,
    )
    weights = {name: torch.from_numpy(value) for name, value in learned.layers.items()}
    bert.load_state_dict(weights, strict=False)
    signs = len(words.names)
    rows = [signs, *words.rows([TEXTS[0]])[0].tolist(), signs + 1]
    with torch.no_grad():
        states = bert.eval()(inputs_embeds=torch.from_numpy(learned.rows[rows])[None])
    exact = unit(states.last_hidden_state.mean(dim=1).numpy())
    found = load_embedder(str(folder)).encode(TEXTS)
    assert found[:1] == pytest.approx(exact, abs=0.03)
    assert load_embedder(str(folder)).encode(TEXTS[2:]) == pytest.approx(found[2:], abs=1e-5)


def test_long_texts_are_read_to_their_end(folder: Path) -> None:
    embedder = load_embedder(str(folder))
    assert embedder.max_tokens == 16
    start, end = "juf school. " * 10, "geld schuld. " * 10
    both, first = embedder.encode([start + end, start])
    assert both @ first < 0.999


def test_a_damaged_file_is_refused_in_dutch(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(Rejected, match="beschadigd"):
        load_embedder(str(folder))


def test_the_static_encoder_says_the_same_with_and_without_torch(
    tmp_path: Path, words: Vocabulary
) -> None:
    from sentence_transformers import SentenceTransformer

    rows = np.random.default_rng(0).normal(size=(len(words.names), 16)).astype(np.float32)
    write_static(tmp_path, rows, words, name="toy", version="1")
    model = SentenceTransformer(str(tmp_path), device="cpu", trust_remote_code=True)
    texts = [*TEXTS, ""]
    found = model.encode(texts, convert_to_numpy=True)
    assert found == pytest.approx(StaticEmbedder.load(tmp_path).encode(texts), abs=1e-6)


def test_the_shipped_encoders_fit_and_agree_with_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    from nlp.embedding import shipped_folder

    files = [file for file in shipped_folder().rglob("*") if file.is_file()]
    shipped = [
        f for f in files if "making" not in f.parts and f.suffix in {".safetensors", ".json"}
    ]
    assert sum(file.stat().st_size for file in shipped) <= 45_000_000
    texts = ["De wachtlijst voor hulp was lang.", "Niemand belde terug."]
    for folder, name in (("static", "ingebouwd"), ("minilm", "ingebouwd-minilm")):
        place = str(shipped_folder() / folder)
        model = SentenceTransformer(place, device="cpu", trust_remote_code=True)
        found = model.encode(texts, convert_to_numpy=True)
        assert found == pytest.approx(load_embedder(name).encode(texts), abs=1e-5)
