"""Splitting a theme: what nobody named goes to the nearest part; the least certain comes first."""

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy.orm import Session

from models import themes
from models.db import Database
from models.passages import Embedding, Passage
from service.splitting import Division, divide, nearest
from tests.collection import make_theme, place, tell

BRIEF, BELLEN = (120, 10, 5, 0), (5, 10, 120, 0)


def a_vector(values: Sequence[int]) -> np.ndarray:
    return np.array(values, dtype=np.int8)


def read(session: Session, passage: Passage, values: Sequence[int]) -> None:
    version = themes.get(session, "t1").encoder_version_id
    assert version is not None
    session.add(
        Embedding(
            passage_id=passage.id,
            encoder_version_id=version,
            vector=a_vector(values).tobytes(),
        )
    )
    session.flush()


@pytest.fixture
def told(database: Database) -> list[int]:
    """Seven passages: three of one kind, three of another, one without a word that is known."""
    kinds = [BRIEF, (110, 20, 0, 4), (60, 60, 50, 0), BELLEN, (0, 20, 110, 4), (20, 60, 90, 0)]
    with database.writing() as session:
        make_theme(session, "t1")
        made = [place(session, tell(session, f"s{n}"), "t1") for n in range(7)]
        for passage, values in zip(made, [*kinds, (0, 0, 0, 0)], strict=True):
            read(session, passage, values)
    return [passage.id for passage in made]


def divided(database: Database, named: Sequence[Sequence[int]]) -> Division:
    with database.reading() as session:
        return divide(session, themes.get(session, "t1"), named)


def test_what_nobody_named_goes_to_the_nearest_part(database: Database, told: list[int]) -> None:
    found = divided(database, [[told[0]], [told[3]]])
    assert found.parts == (tuple(told[0:3]), tuple(told[3:6]))
    assert found.unread == (told[6],)


def test_what_lies_between_two_parts_is_read_first(database: Database, told: list[int]) -> None:
    found = divided(database, [[told[0]], [told[3]]])
    margins = [one.margin for one in found.review]
    assert found.review[0].passage_id == told[2]
    assert margins == sorted(margins)
    assert margins[0] < margins[-1]
    named = {told[0], told[3]}
    assert {one.passage_id for one in found.review} == set(told[:6]) - named


def test_the_order_in_which_people_name_them_changes_nothing(
    database: Database, told: list[int]
) -> None:
    first = divided(database, [[told[0], told[1]], [told[3], told[4]]])
    again = divided(database, [[told[1], told[0]], [told[4], told[3]]])
    assert first == again


def test_a_part_that_was_never_read_draws_nothing_towards_it(
    database: Database, told: list[int]
) -> None:
    found = divided(database, [[told[0]], [told[6]]])
    assert found.parts == ((told[0],), (told[6],))
    assert set(found.unread) == set(told[1:6])


def test_when_all_are_named_nothing_is_left_to_read(database: Database, told: list[int]) -> None:
    found = divided(database, [told[:3], told[3:]])
    assert (found.review, found.unread) == ((), ())


def test_one_part_divides_nothing_and_a_passage_from_elsewhere_is_left_out(
    database: Database, told: list[int]
) -> None:
    found = divided(database, [[told[0], 10**6]])
    assert found.parts == ((told[0],),)
    assert set(found.unread) == set(told[1:])


def test_equal_nearness_goes_to_the_first_part() -> None:
    between = {3: a_vector((50, 50, 0, 0))}
    parts = [{1: a_vector((100, 0, 0, 0))}, {2: a_vector((0, 100, 0, 0))}]
    [found] = nearest(between, parts)
    assert (found.part, found.margin) == (0, 0.0)
