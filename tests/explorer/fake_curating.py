"""What people do with themes, in memory, for tests of the explorer: judged, decided, undone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from service.schemas import (
    EventView,
    Evidence,
    PassageView,
    ProposalDone,
    ProposalPart,
    ProposalView,
    ThemeName,
    ThemeRow,
    Word,
)

NOW = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
SENTENCE = "Ik doe steeds opnieuw mijn verhaal."
EVIDENCE = {
    1: Evidence(words=["opnieuw", "verhaal"], sentence=SENTENCE, passage_id=None),
    3: Evidence(words=[], sentence=None, passage_id=7),
    4: Evidence(words=[], sentence=None, passage_id=None, written_example=True),
}


@dataclass
class Curating:
    """States and judgements per theme; every act is an event that can be undone once."""

    states: dict[str, str] = field(default_factory=dict)
    starters: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    confirmed: set[tuple[str, int]] = field(default_factory=set)
    refused: set[tuple[str, int]] = field(default_factory=set)
    events: dict[str, list[EventView]] = field(default_factory=dict)
    proposals: list[ProposalView] = field(default_factory=list)
    rejected: dict[int, ProposalView] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def state(self, theme: str) -> Word:
        value = self.states.get(theme, "actief")
        return Word(value=value, label=value.capitalize())

    def judged(self, theme: str, passages: list[PassageView]) -> list[PassageView]:
        """The passages as they are now, each with a number and sometimes with evidence."""
        if self.state(theme).value == "vervallen":
            return []
        numbered = [
            one.model_copy(
                update={
                    "id": number,
                    "by_person": one.by_person or (theme, number) in self.confirmed,
                    "evidence": EVIDENCE.get(number) if self.starters else None,
                }
            )
            for number, one in enumerate(passages, start=1)
        ]
        return [one for one in numbered if (theme, one.id) not in self.refused]

    def act(self, theme: str, step: str, body: dict[str, Any]) -> None:
        """Do it, and remember how to take it back."""
        self.bodies.append(body)
        if step in {"accept", "reject"}:
            self.states[theme] = "actief" if step == "accept" else "vervallen"
        else:
            kept = self.confirmed if step == "confirm" else self.refused
            kept |= {(theme, number) for number in body["passages"]}
        self.record(theme, step)

    def record(self, theme: str, step: str, *, remark: str = "") -> None:
        """Add what happened to the history of a theme."""
        told = self.events.setdefault(theme, [])
        number = 1 + sum(len(one) for one in self.events.values())
        told.append(
            EventView(
                kind=Word(value=step, label=step.capitalize()), at=NOW, by="Anna", detail={},
                id=number, remark=remark, can_be_undone=True,
            )
        )  # fmt: skip

    def undo(self, number: int) -> str | None:
        """Take an event back; the theme that it was about, None when there is no such event."""
        for theme, told in self.events.items():
            for event in told:
                if event.id == number and event.can_be_undone:
                    event.can_be_undone = False
                    self._back(theme, event.kind.value)
                    return theme
        return None

    def _back(self, theme: str, step: str) -> None:
        if step in {"accept", "reject"}:
            self.states[theme] = "voorgesteld"
        self.confirmed = {one for one in self.confirmed if one[0] != theme}
        self.refused = {one for one in self.refused if one[0] != theme}

    def propose(
        self, kind: str, *themes: tuple[str, str], parts: tuple[str, ...] = (),
        examples: tuple[PassageView, ...] = (),
    ) -> ProposalView:  # fmt: skip
        """A proposal that waits, about themes by id and name."""
        made = ProposalView(
            id=len(self.proposals) + 1,
            kind=Word(value=kind, label=kind.capitalize()),
            state=Word(value="open", label="Wacht op een besluit"),
            created_at=NOW,
            themes=[ThemeName(id=key, label=label) for key, label in themes],
            parts=[
                ProposalPart(
                    label=label, description="", words=[],
                    stability=Word(value="redelijk", label="Redelijk"), passages=6,
                    examples=list(examples),
                )
                for label in parts
            ],
            passages=12,
            counts={},
            decided_by=None,
            decided_at=None,
            reason="",
        )  # fmt: skip
        self.proposals.append(made)
        return made

    def decide(self, number: int, step: str, made: list[ThemeRow]) -> ProposalDone | None:
        """Accept, reject or reconsider a proposal; None when somebody decided already."""
        if step == "reconsider":
            self.proposals.append(self.rejected.pop(number))
            return ProposalDone(proposal=self.proposals[-1], themes=[])
        found = next((one for one in self.proposals if one.id == number), None)
        if found is None:
            return None
        self.proposals.remove(found)
        if step == "reject":
            self.rejected[number] = found
        if step == "accept":
            for theme in made:
                self.record(theme.id, "splitsing", remark=f"Voorstel {number}")
        return ProposalDone(proposal=found, themes=made if step == "accept" else [])
