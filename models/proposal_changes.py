"""Doing what a proposal says: a change of themes with events, that can be undone like any other."""

import base64
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models import curation, placements, proposals, regrouping, themes
from models.curation import Part
from models.proposals import Proposal
from models.theme_changes import ThemeChange, fitting_label, lock, unused_id
from models.themes import Theme, ThemeSpace
from models.vocabulary import (
    MiningMode,
    Origin,
    ProposalKind,
    ProposalState,
    Stability,
    ThemeEventKind,
)


def accept(
    session: Session, proposal_id: int, *, account_id: int | None, remark: str = ""
) -> list[Theme]:
    """Do what a proposal says; returns the themes that there are instead.

    Undoing the change puts the proposal back in the queue.

    Raises:
        NotFound: no such proposal.
        Conflict: it was decided already, or the themes changed so much that it no longer fits.
    """
    proposal = proposals.undecided(session, proposal_id)
    proposals.check_themes(session, proposal)
    said = remark.strip() or f"Voorstel {proposal.id}"
    action = {
        ProposalKind.NEW: _make,
        ProposalKind.SPLIT: _split,
        ProposalKind.MERGE: _merge,
        ProposalKind.FADING: _park,
        ProposalKind.KEPT: _keep,
    }[proposal.kind]
    result = action(session, proposal, account_id, said)
    if proposal.kind is not ProposalKind.KEPT:
        [first, *_] = [theme.id for theme in result] or proposal.theme_ids
        group = themes.history(session, first)[-1].detail["groep"]
        proposal.detail = {**proposal.detail, proposals.GROUP: group}
    proposals.decide(proposal, ProposalState.ACCEPTED, account_id, remark)
    session.flush()
    return result


def _make(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    part = proposal.parts[0]
    strengths = _strengths(session, part)
    if not strengths:
        raise proposals.too_late()
    change = ThemeChange(session, {}, account_id=account_id, passages=strengths)
    theme = Theme(
        id=unused_id(session, "proposal", proposal.id, part["label"]),
        label=fitting_label(part["label"]),
        description=part.get("description", ""),
        words=list(part.get("words", ())),
        mode=MiningMode(part.get("mode", MiningMode.SMALL.value)),
        born_run_id=proposal.run_id,
    )
    change.born(theme)
    _give_vector(session, theme, part, proposal)
    rows = [
        [passage, theme.id, strength, Origin.MACHINE.value, None, None, proposal.run_id]
        for passage, strength in strengths.items()
    ]
    placements.put_in(session, rows)
    placements.settle(session, strengths)
    change.finish({theme.id: ThemeEventKind.EMERGED}, remark=remark)
    return [theme]


def _split(
    session: Session, proposal: Proposal, account_id: int | None, remark: str
) -> list[Theme]:
    [theme_id] = proposal.theme_ids
    lock(session, theme_id)
    held = placements.held_by(session, [theme_id])
    wanted: list[tuple[Part, dict[str, Any]]] = []
    taken: set[int] = set()
    named: Counter[str] = Counter()
    for part in proposal.parts:
        nearest = {
            passage: strength
            for passage, strength in _strengths(session, part).items()
            if passage in held - taken
        }
        taken |= nearest.keys()
        if nearest:
            words, told = part.get("words", ()), part.get("description", "")
            # The word between two names may have gone with a story.
            label = part["label"]
            named[label.casefold()] += 1
            if (number := named[label.casefold()]) > 1:
                label = f"{label} ({number})"
            wanted.append((Part(label, (), nearest, (), words, told), part))
    if len(wanted) < 2:
        raise proposals.too_late()
    made = regrouping.split(
        session,
        theme_id,
        [part for part, _ in wanted],
        version=None,
        account_id=account_id,
        remark=remark,
        label_origin=Origin.MACHINE,
    )
    for theme, (_, part) in zip(made, wanted, strict=True):
        _give_vector(session, theme, part, proposal)
    return made


def _merge(
    session: Session, proposal: Proposal, account_id: int | None, remark: str
) -> list[Theme]:
    part = proposal.parts[0]
    named = [themes.get(session, theme_id) for theme_id in proposal.theme_ids]
    by_people = [theme.label for theme in named if theme.label_origin is Origin.PERSON]
    merged = regrouping.merge(
        session,
        proposal.theme_ids,
        by_people[0] if by_people else part["label"],
        versions=dict.fromkeys(proposal.theme_ids),
        account_id=account_id,
        remark=remark,
        label_origin=Origin.PERSON if by_people else Origin.MACHINE,
    )
    _give_vector(session, merged, part, proposal)
    return [merged]


def _park(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    theme = lock(session, proposal.theme_ids[0])
    curation.park(session, theme.id, version=theme.version, account_id=account_id, remark=remark)
    return []


def _keep(session: Session, proposal: Proposal, account_id: int | None, remark: str) -> list[Theme]:
    """The theme stays as it is; only its vector is brought up to date."""
    theme = lock(session, proposal.theme_ids[0])
    if not theme.pinned and proposal.parts:
        _give_vector(session, theme, proposal.parts[0], proposal)
    return [theme]


def _strengths(session: Session, part: Mapping[str, Any]) -> dict[int, float]:
    """The passages of a part that are still there, each with its strength."""
    passages = part.get("passages", ())
    strengths = part.get("strengths") or [1.0] * len(passages)
    there = placements.existing(session, passages)
    pairs = zip(passages, strengths, strict=True)
    return {passage: strength for passage, strength in pairs if passage in there}


def _give_vector(
    session: Session, theme: Theme, part: Mapping[str, Any], proposal: Proposal
) -> None:
    """What the machine measured of a theme: where it lies, how sure it is, what shows it best."""
    space = session.get(ThemeSpace, proposal.run_id) if proposal.run_id is not None else None
    if space is not None and part.get("centroid"):
        theme.encoder_version_id = space.encoder_version_id
        theme.centroid = base64.b64decode(part["centroid"])
        theme.threshold = part["threshold"]
    theme.stability = Stability(part.get("stability", Stability.UNKNOWN.value))
    theme.stability_value = part.get("stability_value")
    theme.run_id = proposal.run_id
    exemplar = part.get("exemplar")
    if exemplar and placements.existing(session, exemplar[:1]):
        theme.exemplar_passage_id, theme.exemplar_start, theme.exemplar_end = exemplar
    session.flush()
