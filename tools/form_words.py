"""The fixed words of the form in other languages: gather them, and make the catalogues follow.

    make taal

Dutch leads. Every Dutch sentence that a narrator can read is gathered from the templates, the
scripts and the modules named here. Each catalogue under `service/form/taal/` gets the new ones,
loses what is not said any more, and is made into the file that the form reads. What still has no
translation is listed; then the answer is 1.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from models.vocabulary import (
    AgeGroup,
    HelpGiven,
    NarratorRole,
    PersonalDataKind,
    ResponseKind,
    ReviewReason,
    StoryState,
)
from models.wording import MONTHS
from service.form import helplines, languages, pages
from service.form.languages import CATALOGUE, FOLDER

ROOT = Path(__file__).parents[1]
DUTCH_ONLY = ("groep-", "kaart.", "papier.", "samen", "voorbeeld.")
"""Pages for who works here, on paper, and of sessions and mirror meetings, which are Dutch."""
MODULES = (
    "service/form/answers.py", "service/form/checking.py", "service/form/choosing.py",
    "service/form/corrections.py", "service/form/correcting.py", "service/form/decision.py",
    "service/form/desk.py", "service/form/doors.py", "service/form/guard.py",
    "service/form/hearing_back.py", "service/form/memory.py", "service/form/opening.py",
    "service/form/pace.py", "service/form/pages.py", "service/form/resuming.py",
    "service/form/returning.py", "service/form/speaking.py", "service/form/standing.py",
    "service/form/taking.py", "service/form/triad.py", "service/form/writing.py",
    "ingest/drafts.py", "ingest/intake.py", "ingest/review.py",
    "models/decisions.py", "models/drafts.py", "models/responses.py", "models/stories.py",
    "nlp/speech.py", "service/speech.py",
)  # fmt: skip
"""Where sentences for narrators are written."""
HEADER = "# The form in another language; Dutch leads. Written by hand, kept complete by make taal."
LISTS = (
    AgeGroup, HelpGiven, NarratorRole, PersonalDataKind, ResponseKind, ReviewReason, StoryState,
)  # fmt: skip
FOR_INSTALLING = re.compile(r"pip install|VERTELPUNT_")
SILENT_CALLS = frozenset({"get", "post", "Depends", "Typer", "getLogger"})
"""Their arguments are for developers: a route and its summary."""


def gathered() -> dict[str, list[str]]:
    """Every Dutch text that a narrator can read, with the files where it stands."""
    found: dict[str, list[str]] = {}
    for place, text in _everything():
        places = found.setdefault(text, [])
        if place not in places:
            places.append(place)
    return found


def is_dutch_only(template: str) -> bool:
    """True for a page that is never in another language."""
    return template.startswith(DUTCH_ONLY)


def read(language: str) -> Catalog:
    """The catalogue of a language as it is written."""
    with (FOLDER / language / f"{CATALOGUE}.po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """The same as the form reads it."""
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def _everything() -> Iterator[tuple[str, str]]:
    for file in sorted((pages.HERE / "templates").glob("*.html")):
        if not is_dutch_only(file.name):
            for text in _of_template(file.read_text("utf-8")):
                yield _place(file), text
    for file in sorted(pages.STATIC.glob("*.js")):
        for text in pages.spoken_by(file.read_text("utf-8")):
            yield _place(file), text
    for name in MODULES:
        for text in of_code((ROOT / name).read_text("utf-8")):
            yield name, text
    for words in LISTS:
        for word in words:
            yield "models/vocabulary.py", word.label
    for month in MONTHS:
        yield "models/wording.py", month
    for line in helplines.ALWAYS:
        yield "service/form/helplines.py", line.name


def _of_template(source: str) -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for _, _, text in environment.extract_translations(source):  # type: ignore[attr-defined]
        yield text


def of_code(source: str) -> Iterator[str]:
    """The sentences of a module: what is `Worded`, and every text that begins as one."""
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if _is_docstring(node) or _is_silent(node):
            silent.update(id(inner) for inner in ast.walk(node) if inner is not node)
        if isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in silent:
            text = _worded(node)
            if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text)):
                yield text
        elif isinstance(node, ast.Constant) and id(node) not in silent and _begins(node.value):
            yield str(node.value)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _worded(call: ast.Call) -> str:
    """The text in `Worded("…")`, or what stands between parts in `listed(parts, "…")`."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    at = {"Worded": 0, "Inner": 0, "listed": 1}.get(name)
    given = call.args[at] if at is not None and len(call.args) > at else None
    return str(given.value) if isinstance(given, ast.Constant) else ""


def _is_silent(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SILENT_CALLS
    )


def _begins(value: object) -> bool:
    return (
        isinstance(value, str)
        and " " in value.strip()
        and value.strip()[0].isupper()
        and not FOR_INSTALLING.search(value)
    )


def _place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _follow(language: str, found: dict[str, list[str]]) -> list[str]:
    """Let a catalogue hold exactly these texts; returns those without a translation."""
    before = read(language)
    after = Catalog(
        locale=language,
        header_comment=HEADER,
        project="Vertelpunt",
        version="1",
        fuzzy=False,
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
    )
    after.creation_date = after.revision_date = before.creation_date
    for text, places in sorted(found.items(), key=lambda entry: (entry[1], entry[0])):
        known = before.get(text)
        comments = known.user_comments if known else ()
        after.add(
            text,
            known.string if known else "",
            locations=[(place, 0) for place in places],
            user_comments=comments,
        )
    name = FOLDER / language / CATALOGUE
    with name.with_suffix(".po").open("wb") as file:
        write_po(file, after, width=100, include_lineno=False, sort_output=False)
    name.with_suffix(".mo").write_bytes(compiled(after))
    return [text for text in found if not after[text].string]


def main() -> int:
    """Do all catalogues."""
    found, missing = gathered(), 0
    for folder in sorted(FOLDER.iterdir()):
        lacking = _follow(folder.name, found)
        missing += len(lacking)
        sys.stdout.writelines(f"{folder.name}: {text!r}\n" for text in lacking)
        sys.stdout.write(f"{folder.name}: {len(found)} teksten, {len(lacking)} zonder vertaling\n")
    languages.known.cache_clear()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
