"""What a mining proposes waits for people, is done at once, and does not come back after a no."""

import base64
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import (
    accounts,
    curation,
    decisions,
    passages,
    proposal_changes,
    proposals,
    runs,
    stories,
    themes,
)
from models.db import Database
from models.errors import Conflict, NotFound
from models.themes import ThemeSpace
from models.vocabulary import (
    Origin,
    ProposalKind,
    ProposalState,
    ResidueReason,
    RunKind,
    Stability,
    ThemeEventKind,
    ThemeState,
)
from tests.collection import make_theme, place, tell


def _told(session: Session, count: int, theme_id: str | None = None, first: int = 0) -> list[int]:
    return [
        place(session, tell(session, f"s{number}"), theme_id).id
        for number in range(first, first + count)
    ]


def _part(label: str, ids: list[int], **more: Any) -> dict[str, Any]:
    return {"label": label, "passages": ids, "strengths": [0.6] * len(ids)} | more


def _new(session: Session, ids: list[int]) -> proposals.Proposal | None:
    return proposals.add(
        session, None, kind=ProposalKind.NEW, parts=[_part("Vervoer", ids, words=["taxi"])]
    )


def test_accepting_a_new_theme_takes_its_passages_out_of_the_residue(database: Database) -> None:
    with database.writing() as session:
        ids = _told(session, 4)
        version = passages.encoder_version(session, name="proef", revision="1", dimension=4)
        run = runs.enqueue(session, RunKind.MINE)
        session.add(ThemeSpace(run_id=run.id, encoder_version_id=version.id, mean=b""))
        part = _part(
            "Vervoer",
            ids[:3],
            words=["taxi"],
            stability="stevig",
            stability_value=0.8,
            threshold=0.4,
            centroid=base64.b64encode(b"\1\2\3\4").decode(),
            exemplar=[ids[0], 0, 22],
        )
        proposal = proposals.add(session, run.id, kind=ProposalKind.NEW, parts=[part])
        assert proposal is not None
        assert [one.id for one in proposals.open_(session)] == [proposal.id]
        [theme] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert themes.members(session) == {theme.id: set(ids[:3])}
        assert (theme.label, theme.words, theme.state) == ("Vervoer", ["taxi"], ThemeState.ACTIVE)
        assert (theme.centroid, theme.threshold) == (b"\1\2\3\4", 0.4)
        assert (theme.stability, theme.exemplar_passage_id) == (Stability.FIRM, ids[0])
        assert theme.encoder_version_id == version.id
        assert len(themes.residue(session)) == 1
        assert proposals.open_(session) == []
        [event] = themes.history(session, theme.id)
        curation.undo(session, event.id, account_id=None)
        assert themes.members(session) == {}
        assert len(themes.residue(session)) == 4


def _decisions(proposal: proposals.Proposal) -> list[tuple[str, str]]:
    return [(one["staat"], one["reden"]) for one in proposal.detail["besluiten"]]


def test_undoing_what_was_accepted_puts_the_proposal_back_in_the_queue(database: Database) -> None:
    with database.writing() as session:
        ids = _told(session, 4)
        proposal = _new(session, ids)
        assert proposal is not None
        [first] = proposal_changes.accept(session, proposal.id, account_id=None, remark="Ja")
        with pytest.raises(Conflict, match="al besloten"):
            proposal_changes.accept(session, proposal.id, account_id=None)
        [event] = themes.history(session, first.id)
        curation.undo(session, event.id, account_id=None, remark="Toch niet")
        assert proposals.open_(session) == [proposal]
        assert (proposal.decided_at, proposal.reason) == (None, "")
        [second] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert second.id != first.id
        assert themes.members(session) == {second.id: set(ids)}
        assert _decisions(proposal) == [
            ("aangenomen", "Ja"), ("open", "Toch niet"), ("aangenomen", "")
        ]  # fmt: skip


def test_a_rejected_proposal_can_be_reconsidered_and_the_no_stays_written(
    database: Database,
) -> None:
    with database.writing() as session:
        anna = accounts.prepare_activation(session, "Anna", "0" * 64)
        proposal = _new(session, _told(session, 4))
        assert proposal is not None
        with pytest.raises(Conflict, match="niet afgewezen"):
            proposals.reconsider(session, proposal.id, account_id=None)
        proposals.reject(session, proposal.id, account_id=None, reason="Te klein")
        assert proposals.in_state(session, ProposalState.REJECTED) == [proposal]
        proposals.reconsider(
            session, proposal.id, account_id=anna.id, reason="Toch drie vertellers"
        )
        assert proposals.open_(session) == [proposal]
        assert _decisions(proposal) == [
            ("afgewezen", "Te klein"), ("open", "Toch drie vertellers")
        ]  # fmt: skip
        assert [one["door"] for one in proposal.detail["besluiten"]] == [None, anna.id]
        [theme] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert theme.state is ThemeState.ACTIVE


