"""Formulieren: every form with its versions, and where a new one begins."""

from collections.abc import Callable
from itertools import groupby

import streamlit as st

from explorer import paper, words
from explorer.client import ApiProblem, Reader
from explorer.form_drafts import new_key
from explorer.visit import Visit
from service.schemas import FormPage, FormRow, FormWords, NewForm

CONCEPT, PUBLISHED, RETIRED = "concept", "gepubliceerd", "gestopt"
PAGE = "formulier"
_SAID = "formulieren_gezegd"
_FAULT = "formulieren_fout"
_MADE = "formulieren_gemaakt"
_NAME, _KIND, _FROM = "nieuw_titel", "nieuw_soort", "nieuw_van"
_EMPTY = ""


def show(visit: Visit) -> None:
    """All forms, and a new one."""
    rows = visit.reader.forms()
    paper.title("Formulieren")
    paper.lead(
        "Hiermee vertellen mensen. U verandert een formulier door een nieuwe versie te maken. "
        "Wat al verteld is, blijft bij de versie waarmee het verteld is."
    )
    _notice(visit)
    papers = {form.key: form.paper_address for form in visit.reader.invites().forms}
    for key, versions in groupby(rows, key=lambda row: row.key):
        _form(visit, key, list(versions), papers.get(key))
    _new(visit, rows)


def place(key: str, version: int) -> str:
    """How a version is named in the address of its page."""
    return f"{key}@{version}"


def tell(sentence: str) -> None:
    """Say this at the top of the list, once."""
    st.session_state[_SAID] = sentence


def _notice(visit: Visit) -> None:
    said, fault = st.session_state.pop(_SAID, ""), st.session_state.pop(_FAULT, "")
    made: tuple[str, int] | None = st.session_state.pop(_MADE, None)
    if said:
        paper.calm(said)
    if made:
        visit.go(PAGE, "Open het concept", key=place(*made))
    if fault:
        paper.warn("Dat lukte niet.", fault)


def _form(visit: Visit, key: str, versions: list[FormRow], on_paper: str | None) -> None:
    used = next((row for row in versions if row.state.value == PUBLISHED), None)
    concept = next((row for row in versions if row.state.value == CONCEPT), None)
    newest = used or versions[0]
    with st.container(key=f"kaart-formulier-{key}"):
        paper.part(newest.title or "(nog zonder titel)")
        paper.told([newest.kind.label, f"kenmerk {key}", _since(used)], _badges(used, concept))
        if not all(row.intact for row in versions):
            paper.warn("Een versie is buiten Vertelpunt om veranderd.", "Laat dat uitzoeken.")
        with st.container(horizontal=True, vertical_alignment="center"):
            if concept:
                label = f"Verder met het concept (versie {concept.version})"
                visit.go(PAGE, label, key=place(key, concept.version))
            else:
                st.button(
                    "Maak een nieuwe versie",
                    key=f"formulier-nieuw-{key}",
                    on_click=_copy,
                    args=(visit.reader, key, newest),
                )
            if used and on_paper:
                st.link_button("Op papier", on_paper)
            if used:
                visit.go(PAGE, f"Bekijk versie {used.version}", key=place(key, used.version))
        _older(visit, [row for row in versions if row not in (used, concept)])
        if used:
            _stop(visit.reader, used)


def _since(used: FormRow | None) -> str:
    if used is None:
        return "niet in gebruik"
    return f"versie {used.version} in gebruik sinds {words.day(used.published_on)}"


def _badges(used: FormRow | None, concept: FormRow | None) -> list[str]:
    languages = [code for code in (used.languages if used else []) if code != "nl"]
    named = [f"Ook in: {', '.join(languages)}"] if languages else []
    return [paper.badge(text) for text in [*named, *(["Concept"] if concept else [])]]


def _older(visit: Visit, rows: list[FormRow]) -> None:
    if not rows:
        return
    with st.expander(f"Eerdere versies ({len(rows)})"):
        for row in rows:
            visit.go(PAGE, f"Versie {row.version}: {row.title}", key=place(row.key, row.version))


def _stop(reader: Reader, used: FormRow) -> None:
    with st.expander("Neem dit formulier uit gebruik"):
        paper.say(
            "Niemand kan er dan nog mee beginnen, ook niet met een link of QR. "
            "De verhalen blijven. Wie al begon, kan het verhaal nog afmaken."
        )
        st.button(
            "Neem uit gebruik",
            key=f"formulier-stop-{used.key}",
            on_click=_attempt,
            args=(lambda: reader.retire_form(used.key), "Dit formulier is uit gebruik."),
        )


def _copy(reader: Reader, key: str, newest: FormRow) -> None:
    wanted = NewForm(key=key, copy_of=key, copy_version=newest.version)
    _begin(reader, wanted, "Het concept is klaar. Niemand kan er nog mee vertellen.")


def _begin(reader: Reader, wanted: NewForm, said: str) -> FormPage | None:
    pages: list[FormPage] = []
    _attempt(lambda: pages.append(reader.new_form(wanted)), said)
    for page in pages:
        st.session_state[_MADE] = (page.key, page.version)
        return page
    return None


def _attempt(act: Callable[[], None], said: str) -> None:
    """Runs before the page is drawn again, so that the page shows what is so now."""
    try:
        act()
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    tell(said)


def _new(visit: Visit, rows: list[FormRow]) -> None:
    known: FormWords = visit.reader.form_words()
    kinds = {kind.value: kind.label for kind in known.kinds}
    sources = {row.key: row.title for row in rows if row.state.value != RETIRED}
    paper.part("Een nieuw formulier")
    with st.form("nieuw-formulier", border=False):
        st.text_input("Titel", key=_NAME, max_chars=120)
        st.selectbox("Voor wie is het?", list(kinds), key=_KIND, format_func=lambda v: kinds[v])
        st.selectbox(
            "Waar wilt u mee beginnen?",
            [_EMPTY, *sources],
            key=_FROM,
            format_func=lambda v: f"Een kopie van: {sources[v]}" if v else "Een leeg formulier",
        )
        st.form_submit_button(
            "Begin een concept", type="primary", on_click=_make, args=(visit.reader, rows)
        )


def _make(reader: Reader, rows: list[FormRow]) -> None:
    title = " ".join(st.session_state[_NAME].split())
    if not title:
        st.session_state[_FAULT] = "Geef het formulier eerst een titel."
        return
    source = st.session_state[_FROM] or None
    wanted = NewForm(
        key=new_key(title, taken={row.key for row in rows}),
        kind=st.session_state[_KIND],
        title=title,
        copy_of=source,
    )
    page = _begin(reader, wanted, "Het concept is gemaakt. Niemand kan er nog mee vertellen.")
    if page is None:
        return
    if source:
        _named(reader, page, wanted)
    st.session_state[_NAME] = ""


def _named(reader: Reader, page: FormPage, wanted: NewForm) -> None:
    """A copy has the title and kind of what it was copied from; give it its own."""
    content = page.content.model_copy(update={"title": wanted.title, "kind": wanted.kind})
    try:
        reader.save_form(page.key, page.version, content, stamp=page.stamp)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
