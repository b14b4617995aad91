"""The English teacher: any sentence-transformers model, and the lessons it gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.dutch_encoder.making.sources import Pair


@dataclass(frozen=True)
class Lesson:
    """Pairs from one source: how much each counts, how often an epoch teaches it.

    `background` says how often its Dutch side counts as the text that shows what all Dutch shares;
    0 keeps it out.
    """

    name: str
    pairs: list[Pair] = field(repr=False)
    weight: float = 1.0
    repeats: int = 1
    background: int = 1


class Teacher:
    """Vectors of English texts. What was asked before is remembered while we run."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`."""
        from sentence_transformers import SentenceTransformer

        self.folder = folder
        self._model: Any = SentenceTransformer(
            str(folder), device="cpu", model_kwargs={"use_safetensors": True}
        )
        self._known: dict[str, NDArray[np.float16]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, d) in input order. float16 inside: the teacher is no more exact than that."""
        # Texts of like length together: little padding, and the same batches in every run.
        new = sorted({text for text in texts if text not in self._known}, key=lambda t: (len(t), t))
        if new:
            vectors = self._model.encode(new, batch_size=64, show_progress_bar=len(new) > 1000)
            self._known.update(zip(new, vectors.astype(np.float16), strict=True))
        return np.stack([self._known[text] for text in texts]).astype(np.float32)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length one; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
