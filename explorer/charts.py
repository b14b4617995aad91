"""The pictures: quiet, in the colours of the house, with the words at the mark instead of a legend.

Each takes counts and words and gives a Plotly figure back. No story text comes in here, except the
names that people gave to themes, teams and answers; those are escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import plotly.graph_objects as go

from explorer import palette, plain, words
from service.schemas import PeriodCount

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
ROW = 52
TALL_ROW = 60
DOT = 13
LONGEST_LABEL = 46

STABILITY_MARKS = {
    "stevig": "circle",
    "redelijk": "circle-dot",
    "wankel": "circle-open",
    "onbekend": "circle-open-dot",
}
KIND_MARKS = {
    "bevestigt": ("circle", palette.ACCENT, "●"),
    "schuurt": ("triangle-up", palette.WARNING, "▲"),
    "niet_waargemaakt": ("square", palette.WARNING, "■"),
    "ontbreekt": ("diamond", palette.EIGHT[3], "◆"),
}
CONFIRMED_MARK = ("hexagon", palette.ACCENT, "⬢")
PROPOSED_MARK = ("circle-open", palette.LINE, "○")


@dataclass(frozen=True)
class Dot:
    """One row of a dot chart: what, how many, and what stands behind the number."""

    label: str
    value: int
    note: str = ""
    key: str = ""
    shape: str = "circle"


@dataclass(frozen=True)
class Cell:
    """A link in the matrix: where, how sure, and what people decided."""

    row: int
    column: int
    key: int
    strength: float
    state: str
    kind: str | None
    hover: str


@dataclass(frozen=True)
class Place:
    """One narrator's place in the triangle."""

    key: str
    shares: tuple[float, float, float]


def dots(rows: Sequence[Dot], *, unit: str = "verhalen") -> go.Figure:
    """How many per row, as a dot on a line; the label stands above its line, the number beside it.

    Labels above the line keep long names whole on a narrow screen.
    """
    height = [len(rows) - 1 - index for index in range(len(rows))]
    top = max([row.value for row in rows], default=0) or 1
    figure = _figure(height=ROW * len(rows) + 36)
    for y, row in zip(height, rows, strict=True):
        figure.add_shape(
            type="line",
            x0=0,
            x1=row.value,
            y0=y,
            y1=y,
            line={"color": palette.FAINT, "width": 3},
            layer="below",
        )
        figure.add_annotation(
            x=0, xref="paper", y=y, yshift=20, text=_short(row.label), showarrow=False,
            xanchor="left", font={"size": 15, "color": palette.INK},
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[row.value for row in rows],
            y=height,
            mode="markers+text",
            marker={
                "size": DOT,
                "color": palette.ACCENT,
                "symbol": [row.shape for row in rows],
                "line": {"width": 2, "color": palette.ACCENT},
            },
            text=[f"  {words.number(row.value)}{_beside(row.note)}" for row in rows],
            textposition="middle right",
            textfont={"size": 15, "color": palette.INK},
            customdata=[row.key for row in rows],
            hovertemplate=[
                f"{_safe(row.label)}<br>{words.number(row.value)} {unit}{_beside(row.note)}"
                "<extra></extra>"
                for row in rows
            ],
            cliponaxis=False,
        )
    )
    longest = max([len(row.note) for row in rows], default=0)
    end = top * (1.2 + 0.032 * longest)
    # A dot at nought is a whole dot.
    figure.update_xaxes(visible=False, range=[-0.04 * end, end])
    figure.update_yaxes(visible=False, range=[-0.5, len(rows) - 0.15])
    return figure


def bars(rows: Sequence[tuple[str, int | None, str]]) -> go.Figure:
    """How many per row, as a bar: (what, number, note). None is a number that is not shown.

    What is not shown is a bar of a fixed width with only an outline, so that it is not read off.
    """
    top = max([value or 0 for _, value, _ in rows], default=0) or 1
    values = [0.04 * top if value is None else value for _, value, _ in rows]
    shown = [note if value is None else words.number(value) for _, value, note in rows]
    height = [len(rows) - 1 - index for index in range(len(rows))]
    figure = _figure(height=TALL_ROW * len(rows) + 16)
    figure.add_trace(
        go.Bar(
            x=values,
            y=height,
            orientation="h",
            width=0.38,
            marker={
                "color": [palette.PAPER if v is None else palette.ACCENT for _, v, _ in rows],
                "line": {"width": 2, "color": palette.ACCENT},
            },
            text=[f" {one}" for one in shown],
            textposition="outside",
            textfont={"size": 15, "color": palette.INK},
            hovertemplate=[
                f"{_safe(row[0])}: {told}<extra></extra>"
                for row, told in zip(rows, shown, strict=True)
            ],
            cliponaxis=False,
        )
    )
    for y, (label, _, _) in zip(height, rows, strict=True):
        figure.add_annotation(
            x=0, xref="paper", y=y, yshift=23, text=_short(label), showarrow=False,
            xanchor="left", font={"size": 15, "color": palette.INK},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, top * 1.3])
    figure.update_yaxes(visible=False, range=[-0.4, len(rows) - 0.1])
    return figure


