"""The rules of the house for source code; each refusal names the file and the line."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from models import tables
from tests.house.source_files import SourceFile, listed

MAX_LINES = 400
FORBIDDEN_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager"}
ROOM_NAMES = {"models", "ingest", "nlp", "service", "explorer", "benchmarks", "tests"}
GUARDED = ("service/security.py", "service/codes.py")
# Put together when imported, because Streamlit and uvicorn start them by importing.
RUN_BY_IMPORT = {"explorer/app.py", "explorer/asgi.py"}
# Methods that return a new statement: called for nothing, a filter is silently lost.
STATEMENT_METHODS = {
    "where", "filter", "filter_by", "having", "outerjoin", "order_by", "group_by", "limit",
    "offset", "with_for_update", "execution_options",
}  # fmt: skip
# Calls that only describe something: they open no file, no connection and no setting.
HARMLESS_CALLS = {
    # values
    "frozenset", "set", "dict", "tuple", "list", "sorted", "range", "len", "min", "max", "sum",
    "zip", "enumerate", "str", "int", "float", "bytes", "timedelta", "Decimal", "Fraction",
    "MappingProxyType", "namedtuple", "TypeVar", "ParamSpec", "NewType", "re.compile",
    "AnyCase", "by_letter", "Worded",
    "compile", "field", "join", "split", "encode", "strip", "casefold", "lower", "upper",
    "partition", "items", "values", "keys", "maketrans", "format", "replace", "removesuffix",
    "Basis", "Timeout", "RateLimitItemPerHour", "RateLimitItemPerMinute",
    # promises: nothing is read until somebody asks
    "lru_cache", "_lazy_set", "Environment", "FileSystemLoader", "PackageLoader",
    "select_autoescape", "PasswordHasher", "joinedload", "selectinload",
    # names of things
    "Path", "resolve", "with_name", "joinpath", "getLogger", "ZoneInfo", "ContextVar",
    # declarations of frameworks
    "Typer", "Option", "Argument", "add_typer", "APIRouter", "include_router", "Depends",
    "Security", "Query", "Body", "Header", "Form", "File", "HTTPBearer", "App",
    "Middleware", "Route", "Mount",
    "ConfigDict", "SettingsConfigDict", "Field", "Index", "UniqueConstraint", "MetaData",
    "Lock", "RLock", "local", "Console", "Namespace",
}  # fmt: skip


def test_no_file_grows_past_the_hard_stop(rooms: list[SourceFile]) -> None:
    long = {source.name: len(source.text.splitlines()) for source in rooms}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def test_no_name_hides_a_noun(sources: list[SourceFile]) -> None:
    wrong = [
        source.name
        for source in sources
        if FORBIDDEN_WORDS & set(re.split(r"[/_.]", source.name)) or source.name == "service.py"
    ]
    wrong += [
        source.at(node)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and node.name.lower().endswith(("manager", "helper", "utils"))
    ]
    assert not wrong, listed(wrong)


def test_every_file_opens_with_its_promise(sources: list[SourceFile]) -> None:
    silent = [source.name for source in sources if not ast.get_docstring(source.tree)]
    assert not silent, listed(silent)


def test_only_the_database_module_commits(rooms: list[SourceFile]) -> None:
    committing = {
        source.name
        for source in rooms
        for call in _calls(source.tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    }
    assert committing == {"models/db.py"}


def test_nobody_prints(rooms: list[SourceFile]) -> None:
    printing = [
        source.at(call)
        for source in rooms
        for call in _calls(source.tree)
        if isinstance(call.func, ast.Name) and call.func.id in {"print", "pprint"}
    ]
    assert not printing, listed(printing)


def test_no_filter_of_a_question_gets_lost(rooms: list[SourceFile]) -> None:
    lost = [
        source.at(node)
        for source in rooms
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr in STATEMENT_METHODS
    ]
    assert not lost, listed(lost)


def test_importing_a_module_does_nothing(rooms: list[SourceFile]) -> None:
    harmless = HARMLESS_CALLS | _own_values(rooms)
    doing = [
        f"{source.at(call)}: {ast.unparse(call.func)}()"
        for source in rooms
        if source.name not in RUN_BY_IMPORT
        for call in _calls_at_import(source.tree)
        if _name(call.func) not in harmless
    ]
    assert not doing, listed(doing)


@pytest.mark.parametrize("statement", ["engine = create_engine(URL)", "load()", "with x(): y = 1"])
def test_the_rule_on_importing_sees_work_at_the_top_of_a_file(statement: str) -> None:
    found = {_name(call.func) for call in _calls_at_import(ast.parse(statement))}
    assert found - HARMLESS_CALLS


def test_secrets_come_from_the_generator_made_for_them(rooms: list[SourceFile]) -> None:
    guarded = [source for source in rooms if source.name in GUARDED]
    guessable = [
        source.at(node)
        for source in guarded
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {"random", "uuid"} & set(_imported(node))
    ]
    assert guarded
    assert not guessable, listed(guessable)


def test_nothing_is_ever_unpickled(rooms: list[SourceFile]) -> None:
    unsafe = {"pickle", "cPickle", "dill", "shelve", "marshal"}
    found = [
        source.at(node)
        for source in rooms
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and unsafe & set(_imported(node))
    ]
    assert not found, listed(found)


def test_the_explorer_hides_no_room_and_no_library(rooms: list[SourceFile]) -> None:
    taken = ROOM_NAMES | set(sys.stdlib_module_names) | set(packages_distributions())
    # Streamlit puts the folder of its script first on the path: these names would win.
    names = {
        source.name.split("/")[1].removesuffix(".py")
        for source in rooms
        if source.room == "explorer"
    }
    assert names - {"__init__"}
    assert (names - {"__init__"}) & taken == set()


def test_the_explorer_caches_nothing_for_everybody(rooms: list[SourceFile]) -> None:
    shared = [
        source.at(node)
        for source in rooms
        if source.room == "explorer"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Attribute) and mark.attr in {"cache_data", "cache_resource"}
    ]
    assert not shared, listed(shared)


def test_tables_are_found_in_one_place(rooms: list[SourceFile]) -> None:
    declared = {
        node.name
        for source in rooms
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any(_name(base) == "Base" for base in node.bases)
    }
    known = {mapper.class_.__name__ for mapper in tables.Base.registry.mappers}
    assert declared == known


def _own_values(rooms: list[SourceFile]) -> set[str]:
    """Names of our dataclasses and named tuples: making one only holds values together."""
    return {
        node.name
        for source in rooms
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for mark in (*node.decorator_list, *node.bases)
        if _name(mark.func if isinstance(mark, ast.Call) else mark) in {"dataclass", "NamedTuple"}
    }


def _calls_at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call that runs when the module is imported, bodies of functions left out."""
    for statement in tree.body:
        yield from _running(statement)


def _running(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        # Decorators register or wrap; what they wrap does not run yet.
        return
    if isinstance(node, ast.ClassDef):
        # What tables and shapes declare is a description; methods do not run yet.
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
        # Runs for who starts it as a program, not for who imports it.
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _running(child)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    return [alias.name.split(".")[0] for alias in node.names]
