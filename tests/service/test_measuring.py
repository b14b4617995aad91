"""The commands that measurements rely on: their formats are part of the product."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from models.vocabulary import SourceStatus
from service.cli import app

CANARY = "KANARIEPIET"
TEXTS = (
    "Fatima belde mij op 06 1234 5678 over de wachtlijst.",
    "Geen naam te zien 👩‍👩‍👧, alleen een brief.",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [{"id": str(n), "text": text, "label": text} for n, text in enumerate(TEXTS)]
    return write(tmp_path / "in.jsonl", *(json.dumps(row) for row in rows))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_pseudonymise_gives_placeholders_and_spans_of_the_input(
    source: Path, tmp_path: Path
) -> None:
    answer = ask("pseudonymise", "--jsonl", source, tmp_path / "uit.jsonl")
    assert answer.exit_code == 0, answer.output
    first, second = read(tmp_path / "uit.jsonl")
    covered = {TEXTS[0][span["start"] : span["end"]]: span["type"] for span in first["spans"]}
    assert covered == {"Fatima": "PERSON", "06 1234 5678": "PHONE"}
    assert "Fatima" not in first["text"]
    assert second == {"id": "1", "text": TEXTS[1], "spans": []}


def test_encode_gives_rows_of_length_one_in_input_order(source: Path, tmp_path: Path) -> None:
    answer = ask("encode", "--jsonl", source, tmp_path / "uit.npy")
    assert answer.exit_code == 0, answer.output
    vectors = np.load(tmp_path / "uit.npy")
    assert (vectors.dtype, vectors.shape) == (np.float32, (2, 256))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_link_ranks_at_most_twenty_standards_and_can_be_held_to_one_set(
    source: Path, tmp_path: Path
) -> None:
    answer = ask("link", "--jsonl", source, "--sets", "all", "--out", tmp_path / "uit.jsonl")
    assert answer.exit_code == 0, answer.output
    rows = [row for row in read(tmp_path / "uit.jsonl") if row["id"] == "0"]
    assert len(rows) == 20
    assert set(rows[0]) == {
        "id", "standard", "similarity", "probability", "state", "standard_status", "set_status",
        "reason",
    }  # fmt: skip
    assert {row["standard_status"] for row in rows} <= set(SourceStatus)
    assert all(row["reason"]["sentence"] and row["reason"]["parts"] for row in rows)
    assert [row["similarity"] for row in rows] == sorted(
        (row["similarity"] for row in rows), reverse=True
    )
    ask("link", "--jsonl", source, "--sets", "amersfoort", "--out", tmp_path / "een.jsonl")
    held = [row for row in read(tmp_path / "een.jsonl") if row["id"] == "0"]
    assert held
    assert all(row["standard"].startswith("amersfoort") for row in held)
    sure = {row["standard"]: row["probability"] for row in rows}
    assert all(sure.get(row["standard"], row["probability"]) == row["probability"] for row in held)


@pytest.mark.parametrize(
    ("command", "line", "names"),
    [
        ("pseudonymise", f'{{"id": "a", "text": {CANARY}', "regel 1"),
        ("encode", f'{{"id": "a", "tekst": "{CANARY}"}}', "regel 1"),
        ("link", f'{{"id": "a", "text": "{CANARY}"}}', "regel 1"),
        ("link", '{"id": "a", "label": "b", "texts": "c"}', "regel 1"),
        ("link", '{"id": "a", "label": "b"}\n{"id": "c", "label": " ", "texts": [""]}', "regel 2"),
        ("link", '{"id": "a", "label": "b"}\n{"id": "a", "label": "c"}', "regel 2"),
        ("link", '{"id": "a", "label": "b", "description": 3}', "regel 1"),
        ("link", '{"id": "a", "label": "b"}\n{"id": "c", "label": "b \\ud83d"}', "regel 2"),
        ("encode", '{"id": "a", "text": "b \\ud83d"}', "regel 1"),
    ],
)
def test_a_wrong_line_is_named_and_no_output_is_left(
    tmp_path: Path, command: str, line: str, names: str
) -> None:
    path = write(tmp_path / "in.jsonl", line)
    out = ["--out", tmp_path / "uit"] if command == "link" else [tmp_path / "uit"]
    answer = ask(command, "--jsonl", path, *out)
    assert answer.exit_code == 1
    assert names in answer.output
    assert CANARY not in answer.output
    assert [found.name for found in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_passage_may_be_given_as_label_or_as_text(tmp_path: Path) -> None:
    said = "Mijn dochter werd pas na vijf maanden gebeld door het team."
    rows = [{"id": "a", "label": said}, {"id": "b", "label": " ", "texts": [said]}]
    source = write(tmp_path / "in.jsonl", *(json.dumps(row) for row in rows))
    assert ask("link", "--jsonl", source, "--out", tmp_path / "uit.jsonl").exit_code == 0
    found = [row | {"id": ""} for row in read(tmp_path / "uit.jsonl")]
    assert found[:20] == found[20:]


def test_links_are_the_same_bytes_with_one_thread_and_in_any_order(
    source: Path, tmp_path: Path
) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    turned = write(tmp_path / "om.jsonl", *reversed(lines))
    assert len(lines) > 1
    ask("link", "--jsonl", source, "--out", tmp_path / "uit.jsonl")
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    subprocess.run(
        [sys.executable, "-c", "from service.cli import app; app()", "link", "--jsonl", turned,
         "--out", tmp_path / "uit-om.jsonl"],
        check=True,
        env=os.environ | single,
    )  # fmt: skip
    one, two = (
        sorted((tmp_path / name).read_bytes().splitlines())
        for name in ("uit.jsonl", "uit-om.jsonl")
    )
    assert one == two


def test_an_unknown_set_or_encoder_is_refused_in_dutch(source: Path, tmp_path: Path) -> None:
    unknown = ask("link", "--jsonl", source, "--sets", "zzz", "--out", tmp_path / "uit.jsonl")
    assert unknown.exit_code == 1
    assert "amersfoort" in unknown.output
    missing = ask(
        "encode", "--jsonl", source, tmp_path / "uit.npy", "--encoder", str(tmp_path / "weg")
    )
    assert missing.exit_code == 1
    assert "Traceback" not in missing.output
    assert not (tmp_path / "uit.npy").exists()
