"""The one figure: how many stories each theme has, with the doubt drawn in.

The label stands at its mark and stability has a shape, so no legend and no colour is needed.
"""

import io
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from models.vocabulary import Stability
from service.reports.content import ReportContent, ThemeSection
from service.reports.numbers import of_total

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_THEMES = 20
"""More rows do not fit on a page; the table has them all."""
INK, MUTED, ACCENT, WARNING, LINE = "#1C2B2D", "#5A6668", "#0B5559", "#A63A1E", "#D5DCDC"
FONTS = ("STIXGeneral", "DejaVu Sans")
WIDTH_INCHES, ROW_INCHES = 6.3, 0.42
LABEL_LIMIT = 60
MARKERS = {
    Stability.FIRM: ("o", ACCENT, ACCENT),
    Stability.FAIR: ("o", "white", ACCENT),
    Stability.SHAKY: ("D", "white", WARNING),
    Stability.UNKNOWN: ("s", "white", MUTED),
}
SHAPE_WORDS = {
    Stability.FIRM: "dichte stip: stevig",
    Stability.FAIR: "open stip: redelijk",
    Stability.SHAKY: "open ruit: wankel",
    Stability.UNKNOWN: "open vierkant: nog niet bekend",
}

Format = Literal["png", "svg"]

# Matplotlib's settings belong to the whole process, so one figure is drawn at a time.
_drawing = threading.Lock()


def draw(content: ReportContent, *, kind: Format) -> bytes:
    """Draw the figure; the same content gives the same bytes.

    Args:
        content: the report; it has at least one theme as it is now.
        kind: `png` (200 dots per inch) or `svg` (letters as outlines).
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    themes = shown(content)
    style: dict[Any, Any] = {
        "font.family": list(FONTS), "svg.hashsalt": "vertelpunt", "svg.fonttype": "path",
        "font.size": 11,
    }  # fmt: skip
    with _drawing, mpl.rc_context(style):
        figure = Figure(
            figsize=(WIDTH_INCHES, 0.75 + ROW_INCHES * len(themes)), layout="constrained"
        )
        FigureCanvasAgg(figure)
        _paint(figure.add_subplot(), themes, content.counts.stories)
        target = io.BytesIO()
        # Without these the file would hold the moment and the program that made it.
        nothing: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(target, format=kind, dpi=200, metadata=nothing)
    return target.getvalue()


def shapes(content: ReportContent) -> str:
    """What the shapes in the figure mean; only those that occur."""
    used = {theme.stability for theme in shown(content)}
    words = "; ".join(SHAPE_WORDS[kind] for kind in Stability if kind in used)
    left_out = len(_counted(content)) - MOST_THEMES
    more = f" De figuur toont de eerste {MOST_THEMES} thema's." if left_out > 0 else ""
    return f"{words[:1].upper()}{words[1:]}.{more}"


def shown(content: ReportContent) -> Sequence[ThemeSection]:
    """The themes in the figure, in the order of the report; those as they were have no share."""
    return _counted(content)[:MOST_THEMES]


def describe(content: ReportContent) -> str:
    """The figure in words, for who does not see it."""
    total = content.counts.stories
    rows = []
    for theme in shown(content):
        low, high = _stories_between(theme, total)
        rows.append(
            f"{theme.label}: {of_total(theme.stories, total)}, 95%-interval {low:.0f} tot "
            f"{high:.0f}, {theme.stability.label.lower()}"
        )
    return f"Stippen met lijnen: hoeveel van de {total} verhalen elk thema heeft. " + "; ".join(
        rows
    )


def _counted(content: ReportContent) -> list[ThemeSection]:
    return [theme for theme in content.themes if theme.then is None]


def _paint(axes: "Axes", themes: Sequence[ThemeSection], total: int) -> None:
    ends = [_stories_between(theme, total) for theme in themes]
    edge = max([*(high for _, high in ends), 1.0]) * 1.08
    for row, (theme, (low, high)) in enumerate(zip(themes, ends, strict=True)):
        marker, fill, colour = MARKERS[theme.stability]
        axes.hlines(row, low, high, color=colour, linewidth=2)
        axes.plot(
            theme.stories, row, marker=marker, markersize=8, markerfacecolor=fill,
            markeredgecolor=colour, markeredgewidth=1.8, zorder=3,
        )  # fmt: skip
        right = low > 0.55 * edge
        axes.text(
            high if right else low, row - 0.26, _label(theme), ha="right" if right else "left",
            va="bottom", color=INK, parse_math=False,
            # Grid lines stop at the words.
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    axes.set_xlim(0, edge)
    axes.set_ylim(len(themes) - 0.5, -0.95)
    axes.set_yticks([])
    axes.set_xlabel(f"Aantal verhalen (van de {total})", color=MUTED, fontsize=10)
    axes.tick_params(axis="x", colors=MUTED, length=0, labelsize=10)
    axes.locator_params(axis="x", integer=True)
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def _stories_between(theme: ThemeSection, total: int) -> tuple[float, float]:
    """The interval in numbers of stories."""
    low, high = theme.interval or (0.0, 0.0)
    return low * total, high * total


def _label(theme: ThemeSection) -> str:
    """The name and the number, in signs that the fonts of the figure have."""
    label = theme.label
    if len(label) > LABEL_LIMIT:
        label = label[: LABEL_LIMIT - 1].rstrip() + "…"
    known = _signs()
    shown = "".join(sign if ord(sign) in known else "□" for sign in label)
    return f"{shown} · {theme.stories}"


def _signs() -> frozenset[int]:
    """The code points that the figure can show."""
    from matplotlib.font_manager import FontProperties, fontManager
    from matplotlib.ft2font import FT2Font

    found: set[int] = set()
    for family in FONTS:
        path = fontManager.findfont(FontProperties(family=[family]))
        found.update(FT2Font(path).get_charmap())
    return frozenset(found)
