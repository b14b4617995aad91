"""Formulieren and Uitnodigen: what is typed survives every fault, and numbers are told in words."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from explorer.form_drafts import Draft, new_key
from explorer.views.inviting import stopping
from service.schemas import FormOption, FormPrompt, ShownWhen, StepResponse, Word
from tests.explorer.fake_api import FakeApi
from tests.explorer.fake_forms import STEPS, Version

Seen = Callable[[AppTest], str]
Open = Callable[..., AppTest]


@pytest.fixture
def concept(api: FakeApi) -> Version:
    """A concept of the one form there is."""
    made = Version("verhaal", 2, "concept", api.forms.versions[0].content.model_copy(deep=True))
    api.forms.versions.append(made)
    return made


def _press(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if one.label == label).click().run()


def _part(page: AppTest, number: int) -> AppTest:
    """Choose the part with this place in the list."""
    radio = next(one for one in page.radio if one.label == "Waar werkt u aan?")
    return radio.set_value(radio.options[number]).run()


def _input(page: AppTest, label: str) -> object:
    return next(one for one in page.text_input if one.label == label)


def _type(page: AppTest, label: str, words: str) -> AppTest:
    return _input(page, label).set_value(words).run()  # type: ignore[attr-defined]


def test_a_new_version_begins_as_a_copy_and_can_be_opened(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = open_page("formulieren")
    assert "versie 1 in gebruik sinds 2 november 2026" in seen(page)
    page = _press(page, "Maak een nieuwe versie")
    said = seen(page)
    assert "Niemand kan er nog mee vertellen." in said
    assert "Verder met het concept (versie 2)" in said.replace("\\", "")
    assert [v.state for v in api.forms.versions] == ["gepubliceerd", "concept"]


def test_a_new_form_gets_a_title_of_its_own(api: FakeApi, open_page: Open, seen: Seen) -> None:
    page = _press(open_page("formulieren"), "Begin een concept")
    assert "eerst een titel" in seen(page)
    _input(page, "Titel").set_value("Café ’t Hoekje!")  # type: ignore[attr-defined]
    page.selectbox(key="nieuw_van").set_value("verhaal")
    _press(page, "Begin een concept")
    made = api.forms.versions[-1]
    assert (made.key, made.number, made.content.title) == ("cafe-t-hoekje", 1, "Café ’t Hoekje!")
    assert len(made.content.questions) == 2


def test_what_is_typed_in_one_part_is_kept_when_another_is_opened(
    concept: Version, open_page: Open
) -> None:
    page = open_page("formulier", key="verhaal@2")
    page = _type(page, "Titel", "Een andere titel")
    page = _part(page, 2)
    page = _type(page, "De vraag", "Hoe liep het met u af?")
    page = _press(page, "Keuze erbij")
    page = _type(page, "Keuze 3", "Weet ik nog niet")
    page = _part(page, 0)
    assert _input(page, "Titel").value == "Een andere titel"  # type: ignore[attr-defined]
    assert concept.content.title == "Een andere titel"
    assert concept.content.questions[0].text == "Hoe liep het met u af?"
    assert [o.label for o in concept.content.questions[0].options][2] == "Weet ik nog niet"
    assert not page.exception


def test_a_fault_is_shown_at_its_question_and_nothing_typed_is_lost(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    page = _part(open_page("formulier", key="verhaal@2"), 2)
    page = _type(page, "De vraag", "Hoe ging het?")
    page = _type(page, "Keuze 2", "Mis | fout")
    page = _press(page, "Bewaren")
    said = seen(page)
    assert "Wat u typte, staat er nog." in said
    assert "Vraag 1, keuze 2: Geen streepje." in said
    assert "Nog niet bewaard." in said
    assert _input(page, "Keuze 2").value == "Mis | fout"  # type: ignore[attr-defined]
    assert concept.content.questions[0].text == "Hoe liep het af?"
    page = _press(_type(page, "Keuze 2", "Mis"), "Bewaren")
    assert "Alles is bewaard." in seen(page)
    assert concept.content.questions[0].text == "Hoe ging het?"


def test_no_field_takes_more_than_can_be_sent(concept: Version, open_page: Open) -> None:
    beginning = open_page("formulier", key="verhaal@2")
    translating = open_page("vertaling", key="verhaal@2")
    for page in (beginning, translating):
        fields = [*page.text_area, *page.text_input]
        assert fields
        assert all(0 < field.proto.max_chars <= 2_000 for field in fields)


def test_options_move_and_go_and_keep_their_keys(concept: Version, open_page: Open) -> None:
    page = _part(open_page("formulier", key="verhaal@2"), 2)
    up = next(one for one in page.button if one.label == "↑" and not one.disabled)
    page = _press(up.click().run(), "Bewaren")
    assert [o.key for o in concept.content.questions[0].options] == ["mis", "goed"]
    gone = next(one for one in page.button if one.label == "Weg")
    _press(gone.click().run(), "Bewaren")
    assert [o.key for o in concept.content.questions[0].options] == ["goed"]


def test_a_question_is_added_with_a_condition_and_taken_out(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    page = open_page("formulier", key="verhaal@2")
    page.selectbox(key="formulier_nieuwe_vraag").set_value("meerkeuze")
    page = _type(_press(page, "Zet erbij"), "De vraag", "Wat voelde u?")
    when = next(one for one in page.selectbox if one.label == "Wanneer vragen wij dit?")
    page = when.set_value("afloop").run()
    page = page.multiselect[0].set_value(["mis"]).run()
    page = _type(_type(page, "Keuze 1", "Boos"), "Keuze 2", "Blij")
    _press(page, "Bewaren")
    added = concept.content.questions[2]
    assert added.key == "vraag2"
    assert added.shown_when is not None
    assert (added.shown_when.question, added.shown_when.options) == ("afloop", ["mis"])
    # Without the question it depends on, it is always asked.
    page = _press(_part(page, 2), "Haal deze vraag weg")
    page = _press(page, "Bewaren")
    assert [q.key for q in concept.content.questions] == ["waarom", "vraag2"]
    assert concept.content.questions[1].shown_when is None
    assert not page.exception


def test_a_question_that_is_moved_and_moved_back_keeps_its_condition(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    asked, told = concept.content.questions
    other = asked.model_copy(update={"key": "gevoel"})
    told.shown_when = ShownWhen(question="gevoel", options=["mis"])
    concept.content.questions = [asked, other, told]
    page = _press(_part(open_page("formulier", key="verhaal@2"), 4), "Eerder vragen").run()
    assert "staat er niet vóór" in seen(page)
    page = _press(_press(page, "Later vragen"), "Bewaren")
    assert concept.content.questions[2].shown_when == told.shown_when
    assert not page.exception


def test_what_does_not_fit_any_more_cannot_be_added(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    asked, told = concept.content.questions
    asked.options = [FormOption(key=f"k{n}", label=f"Antwoord {n}") for n in range(19)]
    more = [told.model_copy(update={"key": f"meer{n}"}) for n in range(28)]
    concept.content.questions = [asked, told, *more]
    concept.content.prompts = [FormPrompt(key=f"b{n}", text="Vertel?") for n in range(12)]
    page = _part(open_page("formulier", key="verhaal@2"), 2)
    assert "Er passen hoogstens 30 vragen." in seen(page)
    assert page.button(key="formulier-vraag-erbij").disabled
    assert "keuzes" not in seen(page)
    page = _press(page, "Keuze erbij")
    assert "Er passen hoogstens 20 keuzes." in seen(page)
    assert next(one for one in page.button if one.label == "Keuze erbij").disabled
    page = _part(page, 1)
    assert "Er passen hoogstens 12 beginvragen." in seen(page)
    assert page.button(key="formulier-beginvraag").disabled
    assert not page.exception


def test_who_should_know_comes_with_the_audiences(concept: Version, open_page: Open) -> None:
    page = open_page("formulier", key="verhaal@2")
    page.selectbox(key="formulier_nieuwe_vraag").set_value("kennen")
    _press(_press(page, "Zet erbij"), "Bewaren")
    added = concept.content.questions[2]
    assert (added.key, added.kind) == ("kennen", "meerkeuze")
    assert [o.key for o in added.options] == ["wijkteam", "gemeente"]


def test_somebody_else_was_first_and_both_texts_are_still_there(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    page = _type(open_page("formulier", key="verhaal@2"), "Titel", "Van mij")
    concept.content.title, concept.stamp = "Van haar", 9
    page = _press(page, "Bewaren")
    assert "Dit concept is intussen veranderd." in seen(page)
    page = _press(_press(page, "Houd wat ik typte"), "Bewaren")
    assert concept.content.title == "Van mij"
    page = _type(page, "Titel", "Toch weer anders")
    concept.content.title, concept.stamp = "Van haar", 19
    page = _press(_press(page, "Bewaren"), "Neem wat bewaard is")
    assert _input(page, "Titel").value == "Van haar"  # type: ignore[attr-defined]


def test_publishing_asks_to_have_looked_and_says_what_is_still_wrong(
    api: FakeApi, concept: Version, open_page: Open, seen: Seen
) -> None:
    concept.content.questions[1].text = ""
    page = open_page("formulier", key="verhaal@2")
    assert "Dit kan nog niet." in seen(page)
    assert not any(one.key == "formulier-publiceer" for one in page.button)
    page = _type(_part(page, 3), "De vraag", "Waarom dan?")
    page = _press(page, "Bewaar en maak een voorbeeld")
    assert concept.content.questions[1].text == "Waarom dan?"
    assert page.button(key="formulier-publiceer").disabled
    page = page.checkbox(key="formulier-zeker").check().run()
    page = page.button(key="formulier-publiceer").click().run()
    assert "Dit formulier is in gebruik." in seen(page)
    assert [v.state for v in api.forms.versions] == ["gestopt", "gepubliceerd"]


def test_a_concept_that_is_thrown_away_leads_back_to_the_list(
    api: FakeApi, concept: Version, open_page: Open
) -> None:
    del concept
    page = _press(open_page("formulier", key="verhaal@2"), "Gooi weg")
    assert not page.exception
    assert [v.number for v in api.forms.versions] == [1]


def test_a_translation_is_kept_and_a_fault_leaves_it_standing(
    api: FakeApi, concept: Version, open_page: Open, seen: Seen
) -> None:
    page = open_page("vertaling", key="verhaal@2")
    page.text_input[0].set_value("Tell us")
    api.forms.refuse = True
    page = _press(page, "Bewaar deze vertaling")
    assert "Wat u typte, staat er nog." in seen(page)
    assert "Vertel wat u meemaakte: Te lang." in seen(page)
    assert page.text_input[0].value == "Tell us"
    api.forms.refuse = False
    page = _press(page, "Bewaar deze vertaling")
    assert concept.translations["en"] == {"titel": "Tell us"}
    assert "Er ontbreken nog 2 van de 3 teksten." in seen(page)


def test_of_two_who_translate_neither_loses_a_text(
    concept: Version, open_page: Open, seen: Seen
) -> None:
    page = open_page("vertaling", key="verhaal@2")
    page.text_input[0].set_value("Tell us")
    concept.translations["en"], concept.stamp = {"vraag.waarom.tekst": "Why?"}, 9
    page = _press(page, "Bewaar deze vertaling")
    assert "Iemand anders" in seen(page)
    assert [field.value for field in page.text_input] == ["Tell us", "", "Why?"]
    _press(page, "Bewaar deze vertaling")
    assert concept.translations["en"] == {"titel": "Tell us", "vraag.waarom.tekst": "Why?"}


def test_an_invitation_is_made_with_its_picture_and_closed(
    api: FakeApi, open_page: Open, seen: Seen
) -> None:
    page = _press(open_page("uitnodigen"), "Maak de uitnodiging")
    assert "Geef een naam." in seen(page)
    page.selectbox(key="uitnodiging_team").set_value(3)
    _input(page, "Naam").set_value("Balie Oost")  # type: ignore[attr-defined]
    page = _press(page, "Maak de uitnodiging")
    assert "staat hieronder" in seen(page)
    assert "Nog niemand opende deze link." in seen(page)
    assert [(one.label, one.team_id) for one in api.forms.invites] == [("Balie Oost", 3)]
    page = _press(page, "Sluit")
    assert "is gesloten" in seen(page)
    assert "GET /v1/invites/1/qr" in api.asked
    assert not page.exception


def test_a_number_that_is_not_shown_is_not_drawn(api: FakeApi, open_page: Open, seen: Seen) -> None:
    api.forms.counts = dict.fromkeys(STEPS, 12) | {"bewaard": None}
    page = open_page("uitnodigen")
    _input(page, "Naam").set_value("Balie")  # type: ignore[attr-defined]
    page = _press(page, "Maak de uitnodiging")
    said = seen(page)
    assert "minder dan 5" in said
    assert "Van de 12 keer dat iemand begon, is het verhaal ten minste 12 keer afgemaakt." in said
    assert not page.exception


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([60, 40, 36, 24, 23, 22, 20, 0], "Stoppen gebeurde het meest bij de vragen: 12 keer."),
        ([60, 40, 39, 38, 37, 36, 35, 0], "Er is geen plek waar velen stopten."),
        ([60, 40, None, None, None, None, None, None], "is het verhaal een enkele keer afgemaakt"),
        ([9, None, 0, 0, 0, 0, 0, 0], "De link is 9 keer geopend."),
        ([None, 0, 0, 0, 0, 0, 0, 0], "De link is minder dan 5 keer geopend."),
    ],
)
def test_where_people_stop_in_words(counts: list[int | None], said: str) -> None:
    steps = [
        StepResponse(step=Word(value=step, label=step), count=count)
        for step, count in zip(STEPS, counts, strict=True)
    ]
    assert said in stopping(steps)


def test_keys_of_new_forms() -> None:
    assert new_key("Mijn verhaal", taken=["mijn-verhaal"]) == "mijn-verhaal-2"
    assert new_key("مرحبا", taken=[]) == "formulier"
    assert new_key("2026 en verder", taken=[]) == "formulier-2026-en-verder"
    assert len(new_key("x" * 200, taken=[])) <= 40


def test_a_draft_tells_nothing_in_a_log(api: FakeApi, concept: Version) -> None:
    draft = Draft.of(api.forms._page(concept))
    assert "liep" not in repr(draft)


def test_for_other_roles_the_pages_are_not_there(api: FakeApi, open_page: Open, seen: Seen) -> None:
    for role, address in (("moderator", "formulieren"), ("analist", "uitnodigen")):
        api.role = role
        page = open_page(address)
        assert not page.exception
        assert "Uitnodigen" not in seen(page)
    assert not any("/v1/forms" in one or "/v1/invites" in one for one in api.asked)


@pytest.mark.parametrize("key", ["../me@1", "verhaal@99"])
def test_an_address_that_names_no_form(open_page: Open, seen: Seen, key: str) -> None:
    page = open_page("formulier", key=key)
    assert not page.exception
    assert "Dit formulier bestaat niet" in seen(page)
