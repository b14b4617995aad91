"""How sentence-transformers loads the built-in encoders: int8 files in, float32 vectors out.

`SentenceTransformer(folder, trust_remote_code=True)` reads these names from `modules.json`; in
Vertelpunt itself `nlp.transformer` loads them without that. Word rows stay int8 in memory.
"""

import json
import math
from pathlib import Path
from typing import Any, Self

import torch
from safetensors.torch import load_file
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

_SCALE = ".scale"


class Static(InputModule):
    """The mean of one stored vector per token, of length one. Same as `StaticEmbedder`."""

    def __init__(self, tokenizer: Tokenizer, weights: dict[str, torch.Tensor]) -> None:
        """Take the tokenizer and the three tensors of the file."""
        super().__init__()  # type: ignore[no-untyped-call]
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        self._words = tokenizer
        self.rows = _Rows(weights)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *_: Any, **__: Any) -> Self:
        """Read a folder."""
        place = Path(model_name_or_path, subfolder)
        return cls(
            Tokenizer.from_file(str(place / "tokenizer.json")),
            load_file(place / "model.safetensors"),
        )

    def preprocess(
        self, inputs: Any, prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids of all texts behind each other, and where each text begins."""
        texts = [(prompt or "") + text for text in inputs]
        runs = [e.ids for e in self._words.encode_batch(texts, add_special_tokens=False)]
        starts = [0]
        for run in runs:
            starts.append(starts[-1] + len(run))
        ids = torch.tensor([number for run in runs for number in run], dtype=torch.long)
        return {"input_ids": ids, "offsets": torch.tensor(starts[:-1])}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding` (n, d)."""
        vectors = self.rows(features["input_ids"])
        numbers = torch.arange(len(vectors), device=vectors.device)
        text = torch.bucketize(numbers, features["offsets"], right=True) - 1
        count = len(features["offsets"])
        summed = vectors.new_zeros((count, vectors.shape[1])).index_add_(0, text, vectors)
        features["sentence_embedding"] = nn.functional.normalize(summed, dim=1)
        return features

    @property
    def max_seq_length(self) -> float:
        """No limit."""
        return math.inf

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.rows.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Refuse: the files are made by `nlp.dutch_encoder.making`."""
        raise NotImplementedError(output_path)


class MiniLM(InputModule):
    """A Bert over Dutch word rows; the mean over all its tokens, of length one."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        weights: dict[str, torch.Tensor],
        config: dict[str, Any],
    ) -> None:
        """Take the tokenizer, the tensors of the file, and its `config.json`."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer = tokenizer
        self._words: Any = tokenizer
        self.max_seq_length = int(config["max_seq_length"])
        tokenizer.model_max_length = self.max_seq_length
        self.rows = _Rows(weights)
        names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
        others = ("max_position_embeddings", "type_vocab_size", "hidden_act", "layer_norm_eps")
        shape = {name: config[name] for name in (*names, *others)}
        # Room for no word of its own: words come from the rows above.
        bert = BertConfig(vocab_size=1, pad_token_id=0, **shape)
        with torch.device("meta"):
            self.bert = BertModel(bert, add_pooling_layer=False)
        self.bert.load_state_dict(self._layers(weights), strict=False, assign=True)
        self._count_positions()
        self.eval()

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *_: Any, **__: Any) -> Self:
        """Read a folder."""
        place = Path(model_name_or_path, subfolder)
        config = json.loads((place / "config.json").read_text(encoding="utf-8"))
        start, end, padding = config["signs"]
        tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_file=str(place / "tokenizer.json"),
            cls_token=start,
            sep_token=end,
            pad_token=padding,
            unk_token="[UNK]",
        )
        return cls(tokenizer, load_file(place / "model.safetensors"), config)

    def preprocess(
        self, inputs: Any, prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Token ids (n, longest) and which of them are no padding."""
        texts = [(prompt or "") + text for text in inputs]
        found = self._words(
            texts,
            padding=True,
            truncation=True,
            max_length=self.max_seq_length,
            return_tensors="pt",
        )
        return {"input_ids": found["input_ids"], "attention_mask": found["attention_mask"]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding` (n, d)."""
        seen = features["attention_mask"]
        states = self.bert(
            inputs_embeds=self.rows(features["input_ids"]), attention_mask=seen
        ).last_hidden_state
        summed = (states * seen[:, :, None]).sum(dim=1)
        features["sentence_embedding"] = nn.functional.normalize(summed, dim=1)
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.rows.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Refuse: the files are made by `nlp.dutch_encoder.making`."""
        raise NotImplementedError(output_path)

    def _layers(self, weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """float32 weights of everything but words; a matrix is int8 blocks times their scale."""
        found = {
            name: _blocks(weight, weights[name + _SCALE]) if name + _SCALE in weights else weight
            for name, weight in weights.items()
            if "." in name and not name.endswith(_SCALE)
        }
        # The word table that is not used.
        return {**found, "embeddings.word_embeddings.weight": torch.zeros((1, self.rows.dimension))}

    def _count_positions(self) -> None:
        """What Bert counts with but never stores."""
        positions = self.bert.config.max_position_embeddings
        embeddings = self.bert.embeddings
        embeddings.register_buffer("position_ids", torch.arange(positions)[None])
        embeddings.register_buffer("token_type_ids", torch.zeros((1, positions), dtype=torch.long))


def _blocks(weight: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """int8 (r, c) and scales (r, blocks) -> float32 (r, c)."""
    blocks = weight.float().reshape(*scale.shape, -1) * scale.float()[..., None]
    return blocks.reshape(weight.shape)


class _Rows(nn.Module):
    """The vector of a token id: int8 row times its scale."""

    rows: torch.Tensor
    scale: torch.Tensor
    token_row: torch.Tensor

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.register_buffer("rows", weights["rows"])
        self.register_buffer("scale", weights["scale"])
        self.register_buffer("token_row", weights["token_row"].long())
        self.dimension = int(self.rows.shape[1])

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """ids (...) -> float32 (..., d)."""
        numbers = self.token_row[ids]
        return self.rows[numbers].float() * self.scale[numbers][..., None]