def test_what_is_about_a_theme_that_is_gone_is_not_reconsidered(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        _told(session, 3, "t1")
        proposal = proposals.add(session, None, kind=ProposalKind.FADING, theme_ids=["t1"])
        assert proposal is not None
        proposals.reject(session, proposal.id, account_id=None)
        curation.retire(session, "t1", version=1, account_id=None)
        with pytest.raises(Conflict) as told:
            proposals.reconsider(session, proposal.id, account_id=None)
        assert told.value.code == "voorstel.ingehaald"
        with pytest.raises(NotFound):
            proposals.reconsider(session, proposal.id + 1, account_id=None)


def test_undoing_the_undoing_accepts_it_again(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 4, "t1")
        parts = [_part("Brieven", ids[:2]), _part("Bellen", ids[2:])]
        proposal = proposals.add(
            session, None, kind=ProposalKind.SPLIT, theme_ids=["t1"], parts=parts
        )
        assert proposal is not None
        proposal_changes.accept(session, proposal.id, account_id=None)
        states = []
        for _ in range(3):
            curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
            states.append(proposal.state)
        assert states == [ProposalState.OPEN, ProposalState.ACCEPTED, ProposalState.OPEN]
        proposals.reject(session, proposal.id, account_id=None)
        # The no stands, also when the split itself is done again.
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert proposal.state is ProposalState.REJECTED


def test_an_undone_proposal_makes_way_for_a_newer_one(database: Database) -> None:
    with database.writing() as session:
        ids = _told(session, 5)
        older = _new(session, ids)
        assert older is not None
        [theme] = proposal_changes.accept(session, older.id, account_id=None)
        newer = _new(session, ids)
        curation.undo(session, themes.history(session, theme.id)[0].id, account_id=None)
        assert older.state is ProposalState.OVERTAKEN
        assert proposals.open_(session) == [newer]


def test_keeping_a_theme_is_no_change_that_can_be_undone(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 3, "t1")
        curation.pin(session, "t1", version=1, account_id=None)
        curation.unpin(session, "t1", version=2, account_id=None)
        kept = proposals.add(
            session, None, kind=ProposalKind.KEPT, theme_ids=["t1"], parts=[_part("X", ids)]
        )
        assert kept is not None
        proposal_changes.accept(session, kept.id, account_id=None)
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert kept.state is ProposalState.ACCEPTED


@pytest.mark.parametrize(("shared", "back"), [(10, False), (6, False), (5, True), (0, True)])
def test_a_rejected_proposal_does_not_come_back_with_mostly_the_same(
    database: Database, shared: int, back: bool
) -> None:
    with database.writing() as session:
        ids = _told(session, 20)
        first = _new(session, ids[:10])
        assert first is not None
        proposals.reject(session, first.id, account_id=None, reason="Geen thema")
        assert (first.state, first.reason) == (ProposalState.REJECTED, "Geen thema")
        # 6 of 10 alone is a Jaccard of .6; 5 of 10 is less.
        again = ids[:shared] if shared else ids[10:]
        assert (_new(session, again) is not None) is back


@pytest.mark.parametrize("end", [curation.reject, curation.retire])
def test_a_theme_that_people_sent_away_does_not_come_back(database: Database, end: Any) -> None:
    with database.writing() as session:
        make_theme(session, "t1").state = ThemeState.PROPOSED
        ids = _told(session, 5, "t1")
        end(session, "t1", version=1, account_id=None)
        assert _new(session, ids[:4]) is None
        assert proposals.rejected_before(session, ids)
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert not proposals.rejected_before(session, ids)


def test_a_newer_proposal_overtakes_the_older(database: Database) -> None:
    with database.writing() as session:
        ids = _told(session, 6)
        older, newer = _new(session, ids[:5]), _new(session, ids)
        assert older is not None
        assert newer is not None
        assert older.state is ProposalState.OVERTAKEN
        assert [one.id for one in proposals.open_(session)] == [newer.id]
        assert proposals.overtake(session) == 1
        assert proposals.open_(session) == []
        with pytest.raises(Conflict):
            proposals.reject(session, newer.id, account_id=None)


def test_accepting_a_split_keeps_what_people_confirmed(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 6, "t1")
        curation.confirm_passages(session, "t1", ids[:1], version=1, account_id=None)
        proposal = proposals.add(
            session,
            None,
            kind=ProposalKind.SPLIT,
            theme_ids=["t1"],
            parts=[_part("Brieven", ids[:3], words=["brief"]), _part("Bellen", ids[3:5])],
        )
        assert proposal is not None
        one, two = proposal_changes.accept(session, proposal.id, account_id=None)
        assert themes.members(session) == {one.id: set(ids[:3]), two.id: set(ids[3:5])}
        assert themes.anchors(session) == {one.id: set(ids[:1]), two.id: set()}
        assert (one.words, one.label_origin) == (["brief"], Origin.MACHINE)
        assert [row.reason for row in themes.residue(session)] == [ResidueReason.NOT_YET]


def test_parts_that_lost_the_words_between_them_are_told_apart_by_a_number(
    database: Database,
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 4, "t1")
        nameless = "Thema zonder eigen woorden"
        proposal = proposals.add(
            session,
            None,
            kind=ProposalKind.SPLIT,
            theme_ids=["t1"],
            parts=[_part(nameless, ids[:2]), _part(nameless, ids[2:])],
        )
        assert proposal is not None
        made = proposal_changes.accept(session, proposal.id, account_id=None)
        assert [theme.label for theme in made] == [nameless, f"{nameless} (2)"]


def test_accepting_a_merge_keeps_the_name_that_people_gave(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        ids = _told(session, 3, "t1")
        curation.rename(session, "t2", "Onze naam", version=1, account_id=None)
        proposal = proposals.add(
            session,
            None,
            kind=ProposalKind.MERGE,
            theme_ids=["t1", "t2"],
            parts=[_part("Samen", ids)],
        )
        assert proposal is not None
        [merged] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert (merged.label, merged.label_origin) == ("Onze naam", Origin.PERSON)
        assert themes.resolve(session, "t1").id == merged.id


def test_accepting_that_a_theme_fades_parks_it(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 3, "t1")
        proposal = proposals.add(session, None, kind=ProposalKind.FADING, theme_ids=["t1"])
        assert proposal is not None
        assert proposal.members == ids
        assert proposal_changes.accept(session, proposal.id, account_id=None) == []
        assert themes.get(session, "t1").state is ThemeState.PARKED
        assert themes.history(session, "t1")[-1].kind is ThemeEventKind.PARKED


def test_keeping_changes_nothing_that_people_see(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        ids = _told(session, 3, "t1")
        proposal = proposals.add(
            session,
            None,
            kind=ProposalKind.KEPT,
            theme_ids=["t1"],
            parts=[_part("Anders", ids, stability="wankel", stability_value=0.4)],
        )
        assert proposal is not None
        [theme] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert (theme.label, theme.version) == ("Lang wachten", 1)
        assert theme.stability is Stability.SHAKY


def test_no_proposal_touches_a_pinned_theme(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        _told(session, 3, "t1")
        curation.pin(session, "t1", version=1, account_id=None)
        assert proposals.add(session, None, kind=ProposalKind.FADING, theme_ids=["t1"]) is None


def test_a_proposal_about_a_theme_that_is_gone_is_too_late(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        _told(session, 3, "t1")
        proposal = proposals.add(session, None, kind=ProposalKind.FADING, theme_ids=["t1"])
        assert proposal is not None
        curation.retire(session, "t1", version=1, account_id=None)
        assert proposals.open_(session) == []
        with pytest.raises(Conflict) as told:
            proposal_changes.accept(session, proposal.id, account_id=None)
        assert told.value.code == "voorstel.ingehaald"
        with pytest.raises(NotFound):
            proposal_changes.accept(session, proposal.id + 1, account_id=None)


def test_a_withdrawn_story_is_in_no_theme_that_is_accepted_later(database: Database) -> None:
    with database.writing() as session:
        ids = _told(session, 3)
        proposal = _new(session, ids)
        assert proposal is not None
        decisions.withdraw(session, stories.get(session, "s1"))
        [theme] = proposal_changes.accept(session, proposal.id, account_id=None)
        assert themes.members(session)[theme.id] == {ids[0], ids[2]}


def test_a_proposal_takes_no_text(database: Database) -> None:
    with database.writing() as session, pytest.raises(ValueError, match="unknown keys"):
        proposals.add(
            session, None, kind=ProposalKind.NEW, parts=[_part("X", [], text="Een verhaal")]
        )
