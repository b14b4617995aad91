"""`vertelpunt analyse`: repeatable to the byte, honest about little, and silent about texts."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.errors import Rejected
from models.vocabulary import StarterUse
from service import examples
from service.analysis import analyse

FILES = ("themes.json", "assignments.jsonl", "links.jsonl")
CANARY = "KANARIEPIET"


def rows(count: int, *, start: int = 0) -> list[dict[str, Any]]:
    found = sorted(examples.read(), key=lambda row: row["id"])[start : start + count]
    return [
        {
            "id": row["id"],
            "text": row["text"],
            "title": row["title"],
            "role": row["role"],
            "team": row["team"],
            "date": row["period"] + "-01",
        }
        for row in found
    ]


def write(path: Path, some: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    return path


def run(source: Path, out: Path, **options: Any) -> None:
    settled: dict[str, Any] = {
        "continue_from": None,
        "encoder": "ingebouwd",
        "seed": 7,
        # Learning them takes seconds; the tests that are about them say so.
        "starters": StarterUse.NONE,
    }
    analyse(source, out, **{**settled, **options}, progress=lambda *_: None)


def outcome(folder: Path, name: str) -> Any:
    text = (folder / name).read_text(encoding="utf-8")
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text)


def elsewhere(source: Path, out: Path, *, threads: int) -> None:
    """The command itself, in a process of its own with a number of threads."""
    number = str(threads)
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": number,
        "OPENBLAS_NUM_THREADS": number,
        "NUMBA_NUM_THREADS": number,
        "RAYON_NUM_THREADS": number,
    }
    code = "from service.cli import app; app()"
    command = [sys.executable, "-c", code, "analyse", "--jsonl", str(source), "--out", str(out)]
    subprocess.run(command, env=environment, check=True, capture_output=True)


@pytest.mark.slow
def test_the_same_stories_give_the_same_bytes_in_any_order_and_with_any_number_of_threads(
    tmp_path: Path,
) -> None:
    some = rows(60)
    shuffled = random.Random(3).sample(some, len(some))
    elsewhere(write(tmp_path / "a.jsonl", some), tmp_path / "een", threads=1)
    elsewhere(write(tmp_path / "b.jsonl", shuffled), tmp_path / "twee", threads=2)
    for name in FILES:
        assert (tmp_path / "een" / name).read_bytes() == (tmp_path / "twee" / name).read_bytes()
    assert len(outcome(tmp_path / "een", "themes.json")) > 1


@pytest.mark.parametrize("count", [0, 1, 5, 20, 40])
def test_few_stories_give_an_honest_outcome_in_which_nobody_is_lost(
    tmp_path: Path, count: int
) -> None:
    run(write(tmp_path / "in.jsonl", rows(count)), tmp_path / "uit")
    assignments = outcome(tmp_path / "uit", "assignments.jsonl")
    assert {row["story"] for row in assignments} == {row["id"] for row in rows(count)}
    assert all(row["theme"] is not None or row["reason"] for row in assignments)
    facts = outcome(tmp_path / "uit", "run.json")
    assert facts["stories"] == count
    if facts["mode"] == "lezen":
        assert outcome(tmp_path / "uit", "themes.json") == []
        assert {row.get("reason") for row in assignments} <= {"te_weinig_verhalen"}


def test_five_stories_of_the_field_are_placed_among_starter_themes_with_the_reason(
    tmp_path: Path,
) -> None:
    run(write(tmp_path / "in.jsonl", rows(5)), tmp_path / "uit", starters=StarterUse.AUTO)
    themes = {theme["id"]: theme for theme in outcome(tmp_path / "uit", "themes.json")}
    assignments = outcome(tmp_path / "uit", "assignments.jsonl")
    placed = [row for row in assignments if row["theme"]]
    assert {row["theme"] for row in placed} == set(themes)
    assert {theme["mode"] for theme in themes.values()} == {"bekend"}
    assert all(row["evidence"]["voorbeeld"]["soort"] for row in placed)
    assert all(row["strength"] >= 0.5 for row in placed)
    assert {row["story"] for row in assignments} == {row["id"] for row in rows(5)}
    known = {key for row in assignments for key in row.get("evidence", {}).get("tussen", ())}
    assert all(len(key) == 12 for key in known)


def test_texts_about_something_else_do_without_starter_themes(tmp_path: Path) -> None:
    about = [
        "Zet de wekker op zeven uur.",
        "De trein naar de zee vertrekt om acht uur van spoor twee.",
        "Speel het nieuwe nummer van die band nog een keer af.",
        "Morgen schijnt de zon in het zuiden en waait het hard aan de kust.",
        "De wedstrijd eindigde in een gelijkspel na verlenging.",
        "Reserveer een tafel voor twee bij het raam.",
    ]
    texts = [{"id": f"a{n}", "text": text} for n, text in enumerate(about)]
    run(write(tmp_path / "in.jsonl", texts), tmp_path / "uit", starters=StarterUse.AUTO)
    assert outcome(tmp_path / "uit", "themes.json") == []
    assert outcome(tmp_path / "uit", "run.json")["recognised"] == []
    run(tmp_path / "in.jsonl", tmp_path / "toch", starters=StarterUse.ALL)
    assert len(outcome(tmp_path / "toch", "run.json")["recognised"]) >= 40


def test_new_stories_join_the_themes_of_an_earlier_analysis(tmp_path: Path) -> None:
    run(write(tmp_path / "eerst.jsonl", rows(60)), tmp_path / "eerst")
    more = write(tmp_path / "meer.jsonl", rows(15, start=60))
    run(more, tmp_path / "later", continue_from=tmp_path / "eerst")
    before = outcome(tmp_path / "eerst", "assignments.jsonl")
    after = outcome(tmp_path / "later", "assignments.jsonl")
    themes = {(row["story"], row["start"], row["theme"]) for row in after}
    kept = {(row["story"], row["start"], row["theme"]) for row in before if row["theme"]}
    assert kept <= themes
    old_ids = {theme["id"] for theme in outcome(tmp_path / "eerst", "themes.json")}
    new_stories = {row["id"] for row in rows(15, start=60)}
    joined = {row["theme"] for row in after if row["story"] in new_stories} & old_ids
    assert joined


def test_a_story_twice_is_refused_and_the_earlier_outcome_stays(tmp_path: Path) -> None:
    run(write(tmp_path / "eerst.jsonl", rows(3)), tmp_path / "eerst")
    before = {path.name: path.read_bytes() for path in (tmp_path / "eerst").iterdir()}
    again = write(tmp_path / "weer.jsonl", [*rows(1, start=9), *rows(1)])
    with pytest.raises(Rejected, match="rij 2: dit id stond al"):
        run(again, tmp_path / "eerst", continue_from=tmp_path / "eerst")
    assert {path.name: path.read_bytes() for path in (tmp_path / "eerst").iterdir()} == before


def test_bad_input_names_the_place_shows_no_text_and_leaves_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [{"id": "a", "text": CANARY, "role": 3}])
    with pytest.raises(Rejected, match=r"in.jsonl, rij 1: role") as caught:
        run(source, tmp_path / "uit")
    long = write(tmp_path / "lang.jsonl", [{"id": "a", "text": CANARY * 1_000_000}])
    with pytest.raises(Rejected, match=r"lang.jsonl, rij 1: De tekst is te lang") as too_long:
        run(long, tmp_path / "uit")
    assert CANARY not in caught.value.message + too_long.value.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "lang.jsonl"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "werk").mkdir()
    (tmp_path / "werk" / "scriptie.docx").touch()
    with pytest.raises(Rejected, match="geen eerdere uitkomst"):
        run(write(tmp_path / "in.jsonl", rows(1)), tmp_path / "werk")
    assert (tmp_path / "werk" / "scriptie.docx").exists()
