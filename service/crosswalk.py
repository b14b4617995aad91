"""Comparing two sets of standards: the machine proposes, two people judge apart, all is signed."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import accounts, audit, crosswalk, mapping_decisions, mapping_proposals, standards
from models.crosswalk import SetPair, StandardMapping
from models.errors import Conflict, Rejected
from models.mapping_proposals import ProposedMapping, Stored
from models.vocabulary import MappingRelation

if TYPE_CHECKING:
    from nlp.agreement import Agreement
    from nlp.crosswalk import MappingProposal, Outlook
    from nlp.embedding import Embedder
    from nlp.language import Dutch
    from nlp.linking import StandardText
    from service.wiring import House


@dataclass(frozen=True)
class Texts:
    """All standards in use as they are compared, and how people tell of them."""

    standards: "tuple[StandardText, ...]" = field(repr=False)
    lay: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The same texts, the same value."""
        return hashlib.sha256(repr((self.standards, self.lay)).encode()).hexdigest()


class Outlooks:
    """Keeps how sets look at each other for as long as no text and no encoder changes.

    Looking takes some seconds per set; holds probabilities of standards, nothing of stories.
    """

    def __init__(self) -> None:
        """Nobody has looked yet."""
        self._lock = threading.Lock()
        self._made_of: tuple[str, str, str] | None = None
        self._held: dict[str, Outlook] = {}

    def of(self, set_key: str, texts: Texts, *, embedder: "Embedder", dutch: "Dutch") -> "Outlook":
        """How this set looks at all others, looked up again only when something changed."""
        from nlp.crosswalk import look

        made_of = (texts.fingerprint, embedder.name, embedder.revision)
        with self._lock:
            if self._made_of != made_of:
                self._made_of, self._held = made_of, {}
            if set_key not in self._held:
                self._held[set_key] = look(
                    [one for one in texts.standards if one.set_key == set_key],
                    [one for one in texts.standards if one.set_key != set_key],
                    lay=texts.lay,
                    embedder=embedder,
                    dutch=dutch,
                )
            return self._held[set_key]


def propose(house: "House", one: str, other: str, *, account_id: int | None = None) -> Stored:
    """Let the machine propose relations between two sets; what people judged stays as it is.

    Raises:
        NotFound: one of the sets does not exist.
        Rejected: they are the same set, or one of them is empty.
        Conflict: one of them is not in use, or changed meanwhile.
    """
    from nlp.crosswalk import propose as proposals_between

    with house.database.reading() as session:
        asked = crosswalk.pair(session, one, other)
        crosswalk.ask_in_use((asked.source, asked.target))
        _ask_filled(session, asked)
        texts = _texts(session)
    embedder, dutch = house.embedder, house.dutch
    source, target = (
        house.outlooks.of(each.key, texts, embedder=embedder, dutch=dutch)
        for each in (asked.source, asked.target)
    )
    found = [_as_stored(each) for each in proposals_between(source, target)]
    with house.database.writing() as session:
        sets = crosswalk.pair(session, one, other)
        if (sets.source.id, sets.target.id) != (asked.source.id, asked.target.id):
            raise Conflict(
                "De sets zijn intussen veranderd. Probeer het opnieuw.", code="set.vervangen"
            )
        stored = mapping_proposals.store(session, sets, found)
        counts = {"nieuw": stored.new, "gebleven": stored.kept, "weg": stored.gone}
        _sign(session, "voorgesteld", _subject(sets), account_id, **counts)
    return stored


def bring_up(
    session: Session, one: str, other: str, keys: Sequence[str], *, account_id: int
) -> StandardMapping:
    """A person names a pair of standards, one of each set, in any order.

    Raises:
        NotFound: no such set or standard.
        Rejected: the sets are the same.
        Conflict: the pair is there already, or a set is not in use.
    """
    sets = crosswalk.pair(session, one, other)
    of_source = {standard.key for standard in crosswalk.standards_of(session, sets.source)}
    source_key, target_key = sorted(keys, key=lambda key: key not in of_source)
    mapping = mapping_decisions.bring_up(
        session, sets, source_key, target_key, account_id=account_id
    )
    _sign(session, "ingebracht", _pair_subject(mapping), account_id)
    return mapping


def judge(
    session: Session,
    mapping_id: int,
    *,
    account_id: int,
    relation: MappingRelation,
    note: str = "",
) -> StandardMapping:
    """Keep what one person makes of a pair. The log does not say what: others may read it.

    Raises:
        NotFound: no such pair.
        Conflict: it was decided already, or a set is not in use.
    """
    mapping = mapping_decisions.judge(
        session, mapping_id, account_id=account_id, relation=relation, note=note
    )
    _sign(session, "beoordeeld", _pair_subject(mapping), account_id)
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
    mapping = mapping_decisions.decide(
        session, mapping_id, account_id=account_id, relation=relation, reason=reason
    )
    _sign(session, "besloten", _pair_subject(mapping), account_id, relatie=relation.value)
    return mapping


