"""`vertelpunt formulier`: a form goes out as a file, comes in as a concept, and is put into use."""

import csv
import io
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from models import form_building, forms
from models.db import Database
from models.errors import Rejected
from models.form_definition import nested, of, places
from models.form_reading import read
from service.cli import app
from service.form_building import from_file
from service.form_files import read_form, read_translation, write_form, write_translation


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The command line is the same on every database; the models are tested on both."""
    path = tmp_path / "vertelpunt.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def own_house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line works on this test's database."""
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database_url)


def _say(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["formulier", *words])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


@pytest.mark.usefixtures("own_house")
def test_a_form_goes_out_comes_in_and_is_put_into_use(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "formulier.yaml"
    _say("schrijf", "jongere", "--naar", str(file))
    told = _say("inlezen", str(file), "--dry-run", "--kenmerk", "eigen")
    assert told == "Er is niets opgeslagen."
    assert _say("inlezen", str(file)) == "jongere versie 2 staat klaar als concept."
    assert "al een concept" in _say("inlezen", str(file), code=1)
    with database.reading() as session:
        first, second = (form_building.get(session, "jongere", number) for number in (1, 2))
        assert of(first) == of(second)
        assert forms.current(session, "jongere").version == 1
    assert _say("publiceer", "jongere") == "jongere versie 2 is in gebruik."
    assert "verandert niet meer" in _say("publiceer", "jongere", code=1)
    listed = _say("lijst")
    assert "jongere 2 In gebruik nl, en" in listed
    assert "jongere 1 Niet meer in gebruik nl, en" in listed
    assert "Niemand kan jongere nu nog beginnen." in _say("stop", "jongere")
    assert "niet in gebruik" in _say("stop", "jongere", code=1)


@pytest.mark.usefixtures("own_house")
def test_a_translation_goes_out_and_comes_in_filled_in(tmp_path: Path) -> None:
    form, table = tmp_path / "formulier.yaml", tmp_path / "en.csv"
    _say("schrijf", "jongere", "--naar", str(form))
    _say("inlezen", str(form), "--kenmerk", "eigen")
    _say("vertaling", "eigen", "en", "--naar", str(table))
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "titel"
    again = "\n".join(f'{place};"{dutch}";Tell us' for place, dutch, _ in rows[1:2])
    table.write_text(f"plek;Nederlands;English\n{again}\n", encoding="utf-8")
    told = _say("vertaling-inlezen", "eigen", "en", str(table))
    assert told == "De vertaling van eigen versie 1 is bewaard."
    assert "verandert niet meer" in _say("vertaling-inlezen", "jongere", "en", str(table), code=1)
    table.write_text("plek;Nederlands;English\nnergens;x;y\n", encoding="utf-8")
    told = _say("vertaling-inlezen", "eigen", "en", str(table), code=1)
    assert "rij 2, kolom plek: Deze plek staat niet in het formulier." in told
    assert "Kies uit: ar, de, en" in _say("vertaling-inlezen", "eigen", "nl", str(table), code=1)


@pytest.mark.usefixtures("own_house")
def test_a_concept_says_what_it_still_needs(tmp_path: Path) -> None:
    file = tmp_path / "formulier.yaml"
    file.write_text("key: kaal\ntitle: Kaal\n", encoding="utf-8")
    told = _say("inlezen", str(file))
    assert "beginvragen: Geef ten minste één vraag om mee te beginnen." in told
    assert "beginvragen:" in _say("toon", "kaal")
    assert "beginvragen:" in _say("publiceer", "kaal", code=1)
    file.write_text("key: raar\nkleur: rood\n", encoding="utf-8")
    assert "formulier: Het veld kleur kennen wij niet." in _say("inlezen", str(file), code=1)
    nowhere = tmp_path / "geen" / "map.yaml"
    assert "kan niet gelezen worden" in _say("inlezen", str(nowhere), code=1)
    assert "kan niet gemaakt worden" in _say("schrijf", "ouder", "--naar", str(nowhere), code=1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("key: a\n  title: [", "regel 2"),
        ("- een\n- twee\n", "regel 1"),
        ("key: &a x\ntitle: *a\n", "regel 2"),
        ("key: !!python/object:os.system x\n", "regel 1"),
        ("key: a\nkleur: rood\n", "formulier"),
        ("key: a\nquestions: [{kind: foto, text: Wat?}]\n", "vraag 1 (wat)"),
        ("key: [a]\n", "formulier"),
        ("key: a\ntranslations: {en: {questions: {a: b}}}\n", "vertaling en"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_its_place(content: str, told: str) -> None:
    with pytest.raises(Rejected) as refused:
        from_file(content)
    assert told in {problem.place for problem in refused.value.problems}


def test_a_form_without_a_key_needs_one() -> None:
    with pytest.raises(Rejected):
        from_file("title: Vertel\n")
    assert from_file("title: Vertel\n", key="eigen").key == "eigen"


def test_every_shipped_form_is_the_same_after_writing_and_reading(database: Database) -> None:
    with database.writing() as session:
        forms.load_catalogue(session)
        for form in form_building.every(session):
            written = write_form(form)
            assert read_form(written) == of(form)
            assert yaml.safe_load(written)["version"] == form.version


def test_words_that_look_like_a_formula_or_a_quote_come_back_as_they_were() -> None:
    labels = [
        "=1+1",
        "'=1+1",
        "-- nee",
        "@wie",
        "'s Avonds",
        'Zij zei: "nee"; ik ook',
        "Ja, altijd",
        "\uff1d1+1",
    ]
    definition = read(
        {
            "key": "eigen",
            "title": "Vertel",
            "welcome": "Een.\n\nTwee.",
            "questions": [
                {"kind": "keuze", "text": "Wat?", "options": [{"label": one} for one in labels]}
            ],
        }
    )
    form = forms.new(definition, 1)
    said = {place: words[::-1] for place, words in places(definition).items()}
    form.translations = {"ar": nested(said)}
    written = write_translation(form, "ar")
    assert not [cell for row in rows(written) for cell in row if cell[:1] in "=+-@\uff1d" and cell]
    assert read_translation(written.encode(), form, "ar") == said


def rows(written: str) -> list[list[str]]:
    """The cells as a spreadsheet sees them."""
    return list(csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
