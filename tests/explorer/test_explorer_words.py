"""How the explorer says things: shares, periods, plain text, colours and names of files."""

import importlib.machinery
import itertools
from pathlib import Path

import pytest

from explorer import charts, palette, plain, words
from explorer.views import residue, theme
from models.vocabulary import LinkKind, NarratorRole, ResidueReason, Stability
from service.schemas import PassageView, PeriodCount

EXPLORER = Path(words.__file__).parent
DIFFERENT = 20
# Machado, Oliveira & Fernandes 2009, full severity.
SIGHT = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (37, 168, "37 van de 168 verhalen (22%)"),
        (9, 168, "9 van de 168 verhalen"),
        (5, 9, "5 van de 9 verhalen"),
        (1, 1, "1 van het ene verhaal"),
        (0, 12, "0 van de 12 verhalen"),
        (12, 12, "alle 12 verhalen"),
        (1200, 4800, "1.200 van de 4.800 verhalen (25%)"),
    ],
)
def test_a_share_is_n_of_all_and_a_percentage_only_where_it_is_fair(
    part: int, whole: int, said: str
) -> None:
    assert words.share(part, whole) == said


@pytest.mark.parametrize(
    ("period", "said"),
    [("2024-09", "september 2024"), ("2024-13", "2024-13"), (None, "onbekend"), ("2024", "2024")],
)
def test_a_period_is_said_as_a_month(period: str | None, said: str) -> None:
    assert words.month(period) == said


def test_a_span_of_one_month_is_one_month() -> None:
    assert words.span("2024-09", "2024-09") == "uit september 2024"
    assert words.span("2024-09", "2025-01") == "van september 2024 tot en met januari 2025"


def test_the_words_of_the_explorer_are_those_of_the_field() -> None:
    assert {role.value: role.label for role in NarratorRole} == words.ROLES
    assert {kind.value: kind.label for kind in LinkKind} == words.LINK_KINDS
    assert set(words.STABILITY_MEANING) == set(words.STABILITY_SHAPES) == set(Stability)
    assert set(words.TAUGHT_MEANING) == set(Stability)
    assert set(residue.MEANING) == set(ResidueReason)
    assert set(charts.STABILITY_MARKS) == set(Stability)
    assert set(charts.KIND_MARKS) == set(LinkKind)


def test_no_two_kinds_of_link_share_a_shape() -> None:
    marks = [*charts.KIND_MARKS.values(), charts.CONFIRMED_MARK, charts.PROPOSED_MARK]
    assert len({shape for shape, _, _ in marks}) == len({sign for _, _, sign in marks}) == 6


@pytest.mark.parametrize("sign", list("\\`*_{}[]()#+-.!|<>~:$&@^='\""))
def test_every_mark_of_markdown_is_escaped(sign: str) -> None:
    assert f"\\{sign}" in plain.markdown(f"a{sign}b")


@pytest.mark.parametrize(
    "text", [":smile:", ":material/home:", "www.kwaad.nl", "http://kwaad.nl", "a@b.nl", "->", "<-"]
)
def test_what_streamlit_replaces_afterwards_is_held_apart_and_stays_readable(text: str) -> None:
    held = plain.markdown(text)
    bare = held.replace("\\", "")
    assert "\u2060" in held
    assert text not in bare
    assert bare.replace("\u2060", "") == text


def test_a_label_is_one_line() -> None:
    assert plain.markdown("een\n\n# kop") == "een \\# kop"


def test_markup_becomes_text() -> None:
    assert plain.markup('<b a="1">') == "&lt;b a=&quot;1&quot;&gt;"


def test_the_three_passages_are_the_strongest_and_two_that_differ_from_it() -> None:
    found = [
        _passage("a", "wij moesten lang wachten op een brief", 0.9),
        _passage("b", "wij moesten lang wachten op een antwoord", 0.8),
        _passage("c", "zij belde elke vrijdag terug", 0.3, role="Vrijwilliger"),
        _passage("a", "iets heel anders uit hetzelfde verhaal", 0.2, start=9),
    ]
    chosen = theme.that_differ(found)
    assert [passage.story_id for passage in chosen] == ["a", "c", "b"]
    assert theme.that_differ(found[::-1]) == chosen
    assert theme.that_differ(found[:1]) == found[:1]


