"""Encoders from the model hub: fetched once, pinned to a commit, and checked at every load.

A pulled model lies in a folder of its own with a record beside it: which commit, and the sha256 of
every file. A file that changed since is refused. Only files that cannot run code are fetched, and
an interrupted pull goes on where it stopped.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from models.errors import Rejected, Unavailable

Progress = Callable[[str, int, int], None]

BACKENDS = ("torch", "onnx", "openvino")
PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.pickle", "*.ckpt")
SAFE = ("*.json", "*.txt", "*.model", "*.safetensors")
WEIGHTS = ".safetensors"
ATTEMPTS = 5
TIMEOUT_SECONDS = 30.0

_PIECE = 1 << 20
_PART = ".deel"
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_RUN_BY = {
    "onnx": ("optimum.onnxruntime", "ORTModelForFeatureExtraction"),
    "openvino": ("optimum.intel", "OVModelForFeatureExtraction"),
}
# Small whole-number weights; what comes first is preferred.
_INT8 = ("*qint8_avx512_vnni*", "*qint8*", "*quint8*", "*quantized*", "*int8*")


@dataclass(frozen=True)
class Named:
    """A name that somebody typed: `owner/name[@revision][+backend]`."""

    repo: str
    revision: str | None
    backend: str | None


@dataclass(frozen=True)
class Pulled:
    """A model that lies here, complete."""

    repo: str
    commit: str
    asked: str | None
    folder: Path
    licence: str
    files: Mapping[str, str] = field(repr=False)
    """sha256 by path inside the folder."""

    @property
    def pinned(self) -> str:
        """The name with its commit: the same bytes, always."""
        return f"{self.repo}@{self.commit}"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum((self.folder / name).stat().st_size for name in self.files)


@dataclass(frozen=True)
class _Remote:
    """A file at the hub; `sha256` is known for large files only."""

    path: str
    size: int
    sha256: str | None


def read_name(name: str) -> Named:
    """Take a hub name apart.

    Raises:
        Rejected: it is not the name of a hub model.
    """
    rest, backend = split_backend(name)
    repo, _, revision = rest.partition("@")
    if not _REPO.fullmatch(repo):
        raise _no_such(name)
    return Named(repo, revision or None, backend)


def split_backend(name: str) -> tuple[str, str | None]:
    """The name without `+backend`, and that backend when there is one."""
    rest, plus, backend = name.rpartition("+")
    return (rest, backend) if plus and backend in BACKENDS else (name, None)


def default_store() -> Path:
    """Where pulled models lie when nobody says where: beside the hub's own cache."""
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / "vertelpunt"


def pull(
    name: str, *, store: Path, progress: Progress = lambda *_: None, endpoint: str | None = None
) -> Pulled:
    """Fetch a model and pin it to the commit that was fetched; what is there already is kept.

    Args:
        name: `owner/name`, optionally with `@revision`.
        store: the folder of pulled models.
        progress: called with a step, bytes done and bytes in all.
        endpoint: another hub than the default one.

    Raises:
        Unavailable: the hub cannot be reached, or the line broke too often; call again to go on.
        Rejected: no such model, no safe weights, or another file arrived than was announced.
    """
    named = read_name(name)
    commit, licence, listed = _ask(named, name, endpoint)
    wanted = _choose(listed, name)
    folder = store / f"{named.repo.replace('/', '--')}@{commit[:12]}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    total = sum(file.size for file in wanted)
    before = 0
    for file in wanted:
        _fetch(
            _address(named.repo, file.path, commit, endpoint),
            folder / file.path,
            file,
            name=name,
            told=lambda done, before=before: progress("Ophalen", before + done, total),  # type: ignore[misc]
        )
        before += file.size
    pulled = Pulled(
        repo=named.repo,
        commit=commit,
        asked=named.revision,
        folder=folder,
        licence=licence,
        files={file.path: sha256_of(folder / file.path) for file in wanted},
    )
    _write_record(pulled)
    return pulled