def reopen(session: Session, mapping_id: int, *, account_id: int) -> StandardMapping:
    """Take a decision back.

    Raises:
        NotFound: no such pair.
        Conflict: nothing was decided, or a set is not in use.
    """
    mapping = mapping_decisions.reopen(session, mapping_id)
    _sign(session, "heropend", _pair_subject(mapping), account_id)
    return mapping


def agreement(session: Session, sets: SetPair, *, seed: int) -> "Agreement":
    """How far people agree who judged the same pairs without seeing each other's judgement."""
    from nlp.agreement import agreement as measured

    return measured(mapping_decisions.blind_judgements(session, sets), seed=seed)


def as_file(session: Session, one: str, other: str, kind: str, *, with_proposals: bool) -> bytes:
    """The comparison of two sets as a file: `csv`, or `ttl` for SKOS in Turtle.

    Raises:
        NotFound: one of the sets does not exist.
        Rejected: they are the same set.
    """
    from service import crosswalk_csv, skos

    sets = crosswalk.pair(session, one, other)
    rows = crosswalk.mappings(session, sets)
    if kind == "ttl":
        members = tuple(
            crosswalk.standards_of(session, each) for each in (sets.source, sets.target)
        )
        return skos.render(sets, members, rows, with_proposals=with_proposals)
    people = {row[0].decided_by for row in rows if row[0].decided_by is not None}
    names = accounts.names(session, people)
    return crosswalk_csv.render(sets, rows, names, with_proposals=with_proposals)


def in_words(found: "Agreement") -> str:
    """What can be said of the agreement, and why there is no figure when there is none."""
    if not found.units:
        return "Er is nog geen paar dat twee personen apart hebben beoordeeld."
    if found.alpha is None:
        return "Niet te berekenen: iedereen koos steeds hetzelfde."
    if found.low is None:
        return "Over zo weinig paren zegt dit getal nog weinig."
    return "1 is volledig eens, 0 is niet beter dan toeval."


def why(mapping: StandardMapping) -> str:
    """Why a pair is in the list, in a sentence."""
    reason = mapping.reason
    if mapping.proposed is None:
        return "Iemand heeft dit paar ingebracht."
    if "carried_from" in reason:
        versions = " en ".join(str(one) for one in reason.get("versions", ()))
        return f"Zo besloten over een eerdere versie ({versions}). De teksten zijn dezelfde."
    parts = []
    if words := reason.get("words"):
        parts.append(f"Beide noemen: {', '.join(str(one) for one in words)}.")
    nearest = str(reason.get("sentence", ""))
    if fitting := reason.get("fitting"):
        parts.append(f"Dit zou iemand over allebei kunnen vertellen: “{fitting}”")
    elif nearest:
        parts.append(f"Dit komt het dichtst in de buurt: “{nearest}”")
    return " ".join(parts) or "Met andere woorden gaat het over ongeveer hetzelfde."


def _as_stored(found: "MappingProposal") -> ProposedMapping:
    said = found.reason
    reason = {"words": list(said.words), "fitting": said.fitting, "sentence": said.nearest}
    held = {"held": list(found.held)} if found.held else {}
    return ProposedMapping(
        found.source, found.target, found.relation, found.strength, reason | held
    )


def _texts(session: Session) -> Texts:
    from nlp.linking import StandardText

    return Texts(
        tuple(
            StandardText(one.key, found.key, one.title, one.description, one.group)
            for found, one in standards.current_standards(session)
        ),
        tuple((one.standard, one.text) for one in standards.sentences(session)),
    )


def _ask_filled(session: Session, sets: SetPair) -> None:
    for one in (sets.source, sets.target):
        if not crosswalk.standards_of(session, one):
            raise Rejected(
                f"Van “{one.short}” zijn geen standaarden bekend. Er is niets te vergelijken.",
                code="vergelijking.lege_set",
            )


def _subject(sets: SetPair) -> str:
    return f"sets:{sets.source.id}/{sets.target.id}"


def _pair_subject(mapping: StandardMapping) -> str:
    return f"vergelijking:{mapping.id}"


def _sign(
    session: Session, what: str, subject: str, account_id: int | None, **detail: str | int
) -> None:
    audit.record(
        session,
        f"vergelijking.{what}",
        subject=subject,
        account_id=account_id,
        detail=dict(detail),
    )
