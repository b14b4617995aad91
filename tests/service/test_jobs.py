"""Runs: what may be mined is mined, what people decided stays, what was withdrawn is gone."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import (
    curation,
    decisions,
    forms,
    proposals,
    runs,
    standards,
    starters,
    stories,
    themes,
)
from models.errors import Rejected
from models.passages import Embedding, Passage
from models.stories import Story
from models.themes import Assignment, Theme
from models.vocabulary import (
    LinkState,
    MiningEngine,
    Origin,
    ProposalKind,
    Purpose,
    ResidueReason,
    RunKind,
    RunState,
    Stability,
    StoryState,
    ThemeEventKind,
    ThemeState,
)
from service import examples
from service.jobs import mining
from service.jobs.direct import mine_now, mine_run
from service.worker import work_once
from tests.collection import tell

if TYPE_CHECKING:
    from service.wiring import House

# Two minings each: on the other database in `make test-all`; the shorter ones always on both.
BOTH_WHEN_THERE_IS_TIME = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)
CANARY = "Kanariepiet wachtte op een brief van het wijkteam en niemand belde hem ooit terug."


@pytest.fixture
def house(api_house: "House") -> Iterator["House"]:
    """Sixty example stories that may be read, and one silent story in each other state."""
    with api_house.database.writing() as session:
        forms.load_catalogue(session)
        standards.load_catalogue(session)
        for row in sorted(examples.read(), key=lambda row: row["id"])[:60]:
            tell(session, row["id"], row["text"], title=row["title"])
        for state in StoryState:
            if state is not StoryState.APPROVED:
                tell(session, f"stil-{state.value}", CANARY, state=state)
        tell(session, "stil-eigen-team", CANARY, allows={Purpose.OWN_TEAM})
    return api_house


def mine(house: "House", *, full: bool = False) -> str:
    return mine_now(house, progress=lambda *_: None, full=full)


def count(house: "House", table: type) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def ids_of_themes(house: "House") -> set[str]:
    with house.database.reading() as session:
        return {theme.id for theme in themes.live(session)}


def approve_another(house: "House", story_id: str, text: str) -> None:
    with house.database.writing() as session:
        tell(session, story_id, text)
        runs.enqueue(session, RunKind.PLACE, story_id=story_id)


def test_only_stories_that_may_be_read_become_passages_vectors_and_themes(house: "House") -> None:
    sentence = mine(house)
    assert "60 verhalen" in sentence
    with house.database.reading() as session:
        read = set(session.scalars(select(Passage.story_id)))
        assert len(read) == 60
        assert not any(story_id.startswith("stil") for story_id in read)
        assert "Kanariepiet" not in repr(
            [(t.label, t.words, t.description) for t in session.scalars(select(Theme))]
        )
    assert count(house, Embedding) == count(house, Passage) > 0
    assert ids_of_themes(house)


def test_every_passage_is_in_a_theme_or_in_the_residue_with_a_reason(house: "House") -> None:
    mine(house)
    with house.database.reading() as session:
        assigned = list(session.scalars(select(Assignment)))
        assert {a.passage_id for a in assigned} == set(session.scalars(select(Passage.id)))
        assert all((a.theme_id is None) == (a.reason is not None) for a in assigned)


def test_a_new_story_is_placed_among_the_themes_without_mining_again(house: "House") -> None:
    mine(house)
    before, minings = ids_of_themes(house), count_minings(house)
    with house.database.reading() as session:
        [theme, *_] = themes.ranked(session)
        text = themes.passages_of(session, theme.theme.id)[0].text
    approve_another(house, "nieuw", text)
    assert work_once(house, "werker")
    with house.database.reading() as session:
        placed = {row.theme.id for row in themes.ranked_of_story(session, "nieuw")}
    assert theme.theme.id in placed
    assert (ids_of_themes(house), count_minings(house)) == (before, minings)


def count_minings(house: "House") -> int:
    with house.database.reading() as session:
        return sum(run.kind is RunKind.MINE for run in runs.recent(session, limit=100))


def test_a_story_withdrawn_before_its_turn_leaves_nothing_behind(house: "House") -> None:
    mine(house)
    approve_another(house, "weg", "Ik wachtte elf weken op een brief van het wijkteam in de stad.")
    with house.database.writing() as session:
        decisions.withdraw(session, stories.get(session, "weg"))
    assert work_once(house, "werker")
    with house.database.reading() as session:
        assert session.scalar(select(Passage.id).where(Passage.story_id == "weg")) is None
        [run] = [run for run in runs.recent(session) if run.kind is RunKind.PLACE]
        assert run.state is RunState.DONE


def test_a_story_withdrawn_while_the_computer_thinks_is_not_stored(house: "House") -> None:
    with house.database.writing() as session:
        run = runs.enqueue(session, RunKind.MINE)
        runs.claim(session, "werker", run_id=run.id)
    asked = mining.request(house, parameters={"seed": 7})
    outcome = mining.compute(
        asked, dutch=house.dutch, embedder=house.embedder, progress=lambda *_: None
    )
    told = defaultdict(set)
    for piece in outcome.pieces:
        told[piece.story_id == "v001"].update(re.findall(r"[a-z]{4,}", piece.text))
    only, (first, *rest) = min(told[True] - told[False]), outcome.themes
    outcome = replace(outcome, themes=(replace(first, words=(only, *first.words)), *rest))
    with house.database.writing() as session:
        decisions.withdraw(session, stories.get(session, "v001"))
    with house.database.writing() as session:
        mining.store(session, runs.holding(session, run.id, "werker"), outcome)
    with house.database.reading() as session:
        kept = set(session.scalars(select(Passage.story_id)))
        words = {word for theme in session.scalars(select(Theme)) for word in theme.words}
    assert only not in words
    assert words
    assert "v001" not in kept
    assert "v002" in kept


def test_names_and_decisions_of_people_outlive_a_full_mining(house: "House") -> None:
    mine(house)
    with house.database.writing() as session:
        theme = themes.ranked(session)[0].theme
        curation.rename(session, theme.id, "Steeds opnieuw", version=theme.version, account_id=None)
        linked = {found.id for _, found, _ in standards.links_of(session, theme.id)}
        standard = next(
            one for _, one in standards.current_standards(session) if one.id not in linked
        )
        session.add(
            standards.Link(
                theme_id=theme.id,
                standard_id=standard.id,
                similarity=1.0,
                probability=0.9,
                state=LinkState.REJECTED,
                reason={},
            )
        )
    mine(house, full=True)
    with house.database.reading() as session:
        again = themes.get(session, theme.id)
        assert (again.label, again.label_origin) == ("Steeds opnieuw", Origin.PERSON)
        [link] = [
            link
            for link, found, _ in standards.links_of(session, theme.id, with_rejected=True)
            if found.id == standard.id
        ]
        assert link.state is LinkState.REJECTED
        kinds = [event.kind for event in themes.history(session, theme.id)]
        assert kinds == [ThemeEventKind.EMERGED, ThemeEventKind.RENAMED]


def test_mining_twice_without_new_stories_changes_nothing(house: "House") -> None:
    mine(house)
    first = assignments(house)
    mine(house)
    assert assignments(house) == first


def assignments(house: "House") -> list[tuple[str, int, str | None]]:
    with house.database.reading() as session:
        query = select(Passage.story_id, Passage.start, Assignment.theme_id).join(
            Assignment, Assignment.passage_id == Passage.id
        )
        return sorted(session.execute(query).tuples(), key=repr)


def test_a_run_keeps_what_is_needed_to_do_it_again_and_no_text(house: "House") -> None:
    _, facts = mine_run(house, full=False, seed=11, progress=lambda *_: None)
    assert facts["seed"] == 11
    assert facts["encoder"]["revision"]
    assert facts["versions"]["bertopic"]
    assert len(facts["fingerprint"]) == 64
    assert "wijkteam" not in repr(facts)


def test_a_job_that_breaks_is_tried_three_times_and_says_only_its_kind(
    house: "House", monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setitem(__import__("service.worker", fromlist=["JOBS"]).JOBS, RunKind.MINE, broken)
    with house.database.writing() as session:
        run = runs.enqueue(session, RunKind.MINE)
    with caplog.at_level("DEBUG"):
        while work_once(house, "werker"):
            pass
    with house.database.reading() as session:
        ended = runs.get(session, run.id)
        assert (ended.state, ended.attempts) == (RunState.FAILED, 3)
        assert ended.error_code == "fout.ValueError"
    assert "Kanariepiet" not in caplog.text


def test_no_stories_at_all_is_an_honest_outcome(api_house: "House") -> None:
    assert "te weinig verhalen" in mine(api_house)
    assert count(api_house, Story) == 0


@pytest.fixture
def with_starters(house: "House") -> "House":
    """The same stories, with the starter themes."""
    with house.database.writing() as session:
        starters.install(session)
    return house


def members(house: "House") -> dict[str, set[int]]:
    with house.database.reading() as session:
        return {theme: held for theme, held in themes.members(session).items() if held}


def test_starter_themes_hold_passages_with_a_reason_and_leave_the_rest_in_doubt(
    with_starters: "House",
) -> None:
    mine(with_starters)
    with with_starters.database.reading() as session:
        known = {theme.id for theme in starters.installed(session)}
        rows = list(session.scalars(select(Assignment)))
        recognised = [row for row in rows if row.theme_id in known]
        assert len(recognised) > 20
        assert all(row.evidence["voorbeeld"]["id"] for row in recognised if row.evidence)
        assert all(row.evidence for row in recognised)
        doubt = [row for row in rows if row.reason is ResidueReason.DOUBT and row.evidence]
        assert doubt
        assert all(set(row.evidence["tussen"]) <= known for row in doubt if row.evidence)
        held = [themes.get(session, theme_id) for theme_id in {row.theme_id for row in recognised}]
        assert all(theme.stability is not Stability.UNKNOWN for theme in held)
        assert all(theme.label_origin is Origin.MACHINE and theme.version == 1 for theme in held)
        assert "kanariepiet" not in {word for theme in held for word in theme.words}


@BOTH_WHEN_THERE_IS_TIME
def test_why_a_passage_is_in_a_theme_is_still_known_after_another_mining(
    with_starters: "House",
) -> None:
    def reasons() -> list[str]:
        with with_starters.database.reading() as session:
            rows = session.scalars(select(Assignment).where(Assignment.theme_id.is_not(None)))
            return sorted(repr((row.passage_id, row.theme_id, row.evidence)) for row in rows)

    mine(with_starters)
    first = reasons()
    assert any("woorden" in reason for reason in first)
    mine(with_starters)
    assert reasons() == first


@BOTH_WHEN_THERE_IS_TIME
def test_a_full_mining_moves_nothing_and_what_it_proposes_is_for_people(
    with_starters: "House",
) -> None:
    mine(with_starters)
    before = assignments(with_starters), ids_of_themes(with_starters)
    mine(with_starters, full=True)
    assert (assignments(with_starters), ids_of_themes(with_starters)) == before
    with with_starters.database.reading() as session:
        run = runs.latest_done(session, RunKind.MINE)
        assert run is not None
        assert run.provenance["full"] is True
        waiting = proposals.open_(session)
        assert sum(run.provenance["proposals"].values()) == len(waiting)
        starting = {theme.id for theme in starters.installed(session)}
        undone = [p for p in waiting if p.kind in (ProposalKind.FADING, ProposalKind.SPLIT)]
        assert not starting & {theme for one in undone for theme in one.theme_ids}


def test_a_fifth_more_stories_ask_for_a_full_mining_by_themselves(house: "House") -> None:
    mine(house)

    def was_full() -> bool:
        with house.database.reading() as session:
            run = runs.latest_done(session, RunKind.MINE)
            assert run is not None
            return bool(run.provenance["full"])

    assert was_full()
    more = sorted(examples.read(), key=lambda row: row["id"])[60:72]
    with house.database.writing() as session:
        for row in more[:11]:
            tell(session, row["id"], row["text"], title=row["title"])
    mine(house)
    assert not was_full()
    with house.database.writing() as session:
        tell(session, more[11]["id"], more[11]["text"], title=more[11]["title"])
    mine(house)
    assert was_full()


def test_a_found_theme_is_a_proposal_and_once_rejected_it_does_not_come_back(
    house: "House",
) -> None:
    mine(house)
    with house.database.writing() as session:
        proposed = [theme for theme in themes.live(session) if theme.state is ThemeState.PROPOSED]
        assert proposed
        theme = proposed[0]
        told = themes.members(session)[theme.id]
        curation.reject(session, theme.id, version=theme.version, account_id=None)
    mine(house)
    after = members(house)
    assert theme.id not in after
    assert all(len(told & held) < 0.6 * len(told | held) for held in after.values())
    with house.database.reading() as session:
        rows = list(
            session.scalars(select(Assignment).where(Assignment.passage_id.in_(sorted(told))))
        )
        assert {row.passage_id for row in rows} == told


def test_what_people_refuse_stays_out_and_what_they_confirm_stays_in(house: "House") -> None:
    mine(house)
    with house.database.writing() as session:
        theme = themes.ranked(session)[0].theme
        out, kept, *_ = sorted(themes.members(session)[theme.id])
        curation.refuse_passages(session, theme.id, [out], version=theme.version, account_id=None)
        curation.confirm_passages(session, theme.id, [kept], version=theme.version, account_id=None)
    for full in (False, True):
        mine(house, full=full)
        held = members(house)[theme.id]
        assert kept in held
        assert out not in held


@BOTH_WHEN_THERE_IS_TIME
def test_pinned_words_and_passages_outlive_every_mining(with_starters: "House") -> None:
    mine(with_starters)
    with with_starters.database.writing() as session:
        theme = themes.ranked(session)[0].theme
        curation.pin(session, theme.id, version=theme.version, account_id=None)
        words, held = list(theme.words), themes.members(session)[theme.id]
    approve_another(with_starters, "erbij", "Wij wachtten maanden op een brief van de gemeente.")
    mine(with_starters, full=True)
    with with_starters.database.reading() as session:
        again = themes.get(session, theme.id)
        assert list(again.words) == words
        assert held <= themes.members(session)[theme.id]


def test_another_engine_is_asked_for_by_name_and_kept_with_the_run(house: "House") -> None:
    mine_now(house, progress=lambda *_: None, engine=MiningEngine.BERTOPIC)
    with house.database.reading() as session:
        run = runs.latest_done(session, RunKind.MINE)
        assert run is not None
        assert run.provenance["parameters"]["engine"] == "bertopic"


def test_an_engine_that_is_not_here_leaves_no_run(
    house: "House", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Rejected, match="EVoC"):
        mine_now(house, progress=lambda *_: None, engine=MiningEngine.EVOC)
    with house.database.reading() as session:
        assert runs.recent(session) == []
