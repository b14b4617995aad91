"""A model that reads two texts together: a cross-encoder, or one for entailment (NLI). Optional.

Reading a theme and a standard together says more than comparing where both lie, and takes a
hundred times as long; so it reads only the likeliest standards of each theme. Which files may be
opened, and how a hub model is pinned, is as for encoders (`transformer`, `hub`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.errors import Rejected
from nlp import hub
from nlp.embedding import Device, without_placeholders
from nlp.hub import damaged
from nlp.transformer import check_modules, check_weights, device_of, find

HYPOTHESIS = "Deze tekst gaat over: {}"
"""What an entailment model is asked about a standard."""

_BATCH = 16
_ENTAILED = ("entail", "gevolg")


class CrossEncoder:
    """A sentence-transformers cross-encoder with one score, or an NLI model with three classes."""

    def __init__(
        self, model: Any, *, name: str, revision: str, sha256: str, entailed: int | None
    ) -> None:
        """Take a loaded model; use `load` to get one by name. `entailed`: its class, of NLI."""
        self._model = model
        self._entailed = entailed
        self.name = name
        self.revision = revision
        self.sha256 = sha256

    @classmethod
    def load(cls, name: str, *, store: Path | None = None, device: Device = "cpu") -> Self:
        """Load a folder or a hub model (`owner/name[@revision]`), safetensors only.

        Raises:
            Unavailable: the hub cannot be reached and the model is not here already.
            Rejected: no such model, damaged or changed files, other weights than safetensors, code
                of its own, or a model that does not judge pairs.
        """
        found = find(name, store)
        weights = check_weights(found.folder, found.name)
        check_modules(found.folder, found.name)
        model = _open(found.folder, found.name, device_of(device))
        classes = {
            int(number): str(label).lower() for number, label in model.config.id2label.items()
        }
        entailed = next(
            (number for number, label in classes.items() if label.startswith(_ENTAILED)), None
        )
        if len(classes) != 1 and entailed is None:
            raise Rejected(
                f"Het taalmodel {found.name} vergelijkt geen twee teksten. Kies een "
                "cross-encoder of een NLI-model.",
                code="kruislezer.soort",
            )
        return cls(
            model,
            name=found.name,
            revision=found.revision,
            sha256=hub.sha256_of_all(weights),
            entailed=entailed,
        )

    @property
    def facts(self) -> dict[str, str]:
        """What a run keeps of it."""
        return {"name": self.name, "revision": self.revision, "sha256": self.sha256}

    def scores(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """How much the second text of each pair is what the first is about (n,); log-odds."""
        if not pairs:
            return np.zeros(0)
        asked = [
            (without_placeholders(first), second if self._entailed is None else _claim(second))
            for first, second in pairs
        ]
        import torch

        found = self._model.predict(
            asked,
            batch_size=_BATCH,
            show_progress_bar=False,
            activation_fn=torch.nn.Identity(),
            convert_to_numpy=True,
        )
        logits = np.nan_to_num(np.asarray(found, dtype=np.float64)).reshape(len(pairs), -1)
        if self._entailed is None:
            return logits[:, 0]
        # Against whatever else the model could say.
        rest = np.delete(logits, self._entailed, axis=1)
        return np.asarray(logits[:, self._entailed] - np.logaddexp.reduce(rest, axis=1))


def _claim(standard: str) -> str:
    return HYPOTHESIS.format(standard)


def _open(folder: Path, name: str, device: str) -> Any:
    from sentence_transformers import CrossEncoder as Reader

    try:
        return Reader(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError):
        raise damaged(name) from None
