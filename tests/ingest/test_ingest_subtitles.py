"""Subtitles: words stay, times go, and speakers are numbers."""

from pathlib import Path

import pytest

from ingest.readers.opening import detect, read_drafts
from ingest.readers.options import ReadingOptions
from models.errors import Rejected
from models.vocabulary import Layout

SAMPLES = Path(__file__).parent / "samples"
ONE = "00:00:01.000 --> 00:00:02.000"


def _read(folder: Path, text: str, *, per_speaker: bool = False, name: str = "g.vtt") -> list[str]:
    path = folder / name
    path.write_text(text)
    found = read_drafts(path, options=ReadingOptions(per_speaker=per_speaker))
    return [draft.text for draft in found.drafts]


def _vtt(*lines: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"{ONE}\n{line}" for line in lines)


@pytest.mark.parametrize("name", ["gesprek.vtt", "gesprek.srt"])
def test_no_name_and_no_time_comes_through(name: str) -> None:
    assert detect(SAMPLES / name) is Layout.SUBTITLES
    result = read_drafts(SAMPLES / name)
    (draft,) = result.drafts
    assert "anne" not in draft.text.casefold()
    assert "karim" not in draft.text.casefold()
    assert "00" not in draft.text
    assert draft.text.startswith("Spreker 1: ")
    assert result.notes == ("Namen van sprekers zijn nu nummers. Het zijn er 2.",)


def test_lines_of_one_turn_are_one(tmp_path: Path) -> None:
    (draft,) = read_drafts(SAMPLES / "gesprek.srt").drafts
    assert draft.text == (
        "Spreker 1: Het team kwam op tijd en luisterde goed naar ons.\n"
        "Spreker 2: Ik zei toen: dat is fijn.\nSpreker 1: Dank u, Spreker 2."
    )


def test_a_story_a_speaker() -> None:
    result = read_drafts(SAMPLES / "gesprek.vtt", options=ReadingOptions(per_speaker=True))
    assert [draft.text for draft in result.drafts] == [
        "Dag Spreker 2, het team kwam op tijd & luisterde.",
        "Ja Spreker 1, dat was fijn.",
    ]
    assert [draft.place for draft in result.drafts] == ["verhaal 1", "verhaal 2"]


def test_words_before_a_colon_are_not_always_a_speaker(tmp_path: Path) -> None:
    text = _vtt("Het team kwam.", "Kortom: het was goed.", "En toen zei ik: dank u.", "Ja.")
    assert _read(tmp_path, text) == [
        "Het team kwam. Kortom: het was goed. En toen zei ik: dank u. Ja."
    ]


@pytest.mark.parametrize(
    "line", ["Jan Peters: {}", "[Jan Peters] {}", ">> Jan Peters: {}", "- Jan Peters: {}",
             "<v Jan Peters>{}</v>", "<v.first.loud Jan Peters>{}"],
)  # fmt: skip
def test_every_way_to_write_a_speaker(tmp_path: Path, line: str) -> None:
    assert _read(tmp_path, _vtt(line.format("Het team kwam op tijd."), "Ja, dat was zo.")) == [
        "Spreker 1: Het team kwam op tijd. Ja, dat was zo."
    ]


def test_lines_that_grow_are_told_once(tmp_path: Path) -> None:
    text = _vtt("Het team", "Het team kwam", "Het team kwam op tijd.", "op tijd.")
    assert _read(tmp_path, text) == ["Het team kwam op tijd."]


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n",
        "geen tijden hier",
        "WEBVTT\n\nNOTE iets\n",
        f"WEBVTT\n\n{ONE}\n\n",
        f"WEBVTT\n\n{ONE}\n<v Jan></v>",
    ],
)
def test_without_words_it_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Rejected, match="ondertitels"):
        _read(tmp_path, text)
