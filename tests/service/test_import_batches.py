"""A file comes in whole or not at all: broken off, gone on with, cancelled, and never readable."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.pseudonymise import load_pseudonymiser
from ingest.readers import opening
from models import forms, import_batches, runs, stories, teams
from models.changes import StoryChange
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.import_batches import ImportBatch, StagedStory
from models.sealing import Sealer
from models.stories import ConsentEvent, Receipt, Story
from models.vocabulary import ImportState, Layout, Purpose, RunKind, StoryState
from service import (
    import_gate,
    import_layouts,
    import_staging,
    import_storing,
    import_trying,
    importing,
)
from service.import_layouts import How
from service.import_storing import Slip
from service.importing import Basis, Order
from service.settings import Settings
from service.wiring import House

CANARY = "Kanariepietje"
OPEN = Basis(purposes=frozenset({Purpose.ASSOCIATION}), approved=True, settled="op papier")


@pytest.fixture
def house(database: Database, sealer: Sealer, tmp_path: Path) -> House:
    """A house that takes names away with the rules alone, on each kind of database."""
    with database.writing() as session:
        teams.ensure(session, "Noord", organisation="Test")
        teams.ensure(session, "Zuid", organisation="Test")
        forms.load_catalogue(session)
    return House(
        settings=Settings(data_dir=tmp_path, database_url=database.url, recognisers="regels"),
        database=database,
        sealer=sealer,
        pseudonymiser=load_pseudonymiser("regels"),
    )


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three stories at a time, so that a little file has several parts."""
    monkeypatch.setattr(importing, "CHUNK", 3)


