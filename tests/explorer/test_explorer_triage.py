"""Eerst bekijken: who sees the page, what it says of the clock, and what a decision does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from explorer import words
from tests.explorer.fake_api import HOSTILE, FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]
ADDRESS, STORY = "eerst-bekijken", "eerst-verhaal"
NOW = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5 * 3600, "nog 5 uur"),
        (3599, "nog minder dan een uur"),
        (47 * 3600, "nog 47 uur"),
        (48 * 3600, "nog 2 dagen"),
        (-1, "minder dan een uur te laat"),
        (-3 * 3600, "3 uur te laat"),
        (-72 * 3600, "3 dagen te laat"),
    ],
)
def test_the_clock_is_said_in_words(seconds: int, said: str) -> None:
    assert words.left(NOW + timedelta(seconds=seconds), NOW) == said


def test_the_queue_says_kind_and_time_and_no_word_of_a_story(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    said = seen(open_page(ADDRESS))
    assert "Geweld\\: nog 5 uur" in said
    assert "Zelfdoding\\: nog 30 uur" in said
    assert said.index("Geweld") < said.index("Zelfdoding")
    assert "Wij zijn geen hulpdienst." in said
    assert "slaat mij" not in said
    assert "Te laat" not in said


def test_what_is_late_is_said_at_the_top(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.looking.make_late("a2", hours=3)
    said = seen(open_page(ADDRESS))
    assert "1 verhaal wacht te lang." in said
    assert "Zelfdoding\\: 3 uur te laat" in said


@pytest.mark.parametrize("address", [ADDRESS, STORY])
@pytest.mark.parametrize("role", ["analist", "iets-nieuws"])
def test_for_other_roles_the_page_is_not_there(
    api: FakeApi, open_page: Open, seen: Seen, role: str, address: str
) -> None:
    api.role = role
    page = open_page(address, key="a1" if address == STORY else None)
    assert not page.exception
    assert "slaat mij" not in seen(page)
    assert "Eerst bekijken" not in seen(page)
    assert not any("/v1/triage" in one for one in api.asked)


@pytest.mark.parametrize("role", ["beheerder", "moderator"])
def test_who_looks_over_reads_the_story_with_its_signs_and_the_help_lines(
    api: FakeApi, open_page: Open, seen: Seen, role: str
) -> None:
    api.role = role
    said = seen(open_page(STORY, key="a1"))
    assert "<mark>slaat mij</mark>" in said
    assert "Direct gevaar: 112" in said
    assert "nog 5 uur" in said


def test_what_a_narrator_wrote_never_becomes_markup(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.looking.text = HOSTILE
    said = seen(open_page(STORY, key="a1"))
    assert "<script>" not in said
    assert "staan niet meer in deze tekst" in said


def test_a_sign_in_an_answer_is_marked_where_it_stands(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.looking.text = HOSTILE
    api.looking.answer = "<hij> bleef."
    said = seen(open_page(STORY, key="a1"))
    assert "Wat hielp?" in said
    assert "<mark>&lt;hij&gt;</mark> bleef." in said
    assert "staan niet meer in deze tekst" not in said


def test_releasing_is_one_click_and_can_be_taken_back_once(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page(STORY, key="a1")
    page.button(key="vrij-a1").click().run()
    said = seen(page)
    assert "Besloten: vrijgegeven." in said
    assert "Vrijgegeven door Anna" in said
    page.button(key="terug-a1").click().run()
    assert "Dit verhaal wacht weer op een besluit." in seen(page)
    assert api.looking.cases["a1"].outcome is None
    page.button(key="vrij-a1").click().run()
    assert "vrij-a1" not in [one.key for one in page.button]


def test_keeping_apart_waits_for_a_reason(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = open_page(STORY, key="a1")
    assert page.button(key="apart-a1").disabled
    page.selectbox(key="waarom-a1").set_value("twijfel").run()
    page.button(key="apart-a1").click().run()
    assert "Apart gehouden (ik twijfel, een ander moet ook kijken) door Anna" in seen(page)
    reason = api.looking.cases["a1"].reason
    assert reason is not None
    assert reason.value == "twijfel"


def test_who_is_second_hears_that_somebody_was_first(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page(STORY, key="a1")
    api.looking.decide("a1", {"outcome": "apart_gehouden", "reason": "twijfel"}, by="Bert")
    page.button(key="vrij-a1").click().run()
    said = seen(page)
    assert "Een ander heeft hier net over besloten." in said
    assert "Apart gehouden (ik twijfel, een ander moet ook kijken) door Bert" in said


def test_a_story_that_its_narrator_took_back_is_not_there(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page(STORY, key="weg")
    assert "Dit verhaal ligt hier niet (meer)." in seen(page)
    assert not page.exception


def test_an_empty_queue_says_so(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.looking.cases = {}
    assert "Er wacht geen verhaal op u." in seen(open_page(ADDRESS))