def timeline(counts: Sequence[PeriodCount]) -> go.Figure:
    """Stories over time, a row per role: the larger the dot, the more stories in that quarter."""
    roles = {count.role: count.role_label for count in counts}
    order = [role for role in words.ROLES if role in roles]
    order += sorted(set(roles) - set(order))
    quarters = sorted({_quarter(count.period) for count in counts})
    every = list(range(quarters[0], quarters[-1] + 1)) if quarters else []
    tally = by_quarter(counts)
    most = max(tally.values(), default=1)
    figure = _figure(height=TALL_ROW * len(order) + 56)
    for index, role in enumerate(order):
        y = len(order) - 1 - index
        told = [(quarter, tally[role, quarter]) for quarter in every if (role, quarter) in tally]
        figure.add_shape(
            type="line", x0=every[0], x1=every[-1], y0=y, y1=y,
            line={"color": palette.FAINT, "width": 1}, layer="below",
        )  # fmt: skip
        figure.add_annotation(
            x=0, xref="paper", y=y, yshift=24, showarrow=False, xanchor="left",
            text=f"{_safe(roles[role])} · {words.number(sum(n for _, n in told))}",
            font={"size": 14, "color": palette.INK},
        )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[quarter for quarter, _ in told],
                y=[y] * len(told),
                mode="markers",
                marker={
                    "size": [5 + 17 * sqrt(n / most) for _, n in told],
                    "color": palette.ACCENT,
                    "opacity": 0.8,
                    "line": {"width": 0},
                },
                hovertemplate=[
                    f"{_safe(roles[role])}<br>{quarter_name(quarter)}: {words.stories(n)}"
                    "<extra></extra>"
                    for quarter, n in told
                ],
                cliponaxis=False,
            )
        )
    years = [quarter for quarter in every if quarter % 4 == 0] or every[:1]
    figure.update_xaxes(
        visible=True, showgrid=False, zeroline=False, tickvals=years,
        ticktext=[str(quarter // 4) for quarter in years],
        range=[every[0] - 0.35, every[-1] + 0.5] if every else [0, 1],
        tickfont={"size": 14, "color": palette.MUTED}, ticks="outside", tickcolor=palette.LINE,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[-0.5, len(order) - 0.4])
    figure.update_layout(margin_b=32)
    return figure


def triangle(places: Sequence[Place], corners: Sequence[str], hover: Sequence[str]) -> go.Figure:
    """The narrators' places between three words; the middle is all three together."""
    figure = _figure(height=400)
    height = sqrt(3) / 2
    figure.add_shape(
        type="path", path=f"M 0 0 L 1 0 L 0.5 {height} Z",
        line={"color": palette.LINE, "width": 1.5}, fillcolor="#FFFDF9", layer="below",
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[place.shares[1] + place.shares[2] / 2 for place in places],
            y=[place.shares[2] * height for place in places],
            mode="markers",
            marker={"size": 13, "color": palette.ACCENT, "opacity": 0.55,
                    "line": {"width": 1, "color": palette.PAPER}},
            customdata=[place.key for place in places],
            hovertemplate=[f"{_safe(text)}<extra></extra>" for text in hover],
            cliponaxis=False,
        )
    )  # fmt: skip
    spots = ((0, 0, -20, "left", -14), (1, 0, -20, "right", 14), (0.5, height, 18, "center", 0))
    for corner, (x, y, yshift, anchor, xshift) in zip(corners, spots, strict=True):
        figure.add_annotation(
            x=x, y=y, yshift=yshift, xshift=xshift, text=_short(corner, 26), showarrow=False,
            xanchor=anchor, font={"size": 15, "color": palette.INK},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-0.06, 1.06])
    figure.update_yaxes(visible=False, range=[-0.14, height + 0.12], scaleanchor="x")
    figure.update_layout(margin={"l": 16, "r": 16, "t": 8, "b": 8})
    return figure


