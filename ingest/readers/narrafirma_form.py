"""The story form file of NarraFirma: its questions, and how its stories are laid out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.readers.answering import Keys, fold, options_of
from ingest.readers.narrafirma_csv import is_comment, rows_of
from ingest.readers.result import Asked, AskedOption
from ingest.readers.tables import decoded
from models.errors import Problem, Rejected
from models.forms import OTHER, OTHER_LABEL
from models.vocabulary import QuestionKind

SIDECAR = ";vertelpunt"
"""The first cell of a comment row with what NarraFirma has no words for, as JSON."""
_HEADER = ("data column name", "type", "about", "short name", "long name", "options", "answers")
_ASKED_ABOUT = frozenset(("story", "participant", "annotation"))
_SHAPES = {
    "single choice": "single", "select": "single", "radiobuttons": "single",
    "single choice indexed": "single indexed", "boolean": "boolean", "checkbox": "boolean",
    "text": "text", "textarea": "text", "scale": "scale", "slider": "scale",
    "multi-choice multi-column texts": "columns", "multiple choice": "columns",
    "checkboxes": "columns", "multi-choice multi-column yes/no": "yes/no",
    "multi-choice single-column delimited": "delimited",
    "multi-choice single-column delimited indexed": "delimited indexed",
}  # fmt: skip
_KINDS = {
    "single": QuestionKind.CHOICE, "single indexed": QuestionKind.CHOICE,
    "boolean": QuestionKind.CHOICE, "text": QuestionKind.TEXT, "scale": QuestionKind.DYAD,
}  # fmt: skip
_MOST_QUESTIONS = 500


@dataclass(frozen=True)
class FirmaQuestion:
    """A question with the place of its answers: `shape` says how they stand in the stories."""

    asked: Asked
    column: str
    short: str
    shape: str
    names: Mapping[str, str] = field(default_factory=dict)
    """Folded words of a cell -> option key."""
    low: float = 0
    high: float = 100
    parts: tuple[str, ...] = ()
    """Of a triad: its three columns."""


@dataclass(frozen=True)
class FirmaForm:
    """Everything of the form that reading its stories takes."""

    title: str = ""
    questions: tuple[FirmaQuestion, ...] = ()
    prompts: tuple[AskedOption, ...] = ()
    prompt_names: Mapping[str, str] = field(default_factory=dict)
    prompt_column: str = ""
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def setting(self, name: str, otherwise: str) -> str:
        """The first value of a setting of the import."""
        return next((value for value in self.settings.get(name, ()) if value), otherwise)


@dataclass
class _Row:
    number: int
    cells: dict[str, str]
    answers: tuple[str, ...]


def read_form(content: bytes) -> FirmaForm:
    """A form file.

    Raises:
        Rejected: it is no form of NarraFirma, or rows of it are wrong; every place is named.
    """
    rows = list(rows_of(decoded(content)))
    table = _table(rows)
    problems: list[Problem] = []
    low, high = _range(table, problems)
    keys = Keys()
    questions = []
    for row in table:
        if fold(row.cells.get("about", "")) in _ASKED_ABOUT:
            made = _question(row, keys, low, high, problems)
            questions += [made] if made is not None else []
    if problems:
        raise Rejected(
            "Het formulier van NarraFirma klopt niet op elke plaats.",
            code="import.formulier",
            problems=tuple(problems),
        )
    told = [row for row in table if fold(row.cells.get("about", "")) == "eliciting"]
    prompts, prompt_names = _prompts(told)
    form = FirmaForm(
        title=next((row.answers[0] for row in _called(table, "title") if row.answers), ""),
        questions=tuple(questions),
        prompts=prompts,
        prompt_names=prompt_names,
        prompt_column=next((_column(row) for row in told if _column(row)), ""),
        settings=_settings(table),
        ignored=frozenset(
            fold(_column(row)) for row in table if fold(row.cells.get("about", "")) == "ignore"
        ),
    )
    return _with_sidecar(form, rows)


def _table(rows: list[tuple[int, list[str]]]) -> list[_Row]:
    plain = [(number, cells) for number, cells in rows if not is_comment(cells)]
    if not plain:
        raise _no_form()
    names = [fold(cell) for cell in plain[0][1]]
    if not {"type", "about", "short name", "answers"} <= set(names):
        raise _no_form()
    last = names.index("answers")
    return [
        _Row(
            number,
            {
                name: cell.strip()
                for name, cell in zip(names[:last], cells, strict=False)
                if name in _HEADER
            },
            tuple(cell.strip() for cell in cells[last:] if cell.strip()),
        )
        for number, cells in plain[1 : _MOST_QUESTIONS + 1]
    ]


def _no_form() -> Rejected:
    return Rejected(
        "Dit is geen formulier van NarraFirma. De kop moet beginnen met Data column name.",
        code="import.formulier",
    )


def _called(table: list[_Row], name: str) -> Iterator[_Row]:
    """Rows about the form or the import itself; their name stands in one of three columns."""
    for row in table:
        if fold(row.cells.get("about", "")) in ("form", "import") and name in (
            fold(row.cells.get("type", "")),
            fold(row.cells.get("data column name", "")),
            fold(row.cells.get("short name", "")),
        ):
            yield row


def _settings(table: list[_Row]) -> dict[str, tuple[str, ...]]:
    """The first row of each name counts: NarraFirma itself writes one of them twice."""
    settings: dict[str, tuple[str, ...]] = {}
    for row in table:
        if fold(row.cells.get("about", "")) == "import":
            name = row.cells.get("type") or row.cells.get("data column name") or ""
            settings.setdefault(fold(name), row.answers)
    return settings


def _range(table: list[_Row], problems: list[Problem]) -> tuple[float, float]:
    for row in _called(table, "scale range"):
        parts = [part for cell in row.answers for part in cell.split(",")]
        try:
            low, high = float(parts[0]), float(parts[1])
        except (ValueError, IndexError):
            low = high = 0
        if low < high:
            return low, high
        problems.append(Problem(f"formulier, rij {row.number}", "Dit is geen bereik als 0,100."))
    return 0, 100


def _question(
    row: _Row, keys: Keys, low: float, high: float, problems: list[Problem]
) -> FirmaQuestion | None:
    place = f"formulier, rij {row.number}"
    shape = _SHAPES.get(fold(row.cells.get("type", "")))
    if shape is None:
        problems.append(Problem(f"{place}, kolom Type", "Deze soort vraag kennen wij niet."))
        return None
    short = row.cells.get("short name") or _column(row)
    if not short:
        problems.append(Problem(f"{place}, kolom Short name", "Hier staat geen naam."))
        return None
    said = dict(
        part.split("=", 1) for part in row.cells.get("options", "").split("|") if "=" in part
    )
    if shape == "scale":
        low, high, labels = _scale(row.answers, low, high)
        pairs = [(label, label) for label in labels]
    elif shape == "boolean":
        pairs = [("ja", "Ja"), ("nee", "Nee")]
    elif shape == "text":
        pairs = []
    else:
        pairs = [_pair(answer) for answer in row.answers]
    options = options_of(display for _, display in pairs)
    most = said.get("maxNumAnswers", "")
    asked = Asked(
        keys.new(short, "vraag"),
        _KINDS.get(shape, QuestionKind.CHOICES),
        row.cells.get("long name") or short,
        options,
        write_in=said.get("writeInTextBoxLabel", "undefined") not in ("", "undefined"),
        most=int(most) if most.isascii() and most.isdigit() and len(most) < 4 else None,
    )
    names = _names(pairs, options, indexed=shape.endswith("indexed"))
    if shape == "boolean":
        names |= dict.fromkeys(("yes", "y", "true", "1", "ja"), options[0].key)
        names |= dict.fromkeys(("no", "n", "false", "0", "nee"), options[1].key)
    return FirmaQuestion(asked, _column(row) or short, short, shape, names, low, high)


def _column(row: _Row) -> str:
    return row.cells.get("data column name", "")


def _pair(answer: str) -> tuple[str, str]:
    """What stands in the data, and what was shown; a picture may follow."""
    parts = [part.strip() for part in answer.split("|")]
    return parts[0], parts[1] if len(parts) > 1 and parts[1] else parts[0]


def _names(
    pairs: list[tuple[str, str]], options: tuple[AskedOption, ...], *, indexed: bool
) -> dict[str, str]:
    names: dict[str, str] = {}
    for number, ((data, display), option) in enumerate(zip(pairs, options, strict=True), start=1):
        names.setdefault(fold(display), option.key)
        names[str(number) if indexed else fold(data)] = option.key
    return names


def _scale(
    answers: tuple[str, ...], low: float, high: float
) -> tuple[float, float, tuple[str, ...]]:
    """Left end, right end, then perhaps "past niet", and last perhaps a range of its own."""
    numbers = [answer for answer in answers[2:] if re.fullmatch(r"-?\d{1,6}", answer)]
    if len(numbers) == 2 and float(numbers[0]) < float(numbers[1]):
        low, high = float(numbers[0]), float(numbers[1])
    return low, high, answers[:2]


def _prompts(rows: list[_Row]) -> tuple[tuple[AskedOption, ...], dict[str, str]]:
    told = [[part.strip() for part in answer.split("|")] for row in rows for answer in row.answers]
    prompts = options_of(parts[-1] for parts in told)
    names: dict[str, str] = {}
    for parts, prompt in zip(told, prompts, strict=True):
        for part in parts:
            names.setdefault(fold(part), prompt.key)
    return prompts, names


def _with_sidecar(form: FirmaForm, rows: list[tuple[int, list[str]]]) -> FirmaForm:
    """Our own export says in a comment what our questions were; without it the rows count."""
    told = next((cells[1] for _, cells in rows if cells[0] == SIDECAR and len(cells) > 1), None)
    if told is None:
        return form
    try:
        data = json.loads(told)
        return _from_sidecar(form, data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Rejected(
            "De regel ;vertelpunt in het formulier is beschadigd. Haal die regel weg.",
            code="import.formulier",
        ) from None


def _from_sidecar(form: FirmaForm, data: Mapping[str, object]) -> FirmaForm:
    by_column = {question.column: question for question in form.questions}
    questions = []
    for one in _list(data["questions"]):
        asked = Asked(
            str(one["key"]),
            QuestionKind(str(one["kind"])),
            str(one["text"]),
            tuple(AskedOption(str(o["key"]), str(o["label"])) for o in _list(one["options"])),
            write_in=bool(one["write_in"]),
            most=int(str(one["most"])) if one["most"] is not None else None,
        )
        columns = tuple(str(column) for column in _list(one["columns"]))
        if not all(column in by_column for column in columns) or not columns:
            continue
        row = by_column[columns[0]]
        names = {
            fold(str(w)): o.key for w, o in zip(_list(one["words"]), asked.options, strict=True)
        }
        names |= {fold(OTHER_LABEL): OTHER} if asked.write_in else {}
        triad = asked.kind is QuestionKind.TRIAD
        if triad and len(columns) != 3:
            raise ValueError
        questions.append(
            FirmaQuestion(
                asked, columns[0], row.short, "triad" if triad else row.shape, names,
                row.low, row.high, columns if triad else (),
            )
        )  # fmt: skip
    prompts = tuple(AskedOption(str(p["key"]), str(p["label"])) for p in _list(data["prompts"]))
    names = {fold(words): one.key for one in prompts for words in (one.label, one.key)}
    return FirmaForm(
        form.title, tuple(questions), prompts, names, form.prompt_column, form.settings,
        form.ignored,
    )  # fmt: skip


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise TypeError
    return value
