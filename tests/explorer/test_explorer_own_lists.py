"""Eigen lijsten: who sees the page, and that nothing is kept before it was looked over."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.fake_api import FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]
ADDRESS = "eigen-lijsten"


def _look(page: AppTest, text: str) -> AppTest:
    page.text_area[0].set_value(text)
    button = next(one for one in page.button if one.label == "Nakijken")
    return button.click().run()


def test_names_are_looked_over_kept_and_taken_off(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = _look(open_page(ADDRESS), "wijk: De Zilverhoek\nschool: Brug")
    said = seen(page)
    assert "Ook een gewoon woord" in said
    assert "Staat nu in 9 verhalen" in said
    assert api.lists.names == []
    page.button(key="lijst_bewaar").click().run()
    assert "2 namen toegevoegd." in seen(page)
    assert [entry.name for entry in api.lists.names] == ["De Zilverhoek", "Brug"]
    assert page.text_area[0].value == ""
    page.button(key="lijst-weg-1").click().run()
    assert [entry.name for entry in api.lists.names] == ["Brug"]
    assert "blijft weg" in seen(page)


def test_a_wrong_line_is_named_and_cannot_be_kept(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = _look(open_page(ADDRESS), "wijk: Goedhoek\nzomaar iets")
    said = seen(page)
    assert "Pas dit eerst aan." in said
    assert "regel 2" in said
    assert not any(one.key == "lijst_bewaar" for one in page.button)


@pytest.mark.parametrize("role", ["analist", "moderator"])
def test_for_other_roles_the_page_is_not_there(
    api: FakeApi, open_page: Open, seen: Seen, role: str
) -> None:
    api.role = role
    page = open_page(ADDRESS)
    assert not page.exception
    assert "Eigen lijsten" not in seen(page)
    assert not any("/v1/own-lists" in one for one in api.asked)
