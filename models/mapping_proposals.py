"""Storing what the machine proposes between two sets; what people touched it leaves alone.

Decisions about an earlier version of a set stay with that version. Where both standards still say
what they said, they come back as proposals that name where they were decided; what was judged to
have nothing to do with each other is not proposed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import crosswalk
from models.crosswalk import SetPair, StandardMapping
from models.db import in_turn
from models.mapping_decisions import TURN
from models.standards import Standard, StandardSet
from models.vocabulary import MappingRelation, MappingState

PairKey = tuple[str, str]


@dataclass(frozen=True)
class ProposedMapping:
    """What is proposed between two standards, by key. `similarity` is None when only carried."""

    source: str
    target: str
    relation: MappingRelation
    similarity: float | None
    reason: Mapping[str, Any] = field(repr=False)

    @property
    def key(self) -> PairKey:
        """Both standards."""
        return self.source, self.target


@dataclass(frozen=True)
class Stored:
    """What storing proposals did: how many are new, stay, are gone, and were left to people."""

    new: int
    kept: int
    gone: int
    with_people: int


@dataclass(frozen=True)
class _Before:
    """What people settled about a pair in earlier versions, such as `a@1` and `b@2`."""

    mapping_id: int
    relation: MappingRelation
    versions: tuple[str, str]


def store(session: Session, sets: SetPair, proposals: Iterable[ProposedMapping]) -> Stored:
    """Replace the machine's proposals between two sets that nobody has touched yet.

    What earlier versions of the sets were decided to be goes before what the machine says.

    Raises:
        Conflict: a set is not in use.
    """
    in_turn(session, TURN)
    crosswalk.ask_in_use((sets.source, sets.target))
    decided = _decided_before(session, sets)
    wanted = {one.key: one for one in proposals}
    for key, before in decided.items():
        if before.relation is MappingRelation.NONE:
            wanted.pop(key, None)
        else:
            wanted[key] = _carried(key, before, by_machine=wanted.get(key))
    there = {(row[1].key, row[2].key): row[0] for row in crosswalk.mappings(session, sets)}
    untouched = {key for key, mapping in there.items() if _is_untouched(mapping)}
    for key in untouched - wanted.keys():
        session.delete(there[key])
    source_ids = {one.key: one.id for one in crosswalk.standards_of(session, sets.source)}
    target_ids = {one.key: one.id for one in crosswalk.standards_of(session, sets.target)}
    for key in sorted(wanted.keys() & untouched):
        _bring_up_to_date(there[key], wanted[key])
    new = sorted(wanted.keys() - there.keys())
    for source, target in new:
        mapping = StandardMapping(source_id=source_ids[source], target_id=target_ids[target])
        _bring_up_to_date(mapping, wanted[source, target])
        session.add(mapping)
    session.flush()
    return Stored(
        new=len(new),
        kept=len(untouched & wanted.keys()),
        gone=len(untouched - wanted.keys()),
        with_people=len(there.keys() - untouched),
    )


def _is_untouched(mapping: StandardMapping) -> bool:
    """Whether the machine proposed it and nobody has judged it."""
    return mapping.state is MappingState.PROPOSED and mapping.proposed is not None


def _bring_up_to_date(mapping: StandardMapping, proposal: ProposedMapping) -> None:
    mapping.proposed = proposal.relation
    mapping.similarity = proposal.similarity
    mapping.reason = dict(proposal.reason)


def _carried(
    key: PairKey, before: _Before, *, by_machine: ProposedMapping | None
) -> ProposedMapping:
    reason = dict(by_machine.reason) if by_machine else {}
    reason |= {"carried_from": before.mapping_id, "versions": list(before.versions)}
    similarity = by_machine.similarity if by_machine else None
    return ProposedMapping(*key, before.relation, similarity, reason)


def _decided_before(session: Session, sets: SetPair) -> dict[PairKey, _Before]:
    """What people settled about other versions of these sets, where no text has changed.

    By the keys of both standards; of several versions what was decided last.
    """
    source, target = aliased(Standard), aliased(Standard)
    source_set, target_set = aliased(StandardSet), aliased(StandardSet)
    query = (
        select(StandardMapping, source, target, source_set.version, target_set.version)
        .join(source, source.id == StandardMapping.source_id)
        .join(target, target.id == StandardMapping.target_id)
        .join(source_set, source_set.id == source.set_id)
        .join(target_set, target_set.id == target.set_id)
        .where(
            source_set.key == sets.source.key,
            target_set.key == sets.target.key,
            (source_set.id != sets.source.id) | (target_set.id != sets.target.id),
            StandardMapping.relation.is_not(None),
        )
        .order_by(StandardMapping.decided_at, StandardMapping.id)
    )
    now_here = {
        one.key: _says(one)
        for part in (sets.source, sets.target)
        for one in crosswalk.standards_of(session, part)
    }
    return {
        (one.key, other.key): _Before(
            mapping.id,
            mapping.relation,
            (f"{sets.source.key}@{left}", f"{sets.target.key}@{right}"),
        )
        for mapping, one, other, left, right in session.execute(query).tuples()
        if mapping.relation is not None
        and now_here.get(one.key) == _says(one)
        and now_here.get(other.key) == _says(other)
    }


def _says(standard: Standard) -> tuple[str, str]:
    return standard.title, standard.description