def find(name: str, *, store: Path) -> Pulled | None:
    """The newest pulled model of this name (and revision, when named); None when there is none."""
    named = read_name(name)
    found = [
        one
        for one in pulled_models(store)
        if one.repo == named.repo
        and (
            named.revision is None
            or named.revision == one.asked
            or one.commit.startswith(named.revision)
        )
    ]
    return found[-1] if found else None


def pulled_models(store: Path) -> list[Pulled]:
    """Every complete model in the store, by name and then in order of arrival."""
    found = []
    for record in store.glob("*.json") if store.is_dir() else ():
        pulled = _read_record(record)
        if pulled is not None:
            found.append((pulled.repo, record.stat().st_mtime_ns, pulled.commit, pulled))
    return [pulled for *_, pulled in sorted(found, key=lambda row: row[:3])]


def verify(pulled: Pulled) -> None:
    """Compare every file with its record.

    Raises:
        Rejected: a file is gone or has changed since it was pulled.
    """
    for name, expected in sorted(pulled.files.items()):
        path = pulled.folder / name
        if not path.is_file() or sha256_of(path) != expected:
            raise Rejected(
                f"Het bestand {name} van het taalmodel {pulled.repo} is veranderd of weg. Haal het "
                f"opnieuw op met: vertelpunt encoder pull {pulled.repo}",
                code="encoder.gewijzigd",
            )


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sha256_of_all(paths: Sequence[Path]) -> str:
    """The sha256 of one file, or one over the hashes of several, in order."""
    found = [sha256_of(path) for path in paths]
    return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()


def int8_file(paths: Sequence[str], backend: str) -> str | None:
    """The int8 file for this backend among the paths of a model; None when it has none."""
    suffix = ".onnx" if backend == "onnx" else ".xml"
    fitting = sorted(path for path in paths if path.startswith(f"{backend}/"))
    for pattern in _INT8:
        for path in fitting:
            if path.endswith(suffix) and fnmatch(PurePosixPath(path).name, pattern):
                return path
    return None


def installed(backend: str) -> bool:
    """True when this backend can run here: installed, and of an edition that fits the rest."""
    module, name = _RUN_BY[backend]
    try:
        # Being there is not enough: optimum follows transformers at a distance.
        getattr(import_module(module), name)
    except (ImportError, AttributeError, RuntimeError):
        return False
    return True


def not_safe(name: str) -> Rejected:
    """The refusal of weights that can run code."""
    return Rejected(
        f"Het taalmodel {name} heeft alleen gewichten in een formaat dat programmacode kan "
        f"uitvoeren. Gebruik een versie in safetensors-formaat.",
        code="encoder.onveilig_formaat",
    )


def damaged(name: str) -> Rejected:
    """The refusal of weights that cannot be read."""
    return Rejected(
        f"Het taalmodel {name} is niet compleet of beschadigd. Haal de bestanden opnieuw op.",
        code="encoder.beschadigd",
    )


def _ask(named: Named, name: str, endpoint: str | None) -> tuple[str, str, list[_Remote]]:
    """The commit behind a name, its licence, and the files in it."""
    from huggingface_hub import HfApi, errors

    try:
        info = HfApi(endpoint=endpoint).model_info(
            named.repo, revision=named.revision, files_metadata=True, timeout=TIMEOUT_SECONDS
        )
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.HFValidationError):
        raise _no_such(name) from None
    except (OSError, errors.HTTPError):  # type: ignore[attr-defined]
        raise _unreachable(name) from None
    files = [
        _Remote(file.rfilename, file.size or 0, file.lfs.sha256 if file.lfs else None)
        for file in info.siblings or ()
    ]
    licence = getattr(info.card_data, "license", None) or ""
    return str(info.sha), str(licence), files


