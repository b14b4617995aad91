"""Weights as int8 with a scale per row, in safetensors, beside the tokenizer and a modules file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.dutch_encoder.making.minilm import END, PADDING, START, Transformer
from nlp.dutch_encoder.making.vocabulary import Vocabulary

Arrays = dict[str, NDArray[Any]]
SCALE = ".scale"
BLOCK = 48
"""Columns of a layer's matrix that share a scale: whole rows lose one neighbour in forty."""
_MODULES = "nlp.dutch_encoder.modules"


def rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the scale of each: weights = rows x scale, off by at most half a step."""
    scale = np.abs(weights).max(axis=1) / 127
    scale[scale == 0] = 1.0
    return np.rint(weights / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def write_static(
    folder: Path, rows: NDArray[np.float32], words: Vocabulary, *, name: str, version: str
) -> None:
    """The static encoder in `folder`; see `nlp.embedding.StaticEmbedder` for who reads it."""
    small, scale = rounded(rows)
    parts: Arrays = {"rows": small, "scale": scale, "token_row": words.token_row}
    _write(folder, parts, words.tokenizer, "Static", name=name, version=version)


def write_minilm(
    folder: Path, learned: Transformer, words: Vocabulary, *, longest: int, name: str, version: str
) -> None:
    """MiniLM-nl in `folder`: word rows as int8 with a scale each, matrices with one per block."""
    small, scale = rounded(learned.rows)
    tokenizer, token_row = _with_signs(words)
    parts: Arrays = {"rows": small, "scale": scale, "token_row": token_row}
    for key, weight in learned.layers.items():
        if weight.ndim == 2:
            parts[key], parts[key + SCALE] = _rounded_in_blocks(weight)
        else:
            parts[key] = weight.astype(np.float32)
    _write(folder, parts, tokenizer, "MiniLM", name=name, version=version)
    kept = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
    extra = ("max_position_embeddings", "type_vocab_size", "hidden_act", "layer_norm_eps")
    config = {key: learned.config[key] for key in (*kept, *extra)}
    config |= {"max_seq_length": longest, "signs": [START, END, PADDING]}
    _write_json(folder / "config.json", config)


def _rounded_in_blocks(
    weights: NDArray[np.float32],
) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """int8 (r, c) and float16 scales (r, blocks); one block where 48 does not divide c."""
    columns = weights.shape[1]
    blocks = weights.reshape(-1, columns if columns % BLOCK else BLOCK)
    small, scale = rounded(blocks)
    shape = (len(weights), -1)
    return small.reshape(shape), scale.astype(np.float16).reshape(shape)


def _with_signs(words: Vocabulary) -> tuple[Any, NDArray[np.int32]]:
    """The tokenizer that puts a sign at the start and the end of a text, and its token rows."""
    from tokenizers import Tokenizer, processors

    tokenizer = Tokenizer.from_str(words.tokenizer.to_str())
    signs = [START, END, PADDING]
    tokenizer.add_special_tokens(signs)
    numbers = [tokenizer.token_to_id(sign) for sign in signs]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}", special_tokens=list(zip(signs[:2], numbers[:2], strict=True))
    )
    last = np.arange(len(words.names), len(words.names) + len(signs))
    return tokenizer, np.concatenate([words.token_row, last]).astype(np.int32)


def _write(
    folder: Path, parts: Arrays, tokenizer: Any, module: str, *, name: str, version: str
) -> None:
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    ordered = {key: np.ascontiguousarray(parts[key]) for key in sorted(parts)}
    save_file(ordered, folder / "model.safetensors", metadata={"name": name, "version": version})
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    _write_json(
        folder / "modules.json",
        [{"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.{module}"}],
    )


def _write_json(place: Path, content: Any) -> None:
    place.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
