"""Deciding on a link between a theme and a standard: confirm, reject, say what the stories say.

Every decision is seen at once and can be taken back, from the card and from the top of the page.
"""

import streamlit as st

from explorer import charts, paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import LinkView

PROPOSED, CONFIRMED, REJECTED = "voorgesteld", "bevestigd", "afgewezen"
STRONG, FAIR = 0.8, 0.65
_LAST = "laatste_besluit"
_FAULT = "besluit_fout"


def strength(probability: float) -> str:
    """How strong the machine finds a link, as a word: it ranks well, it does not measure."""
    if probability >= STRONG:
        return "sterk"
    return "redelijk" if probability >= FAIR else "zwak"


def notice() -> None:
    """What was just decided, with the way back; at the top of a page with cards."""
    fault = st.session_state.pop(_FAULT, None)
    if fault:
        st.error(fault)
    last = st.session_state.get(_LAST)
    if last is None:
        return
    reader, before, now = last["reader"], last["before"], last["now"]
    with st.container(key="besluit"):
        with st.container(horizontal=True, vertical_alignment="center"):
            paper.say(_said(now))
            st.button(
                "Ongedaan maken",
                key="besluit_terug",
                on_click=_decide,
                args=(reader, before, before.state.value, _kind_of(before)),
                kwargs={"remember": False},
            )
        if now.state.value == CONFIRMED:
            _kind(reader, now, key="besluit")


def card(visit: Visit, link: LinkView, *, key: str, by_key: bool = False) -> None:
    """One link: what the standard asks, why it was linked, and the decision.

    `by_key`: J and N decide; for the one card on a page that is being judged.
    """
    with st.container(key=f"kaart-{key}-{link.id}"):
        paper.part(f"{_sign(link)} {link.standard_title}")
        paper.told(
            [link.set_short or link.set_name, f"koppeling: {strength(link.probability)}"],
            [paper.badge(link.standard_status.label)]
            if link.standard_status.value != "verified"
            else [],
        )
        paper.say(link.standard_description)
        paper.say(f"Waarom deze koppeling? {link.reason}")
        if link.example:
            with st.container(key=f"citaat-koppeling-{key}-{link.id}"):
                paper.reading_text(link.example, key=f"koppeling-{key}-{link.id}")
        _decision(visit, link, key=key, by_key=by_key)


def rejected(visit: Visit, links: list[LinkView]) -> None:
    """Links that people rejected: out of sight, never out of reach."""
    if not links:
        return
    with st.expander(f"Afgewezen koppelingen ({len(links)})"):
        for link in links:
            with st.container(key=f"afgewezen-{link.id}", horizontal=True):
                paper.say(f"✗ {link.standard_title} ({link.set_short}) · {_by(link)}")
                _button(visit, link, "Terug naar voorgesteld", PROPOSED, key="afgewezen")


def _decision(visit: Visit, link: LinkView, *, key: str, by_key: bool) -> None:
    if link.state.value == PROPOSED:
        paper.small("Gaan deze verhalen over deze standaard?")
        with st.container(horizontal=True):
            _button(
                visit, link, "Ja, dit klopt", CONFIRMED, key=key, shortcut="J" if by_key else ""
            )
            _button(visit, link, "Nee", REJECTED, key=key, shortcut="N" if by_key else "")
        return
    paper.say(f"✓ {link.state.label} · {_by(link)}")
    if link.state.value == CONFIRMED:
        _kind(visit.reader, link, key=key)
    _button(visit, link, "Terug naar voorgesteld", PROPOSED, key=key)


def _kind(reader: Reader, link: LinkView, *, key: str) -> None:
    widget = f"soort-{key}-{link.id}-{_kind_of(link) or ''}"
    st.pills(
        "Wat zeggen de verhalen over de standaard?",
        list(words.LINK_KINDS),
        default=_kind_of(link),
        format_func=lambda kind: f"{charts.KIND_MARKS[kind][2]} {words.LINK_KINDS[kind]}",
        key=widget,
        on_change=_judge,
        args=(reader, link, widget),
    )


def _judge(reader: Reader, link: LinkView, widget: str) -> None:
    _decide(reader, link, CONFIRMED, st.session_state.get(widget))


def _button(
    visit: Visit, link: LinkView, label: str, state: str, *, key: str, shortcut: str = ""
) -> None:
    st.button(
        label,
        key=f"{state}-{key}-{link.id}",
        type="primary" if state == CONFIRMED else "secondary",
        shortcut=shortcut or None,
        on_click=_decide,
        args=(visit.reader, link, state, None),
    )


def _decide(
    reader: Reader, link: LinkView, state: str, kind: str | None, *, remember: bool = True
) -> None:
    """Runs before the page is drawn again, so that the page shows the new state."""
    try:
        now = reader.decide(link.id, state, kind=kind)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    st.session_state.pop(_LAST, None)
    if remember:
        st.session_state[_LAST] = {"reader": reader, "before": link, "now": now}


def _said(link: LinkView) -> str:
    done = {CONFIRMED: "bevestigd", REJECTED: "afgewezen", PROPOSED: "terug naar voorgesteld"}
    rest = f" Oordeel: {link.kind.label.lower()}." if link.kind else ""
    return f"Koppeling {done[link.state.value]}: {link.theme_label} – {link.standard_title}.{rest}"


def _kind_of(link: LinkView) -> str | None:
    return link.kind.value if link.kind else None


def _by(link: LinkView) -> str:
    who = f"door {link.decided_by}" if link.decided_by else "door mensen"
    return f"{who}, {words.moment(link.decided_at)}" if link.decided_at else who


def _sign(link: LinkView) -> str:
    return charts.mark(link.state.value, _kind_of(link))[2]
