"""Where stories and standards miss each other, without telling of anybody alone."""

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from models import db, gaps
from models.audit import AuditEvent
from models.base import now, today
from models.db import Database
from models.errors import NotFound, Rejected
from models.standards import StandardSet
from models.stories import Story
from models.vocabulary import (
    AccountRole,
    AgeGroup,
    LinkKind,
    LinkState,
    NarratorRole,
    Purpose,
    SetStatus,
    SourceStatus,
    StoryState,
    ThemeState,
)
from service import gap_csv
from service import gaps as gap_report
from service.cli import app
from service.gaps import Asked
from service.schemas import GapReport
from tests.collection import make_link, make_standard, make_theme, place, tell
from tests.service.conftest import ClientAs

PARENT, YOUNG = NarratorRole.PARENT, NarratorRole.YOUNG_PERSON
ROLE, TEAM = gaps.GroupKind.ROLE, gaps.GroupKind.TEAM
CANARY = "Kanariepiet wachtte op een brief."


def told(
    session: Session, number: int, *theme_ids: str, name: str = "v", **other: Any
) -> list[Story]:
    """So many stories, each in all of these themes."""
    found = []
    for at in range(number):
        story = tell(session, f"{name}-{'-'.join(theme_ids)}-{at}", CANARY, **other)
        for start, theme_id in enumerate(theme_ids):
            place(session, story, theme_id, start=start)
        found.append(story)
    return found


def report(session: Session, **asked: Any) -> GapReport:
    return gap_report.report(session, Asked(**asked))


def rows(found: GapReport) -> dict[str, tuple[int | None, int | None]]:
    return {one.value: (one.count.stories, one.count.of) for one in found.groups}


def test_an_empty_house_has_no_gaps_and_no_shares(database: Database) -> None:
    with database.reading() as session:
        found = report(session)
    assert (found.count.stories, found.count.of, found.count.share) == (0, 0, None)
    assert found.themes == []
    assert found.standards == []
    assert found.sets == []
    assert {one.count.of for one in found.groups} == {0}


def test_themes_without_a_standard_say_why(database: Database) -> None:
    with database.writing() as session:
        first, second = (make_standard(session, key, set_key=key) for key in ("a", "b"))
        for number in range(1, 7):
            make_theme(session, f"t{number}", f"Thema {number}")
            told(session, 4 + number, f"t{number}")
        make_link(session, "t2", first)
        make_link(session, "t3", first, state=LinkState.REJECTED)
        make_link(session, "t4", first, state=LinkState.CONFIRMED).kind = LinkKind.MISSING
        make_link(session, "t4", second, state=LinkState.REJECTED)
        make_link(session, "t5", first, state=LinkState.CONFIRMED)
        make_link(session, "t6", first, state=LinkState.ESTABLISHED)
        session.flush()
        found = report(session)
    assert [(one.theme_id, one.why.value, one.count.stories) for one in found.themes] == [
        ("t4", "ontbreekt", 8),
        ("t3", "afgewezen", 7),
        ("t2", "alleen_voorstel", 6),
        ("t1", "geen_koppeling", 5),
    ]
    assert [one.standard_key for one in found.themes[0].missing_in] == ["a"]
    assert (found.themes[0].rejected, found.themes[2].proposed) == (1, 1)
    table = gap_csv.render(found, on=today()).decode("utf-8-sig")
    assert "a Eén vast aanspreekpunt (Proef; verified)" in table
    # Only t5 and t6 are in a standard: 9 + 10 of 45.
    assert (found.count.stories, found.count.of) == (19, 45)
    assert found.count.share == round(19 / 45, 4)


def test_standards_without_a_story_say_why(database: Database) -> None:
    with database.writing() as session:
        made = {key: make_standard(session, key, set_key=f"set-{key}") for key in "abcdef"}
        for theme_id in ("t1", "t2", "t3"):
            make_theme(session, theme_id)
        told(session, 6, "t1")
        told(session, 3, "t3")
        told(session, 9)
        make_link(session, "t1", made["a"], state=LinkState.CONFIRMED)
        make_link(session, "t1", made["b"])
        make_link(session, "t1", made["c"], state=LinkState.REJECTED)
        make_link(session, "t2", made["d"], state=LinkState.ESTABLISHED)
        make_link(session, "t3", made["e"], state=LinkState.CONFIRMED)
        found = report(session)
    assert {one.key: one.why.value for one in found.standards} == {
        "b": "alleen_voorstel",
        "c": "afgewezen",
        "d": "geen_verhalen",
        "e": "te_weinig",
        "f": "geen_koppeling",
    }
    assert any("niemand vroeg ernaar" in note for note in found.notes)
    assert {one.key: one.themes for one in found.standards}["d"] == ["Lang wachten"]


