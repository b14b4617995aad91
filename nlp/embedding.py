"""Texts become vectors: one `Embedder`, built in or any sentence-transformers model.

Every vector has length one, and every embedder knows its name and revision, because vectors of two
models must never be mixed. Decisions are made on int8 copies, whose dot products are exact
(`quantise`, `dot_exact`), so they do not depend on the number of threads.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import PLACEHOLDER
from nlp import hub
from nlp.hub import damaged

Kind = Literal["passage", "query"]
Device = Literal["auto", "cpu"]
Vectors = NDArray[np.float32]
Int8Vectors = NDArray[np.int8]

BUILT_IN = "ingebouwd"
BUILT_IN_MINILM = "ingebouwd-minilm"
NO_LIMIT = 1_000_000
MAX_EXACT_DIMENSION = 1040

_TEXTS_PER_BLOCK = 2048


class Embedder(Protocol):
    """Turns texts into vectors of length one. A prefix is what the model wants before a text."""

    name: str
    revision: str
    """Exactly which vectors: another revision is another space, never to be mixed."""
    source: str
    """The name that loads exactly this one again, with commit and back-end."""
    sha256: str
    """Of the weights."""
    backend: str
    device: str
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """float32 (n, dimension), rows of length one in input order; the same text, the same row.

        A text without any known word gets a row of zeros. Placeholders ([persoon-1]) are not read.
        """
        ...


def load_embedder(name: str, *, store: Path | None = None, device: Device = "auto") -> Embedder:
    """The embedder by name: `ingebouwd`, `ingebouwd-minilm`, a folder, or a hub name.

    Args:
        name: a hub name may carry `@revision`, and any transformer `+backend`; see `nlp.hub`.
        store: the folder of pulled models; a hub model that is not in it yet is fetched into it.
        device: `cpu`, or `auto` to use a graphics card when there is one.

    Raises:
        Unavailable: the hub cannot be reached. Nothing else is used instead.
        Rejected: the model does not exist, is damaged, or is not in safetensors format.
    """
    if name == BUILT_IN:
        return StaticEmbedder.load()
    from nlp.transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder.load(name, store=store, device=device)


def built_in_names() -> list[str]:
    """The names of the encoders that this installation carries."""
    minilm = shipped_folder() / "minilm"
    return [BUILT_IN, *([BUILT_IN_MINILM] if minilm.is_dir() else [])]


def shipped_folder() -> Path:
    """Where the built-in encoders lie."""
    return Path(str(files("nlp") / "dutch_encoder"))


class StaticEmbedder:
    """The built-in Dutch encoder: the mean of one stored vector per word piece.

    Equal to a sentence-transformers `StaticEmbedding` with `Normalize`, without torch.
    """

    query_prefix = ""
    passage_prefix = ""
    max_tokens = NO_LIMIT
    backend = "numpy"
    device = "cpu"

    def __init__(
        self,
        tokenizer: Any,
        *,
        rows: Int8Vectors,
        scale: NDArray[np.float32],
        token_row: NDArray[np.int32],
        name: str,
        revision: str,
        source: str = BUILT_IN,
        sha256: str = "",
    ) -> None:
        """Take the parts: `rows` (r, d) times `scale` (r,), and for each token id its row."""
        self._tokenizer = tokenizer
        self._rows = rows
        self._scale = scale
        self._token_row = token_row
        self.name = name
        self.revision = revision
        self.source = source
        self.sha256 = sha256
        self.dimension = int(rows.shape[1])

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Read the weights that are shipped in `nlp/dutch_encoder`, or those in another folder.

        Raises:
            Rejected: a file is missing or damaged.
        """
        from safetensors import SafetensorError, safe_open
        from tokenizers import Tokenizer

        place = folder or _static_folder()
        try:
            with safe_open(place / "model.safetensors", framework="numpy") as weights:
                parts = {key: weights.get_tensor(key) for key in ("rows", "scale", "token_row")}
                meta = weights.metadata() or {}
            sha256 = hub.sha256_of(place / "model.safetensors")
            tokenizer = Tokenizer.from_str((place / "tokenizer.json").read_text(encoding="utf-8"))
        except (OSError, SafetensorError, UnicodeDecodeError, ValueError):
            raise damaged(str(place)) from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        name, revision = meta.get("name", place.name), meta.get("version", "onbekend")
        source = BUILT_IN if folder is None else str(folder)
        return cls(tokenizer, **parts, name=name, revision=revision, source=source, sha256=sha256)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """See `Embedder`. Some ten thousand passages a second on one core."""
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_PER_BLOCK):
            block = [without_placeholders(text) for text in texts[start : start + _TEXTS_PER_BLOCK]]
            encodings = self._tokenizer.encode_batch_fast(block, add_special_tokens=False)
            for offset, encoding in enumerate(encodings):
                if encoding.ids:
                    found[start + offset] = self._mean(encoding.ids)
        return normalise(found)

    def token_vectors(self) -> Vectors:
        """One float32 vector per token id, for whoever wants the table itself."""
        table = self._rows[self._token_row].astype(np.float32)
        return np.asarray(table * self._scale[self._token_row][:, None], dtype=np.float32)

    def _mean(self, ids: list[int]) -> Vectors:
        rows = self._token_row[ids]
        # A plain sum, not a BLAS product: its order does not depend on the number of threads.
        scaled = self._rows[rows].astype(np.float32) * self._scale[rows][:, None]
        return np.asarray(scaled.sum(axis=0) / np.float32(len(ids)), dtype=np.float32)


