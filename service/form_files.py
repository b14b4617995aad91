"""Forms as YAML and their translations as CSV: what goes out comes in again the same."""

import csv
import io
import re

import yaml

from ingest.readers.marked import read_yaml
from ingest.readers.tables import decoded
from models.errors import Problem, Rejected
from models.form_content import LANGUAGES
from models.form_definition import FormDefinition, as_data, of, places, texts_of
from models.form_reading import in_place, line, read
from models.form_rules import LONGEST, sort_of
from models.forms import Form

PLACE, DUTCH = "plek", "Nederlands"
MOST_BYTES = 1_000_000
# What a spreadsheet takes for a formula, with or without apostrophes before it.
_FORMULA = re.compile("'*[=+@\uff1d\uff0b\uff0d\uff20-]")
_DELIMITERS = ";,\t"


def read_form(text: str) -> FormDefinition:
    """The form in a YAML text.

    Raises:
        Rejected: it is no form; the places are named.
    """
    marked = read_yaml(text)
    if marked.problems:
        raise _refusal("Dit bestand is niet te lezen.", marked.problems)
    return read(marked.data)


def write_form(form: Form) -> str:
    """A version as YAML, as `read_form` takes it."""
    data = {"version": form.version, **as_data(of(form))}
    written: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    return written


def write_translation(form: Form, language: str) -> str:
    """Every text of the form with its Dutch words and those in this language, as CSV.

    A cell that a spreadsheet would take for a formula gets an apostrophe, which reading takes off.
    """
    said = texts_of(form.translations.get(language) or {})
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow((PLACE, DUTCH, LANGUAGES[language]))
    for place, words in places(of(form)).items():
        writer.writerow((place, _safe(words), _safe(said.get(place, ""))))
    # The mark tells Excel that this is UTF-8.
    return "\ufeff" + lines.getvalue()


def read_translation(file: bytes, form: Form, language: str) -> dict[str, str]:
    """The words by place in a file that `write_translation` made and somebody filled in.

    Raises:
        Rejected: too large, no table of three columns, or rows that do not fit the form.
    """
    if language not in LANGUAGES:
        raise Rejected("Deze taal kennen wij niet.", code="formulier.taal")
    if len(file) > MOST_BYTES:
        raise Rejected("Dit bestand is te groot.", code="vertaling.te_groot")
    rows = _rows(decoded(file))
    known = places(of(form))
    said: dict[str, str] = {}
    problems = []
    for number, row in rows:
        wrong = _row_wrong(row, known, said)
        if wrong:
            problems.append(Problem(f"rij {number}, {wrong[0]}", wrong[1]))
            continue
        place = row[0].strip()
        said[place] = in_place(place, _unsafe(row[2]))
    if problems:
        raise _refusal("De vertaling is niet opgeslagen. Pas de genoemde rijen aan.", problems)
    return said


def _rows(text: str) -> list[tuple[int, list[str]]]:
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Rejected("Dit bestand is niet te lezen.", code="vertaling.onleesbaar") from None
    if not rows or len(rows[0]) < 3 or rows[0][0].strip().lower() != PLACE:
        raise Rejected(
            f"De eerste rij moet {PLACE}, {DUTCH} en de taal noemen.",
            code="vertaling.kop",
            problems=(Problem("rij 1", f"Begin met de kolom {PLACE}."),),
        )
    return [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]


def _row_wrong(
    row: list[str], known: dict[str, str], said: dict[str, str]
) -> tuple[str, str] | None:
    place = row[0].strip()
    if len(row) < 3:
        return "kolom vertaling", "Deze rij heeft minder dan drie kolommen."
    if place not in known:
        return f"kolom {PLACE}", "Deze plek staat niet in het formulier."
    if place in said:
        return f"kolom {PLACE}", "Deze plek staat er twee keer."
    if line(_unsafe(row[1])) != line(known[place]):
        return f"kolom {DUTCH}", "Het formulier zegt nu iets anders. Haal het bestand opnieuw op."
    most = LONGEST[sort_of(place)]
    if len(_unsafe(row[2])) > most:
        return "kolom vertaling", f"Deze tekst is te lang. Er passen {most} tekens in."
    return None


def _safe(words: str) -> str:
    return f"'{words}" if _FORMULA.match(words) else words


def _unsafe(words: str) -> str:
    return words[1:] if words.startswith("'") and _FORMULA.match(words) else words


def _refusal(message: str, problems: list[Problem]) -> Rejected:
    return Rejected(message, code="formulier.bestand", problems=tuple(problems))
