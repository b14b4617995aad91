"""Every rule of the recognisers can be explained to a moderator."""

import ast
import json
from pathlib import Path

import ingest.recognisers
from ingest.pseudonymise import load_pseudonymiser
from ingest.review import NARRATOR
from ingest.rules import MODERATOR, RULES, rule_of
from models.vocabulary import ChangeOrigin

FOLDER = Path(ingest.recognisers.__file__).parent
GOLDEN = Path(__file__).parents[1] / "golden" / "pseudonymise"
# Functions that return the name of a rule, or "" for none.
_GIVES_RULE = ("_rule", "_seed", "_nameable", "_beside_name")


def _named(tree: ast.Module) -> set[str]:
    """Every name of a rule that a file can give to a mention."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in {"Mention", "_mention"} and node.args:
            found |= _strings(node.args[-1])
        elif isinstance(node, ast.FunctionDef) and node.name.endswith(_GIVES_RULE):
            returns = [one for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
            found |= set().union(*(_results(one.value) for one in returns if one.value))
        elif isinstance(node, ast.Assign) and _targets(node) & {"RULE", "GUESSED", "rule"}:
            found |= _strings(node.value)
        elif isinstance(node, ast.For) and "rule" in ast.unparse(node.target).split(", ")[-1]:
            found |= _strings(node.iter)
    return {name for name in found if name}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _targets(node: ast.Assign) -> set[str]:
    return {_name(target) for target in node.targets}


def _strings(node: ast.AST) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def _results(node: ast.expr) -> set[str]:
    """The strings that an expression can come to: not those that its condition compares with."""
    if isinstance(node, ast.IfExp):
        return _results(node.body) | _results(node.orelse)
    if isinstance(node, ast.Tuple):
        return set().union(*(_results(part) for part in node.elts))
    return _strings(node) if isinstance(node, ast.Constant) else set()


def test_every_rule_has_a_sentence() -> None:
    named = {
        name
        for path in FOLDER.glob("*.py")
        for name in _named(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(named) > 40
    assert named - RULES.keys() == set()


def test_every_rule_that_fires_on_the_golden_texts_has_a_sentence() -> None:
    finder = load_pseudonymiser("regels")
    texts = [
        case["text"]
        for path in sorted(GOLDEN.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
        if isinstance(case, dict)
    ]
    assert len(texts) > 50
    fired = {mention.rule for text in texts for mention in finder.find(text)}
    assert len(fired) > 20
    assert fired - RULES.keys() == set()


def test_the_origins_are_told_apart() -> None:
    assert rule_of("voornaam").origin is ChangeOrigin.LIST
    assert rule_of("iban").origin is ChangeOrigin.RULE
    assert rule_of("deduce").origin is ChangeOrigin.DEDUCE
    assert rule_of(NARRATOR).origin is ChangeOrigin.NARRATOR
    assert rule_of(MODERATOR).origin is ChangeOrigin.MODERATOR
    assert {rule.origin for rule in RULES.values()} == set(ChangeOrigin)


def test_a_rule_that_is_gone_is_still_explained() -> None:
    assert rule_of("een-regel-van-vroeger").why
