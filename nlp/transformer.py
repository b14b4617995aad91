"""Any sentence-transformers model as an `Embedder`: built in, from the hub or from a folder.

Only safetensors weights are opened: a pickle file can run code, and so can modules that a model
brings along. Prefixes and the maximum length come from the model's own files. When the hub cannot
be reached this says so; nothing else is used instead, because vectors of another model would
silently change every theme.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Self, cast

import numpy as np

from models.errors import Rejected, Unavailable
from nlp import hub
from nlp.embedding import (
    BUILT_IN_MINILM,
    NO_LIMIT,
    Device,
    Kind,
    Vectors,
    normalise,
    shipped_folder,
    without_placeholders,
)
from nlp.hub import damaged
from nlp.language import LookupDutch

OUR_MODULES = "nlp.dutch_encoder.modules."
THEIR_MODULES = "sentence_transformers."

_E5 = re.compile(r"(?:^|[-_/])e5(?:[-_/]|$)", re.IGNORECASE)
_QUERY_KEYS = ("query",)
_PASSAGE_KEYS = ("passage", "document", "corpus")
_BATCH = 32


@dataclass(frozen=True)
class Found:
    """A model on disk, and what it is called."""

    folder: Path
    name: str
    revision: str
    source: str
    backend: str | None


@dataclass(frozen=True)
class _Piece:
    """A part of a text that fits in the model, and the row it counts for."""

    row: int
    weight: int
    text: str


class SentenceTransformerEmbedder:
    """A sentence-transformers model. Long texts are cut on sentences and averaged by length."""

    def __init__(
        self,
        model: Any,
        *,
        name: str,
        revision: str,
        source: str,
        sha256: str,
        backend: str,
        device: str,
        prefixes: tuple[str, str],
    ) -> None:
        """Take a loaded model; use `load` to get one by name. Prefixes: of a query, a passage."""
        self._model = model
        self._dutch = LookupDutch()
        self.name = name
        self.revision = revision
        self.source = source
        self.sha256 = sha256
        self.backend = backend
        self.device = device
        self.query_prefix, self.passage_prefix = prefixes
        self.dimension = int(model.get_embedding_dimension())
        self.max_tokens = _max_tokens(model)

    @classmethod
    def load(cls, name: str, *, store: Path | None = None, device: Device = "cpu") -> Self:
        """Load the built-in transformer, a folder, or a hub model (`owner/name[@revision]`).

        `+onnx`, `+openvino` or `+torch` behind the name asks for that back-end; without it the
        quickest is taken for which the model has an int8 file and that is installed.

        Raises:
            Unavailable: the hub cannot be reached and the model is not here already.
            Rejected: no such model, damaged or changed files, other weights than safetensors, or
                modules of its own that would have to be run.
        """
        found = find(name, store)
        weights = check_weights(found.folder, found.name)
        modules = check_modules(found.folder, found.name)
        backend, file = _backend(found)
        prefixes = _prefixes(found.folder, found.name)
        device_name = device_of(device)
        model = _open(found, modules, backend=backend, file=file, device=device_name)
        used = [found.folder / file] if file else weights
        return cls(
            model,
            name=found.name,
            # Rounded weights give other vectors: another space.
            revision=found.revision + (f"+{backend}" if file else ""),
            source=name if name == BUILT_IN_MINILM else f"{found.source}+{backend}",
            sha256=hub.sha256_of_all(used),
            backend=f"{backend} int8" if file else backend,
            device=device_name,
            prefixes=prefixes,
        )

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        """See `Embedder`. Texts of like length go together, so that little is padding."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prefix = self.query_prefix if kind == "query" else self.passage_prefix
        pieces = [piece for row, text in enumerate(texts) for piece in self._pieces(row, text)]
        vectors = self._model.encode(
            [piece.text for piece in pieces],
            prompt=prefix or None,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        summed = np.zeros((len(texts), self.dimension), dtype=np.float64)
        for piece, vector in zip(pieces, vectors, strict=True):
            summed[piece.row] += piece.weight * np.nan_to_num(vector.astype(np.float64))
        return normalise(np.asarray(summed, dtype=np.float32))

    def _pieces(self, row: int, text: str) -> Iterable[_Piece]:
        text = without_placeholders(text)
        if self.max_tokens >= NO_LIMIT or self._count(text) <= self.max_tokens:
            yield _Piece(row, max(1, len(text)), text)
            return
        for start, end in self._windows(text):
            yield _Piece(row, end - start, text[start:end])

    def _windows(self, text: str) -> list[tuple[int, int]]:
        """Runs of whole sentences that fit; a sentence that is too long by itself is halved."""
        spans = [half for span in self._dutch.sentences(text) for half in self._halves(text, span)]
        windows: list[tuple[int, int]] = []
        for start, end in spans:
            if windows and self._count(text[windows[-1][0] : end]) <= self.max_tokens:
                windows[-1] = (windows[-1][0], end)
            else:
                windows.append((start, end))
        return windows or [(0, len(text))]

    def _halves(self, text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
        start, end = span
        if self._count(text[start:end]) <= self.max_tokens or end - start < 2:
            return [span]
        middle = text.find(" ", (start + end) // 2, end)
        if middle in (-1, start):
            middle = (start + end) // 2
        return [*self._halves(text, (start, middle)), *self._halves(text, (middle, end))]

    def _count(self, text: str) -> int:
        prefix = max(self.query_prefix, self.passage_prefix, key=len)
        tokenizer = self._model.tokenizer
        found = tokenizer(prefix + text, truncation=False, verbose=False)["input_ids"]
        return len(found)


def find(name: str, store: Path | None) -> Found:
    """Where the model lies; a hub model that is not here yet is fetched.

    Raises:
        Unavailable: the hub cannot be reached.
        Rejected: there is no such model or folder, or its files changed.
    """
    if name == BUILT_IN_MINILM:
        folder = shipped_folder() / "minilm"
        return Found(folder, *_own_words(folder, name), name, "torch")
    path, backend = hub.split_backend(name)
    if Path(path).is_dir():
        folder = Path(path)
        # Only its last part: where it lies here is nothing for a report.
        shown = folder.absolute().name
        return Found(folder, shown, _fingerprint(folder), str(folder.resolve()), backend)
    if path.startswith(("/", ".", "~")) or path.count("/") > 1:
        raise Rejected(
            f"De map van het taalmodel {Path(path).name} is er niet (meer). Kijk de naam na, of "
            "zet de map terug.",
            code="encoder.map_weg",
        )
    place = store or hub.default_store()
    pulled = hub.find(name, store=place) or hub.pull(name, store=place)
    hub.verify(pulled)
    return Found(pulled.folder, pulled.repo, pulled.commit, pulled.pinned, backend)


def _own_words(folder: Path, name: str) -> tuple[str, str]:
    """The name and the version that the weights carry."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(folder / "model.safetensors", framework="numpy") as weights:
            meta = weights.metadata() or {}
    except (OSError, SafetensorError):
        raise damaged(name) from None
    return str(meta.get("name", name)), str(meta.get("version") or _fingerprint(folder))


def check_weights(folder: Path, name: str) -> list[Path]:
    """Refuse pickles and open every safetensors file once, before any model code sees it.

    Raises:
        Rejected: there are no safetensors weights, or they cannot be read.
    """
    from safetensors import SafetensorError, safe_open

    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        pickled = any(next(folder.rglob(pattern), None) for pattern in hub.PICKLES)
        raise hub.not_safe(name) if pickled else damaged(name)
    for file in weights:
        try:
            with safe_open(file, framework="numpy") as opened:
                opened.keys()
        except (SafetensorError, OSError):
            raise damaged(name) from None
    return weights


def check_modules(folder: Path, name: str) -> list[tuple[str, str]]:
    """The (class, path) of each module; classes of a stranger are refused before they are run.

    Raises:
        Rejected: the model brings code of its own, or its list of modules cannot be read.
    """
    listed = folder / "modules.json"
    if not listed.is_file():
        return []
    try:
        modules = [
            (str(module["type"]), str(module["path"]))
            for module in json.loads(listed.read_text(encoding="utf-8"))
        ]
    except (ValueError, KeyError, TypeError):
        raise damaged(name) from None
    if not all(kind.startswith((OUR_MODULES, THEIR_MODULES)) for kind, _ in modules):
        raise Rejected(
            f"Het taalmodel {name} brengt eigen programmacode mee. Die voeren wij niet uit. Kies "
            f"een ander model.",
            code="encoder.eigen_code",
        )
    return modules


def _backend(found: Found) -> tuple[str, str | None]:
    """The back-end, and its int8 file inside the folder (None for torch).

    Raises:
        Unavailable: the back-end that was asked for is not installed.
        Rejected: the model has no int8 file for it.
    """
    paths = [path.relative_to(found.folder).as_posix() for path in sorted(found.folder.rglob("*"))]
    if found.backend is None:
        for backend in ("openvino", "onnx"):
            file = hub.int8_file(paths, backend)
            if file and hub.installed(backend):
                return backend, file
    if found.backend in (None, "torch"):
        return "torch", None
    backend = str(found.backend)
    if not hub.installed(backend):
        raise Unavailable(
            f"Het taalmodel {found.name} heeft {backend} nodig. Dat is niet geïnstalleerd of past "
            f"niet bij de rest. Zonder {backend} gaat het ook: laat +{backend} weg, en kies "
            f"opnieuw.",
            code="encoder.rekenwijze_ontbreekt",
        )
    file = hub.int8_file(paths, backend)
    if file is None:
        raise Rejected(
            f"Het taalmodel {found.name} heeft geen int8-bestand voor {backend}.",
            code="encoder.rekenwijze_past_niet",
        )
    return backend, file


def device_of(asked: Device) -> str:
    """The name that torch has for the device."""
    import torch

    return "cuda" if asked == "auto" and torch.cuda.is_available() else "cpu"


def _open(
    found: Found,
    modules: list[tuple[str, str]],
    *,
    backend: str,
    file: str | None,
    device: str,
) -> Any:
    from sentence_transformers import SentenceTransformer

    options: dict[str, Any] = {"file_name": file} if file else {"use_safetensors": True}
    if backend == "onnx" and device == "cpu":
        options["provider"] = "CPUExecutionProvider"
    try:
        if any(kind.startswith(OUR_MODULES) for kind, _ in modules):
            # sentence-transformers would ask to trust remote code for these; they are our own.
            parts = [
                _module(kind).load(str(found.folder), subfolder=path) for kind, path in modules
            ]
            model = SentenceTransformer(modules=parts, device=device)
        else:
            model = SentenceTransformer(
                str(found.folder),
                device=device,
                backend=cast(Literal["torch", "onnx", "openvino"], backend),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs=options,
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError):
        raise damaged(found.name) from None
    model.default_prompt_name = None
    return model


def _module(kind: str) -> Any:
    module, _, attribute = kind.rpartition(".")
    return getattr(import_module(module), attribute)


def _prefixes(folder: Path, name: str) -> tuple[str, str]:
    """Query and passage prefix: the model's own prompts, else the convention of the E5 family."""
    config = folder / "config_sentence_transformers.json"
    prompts: dict[str, str] = {}
    if config.is_file():
        try:
            prompts = json.loads(config.read_text(encoding="utf-8")).get("prompts") or {}
        except (ValueError, AttributeError):
            raise damaged(name) from None
    query = next((prompts[key] for key in _QUERY_KEYS if prompts.get(key)), "")
    passage = next((prompts[key] for key in _PASSAGE_KEYS if prompts.get(key)), "")
    if not query and not passage and _E5.search(name) and "instruct" not in name.lower():
        return "query: ", "passage: "
    return query, passage


def _max_tokens(model: Any) -> int:
    limit = model.max_seq_length
    if limit is None or not np.isfinite(limit) or limit > NO_LIMIT:
        return NO_LIMIT
    return int(limit)


def _fingerprint(folder: Path) -> str:
    """A short hash over the files that decide the vectors: the revision of a local folder."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".json", ".safetensors", ".txt", ".model"} and file.is_file():
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return "map-" + digest.hexdigest()[:16]
