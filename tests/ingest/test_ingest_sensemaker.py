"""SenseMaker: raw and processed exports say the same; corners, dots, and what did not apply."""

from pathlib import Path

import pytest

from ingest.readers.opening import detect, preview, read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.sensemaker_definition import read_definition
from models.errors import Rejected
from models.vocabulary import Layout, QuestionKind

SAMPLES = Path(__file__).parent / "samples"
RAW, PROCESSED = SAMPLES / "sensemaker_ruw.csv", SAMPLES / "sensemaker_bewerkt.csv"
DEFINITION = ReadingOptions(form=(SAMPLES / "sensemaker_definitie.json").read_bytes())
HEADER = "id,project_id,Story,t_percentX,t_percentY,t_a,t_b,t_c,t_NA"
STORY = "Het team kwam op tijd en luisterde goed."


@pytest.mark.parametrize("path", [RAW, PROCESSED])
def test_both_layouts_give_the_same_answers(path: Path) -> None:
    assert detect(path) is Layout.SENSEMAKER
    result = read_drafts(path, options=DEFINITION)
    assert result.problems == ()
    first, second, *_ = (draft.answers for draft in result.drafts)
    triad, dyad = "er_werd_beslist_door", "ik_werd"
    assert first[triad] == pytest.approx((0.5442, 0.2259, 0.2298), abs=2e-4)
    assert second[triad] == pytest.approx((0.2309, 0.6345, 0.1345), abs=2e-4)
    assert (first[dyad], second[dyad]) == (75, None)
    assert first["hoe_liep_het_af"] == "goed"
    assert second["wie_hielp"] == ["buren", "team"]
    assert second["nog_iets"] == "Dank u wel"
    assert [draft.period for draft in result.drafts][:1] == ["2015-07"]


def test_the_definition_gives_words_without_html() -> None:
    result = read_drafts(RAW, options=DEFINITION)
    by_key = {asked.key: asked for asked in result.questions}
    triad = by_key["er_werd_beslist_door"]
    assert (triad.kind, triad.text) == (QuestionKind.TRIAD, "Er werd beslist door …")
    assert [corner.label for corner in triad.options] == ["het gezin", "de buren", "het team"]
    assert by_key["wie_hielp"].most == 2
    assert result.form_title == "Hulp in de wijk"
    assert any("stenen" in note for note in result.notes)


def test_what_did_not_apply_is_told_apart_from_what_was_left_empty() -> None:
    answers = read_drafts(RAW, options=DEFINITION).drafts[2].answers
    assert answers == {"er_werd_beslist_door": None}


def test_who_answered_is_not_read() -> None:
    uses = {column.name: column.use for column in preview(RAW, options=DEFINITION).columns}
    assert uses["responder_id"] == "persoon"
    assert uses["s-verhaal"] == "tekst"


def _read(folder: Path, cells: str) -> list[str]:
    path = folder / "v.csv"
    path.write_text(f"{HEADER}\n1,p,{STORY},{cells}\n")
    result = read_drafts(path)
    return [problem.place for problem in result.problems] or [
        str(draft.answers["t"]) for draft in result.drafts
    ]


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        ("0.5,0.8660,,,,", "place"),
        ("0.5,1,,,,", "(1.0, 0.0, 0.0)"),
        ("0,0,,,,", "(0.0, 1.0, 0.0)"),
        ("1,0,,,,", "(0.0, 0.0, 1.0)"),
        (",,33.3,33.3,33.4,", "(0.333, 0.333, 0.334)"),
        (",,0.5,0.5,,", "(0.5, 0.5, 0.0)"),
        (",,,,,1", "None"),
    ],
)
def test_a_dot_without_corners_is_worked_out(tmp_path: Path, cells: str, shares: str) -> None:
    if shares == "place":
        # High in a raw export is the share itself: 0.866 of the top at x = 0.5.
        assert _read(tmp_path, cells) == ["(0.866, 0.067, 0.067)"]
    else:
        assert _read(tmp_path, cells) == [shares]


@pytest.mark.parametrize(
    "cells",
    ["2,0,,,,", "0.5,0.9,0.1,0.1,0.8,", ",,0.5,0.9,0.9,", "a,b,,,,", ",,nan,0,0,", ",,-1,1,1,",
     "0.5,,,,,", ",,=1,1,1,"],
)  # fmt: skip
def test_an_impossible_dot_is_named_by_row_and_column(tmp_path: Path, cells: str) -> None:
    assert _read(tmp_path, cells) == ["rij 2, kolom t_percentX"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"signifiers": 3}', b"[" * 100_000, b"\xff\xfe\x00"]
)
def test_what_is_no_definition_is_refused(content: bytes) -> None:
    with pytest.raises(Rejected):
        read_definition(content)


def test_a_question_for_an_address_is_never_read() -> None:
    asked = DEFINITION.form or b""
    options = ReadingOptions(form=asked.replace(b"Nog iets?", b"Wat is uw e-mailadres?"))
    result = read_drafts(RAW, options=options)
    assert all("Dank u wel" not in draft.answers.values() for draft in result.drafts)
    assert any("s-open" in note for note in result.notes)
