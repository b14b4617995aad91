"""A set of standards as a file to take along, and empty files to fill in."""

import csv
import io
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import yaml

from ingest.readers.set_tables import MANY, NO_LINE, SET_FIELDS, STANDARD_COLUMNS
from ingest.standard_sets import SetShape, StandardShape
from models.standard_content import SetContent, StandardContent
from service.reports.csv_file import safe_cell


class SetFormat(StrEnum):
    """The shapes in which a set can be taken along."""

    YAML = "yaml"
    CSV = "csv"


MEDIA_TYPES = {
    SetFormat.YAML: "application/yaml; charset=utf-8",
    SetFormat.CSV: "text/csv; charset=utf-8",
}
TEMPLATES = (".csv", ".xlsx", ".yaml")
_NEEDED = frozenset({"key", "version", "name", "title", "description"})
_LISTS = frozenset({"sources", "standards"})
_HEAD = (
    "# Eén set kwaliteitsstandaarden. Schrijf eigen zinnen; neem geen tekst van anderen over.\n"
    "# Een regel met * is nodig, de andere velden mag u leeg laten of weghalen.\n"
)


def render(content: SetContent, shape: SetFormat) -> bytes:
    """A set as a file that can be read in again."""
    return _yaml(content) if shape is SetFormat.YAML else _csv(content)


def template(extension: str) -> bytes:
    """An empty file to fill in, with the extension of one of `TEMPLATES`."""
    if extension == ".xlsx":
        return _workbook()
    return _table([_header()]) if extension == ".csv" else _yaml_template().encode()


def _yaml(content: SetContent) -> bytes:
    plain: dict[str, Any] = {
        name: getattr(content, name) for name in SetShape.model_fields if name not in _LISTS
    }
    plain |= {"tier": content.tier.value, "status": content.status.value}
    plain["sources"] = [
        _filled({"title": one.title, "url": one.url, "publisher": one.publisher})
        for one in content.sources
    ]
    told = _filled(plain) | {
        "standards": [
            _filled(
                {name: _said(one, name) for name in StandardShape.model_fields}
                | {"wel": list(one.met), "niet": list(one.unmet)}
            )
            for one in content.standards
        ]
    }
    text: str = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def _csv(content: SetContent) -> bytes:
    sources = content.sources
    of_set: dict[str, str] = {
        **{name: str(getattr(content, name, "")) for name in SET_FIELDS},
        "tier": content.tier.value,
        "status": content.status.value,
        **{
            f"source {name}": "\n".join(getattr(one, name) or NO_LINE for one in sources)
            for name in ("title", "url", "publisher")
        },
    }
    rows = [
        [_cell(one, name) for name in STANDARD_COLUMNS] for one in content.standards
    ] or [[""] * len(STANDARD_COLUMNS)]  # fmt: skip
    empty = [""] * len(SET_FIELDS)
    return _table(
        [
            _header(),
            *(
                [*(list(of_set.values()) if not number else empty), *row]
                for number, row in enumerate(rows)
            ),
        ]
    )


def _cell(one: StandardContent, name: str) -> str:
    if name in MANY:
        return "\n".join(one.met if name == "wel" else one.unmet)
    return _said(one, name)


def _said(one: StandardContent, name: str) -> str:
    if name == "parent":
        return one.parent_key or ""
    return str(getattr(one, name, ""))


def _header() -> list[str]:
    return [
        *(f"set_{words[0].replace(' ', '_')}" for words in SET_FIELDS.values()),
        *(words[0] for words in STANDARD_COLUMNS.values()),
    ]


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    # A Dutch spreadsheet opens this by itself; whoever fills it in is no statistician.
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Set"
    sheet.append(["veld", "waarde", "uitleg"])
    told = {name: shape.description or "" for name, shape in SetShape.model_fields.items()}
    for name, words in SET_FIELDS.items():
        sheet.append([words[0], None, _explained(name, told)])
    members = book.create_sheet("Standaarden")
    members.append([words[0] for words in STANDARD_COLUMNS.values()])
    about = book.create_sheet("Uitleg")
    told = {name: shape.description or "" for name, shape in StandardShape.model_fields.items()}
    for name, words in STANDARD_COLUMNS.items():
        about.append([words[0], _explained(name, told)])
    about.append(["", "Meer zinnen bij wel of niet: elke zin op een eigen regel in de cel."])
    for one in book.worksheets:
        for column in "ABCDEFGHIJ":
            one.column_dimensions[column].width = 26
            # As text: of a number such as 1-2 a spreadsheet makes a date.
            one.column_dimensions[column].number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explained(name: str, told: Mapping[str, str]) -> str:
    sources = {
        "source title": "Naam van de bron; meer bronnen: elk op een eigen regel in de cel",
        "source url": "Adres van de bron, in dezelfde volgorde",
        "source publisher": "Wie de bron uitgaf, in dezelfde volgorde",
    }
    return ("Nodig. " if name in _NEEDED else "") + (sources.get(name) or told.get(name, ""))


def _yaml_template() -> str:
    lines = [_HEAD.rstrip("\n")]
    for name, shape in SetShape.model_fields.items():
        if name not in _LISTS:
            lines.append(f"{name}:  #{_mark(name)} {shape.description}")
    lines += ["sources:", "  - title:  # Naam van de bron", "    url:  # Adres op het web"]
    lines.append("standards:")
    for number, (name, shape) in enumerate(StandardShape.model_fields.items()):
        lead = "  - " if not number else "    "
        lines.append(f"{lead}{name}:  #{_mark(name)} {shape.description}")
    return "\n".join(lines) + "\n"


def _mark(name: str) -> str:
    return " *" if name in _NEEDED else ""


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None, [])}
