"""An export of stories as CSV, Excel, JSON Lines or files for NarraFirma.

No cell is ever a formula: in CSV an apostrophe stands before what a spreadsheet would compute, in
a workbook every cell of words is marked as words.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from models.forms import OTHER, OTHER_LABEL, Question
from models.stories import Story
from models.vocabulary import QuestionKind
from service import narrafirma_writer, story_exports
from service.reports.csv_file import safe_cell
from service.story_exports import Export, ExportFormat

FIXED = (
    "kenmerk", "titel", "tekst", "verteller", "leeftijd", "periode", "team", "hulp_bij_vertellen",
    "taal", "formulier", "versie", "openingsvraag", "verzonnen", "themas", "mag_voor",
)  # fmt: skip
NOT_APPLICABLE = "past niet"
# The one moment that is the same in every archive, so that the same stories give the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)

Cell = str | int | float


def render(export: Export, shape: ExportFormat) -> bytes:
    """The export as a file."""
    return _RENDERERS[shape](export)


def _csv(export: Export) -> bytes:
    text = io.StringIO(newline="")
    # A Dutch spreadsheet opens this by itself.
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in _table(export):
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(export: Export) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)

    def write(name: str, rows: Iterable[list[Cell]]) -> None:
        sheet = book.create_sheet(name)
        for row in rows:
            cells = []
            for value in row:
                plain = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
                cell = WriteOnlyCell(sheet, value=plain)
                if isinstance(value, str):
                    # Otherwise what begins with = becomes a formula.
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)

    write("Verhalen", _table(export))
    write("Toelichting", _account(export))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _jsonl(export: Export) -> bytes:
    lines = (json.dumps(_object(export, story), ensure_ascii=False) for story in export.stories)
    return "".join(f"{line}\n" for line in lines).encode()


def _narrafirma(export: Export) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for form, told in story_exports.forms_of(export).values():
            files = narrafirma_writer.written(form, told)
            name = f"{form.key}-{form.version}"
            for ending, content in (
                ("vragen.csv", files.form),
                ("verhalen.csv", files.stories),
                ("extra.json", files.sidecar),
            ):
                packed.writestr(zipfile.ZipInfo(f"{name}-{ending}", _MOMENT), content)
        account = "\n".join(": ".join(map(str, row)) for row in _account(export))
        packed.writestr(zipfile.ZipInfo("toelichting.txt", _MOMENT), f"{account}\n")
    return out.getvalue()


def _account(export: Export) -> list[list[Cell]]:
    counts = export.counts
    return [
        ["Doel", export.purpose.label],
        ["Verhalen in dit bestand", counts.included],
        ["Weggelaten: geen toestemming voor dit doel", counts.without_consent],
        ["Weggelaten: niet of niet meer goedgekeurd", counts.not_approved],
    ]


def _table(export: Export) -> Iterator[list[Cell]]:
    headers = [header for question in export.questions for header in _headers(question)]
    yield [*FIXED, *headers]
    for story in export.stories:
        given = {_same(one.question): one.value for one in story.significations}
        answers = [
            cell
            for question in export.questions
            for cell in _cells(question, given.get(_same(question)))
        ]
        yield [*_fixed(export, story), *answers]


def _fixed(export: Export, story: Story) -> list[Cell]:
    return [
        story.id,
        story.title,
        story.text,
        story.role.label if story.role else "",
        story.age_group.label if story.age_group else "",
        story.period or "",
        story.team.name,
        story.helper.label if story.helper else "",
        story.language,
        story.form.key if story.form else "",
        story.form.version if story.form else "",
        _prompt(story),
        "ja" if story.synthetic else "nee",
        "; ".join(export.themes.get(story.id, ())),
        "; ".join(one.purpose.value for one in story.consents if one.given),
    ]


def _prompt(story: Story) -> str:
    """The words of the opening question that its narrator chose."""
    prompts = story.form.prompts if story.form else []
    return next((str(one["text"]) for one in prompts if one["key"] == story.prompt), "")


def _same(question: Question) -> tuple[str, str, str]:
    return (question.key, question.kind, question.text)


def _headers(question: Question) -> list[str]:
    if question.kind is QuestionKind.TRIAD:
        headers = [f"{question.text} [{option['label']}]" for option in question.options]
    elif question.kind is QuestionKind.DYAD:
        ends = " – ".join(str(option["label"]) for option in question.options)
        headers = [f"{question.text} [0-100: {ends}]"]
    else:
        headers = [question.text]
    return [*headers, f"{question.text} [{OTHER_LABEL}]"] if question.write_in else headers


def _cells(question: Question, value: Mapping[str, Any] | None) -> list[Cell]:
    width = len(_headers(question))
    if not value:
        return ["" if value is None else NOT_APPLICABLE] * width
    if "shares" in value:
        return list(value["shares"])
    if "position" in value:
        return [value["position"]]
    if "text" in value:
        return [str(value["text"])]
    chosen = value["options"] if "options" in value else [value["option"]]
    words = "; ".join(OTHER_LABEL if key == OTHER else question.label(key) for key in chosen)
    return [words, str(value.get("other", ""))] if question.write_in else [words]


def _object(export: Export, story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "text": story.text,
        "role": story.role,
        "age_group": story.age_group,
        "period": story.period,
        "team": story.team.name,
        "helper": story.helper,
        "language": story.language,
        "form": {"key": story.form.key, "version": story.form.version} if story.form else None,
        "prompt": story.prompt,
        "synthetic": story.synthetic,
        "themes": list(export.themes.get(story.id, ())),
        "consents": [one.purpose for one in story.consents if one.given],
        "answers": {one.question.key: one.value for one in story.significations},
    }


_RENDERERS: Mapping[ExportFormat, Callable[[Export], bytes]] = {
    ExportFormat.CSV: _csv,
    ExportFormat.XLSX: _xlsx,
    ExportFormat.JSONL: _jsonl,
    ExportFormat.NARRAFIRMA: _narrafirma,
}
