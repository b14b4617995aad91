"""Eén formulier: read a version, or work on a concept part by part.

What is typed is kept in a draft beside the widgets, because Streamlit forgets a field that is not
on the page. It goes to the server when somebody saves or goes to another part; a fault there
leaves everything that was typed where it is.
"""

import re
from collections.abc import Callable

import streamlit as st

from explorer import paper, plain, words
from explorer.client import ApiProblem, NotThere, Reader
from explorer.form_drafts import Draft
from explorer.views import form_questions, forms
from explorer.visit import Visit, asked_for
from service.schemas import FormPage, FormWords, ProblemPlace

_PART = "formulier_deel"
_PLACE = re.compile(r"(?P<key>[a-z][a-z0-9-]{0,39})@(?P<version>[0-9]{1,9})")
_DRAFTS = "formulieren_bezig"
_FAULT = "formulier_fout"
_SAID = "formulier_gezegd"
_GONE = "formulier_weggegooid"
_PREVIEW = "formulier_voorbeeld"
BEGINNING, PROMPTS = "begin", "beginvragen"


def show(visit: Visit) -> None:
    """The version in the address."""
    if st.session_state.pop(_GONE, False):
        st.switch_page(visit.pages["formulieren"])
    key, version = asked()
    page = visit.reader.form(key, version)
    if page.state.value != forms.CONCEPT:
        _read_only(visit, page)
        return
    known = visit.reader.form_words()
    draft = _draft(page)
    form_questions.harvest(draft)
    paper.title(draft.form["title"] or "(nog zonder titel)")
    paper.told([f"kenmerk {key}", f"versie {version}"], [paper.badge("Concept")])
    visit.go("formulieren", "Alle formulieren")
    _notice(draft)
    _overtaken(draft, page)
    left, right = st.columns([1, 2.7], gap="large")
    with left:
        _parts(visit, draft, known)
    with right:
        _part(draft, known)
        _save_button(visit.reader, draft)
    _finish(visit, draft, page)


def asked() -> tuple[str, int]:
    """The form and version in the address.

    Raises:
        NotThere: the address names none.
    """
    found = _PLACE.fullmatch(asked_for() or "")
    if found is None:
        raise NotThere("Dit formulier bestaat niet, of niet meer.")
    return found["key"], int(found["version"])


def _draft(page: FormPage) -> Draft:
    """What this browser was working on; without changes of our own, what the server has now."""
    drafts: dict[tuple[str, int], Draft] = st.session_state.setdefault(_DRAFTS, {})
    draft = drafts.get((page.key, page.version))
    if draft is None or (draft.stamp != page.stamp and not _typed(draft)):
        draft = drafts[page.key, page.version] = Draft.of(page)
        form_questions.forget(draft)
    return draft


def _typed(draft: Draft) -> bool:
    form_questions.harvest(draft)
    return draft.changed


def _overtaken(draft: Draft, page: FormPage) -> None:
    """Somebody else saved this concept while something was typed here: choose, lose nothing."""
    if draft.stamp == page.stamp:
        return
    paper.warn(
        "Dit concept is intussen veranderd.",
        "Iemand anders bewaarde iets, of u vertaalde het. Wat u hier typte, is nog niet bewaard.",
    )
    with st.container(horizontal=True):
        st.button("Houd wat ik typte", key="formulier-mijn", on_click=_keep, args=(draft, page))
        st.button("Neem wat bewaard is", key="formulier-hun", on_click=_let_go, args=(draft,))


def _keep(draft: Draft, page: FormPage) -> None:
    draft.stamp = page.stamp
    st.session_state[_SAID] = "Uw tekst staat er nog. Kies Bewaren om hem te houden."


def _notice(draft: Draft) -> None:
    said, fault = st.session_state.pop(_SAID, ""), st.session_state.pop(_FAULT, "")
    if said:
        paper.calm(said)
    if fault:
        paper.warn("Dat lukte niet. Wat u typte, staat er nog.", fault)
        paper.bullets([_at(problem) for problem in draft.problems])


