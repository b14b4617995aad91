"""Links in memory, as the API decides on them: two people, versions, passages that show a kind."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.schemas import LinkDetail, LinkEventView, LinkOrigin, LinkView, Word

NOW = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
LABELS = {
    "schuurt": "Schuurt met de standaard",
    "ontbreekt": "Ontbreekt in de standaard",
}


NOBODY: dict[str, Any] = {
    "decided_by": None,
    "decided_at": None,
    "established_by": None,
    "established_at": None,
    "kind": None,
    "evidence": [],
}


class Refused(Exception):
    """Why the API says no."""


def decided(link: LinkView, body: Mapping[str, Any], *, by: str) -> LinkView:
    """The link after a decision.

    Raises:
        Refused: it was decided on an older version, or something is missing.
    """
    if body["version"] != link.version:
        raise Refused("Bert heeft deze koppeling net veranderd: zij is nu bevestigd.")
    state, kind = body["state"], body["kind"]
    if state is None:
        return _judged(link, kind, body["evidence"], by=by)
    if state == "vastgesteld":
        return link.model_copy(
            update=_next(link)
            | {"state": _word(state), "established_by": by, "established_at": NOW}
        )
    if link.state.value == "vastgesteld" and state == "voorgesteld":
        return _taken_back(link, body["reason"], by=by)
    said = {"decided_by": by, "decided_at": NOW} if state != "voorgesteld" else NOBODY
    return link.model_copy(update=_next(link) | NOBODY | said | {"state": _word(state)})


def detail(link: LinkView, *, by: str) -> LinkDetail:
    """The link with one decision in its history."""
    event = LinkEventView(
        at=NOW,
        by=by,
        before=_word("voorgesteld"),
        after=link.state,
        kind=link.kind,
        reason="Het staat er **zo**.",
        version=link.version,
        run=None,
    )
    origin = LinkOrigin(run=7, encoder="ingebouwd 1", theme_version=2, set_version="1")
    return LinkDetail(**dict(link), passages=[], history=[event], origin=origin, can_undo=False)


def _judged(link: LinkView, kind: str | None, evidence: list[int], *, by: str) -> LinkView:
    if kind not in {None, "ontbreekt"} and not evidence:
        raise Refused("Dit oordeel kan zo niet. Kies ten minste één stukje dat dit laat zien.")
    said = {"state": _word("bevestigd"), "decided_by": by, "established_by": None}
    shown = {"kind": _word(kind) if kind else None, "evidence": evidence}
    return link.model_copy(update=_next(link) | said | shown | {"kind_without_stories": None})


def _taken_back(link: LinkView, reason: str, *, by: str) -> LinkView:
    if by in {link.decided_by, link.established_by}:
        other = link.established_by if link.decided_by == by else link.decided_by
        left = {"state": _word("bevestigd"), "decided_by": other, "established_by": None}
        return link.model_copy(update=_next(link) | left)
    if not reason:
        raise Refused("Twee personen stelden dit vast. Zeg waarom u het anders ziet.")
    return link.model_copy(update=_next(link) | NOBODY | {"state": _word("voorgesteld")})


def _next(link: LinkView) -> dict[str, Any]:
    return {"version": link.version + 1}


def _word(value: str) -> Word:
    return Word(value=value, label=LABELS.get(value, value.capitalize()))
