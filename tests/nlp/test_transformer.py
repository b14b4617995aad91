"""Any sentence-transformers model works from its own files, and an unsafe or absent one is refused.

The models are made here, tiny and random: a static one, and a one-layer BERT with a short memory.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected, Unavailable
from nlp import hub, transformer
from nlp.embedding import NO_LIMIT, load_embedder
from nlp.transformer import SentenceTransformerEmbedder
from tests.tiny_models import copy, save_bert, save_static


@pytest.fixture(scope="session")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model without prompts."""
    return save_static(tmp_path_factory.mktemp("encoder") / "klein-statisch")


@pytest.fixture(scope="session")
def bert_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A one-layer BERT with prompts and room for sixteen tokens."""
    folder = tmp_path_factory.mktemp("encoder")
    return save_bert(folder / "klein-bert", folder / "kaal")


def test_a_model_without_prompts_has_no_prefixes(static_model: Path) -> None:
    encoder = SentenceTransformerEmbedder.load(str(static_model))
    assert (encoder.query_prefix, encoder.passage_prefix) == ("", "")
    assert encoder.max_tokens == NO_LIMIT
    assert encoder.dimension == 16


def test_prefixes_and_length_come_from_the_models_own_files(bert_model: Path) -> None:
    encoder = SentenceTransformerEmbedder.load(str(bert_model))
    assert (encoder.query_prefix, encoder.passage_prefix) == ("query: ", "passage: ")
    assert encoder.max_tokens == 16
    text = ["ik wacht op hulp"]
    assert not np.allclose(encoder.encode(text), encoder.encode(text, kind="query"))


def test_the_e5_family_gets_its_prefixes_by_name(static_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "e5-klein"
    folder.symlink_to(static_model)
    encoder = SentenceTransformerEmbedder.load(str(folder))
    assert encoder.query_prefix == "query: "


def test_vectors_have_length_one_and_repeat(bert_model: Path) -> None:
    encoder = load_embedder(str(bert_model))
    texts = ["ik wacht op hulp.", "geld en schulden", ""]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors == encoder.encode(texts)).all()
    assert encoder.encode([]).shape == (0, 16)


def test_a_long_text_is_read_to_its_end(bert_model: Path) -> None:
    encoder = load_embedder(str(bert_model))
    start = "ik wacht op hulp. " * 6
    one, two = encoder.encode([f"{start} geld geld schulden.", f"{start} school moeder brief."])
    assert not np.allclose(one, two)


def test_a_long_sentence_without_a_stop_is_read_to_its_end(bert_model: Path) -> None:
    encoder = load_embedder(str(bert_model))
    one, two = encoder.encode(["ik " * 60 + "geld " * 20, "ik " * 60 + "school " * 20])
    assert not np.allclose(one, two)


def test_another_file_is_another_revision(static_model: Path, bert_model: Path) -> None:
    one, two = load_embedder(str(static_model)), load_embedder(str(bert_model))
    assert one.revision.startswith("map-")
    assert one.revision != two.revision
    assert one.revision == load_embedder(str(static_model)).revision


def test_pickled_weights_are_refused(static_model: Path, tmp_path: Path) -> None:
    folder = copy(static_model, tmp_path / "gevaarlijk")
    weights = next(folder.rglob("*.safetensors"))
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(Rejected, match="safetensors") as refused:
        load_embedder(str(folder))
    assert refused.value.code == "encoder.onveilig_formaat"


def test_truncated_weights_are_refused(static_model: Path, tmp_path: Path) -> None:
    folder = copy(static_model, tmp_path / "half")
    weights = next(folder.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-40])
    with pytest.raises(Rejected, match="beschadigd"):
        load_embedder(str(folder))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="niet compleet"):
        load_embedder(str(tmp_path))


def test_unreadable_prompts_are_refused(static_model: Path, tmp_path: Path) -> None:
    folder = copy(static_model, tmp_path / "kapot")
    (folder / "config_sentence_transformers.json").write_text("{", encoding="utf-8")
    with pytest.raises(Rejected):
        load_embedder(str(folder))


def test_a_hub_that_cannot_be_reached_says_so_and_names_the_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(Unavailable, match="clips/e5-small-trm-nl") as refused:
        load_embedder("clips/e5-small-trm-nl", store=tmp_path)
    assert "ingebouwde taalmodel" in refused.value.message


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="taalmodel weg is er niet") as refused:
        load_embedder(str(tmp_path / "weg"))
    assert str(tmp_path) not in refused.value.message
    assert refused.value.code == "encoder.map_weg"


def test_the_models_own_prompts_go_before_convention(static_model: Path, tmp_path: Path) -> None:
    folder = copy(static_model, tmp_path / "e5-eigen")
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "vraag: ", "document": "stuk: "}}), encoding="utf-8"
    )
    encoder = load_embedder(str(folder))
    assert (encoder.query_prefix, encoder.passage_prefix) == ("vraag: ", "stuk: ")


def test_code_that_a_model_brings_along_is_not_run(static_model: Path, tmp_path: Path) -> None:
    folder = copy(static_model, tmp_path / "vreemd")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "antigravity.Geheim"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(Rejected, match="programmacode") as refused:
        load_embedder(str(folder))
    assert refused.value.code == "encoder.eigen_code"


def test_modules_of_our_own_are_loaded_by_name(
    static_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    folder = copy(static_model, tmp_path / "ons")
    listed = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    ours = [{**module, "type": f"{transformer.OUR_MODULES}Ons"} for module in listed]
    (folder / "modules.json").write_text(json.dumps(ours), encoding="utf-8")
    monkeypatch.setattr(transformer, "_module", lambda kind: StaticEmbedding)
    text = ["ik wacht op hulp"]
    same = load_embedder(str(static_model)).encode(text)
    assert (load_embedder(str(folder)).encode(text) == same).all()


def test_source_loads_the_same_again_and_weights_have_a_hash(static_model: Path) -> None:
    encoder = load_embedder(str(static_model))
    again = load_embedder(encoder.source)
    assert (again.revision, again.sha256) == (encoder.revision, encoder.sha256)
    assert len(encoder.sha256) == 64
    assert (encoder.backend, encoder.device) == ("torch", "cpu")


def test_a_back_end_that_is_not_installed_is_said(
    static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "installed", lambda _: False)
    with pytest.raises(Unavailable, match="niet geïnstalleerd"):
        load_embedder(f"{static_model}+onnx")
    monkeypatch.setattr(hub, "installed", lambda _: True)
    with pytest.raises(Rejected, match="int8"):
        load_embedder(f"{static_model}+onnx")


def test_an_int8_file_is_used_when_its_back_end_is_installed_and_is_another_space(
    static_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sentence_transformers

    asked: dict[str, object] = {}
    real = sentence_transformers.SentenceTransformer

    def opened(folder: str, **options: object) -> object:
        asked.update(options)
        return real(folder, device="cpu")

    folder = copy(static_model, tmp_path / "int8")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model_qint8_avx512_vnni.onnx").write_bytes(b"onnx")
    monkeypatch.setattr(hub, "installed", lambda backend: backend == "onnx")
    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", opened)
    encoder = load_embedder(str(folder))
    assert asked["backend"] == "onnx"
    assert asked["model_kwargs"] == {
        "file_name": "onnx/model_qint8_avx512_vnni.onnx",
        "provider": "CPUExecutionProvider",
    }
    assert asked["trust_remote_code"] is False
    assert encoder.backend == "onnx int8"
    assert encoder.revision.endswith("+onnx")
    assert encoder.source.endswith("+onnx")
    assert load_embedder(f"{folder}+torch").revision != encoder.revision


def test_a_graphics_card_is_used_unless_told_otherwise(
    static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert transformer.device_of("auto") == "cuda"
    assert load_embedder(str(static_model), device="cpu").device == "cpu"


def test_the_built_in_transformer_goes_by_its_name_and_the_version_of_its_weights(
    static_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.numpy import load_file, save_file

    folder = copy(static_model, tmp_path / "minilm")
    weights = next(folder.rglob("*.safetensors"))
    named = {"name": "klein-nl", "version": "7"}
    save_file(load_file(weights), folder / "model.safetensors", metadata=named)
    monkeypatch.setattr(transformer, "shipped_folder", lambda: tmp_path)
    encoder = load_embedder("ingebouwd-minilm")
    assert (encoder.name, encoder.revision) == ("klein-nl", "7")
    assert encoder.source == "ingebouwd-minilm"
    (folder / "model.safetensors").unlink()
    with pytest.raises(Rejected):
        load_embedder("ingebouwd-minilm")
