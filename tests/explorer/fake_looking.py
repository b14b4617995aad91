"""The part of the API in memory that is only for who looks stories over."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from service.schemas import (
    ChangeView,
    FlagView,
    HelpLineView,
    ModerationQueue,
    ModerationRow,
    ModerationStory,
    TextMark,
    TriageAnswer,
    TriageQueue,
    TriageRow,
    TriageStory,
    Word,
    WrittenAnswer,
)

REASONS = {"twijfel": "Ik twijfel, een ander moet ook kijken", "gevaar_nu": "Er lijkt nu gevaar"}
TEXT = "Het is hier stil. Mijn man slaat mij als hij drinkt. Daarna is het weer stil."
OUTCOMES = {"vrijgegeven": "Vrijgegeven", "apart_gehouden": "Apart gehouden"}


@dataclass
class Looking:
    """Two stories with an alarm, of which tests may change the clock."""

    now: datetime
    text: str = TEXT
    answer: str = ""
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
            text_marks=marks, answers=self._answers(),
            help_lines=[HelpLineView(name="Direct gevaar", number="112")],
        )  # fmt: skip

    def _answers(self) -> list[TriageAnswer]:
        if not self.answer:
            return []
        mark = TextMark(start=0, end=5, kind=Word(value="geweld", label="Geweld"))
        return [TriageAnswer(question="Wat hielp?", words=self.answer, marks=[mark])]

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


PUBLISHED = "[persoon-1] belde Sjonnie op. Wij hebben een drieling."


@dataclass
class Moderating:
    """One published story to look over; tests may change its text."""

    text: str = PUBLISHED
    by: str | None = None

    def queue(self) -> ModerationQueue:
        """The story, while nobody looked it over."""
        row = ModerationRow(
            story_id="m1", title="Bellen", team="Wijkteam", role_label="Ouder of verzorger",
            flagged=1, restored=2, own_wordings=0, answers_in_words=1,
        )  # fmt: skip
        done = self.by is not None
        return ModerationQueue(
            stories=[] if done else [row], waiting=int(not done), looked_over=int(done)
        )

    def story(self, story_id: str) -> ModerationStory | None:
        """The story with its one change and its one flag."""
        if story_id != "m1":
            return None
        person = Word(value="PERSON", label="persoon")
        at = self.text.find("drieling")
        flag = FlagView(start=at, end=at + 8, words="drieling", kind="gezin")
        return ModerationStory(
            story_id="m1", title="Bellen", text=self.text, team="Wijkteam",
            role_label="Ouder of verzorger", age_group_label=None, period="2026-03", restored=2,
            title_changes=[],
            text_changes=[
                ChangeView(
                    start=0, end=11, kind=person, wording="[persoon-1]",
                    origin=Word(value="lijst", label="Lijst"),
                    why="staat op de lijst van voornamen",
                )
            ],
            answers=[WrittenAnswer(question="Wat hielp?", words="Ons <b>drieling</b>plan.")],
            flags=[flag] if at >= 0 else [], looked_over_by=self.by, looked_over_on=None,
        )  # fmt: skip

    def remove(self, words: str) -> bool:
        """Take words out when they are there."""
        there = bool(words) and words in self.text
        self.text = self.text.replace(words, "[weggehaald-1]") if there else self.text
        return there
