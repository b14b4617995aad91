"""Adoption in dialogue: how a set or standard goes from draft to adopted, who was there, and the
view of those who thought otherwise.

Steps are only ever added. They go one by one: concept, presented, discussed, adopted. The same
stage may come again, with a note: a second meeting, or what was wrong the first time. Before it is
adopted a set may go back to concept, with the reason. What is adopted is frozen: changing it is a
new version of the set, with steps of its own. A step of the whole set counts for every standard
in it; a standard may run ahead of its set, never on after the set is adopted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, standard_sets
from models.base import Base, now, today, word
from models.db import in_turn
from models.errors import Conflict, NotFound, Problem, Rejected
from models.standard_content import Difference, difference
from models.standard_tables import Standard, StandardSet
from models.vocabulary import AdoptionStage, DialogueRole

ORDER = (
    AdoptionStage.CONCEPT,
    AdoptionStage.PRESENTED,
    AdoptionStage.DISCUSSED,
    AdoptionStage.ADOPTED,
)
WITH_ROLES = frozenset({AdoptionStage.DISCUSSED, AdoptionStage.ADOPTED})
LONGEST_TEXT = 10_000
NO_STEP = 0
"""What somebody saw who saw no step at all."""


class AdoptionStep(Base):
    """One step of a set (or one of its standards) on its way through the dialogue."""

    __tablename__ = "adoption_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id"), index=True)
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("standard.id"), index=True)
    """None for the set as a whole."""
    stage: Mapped[AdoptionStage] = mapped_column(word(AdoptionStage))
    held_on: Mapped[date] = mapped_column(Date)
    roles: Mapped[list[str]]
    """Values of `DialogueRole`: who was there."""
    minority_view: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class NewStep:
    """What somebody wants to record; the texts stay out of the repr."""

    stage: AdoptionStage
    held_on: date
    roles: Collection[DialogueRole] = ()
    minority_view: str = field(default="", repr=False)
    """Word for word what those said who thought otherwise."""
    note: str = field(default="", repr=False)


def record(
    session: Session,
    row: StandardSet,
    new: NewStep,
    *,
    standard: Standard | None = None,
    seen: int | None = None,
    account_id: int | None = None,
) -> AdoptionStep:
    """Add a step to a version of a set, or to one standard of it.

    Args:
        session: an open writing session.
        row: the version of the set.
        new: what happened.
        standard: one standard of that version; None for the set as a whole.
        seen: the id of the last step that the person saw, `NO_STEP` for none; None checks nothing.
        account_id: who records it.

    Raises:
        Conflict: the version is not in use, has no standards, is adopted, the stage does not
            follow the one before, or somebody else recorded a step in the meantime.
        Rejected: the date, the roles or a text cannot be.
    """
    in_turn(session, "vaststelling")
    before = steps(session, row.id, standard_id=standard.id if standard else None)
    if seen is not None and seen != (before[-1].id if before else NO_STEP):
        raise Conflict(
            "Iemand anders legde intussen een stap vast. Kijk eerst wat er nu staat.",
            code="vaststelling.intussen_veranderd",
        )
    _refuse_frozen(session, row, standard)
    _refuse_jump(before, new.stage)
    _refuse_impossible(before, new)
    step = AdoptionStep(
        set_id=row.id,
        standard_id=standard.id if standard else None,
        stage=new.stage,
        held_on=new.held_on,
        roles=[role.value for role in DialogueRole if role in set(new.roles)],
        minority_view=new.minority_view,
        note=new.note,
        account_id=account_id,
    )
    session.add(step)
    session.flush()
    audit.record(
        session,
        "vaststelling.stap",
        subject=f"set:{row.key}@{row.version}" if standard is None else f"standaard:{standard.key}",
        account_id=account_id,
        detail=_told(step),
    )
    return step


def steps(session: Session, set_id: int, *, standard_id: int | None = None) -> list[AdoptionStep]:
    """The steps of a version as a whole, or of one standard of it, in the order recorded."""
    query = (
        select(AdoptionStep)
        .where(AdoptionStep.set_id == set_id, AdoptionStep.standard_id == standard_id)
        .order_by(AdoptionStep.id)
    )
    return list(session.scalars(query))


def stages(session: Session, set_ids: Collection[int]) -> dict[int, AdoptionStep]:
    """The latest step of each of these sets as a whole; sets without a step are left out."""
    query = (
        select(AdoptionStep)
        .where(AdoptionStep.set_id.in_(set_ids), AdoptionStep.standard_id.is_(None))
        .order_by(AdoptionStep.id)
    )
    return {step.set_id: step for step in session.scalars(query)}


def standard_steps(session: Session, set_id: int) -> dict[int, list[AdoptionStep]]:
    """The steps of single standards of a version, by standard, in the order recorded."""
    query = (
        select(AdoptionStep)
        .where(AdoptionStep.set_id == set_id, AdoptionStep.standard_id.is_not(None))
        .order_by(AdoptionStep.id)
    )
    found: dict[int, list[AdoptionStep]] = {}
    for step in session.scalars(query):
        found.setdefault(step.standard_id or 0, []).append(step)
    return found


def following(before: Sequence[AdoptionStep]) -> list[AdoptionStage]:
    """The stages that the next step may have, after these; the one that goes on comes first."""
    if not before:
        return [AdoptionStage.CONCEPT]
    stage = before[-1].stage
    at = ORDER.index(stage)
    back = [AdoptionStage.CONCEPT] if 0 < at < len(ORDER) - 1 else []
    return [*ORDER[at + 1 : at + 2], stage, *back]


def standard_in(session: Session, row: StandardSet, key: str) -> Standard:
    """One standard of a version.

    Raises:
        NotFound: this version has no such standard.
    """
    query = select(Standard).where(Standard.set_id == row.id, Standard.key == key)
    found = session.scalar(query)
    if found is None:
        raise NotFound("Deze standaard staat niet in deze set.", code="standaard.onbekend")
    return found


def since_adopted(session: Session, row: StandardSet) -> tuple[StandardSet, Difference] | None:
    """The newest earlier version that was adopted, and what changed since; None without one."""
    earlier = [one for one in standard_sets.versions(session, row.key) if one.id < row.id]
    last = stages(session, [one.id for one in earlier])
    for one in reversed(earlier):
        if one.id in last and last[one.id].stage is AdoptionStage.ADOPTED:
            contents = (standard_sets.content_of(session, which) for which in (one, row))
            return one, difference(*contents)
    return None


def _refuse_frozen(session: Session, row: StandardSet, standard: Standard | None) -> None:
    if row.superseded_by_id is not None or row.retired_at is not None:
        raise Conflict(
            "Deze versie van de set is niet meer in gebruik. Leg de stap vast bij de nieuwste "
            "versie.",
            code="vaststelling.niet_in_gebruik",
        )
    if session.scalar(select(Standard.id).where(Standard.set_id == row.id).limit(1)) is None:
        raise Conflict(
            "In deze set staan nog geen standaarden. Er valt nog niets vast te stellen.",
            code="vaststelling.lege_set",
        )
    last = stages(session, [row.id]).get(row.id)
    if standard is not None and last is not None and last.stage is AdoptionStage.ADOPTED:
        raise Conflict(
            "De hele set is vastgesteld, met deze standaard erbij. Wilt u iets veranderen? Maak "
            "dan een nieuwe versie van de set.",
            code="vaststelling.staat_vast",
        )


def _refuse_jump(before: Sequence[AdoptionStep], stage: AdoptionStage) -> None:
    allowed = following(before)
    if stage in allowed:
        return
    if before and before[-1].stage is AdoptionStage.ADOPTED:
        raise Conflict(
            "Dit is vastgesteld. Wilt u iets veranderen? Maak dan een nieuwe versie van de set.",
            code="vaststelling.staat_vast",
        )
    now_at = f"Het staat nu op: {before[-1].stage.label.lower()}." if before else (
        "Er is nog geen stap vastgelegd."
    )  # fmt: skip
    choices = " of ".join(one.value for one in allowed)
    raise Conflict(
        f"Deze stap kan nu niet. {now_at} Wat nu kan, is: {choices}.",
        code="vaststelling.volgorde",
    )


def _refuse_impossible(before: Sequence[AdoptionStep], new: NewStep) -> None:
    problems = [*_date_problems(before, new), *_text_problems(before, new)]
    if new.stage in WITH_ROLES and not new.roles:
        problems.append(Problem("#/roles", "Zeg wie erbij waren: kies ten minste één rol."))
    if problems:
        raise Rejected(
            "Deze stap klopt nog niet.", code="vaststelling.stap", problems=tuple(problems)
        )


def _date_problems(before: Sequence[AdoptionStep], new: NewStep) -> list[Problem]:
    if new.held_on > today():
        return [Problem("#/heldOn", "Deze dag moet nog komen.")]
    # The same stage again may be a correction of the day.
    others = [step.held_on for step in before if step.stage is not new.stage]
    if others and new.held_on < others[-1]:
        return [Problem("#/heldOn", f"Dit is vóór de vorige stap ({others[-1].isoformat()}).")]
    return []


def _text_problems(before: Sequence[AdoptionStep], new: NewStep) -> list[Problem]:
    texts = (("#/minorityView", new.minority_view), ("#/note", new.note))
    problems = [
        Problem(place, f"Dit is te lang. Hoogstens {LONGEST_TEXT} tekens.")
        for place, text in texts
        if len(text) > LONGEST_TEXT
    ]
    # PostgreSQL has no place for it.
    problems += [
        Problem(place, "Hier staat een teken in dat wij niet kunnen lezen.")
        for place, text in texts
        if "\0" in text
    ]
    if before and new.stage in {AdoptionStage.CONCEPT, before[-1].stage} and not new.note.strip():
        again = new.stage is before[-1].stage
        why = "Zeg waarom dit nog een keer gebeurt of wat er verbeterd is." if again else (
            "Zeg waarom het teruggaat naar concept."
        )  # fmt: skip
        problems.append(Problem("#/note", why))
    return problems


def _told(step: AdoptionStep) -> dict[str, Any]:
    """What the audit trail keeps of a step: never what people said."""
    return {
        "stap": step.stage.value,
        "op": step.held_on.isoformat(),
        "rollen": step.roles,
        "ander_geluid": bool(step.minority_view.strip()),
    }
