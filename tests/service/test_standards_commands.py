"""`vertelpunt standaarden`: sets come in whole, are compared, retired and written out again."""

import json
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from models import standards
from models.db import Database
from service.cli import app

SET = """\
key: dorp
version: 1
name: Afspraken in het dorp
missing: De helft
standards:
  - key: 1
    title: Iemand belt terug
    description: Wie belt, krijgt antwoord.
    status: afgeleid
    note: nog navragen
"""


@pytest.fixture(autouse=True)
def own_house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "set.yaml"
    path.write_text(SET, encoding="utf-8")
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["standaarden", *words])


def say(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def refuse(*words: str) -> str:
    done = run(*words)
    assert done.exit_code == 1, done.output
    return " ".join(done.output.split())


def keys(database: Database) -> set[str]:
    with database.reading() as session:
        return {found.key for found in standards.current_sets(session)}


def test_a_set_is_looked_over_and_only_then_brought_in(database: Database, file: Path) -> None:
    told = say("controleer", str(file))
    assert "1 standaard." in told
    assert "Er is niets opgeslagen." in told
    assert "dorp" not in keys(database)
    assert "De set is opgeslagen." in say("importeer", str(file))
    assert "dorp" in keys(database)
    assert "was er al" in say("importeer", str(file))


def test_what_is_shown_says_how_complete_a_set_is_and_how_well_each_text_is_known(
    file: Path,
) -> None:
    say("importeer", str(file))
    told = say("toon", "dorp")
    assert "deels gezien" in told
    assert "Wat ontbreekt: De helft" in told
    assert "Iemand belt terug · Afgeleid uit de bron" in told
    assert "Let op: nog navragen" in told
    listed = say("lijst")
    assert "Zaanstad" in listed
    assert "Inhoud niet gevonden" in listed
    assert "Wat ontbreekt: Alle waarden" in say("toon", "zaanstad")


def test_a_file_with_faults_changes_nothing_and_names_the_lines(
    database: Database, file: Path
) -> None:
    file.write_text(SET + "  - key: 1\n    titel: x\n", encoding="utf-8")
    for command in ("controleer", "importeer"):
        told = refuse(command, str(file))
        assert "regel 11, veld key" in told
        assert "regel 12, veld titel" in told
    assert "dorp" not in keys(database)
    assert "is er niet" in refuse("importeer", str(file.with_name("weg.yaml")))


def test_a_new_version_says_what_is_different(file: Path) -> None:
    say("importeer", str(file))
    newer = SET.replace("version: 1", "version: 2").replace("krijgt antwoord", "krijgt hulp")
    file.write_text(newer + "  - {key: 2, title: Nieuw, description: Iets}\n", encoding="utf-8")
    told = say("importeer", str(file))
    assert "in de plaats van versie 1" in told
    compared = say("verschil", "dorp", "1", "2")
    for part in (
        "Nieuw: dorp-2 Nieuw",
        "omschrijving: was “Wie belt, krijgt antwoord.”, is nu “Wie belt, krijgt hulp.”",
        "Gelijk gebleven: 0",
    ):
        assert part in compared
        assert part in told
    assert "Versies: 1, 2" in say("toon", "dorp", "--versie", "1")
    file.write_text(SET, encoding="utf-8")
    assert "deze versie is niet in gebruik" in say("importeer", str(file))
    assert "Er zijn: 1, 2" in refuse("verschil", "dorp", "1", "3")


def test_a_set_is_retired_with_a_reason_and_put_back(database: Database, file: Path) -> None:
    say("importeer", str(file))
    assert run("vervallen", "dorp").exit_code == 2
    say("vervallen", "dorp", "--reden", "Geldt niet meer")
    assert "dorp" not in keys(database)
    assert "dorp" not in say("lijst")
    assert "Geldt niet meer" in say("lijst", "--vervallen")
    assert "al vervallen" in refuse("vervallen", "dorp", "--reden", "x")
    say("terug", "dorp")
    assert "dorp" in keys(database)
    assert "niet bekend" in refuse("terug", "stad")


@pytest.mark.parametrize("extension", ["yaml", "csv"])
def test_a_set_that_is_written_out_is_the_same_set(
    file: Path, tmp_path: Path, extension: str
) -> None:
    # What a spreadsheet would take for a formula stands guarded in the file, and is read without.
    guarded = SET.replace("Iemand belt terug", '"- terugbellen"').replace("nog navragen", '"@ wie"')
    file.write_text(guarded + "    wel: ['+ Ja.', '= Goed.']\n", encoding="utf-8")
    say("importeer", str(file))
    out = tmp_path / f"dorp.{extension}"
    say("bewaar", "dorp", str(out))
    assert "was er al" in say("importeer", str(out))
    assert "eindigt op" in refuse("bewaar", "dorp", str(tmp_path / "dorp.docx"))


def test_an_empty_file_says_what_is_needed_and_works_when_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "leeg.xlsx"
    say("sjabloon", str(out))
    assert "Dit ontbreekt" in refuse("controleer", str(out))
    book = load_workbook(out)
    # Of 2026-1 or 1-2 a spreadsheet makes a date, unless the cell is text.
    assert book["Set"].column_dimensions["B"].number_format == "@"
    assert book["Standaarden"].column_dimensions["A"].number_format == "@"
    values = {"sleutel": "dorp", "versie": 1, "naam": "Afspraken"}
    for row in book["Set"].iter_rows(min_row=2):
        row[1].value = values.get(row[0].value)
    book["Standaarden"].append([1, "Iemand belt terug", "Wie belt, krijgt antwoord."])
    book.save(out)
    assert "1 standaard." in say("importeer", str(out))


def test_an_empty_table_works_when_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "leeg.csv"
    say("sjabloon", str(out))
    header = out.read_text(encoding="utf-8-sig").strip().split(";")
    assert "set_sleutel" in header
    cells = {"set_sleutel": "dorp", "set_versie": "1", "set_naam": "Afspraken", "sleutel": "1",
             "titel": "T", "omschrijving": "D"}  # fmt: skip
    with out.open("a", encoding="utf-8") as opened:
        opened.write(";".join(cells.get(name, "") for name in header) + "\n")
    assert "1 standaard." in say("importeer", str(out))


def test_an_empty_yaml_works_when_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "leeg.yaml"
    say("sjabloon", str(out))
    told = out.read_text(encoding="utf-8")
    # Every line with a * is filled in, and no other.
    assert set(yaml.safe_load(told)) > {"key", "version", "name", "standards"}
    for name, value in (("key", "dorp"), ("version", "1"), ("name", "Afspraken"), ("title", "T"),
                        ("- key", "1"), ("description", "D")):  # fmt: skip
        told = told.replace(f"{name}:  # *", f"{name}: {value} # *", 1)
    out.write_text(told, encoding="utf-8")
    assert "1 standaard." in say("importeer", str(out))
    assert "eindigt op" in refuse("sjabloon", str(tmp_path / "leeg.txt"))


def test_the_schema_is_json(tmp_path: Path) -> None:
    out = tmp_path / "schema.json"
    say("schema", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["required"] == ["key", "version", "name"]
