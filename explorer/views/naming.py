"""Giving a theme a name of people's own, with the version looked at and the way back."""

import streamlit as st

from explorer import paper, remembered
from explorer.client import ApiProblem, ChangedMeanwhile, Reader
from explorer.visit import Visit
from service.schemas import ThemeRow

LONGEST = 80
_LAST = "laatste_naam"
_FAULT = "naam_fout"


def notice(visit: Visit, theme: ThemeRow) -> None:
    """What was just renamed, with the way back; or why it did not work."""
    fault = st.session_state.pop(_FAULT, None)
    if fault:
        st.warning(fault)
    last = st.session_state.get(_LAST)
    if last is None or last["id"] != theme.id or last["now"] != theme.label:
        return
    with st.container(key="besluit-naam", horizontal=True):
        paper.say(f"De naam was “{last['before']}” en is nu “{last['now']}”.")
        st.button(
            "Oude naam terug",
            key="naam_terug",
            on_click=_rename,
            args=(visit.reader, theme, last["before"]),
            kwargs={"remember": False},
        )


def form(visit: Visit, theme: ThemeRow) -> None:
    """The field in the margin."""
    field = f"naam-{theme.id}-{theme.version}"
    with st.form(f"hernoemen-{theme.id}", border=False):
        st.text_input(
            "Geef dit thema uw eigen naam", value=theme.label, max_chars=LONGEST, key=field
        )
        st.form_submit_button(
            "Naam bewaren", on_click=_from_field, args=(visit.reader, theme, field)
        )
    paper.small(f"{_whose(theme)} De verhalen blijven dezelfde.")


def _whose(theme: ThemeRow) -> str:
    if theme.label_by_person:
        return "Mensen gaven deze naam."
    if theme.starter:
        return "Deze naam hoort bij het starthema."
    return "De computer bedacht deze naam."


def _from_field(reader: Reader, theme: ThemeRow, field: str) -> None:
    label = str(st.session_state.get(field, "")).strip()
    if not label:
        st.session_state[_FAULT] = "Een thema heeft een naam nodig. De oude naam is gebleven."
    elif label != theme.label:
        _rename(reader, theme, label)


def _rename(reader: Reader, theme: ThemeRow, label: str, *, remember: bool = True) -> None:
    """Runs before the page is drawn again; a name that somebody else gave is never overwritten."""
    st.session_state.pop(_LAST, None)
    try:
        renamed = reader.rename(theme.id, label, version=theme.version)
    except ChangedMeanwhile:
        remembered.forget()
        st.session_state[_FAULT] = _overtaken(reader, theme, label)
        return
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    if remember:
        st.session_state[_LAST] = {"id": theme.id, "before": theme.label, "now": renamed.label}


def _overtaken(reader: Reader, theme: ThemeRow, label: str) -> str:
    try:
        now = reader.theme(theme.id).theme.label
    except ApiProblem:
        now = ""
    called = f" Het heet nu “{now}”." if now else ""
    return (
        f"Iemand anders heeft dit thema net veranderd.{called} "
        f"Uw naam “{label}” is niet bewaard. Wilt u hem toch? Vul hem dan opnieuw in."
    )
