"""One story on two devices: saving on one never loses what was written on the other.

Every page of a step carries a stamp: its own random name, and a hash of what it was filled in
with. When a page is sent, that hash tells whether the story changed since the page was made, and
the name whether that was by this page itself. Two texts that both changed are both kept, and the
narrator chooses.
"""

import enum
import hashlib
import json
import secrets
from copy import deepcopy
from typing import Any

from service.form.guard import Posted
from service.form.memory import Telling

MOST_APART = 4
_STORY = ("title", "text")
_FIELDS: dict[str, tuple[str, ...]] = {
    "verhaal": _STORY,
    "betekenis": ("answers",),
    "over-u": ("role", "age_group", "team_id", "month", "year", "helper"),
}


class Verdict(enum.Enum):
    """What became of a page that was sent."""

    TAKEN = enum.auto()
    """It counts: nobody else wrote meanwhile, or nothing of theirs is lost."""
    NOTHING_NEW = enum.auto()
    """What was there is newer or says more; the page changed nothing."""
    APART = enum.auto()
    """Both were written: this text is kept beside the other."""
    UNDECIDED = enum.auto()
    """Both were written, and this page is not kept: the narrator sends it once more."""


def stamp(telling: Telling, step: str) -> str:
    """For a page that is made now: its name, and what it starts from."""
    return f"{secrets.token_hex(6)}.{_mark(telling, step)}"


def settle(before: Telling, after: Telling, step: str, fields: Posted) -> Verdict:
    """Compare what was there with what a page made of it; `after` becomes what is to be kept.

    Args:
        before: as it was saved.
        after: the same with the fields of the page taken in.
        step: which page was sent.
        fields: what was sent; `stand` is the stamp, `volgorde` counts the saves of that page.
    """
    page, _, base = fields.get("stand").partition(".")
    turn = _number(fields.get("volgorde"))
    last_page, _, last_turn = before.writers.get(step, "").partition(".")
    ours = not base or page == last_page
    if ours and base and turn < _number(last_turn):
        return _restore(before, after, step)
    stored, posted = _mark(before, step), _mark(after, step)
    if ours or stored in {base, posted}:
        after.writers[step] = f"{page}.{turn}"
        after.others.pop(page, None)
        return Verdict.TAKEN
    if posted == base:
        return _restore(before, after, step)
    return _both(before, after, page, turn) if step == "verhaal" else Verdict.UNDECIDED


def choose(telling: Telling, choice: str) -> bool:
    """Go on with one of the texts, or with all of them; False when there is no such choice."""
    versions = every(telling)
    if choice == "samen":
        texts = [version["text"] for version in versions if version["text"].strip()]
        titles = [version["title"] for version in versions if version["title"].strip()]
        chosen = {"title": next(iter(titles), ""), "text": "\n\n".join(texts)}
    elif choice.isascii() and choice.isdigit() and int(choice) < len(versions):
        chosen = versions[int(choice)]
    else:
        return False
    telling.title, telling.text = chosen["title"], chosen["text"]
    telling.others = {}
    telling.writers.pop("verhaal", None)
    return True


def every(telling: Telling) -> list[dict[str, str]]:
    """The texts to choose from; the one that is saved comes first."""
    return [{"title": telling.title, "text": telling.text}, *telling.others.values()]


def _both(before: Telling, after: Telling, page: str, turn: int) -> Verdict:
    mine, theirs = (after.title, after.text), (before.title, before.text)
    if _holds(mine, theirs):
        after.writers["verhaal"] = f"{page}.{turn}"
        after.others.pop(page, None)
        return Verdict.TAKEN
    if _holds(theirs, mine):
        return _restore(before, after, "verhaal")
    if page not in after.others and len(after.others) >= MOST_APART:
        return Verdict.UNDECIDED
    _restore(before, after, "verhaal")
    after.others[page] = {"title": mine[0], "text": mine[1]}
    return Verdict.APART


def _holds(larger: tuple[str, str], smaller: tuple[str, str]) -> bool:
    """True when nothing of the second is lost by keeping only the first."""
    same_title = smaller[0].strip() in {"", larger[0].strip()}
    return same_title and smaller[1].strip() in larger[1]


def _restore(before: Telling, after: Telling, step: str) -> Verdict:
    for name in _FIELDS[step]:
        setattr(after, name, deepcopy(getattr(before, name)))
    return Verdict.NOTHING_NEW


def _mark(telling: Telling, step: str) -> str:
    content: list[Any] = [getattr(telling, name) for name in _FIELDS[step]]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
