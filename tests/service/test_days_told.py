"""Days that people read are those of the Netherlands, also just after midnight there."""

from datetime import UTC, date, datetime, timedelta

from models import decisions
from models.db import Database
from models.runs import Run
from models.themes import ThemeEvent
from models.triage import TriageCase
from models.vocabulary import RunKind, StoryState, ThemeEventKind
from service import moderation_queue
from service.reports import evidence, provenance
from tests.collection import make_theme, tell

LATE = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
DAY = date(2026, 8, 1)


def test_a_report_says_the_day_of_a_run_and_of_a_new_name(database: Database) -> None:
    run = Run(id=1, kind=RunKind.MINE, provenance={}, finished_at=LATE)
    assert provenance.details(run).finished == "1 augustus 2026"
    with database.writing() as session:
        make_theme(session, "t1")
        session.add(
            ThemeEvent(theme_id="t1", kind=ThemeEventKind.RENAMED, at=LATE, detail={"naar": "Nu"})
        )
        session.flush()
        [renaming] = evidence.renamings(session, ["t1"])
    assert renaming.on == DAY


def test_the_queue_says_the_day_on_which_a_story_began_to_wait(database: Database) -> None:
    with database.writing() as session:
        held = tell(session, "s1", state=StoryState.AWAITING_NARRATOR)
        held.alarm = "geweld"
        decisions.approve(session, held)
        case = session.get_one(TriageCase, "s1")
        case.opened_at, case.due_at = LATE, LATE + timedelta(days=1)
        session.flush()
        [entry] = moderation_queue.entries(session)
    assert entry.since == DAY
