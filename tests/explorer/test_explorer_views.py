"""Each page of the explorer: what it says when full, when nearly empty, and when empty."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.fake_api import HOSTILE, THEMES, FakeApi

ADDRESSES = [
    "", "themas", "kwaliteitsstandaarden", "in-geen-thema", "verhalen", "zoeken", "rekenrondes",
    "thema", "verhaal",
]  # fmt: skip
Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("stories", [0, 1, 5])
def test_every_page_opens_however_few_stories_there_are(
    api: FakeApi, open_page: Open, address: str, stories: int
) -> None:
    api.stories = api.synthetic = stories
    api.__post_init__()
    page = open_page(address, key={"thema": "t1", "verhaal": "s0"}.get(address))
    missing = (address == "verhaal" and stories == 0) or (address == "thema" and stories < 12)
    assert not page.exception
    assert missing or not page.error
    assert missing or page.title


def test_without_stories_the_overview_says_so_and_shows_no_numbers(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.stories = api.synthetic = 0
    said = seen(open_page())
    assert "Er zijn nog geen verhalen om te lezen." in said
    assert "vp-vier" not in said


@pytest.mark.parametrize("address", ["", "themas"])
def test_what_is_wrong_with_the_encoder_is_said_before_the_themes(
    api: FakeApi, open_page: Open, seen: Seen, address: str
) -> None:
    api.notices = [f"Het gekozen taalmodel werkt nu niet. {HOSTILE}"]
    said = seen(open_page(address))
    assert "Over het taalmodel." in said
    assert "Het gekozen taalmodel werkt nu niet." in said
    assert "<script>" not in said


@pytest.mark.parametrize("stories", [1, 5])
def test_with_too_few_stories_there_are_no_patterns_and_the_reader_is_sent_to_the_stories(
    api: FakeApi, open_page: Open, seen: Seen, stories: int
) -> None:
    api.stories = api.synthetic = stories
    api.__post_init__()
    said = seen(open_page("themas"))
    assert f"Te weinig verhalen ({stories}) om patronen te zien." in said
    assert "Lees de verhalen" in said
    assert "%" not in said.replace("100%", "")


def test_the_overview_gives_four_numbers_the_doubt_and_who_is_not_heard(
    open_page: Open, seen: Seen
) -> None:
    said = seen(open_page())
    assert "20 van de 40 verhalen" in said
    assert "Ze zeggen niet hoe vaak iets voorkomt." in said
    assert "5 van 10" in said
    assert "Nog geen enkel verhaal van: volwassene met een eigen vraag" in said


@pytest.mark.parametrize("address", ["", "themas", "in-geen-thema", "verhalen"])
def test_made_up_stories_are_marked_on_every_list(
    open_page: Open, seen: Seen, address: str
) -> None:
    assert "Voorbeeldverhalen: verzonnen" in seen(open_page(address))


@pytest.mark.parametrize(("address", "key"), [("thema", "t1"), ("verhaal", "s0")])
def test_a_made_up_passage_and_a_made_up_story_are_marked(
    open_page: Open, seen: Seen, address: str, key: str
) -> None:
    assert "Verzonnen voorbeeld" in seen(open_page(address, key=key))


def test_real_stories_are_not_called_made_up(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.synthetic = 0
    for address, key in (("", None), ("thema", "t1"), ("verhaal", "s0"), ("verhalen", None)):
        assert "erzonnen" not in seen(open_page(address, key=key)).replace("(verzonnen)", "")


def test_themes_are_ranked_with_n_of_all_and_a_word_for_how_sure(
    open_page: Open, seen: Seen
) -> None:
    said = seen(open_page("themas"))
    assert "20 van de 40 verhalen (50%)" in said
    assert "8 van de 40 verhalen</span>" in said
    assert "● Stevig" in said
    assert "○ Wankel" in said


def test_the_filter_counts_only_the_stories_of_the_chosen_narrators(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("themas")
    api.asked.clear()
    page.selectbox(key="kies_rol").select("Ouder of verzorger").run()
    said = seen(page)
    # However many themes there are.
    assert api.asked.count("GET /v1/theme-counts") == 1
    assert "GET /v1/stories" not in api.asked
    assert "U ziet een deel: Ouder of verzorger." in said
    assert "4 van de 8 verhalen" in said


def test_the_filter_says_where_it_does_not_count(open_page: Open, seen: Seen) -> None:
    page = open_page()
    page.selectbox(key="kies_team").select("Wijkteam De Kade").run()
    assert "Op deze bladzijde tellen alle verhalen mee." in seen(page)


def test_a_theme_says_how_sure_it_is_and_why(open_page: Open, seen: Seen) -> None:
    said = seen(open_page("thema", key="t1"))
    assert "Hoe zeker? Stevig." in said
    assert "Wij lieten steeds een deel van de verhalen weg" in said
    assert "Gelijkenis gemiddeld 0,72" in said


def test_a_theme_with_few_stories_compares_nobody(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    said = seen(open_page("thema", key="t3"))
    assert "te weinig verhalen (8) om een verschil tussen vertellers te zien" in said


def test_every_picture_has_a_sentence_and_a_table(open_page: Open) -> None:
    page = open_page("thema", key="t1")
    pictures = page.get("plotly_chart")
    tables = [one for one in page.expander if one.label == "Tabel"]
    assert len(pictures) == len(tables) == 6
    assert all(picture.proto.alt for picture in pictures)


def test_what_narrators_wrote_themselves_is_counted_and_not_gathered(open_page: Open) -> None:
    page = open_page("thema", key="t1")
    told = " ".join(one.proto.body for one in page.get("html"))
    assert "2 vertellers schreven hier iets." in told
    assert "Vertellers konden meer dan één antwoord kiezen." in told


def test_a_theme_that_is_gone_is_said_in_dutch(open_page: Open) -> None:
    page = open_page("thema", key="t9")
    assert [one.value for one in page.error] == ["Dit thema bestaat niet."]


def test_an_address_that_cannot_be_an_id_is_never_sent_on(api: FakeApi, open_page: Open) -> None:
    page = open_page("thema", key="../overview")
    assert page.error
    assert not any("themes/" in one for one in api.asked)


def test_the_passages_chosen_first_are_from_different_stories(open_page: Open) -> None:
    page = open_page("thema", key="t1")
    three = [one.value for one in page.text][:3]
    assert len(set(three)) == 3


def test_a_set_says_what_is_missing_and_an_empty_set_is_shown_as_empty(
    open_page: Open, seen: Seen
) -> None:
    page = open_page("kwaliteitsstandaarden")
    assert "Volledig gezien" in seen(page)
    page.selectbox(key="set").select("deel").run()
    assert "Wat ontbreekt: Nummers 13 tot 19." in seen(page)
    page.selectbox(key="set").select("leeg").run()
    assert "Inhoud niet gevonden" in seen(page)
    assert not page.exception


def test_standards_that_no_story_is_about_are_named(open_page: Open, seen: Seen) -> None:
    said = seen(open_page("kwaliteitsstandaarden"))
    assert "Standaarden waar nog geen verhaal over gaat" in said
    assert "3. Meepraten over het plan" in said


def test_only_web_addresses_become_links(open_page: Open, seen: Seen) -> None:
    said = seen(open_page("kwaliteitsstandaarden"))
    assert 'href="https://example.org/set"' in said
    assert "javascript:" not in said


def test_what_is_in_no_theme_is_there_with_its_reason(open_page: Open, seen: Seen) -> None:
    page = open_page("in-geen-thema")
    assert "Dat is geen ruis" in seen(page)
    page.selectbox(key="residu_reden").select("te_kort").run()
    assert len(page.text) == 2
    assert "te kort om te weten waar ze over gaan" in seen(page)


def test_a_story_shows_the_narrators_own_answers_and_what_was_allowed(
    open_page: Open, seen: Seen
) -> None:
    said = seen(open_page("verhaal", key="s3"))
    assert "Te snel losgelaten" in said
    assert "De Associatie Wijkteams mag ervan leren" in said
    assert "Citeer niet uit dit verhaal." in said


def test_titles_can_be_searched(open_page: Open) -> None:
    page = open_page("verhalen")
    page.text_input(key="zoek_titel").input("nummer 17").run()
    assert [one.label for one in page.page_link if "nummer" in one.label] == ["Verhaal nummer 17"]


def test_a_failed_run_says_why_and_a_done_run_how_to_repeat_it(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.runs = [api.failed_run(), *api.runs]
    said = seen(open_page("rekenrondes"))
    assert "Het is drie keer niet gelukt." in said
    assert "Startgetal van het toeval" in said


def test_presenting_leaves_the_names_of_teams_out(open_page: Open, seen: Seen) -> None:
    page = open_page("thema", key="t1")
    page.toggle(key="presenteren").set_value(True).run()
    assert "Wijkteam De Kade" not in "".join(one.value for one in page.main.html)


@pytest.mark.parametrize(
    ("address", "key"), [("thema", "t1"), ("verhaal", "s0"), ("verhalen", None)]
)
def test_markup_in_a_story_is_shown_as_text(
    api: FakeApi, open_page: Open, address: str, key: str | None
) -> None:
    api.passage_text = api.title = HOSTILE
    api.__post_init__()
    page = open_page(address, key=key)
    assert not page.exception
    assert all("<script>" not in one.value for one in page.html)
    assert all("**vet**" not in one.value for one in (*page.markdown, *page.title))
    assert all("**vet**" not in one.label for one in (*page.page_link, *page.expander))
    if address != "verhalen":
        assert HOSTILE in [one.value for one in page.text]


def test_a_name_with_markup_is_shown_as_text(api: FakeApi, open_page: Open) -> None:
    api.labels["t1"] = HOSTILE
    page = open_page("thema", key="t1")
    assert page.title[0].value != HOSTILE
    assert "\\*\\*vet\\*\\*" in page.title[0].value
    assert len(THEMES) == 3
