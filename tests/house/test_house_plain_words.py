"""What users read is plain Dutch: short sentences, no hard words (B1 as far as can be counted)."""

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml

from tests.house.source_files import SourceFile

LONGEST = 20
MEAN = 11
ENOUGH = 8
"""A mean of fewer sentences says nothing."""
ROOMS = ("models/", "ingest/", "service/", "explorer/")
FORMS = ("service/form/templates/*.html", "explorer/templates/*.html")
DATA = ("models/catalogue/forms/*.yaml", "models/catalogue/consent/*.yaml")
MANUALS = ("docs/handleiding/*.md",)
# From the list of hard words of the Dutch government's own writers, and words of our own trade.
HARD = re.compile(
    r"\b(?:aangaande|alsmede|alsook|betreffende|conform|derhalve|desalniettemin|desbetreffende"
    r"|desgewenst|dient te|dienen te|echter|eveneens|faciliter\w+|gedurende|geïndiceerd\w*"
    r"|hieromtrent|hoedanigheid|implement\w+|inzake|indien|ingevolge|jegens|krachtens"
    r"|met betrekking tot|middels|mits|nadere|nimmer|omtrent|ongeacht|prioriteit\w*|reeds"
    r"|relevant\w*|respectievelijk|submission\w*|tenzij|teneinde|ten behoeve van"
    r"|ten aanzien van|tevens|thans|verstrekk\w+|verzoeken wij|voornoemd\w*|zorg dragen"
    r"|significan\w+|pseudonimis\w+|(?<!-)cluster\w*)\b",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset((
    "de", "het", "een", "en", "is", "niet", "u", "uw", "wij", "van", "dat", "dit", "die", "in",
    "op", "met", "voor", "te", "om", "aan", "er", "geen", "als", "ook", "kan", "deze", "wordt",
    "naar", "bij", "of", "zijn", "staat", "nog", "kies",
))  # fmt: skip
_ENDS = re.compile(r"(?<=[.!?…])[”’»)]?\s+|\n+|[:;]\s+(?=\S)")
_WORD = re.compile(r"[^\W_][\w'’@&/%.,-]*")
_INLINE = re.compile(r"</?(?:strong|em|a|span|mark|abbr|b|i|kbd|code)\b[^>]*>")
_PATTERN = re.compile(r"\\b|\(\?[:!=<]|\\w|SELECT |</\w")


def test_no_sentence_is_longer_than_twenty_words(root: Path, rooms: list[SourceFile]) -> None:
    long = [
        f"{source}: {count} woorden: {sentence[:120]}"
        for source, found in _texts(root, rooms)
        for sentence, count in found
        if count > LONGEST
    ]
    assert not long, "\n".join(long)


def test_sentences_are_short_on_average(root: Path, rooms: list[SourceFile]) -> None:
    heavy = {
        source: round(mean(count for _, count in found), 1)
        for source, found in _texts(root, rooms)
        if len(found) >= ENOUGH and mean(count for _, count in found) > MEAN
    }
    assert heavy == {}


def test_no_hard_words(root: Path, rooms: list[SourceFile]) -> None:
    hard = [
        f"{source}: {found[0]}: {sentence[:120]}"
        for source, sentences in _texts(root, rooms)
        for sentence, _ in sentences
        if (found := HARD.search(sentence))
    ]
    assert not hard, "\n".join(hard)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Uw verhaal is bewaard. Nog niemand kan het lezen.", [4, 5]),
        ("Let op: dit is weg.", [2, 3]),
    ],
)
def test_sentences_are_told_apart(text: str, words: list[int]) -> None:
    assert [count for _, count in _sentences([text])] == words


def test_a_hard_word_is_seen() -> None:
    assert HARD.search("Indien u dit wilt, dient u te bellen.")


def test_enough_is_read_to_mean_something(root: Path, rooms: list[SourceFile]) -> None:
    sources = dict(_texts(root, rooms))
    assert sum(map(len, sources.values())) > 2000
    assert any(name.endswith("verhaal.html") for name in sources)
    assert any(name.startswith("models/catalogue/forms/") for name in sources)


def _texts(root: Path, rooms: list[SourceFile]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Every source of words for users, with its sentences and how many words each has."""
    for pattern in FORMS:
        for file in sorted(root.glob(pattern)):
            yield _named(file, root), list(_sentences(_of_template(file.read_text("utf-8"))))
    for source in rooms:
        if source.name.startswith(ROOMS) and "/migrations/" not in source.name:
            yield source.name, list(_sentences(_of_code(source.tree)))
    for pattern in DATA:
        for file in sorted(root.glob(pattern)):
            data = yaml.safe_load(file.read_text("utf-8"))
            yield _named(file, root), list(_sentences(_of_data(data)))
    for pattern in MANUALS:
        for file in sorted(root.glob(pattern)):
            yield _named(file, root), list(_sentences(_of_manual(file.read_text("utf-8"))))


def _named(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()


def _sentences(texts: Iterator[str] | list[str]) -> Iterator[tuple[str, int]]:
    for text in texts:
        for part in _ENDS.split(text):
            count = len(_WORD.findall(part))
            if count:
                yield part.strip(), count


def _of_template(page: str) -> list[str]:
    page = re.sub(r"\{#.*?#\}|<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"\{%.*?%\}", " ", page, flags=re.DOTALL)
    page = re.sub(r"\{\{.*?\}\}", "X", page, flags=re.DOTALL)
    page = re.sub(r"<[^>]+>", "\n", _INLINE.sub("", page))
    return [unescape(line.strip()) for line in page.split("\n") if line.strip()]


def _of_code(tree: ast.AST) -> Iterator[str]:
    """Dutch strings of a module: what has a few words of Dutch, and is no pattern or docstring."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent.update(id(value) for value in node.values)
        body = getattr(node, "body", None)
        if isinstance(body, list):
            silent.update(id(one.value) for one in body if isinstance(one, ast.Expr))
    for node in ast.walk(tree):
        text = _string(node)
        if text and id(node) not in silent and _is_dutch(text):
            yield text


def _string(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "X" for v in node.values)
    return ""


def _is_dutch(text: str) -> bool:
    words = {word.lower().strip(".,:;!?") for word in text.split()}
    return len(words & _FUNCTION_WORDS) >= 2 and not _PATTERN.search(text)


def _of_data(value: Any, key: str = "") -> Iterator[str]:
    """The Dutch words of a form: every text, but no keys and no translations."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"translations", "key", "picture"}:
                yield from _of_data(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _of_data(inner, key)
    elif isinstance(value, str) and " " in value:
        yield value


def _of_manual(page: str) -> Iterator[str]:
    page = re.sub(r"```.*?```|^(?: {4}|\t).*?$", "", page, flags=re.DOTALL | re.MULTILINE)
    page = re.sub(r"`[^`]*`", "X", page)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*|#]|\d+\.))", page):
        if "|" not in block:
            yield re.sub(
                r"\]\([^)]*\)|[`*#>\[\]]|^\s*(?:[-*]|\d+\.)\s", "", " ".join(block.split())
            )