def strip(positions: Sequence[int], left: str, right: str) -> go.Figure:
    """Every narrator's place between two words, as a dot; equal places are stacked."""
    stacked: dict[int, int] = {}
    spots: list[tuple[int, int]] = []
    for position in sorted(positions):
        place = round(position / 5) * 5
        stacked[place] = stacked.get(place, 0) + 1
        spots.append((place, stacked[place]))
    tallest = max(stacked.values(), default=1)
    size = 13 if tallest <= 10 else 9
    figure = _figure(height=96 + min(tallest, 16) * (size + 3))
    figure.add_shape(
        type="line", x0=0, x1=100, y0=0, y1=0, line={"color": palette.LINE, "width": 1.5}
    )
    figure.add_shape(
        type="line", x0=50, x1=50, y0=-0.25, y1=0.25, line={"color": palette.LINE, "width": 1.5}
    )
    figure.add_trace(
        go.Scatter(
            x=[x for x, _ in spots], y=[y for _, y in spots], mode="markers",
            marker={"size": size, "color": palette.ACCENT, "opacity": 0.75},
            hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    for x, anchor, text in ((0, "left", left), (100, "right", right)):
        figure.add_annotation(
            x=x, y=0, yshift=-20, text=_short(text, 22), showarrow=False, xanchor=anchor,
            font={"size": 14, "color": palette.INK},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-3, 103])
    figure.update_yaxes(visible=False, range=[-2.2, max(tallest, 3) + 0.8])
    return figure


def matrix(themes: Sequence[str], standards: Sequence[str], cells: Sequence[Cell]) -> go.Figure:
    """Themes as rows, standards as columns; shape and colour say what people decided.

    `standards` are short (a number); the larger the mark, the stronger the link.
    """
    figure = _figure(height=TALL_ROW * max(len(themes), 1) + 56)
    for index, theme in enumerate(themes):
        y = len(themes) - 1 - index
        figure.add_shape(
            type="line", x0=0.6, x1=len(standards) + 0.4, y0=y, y1=y,
            line={"color": palette.FAINT, "width": 1}, layer="below",
        )  # fmt: skip
        figure.add_annotation(
            x=0, xref="paper", y=y, yshift=22, text=_short(theme), showarrow=False, xanchor="left",
            font={"size": 14, "color": palette.INK},
        )  # fmt: skip
    marks = [mark(cell.state, cell.kind) for cell in cells]
    figure.add_trace(
        go.Scatter(
            x=[cell.column + 1 for cell in cells],
            y=[len(themes) - 1 - cell.row for cell in cells],
            mode="markers",
            marker={
                "size": [_size(cell.strength) for cell in cells],
                "symbol": [shape for shape, _, _ in marks],
                "color": [colour for _, colour, _ in marks],
                "line": {"width": 2, "color": [colour for _, colour, _ in marks]},
            },
            customdata=[cell.key for cell in cells],
            hovertemplate=[f"{_safe(cell.hover)}<extra></extra>" for cell in cells],
            cliponaxis=False,
        )
    )
    figure.update_xaxes(
        visible=True, side="top", showgrid=False, zeroline=False, fixedrange=True,
        tickvals=list(range(1, len(standards) + 1)), ticktext=list(standards), tickangle=0,
        range=[0.4, len(standards) + 0.6], tickfont={"size": 13, "color": palette.MUTED},
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[-0.6, len(themes) - 0.25])
    figure.update_layout(margin_t=36)
    return figure


def mark(state: str, kind: str | None) -> tuple[str, str, str]:
    """Shape, colour and letter sign of a link."""
    if state not in {"bevestigd", "vastgesteld"}:
        return PROPOSED_MARK
    return KIND_MARKS.get(kind or "", CONFIRMED_MARK)


def by_quarter(counts: Sequence[PeriodCount]) -> dict[tuple[str, int], int]:
    """Stories per role and quarter."""
    tally: dict[tuple[str, int], int] = {}
    for count in counts:
        place = count.role, _quarter(count.period)
        tally[place] = tally.get(place, 0) + count.stories
    return tally


def quarter_name(quarter: int) -> str:
    """`3e kwartaal 2025`."""
    return f"{quarter % 4 + 1}e kwartaal {quarter // 4}"


def _quarter(period: str) -> int:
    year, month = period.split("-")[:2]
    return int(year) * 4 + (int(month) - 1) // 3


def _figure(*, height: int) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 12, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": palette.INK, "size": 15},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        hoverlabel={"bgcolor": palette.PAPER, "bordercolor": palette.LINE, "align": "left",
                    "font": {"family": FONT, "size": 14, "color": palette.INK}},
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    return figure


def _size(strength: float) -> float:
    """Links are proposed from one half up, so sizes start there."""
    return 9 + 22 * min(max(strength - 0.5, 0.0), 0.5)


def _beside(note: str) -> str:
    return f" {note}" if note else ""


def _safe(text: str) -> str:
    """Plotly reads a little HTML in its labels."""
    return plain.markup(text)


def _short(text: str, longest: int = LONGEST_LABEL) -> str:
    if len(text) <= longest:
        return _safe(text)
    return _safe(text[:longest].rpartition(" ")[0] or text[:longest]) + " …"
