"""Small sentence-transformers models that the tests make themselves, and a hub on this machine."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

COMMIT = "0123456789abcdef0123456789abcdef01234567"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ik", "wacht", "op", "hulp", "geld"]
VOCABULARY += ["query", "passage", ":", ".", "school", "moeder", "schulden", "brief", "lang"]


def word_pieces() -> Any:
    """A tokenizer of nineteen words."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = {word: number for number, word in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def save_static(folder: Path) -> Path:
    """A static model without prompts, as sentence-transformers saves it."""
    rows = np.random.default_rng(3).normal(size=(len(VOCABULARY), 16)).astype(np.float32)
    return _save_static(folder, word_pieces(), rows)


def save_bert(folder: Path, bare: Path) -> Path:
    """A one-layer BERT with prompts and room for sixteen tokens; `bare` is scratch space."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=16,
    )  # fmt: skip
    BertModel(config).save_pretrained(bare)
    PreTrainedTokenizerFast(
        tokenizer_object=word_pieces(), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]", model_max_length=16,
    ).save_pretrained(bare)  # fmt: skip
    transformer = Transformer(str(bare))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.prompts = {"query": "query: ", "passage": "passage: "}
    model.save(str(folder))
    return folder


def save_cross_encoder(folder: Path, *, classes: tuple[str, ...] = ("score",)) -> Path:
    """A one-layer BERT that reads two texts together and gives a score for each class."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, initializer_range=1.0,
        id2label=dict(enumerate(classes)), label2id={c: n for n, c in enumerate(classes)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=word_pieces(), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]", model_max_length=64,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def save_dutch(folder: Path, *, dimension: int = 64, wrong_tokenizer: bool = False) -> Path:
    """The built-in encoder, made smaller: good Dutch, another space; or with words mixed up."""
    from nlp.embedding import StaticEmbedder

    built_in = StaticEmbedder.load()
    rows = built_in.token_vectors()[:, :dimension]
    if wrong_tokenizer:
        rows = np.random.default_rng(1).permutation(rows)
    return _save_static(folder, built_in._tokenizer, np.ascontiguousarray(rows))


def copy(folder: Path, target: Path) -> Path:
    """The same files in another place."""
    for file in folder.rglob("*"):
        if file.is_file():
            place = target / file.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return target


def _save_static(folder: Path, tokenizer: Any, rows: np.ndarray) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=rows)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


@dataclass
class FakeHub:
    """A hub with one repository, `huis/encoder`. `breaks` is how often a large file breaks off."""

    files: dict[str, bytes]
    address: str = ""
    breaks: int = 0
    ranges: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def listing(self) -> dict[str, Any]:
        """What the hub tells about the repository."""
        siblings = []
        for name, content in sorted(self.files.items()):
            digest = hashlib.sha256(content).hexdigest()
            large = {"sha256": digest, "size": len(content), "pointerSize": 1}
            siblings.append(
                {"rfilename": name, "size": len(content), "blobId": digest[:40]}
                | ({"lfs": large} if name.endswith(".safetensors") else {})
            )
        card = {"license": "mit"}
        return {"id": "huis/encoder", "sha": COMMIT, "siblings": siblings, "cardData": card}


@contextmanager
def fake_hub(files: dict[str, bytes]) -> Iterator[FakeHub]:
    """A hub on the loopback address that answers as the real one does."""
    hub = FakeHub(files)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            hub.asked.append(path)
            found = re.fullmatch(r"/huis/encoder/resolve/(\w+)/(.+)", path)
            if re.fullmatch(r"/api/models/huis/encoder(/revision/\w+)?", path):
                self._send(json.dumps(hub.listing()).encode())
            elif found and found[1] == COMMIT and found[2] in hub.files:
                self._file(hub.files[found[2]])
            else:
                self.send_response(404)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def _file(self, content: bytes) -> None:
            asked = self.headers.get("Range", "")
            start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
            if asked:
                hub.ranges.append(asked)
            part = content[start:]
            self.send_response(206 if asked else 200)
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            if hub.breaks and len(content) > 500:
                hub.breaks -= 1
                self.wfile.write(part[: len(part) // 2])
                self.wfile.flush()
                self.connection.close()
                return
            self.wfile.write(part)

        def _send(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
