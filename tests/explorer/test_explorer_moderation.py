"""Nakijken: what is shown of every change, and what a moderator can still take out."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from explorer import paper
from tests.explorer.fake_api import HOSTILE, FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]
ADDRESS, STORY = "nakijken", "nakijken-verhaal"


def test_the_list_says_why_a_story_stands_high(api: FakeApi, open_page: Open, seen: Seen) -> None:
    said = seen(open_page(ADDRESS))
    assert "Er wacht nog 1 verhaal." in said
    assert "Misschien te herkennen" in said
    assert "Verteller zette 2 keer iets terug" in said
    assert "1 antwoord in woorden" in said
    assert "Sjonnie" not in said


@pytest.mark.parametrize("address", [ADDRESS, STORY])
def test_for_an_analyst_the_page_is_not_there(
    api: FakeApi, open_page: Open, seen: Seen, address: str
) -> None:
    api.role = "analist"
    page = open_page(address, key="m1" if address == STORY else None)
    assert not page.exception
    assert "Nakijken" not in seen(page)
    assert not any("/v1/moderation" in one for one in api.asked)


def test_every_change_is_marked_and_explained_where_it_stands_and_beside_it(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    said = seen(open_page(STORY, key="m1"))
    assert '<mark title="persoon: staat op de lijst van voornamen">[persoon-1]</mark> belde' in said
    assert "[persoon-1] (persoon): staat op de lijst van voornamen" in said
    assert '<mark title="misschien te herkennen: gezin">drieling</mark>' in said
    assert "Wat er eerst stond, weten wij niet meer." in said
    assert "De verteller zette 2 stukjes terug." in said


def test_what_was_written_in_answers_is_shown_with_its_question(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    said = seen(open_page(STORY, key="m1"))
    assert "Wat de verteller bij vragen schreef" in said
    assert "Wat hielp?" in said
    assert "Ons <b>drieling</b>plan." in said


def test_a_missed_word_goes_after_a_warning(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = open_page(STORY, key="m1")
    assert "U kunt dat niet terugdraaien" in seen(page)
    page.text_input(key="weghalen-m1").input("  Sjonnie ")
    page.button[_submit(page)].click().run()
    assert "Sjonnie" not in api.moderating.text
    said = seen(page)
    assert "Weggehaald. De computer leest dit verhaal nu opnieuw." in said
    assert "Sjonnie" not in said


def test_a_word_that_is_not_there_is_refused(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = open_page(STORY, key="m1")
    page.text_input(key="weghalen-m1").input("Nergens")
    page.button[_submit(page)].click().run()
    assert "Dit staat niet als heel woord in dit verhaal." in seen(page)


def test_marking_as_looked_over_takes_it_from_the_list(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page(STORY, key="m1")
    page.button(key="nagekeken-m1").click().run()
    assert "✓ Nagekeken door Anna." in seen(page)
    assert "nagekeken-m1" not in [one.key for one in page.button]
    assert "Er is niets na te kijken." in seen(open_page(ADDRESS))


def test_what_a_narrator_wrote_never_becomes_markup(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.moderating.text = HOSTILE
    assert "<script>" not in seen(open_page(STORY, key="m1"))


def test_a_story_that_is_gone_is_said(api: FakeApi, open_page: Open) -> None:
    page = open_page(STORY, key="weg")
    assert not page.exception
    assert page.error


def test_marks_that_overlap_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(paper.st, "html", drawn.append)
    paper.explained_text("abcdef", [(2, 5, "b"), (1, 3, "a"), (5, 6, "")], key="proef")
    [html] = drawn
    assert html == ('<p class="vp-leestekst">a<mark title="a">bc</mark>de<mark>f</mark></p>')


def _submit(page: AppTest) -> int:
    return next(i for i, one in enumerate(page.button) if one.label == "Voorgoed weghalen")
