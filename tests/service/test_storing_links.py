"""What a run proposes is stored with where it comes from; what people decided stays as it is."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import link_decisions, runs, standard_sets, standards
from models.accounts import Account
from models.base import now
from models.db import Database
from models.errors import VertelpuntError
from models.standards import Link, StandardSet
from models.theme_changes import lock_all
from models.vocabulary import AccountRole, LinkState, RunKind
from service.jobs.corpus import ProposedLink
from service.jobs.storing_links import store_links
from tests.collection import make_standard, make_theme, place, tell

ENCODER = {"name": "proef", "revision": "7", "dimension": 4}
KEYS = ("a-1", "b-1")


@pytest.fixture
def anna(database: Database) -> int:
    """Somebody who decides; with one theme and two standards."""
    with database.writing() as session:
        account = Account(name="Anna", role=AccountRole.ANALYST)
        session.add(account)
        make_theme(session, "t1")
        place(session, tell(session, "s1"), "t1")
        for key in KEYS:
            make_standard(session, key, set_key=key[0])
        return account.id


def run(session: Session, *keys: str, theme: str = "t1", probability: float = 0.7) -> int:
    """A run that looked at the theme and proposes these standards."""
    made = runs.enqueue(session, RunKind.MINE)
    proposed = [
        ProposedLink(
            theme_id=theme,
            standard_key=key,
            similarity=0.5,
            probability=probability,
            state="voorgesteld",
            words=("wachten",),
            example=("s1", 0),
            parts={"dense": 0.4},
        )
        for key in keys
    ]
    passages = {("s1", 0): 1}
    store_links(session, proposed, passages, theme_ids=["t1"], run=made, encoder=ENCODER)
    # One run at a time may wait.
    runs.finish(made, provenance={})
    return made.id


def stored(session: Session) -> Sequence[Link]:
    return session.scalars(select(Link).order_by(Link.standard_id)).all()


def test_a_proposal_tells_where_it_comes_from(database: Database, anna: int) -> None:
    with database.writing() as session:
        number = run(session, "a-1")
        [link] = stored(session)
        assert (link.run_id, link.version) == (number, 1)
        assert link.reason["encoder"] == "proef 7"
        assert (link.reason["theme_version"], link.reason["set_version"]) == (1, "1")
        [event] = link_decisions.history(session, link.id)
        assert (event.before, event.after, event.run_id, event.account_id) == (
            None,
            LinkState.PROPOSED,
            number,
            None,
        )


def test_a_proposal_that_is_made_again_stays_the_same_link(database: Database, anna: int) -> None:
    with database.writing() as session:
        run(session, "a-1", "b-1")
        first = [link.id for link in stored(session)]
        second = run(session, "a-1", "b-1", probability=0.9)
        assert [link.id for link in stored(session)] == first
        assert {(link.run_id, link.probability) for link in stored(session)} == {(second, 0.9)}
        assert len(link_decisions.history(session, first[0])) == 1


def test_a_proposal_that_is_not_made_any_more_goes(database: Database, anna: int) -> None:
    with database.writing() as session:
        run(session, "a-1", "b-1")
        run(session, "b-1")
        assert [standards.link(session, one.id)[1].key for one in stored(session)] == ["b-1"]


def test_what_was_rejected_is_never_proposed_again(database: Database, anna: int) -> None:
    with database.writing() as session:
        run(session, "a-1")
        [link] = stored(session)
        link_decisions.reject(session, link.id, account_id=anna, reason="Nee.")
    with database.writing() as session:
        run(session, "a-1", probability=0.99)
        run(session)
        [link] = stored(session)
        assert (link.state, link.decided_by) == (LinkState.REJECTED, anna)
        assert (link.probability, link.version) == (0.7, 2)


def test_what_people_confirmed_keeps_its_reason(database: Database, anna: int) -> None:
    with database.writing() as session:
        number = run(session, "a-1")
        [link] = stored(session)
        link_decisions.confirm(session, link.id, account_id=anna)
        run(session, "a-1", probability=0.99)
        run(session)
        [link] = stored(session)
        assert (link.state, link.run_id, link.probability) == (LinkState.CONFIRMED, number, 0.7)


def test_what_was_laid_back_may_be_proposed_anew_and_keeps_its_history(
    database: Database, anna: int
) -> None:
    with database.writing() as session:
        run(session, "a-1")
        [link] = stored(session)
        link_decisions.reject(session, link.id, account_id=anna)
        link_decisions.lay_back(session, link.id, account_id=anna)
        number = run(session, "a-1", probability=0.9)
        [link] = stored(session)
        assert (link.state, link.run_id, link.version) == (LinkState.PROPOSED, number, 3)
        # Not proposed any more: people did something with it, so it does not vanish.
        run(session)
        assert len(link_decisions.history(session, link.id)) == 3
        assert link_decisions.undo(session, link.id, account_id=anna).state is LinkState.REJECTED


def test_a_run_takes_nothing_from_who_links_by_hand(database: Database, anna: int) -> None:
    with database.writing() as session:
        link = link_decisions.add(session, "t1", "a-1", account_id=anna, reason="Zo is het.")
        run(session, "a-1", "b-1")
        assert link.reason["by_hand"] == "Zo is het."
        assert [one.state for one in stored(session)] == [LinkState.CONFIRMED, LinkState.PROPOSED]


def test_nothing_is_proposed_on_a_set_that_is_retired_or_for_another_theme(
    database: Database, anna: int
) -> None:
    with database.writing() as session:
        [old] = session.scalars(select(StandardSet).where(StandardSet.key == "a"))
        old.retired_at = now()
        run(session, "a-1", "weg-1")
        run(session, "b-1", theme="t2")
        assert stored(session) == []


def test_a_run_and_a_new_version_of_a_set_at_once_both_come_to_an_end(
    database: Database, anna: int
) -> None:
    with database.writing() as session:
        run(session, "a-1")
        make_standard(session, "a-1", set_key="a2")
    outcomes: list[str] = []

    def renew() -> None:
        try:
            with database.writing() as session:
                older, newer = session.scalars(
                    select(StandardSet).where(StandardSet.key.in_(["a", "a2"])).order_by("key")
                )
                standard_sets.supersede(session, older, newer, account_id=anna)
            outcomes.append("vernieuwd")
        except VertelpuntError as error:
            outcomes.append(error.code)

    beside = threading.Thread(target=renew)
    with database.writing() as session:
        # As a run does before it stores anything.
        lock_all(session, ["t1"])
        beside.start()
        beside.join(timeout=1)
        run(session, "b-1")
    beside.join()
    assert outcomes == ["vernieuwd"]
