"""Naming and deciding in the explorer: seen at once, taken back at once, never over another."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.explorer.fake_api import NOW, FakeApi, word

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


def test_a_confirmed_link_is_seen_at_once_and_can_be_taken_back(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="bevestigd-thema-1").click().run()
    assert api.links[1].state.value == "bevestigd"
    assert "Koppeling bevestigd: Steeds een ander gezicht – Een vast gezicht." in seen(page)
    assert "✓ Bevestigd · door Anna, 3 november 2026, 14:05" in seen(page)
    page.button(key="besluit_terug").click().run()
    assert api.links[1].state.value == "voorgesteld"
    assert "besluit_terug" not in [one.key for one in page.button]


def _of(api: FakeApi, number: int, **changes: Any) -> None:
    api.links[number] = api.links[number].model_copy(update=changes)


def _by_bert(api: FakeApi) -> None:
    _of(api, 1, state=word("bevestigd", "Bevestigd"), decided_by="Bert", decided_at=NOW)


def test_what_the_stories_say_is_shown_by_passages_that_a_person_chooses(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="bevestigd-thema-1").click().run()
    page.pills(key="soort-thema-1-2").set_value("schuurt").run()
    assert api.links[1].kind is None
    page.button(key="oordeel-thema-1-2").click().run()
    assert "Kies ten minste één stukje dat dit laat zien." in seen(page)

    choice = page.multiselect(key="stukjes-thema-1-2")
    assert choice.label == "Welke stukjes laten dat zien?"
    choice.set_value([1])
    page.button(key="oordeel-thema-1-2").click().run()
    assert api.links[1].kind is not None
    assert (api.links[1].kind.value, api.links[1].state.value) == ("schuurt", "bevestigd")
    said = seen(page)
    assert "Deze stukjes laten dat zien:" in said
    assert "▲ Schuurt met de standaard" in said
    page.pills(key="soort-thema-1-3").set_value(None).run()
    page.button(key="zonder-thema-1-3").click().run()
    assert (api.links[1].kind, api.links[1].evidence) == (None, [])


def test_what_is_missing_from_a_standard_needs_no_passage(api: FakeApi, open_page: Open) -> None:
    _by_bert(api)
    page = open_page("thema", key="t1")
    page.pills(key="soort-thema-1-1").set_value("ontbreekt").run()
    page.button(key="oordeel-thema-1-1").click().run()
    assert api.links[1].kind is not None
    assert api.links[1].kind.value == "ontbreekt"


def test_a_second_person_confirms_as_well_and_the_first_cannot(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="bevestigd-thema-1").click().run()
    assert "Een tweede persoon kan dit vaststellen." in seen(page)
    assert "vastgesteld-thema-1" not in [one.key for one in page.button]

    _by_bert(api)
    page = open_page("thema", key="t1")
    assert page.button(key="vastgesteld-thema-1").label == "Ook bevestigen"
    page.button(key="vastgesteld-thema-1").click().run()
    said = seen(page)
    assert "✓ Vastgesteld door twee personen · door Bert en Anna" in said
    assert "Koppeling vastgesteld door twee personen:" in said
    page.button(key="voorgesteld-thema-1").click().run()
    assert (api.links[1].state.value, api.links[1].decided_by) == ("bevestigd", "Bert")


def test_a_name_takes_the_place_of_a_confirmation_without_one(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    _of(api, 1, state=word("bevestigd", "Bevestigd"), decided_at=NOW)
    page = open_page("thema", key="t1")
    assert "vastgesteld-thema-1" not in [one.key for one in page.button]
    page.button(key="bevestigd-thema-1").click().run()
    assert api.links[1].decided_by == "Anna"
    assert "✓ Bevestigd · door Anna" in seen(page)


def test_a_third_person_says_why_they_see_it_otherwise(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    _by_bert(api)
    _of(api, 1, state=word("vastgesteld", "Vastgesteld"), established_by="Cor")
    page = open_page("thema", key="t1")
    page.button(key="voorgesteld-thema-1").click().run()
    assert "Zeg waarom u het anders ziet." in seen(page)
    page.text_input(key="anders-thema-1").set_value("Het gaat over iets anders.")
    page.button(key="voorgesteld-thema-1").click().run()
    assert api.links[1].state.value == "voorgesteld"


def test_who_looks_at_an_old_page_is_told_what_changed(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    _of(api, 1, state=word("afgewezen", "Afgewezen"), decided_by="Bert", version=2)
    page.button(key="bevestigd-thema-1").click().run()
    assert "Bert heeft deze koppeling net veranderd" in seen(page)
    assert api.links[1].state.value == "afgewezen"


def test_a_judgement_without_stories_is_not_shown_as_one(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    _by_bert(api)
    _of(api, 1, kind_without_stories=word("schuurt", "Schuurt met de standaard"))
    page = open_page("thema", key="t1")
    said = seen(page)
    assert "Er zijn geen verhalen meer bij het oordeel." in said
    assert "Het oordeel was: schuurt met de standaard." in said
    assert "▲ Schuurt met de standaard" not in said


def test_what_happened_to_a_link_is_told_when_asked(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="bevestigd-thema-1").click().run()
    assert "GET /v1/links/1" not in api.asked
    page.checkbox(key="geschiedenis-thema-1").check().run()
    said = seen(page)
    assert "3 november 2026, 14:05, Anna: bevestigd: Het staat er **zo**." in said
    assert "Komt uit: ronde 7, taalmodel ingebouwd 1, versie 2 van het thema" in said


def test_a_person_links_a_standard_by_hand(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = open_page("thema", key="t1")
    page.checkbox(key="zelf-t1").check().run()
    page.button(key="zelf-koppelen-t1").click().run()
    assert "Kies eerst een standaard." in seen(page)
    page.selectbox(key="zelf-standaard-t1").set_value("v3")
    page.button(key="zelf-koppelen-t1").click().run()
    assert "Zeg waarom dit thema over deze standaard gaat." in seen(page)
    page.text_input(key="zelf-reden-t1").set_value("Het gaat over meepraten.")
    page.button(key="zelf-koppelen-t1").click().run()
    said = seen(page)
    assert "Met de hand toegevoegd: Het gaat over meepraten." in said
    assert "met de hand toegevoegd" in said


def test_a_rejected_link_leaves_the_page_but_stays_within_reach(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="afgewezen-thema-1").click().run()
    assert "Afgewezen koppelingen (1)" in seen(page)
    page.button(key="voorgesteld-afgewezen-1").click().run()
    assert api.links[1].state.value == "voorgesteld"


def test_deciding_one_by_one_begins_with_the_strongest_and_has_keys(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("kwaliteitsstandaarden")
    page.segmented_control(key="kijken").set_value("Eén voor één beslissen").run()
    assert page.button(key="bevestigd-rij-1").proto.shortcut.lower() == "j"
    page.button(key="bevestigd-rij-1").click().run()
    assert page.button(key="afgewezen-rij-2").proto.shortcut.lower() == "n"
    page.button(key="afgewezen-rij-2").click().run()
    assert "Er wacht niets op u." in seen(page)


def test_a_decision_that_fails_says_so_and_changes_nothing(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    link = api.links.pop(1)
    page.button(key="bevestigd-thema-1").click().run()
    assert "Deze koppeling bestaat niet." in seen(page)
    assert link.state.value == "voorgesteld"


def test_a_new_name_is_seen_at_once_and_can_be_taken_back(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.text_input(key="naam-t1-1").input("Wisselende gezichten")
    page.button[_submit(page)].click().run()
    assert page.title[0].value == "Wisselende gezichten"
    assert "Mensen gaven deze naam." in seen(page)
    page.button(key="naam_terug").click().run()
    assert page.title[0].value == "Steeds een ander gezicht"


def test_a_name_that_somebody_else_gave_first_is_never_overwritten(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    api.overtaken = "De naam van Bert"
    page.text_input(key="naam-t1-1").input("Mijn naam")
    page.button[_submit(page)].click().run()
    said = seen(page)
    assert "Iemand anders heeft dit thema net veranderd. Het heet nu “De naam van Bert”." in said
    assert "Uw naam “Mijn naam” is niet bewaard." in said
    assert page.title[0].value == "De naam van Bert"
    assert api.labels["t1"] == "De naam van Bert"


def test_a_theme_keeps_its_name_when_the_field_is_emptied(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.text_input(key="naam-t1-1").input("   ")
    page.button[_submit(page)].click().run()
    assert "Een thema heeft een naam nodig." in seen(page)
    assert not any(one.startswith("PATCH") for one in api.asked)


def test_a_new_search_shows_how_far_it_is_and_cannot_be_asked_twice(
    api: FakeApi, open_page: Open
) -> None:
    page = open_page("rekenrondes")
    page.button(key="opnieuw_zoeken").click().run()
    assert api.runs[0].state.value == "bezig"
    assert "opnieuw_zoeken" not in [one.key for one in page.button]
    assert "Patronen zoeken: lezen (3 van 10)" in page.get("progress")[0].proto.text


def test_when_somebody_else_just_began_a_search_that_is_shown(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("rekenrondes")
    api.begin_run()
    page.button(key="opnieuw_zoeken").click().run()
    assert len(api.runs) == 2
    assert page.get("progress")


def test_a_search_that_is_refused_after_the_page_was_drawn_says_why(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("rekenrondes")
    api.refuses_runs = True
    page.button(key="opnieuw_zoeken").click().run()
    assert "Er loopt al een berekening." in seen(page)


def _submit(page: AppTest) -> int:
    return next(i for i, one in enumerate(page.button) if one.label == "Naam bewaren")
