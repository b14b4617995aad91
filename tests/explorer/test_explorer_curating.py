"""Themes in the explorer: what they are, why passages are there, and what people say of them."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from explorer.views import curating, proposals
from service.schemas import Evidence, PassageView
from tests.explorer.fake_api import HOSTILE, FakeApi
from tests.explorer.fake_curating import SENTENCE, Curating

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


def test_the_list_marks_starter_themes_and_proposals_and_says_what_that_is(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.starters, api.curating.states = {"t1"}, {"t2": "voorgesteld"}
    said = seen(open_page("themas"))
    assert '<span class="vp-merkje">Starthema</span>' in said
    assert '<span class="vp-merkje">Voorstel</span>' in said
    assert "waarvan 1 als voorstel van de computer" in said
    assert "mensen beslissen of het een thema is" in said


def test_the_largest_theme_that_is_named_is_one_that_people_accepted(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.states = {"t1": "voorgesteld"}
    assert "“Lang wachten op een antwoord”, met 14 van de 40" in seen(open_page("themas"))
    assert "Het vaakst gaat het over “Lang wachten op een antwoord”" in seen(open_page())


def test_an_overview_with_nothing_but_proposals_says_so(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.states = dict.fromkeys(api.labels, "voorgesteld")
    said = seen(open_page())
    assert "De computer doet 3 voorstellen voor een thema. Mensen beslissen nog." in said
    assert "Het vaakst gaat het" not in said


def test_themes_without_stories_of_the_chosen_narrators_leave_the_ranking(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("themas")
    page.selectbox(key="kies_rol").select("Ouder of verzorger").run()
    said = seen(page)
    assert "0 van de 8 verhalen" not in said
    assert "1 thema zonder verhalen bij uw keuze" in said


def test_a_starter_theme_shows_its_rules_and_what_it_was_learned_from(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.starters = {"t1"}
    said = seen(open_page("thema", key="t1"))
    assert "Hoort erbij: Iedere keer iemand anders aan tafel." in said
    assert "Hoort er niet bij: Wachten op een vervanger." in said
    assert "Deze zinnen zijn bedacht. Ze komen niet uit verhalen." in said
    assert "Wij lieten steeds een deel daarvan weg." in said
    assert "Deze naam hoort bij het starthema." in said
    assert "De computer bedacht deze naam." not in said


def test_the_sentence_that_shows_a_theme_is_a_quotation_with_its_story_and_its_marks(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.passage_text = HOSTILE
    page = open_page("thema", key="t1")
    assert "Een verteller zegt het zo:" in seen(page)
    assert HOSTILE in [one.value for one in page.text]
    assert "Niet citeren" in seen(page)
    assert all("<script>" not in one.value for one in page.html)


def test_every_passage_says_why_it_is_there(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.curating.starters = {"t1"}
    said = seen(open_page("thema", key="t1"))
    assert "Waarom hier? De woorden “opnieuw” en “verhaal”." in said
    assert f"Lijkt op de zin: “{SENTENCE}”" in said
    api.curating.starters = set()
    assert "Waarom hier? Dit lijkt op de andere stukjes in dit thema." in seen(
        open_page("thema", key="t1")
    )


@pytest.mark.parametrize(
    ("evidence", "by_person", "mined", "said"),
    [
        (None, True, True, "Een mens zei dat dit hier hoort."),
        (None, False, False, ""),
        (("", "Zonder punt", None), False, False, "Lijkt op de zin: “Zonder punt.”"),
        (("weg", None, None), False, False, "Het woord “weg”."),
        (("", None, 3), False, False, "Lijkt op een stukje dat mensen hier plaatsten."),
    ],
)
def test_why_is_said_in_words(
    evidence: tuple[str, str | None, int | None] | None, by_person: bool, mined: bool, said: str
) -> None:
    found = PassageView(
        story_id="s", story_title="Een titel", start=0, end=5, text="Hallo", strength=0.5,
        by_person=by_person, role_label=None, age_group_label=None, team="Team", period=None,
        quotable=True, synthetic=False,
        evidence=Evidence(
            words=evidence[0].split(), sentence=evidence[1], passage_id=evidence[2]
        ) if evidence else None,
    )  # fmt: skip
    assert curating.why(found, mined=mined) == said


def test_a_written_example_is_called_that(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.curating.starters = {"t1"}
    page = open_page("thema", key="t1")
    assert "Lijkt op een geschreven voorbeeld. Dat is bedacht, uit geen verhaal." in seen(page)


def test_a_proposed_theme_is_accepted_in_one_click_and_taken_back_in_one(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.states = {"t1": "voorgesteld"}
    page = open_page("thema", key="t1")
    page.button(key="voorstel_ja").click().run()
    assert api.curating.states["t1"] == "actief"
    assert api.curating.bodies == [{"version": 1, "remark": ""}]
    assert "Dit is nu een thema." in seen(page)
    assert "voorstel_ja" not in _keys(page)
    page.button(key="daad_terug").click().run()
    assert api.curating.states["t1"] == "voorgesteld"
    assert "Dat is teruggedraaid." in seen(page)
    assert "daad_terug" not in _keys(page)


def test_a_no_to_a_proposed_theme_is_asked_twice(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.curating.states = {"t1": "voorgesteld"}
    page = open_page("thema", key="t1")
    page.button(key="voorstel_nee").click().run()
    assert "Weet u het zeker?" in seen(page)
    page.button(key="voorstel_toch").click().run()
    assert "Weet u het zeker?" not in seen(page)
    assert api.curating.states["t1"] == "voorgesteld"
    page.button(key="voorstel_nee").click().run()
    page.button(key="voorstel_zeker").click().run()
    said = seen(page)
    assert not page.exception
    assert "Dit is geen thema." in said
    assert "Dit thema is vervallen." in said
    assert "In dit thema staan nu geen stukjes." in said
    page.button(key="daad_terug").click().run()
    assert api.curating.states["t1"] == "voorgesteld"


def test_a_theme_in_use_is_not_asked_about(open_page: Open) -> None:
    assert not {"voorstel_ja", "voorstel_nee"} & _keys(open_page("thema", key="t1"))


def test_a_passage_is_confirmed_where_it_stands_and_only_that_one(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    page.button(key="klopt-alle-2").click().run()
    assert api.curating.confirmed == {("t1", 3)}
    assert "dat stukje hoort bij dit thema" in seen(page)
    assert "klopt-alle-2" not in _keys(page)
    page.button(key="daad_terug").click().run()
    assert api.curating.confirmed == set()


@pytest.mark.parametrize("key", ["drie-0", "rand", "alle-0", "alle-9"])
def test_a_passage_that_does_not_belong_leaves_the_theme_and_can_come_back(
    api: FakeApi, open_page: Open, seen: Seen, key: str
) -> None:
    page = open_page("thema", key="t1")
    page.button(key=f"niet-{key}").click().run()
    assert len(api.curating.refused) == 1
    assert "dat stukje hoort niet bij dit thema" in seen(page)
    page.button(key="daad_terug").click().run()
    assert api.curating.refused == set()


def test_the_last_passage_of_a_list_takes_no_notice_along(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t3")
    page.button(key="niet-alle-7").click().run()
    assert "7 stukjes, de duidelijkste eerst." in seen(page)
    assert "dat stukje hoort niet bij dit thema" in seen(page)


def test_when_somebody_else_was_first_the_page_says_what_changed_and_shows_it(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("thema", key="t1")
    api.overtaken = "De naam van Bert"
    page.button(key="niet-alle-0").click().run()
    assert api.curating.refused == set()
    assert "Bert heeft dit thema net veranderd" in seen(page)
    assert page.title[0].value == "De naam van Bert"
    page.button(key="niet-alle-0").click().run()
    assert len(api.curating.refused) == 1
    assert "Bert heeft dit thema net veranderd" not in seen(page)


def test_while_presenting_nobody_judges(open_page: Open) -> None:
    page = open_page("thema", key="t1")
    page.toggle(key="presenteren").set_value(True).run()
    assert not any(key.startswith(("klopt-", "niet-")) for key in _keys(page))


def test_the_address_of_a_merged_theme_shows_what_it_is_now(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.merged = {"t7": "t1"}
    page = open_page("thema", key="t7")
    assert page.title[0].value == "Steeds een ander gezicht"
    assert "Het thema dat u zocht, is samengevoegd." in seen(page)
    page.button(key="klopt-alle-0").click().run()
    assert api.curating.confirmed == {("t1", 1)}


def test_a_passage_in_doubt_names_the_themes_it_hangs_between(open_page: Open, seen: Seen) -> None:
    page = open_page("in-geen-thema")
    page.selectbox(key="residu_reden").select("twijfel").run()
    said = seen(page)
    assert "Twijfel. Tussen" in said
    assert "Twijfel. Lijkt op" in said
    labels = [one.label for one in page.page_link]
    assert labels.count("Steeds een ander gezicht") == 2
    assert labels.count("Lang wachten op een antwoord") == 1


@pytest.mark.parametrize(
    ("kind", "themes", "parts", "said"),
    [
        ("nieuw", (), ("Wonen",), "Nieuw thema: 12 stukjes die op elkaar lijken."),
        ("splitsen", (("t1", "A"),), ("B", "C"), "Splitsen: “A” wordt dan “B” en “C”."),
        ("samenvoegen", (("t1", "A"), ("t2", "B")), ("C",), "“A” en “B” worden dan één thema."),
        ("verdwijnend", (("t1", "A"),), (), "Niet teruggevonden: “A”."),
        ("behouden", (("t1", "A"),), (), "Behouden: “A”."),
    ],
)
def test_a_proposal_is_said_in_a_sentence(
    kind: str, themes: tuple[tuple[str, str], ...], parts: tuple[str, ...], said: str
) -> None:
    assert said in proposals.sentence(Curating().propose(kind, *themes, parts=parts))


def test_proposals_wait_on_the_page_of_runs_and_the_overview_points_there(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    assert "wacht op een besluit" not in seen(open_page("rekenrondes"))
    api.curating.propose("splitsen", ("t1", api.labels["t1"]), parts=("Een deel", HOSTILE))
    said = seen(open_page("rekenrondes"))
    assert "1 voorstel wacht op een besluit. Er verandert niets tot u" in said
    assert "<script>" not in said
    assert "1 voorstel wacht op een besluit" in seen(open_page()).replace("\\", "")


def test_an_accepted_proposal_shows_what_came_of_it_and_can_be_taken_back(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.propose("splitsen", ("t2", "Lang wachten"), parts=("Een", "Twee"))
    page = open_page("rekenrondes")
    page.button(key="aannemen-1").click().run()
    assert api.curating.proposals == []
    assert "Aangenomen." in seen(page)
    assert "Thema\\: Steeds een ander gezicht" in [one.label for one in page.page_link]
    page.button(key="voorstel_terug").click().run()
    assert "Dat is teruggedraaid." in seen(page)
    assert not any(event.can_be_undone for event in api.curating.events["t1"])


def test_a_no_to_a_proposal_is_asked_twice(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.curating.propose("verdwijnend", ("t2", "Lang wachten"))
    page = open_page("rekenrondes")
    page.button(key="afwijzen-1").click().run()
    assert len(api.curating.proposals) == 1
    page.button(key="zeker-1").click().run()
    assert api.curating.proposals == []
    assert "zijn gebleven zoals ze waren." in seen(page)
    page.button(key="voorstel_heroverwegen").click().run()
    assert [one.id for one in api.curating.proposals] == [1]
    assert "Het voorstel wacht weer op een besluit." in seen(page)
    assert "afwijzen-1" in _keys(page)


def test_a_proposal_that_somebody_else_decided_on_is_said_and_gone(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    api.curating.propose("verdwijnend", ("t2", "Lang wachten"))
    page = open_page("rekenrondes")
    api.curating.proposals.clear()
    page.button(key="aannemen-1").click().run()
    assert "Over dit voorstel is al besloten: aangenomen." in seen(page)
    assert "aannemen-1" not in _keys(page)


def test_a_new_search_is_said_to_leave_themes_as_they_are(open_page: Open, seen: Seen) -> None:
    assert "die er zijn, blijven zoals ze zijn." in seen(open_page("rekenrondes"))


@pytest.mark.parametrize(("key", "full"), [("opnieuw_zoeken", False), ("alles_bekijken", True)])
def test_a_search_looks_at_everything_again_only_when_that_is_asked(
    api: FakeApi, open_page: Open, key: str, full: bool
) -> None:
    page = open_page("rekenrondes")
    page.button(key=key).click().run()
    assert api.full is full


def _keys(page: AppTest) -> set[str]:
    return {str(one.key) for one in page.button}