def test_the_pictures_can_be_made_of_nothing_and_of_one() -> None:
    for counts in ([], [PeriodCount(period="2024-05", role="x", role_label="X", stories=1)]):
        assert charts.timeline(counts).layout.height > 0
    assert charts.dots([]).layout.height > 0
    assert charts.matrix([], [], []).layout.height > 0
    assert charts.strip([], "a", "b").layout.height > 0


def test_the_middle_of_the_triangle_is_the_middle_and_each_corner_a_corner() -> None:
    third = (1 / 3, 1 / 3, 1 / 3)
    shares = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), third]
    places = [charts.Place(str(index), one) for index, one in enumerate(shares)]
    trace = charts.triangle(places, ("a", "b", "c"), ["", "", "", ""]).data[0]
    spots = [(round(x, 3), round(y, 3)) for x, y in zip(trace.x, trace.y, strict=True)]
    assert spots == [(0, 0), (1, 0), (0.5, 0.866), (0.5, 0.289)]


def test_markup_in_a_name_stays_text_in_a_picture() -> None:
    figure = charts.dots([charts.Dot("<b>x</b>", 1)])
    assert "<b>" not in figure.layout.annotations[0].text
    assert "<b>x" not in figure.data[0].hovertemplate[0]


def test_a_dot_at_nought_is_not_cut_off() -> None:
    for rows in ([charts.Dot("a", 0)], [charts.Dot("a", 0), charts.Dot("b", 40, "(22%)")]):
        figure = charts.dots(rows)
        low, high = figure.layout.xaxis.range
        # Half a dot with its line, of a picture as narrow as a telephone.
        assert -low / (high - low) * 320 > charts.DOT / 2 + 2


def test_the_eight_colours_differ_whatever_colours_somebody_sees() -> None:
    for name, matrix in SIGHT.items():
        for one, other in itertools.combinations(palette.EIGHT, 2):
            assert _apart(one, other, matrix) >= DIFFERENT, (name, one, other)


@pytest.mark.parametrize("colour", [*palette.EIGHT, palette.LINE, palette.REST])
def test_marks_stand_out_on_paper(colour: str) -> None:
    assert _contrast(colour, palette.PAPER) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED, palette.ACCENT, palette.WARNING])
def test_words_can_be_read_on_paper_and_on_quiet_ground(colour: str) -> None:
    for ground in (palette.PAPER, palette.QUIET):
        assert _contrast(colour, ground) >= 4.5


def test_the_configuration_has_the_same_eight_colours() -> None:
    text = (EXPLORER / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert all(f'"{colour}"' in text for colour in palette.EIGHT)


def test_no_file_of_the_explorer_is_named_after_a_room_or_a_library() -> None:
    # Streamlit puts this folder first on the path, so such a name would hijack an import.
    elsewhere = [
        str(path.parent) for path in Path(palette.__file__).parents[1].glob("*/__init__.py")
    ]
    assert elsewhere
    for path in EXPLORER.iterdir():
        if path.suffix != ".py" and not (path.is_dir() and path.name.isidentifier()):
            continue
        name = path.stem
        if name in {"__init__", "__pycache__"}:
            continue
        assert name not in {"models", "ingest", "nlp", "service", "explorer", "tests"}
        assert importlib.machinery.PathFinder.find_spec(name) is None, name


def _passage(
    story: str, text: str, strength: float, *, role: str = "Ouder", start: int = 0
) -> PassageView:
    return PassageView(
        story_id=story, story_title="Een titel", start=start, end=start + 5, text=text,
        strength=strength, by_person=False, role_label=role, age_group_label=None, team="Team",
        period=None, quotable=True, synthetic=False,
    )  # fmt: skip


def _linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def _light(colour: str) -> float:
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _lab(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    seen = [
        min(max(sum(m * c for m, c in zip(row, _linear(colour), strict=True)), 0), 1)
        for row in matrix
    ]
    xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    scaled = [
        sum(m * c for m, c in zip(row, seen, strict=True)) / white
        for row, white in zip(xyz, (0.9505, 1, 1.089), strict=True)
    ]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _apart(one: str, other: str, matrix: tuple[tuple[float, ...], ...]) -> float:
    pairs = zip(_lab(one, matrix), _lab(other, matrix), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5
