"""The page of standards says of each of them how well its text is known."""

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from service.schemas import Word
from tests.explorer.fake_api import FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


def test_a_standard_without_a_story_says_where_its_text_comes_from(
    open_page: Open, seen: Seen
) -> None:
    said = seen(open_page("kwaliteitsstandaarden"))
    assert "Waar het om gaat bij: meepraten over het plan. (Bron: in de bron gezien.)" in said


def test_a_link_to_a_set_that_is_seen_in_part_says_so(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    assert "Set: deels gezien" not in seen(open_page("thema", key="t1"))
    part = Word(value="partial", label="Deels gezien")
    for key, link in api.links.items():
        api.links[key] = link.model_copy(update={"set_status": part})
    page = open_page("thema", key="t1")
    assert "Set: deels gezien" in seen(page)
    assert not page.exception


def test_the_matrix_shows_only_themes_that_are_linked_and_counts_the_others(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    del api.links[2]
    page = open_page("kwaliteitsstandaarden")
    [picture] = page.get("plotly_chart")
    labels = [one["text"] for one in json.loads(picture.proto.spec)["layout"]["annotations"]]
    assert labels == ["Steeds een ander gezicht"]
    others = f"{len(api.themes()) - 1} van de {len(api.themes())} thema's"
    assert f"2 van de 3 standaarden en {others} hebben hier geen koppeling." in picture.proto.alt
    api.links.clear()
    page = open_page("kwaliteitsstandaarden")
    assert "Nog geen enkel thema is aan een standaard uit deze set gekoppeld." in seen(page)
    assert not page.get("plotly_chart")


def test_one_standard_of_a_theme_is_one(open_page: Open, seen: Seen) -> None:
    said = seen(open_page("thema", key="t1"))
    assert "1 standaard kan over dit thema gaan; mensen bevestigden er nog geen." in said
