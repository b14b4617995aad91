"""The part of the API in memory that is only for who looks stories over."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from service.schemas import HelpLineView, TextMark, TriageQueue, TriageRow, TriageStory, Word

REASONS = {"twijfel": "Ik twijfel, een ander moet ook kijken", "gevaar_nu": "Er lijkt nu gevaar"}
TEXT = "Het is hier stil. Mijn man slaat mij als hij drinkt. Daarna is het weer stil."
OUTCOMES = {"vrijgegeven": "Vrijgegeven", "apart_gehouden": "Apart gehouden"}


@dataclass
class Looking:
    """Two stories with an alarm, of which tests may change the clock."""

    now: datetime
    text: str = TEXT
    cases: dict[str, TriageRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for story_id, kind, hours in (("a1", "geweld", 5), ("a2", "zelfdoding", 30)):
            self.cases[story_id] = self._case(story_id, kind, hours)

    def _case(self, story_id: str, kind: str, hours: int) -> TriageRow:
        due = self.now + timedelta(hours=hours, minutes=30)
        return TriageRow(
            story_id=story_id, kind=Word(value=kind, label=kind.capitalize()), team="Wijkteam",
            role_label="Ouder of verzorger", opened_at=due - timedelta(hours=24), due_at=due,
            late=False, handled_at=None, handled_by=None, outcome=None, reason=None,
            undoable=False,
        )  # fmt: skip

    def make_late(self, story_id: str, hours: int) -> None:
        """Let the deadline be this many hours ago."""
        due = self.now - timedelta(hours=hours, minutes=30)
        row = self.cases[story_id].model_copy(update={"due_at": due, "late": True})
        self.cases = {story_id: row} | self.cases | {story_id: row}

    def queue(self) -> TriageQueue:
        """What waits and what was decided."""
        rows = list(self.cases.values())
        return TriageQueue(
            waiting=[row for row in rows if row.outcome is None],
            handled=[row for row in rows if row.outcome is not None],
            late=sum(row.late for row in rows),
            hours=24,
            reasons=[Word(value=value, label=label) for value, label in REASONS.items()],
        )

    def story(self, story_id: str) -> TriageStory | None:
        """One story with its marks."""
        if story_id not in self.cases:
            return None
        start = self.text.find("slaat mij")
        kind = Word(value="geweld", label="Geweld")
        marks = [TextMark(start=start, end=start + 9, kind=kind)] if start >= 0 else []
        return TriageStory(
            case=self.cases[story_id], title="Thuis", text=self.text, title_marks=[],
            text_marks=marks, help_lines=[HelpLineView(name="Direct gevaar", number="112")],
        )  # fmt: skip

    def decide(self, story_id: str, body: dict[str, Any], *, by: str) -> TriageRow | None:
        """Decide, unless somebody did already."""
        row = self.cases.get(story_id)
        if row is None or row.outcome is not None:
            return None
        outcome, reason = body["outcome"], body["reason"]
        self.cases[story_id] = row.model_copy(
            update={
                "outcome": Word(value=outcome, label=OUTCOMES[outcome]),
                "reason": Word(value=reason, label=REASONS[reason]) if reason else None,
                "handled_by": by, "handled_at": self.now, "late": False, "undoable": True,
            }
        )  # fmt: skip
        return self.cases[story_id]

    def undo(self, story_id: str) -> TriageRow | None:
        """Take a decision back."""
        row = self.cases.get(story_id)
        if row is None or not row.undoable:
            return None
        nothing = dict.fromkeys(("outcome", "reason", "handled_by", "handled_at"))
        self.cases[story_id] = row.model_copy(update=nothing | {"undoable": False})
        return self.cases[story_id]
