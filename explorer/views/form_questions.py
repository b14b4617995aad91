"""The fields of a concept: its beginning, its prompts, and each question in the way it is asked.

Every field is named after the number of what it belongs to, so that it can be found back whatever
moves. `harvest` brings what stands in the fields to the draft.
"""

import streamlit as st

from explorer import paper
from explorer.form_drafts import (
    AUDIENCE_QUESTION,
    CHOOSING,
    FORM,
    OPEN_QUESTION,
    SCALES,
    Draft,
    Item,
)
from service.schemas import FormWords

EASY = "makkelijk"
CHOSEN = "formulier_gekozen"
_NEW = "formulier_nieuwe_vraag"
_ALWAYS = ""
_NO_PICTURE = ""
_WHAT = {
    "triade": "Drie hoeken, en één plek ertussen. Geen hoek is beter dan een andere.",
    "dyade": "Een lijn tussen twee uitersten. Het midden mag ook goed zijn.",
    "keuze": "Eén antwoord uit een paar.",
    "meerkeuze": "Meer antwoorden mag.",
    "tekst": "De verteller schrijft zelf. Ook deze woorden worden nagekeken op namen.",
}
_ENDS = {
    "triade": ("Bovenaan", "Linksonder", "Rechtsonder"),
    "dyade": ("Links", "Rechts"),
}


def harvest(draft: Draft) -> None:
    """Bring what stands in the fields to the draft; a field that is not shown keeps its value."""
    for name in [name for name in st.session_state if str(name).startswith(_fields(draft))]:
        number, field = str(name).split("|")[-2:]
        item = draft.item(int(number))
        if item is None or name not in st.session_state:
            continue
        value = st.session_state[name]
        if field == "shown":
            _take_question(draft, item, value)
        elif field == "shown_options" and item["shown_when"]:
            item["shown_when"] = {**item["shown_when"], "options": list(value)}
        elif field == "most":
            item["most"] = value or None
        elif field != "shown_options":
            item[field] = value


def forget(draft: Draft) -> None:
    """Its fields start again with what the draft says."""
    for name in [name for name in st.session_state if str(name).startswith(_fields(draft))]:
        del st.session_state[name]


def beginning(draft: Draft, known: FormWords) -> None:
    """Title, welcome, and for whom."""
    _fault(draft, "titel", "welkom", "rollen", "kenmerk")
    kinds = {kind.value: kind.label for kind in known.kinds}
    roles = {role.value: role.label for role in known.roles}
    form = draft.form
    st.text_input("Titel", key=_seed(draft, form, "title"), max_chars=120)
    st.text_area(
        "Welkom",
        key=_seed(draft, form, "welcome"),
        height=160,
        max_chars=2_000,
        help="Dit leest iemand vóór het beginnen. Wie meeleest en hoe het werkt, staat er al.",
    )
    st.selectbox(
        "Voor wie is het?", list(kinds), key=_seed(draft, form, "kind"), format_func=kinds.get
    )
    st.multiselect(
        "Welke vertellers?",
        list(roles),
        key=_seed(draft, form, "roles"),
        format_func=roles.get,
        placeholder="Alle vertellers",
        help="Leeg is: iedereen. Kiest u er één, dan vragen wij het niet meer.",
    )


def prompts(draft: Draft, known: FormWords) -> None:
    """The questions to begin with, of which a narrator chooses one."""
    paper.part("Vragen om mee te beginnen")
    paper.small("De verteller kiest er één. Vraag naar wat er gebeurde, niet naar een mening.")
    _fault(draft, "beginvraag", "begin")
    for at, prompt in enumerate(draft.prompts, start=1):
        _row(draft, prompt, "text", f"Beginvraag {at}", known, first=at == 1)
    st.button(
        "Beginvraag erbij",
        key="formulier-beginvraag",
        disabled=_is_full(draft.prompts, known.most_prompts, "beginvragen"),
        on_click=draft.add_prompt,
    )


