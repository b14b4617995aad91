"""The page that searches: the question, its filters, the hits with their reason, and no trace."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.fake_api import HOSTILE, FakeApi

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


def ask(page: AppTest, question: str) -> AppTest:
    page.text_input(key="zoek_vraag").input(question)
    return page.button[0].click().run()


def texts(page: AppTest) -> list[str]:
    """The passages on a page, marked or not."""
    return [one.value for one in page.html if "vp-leestekst" in one.value] + [
        one.value for one in page.text
    ]


def test_before_a_question_the_page_says_what_to_do_and_asks_nothing(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("zoeken")
    assert "Typ hierboven wat u zoekt." in seen(page)
    assert api.searched == []
    assert texts(page) == []


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_not_sent(api: FakeApi, open_page: Open, question: str) -> None:
    page = ask(open_page("zoeken"), question)
    assert api.searched == []
    assert not page.exception


def test_a_hit_shows_its_words_its_reason_and_the_way_to_story_and_theme(
    open_page: Open, seen: Seen
) -> None:
    page = ask(open_page("zoeken"), "brief")
    said = seen(page)
    assert "<mark>brief</mark>" in said
    assert "Gevonden door: brief." in said
    assert "Lijkt op uw vraag (0,62)." in said
    assert "9 stukjes uit 9 van de 40 verhalen. Het beste staat bovenaan." in said
    links = [one.label.replace("\\", "").replace("\u2060", "") for one in page.page_link]
    assert "Lees het hele verhaal: Verhaal nummer 2" in links
    assert "Thema: Steeds een ander gezicht" in links


def test_the_question_is_in_no_address(api: FakeApi, open_page: Open) -> None:
    page = ask(open_page("zoeken"), "brief")
    assert not page.query_params
    assert [one for one in api.asked if "search" in one] == ["POST /v1/search"]
    assert api.searched[0]["query"] == "brief"


def test_pages_follow_and_another_question_starts_at_the_first(
    api: FakeApi, open_page: Open
) -> None:
    api.passage_text = "Er kwam een brief."
    api.by_meaning = False
    page = ask(open_page("zoeken"), "brief")
    assert len(texts(page)) == 10
    page.session_state["zoek_bladzijde-1"] = 3
    page.run()
    assert api.searched[-1]["offset"] == 20
    ask(page, "kwam")
    assert (api.searched[-1]["query"], api.searched[-1]["offset"]) == ("kwam", 0)


def test_the_filters_of_the_margin_and_the_page_go_with_the_question(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("zoeken")
    page.selectbox(key="kies_rol").select("Ouder of verzorger").run()
    page.selectbox(key="kies_team").select("Wijkteam De Kade").run()
    page.selectbox(key="zoek_vanaf").select("2025-02").run()
    page = ask(page, "brief")
    sent = api.searched[-1]
    assert (sent["role"], sent["team"]) == ("ouder", "Wijkteam De Kade")
    assert (sent["firstPeriod"], sent["lastPeriod"], sent["ageGroup"]) == ("2025-02", None, None)
    assert "U ziet een deel: Ouder of verzorger, Wijkteam De Kade." in seen(page)


def test_nothing_found_says_what_to_try(open_page: Open, seen: Seen) -> None:
    said = seen(ask(open_page("zoeken"), "zwabberkwast"))
    assert "Niets gevonden." in said
    assert "Probeer een ander woord" in said


def test_a_word_that_was_mistyped_is_said(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.passage_text = "Een breif, sorry: brief."
    said = seen(ask(open_page("zoeken"), "breif"))
    assert "“breif” staat in geen verhaal. Wij zochten ook: “brief”." in said


def test_without_an_encoder_the_page_says_that_it_sees_only_words(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.by_meaning = False
    said = seen(ask(open_page("zoeken"), "brief"))
    assert "Zoeken op betekenis lukt nu niet." in said
    assert "Het taalmodel is er niet." in said


def test_stories_that_are_not_read_yet_are_counted(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.unread = 1
    assert "1 verhaal is nog niet gelezen door de computer." in seen(
        ask(open_page("zoeken"), "brief")
    )


def test_a_server_that_is_away_is_said_in_dutch(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = open_page("zoeken")
    api.down = True
    assert not ask(page, "brief").exception
    assert "De server antwoordt niet." in seen(page)


def test_markup_in_a_hit_and_in_a_question_is_shown_as_text(api: FakeApi, open_page: Open) -> None:
    api.passage_text = api.title = HOSTILE
    api.labels["t1"] = HOSTILE
    for question in ("alert", "<script>"):
        page = ask(open_page("zoeken"), question)
        assert not page.exception
        shown = [one.value for one in page.html]
        assert any("<mark>" in value for value in shown)
        assert all("<script>" not in value for value in shown)
        assert all("**vet**" not in one.label for one in page.page_link)


def test_presenting_leaves_the_names_of_teams_out(open_page: Open) -> None:
    page = open_page("zoeken")
    page.toggle(key="presenteren").set_value(True).run()
    page = ask(page, "brief")
    assert "Wijkteam De Kade" not in "".join(one.value for one in page.main.html)
