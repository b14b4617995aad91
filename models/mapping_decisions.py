"""What people decide about pairs of standards: apart first, and together when they differ.

One judgement per person, without seeing another's before. Two who say the same settle it; two who
differ talk, and somebody decides with the reason. What a person said while seeing nothing is kept
as it was (`reason["blind"]`): agreement is measured on that, not on what was changed afterwards.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import crosswalk
from models.base import now
from models.crosswalk import MappingJudgement, SetPair, StandardMapping
from models.db import in_turn
from models.errors import Conflict, NotFound, Problem, Rejected
from models.standards import Standard, StandardSet
from models.vocabulary import MappingRelation, MappingState

TURN = "vergelijking"
"""Who judges, decides or proposes does so one after the other."""


def bring_up(
    session: Session, sets: SetPair, source_key: str, target_key: str, *, account_id: int
) -> StandardMapping:
    """A person names a pair that the machine did not propose; it is then judged like any other.

    Raises:
        NotFound: one of the sets has no such standard.
        Conflict: the pair is there already, or a set is not in use.
    """
    in_turn(session, TURN)
    crosswalk.ask_in_use((sets.source, sets.target))
    source = _standard(session, sets.source, source_key)
    target = _standard(session, sets.target, target_key)
    known = session.scalar(
        select(StandardMapping.id).where(
            StandardMapping.source_id == source.id, StandardMapping.target_id == target.id
        )
    )
    if known is not None:
        raise Conflict(
            f"Dit paar staat al in de lijst, met nummer {known}.", code="vergelijking.bestaat_al"
        )
    mapping = StandardMapping(
        source_id=source.id, target_id=target.id, reason={"brought_up_by": account_id}
    )
    session.add(mapping)
    session.flush()
    return mapping


def judge(
    session: Session,
    mapping_id: int,
    *,
    account_id: int,
    relation: MappingRelation,
    note: str = "",
) -> StandardMapping:
    """Keep what one person makes of a pair; the same person may change it until it is decided.

    Raises:
        NotFound: no such pair.
        Conflict: it was decided already, or a set is not in use.
    """
    mapping = _open(session, mapping_id)
    if mapping.state is MappingState.DECIDED:
        raise Conflict("Over dit paar is al besloten.", code="vergelijking.al_besloten")
    given = crosswalk.judgements(session, [mapping_id])[mapping_id]
    own = next((one for one in given if one.account_id == account_id), None)
    saw_nothing = len(given) == 1 if own else not mapping.reason.get("was_settled")
    if own is None:
        own = MappingJudgement(mapping_id=mapping_id, account_id=account_id, relation=relation)
        session.add(own)
    own.relation, own.note, own.at = relation, note.strip(), now()
    if saw_nothing:
        blind = mapping.reason.get("blind", {}) | {str(account_id): relation.value}
        mapping.reason = mapping.reason | {"blind": blind}
    session.flush()
    _settle(session, mapping)
    return mapping


def decide(
    session: Session,
    mapping_id: int,
    *,
    account_id: int,
    relation: MappingRelation,
    reason: str,
) -> StandardMapping:
    """Somebody decides, after talk, on a pair that people judge differently.

    Raises:
        NotFound: no such pair.
        Rejected: there is no reason.
        Conflict: people do not differ on it, it was decided already, or a set is not in use.
    """
    mapping = _open(session, mapping_id)
    if mapping.state is MappingState.DECIDED:
        raise Conflict("Over dit paar is al besloten.", code="vergelijking.al_besloten")
    if mapping.state is not MappingState.DISPUTED:
        raise Conflict(
            "Besluiten kan pas als twee personen dit paar verschillend beoordelen.",
            code="vergelijking.niet_oneens",
        )
    mapping.decided_reason = _reason(reason)
    mapping.state, mapping.relation = MappingState.DECIDED, relation
    mapping.reason = mapping.reason | {"was_settled": True}
    mapping.decided_by, mapping.decided_at = account_id, now()
    session.flush()
    return mapping


def reopen(session: Session, mapping_id: int) -> StandardMapping:
    """Take a decision back: what people judged stands again.

    Raises:
        NotFound: no such pair.
        Conflict: nothing was decided, or a set is not in use.
    """
    mapping = _open(session, mapping_id)
    if mapping.state is not MappingState.DECIDED:
        raise Conflict("Over dit paar is nog niet besloten.", code="vergelijking.niet_besloten")
    _settle(session, mapping)
    return mapping


def blind_judgements(session: Session, sets: SetPair) -> list[dict[str, str]]:
    """Per pair of two sets what each person said of it while seeing nothing, by account."""
    rows = crosswalk.mappings(session, sets)
    return [dict(row[0].reason["blind"]) for row in rows if row[0].reason.get("blind")]


def _open(session: Session, mapping_id: int) -> StandardMapping:
    in_turn(session, TURN)
    row = crosswalk.mapping(session, mapping_id)
    sets = crosswalk.sets_of(session, row)
    crosswalk.ask_in_use((sets.source, sets.target))
    return row[0]


def _settle(session: Session, mapping: StandardMapping) -> None:
    """What follows from the judgements alone."""
    given = crosswalk.judgements(session, [mapping.id])[mapping.id]
    said = {one.relation for one in given}
    agreed = len(given) > 1 and len(said) == 1
    if len(given) > 1:
        mapping.state = MappingState.AGREED if agreed else MappingState.DISPUTED
    else:
        mapping.state = MappingState.ONE_READER if given else MappingState.PROPOSED
    mapping.relation = said.pop() if agreed else None
    if agreed:
        # Everybody can read the outcome from here on: who judges later has seen it.
        mapping.reason = mapping.reason | {"was_settled": True}
    mapping.decided_by, mapping.decided_reason = None, ""
    mapping.decided_at = now() if agreed else None
    session.flush()


def _standard(session: Session, standard_set: StandardSet, key: str) -> Standard:
    query = select(Standard).where(Standard.set_id == standard_set.id, Standard.key == key)
    found = session.scalar(query)
    if found is None:
        raise NotFound(
            f"In “{standard_set.short}” staat deze standaard niet.", code="standaard.onbekend"
        )
    return found


def _reason(text: str) -> str:
    if not text.strip():
        raise Rejected(
            "Schrijf op waarom u dit besluit.",
            code="vergelijking.reden_nodig",
            problems=(Problem("#/reason", "Dit ontbreekt."),),
        )
    return text.strip()