def question(draft: Draft, asked: Item, known: FormWords) -> None:
    """One question with all that belongs to its kind."""
    kinds = {kind.value: kind.label for kind in known.question_kinds}
    paper.part(f"Vraag {draft.questions.index(asked) + 1}: {kinds[asked['kind']].lower()}")
    paper.small(_WHAT[asked["kind"]])
    for problem in draft.problems_at(asked):
        where = problem.place.partition(", ")[2]
        paper.warn(f"{where.capitalize()}." if where else "Let op.", problem.message)
    st.text_input("De vraag", key=_seed(draft, asked, "text"), max_chars=300)
    st.text_input(
        "Waarom wij dit vragen",
        key=_seed(draft, asked, "why"),
        max_chars=300,
        help="Eén korte zin. De verteller leest die onder de vraag.",
    )
    if asked["kind"] != OPEN_QUESTION:
        _options(draft, asked, known)
    _condition(draft, asked)
    _place(draft, asked)


def adding(draft: Draft, known: FormWords) -> None:
    """A new question, at the end."""
    kinds = {kind.value: kind.label for kind in known.question_kinds}
    if all(one["key"] != AUDIENCE_QUESTION for one in draft.questions):
        kinds[AUDIENCE_QUESTION] = "Wie zou dit moeten kennen?"
    st.selectbox("Nieuwe vraag", list(kinds), key=_NEW, format_func=kinds.get)
    st.button(
        "Zet erbij",
        key="formulier-vraag-erbij",
        disabled=_is_full(draft.questions, known.most_questions, "vragen"),
        on_click=_add,
        args=(draft, known),
    )


def _is_full(there: list[Item], most: int, what: str) -> bool:
    """Whether no more of these fit; then a sentence says so."""
    full = len(there) >= most
    if full:
        paper.small(f"Er passen hoogstens {most} {what}. Haal er eerst een weg.")
    return full


def _add(draft: Draft, known: FormWords) -> None:
    harvest(draft)
    new = draft.add_question(st.session_state[_NEW], known.audiences)
    st.session_state[CHOSEN] = str(new["number"])


def _options(draft: Draft, asked: Item, known: FormWords) -> None:
    ends = _ENDS.get(asked["kind"], ())
    for at, option in enumerate(asked["options"], start=1):
        label = ends[at - 1] if at <= len(ends) else f"Keuze {at}"
        _row(draft, option, "label", label, known, first=at == 1, fixed=asked["kind"] in SCALES)
    if asked["kind"] not in CHOOSING or asked["key"] == AUDIENCE_QUESTION:
        return
    st.button(
        "Keuze erbij",
        key=f"formulier-keuze-erbij-{asked['number']}",
        disabled=_is_full(asked["options"], known.most_options, "keuzes"),
        on_click=draft.add_option,
        args=(asked,),
    )
    st.checkbox(
        "Ook “Iets anders, namelijk …”, met eigen woorden",
        key=_seed(draft, asked, "write_in"),
    )
    if asked["kind"] == "meerkeuze":
        st.number_input(
            "Hoeveel mogen er hoogstens? (0 is: geen grens)",
            min_value=0,
            max_value=50,
            step=1,
            key=_seed(draft, asked, "most", value=asked["most"] or 0),
        )


