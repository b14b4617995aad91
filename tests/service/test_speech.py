"""Speech to text with a real model that the tests make: loading, hearing, and every refusal."""

import logging
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected, TooMany, Unavailable
from nlp import speech
from nlp.speech import Heard, Listener
from service import speech as speaking
from service.settings import Settings
from service.speech import Speech
from tests import tiny_speech
from tests.tiny_speech import WORD, recorded

KINDS = ("wav", "matroska", "ogg", "mov")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A speech model on disk."""
    base = tmp_path_factory.mktemp("spraak")
    return tiny_speech.save(base / "model", base / "kladblok")


@pytest.fixture
def all_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not skip what is no speech: the tests hum."""
    monkeypatch.setattr(speech, "finds_silence", lambda: False)


def _speech(tmp_path: Path, name: str) -> Speech:
    return Speech(Settings(data_dir=tmp_path, spraakmodel=name))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_recording_becomes_the_same_sound(kind: str) -> None:
    recording = recorded(2, kind)
    assert speech.container(recording) == kind
    sound = speech.decode(recording, longest=10)
    assert sound.dtype == np.float32
    assert sound.size == pytest.approx(2 * speech.SAMPLE_RATE, rel=0.05)
    assert 0.2 < np.abs(sound).max() <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_that_is_cut_off_is_read_or_refused(kind: str) -> None:
    whole = recorded(1, kind)
    for part in (12, 60, len(whole) // 2, len(whole) - 5):
        with suppress(Rejected):
            assert speech.decode(whole[:part], longest=10).size


def test_a_long_recording_is_refused_without_reading_all_of_it() -> None:
    with pytest.raises(Rejected, match="langer dan 1 minuten") as caught:
        speech.decode(recorded(61), longest=60)
    assert caught.value.code == "opname.te_lang"


@pytest.mark.parametrize(
    "recording",
    [b"", b"Een gewone zin.", b"#EXTM3U\nhttp://127.0.0.1/", b"ffconcat version 1.0\nfile /etc/x"],
)
def test_what_is_no_recording_is_refused(recording: bytes) -> None:
    assert speech.container(recording) == ""
    with pytest.raises(Rejected):
        speech.decode(recording, longest=10)


def test_a_playlist_dressed_up_as_a_recording_opens_nothing() -> None:
    for start in (b"OggS", b"RIFF\0\0\0\0WAVE", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp"):
        with pytest.raises(Rejected):
            speech.decode(start + b"#EXTM3U\nhttp://127.0.0.1:9/geheim\n" * 50, longest=10)


@pytest.mark.usefixtures("all_sound")
def test_a_model_is_loaded_and_writes_out_what_it_hears(model: Path) -> None:
    listener = Listener.load(str(model))
    heard = list(listener.hear(speech.decode(recorded(3, "matroska"), longest=10)))
    assert WORD in " ".join(part.text for part in heard)
    assert WORD not in repr(heard)


def test_silence_is_no_speech(model: Path) -> None:
    assert speech.finds_silence()
    listener = Listener.load(str(model))
    assert list(listener.hear(np.zeros(speech.SAMPLE_RATE * 3, dtype=np.float32))) == []


def test_loading_and_hearing_ask_nobody_outside(
    model: Path, monkeypatch: pytest.MonkeyPatch, all_sound: None
) -> None:
    del all_sound

    def refused(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    listener = Listener.load(str(model))
    assert list(listener.hear(speech.decode(recorded(1), longest=10)))
    with pytest.raises(Unavailable, match="staat niet op deze computer"):
        Listener.load("iemand/een-spraakmodel")


def test_a_folder_without_a_tokenizer_is_refused_instead_of_fetched(
    model: Path, tmp_path: Path
) -> None:
    for name in os.listdir(model):
        if name != "tokenizer.json":
            (tmp_path / name).symlink_to(model / name)
    with pytest.raises(Rejected, match=r"tokenizer\.json"):
        Listener.load(str(tmp_path))


def test_a_damaged_model_is_refused_in_dutch(tmp_path: Path) -> None:
    for name in speech.PARTS:
        (tmp_path / name).write_text("{}")
    with pytest.raises(Rejected, match="geen spraakmodel"):
        Listener.load(str(tmp_path))


def test_without_a_model_there_is_no_speaking(tmp_path: Path) -> None:
    off = _speech(tmp_path, "")
    assert not off.is_on
    assert not off.is_available
    with pytest.raises(Unavailable, match="Inspreken kan hier nu niet"):
        next(off.write_out(recorded(1)))


def test_a_model_that_is_not_there_is_said_once_in_words(tmp_path: Path) -> None:
    missing = _speech(tmp_path, str(tmp_path / "nergens"))
    assert missing.is_on
    assert not missing.is_available
    assert "nergens" in missing.trouble()


def test_without_the_library_the_doctor_says_what_to_install(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "find_spec", lambda _: None)
    there = _speech(tmp_path, str(model))
    assert "pip install vertelpunt[spraak]" in there.trouble()
    assert not there.is_available


@pytest.mark.usefixtures("all_sound")
def test_one_recording_at_a_time_and_the_next_one_hears_that_it_waits(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "LOOK_AROUND_SECONDS", 0.01)
    both = _speech(tmp_path, str(model))
    first, second = both.write_out(recorded(1)), both.write_out(recorded(1))
    assert next(first) == Heard("", 0.0)
    assert next(second) is None
    first.close()  # type: ignore[attr-defined]
    assert any(heard is not None and heard.text for heard in second)


def test_when_too_many_wait_the_next_one_is_told_to_come_back(tmp_path: Path, model: Path) -> None:
    busy = _speech(tmp_path, str(model))
    waiting = [busy.write_out(recorded(1)) for _ in range(1)]
    next(waiting[0])
    for _ in range(speaking.QUEUE - 1):
        assert busy._places.acquire(blocking=False)
    with pytest.raises(TooMany, match="veel mensen"):
        next(busy.write_out(recorded(1)))
    waiting[0].close()  # type: ignore[attr-defined]
    assert busy._turn.acquire(timeout=0)


@pytest.mark.usefixtures("all_sound")
def test_a_recording_that_takes_too_long_ends_with_what_was_heard(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "WORK_SECONDS", -1.0)
    slow = _speech(tmp_path, str(model))
    heard = []
    with pytest.raises(Unavailable, match="duurde te lang"):
        heard.extend(slow.write_out(recorded(1)))
    assert slow._turn.acquire(timeout=0)


@pytest.mark.usefixtures("all_sound")
def test_nothing_of_it_is_logged_or_left_on_disk(
    tmp_path: Path, model: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = tmp_path / "tijdelijk"
    watched.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(watched))
    monkeypatch.setattr("tempfile.tempdir", str(watched))
    before = threading.active_count()
    with caplog.at_level(logging.DEBUG):
        said = list(_speech(tmp_path, str(model)).write_out(recorded(2, "ogg")))
    assert any(heard and WORD in heard.text for heard in said)
    assert WORD not in caplog.text
    assert list(watched.iterdir()) == []
    assert threading.active_count() <= before + 1
