"""Deciding on a link between a theme and a standard: confirm, reject, say what the stories say.

Every decision is seen at once and can be taken back, from the card and from the top of the page.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from explorer import charts, paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import LinkEventView, LinkView, PassageView

PROPOSED, CONFIRMED, REJECTED = "voorgesteld", "bevestigd", "afgewezen"
ESTABLISHED = "vastgesteld"
BY_PEOPLE = (CONFIRMED, ESTABLISHED)
STRONG, FAIR = 0.8, 0.65
MISSING = "ontbreekt"
PASSAGE_SHOWN = 90
MOST_REASON = 500
_LAST = "laatste_besluit"
_FAULT = "besluit_fout"
_KIND = "Wat zeggen de verhalen over de standaard?"


def strength(probability: float) -> str:
    """How strong the machine finds a link, as a word: it ranks well, it does not measure."""
    if probability >= STRONG:
        return "sterk"
    return "redelijk" if probability >= FAIR else "zwak"


def told_strength(link: LinkView) -> str:
    """How strong the link is, or that a person made it."""
    return "met de hand toegevoegd" if link.by_hand else f"koppeling: {strength(link.probability)}"


def notice() -> None:
    """What was just decided, with the way back; at the top of a page with cards."""
    fault = st.session_state.pop(_FAULT, None)
    if fault:
        st.error(fault)
    last = st.session_state.get(_LAST)
    if last is None:
        return
    reader, now = last["reader"], last["now"]
    with st.container(key="besluit"):
        with st.container(horizontal=True, vertical_alignment="center"):
            paper.say(_said(now))
            st.button("Ongedaan maken", key="besluit_terug", on_click=_undo, args=(reader, now))
        if now.state.value == CONFIRMED and not now.kind:
            _kind(reader, now, reader.theme(now.theme_id).passages, key="besluit")


def card(
    visit: Visit,
    link: LinkView,
    *,
    key: str,
    by_key: bool = False,
    passages: Sequence[PassageView] | None = None,
) -> None:
    """One link: what the standard asks, why it was linked, and the decision.

    `by_key`: J and N decide; for the one card on a page that is being judged. `passages`: those
    of the theme, when the page has them already.
    """
    with st.container(key=f"kaart-{key}-{link.id}"):
        paper.part(f"{_sign(link)} {link.standard_title}")
        paper.told(
            [link.set_short or link.set_name, told_strength(link)],
            [
                paper.badge(said)
                for said, status in (
                    (link.standard_status.label, link.standard_status),
                    (f"Set: {link.set_status.label.lower()}", link.set_status),
                )
                if status.value != "verified"
            ],
        )
        paper.say(link.standard_description)
        paper.say(f"Waarom deze koppeling? {link.reason}")
        if link.example:
            with st.container(key=f"citaat-koppeling-{key}-{link.id}"):
                paper.reading_text(link.example, key=f"koppeling-{key}-{link.id}")
        if link.state.value == PROPOSED:
            _first(visit, link, key=key, by_key=by_key)
        elif link.state.value in BY_PEOPLE:
            if passages is None:
                passages = visit.reader.theme(link.theme_id).passages
            _shown(link, passages, key=key)
            _second(visit, link, passages, key=key)
        else:
            paper.say(f"✗ {link.state.label} · {_by(link)}")
            _button(visit, link, "Terug naar voorgesteld", PROPOSED, key=key)
        if link.version > 1 or link.by_hand:
            _history(visit, link, key=key)


def by_hand(visit: Visit, theme_id: str) -> None:
    """Link a theme to a standard that the computer did not propose, and say why."""
    if not st.checkbox("Zelf een standaard koppelen", key=f"zelf-{theme_id}"):
        return
    titles = {
        standard.key: f"{standard.title} ({one.short or one.name})"
        for one in visit.reader.standard_sets()
        for standard in one.standards
    }
    chosen, why = f"zelf-standaard-{theme_id}", f"zelf-reden-{theme_id}"
    with st.form(f"zelf-formulier-{theme_id}", border=False):
        st.selectbox(
            "Over welke standaard gaat dit thema?",
            list(titles),
            index=None,
            format_func=lambda one: titles[one],
            placeholder="Kies een standaard",
            key=chosen,
        )
        st.text_input("Waarom?", max_chars=MOST_REASON, key=why)
        st.form_submit_button(
            "Koppelen",
            key=f"zelf-koppelen-{theme_id}",
            on_click=_add,
            args=(visit.reader, theme_id, chosen, why),
        )


def rejected(visit: Visit, links: list[LinkView]) -> None:
    """Links that people rejected: out of sight, never out of reach."""
    if not links:
        return
    with st.expander(f"Afgewezen koppelingen ({len(links)})"):
        for link in links:
            with st.container(key=f"afgewezen-{link.id}", horizontal=True):
                paper.say(f"✗ {link.standard_title} ({link.set_short}) · {_by(link)}")
                _button(visit, link, "Terug naar voorgesteld", PROPOSED, key="afgewezen")


def _first(visit: Visit, link: LinkView, *, key: str, by_key: bool) -> None:
    paper.small("Gaan deze verhalen over deze standaard?")
    with st.container(horizontal=True):
        _button(visit, link, "Ja, dit klopt", CONFIRMED, key=key, shortcut="J" if by_key else "")
        _button(visit, link, "Nee", REJECTED, key=key, shortcut="N" if by_key else "")


def _second(visit: Visit, link: LinkView, passages: Sequence[PassageView], *, key: str) -> None:
    """What there is to do after one or two people said yes; it depends on who looks."""
    established = link.state.value == ESTABLISHED
    state = "Vastgesteld door twee personen" if established else link.state.label
    paper.say(f"✓ {state} · {_by(link)}")
    mine = visit.me.name in {link.decided_by, link.established_by}
    if established:
        with st.expander("Ziet u het anders?"):
            paper.small("Geeft u een ander oordeel, dan stelt een tweede persoon het opnieuw vast.")
            _kind(visit.reader, link, passages, key=key)
            if mine:
                _button(visit, link, "Mijn bevestiging intrekken", PROPOSED, key=key)
            else:
                _against(visit, link, key=key)
        return
    if mine:
        paper.small("Een tweede persoon kan dit vaststellen.")
    elif link.decided_by is not None:
        paper.small("Bent u het eens? Dan is het vastgesteld door twee personen.")
        _button(visit, link, "Ook bevestigen", ESTABLISHED, key=key)
    else:
        # On the command line one can confirm without a name: a name takes its place.
        paper.small("Bent u het eens? Dan is het bevestigd door u.")
        _button(visit, link, "Ja, dit klopt", CONFIRMED, key=key)
    _kind(visit.reader, link, passages, key=key)
    _button(visit, link, "Terug naar voorgesteld", PROPOSED, key=key)


def _against(visit: Visit, link: LinkView, *, key: str) -> None:
    """Somebody else than the two who established it says why it is not so."""
    why = f"anders-{key}-{link.id}"
    with st.form(f"anders-formulier-{key}-{link.id}", border=False):
        st.text_input("Waarom klopt dit niet?", max_chars=MOST_REASON, key=why)
        st.form_submit_button(
            "Terug naar voorgesteld",
            key=f"{PROPOSED}-{key}-{link.id}",
            on_click=_with_reason,
            args=(visit.reader, link, PROPOSED, why),
        )


def _shown(link: LinkView, passages: Sequence[PassageView], *, key: str) -> None:
    """What people say that the stories say, and the passages that show it."""
    if link.kind_without_stories:
        paper.calm(
            "Er zijn geen verhalen meer bij het oordeel.",
            f"Het oordeel was: {link.kind_without_stories.label.lower()}. "
            "Kies andere stukjes, of haal het oordeel weg.",
        )
    if link.kind is None:
        return
    paper.say(f"{_sign(link)} {link.kind.label}")
    found = [one for one in passages if one.id in link.evidence]
    if found:
        paper.small("Deze stukjes laten dat zien:")
    for one in found:
        with st.container(key=f"citaat-bewijs-{key}-{link.id}-{one.id}"):
            paper.reading_text(one.text, key=f"bewijs-{key}-{link.id}-{one.id}")


def _kind(reader: Reader, link: LinkView, passages: Sequence[PassageView], *, key: str) -> None:
    """Choose what the stories say, and which passages of the theme show it."""
    # With the version in it, so that a choice for an older state does not linger.
    name = f"{key}-{link.id}-{link.version}"
    kind, chosen = f"soort-{name}", f"stukjes-{name}"
    st.pills(
        _KIND,
        list(words.LINK_KINDS),
        default=_kind_of(link),
        format_func=lambda one: f"{charts.KIND_MARKS[one][2]} {words.LINK_KINDS[one]}",
        key=kind,
    )
    picked = st.session_state.get(kind)
    if picked is None:
        if link.kind or link.kind_without_stories:
            st.button(
                "Oordeel weghalen", key=f"zonder-{name}", on_click=_decide,
                args=(reader, link, None),
            )  # fmt: skip
        return
    texts = {one.id: one.text for one in passages if one.id is not None}
    needed = "" if picked != MISSING else " (mag leeg blijven)"
    # A form: nothing is asked of the server while somebody is choosing.
    with st.form(f"bewijs-{name}", border=False):
        st.multiselect(
            f"Welke stukjes laten dat zien?{needed}",
            list(texts),
            default=[one for one in link.evidence if one in texts],
            format_func=lambda one: _short(texts[one]),
            placeholder="Kies een of meer stukjes",
            select_all=False,
            key=chosen,
        )
        st.form_submit_button(
            "Oordeel bewaren",
            key=f"oordeel-{name}",
            on_click=_judge,
            args=(reader, link, kind, chosen),
        )


def _history(visit: Visit, link: LinkView, *, key: str) -> None:
    """Who decided what and why; asked for only when somebody wants to see it."""
    if not st.checkbox("Wat gebeurde er met deze koppeling?", key=f"geschiedenis-{key}-{link.id}"):
        return
    told = visit.reader.link(link.id)
    paper.bullets([_happened(event) for event in told.history])
    origin = [
        f"ronde {told.origin.run}" if told.origin.run is not None else "",
        f"taalmodel {told.origin.encoder}" if told.origin.encoder else "",
        f"versie {told.origin.theme_version} van het thema" if told.origin.theme_version else "",
        f"versie {told.origin.set_version} van de set",
    ]
    paper.small(f"Komt uit: {', '.join(part for part in origin if part)}.")


def _happened(event: LinkEventView) -> str:
    kind = f", {event.kind.label.lower()}" if event.kind else ""
    why = f": {event.reason}" if event.reason else ""
    return f"{words.moment(event.at)}, {event.by}: {event.after.label.lower()}{kind}{why}"


def _judge(reader: Reader, link: LinkView, kind: str, chosen: str) -> None:
    evidence = st.session_state.get(chosen) or ()
    _decide(reader, link, None, kind=st.session_state.get(kind), evidence=evidence)


def _button(
    visit: Visit, link: LinkView, label: str, state: str, *, key: str, shortcut: str = ""
) -> None:
    st.button(
        label,
        key=f"{state}-{key}-{link.id}",
        type="primary" if state in BY_PEOPLE else "secondary",
        shortcut=shortcut or None,
        on_click=_decide,
        args=(visit.reader, link, state),
    )


def _with_reason(reader: Reader, link: LinkView, state: str, why: str) -> None:
    _decide(reader, link, state, reason=st.session_state.get(why) or "")


def _decide(
    reader: Reader,
    link: LinkView,
    state: str | None,
    *,
    kind: str | None = None,
    evidence: Sequence[int] = (),
    reason: str = "",
) -> None:
    """Runs before the page is drawn again, so that the page shows the new state."""
    _done(reader, lambda: reader.decide(link, state, kind=kind, evidence=evidence, reason=reason))


def _add(reader: Reader, theme_id: str, chosen: str, why: str) -> None:
    standard, reason = st.session_state.get(chosen), st.session_state.get(why) or ""
    if standard is None:
        st.session_state[_FAULT] = "Kies eerst een standaard."
        return
    _done(reader, lambda: reader.add_link(theme_id, standard, reason))


def _undo(reader: Reader, link: LinkView) -> None:
    if _done(reader, lambda: reader.undo_link(link)):
        del st.session_state[_LAST]


def _done(reader: Reader, act: Callable[[], LinkView]) -> bool:
    """Do it, and remember what was done for the notice; False when it was refused."""
    try:
        now = act()
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return False
    remembered.forget()
    st.session_state[_LAST] = {"reader": reader, "now": now}
    return True


def _said(link: LinkView) -> str:
    done = {
        CONFIRMED: "bevestigd",
        ESTABLISHED: "vastgesteld door twee personen",
        REJECTED: "afgewezen",
        PROPOSED: "terug naar voorgesteld",
    }
    rest = f" Oordeel: {link.kind.label.lower()}." if link.kind else ""
    return f"Koppeling {done[link.state.value]}: {link.theme_label} – {link.standard_title}.{rest}"


def _kind_of(link: LinkView) -> str | None:
    return link.kind.value if link.kind else None


def _by(link: LinkView) -> str:
    people = [one for one in (link.decided_by, link.established_by) if one]
    who = f"door {' en '.join(people)}" if people else "door mensen"
    at = link.established_at or link.decided_at
    return f"{who}, {words.moment(at)}" if at else who


def _short(text: str) -> str:
    """The beginning of a passage on one line, to choose it by."""
    line = " ".join(text.split())
    if len(line) <= PASSAGE_SHOWN:
        return line
    return line[:PASSAGE_SHOWN].rpartition(" ")[0] + " …"


def _sign(link: LinkView) -> str:
    return charts.mark(link.state.value, _kind_of(link))[2]
