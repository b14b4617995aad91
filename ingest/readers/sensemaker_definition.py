"""The definition (JSON) of a SenseMaker project: what its columns, named by numbers, stand for."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.readers.tables import decoded
from models.errors import Rejected

_TAG = re.compile(r"<[^<>]*>")
_MOST = 1_000


@dataclass(frozen=True)
class Sign:
    """One signifier: a triad, a dyad, a list, free text or stones."""

    id: str
    kind: str
    title: str
    parts: tuple[tuple[str, str], ...] = ()
    """Id and words of its corners, ends or items, in their order: top, left, right."""
    most: int | None = None
    other: bool = False


@dataclass(frozen=True)
class Definition:
    """All signifiers, and which of them is the story itself."""

    title: str = ""
    signs: tuple[Sign, ...] = ()
    story: str = ""
    by_id: Mapping[str, Sign] = field(default_factory=dict)


def read_definition(content: bytes) -> Definition:
    """A definition, of the first version or with sections.

    Raises:
        Rejected: it is no definition of SenseMaker.
    """
    try:
        data = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise _no_definition() from None
    if not isinstance(data, dict):
        raise _no_definition()
    raw = list(_signifiers(data))[:_MOST]
    signs = tuple(sign for one in raw if (sign := _sign(one)) is not None)
    if not signs:
        raise _no_definition()
    told = _text(data.get("fragment_signifier_id"))
    story = told or next((_text(one.get("id")) for one in raw if one.get("fragment") is True), "")
    return Definition(_text(data.get("name")), signs, story, {sign.id: sign for sign in signs})


def _no_definition() -> Rejected:
    return Rejected(
        "Dit is geen definitie van SenseMaker. Het moet JSON zijn, met signifiers.",
        code="import.formulier",
    )


def _signifiers(data: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    for section in [data, *_objects(data.get("sections"))]:
        yield from _objects(section.get("signifiers"))


def _sign(one: Mapping[str, object]) -> Sign | None:
    content = one.get("content")
    content = content if isinstance(content, dict) else {}
    kind = _text(one.get("type"))
    part = {"triad": "labels", "dyad": "labels", "list": "items", "stones": "stones"}.get(kind)
    if not _text(one.get("id")) or (part is None and kind != "freetext"):
        return None
    parts = tuple(
        (_text(label.get("id")), _text(label.get("text")) or _text(label.get("title")))
        for label in _objects(content.get(part or ""))
    )
    most = content.get("max_responses")
    return Sign(
        _text(one.get("id")),
        kind,
        _text(one.get("title")) or _text(one.get("name")),
        parts,
        most if isinstance(most, int) and 0 < most < _MOST else None,
        bool(_text(content.get("other_text"))),
    )


def _objects(value: object) -> list[Mapping[str, object]]:
    """The objects in a list; R writes an empty list as an empty object."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    """Words without HTML; R writes a single value as a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        return ""
    return " ".join(_TAG.sub(" ", html.unescape(_TAG.sub(" ", value))).split())
