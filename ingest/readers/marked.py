"""YAML and JSON read with the line of every value; nothing is built, referred to or run.

Everything that stands in such a file is text, a list or a mapping. JSON is read as the YAML that
it nearly is, so that both name lines alike.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from models.errors import Problem

Path = tuple[str | int, ...]

MOST_EVENTS = 500_000
DEEPEST = 12
_NULL = "tag:yaml.org,2002:null"
_PLAIN_TAGS = re.compile(
    r"tag:yaml\.org,2002:(?:str|int|float|bool|null|timestamp|map|seq|merge|value)"
)
# What YAML itself refuses; it is invisible, so nobody misses it.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u[dD][89a-fA-F]..|.)"
)
# To YAML these end a line; to an editor, and inside a string of JSON, they do not.
_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass
class Marked:
    """What a file holds, where each part stands, and what is wrong with its form.

    `places` goes from the path of a part, such as `("standards", 3, "title")`, to what a person
    can find back: "regel 40, veld title". `words` says what a field is called in the file.
    """

    data: dict[str, Any] = field(default_factory=dict, repr=False)
    places: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    words: dict[Path, str] = field(default_factory=dict)
    unit: str = "veld"

    def place(self, path: Path) -> str:
        """Where this is, or where it should have been."""
        names = tuple(part for part in path if isinstance(part, str))
        word = self.words.get(names, names[-1] if names else "")
        for length in range(len(path), 0, -1):
            found = self.places.get(path[:length])
            if found is not None:
                inside = any(isinstance(part, str) for part in path[length:])
                return f"{found}, {self.unit} {word}" if inside else found
        return f"{self.unit} {word}" if word else "bestand"


def read_yaml(text: str) -> Marked:
    """The mapping that a YAML text holds."""
    text = _UNPRINTABLE.sub("", text).translate(_LINE_ENDS)
    marked = Marked()
    try:
        marked.problems += _unsafe(text)
        node = None if marked.problems else yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        wrong = (
            "Hier klopt de opmaak van YAML niet. Kijk naar het inspringen, de aanhalingstekens en "
            "de dubbele punten."
        )
        marked.problems.append(Problem(f"regel {line}", wrong))
        return marked
    if marked.problems:
        return marked
    if not isinstance(node, yaml.MappingNode):
        marked.problems.append(Problem("regel 1", "Hier moeten velden staan, zoals key en name."))
        return marked
    marked.data = _mapping(node, (), marked)
    return marked


def read_json(text: str) -> Marked:
    """The object that a JSON text holds."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        wrong = "Hier klopt de opmaak van JSON niet. Kijk naar komma's, haken en aanhalingstekens."
        return Marked(problems=[Problem(f"regel {error.lineno}", wrong)])
    except RecursionError:
        return Marked(problems=[_too_deep("regel 1")])
    except ValueError:
        return Marked(problems=[Problem("bestand", "Een getal hierin is te lang.")])
    # Between its strings JSON may have tabs, which YAML does not take, and inside them it writes
    # an emoji as two halves.
    return read_yaml(_ESCAPE.sub(_joined, text.replace("\t", " ")))


def _joined(found: re.Match[str]) -> str:
    high, low = found.groups()
    if high is None:
        # A half without the other is no character.
        return found.group() if len(found.group()) == 2 else ""
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))


def _unsafe(text: str) -> Iterator[Problem]:
    """What would make a small file large, or a text into something else."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        place = f"regel {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            yield Problem(place, "Verwijzingen met * lezen wij niet. Schrijf de tekst voluit.")
            return
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and not _PLAIN_TAGS.fullmatch(tag):
            yield Problem(place, "Hier staat een soort waarde (met !) die wij niet lezen.")
            return
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield _too_deep(place)
            return
        if number > MOST_EVENTS:
            yield Problem(place, "Er staat te veel in dit bestand.")
            return


def _too_deep(place: str) -> Problem:
    return Problem(place, "Hier staan te veel lijsten of velden in elkaar.")


def _mapping(node: yaml.MappingNode, path: Path, marked: Marked) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = f"regel {key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            marked.problems.append(Problem(line, "Hier moet de naam van een veld staan."))
            continue
        key = str(key_node.value)
        name = key[:40]
        if (*path, key) in marked.places:
            marked.problems.append(
                Problem(line, f"Het veld {name} staat hier voor de tweede keer.")
            )
            continue
        marked.places[*path, key] = f"{line}, veld {name}"
        value = _value(value_node, (*path, key), marked)
        if value is not None:
            found[key] = value
    return found


def _left_empty(node: yaml.Node) -> bool:
    """True for fields of which none is filled in, as in the empty file that we give."""
    return (
        isinstance(node, yaml.MappingNode)
        and bool(node.value)
        and all(value.tag == _NULL for _, value in node.value)
    )


def _value(node: yaml.Node, path: Path, marked: Marked) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, marked)
    if isinstance(node, yaml.SequenceNode):
        found = []
        for number, one in enumerate(one for one in node.value if not _left_empty(one)):
            here = (*path, number)
            marked.places[here] = f"regel {one.start_mark.line + 1}"
            found.append(_value(one, here, marked))
        return found
    # As it is written: 1.0 stays 1.0, and a year is text.
    return None if node.tag == _NULL else str(node.value)