def test_a_set_that_is_not_whole_says_so(database: Database) -> None:
    with database.writing() as session:
        standard = make_standard(session)
        found = report(session)
        assert [(one.incomplete, one.missing) for one in found.sets] == [(True, "De helft")]
        assert found.standards[0].set_incomplete
        assert gap_report.INCOMPLETE_NOTE in found.notes
        session.get_one(StandardSet, standard.set_id).status = SetStatus.VERIFIED
        session.flush()
        found = report(session)
        assert not found.sets[0].incomplete
        assert gap_report.INCOMPLETE_NOTE not in found.notes


def test_what_is_out_of_use_never_counts(database: Database) -> None:
    with database.writing() as session:
        gone, older, current = (make_standard(session, key, set_key=key) for key in "abc")
        make_theme(session, "t1")
        told(session, 6, "t1")
        for standard in (gone, older):
            make_link(session, "t1", standard, state=LinkState.CONFIRMED)
        session.get_one(StandardSet, gone.set_id).retired_at = now()
        session.get_one(StandardSet, older.set_id).superseded_by_id = current.set_id
        session.flush()
        found = report(session)
        assert [one.key for one in found.sets] == ["c"]
        assert [one.key for one in found.standards] == ["c"]
        assert [one.why.value for one in found.themes] == ["geen_koppeling"]
        assert found.count.stories == 0
        with pytest.raises(NotFound):
            report(session, set_key="a")


