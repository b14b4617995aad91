"""Proposals to change themes, of a new look at all stories: nothing moves until somebody agrees."""

import streamlit as st

from explorer import paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import ProposalDone, ProposalView

PER_PAGE = 5
_LAST = "laatste_voorstel"
_FAULT = "voorstel_fout"
_SURE = "voorstel_afwijzen"


def count(visit: Visit) -> None:
    """How many wait, with the way to them; nothing when there are none."""
    waiting = visit.reader.proposals()
    if waiting:
        visit.go("rekenrondes", f"{_how_many(len(waiting))}: bekijk en beslis")


def show(visit: Visit) -> None:
    """Everything that waits, what touches most passages first."""
    waiting = visit.reader.proposals()
    _notice(visit)
    if not waiting:
        return
    paper.heading("Voorstellen om thema's te veranderen")
    paper.say(f"{_how_many(len(waiting))}. Er verandert niets tot u een voorstel aanneemt.")
    for proposal in paper.paged(waiting, key="voorstellen_bladzijde", per_page=PER_PAGE):
        _card(visit, proposal)
    paper.pages_below(waiting, key="voorstellen_bladzijde", per_page=PER_PAGE)


def sentence(proposal: ProposalView) -> str:
    """What a proposal says, and what it would do."""
    old = [f"“{theme.label}”" for theme in proposal.themes]
    new = [f"“{part.label}”" for part in proposal.parts]
    match proposal.kind.value:
        case "nieuw":
            about = f"{words.passages(proposal.passages)} die op elkaar lijken"
            return f"Nieuw thema: {about}. Als naam stelt de computer {words.listing(new)} voor."
        case "splitsen":
            return f"Splitsen: {words.listing(old)} wordt dan {words.listing(new)}."
        case "samenvoegen":
            return f"Samenvoegen: {words.listing(old)} worden dan één thema."
        case "verdwijnend":
            return (
                f"Niet teruggevonden: {words.listing(old)}. Neemt u dit aan, dan gaat het thema "
                "uit de lijst. De stukjes komen bij “In geen thema”."
            )
    return f"{proposal.kind.label}: {words.listing(old)}."


def _how_many(waiting: int) -> str:
    several = "voorstel wacht" if waiting == 1 else "voorstellen wachten"
    return f"{words.number(waiting)} {several} op een besluit"


def _card(visit: Visit, proposal: ProposalView) -> None:
    sure = f"{_SURE}-{proposal.id}"
    with st.container(key=f"kaart-voorstel-{proposal.id}"):
        paper.say(sentence(proposal))
        for theme in proposal.themes:
            visit.go("thema", f"Thema: {theme.label}", key=theme.id)
        _examples(visit, proposal)
        with st.container(horizontal=True):
            _button(visit.reader, proposal, "Aannemen", accept=True)
            st.button(
                "Afwijzen",
                key=f"afwijzen-{proposal.id}",
                on_click=_ask,
                args=(sure, True),
            )
        if not st.session_state.get(sure):
            return
        paper.say("Weet u het zeker? De computer stelt dit dan niet nog eens voor.")
        with st.container(horizontal=True):
            _button(visit.reader, proposal, "Ja, wijs dit af", accept=False)
            st.button("Toch niet", key=f"toch-{proposal.id}", on_click=_ask, args=(sure, False))


def _button(reader: Reader, proposal: ProposalView, label: str, *, accept: bool) -> None:
    st.button(
        label,
        key=f"{'aannemen' if accept else 'zeker'}-{proposal.id}",
        on_click=_decide,
        args=(reader, proposal, accept),
    )


def _examples(visit: Visit, proposal: ProposalView) -> None:
    parts = [part for part in proposal.parts if part.examples]
    if not parts:
        return
    with st.expander("Lees een paar stukjes"):
        for at, part in enumerate(parts):
            paper.part(part.label)
            paper.told(
                [
                    words.passages(part.passages),
                    words.stability(part.stability.value, part.stability.label),
                ]
            )
            if part.description:
                paper.say(part.description)
            for index, found in enumerate(part.examples):
                paper.passage(visit, found, key=f"voorstel-{proposal.id}-{at}-{index}")


def _notice(visit: Visit) -> None:
    fault = st.session_state.pop(_FAULT, None)
    if fault:
        st.warning(fault)
    last = st.session_state.get(_LAST)
    if last is None:
        return
    with st.container(key="besluit-voorstel"):
        paper.say(last["said"])
        for theme_id, label in last["themes"]:
            visit.go("thema", f"Thema: {label}", key=theme_id)
        if last["event"] is not None:
            st.button(
                "Ongedaan maken",
                key="voorstel_terug",
                on_click=_undo,
                args=(visit.reader, last["event"]),
            )
        if last["rejected"] is not None:
            st.button(
                "Toch weer in de lijst",
                key="voorstel_heroverwegen",
                on_click=_reconsider,
                args=(visit.reader, last["rejected"]),
            )


def _ask(sure: str, asked: bool) -> None:
    st.session_state[sure] = asked


def _decide(reader: Reader, proposal: ProposalView, accept: bool) -> None:
    """Runs before the page is drawn again, so that the page shows what is so now."""
    st.session_state.pop(_LAST, None)
    st.session_state.pop(f"{_SURE}-{proposal.id}", None)
    try:
        if accept:
            done = reader.accept_proposal(proposal.id)
            _say("Aangenomen.", done=done, event=_event(reader, done))
        else:
            reader.reject_proposal(proposal.id)
            said = "Afgewezen. De thema's zijn gebleven zoals ze waren."
            _say(said, rejected=proposal.id)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
    finally:
        remembered.forget()


def _undo(reader: Reader, event_id: int) -> None:
    st.session_state.pop(_LAST, None)
    try:
        reader.undo(event_id)
        _say("Dat is teruggedraaid. De thema's zijn weer zoals ze waren.")
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
    finally:
        remembered.forget()


def _reconsider(reader: Reader, proposal_id: int) -> None:
    st.session_state.pop(_LAST, None)
    try:
        reader.reconsider_proposal(proposal_id)
        _say("Het voorstel wacht weer op een besluit.")
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
    finally:
        remembered.forget()


def _say(
    said: str,
    *,
    done: ProposalDone | None = None,
    event: int | None = None,
    rejected: int | None = None,
) -> None:
    made = [(theme.id, theme.label) for theme in done.themes] if done else []
    st.session_state[_LAST] = {
        "said": said, "themes": made, "event": event, "rejected": rejected,
    }  # fmt: skip


def _event(reader: Reader, done: ProposalDone) -> int | None:
    """What to undo to take an accepted proposal back; None when there is nothing (any more)."""
    made, before = [theme.id for theme in done.themes], [one.id for one in done.proposal.themes]
    touched = made or before
    if not touched:
        return None
    try:
        history = reader.theme(touched[0]).history
    except ApiProblem:
        return None
    remark = f"Voorstel {done.proposal.id}"
    mine = [event.id for event in history if event.can_be_undone and event.remark == remark]
    return max((event for event in mine if event is not None), default=None)
