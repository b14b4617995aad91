"""Standards are loaded once; what people decide about a link stays until they say otherwise."""

import pytest

from models import standards
from models.db import Database
from models.errors import NotFound
from models.vocabulary import LinkState
from tests.collection import make_link, make_standard, make_theme


def test_the_catalogue_is_stored_once(database: Database) -> None:
    with database.writing() as session:
        added = standards.load_catalogue(session)
        assert added == len(standards.shipped())
        assert standards.load_catalogue(session) == 0
        assert len(standards.all_sets(session)) == added


def test_core_sets_come_first_and_every_standard_says_how_sure_its_text_is(
    database: Database,
) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        tiers = [found.tier for found in standards.all_sets(session)]
        order = {"core": 0, "supporting": 1, "context": 2}
        assert tiers == sorted(tiers, key=lambda tier: order.get(tier, 3))
        keys = [standard.key for _, standard in standards.current_standards(session)]
        assert keys
        assert len(keys) == len(set(keys))


def test_links_are_asked_by_state_and_by_set_and_peoples_come_first(
    database: Database,
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2")
        first = make_standard(session, "a-1", set_key="a")
        second = make_standard(session, "b-1", set_key="b")
        proposed = make_link(session, "t1", first)
        confirmed = make_link(session, "t1", second, state=LinkState.CONFIRMED)
        make_link(session, "t2", second)

        def ids(**asked: object) -> list[int]:
            rows = standards.links(session, ["t1"], **asked)  # type: ignore[arg-type]
            return [link.id for link, _, _ in rows]

        assert ids() == [confirmed.id, proposed.id]
        assert ids(state=LinkState.PROPOSED) == [proposed.id]
        assert ids(set_key="b") == [confirmed.id]
        assert ids(set_key="c") == []
        assert standards.links(session, []) == []
        assert standards.link(session, proposed.id)[1].key == "a-1"


def test_a_link_that_does_not_exist_is_not_found(database: Database) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        standards.link(session, 404)
