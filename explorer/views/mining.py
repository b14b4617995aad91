"""Asking for a new search for patterns, and seeing how far it is."""

from typing import NoReturn

import streamlit as st

from explorer import paper, remembered, words
from explorer.client import ApiProblem, ChangedMeanwhile
from explorer.visit import Visit
from service.schemas import RunView

LOOK_AGAIN = 2
"""Seconds between two looks at a running computation."""
UNFINISHED = {"wacht", "bezig"}


def button(visit: Visit, *, full: bool = False) -> None:
    """The button, or the progress of what is already running.

    `full`: with a second button, to look at everything again at once.
    """
    if _active(visit):
        _progress(visit)
        return
    if st.session_state.pop("zoekt", False):
        st.success("Klaar. U ziet nu de nieuwe stand.")
    paper.small(
        "De thema's die er zijn, blijven zoals ze zijn. De computer geeft nieuwe stukjes een "
        "plaats, en zoekt iets nieuws in wat overblijft. Zijn er veel verhalen bij gekomen? "
        "Dan bekijkt hij alles opnieuw en doet hij voorstellen. U beslist daarover."
    )
    with st.container(horizontal=True):
        again = st.button("Opnieuw patronen zoeken", key="opnieuw_zoeken")
        everything = full and st.button("Ook alles opnieuw bekijken", key="alles_bekijken")
    if again or everything:
        _ask(visit, full=everything)


def _ask(visit: Visit, *, full: bool) -> None:
    try:
        visit.reader.mine(full=full)
    except ChangedMeanwhile as problem:
        st.info(problem.sentence)
        return
    st.session_state["zoekt"] = True
    _refresh()


def _active(visit: Visit) -> list[RunView]:
    return [run for run in visit.reader.runs() if run.state.value in UNFINISHED]


def _refresh() -> NoReturn:
    remembered.forget()
    st.rerun(scope="app")


@st.fragment(run_every=LOOK_AGAIN)
def _progress(visit: Visit) -> None:
    """Redrawn by itself until nothing runs any more; then the whole page is."""
    try:
        active = _active(visit)
    except ApiProblem as problem:
        st.warning(problem.sentence)
        return
    if not active:
        st.session_state["zoekt"] = True
        _refresh()
    for run in active:
        bar(run)
    paper.small("U kunt gewoon verder lezen. Deze bladzijde ververst zichzelf.")


def bar(run: RunView) -> None:
    """How far one computation is, in words and as a bar."""
    part = min(run.done / run.total, 1.0) if run.total else 0.0
    step = f": {run.step}" if run.step else ""
    far = f" ({words.number(run.done)} van {words.number(run.total)})" if run.total else ""
    st.progress(part, text=f"{run.kind.label}{step}{far} · {run.state.label.lower()}")