def _choose(listed: Sequence[_Remote], name: str) -> list[_Remote]:
    """The files that can run no code, and one int8 file for each backend that is installed."""
    paths = [file.path for file in listed]
    extra = {int8_file(paths, backend) for backend in ("onnx", "openvino") if installed(backend)}
    # The numbers of an OpenVINO model lie beside its description.
    extra |= {path.removesuffix(".xml") + ".bin" for path in extra if path and path[-4:] == ".xml"}
    wanted = [
        file
        for file in listed
        if file.path in extra or any(fnmatch(file.path, pattern) for pattern in SAFE)
    ]
    if any(PurePosixPath(file.path).is_absolute() or ".." in file.path for file in wanted):
        raise damaged(name)
    if not any(file.path.endswith(WEIGHTS) for file in wanted):
        pickled = any(fnmatch(path, pattern) for path in paths for pattern in PICKLES)
        raise not_safe(name) if pickled else damaged(name)
    return sorted(wanted, key=lambda file: file.path)


def _address(repo: str, path: str, commit: str, endpoint: str | None) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(repo, path, revision=commit, endpoint=endpoint)


def _fetch(
    address: str, target: Path, file: _Remote, *, name: str, told: Callable[[int], None]
) -> None:
    """Fetch one file beside its place, going on where an earlier time stopped, and move it in."""
    if _is_right(target, file):
        told(file.size)
        return
    import httpx

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + _PART)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _go_on(address, part, file, told)
            break
        except httpx.HTTPStatusError:
            raise _unreachable(name) from None
        except (httpx.HTTPError, EOFError):
            if attempt == ATTEMPTS:
                raise _unreachable(name) from None
    if not _is_right(part, file):
        part.unlink()
        raise damaged(name)
    part.replace(target)


def _go_on(address: str, part: Path, file: _Remote, told: Callable[[int], None]) -> None:
    import httpx
    from huggingface_hub.utils._headers import build_hf_headers

    have = part.stat().st_size if part.exists() else 0
    if have > file.size:
        have = 0
    if have == file.size and part.exists():
        return
    # "identity": a compressed answer cannot be continued by bytes.
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    client = httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS)
    with client, client.stream("GET", address, headers=headers) as answer:
        answer.raise_for_status()
        if answer.status_code != 206:
            have = 0
        with part.open("r+b" if have else "wb") as out:
            out.seek(have)
            for piece in answer.iter_bytes():
                out.write(piece)
                have += len(piece)
                told(min(have, file.size))
    if have < file.size:
        raise EOFError


def _is_right(path: Path, file: _Remote) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    return file.sha256 is None or sha256_of(path) == file.sha256


def _write_record(pulled: Pulled) -> None:
    """Written last: a folder without a record is not complete."""
    record = pulled.folder.with_name(pulled.folder.name + ".json")
    content = {
        "repo": pulled.repo,
        "commit": pulled.commit,
        "asked": pulled.asked,
        "licence": pulled.licence,
        "sha256": dict(pulled.files),
    }
    temporary = record.with_name(record.name + _PART)
    temporary.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(temporary, record)


def _read_record(record: Path) -> Pulled | None:
    folder = record.with_suffix("")
    try:
        content: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        return Pulled(
            repo=content["repo"],
            commit=content["commit"],
            asked=content["asked"],
            folder=folder,
            licence=content["licence"],
            files=dict(content["sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _no_such(name: str) -> Rejected:
    return Rejected(
        f"Het taalmodel {name} bestaat niet of is afgeschermd. Kijk de naam na.",
        code="encoder.onbekend",
    )


def _unreachable(name: str) -> Unavailable:
    return Unavailable(
        f"Het taalmodel {name} kan niet worden opgehaald: er is geen goede verbinding met de "
        f"modellenbank. Probeer het later opnieuw; wat er al is, blijft. Of zet de modelmap op "
        f"deze computer en geef die map op, of kies het ingebouwde taalmodel.",
        code="encoder.onbereikbaar",
    )
