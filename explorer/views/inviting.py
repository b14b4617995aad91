"""Uitnodigen: links and QR pictures to tell through, and where people stop; never who."""

from datetime import date

import streamlit as st

from explorer import charts, paper, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit
from service.schemas import InviteList, InviteRequest, InviteView, StepResponse

FEW = "minder dan 5"
_ALL_TEAMS = 0
_SAID = "uitnodigen_gezegd"
_FAULT = "uitnodigen_fout"
_FORM, _TEAM, _LABEL, _FROM, _TO = (
    "uitnodiging_formulier",
    "uitnodiging_team",
    "uitnodiging_naam",
    "uitnodiging_van",
    "uitnodiging_tot",
)
# (step, where somebody was who stopped before the next): the steps that everybody goes through.
_ROAD = (
    ("geopend", "de eerste bladzijde"),
    ("begonnen", "het schrijven"),
    ("verhaal", "de vragen"),
    ("betekenis", "de bladzijde Over u"),
    ("over_u", "het nakijken"),
)
_ENDS = ("verstuurd", "bewaard")
_CHART = ("geopend", "begonnen", "verhaal", "betekenis", "over_u", *_ENDS)


def show(visit: Visit) -> None:
    """What there is, what came of it, and a new one."""
    listed = visit.reader.invites()
    paper.title("Uitnodigen")
    paper.lead(
        "Maak een link en een QR voor een team, een plek of een bijeenkomst. "
        "U ziet daarna hoe ver mensen komen, en waar zij stoppen."
    )
    paper.small(
        "Wij tellen bezoeken, geen mensen. Daar is geen cookie voor nodig, en wij weten niet wie "
        f"het waren. Staat er {FEW}? Dan laten wij het getal niet zien."
    )
    _notice()
    _new(visit.reader, listed)
    paper.heading(words.count(len(listed.invites), "uitnodiging", "uitnodigingen"))
    for invite in paper.paged(listed.invites, key="uitnodigingen"):
        _invite(visit, invite)
    paper.pages_below(listed.invites, key="uitnodigingen")
    for other in listed.uninvited:
        with st.expander(f"Zonder uitnodiging: {other.form_title}"):
            _response(other.steps, key=f"zonder-{other.form_key}")


def _notice() -> None:
    said, fault = st.session_state.pop(_SAID, ""), st.session_state.pop(_FAULT, "")
    if said:
        paper.calm(said)
    if fault:
        paper.warn("Dat lukte niet. Wat u invulde, staat er nog.", fault)


def _new(reader: Reader, listed: InviteList) -> None:
    paper.part("Een nieuwe uitnodiging")
    if not listed.forms:
        paper.say("Er is geen formulier in gebruik. Begin bij Formulieren.")
        return
    titles = {form.key: f"{form.title} ({form.kind.label.lower()})" for form in listed.forms}
    teams = {_ALL_TEAMS: "De verteller kiest zelf"} | {t.id: t.name for t in listed.teams}
    with st.form("nieuwe-uitnodiging", border=False):
        st.text_input(
            "Naam", key=_LABEL, max_chars=120, help="Alleen voor uzelf, zoals: balie Oost, winter."
        )
        st.selectbox("Formulier", list(titles), key=_FORM, format_func=lambda k: titles[k])
        st.selectbox("Team", list(teams), key=_TEAM, format_func=lambda k: teams[k])
        left, right = st.columns(2)
        left.date_input("Eerste dag (mag leeg)", key=_FROM, value=None, format="DD-MM-YYYY")
        right.date_input("Laatste dag (mag leeg)", key=_TO, value=None, format="DD-MM-YYYY")
        st.form_submit_button("Maak de uitnodiging", type="primary", on_click=_make, args=(reader,))


def _make(reader: Reader) -> None:
    """Runs before the page is drawn again, so that the new one stands in the list."""
    wanted = InviteRequest(
        form_key=st.session_state[_FORM],
        team_id=st.session_state[_TEAM] or None,
        label=st.session_state[_LABEL],
        opens_on=st.session_state[_FROM],
        closes_on=st.session_state[_TO],
    )
    try:
        made = reader.invite(wanted)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    st.session_state[_LABEL] = ""
    st.session_state[_SAID] = f"De uitnodiging “{made.label}” staat hieronder."