def quiet(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def file_of(path: Path, count: int, *, more: str = "") -> Path:
    rows = [
        f"Mijn zoon {CANARY} kreeg hulp van het team, voor de {number}e keer dit jaar.;ouder"
        for number in range(count)
    ]
    path.write_text("\n".join(["Verhaal;Rol", *rows, more]), encoding="utf-8")
    return path


def order_of(house: House, path: Path, *, basis: Basis = OPEN, team: str = "Noord") -> Order:
    with house.database.reading() as session:
        return Order(
            path=path,
            name=path.name,
            team_id=teams.by_name(session, team).id,
            form_id=forms.current(session).id,
            basis=basis,
        )


def begin(house: House, order: Order, *, by_force: bool = False) -> str:
    looked = importing.look(house, order)
    return importing.begin(house, looked, progress=quiet, by_force=by_force)


def take(house: House, order: Order) -> importing.Outcome:
    batch = begin(house, order)
    return importing.go_on(house, batch, progress=quiet, processes=1)


def count(house: House, table: type) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def only_batch(house: House) -> ImportBatch:
    with house.database.reading() as session:
        [batch] = import_batches.recent(session)
        return batch


class Broken(Exception):
    """What a killed process looks like from the inside."""


def break_after(chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate works for some chunks and then the process is gone."""
    real = import_gate.through
    done = 0

    def breaking(*args: object, **kwargs: object) -> object:
        nonlocal done
        done += 1
        if done > chunks:
            raise Broken
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(import_gate, "through", breaking)


@pytest.mark.usefixtures("small_chunks")
def test_who_dies_between_two_chunks_goes_on_where_it_was(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 10))
    with monkeypatch.context() as patch:
        break_after(2, patch)
        with pytest.raises(Broken):
            take(house, order)
    batch = only_batch(house)
    assert (batch.state, batch.rows, batch.done) == (ImportState.STOPPED, 10, 6)
    assert count(house, Story) == 0
    seen: list[int] = []
    real = import_gate.through
    monkeypatch.setattr(
        import_gate,
        "through",
        lambda chunk, **kw: seen.extend(n for n, _ in chunk) or real(chunk, **kw),
    )
    outcome = take(house, order)
    assert (outcome.new, seen) == (10, [7, 8, 9, 10])
    assert only_batch(house).state is ImportState.DONE
    assert (count(house, Story), count(house, StagedStory)) == (10, 0)


def test_who_dies_while_reading_begins_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 4))

    def broken(*_: object, **__: object) -> Iterator[dict[str, object]]:
        yield import_gate.packed(next(_drafts(order)), [])
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(importing, "read_rows", broken)
        with pytest.raises(Broken):
            take(house, order)
    assert (only_batch(house).rows, only_batch(house).state) == (0, ImportState.STOPPED)
    assert take(house, order).new == 4


def test_who_wakes_up_over_a_file_that_another_read_meanwhile_adds_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 6))
    monkeypatch.setattr(import_staging, "AT_ONCE", 2)
    real, taken_over = importing.read_rows, []

    def asleep(*args: object) -> Iterator[dict[str, object]]:
        for number, row in enumerate(real(*args)):  # type: ignore[arg-type]
            if number == 3:
                with monkeypatch.context() as patch:
                    patch.setattr(importing, "read_rows", real)
                    batch = begin(house, order, by_force=True)
                taken_over.append(batch)
            yield row

    monkeypatch.setattr(importing, "read_rows", asleep)
    with pytest.raises(Conflict):
        begin(house, order)
    assert importing.go_on(house, taken_over[0], progress=quiet, processes=1).new == 6
    assert (count(house, Story), count(house, StagedStory), count(house, ImportBatch)) == (6, 0, 1)


def test_a_file_that_changed_before_it_was_read_is_refused(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 2))
    real = import_batches.begin

    def late(*args: object, **kwargs: object) -> object:
        file_of(order.path, 3)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(import_batches, "begin", late)
    with pytest.raises(Rejected, match="veranderde tijdens het lezen"):
        begin(house, order)
    assert (only_batch(house).state, count(house, StagedStory)) == (ImportState.FAILED, 0)


def test_who_cancels_while_it_is_being_stored_hears_that_it_is_too_late(
    house: House, tmp_path: Path
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 2))
    batch = begin(house, order)
    heard: list[object] = []

    def cancel() -> None:
        other = Database(house.database.url)
        try:
            with other.writing() as session:
                heard.append(import_batches.over(session, batch, ImportState.CANCELLED).state)
        except Conflict as error:
            heard.append(error.code)
        finally:
            other.close()

    late = threading.Thread(target=cancel)
    with house.database.writing() as session:
        import_batches.over(session, batch, ImportState.DONE, stored=2)
        late.start()
        time.sleep(0.3)
    late.join(timeout=10)
    assert heard == ["import.afgelopen"]
    assert (only_batch(house).state, only_batch(house).stored) == (ImportState.DONE, 2)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_what_a_file_says_of_one_story_takes_away_and_never_adds(
    house: House, tmp_path: Path, kind: str
) -> None:
    told = {"een": "onderzoek; citaat", "twee": "", "drie": "nee", "vier": "associatie"}
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        rows = [f"{title};Het team kwam bij ons langs, {title};{may!r}".replace("'", '"')
                for title, may in told.items()]  # fmt: skip
        path.write_text("\n".join(["Titel;Verhaal;mag_voor", *rows]), encoding="utf-8")
    else:
        lines = [
            {"title": title, "text": f"Het team kwam bij ons langs, {title}",
             "consents": [one.strip() for one in may.split(";") if one]}
            for title, may in told.items()
        ]  # fmt: skip
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    both = frozenset({Purpose.ASSOCIATION, Purpose.RESEARCH})
    take(house, order_of(house, path, basis=Basis(purposes=both, approved=True)))
    with house.database.reading() as session:
        given = {
            story.title: stories.purposes(session, story.id)
            for story in session.scalars(select(Story))
        }
    assert given == {
        "een": {Purpose.RESEARCH}, "twee": set(), "drie": set(), "vier": {Purpose.ASSOCIATION}
    }  # fmt: skip
    wrong = path.read_text(encoding="utf-8").replace("associatie", "alles")
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(Rejected, match="Dit doel kennen wij niet"):
        take(house, order_of(house, path))


def _drafts(order: Order) -> Iterator[object]:
    from ingest.readers.opening import iter_drafts

    return (draft for _, draft in iter_drafts(order.path))


def test_the_same_file_twice_adds_nothing(house: House, tmp_path: Path) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 5))
    assert take(house, order).new == 5
    again = take(house, order)
    assert (again.new, again.already_known, count(house, Story)) == (0, 5, 5)


def test_the_same_story_twice_in_one_file_is_one_story(house: House, tmp_path: Path) -> None:
    line = "Zij luisterden goed naar ons, elke keer weer opnieuw.;ouder"
    path = file_of(tmp_path / "a.csv", 1, more=f"{line}\n{line}")
    outcome = take(house, order_of(house, path))
    assert (outcome.found, outcome.new, outcome.already_known) == (3, 2, 1)


@pytest.mark.parametrize(
    "bad", ["kort;ouder", "Een verhaal dat lang genoeg is om te lezen.;koning"]
)
def test_one_fault_anywhere_and_nothing_stays(house: House, tmp_path: Path, bad: str) -> None:
    path = file_of(tmp_path / "a.csv", 5, more=f"{bad}\n{bad}")
    with pytest.raises(Rejected) as refused:
        take(house, order_of(house, path))
    assert [problem.place.partition(",")[0] for problem in refused.value.problems] == [
        "rij 7",
        "rij 8",
    ]
    assert CANARY not in refused.value.message
    assert only_batch(house).state is ImportState.FAILED
    assert (count(house, Story), count(house, StagedStory)) == (0, 0)


@pytest.mark.usefixtures("small_chunks")
def test_a_cancelled_import_stops_and_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 9))
    batch = begin(house, order)

    def cancelling(step: str, done: int, total: int) -> None:
        if done == 3:
            importing.cancel(house, batch)

    with pytest.raises(Conflict):
        importing.go_on(house, batch, progress=cancelling, processes=1)
    assert only_batch(house).state is ImportState.CANCELLED
    assert (count(house, Story), count(house, StagedStory)) == (0, 0)
    with pytest.raises(Conflict):
        importing.cancel(house, batch)


def test_two_processes_do_not_work_on_one_file(house: House, tmp_path: Path) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 3))
    batch = begin(house, order)
    with pytest.raises(Conflict):
        begin(house, order)
    assert begin(house, order, by_force=True) == batch


def test_two_who_send_one_file_at_the_same_moment_begin_one_import(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = importing.look(house, order_of(house, file_of(tmp_path / "a.csv", 3)))
    real, both = import_batches.unfinished, threading.Barrier(2)

    def looking(session: Session, digest: str) -> ImportBatch | None:
        found = real(session, digest)
        # Who looks waits a moment for the other to look too; whose turn it is waits in vain.
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.3)
        return found

    monkeypatch.setattr(import_batches, "unfinished", looking)
    heard: list[str] = []

    def send() -> None:
        try:
            importing.begin(house, looked, progress=quiet)
            heard.append("begonnen")
        except Conflict as error:
            heard.append(error.code)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(heard) == ["begonnen", "import.bezig"]
    assert only_batch(house).rows == 3


def test_a_file_is_read_twice_and_no_more_often(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 3))
    times: list[str] = []
    real = opening.planned_drafts

    def counted(*args: object) -> object:
        times.append("gelezen")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "planned_drafts", counted)
    assert take(house, order).new == 3
    assert times == ["gelezen", "gelezen"]


def test_another_team_or_another_agreement_is_another_import(house: House, tmp_path: Path) -> None:
    path = file_of(tmp_path / "a.csv", 3)
    first = begin(house, order_of(house, path))
    closed = Basis(purposes=frozenset(), approved=False)
    others = (order_of(house, path, team="Zuid"), order_of(house, path, basis=closed))
    assert {begin(house, one) for one in others}.isdisjoint({first})


def test_what_stands_ready_is_sealed_and_nobody_reads_it(house: House, tmp_path: Path) -> None:
    order = order_of(house, file_of(tmp_path / "a.csv", 3))
    begin(house, order)
    with house.database.reading() as session:
        sealed = b"".join(session.scalars(select(StagedStory.sealed)))
        batch = session.scalars(select(ImportBatch)).one()
        assert stories.page(session, limit=10).total == 0
    told = json.dumps([batch.basis, batch.digest, repr(batch)])
    assert CANARY.encode() not in sealed
    assert b"Verhaal" not in sealed
    assert CANARY not in told
    assert "a.csv" not in told


def test_words_that_did_not_pass_the_gate_are_never_stored(house: House, tmp_path: Path) -> None:
    batch = begin(house, order_of(house, file_of(tmp_path / "a.csv", 3)))
    with house.database.writing() as session:
        session.get_one(ImportBatch, batch).done = 3
    with pytest.raises(Conflict):
        import_storing.store_batch(house, batch, progress=quiet)
    assert count(house, Story) == 0


def test_many_stories_go_through_in_other_processes_with_the_same_outcome(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_gate, "LEAST_FOR_PROCESSES", 2)
    monkeypatch.setattr(importing, "CHUNK", 2)
    path = file_of(tmp_path / "a.csv", 8)
    order = order_of(house, path)
    batch = begin(house, order)
    assert importing.go_on(house, batch, progress=quiet, processes=2).new == 8
    other = order_of(house, path, team="Zuid")
    monkeypatch.undo()
    take(house, other)
    with house.database.reading() as session:
        texts = {
            team: sorted(session.scalars(select(Story.text).where(Story.team_id == team)))
            for team in (order.team_id, other.team_id)
        }
    assert texts[order.team_id] == texts[other.team_id]
    assert CANARY not in texts[order.team_id][0]


def test_changes_and_one_mining_run_come_along(house: House, tmp_path: Path) -> None:
    outcome = take(house, order_of(house, file_of(tmp_path / "a.csv", 3)))
    assert outcome.masked == count(house, StoryChange) == 3
    with house.database.reading() as session:
        assert [run.kind for run in runs.recent(session)] == [RunKind.MINE]
        story = session.scalars(select(Story)).first()
        assert story is not None
        assert stories.purposes(session, story.id) == {Purpose.ASSOCIATION}


def test_narrators_who_said_nothing_yet_get_a_code_each(house: House, tmp_path: Path) -> None:
    waiting = Basis(purposes=frozenset(), approved=False, codes=True)
    batch = begin(house, order_of(house, file_of(tmp_path / "a.csv", 2), basis=waiting))
    slips: list[Slip] = []
    importing.go_on(house, batch, progress=quiet, processes=1, hand_over=slips.extend)
    assert [slip.place for slip in slips] == ["rij 2", "rij 3"]
    assert len({slip.code for slip in slips}) == count(house, Receipt) == 2
    assert slips[0].code not in repr(slips)
    with house.database.reading() as session:
        states = set(session.scalars(select(Story.state)))
    assert states == {StoryState.AWAITING_NARRATOR}


def test_nothing_is_allowed_for_a_narrator_who_said_nothing_yet(
    house: House, tmp_path: Path
) -> None:
    waiting = Basis(purposes=frozenset(Purpose), approved=False)
    take(house, order_of(house, file_of(tmp_path / "a.csv", 2), basis=waiting))
    with house.database.reading() as session:
        for story in session.scalars(select(Story)):
            assert stories.purposes(session, story.id) == frozenset()
    assert count(house, ConsentEvent) == 0


def test_a_dry_run_counts_what_would_come_in(house: House, tmp_path: Path) -> None:
    path = file_of(tmp_path / "a.csv", 4)
    take(house, order_of(house, file_of(tmp_path / "b.csv", 2)))
    looked = importing.look(house, order_of(house, path))
    outcome = import_trying.dry_run(house, looked, progress=quiet, processes=1)
    assert (outcome.found, outcome.new, outcome.already_known, outcome.masked) == (4, 2, 2, 2)
    assert count(house, Story) == 2


def test_a_layout_is_kept_under_a_name_and_used_again(house: House, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Wat;Wie\nZij luisterden goed naar ons, elke keer weer.;ouder\n")
    how = How(mapping={"tekst": "Wat", "rol": "Wie"})
    with house.database.writing() as session:
        seen = import_layouts.preview(path, how)
        import_layouts.keep(session, " Ons  bestand ", how, seen=seen)
        import_layouts.keep(session, "Ons bestand", how, seen=seen)
        again = import_layouts.named(session, "ons bestand")
        assert again.mapping == {"tekst": "Wat", "rol": "Wie"}
        assert import_layouts.named(session, "limesurvey").layout is Layout.LIMESURVEY
        with pytest.raises(NotFound):
            import_layouts.named(session, "iets anders")
        with pytest.raises(Rejected):
            import_layouts.keep(session, "Tabel", how, seen=seen)
    order = order_of(house, path)
    assert take(house, Order(**{**order.__dict__, "how": again})).new == 1


def test_an_import_that_nobody_goes_on_with_is_forgotten(house: House, tmp_path: Path) -> None:
    batch = begin(house, order_of(house, file_of(tmp_path / "a.csv", 2)))
    with house.database.writing() as session:
        assert import_batches.forget_old(session) == 0
        found = session.get_one(ImportBatch, batch)
        found.touched_at -= import_batches.KEPT
        session.flush()
        assert import_batches.forget_old(session) == 1
    assert count(house, StagedStory) == 0
