"""The triangle and the slider: sums, zones and words, and what counts as an answer."""

import json
import math
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from models.stories import Signification
from models.vocabulary import InputMode
from service.form.answers import position_in_words
from service.form.triad import HEIGHT, Point, Shares, in_words, nearest_inside, point_of, shares_at
from service.form.triad import zone as zone_of
from tests.service.form.conftest import Narrator

CASES = json.loads(Path(__file__).with_name("triad_cases.json").read_text(encoding="utf-8"))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tested here is the same on every database."""
    return sqlite_url


@pytest.mark.parametrize("case", CASES["points"], ids=lambda case: str(case["point"]))
def test_a_point_has_the_shares_that_were_computed_elsewhere(case: dict[str, list[float]]) -> None:
    shares = shares_at(Point(*case["point"]))
    assert (shares.top, shares.left, shares.right) == pytest.approx(case["shares"], abs=1e-4)


def test_shares_sum_to_one_and_come_back_from_their_point() -> None:
    chance = random.Random(7)
    for _ in range(500):
        a, b = sorted((chance.random(), chance.random()))
        shares = Shares(top=a, left=b - a, right=1 - b)
        back = shares_at(point_of(shares))
        assert math.isclose(back.top + back.left + back.right, 1.0, abs_tol=1e-9)
        assert (back.top, back.left, back.right) == pytest.approx((a, b - a, 1 - b), abs=1e-9)


def test_a_click_outside_lands_on_the_nearest_edge() -> None:
    assert nearest_inside(Point(0.5, -2.0)) == Point(0.5, 0.0)
    top = nearest_inside(Point(0.5, 9.0))
    assert (top.x, top.y) == pytest.approx((0.5, HEIGHT))
    chance = random.Random(11)
    for _ in range(300):
        shares = shares_at(Point(chance.uniform(-2, 3), chance.uniform(-2, 3)))
        assert min(shares.top, shares.left, shares.right) >= 0
        assert math.isclose(shares.top + shares.left + shares.right, 1.0, abs_tol=1e-9)


@pytest.mark.parametrize("case", CASES["zones"], ids=lambda case: str(case["percentages"]))
def test_zones_follow_the_order_of_the_rules(case: dict[str, list[float] | str]) -> None:
    left, top, right = case["percentages"]
    assert zone_of(left=float(left), top=float(top), right=float(right)) == case["zone"]


def test_a_zone_needs_percentages_that_are_complete() -> None:
    assert zone_of(left=33.4, top=33.3, right=33.300000001) == "Centre"
    with pytest.raises(ValueError, match="sum to 100"):
        zone_of(left=50, top=50, right=50)


@pytest.mark.parametrize("case", CASES["words"], ids=lambda case: str(case["shares"]))
def test_the_words_say_what_the_triangle_says(case: dict[str, list[float] | str]) -> None:
    assert in_words([float(share) for share in case["shares"]], CASES["labels"]) == case["words"]


@pytest.mark.parametrize("case", CASES["positions"], ids=lambda case: str(case["position"]))
def test_the_words_say_what_the_slider_says(case: dict[str, object]) -> None:
    assert position_in_words(int(str(case["position"])), CASES["ends"]) == case["words"]


def _stored(narrator: Narrator, **fields: str) -> dict[str, tuple[object, InputMode | None]]:
    """What is stored for triad and dyad after these fields were sent."""
    page = narrator.press(narrator.tell(), "verder", **fields)
    narrator.approve(narrator.press(page, "verder", team=narrator.team_id()))
    with narrator.house.database.reading() as session:
        rows = session.scalars(select(Signification)).all()
        questions = {question.id: question.key for question in _form(session).questions}
    return {questions[row.question_id]: (row.value, row.input_mode) for row in rows}


def _form(session: object) -> object:
    from models import forms

    return forms.current(session)


def test_scales_that_nobody_touched_are_no_answer(narrator: Narrator) -> None:
    assert _stored(narrator) == {}


def test_three_sliders_become_shares(narrator: Narrator) -> None:
    fields = {"besluit-0": "60", "besluit-1": "0", "besluit-2": "20"}
    stored = _stored(narrator, **fields)
    assert stored == {"besluit": ({"shares": [0.75, 0.0, 0.25]}, InputMode.SLIDER)}


def test_together_is_the_middle_without_a_slider(narrator: Narrator) -> None:
    (value, _) = _stored(narrator, **{"besluit-hoe": "samen"})["besluit"]
    assert value == {"shares": [0.3334, 0.3333, 0.3333]}


def test_not_applicable_is_an_answer_and_outweighs_the_sliders(narrator: Narrator) -> None:
    fields = {"besluit-0": "60", "besluit-hoe": "niet", "tempo": "20", "tempo-hoe": "niet"}
    assert _stored(narrator, **fields) == {"besluit": ({}, None), "tempo": ({}, None)}


def test_the_exact_middle_counts_only_when_it_was_chosen(narrator: Narrator) -> None:
    stored = _stored(narrator, tempo="50", **{"tempo-hoe": "midden"})
    assert stored == {"tempo": ({"position": 50}, InputMode.SLIDER)}


def test_a_moved_slider_counts_without_a_choice_below_it(narrator: Narrator) -> None:
    assert _stored(narrator, tempo="15")["tempo"][0] == {"position": 15}


def test_how_the_triangle_was_set_is_kept(narrator: Narrator) -> None:
    fields = {"besluit-1": "100", "besluit-wijze": "toetsen"}
    assert _stored(narrator, **fields)["besluit"][1] is InputMode.KEYBOARD


def test_impossible_values_are_no_answer(narrator: Narrator) -> None:
    fields = {
        "besluit-0": "-5",
        "besluit-1": "veel",
        "besluit-2": "٣",
        "besluit-wijze": "ingelezen",
        "afloop": "bestaat_niet",
        "gevoel": "",
    }
    assert _stored(narrator, **fields) == {}


def test_more_than_everything_is_everything(narrator: Narrator) -> None:
    fields = {"besluit-0": "9999", "besluit-wijze": "ingelezen"}
    assert _stored(narrator, **fields)["besluit"] == (
        {"shares": [1.0, 0.0, 0.0]},
        InputMode.SLIDER,
    )