def _invite(visit: Visit, invite: InviteView) -> None:
    with st.container(key=f"kaart-uitnodiging-{invite.id}"):
        paper.part(invite.label)
        paper.told(
            [invite.form_title, visit.team(invite.team) if invite.team else "Alle teams",
             _period(invite.opens_on, invite.closes_on)],
            [paper.badge(invite.state.label)],
        )  # fmt: skip
        if invite.state.value != "dicht":
            _share(visit.reader, invite)
        _response(invite.steps, key=f"uitnodiging-{invite.id}")
        _weeks(invite)
        if invite.state.value != "dicht":
            with st.expander("Sluit deze uitnodiging"):
                paper.say(
                    "Niemand kan er dan nog mee beginnen. Wie al begon, kan het verhaal afmaken."
                )
                st.button(
                    "Sluit",
                    key=f"uitnodiging-sluit-{invite.id}",
                    on_click=_close,
                    args=(visit.reader, invite),
                )


def _close(reader: Reader, invite: InviteView) -> None:
    try:
        reader.close_invite(invite.id)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    st.session_state[_SAID] = f"De uitnodiging “{invite.label}” is gesloten."


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"van {words.day(first)} tot en met {words.day(last)}"
    if first:
        return f"vanaf {words.day(first)}"
    return f"tot en met {words.day(last)}" if last else "altijd"


def _share(reader: Reader, invite: InviteView) -> None:
    """The link, the picture, and what can be printed."""
    left, right = st.columns([1, 2.6], vertical_alignment="top")
    picture = reader.invite_picture(invite.id)
    left.image(picture, width=168, caption="QR met de link")
    with right:
        st.code(invite.address, language=None)
        st.download_button(
            "Bewaar de QR (SVG)",
            picture,
            file_name=f"qr-{invite.slug}.svg",
            mime="image/svg+xml",
            key=f"uitnodiging-qr-{invite.id}",
            on_click="ignore",
        )
        with st.container(horizontal=True):
            st.link_button("Kaartje om te drukken", f"{invite.paper_address}/kaart")
            st.link_button("Formulier op papier", invite.paper_address)


def _response(steps: list[StepResponse], *, key: str) -> None:
    """How far people came: a sentence with the place where most stopped, a picture, a table."""
    there = {one.step.value: one for one in steps}
    if all(one.count == 0 for one in steps):
        paper.say("Nog niemand opende deze link.")
        return
    shown = [there[step] for step in _CHART if step in there]
    bars = [(one.step.label, one.count, FEW if one.count is None else "") for one in shown]
    paper.picture(charts.bars(bars), stopping(steps), key=f"respons-{key}")
    rows = [[label, note or value] for label, value, note in bars]
    paper.twin("Hoe ver mensen kwamen", ["Stap", "Bezoeken"], rows)


def stopping(steps: list[StepResponse]) -> str:
    """`Van de 40 keer dat iemand begon, is het verhaal 28 keer afgemaakt.`, and where not."""
    counts = {one.step.value: one.count for one in steps}
    begun = counts.get("begonnen")
    if not begun:
        opened = counts.get("geopend")
        told = FEW if opened is None else words.number(opened)
        return f"De link is {told} keer geopend. Nog bijna niemand begon."
    lost = _lost(counts)
    done = _done([counts.get(step) for step in _ENDS])
    often = words.number(begun)
    said = f"Van de {often} keer dat iemand begon, is het verhaal {done} keer afgemaakt. "
    if not lost:
        return f"{said}Er is geen plek waar velen stopten."
    number, where = lost
    return f"{said}Stoppen gebeurde het meest bij {where}: {words.number(number)} keer."


def _lost(counts: dict[str, int | None]) -> tuple[int, str] | None:
    """Where most people stopped after they began, when that can be said."""
    ends = [counts.get(step) for step in _ENDS]
    after = dict(zip([step for step, _ in _ROAD], [step for step, _ in _ROAD[1:]], strict=False))
    found = []
    for step, where in _ROAD[1:]:
        here = counts.get(step)
        there = counts.get(after[step]) if step in after else _sum(ends)
        if here is not None and there is not None and here - there >= 5:
            found.append((here - there, where))
    return max(found, default=None, key=lambda one: one[0])


def _done(ends: list[int | None]) -> str:
    known = sum(end or 0 for end in ends)
    if None not in ends:
        return words.number(known)
    return f"ten minste {words.number(known)}" if known else "een enkele"


def _sum(ends: list[int | None]) -> int | None:
    return None if any(end is None for end in ends) else sum(end or 0 for end in ends)


def _weeks(invite: InviteView) -> None:
    if len(invite.weeks) < 2:
        return
    with st.expander("Per week"):
        paper.table(
            "Bezoeken per week",
            ["Week van", "Geopend", "Ja gezegd"],
            [[words.day(w.week), _told(w.opened), _told(w.finished)] for w in invite.weeks],
            figures=2,
        )
        paper.small("Een streepje is een getal dat wij niet laten zien, omdat het te klein is.")


def _told(number: int | None) -> str:
    return "–" if number is None else words.number(number)
