"""Speaking a story in the form: from a recording to words to correct, and nothing kept of it."""

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from nlp import speech
from service import speech as speaking
from service.form import speaking as pages_of_speaking
from service.settings import Settings
from service.speech import Speech
from tests import tiny_speech
from tests.narrator import forms
from tests.service.form.conftest import SAME_SITE, Narrator, words_of
from tests.service.form.test_form_privacy import _everything, _files
from tests.tiny_speech import WORD, recorded

if TYPE_CHECKING:
    from service.wiring import House


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A speech model on disk."""
    base = tmp_path_factory.mktemp("spraak")
    return tiny_speech.save(base / "model", base / "kladblok")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Speaking is the same on every database."""
    return sqlite_url


@pytest.fixture
def can_speak(form_house: "House", model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The house has a speech model."""
    # It hums instead of talking.
    monkeypatch.setattr(speech, "finds_silence", lambda: False)
    form_house.speech = Speech(Settings(spraakmodel=str(model)))


def _token(narrator: Narrator) -> str:
    return forms(narrator.open("/spreken"))[0].values["formulier"][0]


def _speak(
    narrator: Narrator,
    recording: bytes,
    kind: str = "audio/webm",
    token: str | None = None,
    **headers: str,
) -> httpx.Response:
    token = _token(narrator) if token is None else token
    given = {"Content-Type": kind, "X-Formulier": token, **SAME_SITE, **headers}
    return narrator.client.post("/spreken", content=recording, headers=given)


def _upload(narrator: Narrator, recording: bytes, name: str = "opname.m4a") -> httpx.Response:
    return narrator.client.post(
        "/spreken",
        data={"formulier": _token(narrator)},
        files={"opname": (name, recording, "application/octet-stream")},
        headers=SAME_SITE,
    )


def _lines(reply: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reply.text.splitlines()]


def _story(narrator: Narrator) -> str:
    return forms(narrator.open("/verhaal"))[0].values["tekst"][0]


@pytest.mark.usefixtures("can_speak")
def test_what_was_said_comes_behind_what_was_typed(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "spreken", tekst="Dit typte ik al.", titel="")
    assert page.url.path == "/spreken"
    reply = _speak(narrator, recorded(2, "matroska"), "audio/webm;codecs=opus")
    lines = _lines(reply)
    assert lines[0] == {"bezig": True}
    assert lines[-1] == {"klaar": True}
    said = " ".join(line["tekst"] for line in lines if "tekst" in line)
    assert WORD in said
    assert _story(narrator) == f"Dit typte ik al.\n\n{said}"
    corrected = narrator.press(narrator.open("/verhaal"), "verder", tekst="Zo bedoel ik het echt.")
    assert corrected.url.path == "/betekenis"


@pytest.mark.usefixtures("can_speak")
@pytest.mark.parametrize(
    ("kind", "sent_as"), [("mov", "audio/mp4"), ("ogg", "audio/ogg"), ("wav", "audio/wav")]
)
def test_other_browsers_record_otherwise(narrator: Narrator, kind: str, sent_as: str) -> None:
    narrator.begin()
    assert _lines(_speak(narrator, recorded(1, kind), sent_as))[-1] == {"klaar": True}


@pytest.mark.usefixtures("can_speak")
def test_without_javascript_a_recording_of_the_telephone_can_be_sent(narrator: Narrator) -> None:
    page = narrator.press(narrator.begin(), "spreken", tekst="", titel="")
    assert "alleen met JavaScript" in words_of(page)
    reply = _upload(narrator, recorded(1, "mov"))
    assert reply.url.path == "/verhaal"
    assert WORD in _story(narrator)


@pytest.mark.usefixtures("can_speak")
def test_a_recording_is_in_no_file_no_log_and_no_table(
    narrator: Narrator,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    watched = tmp_path / "tijdelijk"
    watched.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(watched))
    narrator.begin()
    sound = recorded(45, "wav")
    assert len(sound) > 4_000_000
    seen: list[list[Path]] = []
    container = speech.container
    monkeypatch.setattr(
        pages_of_speaking.sound,
        "container",
        lambda recording: (seen.append(list(watched.iterdir())), container(recording))[1],
    )
    with caplog.at_level(logging.DEBUG):
        assert _upload(narrator, sound, "geheim-hondje.wav").url.path == "/verhaal"
    assert WORD in _story(narrator)
    assert seen == [[], []]
    assert list(watched.iterdir()) == []
    assert WORD not in caplog.text
    assert "hondje" not in caplog.text
    for written in (_everything(narrator), _files(narrator).decode("latin-1")):
        assert WORD not in written
        assert "hondje" not in written
    assert sound[1000:1100] not in _files(narrator)


@pytest.mark.usefixtures("can_speak")
def test_whoever_stops_waiting_keeps_what_was_written_out(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "WORK_SECONDS", -1.0)
    narrator.begin()
    lines = _lines(_speak(narrator, recorded(1, "ogg"), "audio/ogg"))
    assert "duurde te lang" in lines[-1]["fout"]
    assert WORD in _story(narrator)


@pytest.mark.usefixtures("can_speak")
@pytest.mark.parametrize(
    ("recording", "kind", "status", "words"),
    [
        (b"Een brief aan de gemeente.", "audio/webm", 415, "geen opname"),
        (b"Een brief aan de gemeente.", "text/plain", 415, "geen opname"),
        (b"OggS" + bytes(100), "audio/webm", 415, "geen opname"),
        (b"RIFF\0\0\0\0WAVE", "video/mp4", 415, "geen opname"),
        (b"", "audio/webm", 422, "Kies eerst een opname"),
        (b"\x1a\x45\xdf\xa3" + bytes(speaking.MOST_BYTES), "audio/webm", 413, "te groot"),
    ],
)
def test_what_is_no_recording_is_refused_in_dutch(
    narrator: Narrator, recording: bytes, kind: str, status: int, words: str
) -> None:
    narrator.begin()
    reply = _speak(narrator, recording, kind)
    assert reply.status_code == status
    assert words in reply.json()["fout"]


@pytest.mark.usefixtures("can_speak")
def test_a_recording_that_hides_its_size_is_refused_too(narrator: Narrator) -> None:
    narrator.begin()

    def endless() -> Any:
        yield b"OggS"
        for _ in range(16):
            yield bytes(1024 * 1024)

    given = {"Content-Type": "audio/ogg", "X-Formulier": _token(narrator), **SAME_SITE}
    reply = narrator.client.post("/spreken", content=endless(), headers=given)
    assert reply.status_code == 413


@pytest.mark.usefixtures("can_speak")
def test_too_long_and_unreadable_are_told_without_javascript_too(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator.begin()
    page = _upload(narrator, b"Een brief.", "brief.docx")
    assert page.status_code == 415
    assert "geen opname" in words_of(page)
    assert 'href="#opname"' in page.text
    monkeypatch.setattr(speaking, "LONGEST_SECONDS", 0.5)
    page = _upload(narrator, recorded(1))
    assert page.status_code == 422
    assert "Uw opname is langer dan" in words_of(page)
    assert _story(narrator) == ""


@pytest.mark.usefixtures("can_speak")
def test_another_site_or_an_old_page_cannot_send_a_recording(narrator: Narrator) -> None:
    narrator.begin()
    sound = recorded(1)
    other = _speak(narrator, sound, "audio/wav", **{"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403
    stale = _speak(narrator, sound, "audio/wav", token="verzonnen")
    assert stale.status_code == 422
    assert "stond te lang open" in stale.json()["fout"]
    assert _story(narrator) == ""


@pytest.mark.usefixtures("can_speak")
def test_without_a_story_there_is_nothing_to_speak_into(narrator: Narrator) -> None:
    assert narrator.open("/spreken").status_code == 410
    reply = _speak(narrator, recorded(1), "audio/wav", token="x")
    assert reply.status_code == 410


@pytest.mark.usefixtures("can_speak")
def test_the_number_of_recordings_from_one_place_is_limited(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    from limits import RateLimitItemPerHour

    one = RateLimitItemPerHour(1, namespace="opname")
    monkeypatch.setattr(pages_of_speaking, "RECORDINGS", one)
    narrator.begin()
    assert _speak(narrator, recorded(1), "audio/wav").status_code == 200
    again = _speak(narrator, recorded(1), "audio/wav")
    assert again.status_code == 429
    assert again.headers["Retry-After"]


@pytest.mark.usefixtures("can_speak")
def test_the_microphone_is_allowed_on_that_page_alone(narrator: Narrator) -> None:
    narrator.begin()
    assert "microphone=(self)" in narrator.open("/spreken").headers["Permissions-Policy"]
    for path in ("/", "/verhaal", "/stoppen", "/code"):
        policy = narrator.open(path).headers["Permissions-Policy"]
        assert "microphone=()" in policy, path
    policy = narrator.open("/spreken").headers["Permissions-Policy"]
    assert "camera=()" in policy


def test_without_a_model_there_is_no_button_and_one_clear_sentence(narrator: Narrator) -> None:
    page = narrator.begin()
    assert ("actie", "spreken") not in forms(page)[0].buttons
    page = narrator.open("/spreken")
    assert page.status_code == 503
    assert "Inspreken kan hier nu niet. U kunt uw verhaal wel typen." in words_of(page)
    reply = _speak(narrator, recorded(1), "audio/wav", token="x")
    assert reply.status_code == 503
    assert "Inspreken kan hier nu niet" in reply.json()["fout"]


@pytest.mark.usefixtures("can_speak")
def test_enter_in_the_title_goes_on_instead_of_to_the_microphone(narrator: Narrator) -> None:
    buttons = forms(narrator.begin())[0].buttons
    assert buttons[0] == ("actie", "verder")
    assert ("actie", "spreken") in buttons


@pytest.mark.parametrize(
    ("named", "fine", "words"),
    [("", True, "Inspreken staat uit"), ("model", True, "staat klaar"), ("weg", False, "weg")],
)
def test_the_doctor_says_whether_somebody_can_speak(
    form_house: "House", model: Path, named: str, fine: bool, words: str
) -> None:
    from service import doctor

    name = {"model": str(model), "weg": str(model / "weg")}.get(named, "")
    form_house.speech = Speech(Settings(spraakmodel=name))
    said = doctor._speech(form_house)
    assert said[0] is fine
    assert words in said[1]