def without_placeholders(text: str) -> str:
    """The text with placeholders such as [persoon-1] blanked: they say who, never what."""
    return PLACEHOLDER.sub(" ", text) if "[" in text else text


def normalise(vectors: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays zero."""
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
    norms[norms == 0] = 1.0
    return np.asarray(vectors / norms[:, None], dtype=np.float32)


def mean_direction(vectors: Vectors) -> NDArray[np.float32]:
    """The mean of rows (n, d) -> (d,); what all texts of a collection share."""
    if not len(vectors):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    return np.asarray(vectors.mean(axis=0, dtype=np.float64), dtype=np.float32)


def centred(vectors: Vectors, mean: NDArray[np.float32]) -> Vectors:
    """Rows minus the shared mean, of length one again: without it all texts look alike.

    A row of zeros (no known word) stays zero.
    """
    known = np.abs(vectors).max(axis=1, initial=0.0) > 0
    return normalise(np.where(known[:, None], vectors - mean[None, :], 0).astype(np.float32))


def quantise(vectors: NDArray[Any]) -> Int8Vectors:
    """int8 copies of rows, each scaled so that its largest value is 127; directions are kept."""
    peak = np.abs(vectors).max(axis=1, initial=0.0).astype(np.float64)
    peak[peak == 0] = 1.0
    scaled: Int8Vectors = np.rint(vectors * (127.0 / peak)[:, None]).astype(np.int8)
    return scaled


def dot_exact(left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.float32]:
    """All dot products of int8 rows (n, d) x (m, d) -> float32 (n, m), exact up to d = 1040.

    Every partial sum is a whole number under 2**24, so float32 holds it in any order of summing:
    the same bits for any number of threads and on any processor. Longer vectors are summed in
    parts of 1040, in order: still repeatable to the bit. (Rows may already be float32 copies.)
    """
    total: NDArray[np.float32] | None = None
    for start in range(0, max(1, left.shape[1]), MAX_EXACT_DIMENSION):
        part = slice(start, start + MAX_EXACT_DIMENSION)
        found = _float32(left[:, part]) @ _float32(right[:, part]).T
        total = found if total is None else total + found
    return np.asarray(total, dtype=np.float32)


def lengths(vectors: Int8Vectors) -> NDArray[np.float32]:
    """The lengths of int8 rows, exact before the root; one for a row of zeros."""
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.int64)
    found: NDArray[np.float32] = np.sqrt(np.maximum(squares, 1).astype(np.float32))
    return found


def cosines(left: Int8Vectors, right: Int8Vectors) -> NDArray[np.float32]:
    """Cosine similarities of int8 rows (n, d) x (m, d) -> float32 (n, m), repeatable to the bit."""
    found = dot_exact(left, right)
    found /= lengths(left)[:, None]
    found /= lengths(right)[None, :]
    return found


def _static_folder() -> Path:
    folder = shipped_folder()
    return folder / "static" if (folder / "static").is_dir() else folder


def _float32(vectors: NDArray[Any]) -> NDArray[np.float32]:
    return vectors.astype(np.float32, copy=False)