def _at(problem: ProblemPlace) -> str:
    """A fault with its place, in words that stand on this page."""
    place = re.sub(r" \([^)]*\)", "", problem.place)
    return f"{words.sentence_case(place)}: {problem.message}"


def _parts(visit: Visit, draft: Draft, known: FormWords) -> None:
    """What there is to work on, and adding a question."""
    names = {BEGINNING: "Titel en welkom", PROMPTS: "Vragen om mee te beginnen"}
    for number, question in enumerate(draft.questions, start=1):
        mark = " ⚠" if draft.problems_at(question) else ""
        names[str(question["number"])] = f"{number}. {question['text'] or '(nog leeg)'}{mark}"
    if st.session_state.get(form_questions.CHOSEN) not in names:
        st.session_state[form_questions.CHOSEN] = BEGINNING
    # Streamlit forgets what was chosen when a name in the list changes; so it is said every time.
    st.session_state[_PART] = st.session_state[form_questions.CHOSEN]
    with st.container(key="kantlijn-formulier"):
        st.radio(
            "Waar werkt u aan?",
            list(names),
            key=_PART,
            format_func=lambda part: plain.markdown(names[part]),
            on_change=_to_part,
            args=(visit.reader, draft),
        )
        form_questions.adding(draft, known)


def _to_part(reader: Reader, draft: Draft) -> None:
    st.session_state[form_questions.CHOSEN] = st.session_state[_PART]
    _save(reader, draft, "")


def _part(draft: Draft, known: FormWords) -> None:
    chosen = st.session_state[form_questions.CHOSEN]
    if chosen == BEGINNING:
        form_questions.beginning(draft, known)
        return
    if chosen == PROMPTS:
        form_questions.prompts(draft, known)
        return
    question = draft.item(int(chosen))
    if question is not None:
        form_questions.question(draft, question, known)


def _save_button(reader: Reader, draft: Draft) -> None:
    with st.container(key="besluit-formulier", horizontal=True, vertical_alignment="center"):
        st.button(
            "Bewaren",
            type="primary",
            key="formulier-bewaar",
            on_click=_save,
            args=(reader, draft, "Bewaard."),
        )
        paper.beside("Nog niet bewaard." if draft.changed else "Alles is bewaard.")


def _save(reader: Reader, draft: Draft, said: str) -> bool:
    """Runs before the page is drawn again; also when somebody goes to another part."""
    form_questions.harvest(draft)
    if not draft.changed:
        st.session_state[_SAID] = said
        return True
    try:
        page = reader.save_form(draft.key, draft.version, draft.content(), stamp=draft.stamp)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence if not problem.places else ""
        st.session_state[_FAULT] = st.session_state[_FAULT] or "Pas dit eerst aan."
        draft.problems = problem.places or draft.problems
        return False
    draft.absorb(page)
    st.session_state[_SAID] = said
    return True


def _finish(visit: Visit, draft: Draft, page: FormPage) -> None:
    """Looking at it, translating, putting it into use, or throwing it away."""
    paper.heading("En dan")
    _preview(visit.reader, draft)
    paper.part("Vertalen")
    begun = [one for one in page.languages if one.translated and one.code != "nl"]
    if begun:
        paper.bullets([f"{one.translated} van de {one.texts} teksten: {one.name}" for one in begun])
    else:
        paper.say("Dit formulier is er nog alleen in het Nederlands.")
    visit.go("vertaling", "Vertaal dit concept", key=forms.place(draft.key, draft.version))
    _publishing(visit.reader, draft)
    with st.expander("Gooi dit concept weg"):
        paper.say("Dit kan niet terug. Versies die in gebruik zijn, blijven.")
        st.button("Gooi weg", key="formulier-weg", on_click=_discard, args=(visit.reader, draft))


def _preview(reader: Reader, draft: Draft) -> None:
    paper.part("Bekijken")
    paper.say(
        "Zo zien vertellers het. Wie de link heeft, kan een uur lang meekijken. "
        "Wat iemand daar invult, wordt niet bewaard."
    )
    st.button(
        "Bewaar en maak een voorbeeld", key="formulier-kijk", on_click=_look, args=(reader, draft)
    )
    address = st.session_state.get(_PREVIEW, {}).get((draft.key, draft.version))
    if address:
        st.link_button("Open het voorbeeld", address)
        st.code(address, language=None)


