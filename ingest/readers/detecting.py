"""Which program a table came from, by the names that only that program gives its columns."""

import re
from collections.abc import Sequence

from models.vocabulary import Layout

_PERCENT = re.compile(r".+_percent[XY]")
_SUBQUESTION = re.compile(r"[A-Za-z]\w*\[\w+\]")
_STARTS = ("timestamp", "tijdstempel")
_MICROSOFT = (
    ("start time", "completion time"),
    ("begintijd", "tijd van voltooien"),
    ("begintijd", "voltooiingstijd"),
    ("starttijd", "tijd van voltooien"),
    ("starttijd", "voltooiingstijd"),
)
_LIMESURVEY = (
    {"submitdate", "lastpage"},
    {"submitdate", "startlanguage"},
    {"date submitted", "last page"},
    {"datum ingestuurd", "laatste pagina"},
    {"datum verzonden", "laatste pagina"},
)
_KOBO = ({"_uuid", "_submission_time"}, {"_id", "_submission_time"}, {"meta/instanceid"})


def layout_of(columns: Sequence[str], *, form: bytes | None = None) -> Layout:
    """The layout of a table with these columns; an unknown one is somebody's own.

    A form beside it decides: only NarraFirma (CSV) and SenseMaker (JSON) have one.
    """
    if form is not None:
        is_json = form.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
        return Layout.SENSEMAKER if is_json else Layout.NARRAFIRMA
    plain = [" ".join(column.casefold().split()) for column in columns]
    known = set(plain)
    if {"story text", "story title"} <= known:
        return Layout.NARRAFIRMA
    if any(_PERCENT.fullmatch(column) for column in columns) or "fragmentid" in known:
        return Layout.SENSEMAKER
    if any(names <= known for names in _KOBO):
        return Layout.KOBO
    limesurvey = any(names <= known for names in _LIMESURVEY)
    if limesurvey or _has_subquestions(columns, known):
        return Layout.LIMESURVEY
    if any(set(names) <= known for names in _MICROSOFT):
        return Layout.MICROSOFT_FORMS
    if plain and plain[0] in _STARTS:
        return Layout.GOOGLE_FORMS
    return Layout.TABLE


def _has_subquestions(columns: Sequence[str], known: set[str]) -> bool:
    return (
        "id" in known and sum(_SUBQUESTION.fullmatch(column) is not None for column in columns) > 1
    )
