"""What goes on a page: headings, quiet sentences, quotations, tables and pictures with a twin.

Everything that people wrote is shown as plain text: passages through `st.text`, the rest escaped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from explorer import downloads, plain, words
from explorer.visit import Visit
from service.schemas import PassageView

PER_PAGE = 10
_PICTURE = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def title(text: str) -> None:
    """The heading of a page; may be anyone's text."""
    st.title(plain.markdown(text), anchor=False)


def heading(text: str) -> None:
    """The heading of a part of a page."""
    st.header(plain.markdown(text), anchor=False)


def part(text: str) -> None:
    """The heading of a part of a part."""
    st.subheader(plain.markdown(text), anchor=False)


def lead(text: str) -> None:
    """The sentence at the top: the finding, and its doubt."""
    st.html(f'<p class="vp-inleiding">{plain.markup(text)}</p>')


def say(text: str) -> None:
    """An ordinary sentence."""
    st.html(f'<p class="vp-onder">{plain.markup(text)}</p>')


def small(text: str) -> None:
    """A sentence beside the matter."""
    st.html(f'<p class="vp-klein">{plain.markup(text)}</p>')


def beside(text: str) -> None:
    """A few words in a row with links, beside the matter."""
    st.html(f'<p class="vp-klein">{plain.markup(text)}</p>', width="content")


def calm(strong: str, text: str = "") -> None:
    """Something to know before reading on."""
    st.html(
        f'<p class="vp-rustig"><strong>{plain.markup(strong)}</strong> {plain.markup(text)}</p>'
    )


def warn(strong: str, text: str = "") -> None:
    """Something to reckon with."""
    st.html(
        f'<p class="vp-let-op"><strong>{plain.markup(strong)}</strong> {plain.markup(text)}</p>'
    )


def bullets(items: Sequence[str]) -> None:
    """A list of short lines."""
    rows = "".join(f"<li>{plain.markup(item)}</li>" for item in items)
    st.html(f'<ul class="vp-lijst">{rows}</ul>')


def numbered(items: Sequence[tuple[int, str, str]]) -> None:
    """A list of (number, name, what it is)."""
    rows = "".join(
        f"<li><strong>{number}. {plain.markup(name)}</strong><br>{plain.markup(about)}</li>"
        for number, name, about in items
    )
    st.html(f'<ul class="vp-genummerd">{rows}</ul>')


def chips(items: Sequence[str], *, name: str) -> None:
    """Words beside each other; `name` says to a screen reader what they are."""
    rows = "".join(f"<li>{plain.markup(item)}</li>" for item in items)
    st.html(f'<ul class="vp-woorden" aria-label="{plain.markup(name)}">{rows}</ul>')


def numbers(four: Sequence[tuple[str, str, str]]) -> None:
    """A few numbers with what they are and their context: (what, number, context)."""
    cells = "".join(
        f'<div><dt>{plain.markup(what)}</dt><dd class="vp-getal">{plain.markup(number)}</dd>'
        f'<dd class="vp-uitleg">{plain.markup(context)}</dd></div>'
        for what, number, context in four
    )
    st.html(f'<dl class="vp-vier">{cells}</dl>')


def badge(text: str, *, made_up: bool = False) -> str:
    """A small mark in words, as a fragment for `told`."""
    kind = " vp-verzonnen" if made_up else ""
    return f'<span class="vp-merkje{kind}">{plain.markup(text)}</span>'


def made_up(stories: int, whole: int, *, short: bool = False) -> None:
    """Say plainly that made-up stories are counted; `short` after it has been said in full."""
    if not stories:
        return
    if short:
        said = f"Dit gaat over {words.of_all(stories, whole)} die wij zelf bedachten."
        said = said if stories < whole else "Wij bedachten deze verhalen zelf."
        st.html(
            f'<p class="vp-klein">{badge("Voorbeeldverhalen: verzonnen", made_up=True)}'
            f"{plain.markup(said)}</p>"
        )
        return
    if stories == whole:
        which = f"Alle {words.stories(whole)} hier zijn voorbeelden die wij zelf bedachten."
        which = which if whole > 1 else "Het ene verhaal hier is een voorbeeld dat wij bedachten."
    else:
        which = f"{words.of_all(stories, whole)} hier zijn voorbeelden die wij zelf bedachten."
    warn("Voorbeeldverhalen: verzonnen.", f"{which} Trek er geen conclusies uit over echte teams.")


def encoder(notices: Sequence[str]) -> None:
    """Say plainly that themes and stories do not lie as they should, when that is so."""
    for notice in notices:
        warn("Over het taalmodel.", notice)


def told(parts: Sequence[str | None], badges: Sequence[str] = ()) -> None:
    """One line with who tells, where and when; badges come from `badge`."""
    spans = "".join(f"<span>{plain.markup(part)}</span>" for part in parts if part)
    st.html(f'<p class="vp-meta">{spans} {" ".join(badges)}</p>')


def reading_text(text: str, *, key: str) -> None:
    """Story text, exactly as it was written."""
    with st.container(key=f"leestekst-{key}"):
        st.text(text)


