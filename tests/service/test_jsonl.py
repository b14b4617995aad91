"""JSON Lines: errors name file and line, and nothing is left half-written."""

from pathlib import Path

import pytest

from models.errors import Rejected
from service import jsonl

CANARY = "KANARIEPIET"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_come_back_in_order_and_numbers_become_text_ids(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", '{"id": 1, "text": "a"}\n\n{"id": "b", "text": "c"}\n')
    assert [row["id"] for row in jsonl.read(path)] == ["1", "b"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f'{{"id": "b", "text": {CANARY}', "geen geldige JSON"),
        (f'["{CANARY}"]', "een object"),
        (f'{{"id": "b", "tekst": "{CANARY}"}}', "Het veld text ontbreekt"),
        ('{"id": "b", "text": 3}', "Het veld text ontbreekt"),
        ('{"id": "a", "text": "nog eens"}', "hetzelfde als op regel 1"),
        (f'{{"id": "{"x" * 65}", "text": "t"}}', "1 tot 64 tekens"),
        ("[" * 100_000, "geen geldige JSON"),
    ],
)
def test_a_wrong_line_is_named_and_never_repeated(tmp_path: Path, line: str, says: str) -> None:
    path = write(tmp_path / "in.jsonl", '{"id": "a", "text": "goed"}\n' + line)
    with pytest.raises(Rejected) as caught:
        jsonl.read(path)
    assert caught.value.problems[0].place == "in.jsonl, regel 2"
    assert says in caught.value.message
    assert CANARY not in caught.value.message


def test_a_file_that_is_not_text_or_not_there_is_refused_in_dutch(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="geen leesbare tekst"):
        jsonl.read(write(tmp_path / "latin.jsonl", '{"id":"é"}'.encode("latin-1")))
    with pytest.raises(Rejected, match="is er niet"):
        jsonl.read(tmp_path / "weg.jsonl")


def test_an_empty_file_is_no_rows(tmp_path: Path) -> None:
    assert jsonl.read(write(tmp_path / "leeg.jsonl", "")) == []


def test_output_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = write(tmp_path / "uit.jsonl", "oud")

    def rows() -> object:
        yield {"id": "1"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        jsonl.write(out, rows())  # type: ignore[arg-type]
    assert out.read_text() == "oud"
    assert [path.name for path in tmp_path.iterdir()] == ["uit.jsonl"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="niet worden geschreven"):
        jsonl.write(tmp_path / "weg" / "uit.jsonl", [])