def test_only_stories_that_may_be_analysed_and_themes_in_use_count(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2").state = ThemeState.RETIRED
        told(session, 6, "t1", "t2")
        told(session, 6, "t1", name="weg", state=StoryState.WITHDRAWN)
        told(session, 6, "t1", name="team", allows={Purpose.OWN_TEAM})
        found = report(session)
    assert [(one.theme_id, one.count.stories, one.count.of) for one in found.themes] == [
        ("t1", 6, 6)
    ]


def test_a_story_in_two_themes_counts_once_for_the_standards(database: Database) -> None:
    with database.writing() as session:
        standard = make_standard(session)
        for theme_id in ("t1", "t2"):
            make_theme(session, theme_id)
            make_link(session, theme_id, standard, state=LinkState.CONFIRMED)
        told(session, 10, "t1", "t2")
        found = report(session)
    assert (found.count.stories, found.count.of, found.count.share) == (10, 10, 1.0)
    assert found.count.low == 0.7225
    assert rows(found)["ouder"] == (10, 10)


@pytest.mark.parametrize(
    ("young", "shown"), [(4, (None, None)), (5, (0, 5)), (1, (None, None)), (0, (0, 0))]
)
def test_a_group_under_the_minimum_is_hidden_and_at_it_is_shown(
    database: Database, young: int, shown: tuple[int | None, int | None]
) -> None:
    with database.writing() as session:
        told(session, 20, role=PARENT)
        told(session, 30, role=NarratorRole.OTHER, name="a")
        told(session, young, role=YOUNG, name="j")
        found = rows(report(session))
    assert found["jongere"] == shown
    # The smallest other group hides with it: with the total it would tell.
    assert found["ouder"] == ((0, 20) if young in {0, 5} else (None, None))
    assert found["anders"] == (0, 30)


def test_what_is_left_of_a_group_is_hidden_as_well_as_what_is_in(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_link(session, "t1", make_standard(session), state=LinkState.CONFIRMED)
        told(session, 9, "t1", role=PARENT)
        told(session, 1, role=PARENT, name="rest")
        told(session, 8, "t1", role=YOUNG, name="j")
        told(session, 8, role=YOUNG, name="jr")
        found = report(session)
    parents, young = (
        next(one for one in found.groups if one.value == value) for value in ("ouder", "jongere")
    )
    assert (parents.count.stories, parents.count.of) == (None, 10)
    assert young.count.stories is None
    assert parents.count.share is None
    assert parents.count.shown.value == "verborgen"


def test_a_higher_minimum_hides_more_and_a_lower_one_is_refused(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        told(session, 7, "t1")
        told(session, 30, name="rest")
        assert report(session, minimum=7).themes[0].count.stories == 7
        assert report(session, minimum=8).themes[0].count.stories is None
        for wrong in (4, 0, 1_001):
            with pytest.raises(Rejected):
                report(session, minimum=wrong)


def test_a_group_shows_its_own_numbers_and_no_small_theme(database: Database) -> None:
    with database.writing() as session:
        standard = make_standard(session)
        for theme_id in ("t1", "t2", "t3"):
            make_theme(session, theme_id, theme_id)
        make_link(session, "t3", standard, state=LinkState.CONFIRMED)
        told(session, 10, "t1", role=PARENT)
        told(session, 2, "t2", role=PARENT, name="p")
        told(session, 10, "t2", "t3", role=YOUNG, name="j")
        parents = report(session, role="ouder")
        everybody = report(session)
    assert parents.group is not None
    assert parents.group.label == "Ouder of verzorger"
    assert (parents.count.stories, parents.count.of) == (0, 12)
    # Two are in t2, and so two are not in t1.
    assert [(one.label, one.count.stories) for one in parents.themes] == [
        ("t1", None),
        ("t2", None),
    ]
    assert [one.why.value for one in parents.standards] == ["geen_verhalen"]
    assert everybody.standards == []
    # The table is the same whatever group is asked for.
    assert parents.groups == everybody.groups


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"role": "ouder", "team_id": 1}, "gaten.een_groep"),
        ({"role": "ouder", "age_group": "tot_18"}, "gaten.een_groep"),
        ({"role": "koning"}, "gaten.groep"),
        ({"age_group": "200_plus"}, "gaten.groep"),
        ({"team_id": 404}, "team.onbekend"),
        ({"set_key": "geen"}, "set.onbekend"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    database: Database, asked: dict[str, Any], code: str
) -> None:
    with database.reading() as session, pytest.raises((Rejected, NotFound)) as refused:
        report(session, **asked)
    assert refused.value.code == code


def test_one_set_is_held_against_the_stories_by_itself(database: Database) -> None:
    with database.writing() as session:
        for number, theme_id in enumerate(("t1", "t2"), start=1):
            make_theme(session, theme_id, theme_id)
            standard = make_standard(session, f"s{number}", set_key=f"set{number}")
            make_link(session, theme_id, standard, state=LinkState.CONFIRMED)
            told(session, 10 * number, theme_id)
        found = report(session, set_key="set1")
    assert (found.count.stories, found.count.of) == (10, 30)
    assert [one.theme_id for one in found.themes] == ["t2"]
    assert [one.key for one in found.sets] == ["set1"]
    assert found.standards == []


def test_two_sets_do_not_tell_what_only_one_has(database: Database) -> None:
    with database.writing() as session:
        for number, theme_id in ((1, "t1"), (2, "t2")):
            make_theme(session, theme_id, theme_id)
            standard = make_standard(session, f"s{number}", set_key=f"set{number}")
            make_link(session, theme_id, standard, state=LinkState.CONFIRMED)
        told(session, 12, "t1")
        told(session, 2, "t2")
        told(session, 9, name="rest")
        assert report(session).count.stories == 14
        # Shown, it would tell that two stories are in the other set only.
        assert report(session, set_key="set1").count.stories is None


class _Table:
    """What somebody can write down who asks everything: numbers, and which add up to which."""

    def __init__(self, columns: dict[str, gaps.Counts], groups: list[gaps.Group]) -> None:
        self.groups = groups
        self.true = {
            (at, name): sum(
                count
                for (team, role, age), count in counts.items()
                if group is None
                or group.value == {TEAM: str(team), ROLE: role}.get(group.kind, age)
            )
            for name, counts in columns.items()
            for at, group in enumerate([None, *groups])
        }

    def equations(self) -> Iterator[tuple[tuple[int, str], list[tuple[int, str]]]]:
        for name in ("verhalen", "in", "uit"):
            for kind in gaps.GroupKind:
                of_kind = [
                    (at, name) for at, one in enumerate(self.groups, start=1) if one.kind is kind
                ]
                yield (0, name), of_kind
        for at in range(len(self.groups) + 1):
            yield (at, "verhalen"), [(at, "in"), (at, "uit")]

    def pinned(self, shown: dict[tuple[int, str], int]) -> list[tuple[int, str]]:
        """The small numbers for which only one value is possible."""
        cells = sorted(self.true)
        at = {cell: column for column, cell in enumerate(cells)}
        matrix, right = [], []
        for total, parts in self.equations():
            row = np.zeros(len(cells))
            row[at[total]] -= 1
            for part in parts:
                row[at[part]] += 1
            matrix.append(row)
            right.append(0)
        bounds = [(shown[cell], shown[cell]) if cell in shown else (0, None) for cell in cells]
        found = []
        for cell in cells:
            if cell in shown or not 0 < self.true[cell] < 5:
                continue
            wanted = np.zeros(len(cells))
            wanted[at[cell]] = 1
            low, high = (
                linprog(sign * wanted, A_eq=np.array(matrix), b_eq=right, bounds=bounds)
                for sign in (1, -1)
            )
            if high.status == 0 and round(-high.fun - low.fun, 6) < 1:
                found.append(cell)
        return found


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_follows_from_all_answers_together(
    migrated_sqlite: Path, tmp_path: Path, seed: int
) -> None:
    import shutil

    shutil.copy(migrated_sqlite, tmp_path / "een.db")
    database = Database(f"sqlite:///{tmp_path / 'een.db'}")
    chance = random.Random(seed)
    with database.writing() as session:
        make_theme(session, "t1")
        for at in range(chance.choice([12, 40, 90])):
            story = tell(
                session,
                f"v{at}",
                role=chance.choice([PARENT, YOUNG, NarratorRole.OTHER, None]),
                age_group=chance.choice([AgeGroup.UNDER_18, AgeGroup.FROM_18, None]),
                team=chance.choice(["Noord", "Zuid", "Oost"]),
            )
            place(session, story, "t1" if chance.random() < 0.4 else None)
        groups = gaps.groups(session)
        counts = gaps.told(session)
        within = gaps.telling(session, {"t1"})
        left = {whose: count - within.get(whose, 0) for whose, count in counts.items()}
        table = _Table({"verhalen": counts, "in": within, "uit": left}, groups)
        shown: dict[tuple[int, str], int] = {}
        for number, group in enumerate([None, *groups]):
            for minimum in (5, 9):
                found = report(session, **_asked(group), minimum=minimum)
                if found.count.of is not None:
                    shown[number, "verhalen"] = found.count.of
                counted = [one.count.stories for one in found.themes]
                if counted and counted[0] is not None:
                    shown[number, "in"] = counted[0]
                elif not counted and found.count.of is not None:
                    shown[number, "in"] = 0
    database.close()
    assert all(table.true[cell] == number for cell, number in shown.items())
    assert not any(0 < number < 5 for number in shown.values())
    assert table.pinned(shown) == []


def _asked(group: gaps.Group | None) -> dict[str, Any]:
    if group is None:
        return {}
    if group.kind is gaps.GroupKind.TEAM:
        return {"team_id": int(group.value)}
    return {("role" if group.kind is gaps.GroupKind.ROLE else "age_group"): group.value}


@pytest.fixture
def gap(database: Database) -> None:
    """One theme of twelve stories without a standard, and one standard without a story."""
    with database.writing() as session:
        standard = make_standard(session)
        standard.title, standard.status = "=1+1", SourceStatus.DERIVED
        make_theme(session, "t1", "=WEBSERVICE()")
        told(session, 12, "t1")
        told(session, 3, role=YOUNG, name="j")
        told(session, 20, role=NarratorRole.OTHER, name="a")


@pytest.mark.usefixtures("gap")
class TestOverHttp:
    def test_everybody_who_is_signed_in_reads_them(self, client_as: ClientAs) -> None:
        told = client_as(AccountRole.ANALYST).get("/v1/gaps").json()
        assert told["count"]["of"] == 35
        assert told["themes"][0]["count"] == {
            "stories": 12, "of": 35, "share": 0.3429, "low": 0.2083, "high": 0.5085,
            "shown": {"value": "volledig", "label": "Aantal en percentage"},
        }  # fmt: skip
        young = next(one for one in told["groups"] if one["value"] == "jongere")
        assert young["count"]["of"] is None
        assert young["standardsTouched"] is None

    @pytest.mark.parametrize("address", ["/v1/gaps", "/v1/gaps/file"])
    def test_a_stranger_reads_nothing(self, stranger: TestClient, address: str) -> None:
        assert stranger.get(address).status_code == 401

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("minimum=4", 422),
            ("minimum=veel", 422),
            ("role=koning", 422),
            ("role=ouder&team=1", 422),
            ("team=404", 404),
            ("team=99999999999", 422),
            ("set=geen", 404),
            ("ageGroup=onbekend", 200),
        ],
    )
    def test_what_is_asked_is_looked_at(self, reader: TestClient, query: str, status: int) -> None:
        for address in ("/v1/gaps", "/v1/gaps/file"):
            assert reader.get(f"{address}?{query}").status_code == status

    def test_the_table_runs_nothing_and_hides_the_same(
        self, reader: TestClient, database: Database
    ) -> None:
        reply = reader.get("/v1/gaps/file")
        assert reply.headers["Content-Disposition"].endswith('.csv"')
        assert CANARY not in reply.text
        table = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
        names = {(one["deel"], one["kenmerk"]): one["naam"] for one in table}
        assert names["thema_zonder_standaard", "t1"] == "'=WEBSERVICE()"
        assert names["standaard_zonder_verhaal", "proef-1"] == "'=1+1"
        young = next(one for one in table if one["kenmerk"] == "jongere")
        assert (young["verhalen"], young["verhalen_totaal"]) == ("verborgen", "verborgen")
        with database.reading() as session:
            assert session.scalars(select(AuditEvent.action)).all() == ["gaten.meegenomen"]

    def test_somebody_can_write_while_it_is_counted(
        self, reader: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted = gap_report.report

        def beside(session: Session, asked: Asked) -> GapReport:
            with database.writing():
                return counted(session, asked)

        monkeypatch.setattr(db, "WRITE_WAIT_SECONDS", 0.1)
        monkeypatch.setattr(gap_report, "report", beside)
        assert reader.get("/v1/gaps/file").status_code == 200


@pytest.mark.usefixtures("gap")
class TestCommandLine:
    @pytest.fixture(autouse=True)
    def own_house(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
        monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["gaten", *words])

    def test_the_screen_says_how_many_of_how_many(self) -> None:
        shown = self.run("--set", "proef").output
        assert "=WEBSERVICE(): 12 van 35 = 34% (tussen 21% en 51%). Geen standaard" in shown
        assert "proef  Proef [deels gezien]: 1 van de 1" in shown
        assert "proef-1  =1+1 [afgeleid uit de bron]: geen thema gekoppeld" in shown
        assert "Rol       Kind of jongere: verborgen" in shown
        assert "niet over alle inwoners" in shown

    def test_it_is_written_as_json_and_as_csv(self, tmp_path: Path) -> None:
        found = json.loads(self.run("--rol", "anders", "--formaat", "json").stdout)
        assert found["group"]["value"] == "anders"
        out = tmp_path / "uit.csv"
        assert self.run("--formaat", "csv", "--uit", str(out)).exit_code == 0
        assert out.read_bytes().startswith(b"\xef\xbb\xbfdeel,soort")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--minimum", "4"), "Kies een minimum van 5 tot 1000."),
            (("--rol", "koning"), "Kies uit: jongere"),
            (("--rol", "ouder", "--leeftijd", "tot_18"), "Kies één groep tegelijk"),
            (("--team", "Nergens"), "Bekende teams"),
            (("--set", "geen"), "niet (meer) in gebruik"),
            (("--formaat", "csv", "--uit", "/geen/map/uit.csv"), "Kies een andere plek."),
        ],
    )
    def test_what_cannot_be_is_said_in_dutch(self, words: tuple[str, ...], said: str) -> None:
        done = self.run(*words)
        assert done.exit_code == 1
        assert said in " ".join(done.output.split())
