"""What people say of a theme on its page: whether it is one, and which passages belong in it.

Every act is seen at once and can be taken back, at the place where it was done.
"""

from collections.abc import Callable

import streamlit as st

from explorer import paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import PassageView, ThemePage, ThemeRow

PROPOSED = "voorgesteld"
KNOWN = "bekend"
AT_PROPOSAL = "voorstel"
_LAST = "laatste_daad"
_FAULT = "daad_fout"
_SURE = "zeker_weten"
_CLOSED = {
    "geparkeerd": "Dit thema is geparkeerd.",
    "vervallen": "Dit thema is vervallen.",
}
_ENDS = (".", "!", "?", "…")


def notice(visit: Visit, page: ThemePage, *, place: str) -> None:
    """What was just done at this place of the page, with the way back; or why it did not work."""
    fault = st.session_state.get(_FAULT)
    if fault and fault["place"] == place:
        del st.session_state[_FAULT]
        st.warning(fault["said"])
    last = st.session_state.get(_LAST)
    seen = page.theme.id, page.theme.version, place
    if last is None or (last["id"], last["version"], last["place"]) != seen:
        return
    undoable = [event.id for event in page.history if event.can_be_undone and event.id is not None]
    with st.container(key="besluit-thema", horizontal=True):
        paper.say(last["said"])
        if last["undo"] and undoable:
            st.button(
                "Ongedaan maken",
                key="daad_terug",
                on_click=_undo,
                args=(visit.reader, page.theme, max(undoable), place),
            )


def is_closed(theme: ThemeRow) -> bool:
    """True for a theme that is not in use."""
    return theme.state.value in _CLOSED


def standing(page: ThemePage) -> None:
    """Say that a theme was merged, or is not in use."""
    if page.redirected_from is not None:
        paper.calm(
            "Het thema dat u zocht, is samengevoegd.",
            f"Het hoort nu bij “{page.theme.label}”. Dat thema ziet u hier.",
        )
    if is_closed(page.theme):
        paper.calm(_CLOSED[page.theme.state.value], "Het is nu niet in gebruik.")


def proposal(visit: Visit, page: ThemePage) -> None:
    """Ask whether a group that the computer found is a theme; a no is asked twice."""
    notice(visit, page, place=AT_PROPOSAL)
    theme = page.theme
    if theme.state.value != PROPOSED:
        return
    sure = f"{_SURE}-{theme.id}"
    with st.container(key="kaart-voorstel"):
        paper.part("Is dit een thema?")
        paper.say("De computer vond deze groep stukjes zelf. Lees ze, en beslis.")
        with st.container(horizontal=True):
            st.button(
                "Ja, dit is een thema",
                key="voorstel_ja",
                type="primary",
                on_click=_act,
                args=(visit.reader.accept_theme, theme, "Dit is nu een thema.", AT_PROPOSAL),
            )
            st.button("Nee, geen thema", key="voorstel_nee", on_click=_ask, args=(sure, True))
        if not st.session_state.get(sure):
            return
        paper.say(
            "Weet u het zeker? De stukjes komen bij “In geen thema”, en de computer stelt deze "
            "groep niet nog eens voor."
        )
        with st.container(horizontal=True):
            st.button(
                "Ja, haal dit voorstel weg",
                key="voorstel_zeker",
                on_click=_act,
                args=(
                    visit.reader.reject_theme,
                    theme,
                    "Dit is geen thema. De stukjes staan nu bij “In geen thema”.",
                    AT_PROPOSAL,
                ),
            )
            st.button("Toch niet", key="voorstel_toch", on_click=_ask, args=(sure, False))


def passage(
    visit: Visit, page: ThemePage, found: PassageView, *, key: str, edge: bool = False
) -> None:
    """A passage, why it is here, and whether that is right."""
    notice(visit, page, place=key)
    paper.passage(visit, found, key=key, edge=edge)
    with st.container(key=f"reden-{key}", gap=None):
        said = why(found, mined=page.mode.value != KNOWN)
        if said:
            paper.small(f"Waarom hier? {said}")
        if not visit.presenting and not is_closed(page.theme):
            _judge(visit.reader, page.theme, found, key=key)


def why(found: PassageView, *, mined: bool) -> str:
    """Why a passage is in its theme, in a sentence or two; empty when nothing can be said.

    `mined`: the theme was found as a group of passages that are alike.
    """
    if found.by_person:
        return "Een mens zei dat dit hier hoort."
    if found.evidence is None:
        return "Dit lijkt op de andere stukjes in dit thema." if mined else ""
    grounds = []
    if found.evidence.words:
        counted = "Het woord" if len(found.evidence.words) == 1 else "De woorden"
        quoted = [f"“{word}”" for word in found.evidence.words]
        grounds.append(f"{counted} {words.listing(quoted)}.")
    if found.evidence.sentence:
        end = "" if found.evidence.sentence.endswith(_ENDS) else "."
        grounds.append(f"Lijkt op de zin: “{found.evidence.sentence}{end}”")
    elif found.evidence.passage_id is not None:
        grounds.append("Lijkt op een stukje dat mensen hier plaatsten.")
    elif found.evidence.written_example:
        grounds.append("Lijkt op een geschreven voorbeeld. Dat is bedacht, uit geen verhaal.")
    return " ".join(grounds)


def _judge(reader: Reader, theme: ThemeRow, found: PassageView, *, key: str) -> None:
    if found.id is None:
        return
    with st.container(key=f"oordeel-{key}", horizontal=True):
        if not found.by_person:
            st.button(
                "Klopt",
                key=f"klopt-{key}",
                on_click=_act,
                args=(
                    lambda seen: reader.confirm_passage(seen, found.id or 0),
                    theme,
                    "Bewaard: dat stukje hoort bij dit thema. De computer leert ervan.",
                    key,
                ),
            )
        st.button(
            "Hoort hier niet",
            key=f"niet-{key}",
            on_click=_act,
            args=(
                lambda seen: reader.refuse_passage(seen, found.id or 0),
                theme,
                "Bewaard: dat stukje hoort niet bij dit thema. Het komt er niet vanzelf terug.",
                key,
            ),
        )


def _ask(sure: str, asked: bool) -> None:
    st.session_state[sure] = asked


def _act(act: Callable[[ThemeRow], ThemeRow], theme: ThemeRow, said: str, place: str) -> None:
    """Runs before the page is drawn again, so that the page shows what is so now."""
    _done(lambda: act(theme).version, theme, said, place, undo=True)


def _undo(reader: Reader, theme: ThemeRow, event_id: int, place: str) -> None:
    def back() -> int:
        now = {one.id: one.version for one in reader.undo(event_id)}
        return now.get(theme.id, theme.version)

    _done(back, theme, "Dat is teruggedraaid.", place, undo=False)


def _done(act: Callable[[], int], theme: ThemeRow, said: str, place: str, *, undo: bool) -> None:
    """Do it; afterwards everything is asked afresh, also when somebody else was first."""
    st.session_state.pop(_LAST, None)
    st.session_state.pop(f"{_SURE}-{theme.id}", None)
    try:
        version = act()
    except ApiProblem as problem:
        st.session_state[_FAULT] = {"said": problem.sentence, "place": place}
        return
    finally:
        remembered.forget()
    st.session_state[_LAST] = {
        "id": theme.id, "version": version, "said": said, "place": place, "undo": undo,
    }  # fmt: skip
