"""A new story, from approval to its themes, in a worker that has been at work for a while."""

import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import product
from models import decisions, runs, stories, teams, themes
from models.passages import Passage
from models.stories import Story
from models.themes import Assignment
from models.vocabulary import Channel, Purpose, RunKind, StoryState
from service import examples
from service.jobs.direct import mine_run
from service.wiring import House
from service.worker import work_once

STORIES = 100
WARM = 5


def run(data: Path) -> dict[str, Any]:
    """Seconds from the narrator's yes to the stored themes: median, p95 and most."""
    rows = examples.read()
    with (
        tempfile.TemporaryDirectory(prefix="vertelpunt-bench-") as place,
        product.opened(Path(place)) as house,
    ):
        examples.load(house)
        mine_run(house, full=False, seed=7, progress=lambda *_: None)
        with house.database.reading() as session:
            known = len(list(themes.live(session)))
        took = [
            _one(house, f"nieuw-{number:03d}", rows[number % len(rows)]["text"])
            for number in range(WARM + STORIES)
        ][WARM:]
        with house.database.reading() as session:
            placed = _placed(session)
    return {
        "stories": len(took),
        "themes in use": known,
        "of their passages in a theme": placed,
        "median s": round(float(np.median(took)), 3),
        "p95 s": round(float(np.quantile(took, 0.95)), 3),
        "most s": round(max(took), 3),
    }


def _one(house: House, story_id: str, text: str) -> float:
    """One story that waits for its narrator; the time runs from their yes."""
    with house.database.writing() as session:
        team = teams.ensure(session, "Meetteam", organisation="Meting")
        story = Story(
            id=story_id,
            team_id=team.id,
            channel=Channel.FORM,
            state=StoryState.AWAITING_NARRATOR,
            title="",
            text=text,
        )
        session.add(story)
        session.flush()
        stories.set_consents(session, story, frozenset(Purpose))
    started = time.perf_counter()
    with house.database.writing() as session:
        decisions.approve(session, stories.get(session, story_id))
        run_id = runs.enqueue(session, RunKind.PLACE, story_id=story_id).id
    work_once(house, secrets.token_hex(8), run_id=run_id)
    took = time.perf_counter() - started
    with house.database.reading() as session:
        if session.get(runs.Run, run_id).state is not runs.RunState.DONE:  # type: ignore[union-attr]
            raise SystemExit("a story was not placed; see the log")
    return took


def _placed(session: Any) -> float:
    from sqlalchemy import select

    query = (
        select(Assignment.theme_id)
        .join(Passage, Passage.id == Assignment.passage_id)
        .where(Passage.story_id.like("nieuw-%"))
    )
    rows = list(session.scalars(query))
    return round(sum(theme is not None for theme in rows) / max(1, len(rows)), 2)