def _row(
    draft: Draft,
    item: Item,
    field: str,
    label: str,
    known: FormWords,
    *,
    first: bool,
    fixed: bool = False,
) -> None:
    """One line of words with its drawing, and the buttons to move or remove it."""
    number = item["number"]
    with_picture = draft.form["kind"] == EASY or bool(item["picture"])
    widths = [4, *([3] if with_picture else []), *([] if fixed else [1, 1.7])]
    columns = iter(st.columns(widths, vertical_alignment="bottom"))
    next(columns).text_input(label, key=_seed(draft, item, field), max_chars=300)
    if with_picture:
        pictures = {picture.name: picture.label for picture in known.pictures}
        next(columns).selectbox(
            f"Plaatje bij {label.lower()}",
            [_NO_PICTURE, *pictures],
            key=_seed(draft, item, "picture"),
            format_func=lambda name: pictures.get(name, "Geen plaatje"),
        )
    if fixed:
        return
    next(columns).button(
        "↑",
        key=f"formulier-op-{number}",
        help=f"Zet {label.lower()} een plek hoger",
        disabled=first,
        on_click=draft.move,
        args=(number, -1),
    )
    next(columns).button(
        "Weg",
        key=f"formulier-weg-{number}",
        help=f"Haal {label.lower()} weg",
        on_click=draft.remove,
        args=(number,),
    )


def _condition(draft: Draft, asked: Item) -> None:
    """When it is asked: always, or after some answers to an earlier choice."""
    earlier = {one["key"]: one for one in draft.conditions(asked)}
    shown = asked["shown_when"] or {"question": _ALWAYS, "options": []}
    if shown["question"] and shown["question"] not in earlier:
        paper.warn("Let op.", "De vraag waar deze van afhangt, staat er niet vóór.")
        # Still to choose, so that moving the question back loses nothing.
        later = [one for one in draft.questions if one["key"] == shown["question"]]
        earlier |= {one["key"]: one for one in later}
    if not earlier:
        return
    key = shown["question"] if shown["question"] in earlier else _ALWAYS
    chosen = st.selectbox(
        "Wanneer vragen wij dit?",
        [_ALWAYS, *earlier],
        key=_seed(draft, asked, "shown", value=key),
        format_func=lambda k: f"Alleen na: {earlier[k]['text']}" if k else "Altijd",
    )
    if chosen:
        labels = {one["key"]: one["label"] for one in earlier[chosen]["options"] if one["key"]}
        st.multiselect(
            "Na welk antwoord?",
            list(labels),
            key=_seed(draft, asked, "shown_options", value=_those(shown["options"], labels)),
            format_func=lambda k: labels.get(k, k),
            placeholder="Kies een of meer antwoorden",
        )


def _those(options: list[str], labels: dict[str, str]) -> list[str]:
    return [key for key in options if key in labels]


def _take_question(draft: Draft, item: Item, question: str) -> None:
    """Another question to depend on has other answers."""
    before = item["shown_when"]["question"] if item["shown_when"] else _ALWAYS
    if question == before:
        return
    item["shown_when"] = {"question": question, "options": []} if question else None
    st.session_state.pop(f"{_fields(draft)}{item['number']}|shown_options", None)


def _place(draft: Draft, asked: Item) -> None:
    """Moving the question or taking it out."""
    at, number = draft.questions.index(asked), asked["number"]
    with st.container(horizontal=True):
        for name, label, by, ends in (
            ("eerder", "Eerder vragen", -1, at == 0),
            ("later", "Later vragen", 1, at == len(draft.questions) - 1),
        ):
            st.button(
                label,
                key=f"formulier-{name}-{number}",
                disabled=ends,
                on_click=draft.move,
                args=(number, by),
            )
        st.button(
            "Haal deze vraag weg",
            key=f"formulier-weg-{number}",
            on_click=draft.remove,
            args=(number,),
        )


def _fault(draft: Draft, *places: str) -> None:
    for problem in draft.problems:
        if problem.place.startswith(places):
            paper.warn(f"{problem.place.capitalize()}.", problem.message)


def _fields(draft: Draft) -> str:
    """What the names of all fields of this draft begin with."""
    return f"formulierveld|{draft.key}@{draft.version}|"


def _seed(draft: Draft, item: Item, field: str, *, value: object = None) -> str:
    """The name of a field; the first time it stands on the page it says what the draft says."""
    name = f"{_fields(draft)}{item.get('number', FORM)}|{field}"
    if name not in st.session_state:
        st.session_state[name] = item[field] if value is None else value
    return name
