"""Vertalen: a concept in another language, text by text beside the Dutch."""

import streamlit as st

from explorer import paper, plain, translation_files
from explorer.client import ApiProblem, ChangedMeanwhile, Reader
from explorer.views import form_editing, forms
from explorer.visit import Visit
from service.schemas import FormPage, FormTranslation, TranslatedText

_LANGUAGE = "vertaling_taal"
_SAID = "vertaling_gezegd"
_FAULT = "vertaling_fout"
_PLACES = "vertaling_plekken"
_LONG = 90
_RIGHT_TO_LEFT = ("ar", "fa")


def show(visit: Visit) -> None:
    """The concept in the address, in one language."""
    key, version = form_editing.asked()
    page = visit.reader.form(key, version)
    paper.title(f"Vertalen: {page.content.title or '(nog zonder titel)'}")
    visit.go(forms.PAGE, "Terug naar het formulier", key=forms.place(key, version))
    if page.state.value != forms.CONCEPT:
        paper.say("Deze versie verandert niet meer. Maak eerst een nieuwe versie.")
        return
    paper.lead(
        "Links staat het Nederlands, rechts de vertaling. Vertellers kunnen een taal pas kiezen "
        "als alle teksten er zijn."
    )
    paper.small(
        "Laat iemand vertalen die de taal van huis uit spreekt. Verhalen zelf zijn in het "
        "Nederlands."
    )
    code = _language(page)
    place = translation_files.address(key, version, code)
    paper.ways_out({place: "Vertaal in Excel of LibreOffice"})
    _fields(visit.reader, page, code)


def _language(page: FormPage) -> str:
    names = {one.code: one.name for one in page.languages if one.code != "nl"}
    return str(st.selectbox("Taal", list(names), key=_LANGUAGE, format_func=names.get))


def _fields(reader: Reader, page: FormPage, code: str) -> None:
    translation = reader.translation(page.key, page.version, code)
    _notice()
    language = translation.language
    if language.offered:
        paper.calm(f"De vertaling in het {language.name} is af.")
    else:
        left = language.texts - language.translated
        paper.say(f"Er ontbreken nog {left} van de {language.texts} teksten.")
    name = f"vertaling|{page.key}@{page.version}|{code}"
    side = "rechts-naar-links" if code in _RIGHT_TO_LEFT else "links-naar-rechts"
    with st.form(name, border=False), st.container(key=f"{side}-vertaling"):
        for text in translation.texts:
            _text(name, text)
        st.form_submit_button(
            "Bewaar deze vertaling",
            type="primary",
            on_click=_save,
            args=(reader, page, translation, name),
        )


def _notice() -> None:
    said, fault = st.session_state.pop(_SAID, ""), st.session_state.pop(_FAULT, "")
    if said:
        paper.calm(said)
    if fault:
        paper.warn("Dat lukte niet. Wat u typte, staat er nog.", fault)
        paper.bullets(st.session_state.pop(_PLACES, []))


def _text(name: str, text: TranslatedText) -> None:
    field = f"{name}|{text.place}"
    if field not in st.session_state:
        st.session_state[field] = text.words
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        paper.say(text.dutch)
    draw = right.text_area if len(text.dutch) > _LONG or "\n" in text.dutch else right.text_input
    draw(
        plain.markdown(f"Vertaling van: {text.dutch}"),
        key=field,
        label_visibility="collapsed",
        max_chars=2_000 if text.place == "welkom" else 300,
    )


def _save(reader: Reader, page: FormPage, translation: FormTranslation, name: str) -> None:
    """Runs before the page is drawn again; a fault leaves what was typed in the fields."""
    texts = [
        TranslatedText(
            place=text.place, dutch=text.dutch, words=st.session_state[f"{name}|{text.place}"]
        )
        for text in translation.texts
    ]
    code = translation.language.code
    try:
        reader.save_translation(page.key, page.version, code, texts, stamp=translation.stamp)
    except ApiProblem as problem:
        if isinstance(problem, ChangedMeanwhile):
            _take_over(translation, name)
        st.session_state[_FAULT] = "Pas dit eerst aan." if problem.places else problem.sentence
        dutch = {text.place: text.dutch for text in texts}
        st.session_state[_PLACES] = [
            f"{dutch.get(one.place.partition(', ')[2], one.place)}: {one.message}"
            for one in problem.places
        ]
        return
    st.session_state[_SAID] = "De vertaling is bewaard."


def _take_over(translation: FormTranslation, name: str) -> None:
    """Fields in which nothing was typed here say what somebody else saved meanwhile."""
    for text in translation.texts:
        field = f"{name}|{text.place}"
        if st.session_state[field] == text.words:
            del st.session_state[field]
