"""Whatever people do to themes in whatever order: nothing is lost, reused or left dangling."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import curation, decisions, placements, stories, theme_versions, themes
from models.db import Database
from models.errors import Conflict
from models.passages import Passage
from models.theme_versions import ThemeVersion
from models.themes import Assignment, Theme, ThemeEvent, ThemeRefusal
from models.vocabulary import ThemeState
from tests.collection import make_theme, place, tell

STORIES, THEMES = 8, 4
pick = st.integers(min_value=0, max_value=10**6)
Standing = tuple[dict[str, tuple[Any, ...]], list[tuple[Any, ...]], set[tuple[int, str]]]


def _standing(session: Session) -> Standing:
    """What undoing has to bring back exactly; of themes that ended only that they ended."""
    fields = {}
    for theme in session.scalars(select(Theme).execution_options(populate_existing=True)):
        fields[theme.id] = (
            theme.label,
            theme.label_origin,
            theme.description,
            theme.include_rule,
            theme.exclude_rule,
            theme.state,
            theme.pinned,
            theme.merged_into_id,
        )
    rows = [
        (row.passage_id, row.theme_id, row.strength, row.origin, row.reason)
        for row in session.scalars(select(Assignment).execution_options(populate_existing=True))
    ]
    return fields, sorted(rows, key=lambda row: (row[0], row[1] or "")), themes.refusals(session)


class Registry(RuleBasedStateMachine):
    """Random people at work on a handful of themes; the database is thrown away afterwards."""

    template: Path
    folder: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Registry.number += 1
        self.path = self.folder / f"machine{Registry.number}.db"
        shutil.copy(self.template, self.path)
        self.database = Database(f"sqlite:///{self.path}")
        self.context = self.database.writing()
        self.session = self.context.__enter__()
        self.seen_ids: set[str] = set()
        self.versions: dict[str, int] = {}
        self.events = 0
        self.last: tuple[Standing, int] | None = None

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()
        self.context.__exit__(None, None, None)
        self.database.close()
        self.path.unlink()

    @initialize()
    def fill(self) -> None:
        for number in range(THEMES):
            theme = make_theme(self.session, f"t{number}", f"Thema {number}")
            if number == 0:
                theme.state = ThemeState.PROPOSED
        for number in range(STORIES):
            story = tell(self.session, f"s{number}")
            place(self.session, story, f"t{number % THEMES}", end=10)
            place(self.session, story, None if number % 3 else f"t{number % 2}", start=10)

    # What a rule may choose from, always in the same order.

    def _in(self, *states: ThemeState) -> list[Theme]:
        query = select(Theme).where(Theme.state.in_(states)).order_by(Theme.id)
        return list(self.session.scalars(query))

    def _in_use(self) -> list[Theme]:
        return self._in(*themes.IN_USE)

    def _passages(self) -> list[int]:
        return list(self.session.scalars(select(Passage.id).order_by(Passage.id)))

    def _do(self, theme_ids: list[str], action: Callable[[], Any]) -> None:
        """Do what a person does, and see that it left an event and a version for each theme."""
        before = _standing(self.session)
        events = self._count()
        action()
        made = self._count() - events
        if _standing(self.session) != before:
            assert made >= len(theme_ids)
        newest = self.session.scalar(select(func.max(ThemeEvent.id)))
        if made and newest is not None:
            self.last = (before, newest)
            if newest % 2:
                self._undo_and_redo()
            for theme_id in theme_ids:
                version = themes.get(self.session, theme_id).version
                assert theme_versions.as_of(self.session, theme_id, version).version == version
                assert version > self.versions.get(theme_id, 0)

    def _count(self) -> int:
        return self.session.scalar(select(func.count(ThemeEvent.id))) or 0

    def _simple(self, theme: Theme, action: Callable[..., Any], *args: Any, **more: Any) -> None:
        self._do(
            [theme.id],
            lambda: action(
                self.session, theme.id, *args, version=theme.version, account_id=None, **more
            ),
        )

    def _unless_refused(self, codes: set[str], action: Callable[..., Any], *args: Any) -> None:
        """Do something that may be refused for these reasons, and then changes nothing."""
        before = _standing(self.session)
        code = None
        try:
            action(*args)
        except Conflict as refusal:
            code = refusal.code
        if code is not None:
            assert code in codes
            assert _standing(self.session) == before

    @rule(which=pick, label=st.sampled_from(["Een", "Twee", "Drie"]))
    def rename(self, which: int, label: str) -> None:
        if found := self._in(*themes.IN_USE, ThemeState.PARKED):
            self._simple(found[which % len(found)], curation.rename, label)

    @rule(which=pick, text=st.sampled_from(["", "Wel dit", "Wel dat"]))
    def describe(self, which: int, text: str) -> None:
        if found := self._in(*themes.IN_USE, ThemeState.PARKED):
            self._simple(found[which % len(found)], curation.describe, include_rule=text)

    @rule(which=pick, on=st.booleans())
    def pin(self, which: int, on: bool) -> None:
        if found := self._in_use():
            self._simple(found[which % len(found)], curation.pin if on else curation.unpin)

    @rule(which=pick, accepted=st.booleans())
    def judge(self, which: int, accepted: bool) -> None:
        if found := self._in(ThemeState.PROPOSED):
            action = curation.accept if accepted else curation.reject
            self._simple(found[which % len(found)], action)

    @rule(which=pick, for_good=st.booleans())
    def close(self, which: int, for_good: bool) -> None:
        if found := self._in_use():
            action = curation.retire if for_good else curation.park
            self._simple(found[which % len(found)], action)

    @rule(which=pick)
    def reopen(self, which: int) -> None:
        found = self._in(ThemeState.PARKED, ThemeState.RETIRED)
        if not found:
            return
        theme = found[which % len(found)]
        self._unless_refused({"thema.teruggenomen"}, self._simple, theme, curation.reopen)

    @rule(which=pick, chosen=st.lists(pick, min_size=1, max_size=3), belongs=st.booleans())
    def decide_passages(self, which: int, chosen: list[int], belongs: bool) -> None:
        found, passages = self._in_use(), self._passages()
        if found and passages:
            ids = [passages[one % len(passages)] for one in chosen]
            action = curation.confirm_passages if belongs else curation.refuse_passages
            self._simple(found[which % len(found)], action, ids)

    @rule(which=pick, other=pick)
    def merge(self, which: int, other: int) -> None:
        found = self._in_use()
        if len(found) < 2:
            return
        one = found.pop(which % len(found))
        two = found[other % len(found)]
        known = set(self.session.scalars(select(Theme.id)))
        versions = {one.id: one.version, two.id: two.version}

        def act() -> None:
            merged = curation.merge(
                self.session, list(versions), "Samen", versions=versions, account_id=None
            )
            assert merged.id not in known
            assert {themes.resolve(self.session, old).id for old in versions} == {merged.id}

        self._do(list(versions), act)

    @rule(which=pick, cut=pick, rest=st.booleans())
    def split(self, which: int, cut: int, rest: bool) -> None:
        held = {theme.id: sorted(placements.held_by(self.session, [theme.id]))
                for theme in self._in_use()}  # fmt: skip
        wide = [theme_id for theme_id, ids in held.items() if len(ids) >= 2]
        if not wide:
            return
        theme = themes.get(self.session, wide[which % len(wide)])
        ids = held[theme.id]
        at = 1 + cut % (len(ids) - 1)
        second = curation.Part("Tweede", ids[at : at + 1], dict.fromkeys(ids[at + 1 :], 0.4))
        parts = [("Eerste", ids[:at]), second._replace(nearest=second.nearest if rest else {})]
        known = set(self.session.scalars(select(Theme.id)))

        def act() -> None:
            made = curation.split(
                self.session, theme.id, parts, version=theme.version, account_id=None
            )
            assert known.isdisjoint(child.id for child in made)

        self._do([theme.id], act)

    @rule(which=pick)
    def withdraw(self, which: int) -> None:
        told = self._passages()
        if told:
            passage = self.session.get_one(Passage, told[which % len(told)])
            decisions.withdraw(self.session, stories.get(self.session, passage.story_id))
            self.last = None

    @rule(which=pick, where=pick)
    def machine_places(self, which: int, where: int) -> None:
        """A run puts a passage where it likes, as it may: not pinned, not refused, not people's."""
        passages = self._passages()
        found = [theme.id for theme in self._in_use() if not theme.pinned]
        if not passages or not found:
            return
        passage, theme_id = passages[which % len(passages)], found[where % len(found)]
        by_people = any(row[3] == "mens" for row in placements.rows_of(self.session, [passage]))
        if by_people or (passage, theme_id) in themes.refusals(self.session):
            return
        placements.put_in(self.session, [[passage, theme_id, 0.3, "machine", None, None, None]])
        placements.settle(self.session, [passage])
        self.last = None

    @precondition(lambda self: self.last is not None)
    @rule()
    def undo_the_last(self) -> None:
        self._undo_the_last()

    def _undo_and_redo(self) -> None:
        """Back and forth: it is as it was before, and then as it was after."""
        self._undo_the_last()
        self._undo_the_last()

    def _undo_the_last(self) -> None:
        assert self.last is not None
        before, event_id = self.last
        after = _standing(self.session)
        curation.undo(self.session, event_id, account_id=None)
        self._same(before)
        newest = self.session.scalar(select(func.max(ThemeEvent.id)))
        assert newest is not None
        self.last = (after, newest)

    def _same(self, before: Standing) -> None:
        fields, rows, refused = _standing(self.session)
        born = fields.keys() - before[0].keys()
        assert {fields[theme_id][5] for theme_id in born} <= {ThemeState.RETIRED}
        # A theme that was born and taken back may be born again by undoing that.
        assert {one: fields[one] for one in before[0]} == before[0]
        assert rows == before[1]
        assert refused == {one for one in before[2]} | {one for one in refused if one[1] in born}

    @rule(which=pick)
    def undo_something(self, which: int) -> None:
        events = list(self.session.scalars(select(ThemeEvent).order_by(ThemeEvent.id)))
        if not events:
            return
        event = events[which % len(events)]
        self._unless_refused(
            {"thema.al_ongedaan", "thema.later_veranderd", "thema.niet_ongedaan"},
            self._do,
            event.detail.get("themas", []),
            lambda: curation.undo(self.session, event.id, account_id=None),
        )

    @rule(which=pick)
    def come_too_late(self, which: int) -> None:
        if found := self._in_use():
            theme = found[which % len(found)]
            before = _standing(self.session)
            events = themes.history(self.session, theme.id)
            edited = [one.detail["na"]["versie"] for one in events if one.detail.get("na")]
            # A version that was only cited is no edit; one that is not there yet is never right.
            for seen in (*(last - 1 for last in edited[-1:]), theme.version + 1):
                with pytest.raises(Conflict):
                    curation.rename(self.session, theme.id, "Laat", version=seen, account_id=None)
            assert _standing(self.session) == before

    @rule(which=pick)
    def cite(self, which: int) -> None:
        query = select(Theme.id).order_by(Theme.id)
        ids = list(self.session.scalars(query))
        if ids:
            theme_id = ids[which % len(ids)]
            version = theme_versions.cite(self.session, theme_id)
            assert theme_versions.cite(self.session, theme_id) == version
            held = sorted(placements.held_by(self.session, [theme_id]))
            frozen = theme_versions.as_of(self.session, theme_id, version)
            assert list(frozen.passages) == held

    @invariant()
    def only_themes_in_use_hold_passages(self) -> None:
        query = (
            select(func.count())
            .select_from(Assignment)
            .join(Theme, Theme.id == Assignment.theme_id)
            .where(Theme.state.not_in(themes.IN_USE))
        )
        assert self.session.scalar(query) == 0

    @invariant()
    def every_passage_is_somewhere_and_once(self) -> None:
        rows = self.session.execute(select(Assignment.passage_id, Assignment.theme_id)).all()
        assert len(rows) == len(set(rows))
        placed = {passage for passage, theme_id in rows if theme_id is not None}
        loose = {passage for passage, theme_id in rows if theme_id is None}
        assert placed.isdisjoint(loose)
        assert placed | loose == set(self._passages())

    @invariant()
    def nothing_is_in_a_theme_that_people_refused(self) -> None:
        query = select(func.count()).select_from(Assignment).join(
            ThemeRefusal,
            (ThemeRefusal.passage_id == Assignment.passage_id)
            & (ThemeRefusal.theme_id == Assignment.theme_id),
        )  # fmt: skip
        assert self.session.scalar(query) == 0

    @invariant()
    def ids_stay_and_lead_to_a_theme_without_going_round(self) -> None:
        every = {theme.id: theme for theme in self.session.scalars(select(Theme))}
        assert self.seen_ids <= every.keys()
        self.seen_ids = set(every)
        for theme in every.values():
            merged = theme.state is ThemeState.MERGED
            assert merged is (theme.merged_into_id is not None)
            now = themes.resolve(self.session, theme.id)
            assert now.state is not ThemeState.MERGED
            steps, at = 0, theme
            while at.merged_into_id is not None:
                at, steps = every[at.merged_into_id], steps + 1
                assert steps <= len(every)
            assert at.id == now.id

    @invariant()
    def versions_and_events_only_grow(self) -> None:
        rows = self.session.execute(select(Theme.id, Theme.version)).tuples()
        now = dict(rows.all())
        assert all(now[theme_id] >= version for theme_id, version in self.versions.items())
        self.versions = now
        frozen = select(ThemeVersion.theme_id, func.max(ThemeVersion.version))
        newest = self.session.execute(frozen.group_by(ThemeVersion.theme_id)).tuples()
        assert all(version <= now[theme_id] for theme_id, version in newest)
        events = self._count()
        assert events >= self.events
        self.events = events


def test_themes_survive_whatever_people_do(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Registry, "template", migrated_sqlite, raising=False)
    monkeypatch.setattr(Registry, "folder", tmp_path, raising=False)
    run_state_machine_as_test(
        Registry,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