def marked_text(text: str, marks: Sequence[tuple[int, int]], *, key: str) -> None:
    """Story text with some words marked: (start, end) in order, half-open and not overlapping."""
    pieces, end_before = [], 0
    for start, end in marks:
        pieces += [plain.markup(text[end_before:start])]
        pieces += [f"<mark>{plain.markup(text[start:end])}</mark>"]
        end_before = end
    pieces.append(plain.markup(text[end_before:]))
    with st.container(key=f"leestekst-{key}"):
        st.html(f'<p class="vp-leestekst">{"".join(pieces)}</p>')


def explained_text(text: str, marks: Sequence[tuple[int, int, str]], *, key: str) -> None:
    """Story text with places marked that say something when pointed at: (start, end, what).

    Of marks that overlap, the first one stays.
    """
    pieces, end_before = [], 0
    for start, end, what in sorted(marks):
        if start < end_before:
            continue
        pieces.append(plain.markup(text[end_before:start]))
        note = f' title="{plain.markup(what)}"' if what else ""
        pieces.append(f"<mark{note}>{plain.markup(text[start:end])}</mark>")
        end_before = end
    pieces.append(plain.markup(text[end_before:]))
    with st.container(key=f"leestekst-{key}"):
        st.html(f'<p class="vp-leestekst">{"".join(pieces)}</p>')


def passage(
    visit: Visit,
    found: PassageView,
    *,
    key: str,
    edge: bool = False,
    marks: Sequence[tuple[int, int]] = (),
) -> None:
    """A passage with who tells and the way to the whole story; `marks` as in `marked_text`."""
    badges = [badge(words.SYNTHETIC, made_up=True)] if found.synthetic else []
    badges += [] if found.quotable else [badge(words.NOT_QUOTABLE)]
    badges += [badge("Door een mens geplaatst")] if found.by_person else []
    with st.container(key=f"citaat-{'rand-' if edge else ''}{key}"):
        if marks:
            marked_text(found.text, marks, key=key)
        else:
            reading_text(found.text, key=key)
        told(
            [
                found.role_label or "Niet verteld wie",
                found.age_group_label,
                visit.team(found.team),
                words.month(found.period) if found.period else None,
            ],
            badges,
        )
        visit.go("verhaal", f"Lees het hele verhaal: {found.story_title}", key=found.story_id)


def paged(items: Sequence[Any], *, key: str, per_page: int = PER_PAGE) -> Sequence[Any]:
    """The items of the page that the reader is on, with the pages below when there are more."""
    pages = -(-len(items) // per_page)
    if pages <= 1:
        return items
    current = min(st.session_state.get(key, 1), pages)
    return items[(current - 1) * per_page : current * per_page]


def pages_below(items: Sequence[Any], *, key: str, per_page: int = PER_PAGE) -> None:
    """The way to the other pages of `paged`."""
    pages = -(-len(items) // per_page)
    if pages > 1:
        st.pagination(pages, key=key)


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, figures: int = 0
) -> None:
    """A real table; the last `figures` columns hold numbers."""
    first = len(head) - figures

    def cell(tag: str, index: int, value: object, scope: str = "") -> str:
        kind = ' class="vp-cijfer"' if index >= first else ""
        return f"<{tag}{scope}{kind}>{plain.markup(value)}</{tag}>"

    top = "".join(cell("th", i, value, ' scope="col"') for i, value in enumerate(head))
    body = "".join(
        "<tr>"
        + "".join(
            cell("th", i, value, ' scope="row"') if i == 0 else cell("td", i, value)
            for i, value in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="vp-tabel" tabindex="0" role="region" aria-label="{plain.markup(caption)}">'
        f"<table><caption>{plain.markup(caption)}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def twin(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, figures: int = 1
) -> None:
    """The same as the picture above, as a table to open."""
    with st.expander("Tabel"):
        table(caption, head, rows, figures=figures)


def picture(figure: go.Figure, summary: str, *, key: str) -> None:
    """A picture with the sentence that says what is to be seen in it."""
    say(summary)
    st.plotly_chart(figure, key=key, theme=None, config=_PICTURE, alt=summary)


def chosen_in(figure: go.Figure, summary: str, *, key: str) -> Mapping[str, Any] | None:
    """Like `picture`; the point that the reader chose in it, or None."""
    say(summary)
    event = st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=_PICTURE,
        alt=summary,
        on_select="rerun",
        selection_mode="points",
    )
    points = event["selection"]["points"]
    return points[0] if points else None


def empty(stories: int) -> bool:
    """Say honestly that there is nothing, or too little, to see patterns in; True when nothing."""
    if stories == 0:
        calm(
            "Er zijn nog geen verhalen om te lezen.",
            "Een verhaal komt hier pas als de verteller ja heeft gezegd.",
        )
        return True
    return False


def report_links(theme: str) -> None:
    """The buttons that hand out a report; they lead to a file, not to a page."""
    ways_out(
        {downloads.address(form, theme=theme): label for form, label in downloads.FORMATS.items()}
    )


def ways_out(labels: Mapping[str, str]) -> None:
    """Buttons by their address, which is one of our own beside Streamlit's pages."""
    buttons = "".join(
        f'<a class="vp-knop vp-licht" target="_self" '
        f'href="{plain.markup(address)}">{plain.markup(label)}</a>'
        for address, label in labels.items()
    )
    st.html(f'<p class="vp-knoppen">{buttons}</p>')
