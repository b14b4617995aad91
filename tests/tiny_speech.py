"""A speech model of half a megabyte that the tests make themselves, and recordings to feed it."""

import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = "kanariehek"
"""Whatever this model hears, it writes words that begin like this."""
RATE = 16_000
_WORDS = 200
_CONTAINERS = {"matroska": ("webm", "libopus"), "ogg": ("ogg", "libopus"), "mov": ("mp4", "aac")}


def save(folder: Path, scratch: Path) -> Path:
    """A Whisper with one layer and random weights, as CTranslate2 keeps it."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    letters, words, specials = _vocabulary()
    ends = len(letters) + len(words)
    _save_tokenizer([*letters, *words, *specials], specials, scratch)
    torch.manual_seed(3)
    config = WhisperConfig(
        vocab_size=ends + len(specials), d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32,
        decoder_ffn_dim=32, pad_token_id=ends, bos_token_id=ends, eos_token_id=ends,
        decoder_start_token_id=ends + 1, suppress_tokens=None, begin_suppress_tokens=None,
    )  # fmt: skip
    model = WhisperForConditionalGeneration(config)
    rows = model.model.decoder.embed_tokens.weight.data
    rows[: len(letters)] = 0
    rows[len(letters) : ends] *= 20
    model.save_pretrained(scratch)
    WhisperFeatureExtractor().save_pretrained(scratch)
    TransformersConverter(str(scratch)).convert(str(folder))
    for name in ("tokenizer.json", "preprocessor_config.json"):
        shutil.copy(scratch / name, folder)
    return folder


def tone(seconds: float) -> NDArray[np.int16]:
    """A sound that is no silence."""
    moments = np.arange(int(RATE * seconds)) / RATE
    wave: NDArray[np.int16] = (np.sin(2 * np.pi * 220 * moments) * 12000).astype(np.int16)
    return wave


def recorded(seconds: float, kind: str = "wav") -> bytes:
    """A recording as a browser or a telephone makes it."""
    import av

    into = io.BytesIO()
    form, codec = _CONTAINERS.get(kind, ("wav", "pcm_s16le"))
    with av.open(into, "w", format=form) as file:
        stream: Any = file.add_stream(codec, rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(seconds).reshape(1, -1), "s16", "mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return into.getvalue()


def _vocabulary() -> tuple[list[str], list[str], list[str]]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    # The empty word is how CTranslate2 knows a model that speaks more than English.
    words = [*(f"Ġ{WORD}{number}" for number in range(_WORDS)), ""]
    names = ["endoftext", "startoftranscript", *_LANGUAGE_CODES, "translate", "transcribe"]
    names += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    names += [f"{step * 0.02:.2f}" for step in range(1501)]
    return letters, words, [f"<|{name}|>" for name in names]


def _save_tokenizer(pieces: list[str], specials: list[str], folder: Path) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.BPE(vocab=numbers, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in specials])
    end = specials[0]
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token=end, eos_token=end
    ).save_pretrained(folder)