def _look(reader: Reader, draft: Draft) -> None:
    if not _save(reader, draft, ""):
        return
    act = lambda: reader.preview_form(draft.key, draft.version).address  # noqa: E731
    address = _attempt(act)
    if address:
        st.session_state[_PREVIEW] = {(draft.key, draft.version): address}


def _publishing(reader: Reader, draft: Draft) -> None:
    paper.part("In gebruik nemen")
    if draft.problems:
        paper.warn("Dit kan nog niet.", "Dit moet eerst anders:")
        paper.bullets([_at(problem) for problem in draft.problems])
        return
    paper.say(
        "Wie daarna begint, krijgt deze versie. Zij verandert nooit meer. "
        "Wie al bezig was, maakt het af in de oude versie. Links en QR's blijven werken."
    )
    st.checkbox("Ik heb het voorbeeld helemaal bekeken.", key="formulier-zeker")
    st.button(
        "Neem dit formulier in gebruik",
        key="formulier-publiceer",
        disabled=not st.session_state.get("formulier-zeker"),
        on_click=_publish,
        args=(reader, draft),
    )


def _publish(reader: Reader, draft: Draft) -> None:
    if not _save(reader, draft, ""):
        return
    try:
        reader.publish_form(draft.key, draft.version, stamp=draft.stamp)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        draft.problems = problem.places or draft.problems
        return
    _let_go(draft)
    st.session_state[_SAID] = "Dit formulier is in gebruik."


def _discard(reader: Reader, draft: Draft) -> None:
    gone = _attempt(
        lambda: reader.discard_form(draft.key, draft.version, stamp=draft.stamp) or "weg"
    )
    if gone:
        _let_go(draft)
        forms.tell("Het concept is weg.")
        st.session_state[_GONE] = True


def _attempt(act: Callable[[], str]) -> str:
    try:
        return act()
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return ""


def _let_go(draft: Draft) -> None:
    st.session_state[_DRAFTS].pop((draft.key, draft.version), None)
    form_questions.forget(draft)


def _read_only(visit: Visit, page: FormPage) -> None:
    """A version that does not change any more."""
    paper.title(page.content.title)
    since = f"sinds {words.day(page.published_on)}" if page.published_on else None
    paper.told([f"kenmerk {page.key}", f"versie {page.version}", since],
               [paper.badge(page.state.label)])  # fmt: skip
    visit.go("formulieren", "Alle formulieren")
    said = st.session_state.pop(_SAID, "")
    if said:
        paper.calm(said)
    paper.say("Deze versie verandert niet meer. Maak bij Formulieren een nieuwe versie.")
    if page.content.welcome:
        paper.say(page.content.welcome)
    paper.part("Vragen om mee te beginnen")
    paper.bullets([prompt.text for prompt in page.content.prompts])
    kinds = {kind.value: kind.label for kind in visit.reader.form_words().question_kinds}
    for number, question in enumerate(page.content.questions, start=1):
        paper.part(f"{number}. {question.text}")
        paper.small(f"{kinds.get(question.kind, question.kind)}. {question.why}")
        if question.options:
            paper.bullets([option.label for option in question.options])
    fault = st.session_state.pop(_FAULT, "")
    if fault:
        paper.warn("Dat lukte niet.", fault)
    _just_look(visit.reader, page)


def _just_look(reader: Reader, page: FormPage) -> None:
    def look() -> None:
        address = _attempt(lambda: reader.preview_form(page.key, page.version).address)
        if address:
            st.session_state[_PREVIEW] = {(page.key, page.version): address}

    st.button("Maak een voorbeeld", key="formulier-kijk", on_click=look)
    address = st.session_state.get(_PREVIEW, {}).get((page.key, page.version))
    if address:
        st.link_button("Open het voorbeeld", address)
