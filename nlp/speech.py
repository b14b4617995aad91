"""Dutch speech to text, on this machine: a recording in, sentences out. Optional.

Works with a Whisper model in CTranslate2's form, through faster-whisper. Nothing is fetched from
anywhere: a model is a folder, or already in the store of the hub. A recording is only held in
memory. It is read with the one container that it says it is, so that nothing in it can make the
decoder open another file or address.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.errors import Rejected, Unavailable, Worded

SAMPLE_RATE = 16_000
LANGUAGE = "nl"
PARTS = ("model.bin", "config.json", "tokenizer.json")
"""What a model's folder must hold; without the tokenizer, faster-whisper would go and fetch it."""
_CODECS = frozenset({"opus", "vorbis", "aac", "alac", "flac"})
_UNREADABLE = "Wij kunnen deze opname niet lezen. Neem hem opnieuw op, of typ uw verhaal."


@dataclass(frozen=True)
class Heard:
    """A few spoken words, and how many seconds of the recording lie behind them."""

    text: str = field(repr=False)
    until: float


def container(recording: bytes) -> str:
    """What kind of file this is, by its first bytes; empty when it is none that we read."""
    if recording.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if recording.startswith(b"OggS"):
        return "ogg"
    if recording[4:8] == b"ftyp":
        return "mov"
    if recording.startswith(b"RIFF") and recording[8:12] == b"WAVE":
        return "wav"
    return ""


def decode(recording: bytes, *, longest: float) -> NDArray[np.float32]:
    """The sound of a recording: one channel, 16,000 samples a second, between -1 and 1.

    Args:
        recording: WebM, Ogg, MP4 or WAV.
        longest: seconds; decoding stops as soon as there is more.

    Raises:
        Rejected: it cannot be read, holds no sound, or is too long.
    """
    av = _library("av")
    kind = container(recording)
    if not kind:
        raise Rejected(_UNREADABLE, code="opname.soort")
    pieces: list[NDArray[np.int16]] = []
    most = int(longest * SAMPLE_RATE)
    count = 0
    try:
        for piece in _sound(av, recording, kind):
            pieces.append(piece)
            count += piece.size
            if count > most:
                break
    except (av.FFmpegError, ValueError):
        raise Rejected(_UNREADABLE, code="opname.onleesbaar") from None
    if count > most:
        minutes = round(longest / 60)
        raise Rejected(
            Worded(
                "Uw opname is langer dan {minutes} minuten. Maak hem korter, of vertel in twee "
                "keer.",
                minutes=minutes,
            ),
            code="opname.te_lang",
        )
    if not count:
        raise Rejected(_UNREADABLE, code="opname.leeg")
    return np.concatenate(pieces).astype(np.float32) / 32768.0


class Listener:
    """A Whisper model that writes out Dutch speech."""

    def __init__(self, model: Any, *, name: str, skips_silence: bool) -> None:
        """Take a loaded model; use `load` to get one by name."""
        self._model = model
        self._skips_silence = skips_silence
        self.name = name

    @classmethod
    def load(cls, name: str) -> Self:
        """Load a folder, or a model of the hub that is here already.

        Raises:
            Unavailable: faster-whisper or the model is not installed.
            Rejected: the files are no speech model, or one that knows no Dutch.
        """
        library = _library("faster_whisper")
        folder = locate(name)
        _say_nothing()
        try:
            model = library.WhisperModel(
                str(folder), device="cpu", compute_type="int8", local_files_only=True
            )
        except (RuntimeError, ValueError, OSError):
            raise _no_model(name) from None
        if LANGUAGE not in model.supported_languages:
            raise Rejected(
                f"Het spraakmodel {name} kent geen Nederlands. Kies een meertalig model.",
                code="spraak.taal",
            )
        return cls(model, name=name, skips_silence=finds_silence())

    def hear(self, sound: NDArray[np.float32]) -> Iterator[Heard]:
        """Write out a sound bit by bit, in the order in which it was said."""
        parts, _ = self._model.transcribe(
            sound,
            language=LANGUAGE,
            task="transcribe",
            temperature=(0.0, 0.4),
            condition_on_previous_text=False,
            vad_filter=self._skips_silence,
        )
        for part in parts:
            yield Heard(text=part.text.strip(), until=float(part.end))


def is_installed() -> bool:
    """True when faster-whisper is there; nothing is loaded to find out."""
    return find_spec("faster_whisper") is not None


def locate(name: str) -> Path:
    """The folder of a model, without asking anybody outside this machine.

    Raises:
        Unavailable: it is not here.
        Rejected: the folder holds no speech model.
    """
    folder = Path(name)
    if not folder.is_dir():
        folder = _in_store(name)
    if not all((folder / part).is_file() for part in PARTS):
        raise _no_model(name)
    return folder


def finds_silence() -> bool:
    """True when the model that tells speech from silence came with faster-whisper."""
    package = find_spec("faster_whisper")
    if package is None or package.origin is None:
        return False
    return any((Path(package.origin).parent / "assets").glob("silero_vad*.onnx"))


def _in_store(name: str) -> Path:
    utils = _library("faster_whisper.utils")
    try:
        return Path(utils.download_model(name, local_files_only=True))
    except (ValueError, OSError):
        raise Unavailable(
            f"Het spraakmodel {name} staat niet op deze computer. Haal het eerst op.",
            code="spraak.ontbreekt",
        ) from None


def _sound(av: Any, recording: bytes, kind: str) -> Iterator[NDArray[np.int16]]:
    with av.open(io.BytesIO(recording), mode="r", format=kind, metadata_errors="ignore") as opened:
        stream = next(iter(opened.streams.audio), None)
        if stream is None or not _may_decode(stream.codec_context.name):
            return
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in opened.decode(stream):
            frame.pts = None
            for made in resampler.resample(frame):
                yield made.to_ndarray().reshape(-1)
        for made in resampler.resample(None):
            yield made.to_ndarray().reshape(-1)


def _may_decode(codec: str) -> bool:
    return codec.removeprefix("lib") in _CODECS or codec.startswith("pcm_")


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise Unavailable(
            "Inspreken is niet geïnstalleerd. Installeer het met: pip install vertelpunt[spraak]",
            code="spraak.niet_geinstalleerd",
        ) from None


def _say_nothing() -> None:
    """What these libraries log is about the recording: lengths, times, sometimes words."""
    logging.getLogger("faster_whisper").setLevel(logging.CRITICAL)
    logging.getLogger("libav").setLevel(logging.CRITICAL)


def _no_model(name: str) -> Rejected:
    return Rejected(
        f"In {name} staat geen spraakmodel dat wij kunnen lezen. Er horen {', '.join(PARTS)} te "
        "staan.",
        code="spraak.geen_model",
    )
