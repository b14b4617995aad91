"""Two different people establish a link; a no is remembered; nobody decides on an old version."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import (
    curation,
    decisions,
    link_decisions,
    link_evidence,
    standard_sets,
    standards,
    stories,
    themes,
)
from models.accounts import Account
from models.base import now
from models.db import Database
from models.errors import Conflict, NotFound, Rejected, VertelpuntError
from models.link_changes import EARLIER, MOST_EARLIER
from models.passages import Passage
from models.standards import Link, StandardSet
from models.themes import Assignment
from models.vocabulary import AccountRole, LinkKind, LinkState, ThemeState
from tests.collection import make_link, make_standard, make_theme, place, tell

PROPOSED, CONFIRMED, ESTABLISHED, REJECTED = LinkState


@dataclass(frozen=True)
class World:
    """One proposed link, three people, two passages in its theme and one in another theme."""

    link: int
    anna: int
    bert: int
    cor: int
    passages: tuple[int, int]
    elsewhere: int


@pytest.fixture
def world(database: Database) -> World:
    with database.writing() as session:
        people = [Account(name=name, role=AccountRole.ANALYST) for name in ("Anna", "Bert", "Cor")]
        session.add_all(people)
        make_theme(session, "t1")
        make_theme(session, "t2", "Iets anders")
        first, second = (place(session, tell(session, key), "t1") for key in ("s1", "s2"))
        elsewhere = place(session, tell(session, "s3"), "t2")
        link = make_link(session, "t1", make_standard(session))
        anna, bert, cor = (one.id for one in people)
        return World(link.id, anna, bert, cor, (first.id, second.id), elsewhere.id)


def confirmed(session: Session, world: World) -> Link:
    return link_decisions.confirm(session, world.link, account_id=world.anna)


def established(session: Session, world: World) -> Link:
    confirmed(session, world)
    return link_decisions.establish(session, world.link, account_id=world.bert)


def strained(session: Session, world: World, *, by: int) -> Link:
    return link_decisions.judge(
        session, world.link, LinkKind.STRAINS, world.passages[:1], account_id=by
    )


def refused(code: str, act: Callable[[], object]) -> str:
    with pytest.raises(VertelpuntError) as caught:
        act()
    assert caught.value.code == code
    return caught.value.message


def test_one_person_confirms_and_another_establishes(database: Database, world: World) -> None:
    with database.writing() as session:
        link = confirmed(session, world)
        assert (link.state, link.decided_by, link.established_by) == (CONFIRMED, world.anna, None)
        link = link_decisions.establish(
            session, world.link, account_id=world.bert, reason=" Ik zie het ook. "
        )
        assert (link.state, link.decided_by, link.established_by) == (
            ESTABLISHED,
            world.anna,
            world.bert,
        )
        told = [
            (one.before, one.after, one.account_id, one.version, one.reason)
            for one in link_decisions.history(session, world.link)
        ]
        assert told == [
            (PROPOSED, CONFIRMED, world.anna, 2, ""),
            (CONFIRMED, ESTABLISHED, world.bert, 3, "Ik zie het ook."),
        ]


def test_the_same_person_never_establishes(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed(session, world)
        told = refused(
            "koppeling.zelfde",
            lambda: link_decisions.establish(session, world.link, account_id=world.anna),
        )
        assert told == "U bevestigde dit zelf. Vaststellen doet iemand anders."
        refused("koppeling.al_bevestigd", lambda: confirmed(session, world))
        assert standards.link(session, world.link)[0].state is CONFIRMED


def test_who_confirms_what_another_confirmed_is_told_to_establish(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed(session, world)
        told = refused(
            "koppeling.al_bevestigd",
            lambda: link_decisions.confirm(session, world.link, account_id=world.bert),
        )
        assert told.startswith("Anna bevestigde dit al.")


def test_somebody_without_a_name_is_not_one_of_two(database: Database, world: World) -> None:
    with database.writing() as session:
        link_decisions.confirm(session, world.link, account_id=None)
        refused(
            "koppeling.al_bevestigd",
            lambda: link_decisions.confirm(session, world.link, account_id=None),
        )
        refused(
            "koppeling.wie",
            lambda: link_decisions.establish(session, world.link, account_id=world.bert),
        )
        link = confirmed(session, world)
        assert (link.state, link.decided_by) == (CONFIRMED, world.anna)
        refused(
            "koppeling.wie", lambda: link_decisions.establish(session, world.link, account_id=None)
        )


def test_a_proposal_is_not_established_and_nothing_is_established_twice(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        refused(
            "koppeling.niet_bevestigd",
            lambda: link_decisions.establish(session, world.link, account_id=world.bert),
        )
        established(session, world)
        refused(
            "koppeling.al_vastgesteld",
            lambda: link_decisions.establish(session, world.link, account_id=world.cor),
        )


@pytest.mark.parametrize("who", ["anna", "bert"])
def test_who_takes_back_their_own_confirmation_leaves_that_of_the_other(
    database: Database, world: World, who: str
) -> None:
    other = {"anna": world.bert, "bert": world.anna}[who]
    with database.writing() as session:
        established(session, world)
        link = link_decisions.lay_back(session, world.link, account_id=getattr(world, who))
        assert (link.state, link.decided_by, link.established_by) == (CONFIRMED, other, None)
        assert link.decided_at is not None


@pytest.mark.parametrize("act", [link_decisions.lay_back, link_decisions.reject])
def test_a_third_person_says_why_they_go_against_two(
    database: Database, world: World, act: Callable[..., Link]
) -> None:
    with database.writing() as session:
        established(session, world)
        refused("koppeling.reden", lambda: act(session, world.link, account_id=world.cor))
        link = act(session, world.link, account_id=world.cor, reason="Het gaat over iets anders.")
        assert link.state in {PROPOSED, REJECTED}
        assert link.established_by is None


def test_a_rejected_link_is_confirmed_only_after_it_was_laid_back(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        link = link_decisions.reject(session, world.link, account_id=world.anna)
        assert (link.state, link.decided_by) == (REJECTED, world.anna)
        assert standards.links_of(session, "t1") == []
        refused("koppeling.afgewezen", lambda: confirmed(session, world))
        refused(
            "koppeling.al_afgewezen",
            lambda: link_decisions.reject(session, world.link, account_id=world.bert),
        )
        back = link_decisions.lay_back(session, world.link, account_id=world.bert)
        assert (back.state, back.decided_by, back.decided_at) == (PROPOSED, None, None)
        refused(
            "koppeling.niet_beslist",
            lambda: link_decisions.lay_back(session, world.link, account_id=world.bert),
        )
        assert confirmed(session, world).state is CONFIRMED


def test_who_is_second_is_told_what_was_changed_and_by_whom(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        link_decisions.confirm(session, world.link, account_id=world.anna, version=1)
        told = refused(
            "koppeling.veranderd",
            lambda: link_decisions.reject(session, world.link, account_id=world.bert, version=1),
        )
        assert told == "Anna heeft deze koppeling net veranderd: zij is nu bevestigd."
        strained(session, world, by=world.bert)
        told = refused(
            "koppeling.veranderd",
            lambda: link_decisions.reject(session, world.link, account_id=world.cor, version=1),
        )
        assert told.startswith("Iemand anders heeft deze koppeling net veranderd: zij is nu")
        assert "“Schuurt met de standaard”" in told


def test_of_two_at_once_one_decides_and_the_other_is_told(database: Database, world: World) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def confirm(account_id: int) -> None:
        start.wait()
        try:
            with database.writing() as session:
                link_decisions.confirm(session, world.link, account_id=account_id, version=1)
            outcomes.append("gelukt")
        except Conflict as conflict:
            outcomes.append(conflict.code)

    both = [threading.Thread(target=confirm, args=(one,)) for one in (world.anna, world.bert)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["gelukt", "koppeling.veranderd"]
    with database.reading() as session:
        assert standards.link(session, world.link)[0].version == 2


def test_what_stories_say_is_shown_by_passages_of_the_theme(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        refused("koppeling.niet_bevestigd", lambda: strained(session, world, by=world.anna))
        confirmed(session, world)
        for kind in link_evidence.NEEDS_EVIDENCE:
            refused(
                "koppeling.stukjes",
                lambda kind=kind: link_decisions.judge(
                    session, world.link, kind, account_id=world.anna
                ),
            )
        for strange in (world.elsewhere, 10**6):
            refused(
                "koppeling.stukjes",
                lambda strange=strange: link_decisions.judge(
                    session, world.link, LinkKind.STRAINS, [strange], account_id=world.anna
                ),
            )
        link = strained(session, world, by=world.anna)
        assert link_evidence.shown(session, [link.id]) == {link.id: [world.passages[0]]}
        assert link_evidence.proven_kinds(session, [link]) == {link.id: LinkKind.STRAINS}


def test_what_is_missing_from_a_standard_needs_no_passage(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed(session, world)
        link = link_decisions.judge(session, world.link, LinkKind.MISSING, account_id=world.anna)
        assert link_evidence.proven_kinds(session, [link]) == {link.id: LinkKind.MISSING}


def test_another_judgement_is_another_claim_that_a_second_person_has_to_establish(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        established(session, world)
        link = strained(session, world, by=world.anna)
        assert (link.state, link.decided_by, link.established_by) == (CONFIRMED, world.anna, None)
        refused(
            "koppeling.zelfde",
            lambda: link_decisions.establish(session, world.link, account_id=world.anna),
        )
        link = link_decisions.establish(session, world.link, account_id=world.bert)
        assert (link.state, link.kind) == (ESTABLISHED, LinkKind.STRAINS)
        refused("koppeling.al_zo", lambda: strained(session, world, by=world.cor))
        other = link_decisions.judge(
            session, world.link, LinkKind.STRAINS, world.passages, account_id=world.cor
        )
        assert (other.state, other.decided_by) == (CONFIRMED, world.cor)
        silent = link_decisions.judge(session, world.link, None, account_id=world.anna)
        assert (silent.state, silent.kind, silent.decided_by) == (CONFIRMED, None, world.anna)
        assert link_evidence.shown(session, [world.link]) == {}


def _withdraw(session: Session) -> None:
    decisions.withdraw(session, stories.get(session, "s1"))


def _move_away(session: Session) -> None:
    passage = session.scalars(select(Passage.id).where(Passage.story_id == "s1")).one()
    session.execute(delete(Assignment).where(Assignment.passage_id == passage))


def _take_consent_away(session: Session) -> None:
    stories.set_consents(session, stories.get(session, "s1"), frozenset())


@pytest.mark.parametrize("gone", [_withdraw, _move_away, _take_consent_away])
def test_without_its_story_a_judgement_is_proven_no_more(
    database: Database, world: World, gone: Callable[[Session], None]
) -> None:
    with database.writing() as session:
        confirmed(session, world)
        strained(session, world, by=world.anna)
        gone(session)
    with database.writing() as session:
        link = standards.link(session, world.link)[0]
        assert (link.state, link.kind) == (CONFIRMED, LinkKind.STRAINS)
        assert link_evidence.proven_kinds(session, [link]) == {link.id: None}
        told = refused(
            "koppeling.geen_verhalen",
            lambda: link_decisions.establish(session, world.link, account_id=world.bert),
        )
        assert "zijn geen verhalen meer" in told
        link_decisions.judge(
            session, world.link, LinkKind.STRAINS, world.passages[1:], account_id=world.anna
        )
        link = link_decisions.establish(session, world.link, account_id=world.bert)
        assert link_evidence.proven_kinds(session, [link]) == {link.id: LinkKind.STRAINS}


def test_undoing_gives_back_what_was_and_is_an_event(database: Database, world: World) -> None:
    with database.writing() as session:
        established(session, world)
        strained(session, world, by=world.anna)
        link_decisions.judge(
            session, world.link, LinkKind.CONFIRMS, world.passages[1:], account_id=world.anna
        )
        link = link_decisions.undo(session, world.link, account_id=world.anna, reason="Verkeerd.")
        assert (link.kind, link.state) == (LinkKind.STRAINS, CONFIRMED)
        assert link_evidence.shown(session, [link.id]) == {link.id: [world.passages[0]]}
        link = link_decisions.undo(session, world.link, account_id=world.anna)
        assert (link.state, link.kind) == (ESTABLISHED, None)
        assert (link.decided_by, link.established_by) == (world.anna, world.bert)
        assert link.decided_at is not None
        assert link.established_at is not None
        last = link_decisions.history(session, world.link)[-2]
        assert (last.before, last.after, last.kind) == (CONFIRMED, CONFIRMED, LinkKind.STRAINS)
        assert last.reason == "Ongedaan gemaakt. Verkeerd."
        assert link.version == 7


def test_only_who_decided_can_undo_it(database: Database, world: World) -> None:
    with database.writing() as session:
        refused(
            "koppeling.niets_ongedaan",
            lambda: link_decisions.undo(session, world.link, account_id=world.anna),
        )
        established(session, world)
        told = refused(
            "koppeling.niet_uw_besluit",
            lambda: link_decisions.undo(session, world.link, account_id=world.anna),
        )
        assert told.startswith("Bert nam dit besluit.")
        link = link_decisions.undo(session, world.link, account_id=world.bert)
        assert (link.state, link.decided_by) == (CONFIRMED, world.anna)
        assert link_decisions.can_undo(link, world.anna)
        assert not link_decisions.can_undo(link, world.bert)


def test_undoing_brings_no_story_back(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed(session, world)
        strained(session, world, by=world.anna)
        link_decisions.judge(session, world.link, None, account_id=world.anna)
        decisions.withdraw(session, stories.get(session, "s1"))
        link = link_decisions.undo(session, world.link, account_id=world.anna)
        assert link_evidence.shown(session, [link.id]) == {}
        assert link_evidence.proven_kinds(session, [link]) == {link.id: None}


def test_at_most_so_many_decisions_are_kept_for_undoing(database: Database, world: World) -> None:
    with database.writing() as session:
        for _ in range(MOST_EARLIER):
            confirmed(session, world)
            link = link_decisions.lay_back(session, world.link, account_id=world.anna)
        assert len(link.reason[EARLIER]) == MOST_EARLIER


def test_a_person_links_by_hand_and_says_why(database: Database, world: World) -> None:
    with database.writing() as session:
        make_standard(session, "b-1", set_key="b")
        link = link_decisions.add(
            session, "t1", "b-1", account_id=world.cor, reason=" Dit hoort hier ook bij. "
        )
        assert (link.state, link.decided_by, link.version) == (CONFIRMED, world.cor, 1)
        assert link.reason["by_hand"] == "Dit hoort hier ook bij."
        assert (link.reason["theme_version"], link.reason["set_version"]) == (1, "1")
        [event] = link_decisions.history(session, link.id)
        assert (event.before, event.after, event.account_id) == (None, CONFIRMED, world.cor)
        assert link_decisions.establish(session, link.id, account_id=world.anna).version == 2


def test_of_two_who_link_the_same_by_hand_at_once_one_is_told(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        make_standard(session, "b-1", set_key="b")
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def add(account_id: int) -> None:
        start.wait()
        try:
            with database.writing() as session:
                link_decisions.add(session, "t1", "b-1", account_id=account_id, reason="Omdat.")
            outcomes.append("gelukt")
        except Conflict as conflict:
            outcomes.append(conflict.code)

    both = [threading.Thread(target=add, args=(one,)) for one in (world.anna, world.bert)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["gelukt", "koppeling.bestaat"]


def test_what_cannot_be_linked_by_hand(database: Database, world: World) -> None:
    def add(theme: str, key: str, reason: str = "Omdat.") -> Link:
        return link_decisions.add(session, theme, key, account_id=world.anna, reason=reason)

    with database.writing() as session:
        old = make_standard(session, "oud-1", set_key="oud")
        session.get_one(StandardSet, old.set_id).retired_at = now()
        make_theme(session, "t9").state = ThemeState.PARKED
        make_standard(session, "b-1", set_key="b")
        refused("koppeling.bestaat", lambda: add("t1", "proef-1"))
        refused("standaard.onbekend", lambda: add("t1", "oud-1"))
        refused("standaard.onbekend", lambda: add("t1", "niets"))
        refused("thema.onbekend", lambda: add("weg", "b-1"))
        refused("thema.staat", lambda: add("t9", "b-1"))
        refused("koppeling.reden", lambda: add("t1", "b-1", "  "))


def test_a_link_to_a_set_that_is_retired_is_not_confirmed(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed(session, world)
        standards.link(session, world.link)[2].retired_at = now()
        for act in (
            lambda: link_decisions.establish(session, world.link, account_id=world.bert),
            lambda: strained(session, world, by=world.anna),
        ):
            refused("koppeling.set_geldt_niet", act)
        link = link_decisions.lay_back(session, world.link, account_id=world.anna)
        assert link.state is PROPOSED


def test_a_link_of_a_theme_that_is_put_aside_waits(database: Database, world: World) -> None:
    with database.writing() as session:
        themes.get(session, "t1").state = ThemeState.PARKED
        refused("thema.staat", lambda: confirmed(session, world))
        with pytest.raises(NotFound):
            link_decisions.confirm(session, 404, account_id=world.anna)


def test_what_two_people_said_goes_along_when_themes_are_merged(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed(session, world)
        strained(session, world, by=world.anna)
        link_decisions.establish(session, world.link, account_id=world.bert)
        standard = standards.link(session, world.link)[1]
        make_link(session, "t2", standard, state=REJECTED)
        merged = curation.merge(
            session,
            ["t1", "t2"],
            label="Samen",
            versions={"t1": 1, "t2": 1},
            account_id=world.cor,
        )
        [(link, *_)] = standards.links_of(session, merged.id)
        assert (link.state, link.decided_by, link.established_by) == (
            ESTABLISHED,
            world.anna,
            world.bert,
        )
        assert link_evidence.proven_kinds(session, [link]) == {link.id: LinkKind.STRAINS}
        assert not link_decisions.can_undo(link, world.bert)
        refused(
            "koppeling.niets_ongedaan",
            lambda: link_decisions.undo(session, link.id, account_id=world.bert),
        )
        [event] = link_decisions.history(session, link.id)
        assert (event.after, event.account_id) == (ESTABLISHED, world.cor)


def test_passages_without_a_judgement_are_refused(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed(session, world)
        with pytest.raises(Rejected) as caught:
            link_decisions.judge(session, world.link, None, world.passages, account_id=world.anna)
        assert [problem.place for problem in caught.value.problems] == ["stukjes"]


BY_SEVERAL: dict[str, Callable[[Session, World], Link]] = {
    "besluit": confirmed,
    "met de hand": lambda session, world: link_decisions.add(
        session, "t1", "b-1", account_id=world.anna, reason="Omdat."
    ),
}


@pytest.mark.parametrize("act", BY_SEVERAL.values(), ids=BY_SEVERAL)
def test_what_is_decided_while_themes_are_merged_is_not_left_behind(
    database: Database, world: World, act: Callable[[Session, World], Link]
) -> None:
    with database.writing() as session:
        make_standard(session, "b-1", set_key="b")
    merged: list[str] = []

    def merge() -> None:
        with database.writing() as session:
            made = curation.merge(
                session,
                ["t1", "t2"],
                label="Samen",
                versions={"t1": 1, "t2": 1},
                account_id=world.cor,
            )
            merged.append(made.id)

    beside = threading.Thread(target=merge)
    with database.writing() as session:
        act(session, world)
        beside.start()
        # Who merges has to wait until this is decided.
        beside.join(timeout=1)
    beside.join()
    with database.reading() as session:
        [(link, *_)] = standards.links_of(session, merged[0])
        assert (link.state, link.decided_by) == (CONFIRMED, world.anna)


@pytest.mark.parametrize("act", BY_SEVERAL.values(), ids=BY_SEVERAL)
def test_who_decides_while_themes_are_merged_is_told(
    database: Database, world: World, act: Callable[[Session, World], Link]
) -> None:
    with database.writing() as session:
        make_standard(session, "b-1", set_key="b")
    told: list[str] = []

    def decide() -> None:
        try:
            with database.writing() as session:
                act(session, world)
            told.append("gelukt")
        except Conflict as conflict:
            told.append(conflict.code)

    beside = threading.Thread(target=decide)
    with database.writing() as session:
        curation.merge(
            session,
            ["t1", "t2"],
            label="Samen",
            versions={"t1": 1, "t2": 1},
            account_id=world.cor,
        )
        beside.start()
        beside.join(timeout=1)
    beside.join()
    assert told == ["thema.staat"]


def test_a_set_that_is_retired_after_somebody_looked_is_not_decided_on(
    database: Database, world: World
) -> None:
    if database.is_sqlite:
        # Nobody else writes while somebody decides.
        return
    with database.writing() as session:
        _, _, looked_at = standards.link(session, world.link)
        with database.writing() as other:
            standards.link(other, world.link)[2].retired_at = now()
        assert looked_at.retired_at is None
        refused("koppeling.set_geldt_niet", lambda: confirmed(session, world))


def test_nothing_is_decided_on_a_version_whose_links_went_to_a_newer_one(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed(session, world)
        older = standards.link(session, world.link)[2]
        newer = session.get_one(StandardSet, make_standard(session, set_key="nieuw").set_id)
        standard_sets.supersede(session, older, newer)
        for act in (link_decisions.reject, link_decisions.lay_back, link_decisions.undo):
            for_anna = partial(act, session, world.link, account_id=world.anna)
            refused("koppeling.set_geldt_niet", for_anna)
        assert standards.link(session, world.link)[0].state is CONFIRMED
