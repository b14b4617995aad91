"""Eigen lijsten: names that always go out of stories; looked over before they are kept."""

import streamlit as st

from explorer import paper, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import OwnLines, OwnListPreview, OwnListView, OwnNameView, WeighedName

_TYPED = "lijst_tekst"
_KIND = "lijst_soort"
_PREVIEW = "lijst_voorbeeld"
_SAID = "lijst_gezegd"
_FAULT = "lijst_fout"
_NONE = "Het staat erbij"
_EXAMPLE = "wijk: Oosterpark\nschool: De Regenboog\nmedewerker: Karin de Bruin"


def show(visit: Visit) -> None:
    """What is listed, and a place to add to it."""
    listed = visit.reader.own_lists()
    paper.title("Eigen lijsten")
    paper.lead(
        "Wijken, scholen, straten en collega's die de computer niet altijd herkent. Wat hier "
        "staat, gaat altijd uit een verhaal, vanaf het volgende verhaal."
    )
    _notice()
    _add(visit.reader, listed)
    _all(visit.reader, listed)


def _notice() -> None:
    said, fault = st.session_state.pop(_SAID, ""), st.session_state.pop(_FAULT, "")
    if said:
        paper.calm(said)
    if fault:
        paper.warn("Dat lukte niet.", fault)


def _add(reader: Reader, listed: OwnListView) -> None:
    paper.part("Namen toevoegen")
    labels = {kind.value: kind.label for kind in listed.kinds}
    with st.form("lijst", border=False):
        st.text_area(
            "Eén naam per regel. Zet er de soort voor, of kies die hieronder.",
            key=_TYPED,
            height=180,
            placeholder=_EXAMPLE,
        )
        st.selectbox(
            "Wat zijn dit?",
            ["", *labels],
            key=_KIND,
            format_func=lambda value: labels.get(value, _NONE),
        )
        looked = st.form_submit_button("Nakijken")
    if looked:
        _look(reader)
    preview: OwnListPreview | None = st.session_state.get(_PREVIEW)
    if preview is not None:
        _weighed(reader, preview)


def _look(reader: Reader) -> None:
    try:
        st.session_state[_PREVIEW] = reader.preview_own_list(_lines())
    except ApiProblem as problem:
        st.session_state.pop(_PREVIEW, None)
        paper.warn("Dat lukte niet.", problem.sentence)


def _lines() -> OwnLines:
    return OwnLines(text=st.session_state[_TYPED], kind=st.session_state[_KIND] or None)


def _weighed(reader: Reader, preview: OwnListPreview) -> None:
    if preview.problems:
        paper.warn("Pas dit eerst aan.", "Er is nog niets opgeslagen.")
        paper.bullets([f"{problem.place}: {problem.message}" for problem in preview.problems])
        return
    if not preview.names:
        paper.calm("Er staat nog geen naam.")
        return
    paper.table(
        "Wat u wilt toevoegen",
        ["Naam", "Soort", "Let op"],
        [[name.name, name.kind.label, _remark(name)] for name in preview.names],
    )
    new = sum(not name.known for name in preview.names)
    st.button(
        f"Zet {words.count(new, 'naam', 'namen')} op de lijst",
        type="primary",
        disabled=not new,
        key="lijst_bewaar",
        on_click=_keep,
        args=(reader, _lines()),
    )


def _remark(name: WeighedName) -> str:
    if name.known:
        return "Staat er al."
    remarks = []
    if name.word:
        remarks.append("Ook een gewoon woord. Gaat alleen weg met een hoofdletter.")
    if name.often:
        remarks.append(f"Staat nu in {words.stories(name.stories)}. Klopt dat?")
    return " ".join(remarks)


def _keep(reader: Reader, lines: OwnLines) -> None:
    """Runs before the page is drawn again, so that the page shows what is so now."""
    try:
        added = reader.add_to_own_list(lines).added
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    st.session_state.pop(_PREVIEW, None)
    st.session_state[_TYPED] = ""
    st.session_state[_SAID] = f"{words.count(added, 'naam', 'namen')} toegevoegd."


def _all(reader: Reader, listed: OwnListView) -> None:
    paper.part(f"Op de lijst: {words.count(len(listed.names), 'naam', 'namen')}")
    if not listed.names:
        paper.say("Er staat nog niets op de lijst.")
    for kind in listed.kinds:
        names = [entry for entry in listed.names if entry.kind.value == kind.value]
        if not names:
            continue
        with st.expander(f"{kind.label} ({len(names)})"):
            for entry in paper.paged(names, key=f"lijst_{kind.value}", per_page=25):
                _row(reader, entry)
            paper.pages_below(names, key=f"lijst_{kind.value}", per_page=25)


def _row(reader: Reader, entry: OwnNameView) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        paper.say(entry.name + (" (alleen met een hoofdletter)" if entry.word else ""))
    right.button(
        "Haal weg",
        key=f"lijst-weg-{entry.id}",
        help=f"Haal {entry.name} van de lijst",
        on_click=_remove,
        args=(reader, entry),
    )


def _remove(reader: Reader, entry: OwnNameView) -> None:
    try:
        reader.remove_from_own_list(entry.id)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    st.session_state[_SAID] = "Van de lijst gehaald. Wat al weg is uit verhalen, blijft weg."
