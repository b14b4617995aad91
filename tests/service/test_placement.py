"""Passages among the themes: who may be where, why, and what people said stays said."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.vocabulary import MiningMode, ResidueReason
from nlp.identity import ThemeVector
from nlp.recognition import Known, Reading, Why
from service.jobs.corpus import Corpus, KnownTheme, Piece
from service.jobs.placement import place_among

EAST, NORTH = np.array([100, 0], dtype=np.int8), np.array([0, 100], dtype=np.int8)
MEAN = np.zeros(2, dtype=np.float32)


class FakeRecogniser:
    """Says of each text what it was told to say."""

    def __init__(self, answers: dict[str, tuple[Known, ...]]) -> None:
        self.answers = answers
        self.keys = tuple(sorted({one.theme for found in answers.values() for one in found}))

    def read(self, texts: list[str], vectors: NDArray[Any]) -> list[Reading]:
        return [Reading(self.answers.get(text, ())) for text in texts]

    def why(self, text: str, vector: NDArray[Any], theme: str) -> Why:
        return Why("zin/17", ("huur",))


def _theme(key: str, centroid: NDArray[np.int8] | None) -> KnownTheme:
    vector = None if centroid is None else ThemeVector(key, centroid, 0.5)
    return KnownTheme(
        id=key,
        label=key,
        description="",
        words=(),
        by_person=False,
        stability="onbekend",
        stability_value=None,
        mode=MiningMode.SMALL,
        vector=vector,
        members={},
    )


def _corpus(*themes: KnownTheme, refused: frozenset[Any] = frozenset()) -> Corpus:
    return Corpus(
        stories=(),
        spans={},
        vectors={},
        themes=themes,
        taken_ids=frozenset(),
        mean=MEAN.tobytes(),
        standards=(),
        refused=refused,
    )


def _piece(text: str, vector: NDArray[np.int8]) -> Piece:
    return Piece(text, 0, len(text), text, vector.tobytes())


def test_a_theme_is_recognised_with_its_reason_beside_one_that_lies_near() -> None:
    corpus = _corpus(_theme("s1", None), _theme("t1", EAST))
    recogniser: Any = FakeRecogniser({"a": (Known("s1", 0.9),)})
    found = place_among(corpus, [_piece("a", EAST)], recogniser=recogniser, dimension=2)
    assert {one.theme_id for one in found} == {"s1", "t1"}
    (known,) = [one for one in found if one.theme_id == "s1"]
    assert known.strength == 0.9
    assert known.evidence == {"woorden": ["huur"], "voorbeeld": {"soort": "zin", "id": 17}}


def test_a_recognised_theme_does_not_also_accept_by_nearness() -> None:
    corpus = _corpus(_theme("s1", EAST))
    recogniser: Any = FakeRecogniser({"b": (Known("s1", 0.9),)})
    (found,) = place_among(corpus, [_piece("a", EAST)], recogniser=recogniser, dimension=2)
    assert found.theme_id is None


def test_what_people_refused_is_not_placed_there_again() -> None:
    corpus = _corpus(_theme("t1", EAST), refused=frozenset({(("a", 0), "t1")}))
    (found,) = place_among(corpus, [_piece("a", EAST)], recogniser=None, dimension=2)
    assert (found.theme_id, found.reason) == (None, ResidueReason.NO_THEME_FITS)


def test_doubt_names_the_themes_between_which_it_hangs() -> None:
    corpus = _corpus(_theme("s1", None), _theme("s2", None))
    recogniser: Any = FakeRecogniser({"a": (Known("s1", 0.4), Known("s2", 0.3), Known("s3", 0.1))})
    (found,) = place_among(corpus, [_piece("a", EAST)], recogniser=recogniser, dimension=2)
    assert found.reason is ResidueReason.DOUBT
    assert found.evidence == {"tussen": ["s1", "s2"]}


@pytest.mark.parametrize(
    ("vector", "reason"),
    [
        (np.zeros(2, dtype=np.int8), ResidueReason.TOO_SHORT),
        (NORTH, ResidueReason.NO_THEME_FITS),
    ],
)
def test_what_fits_nowhere_says_why(vector: NDArray[np.int8], reason: ResidueReason) -> None:
    recogniser: Any = FakeRecogniser({})
    corpus = _corpus(_theme("t1", EAST))
    (found,) = place_among(corpus, [_piece("a", vector)], recogniser=recogniser, dimension=2)
    assert (found.theme_id, found.reason) == (None, reason)


def test_without_any_theme_there_are_too_few_stories() -> None:
    (found,) = place_among(_corpus(), [_piece("a", EAST)], recogniser=None, dimension=2)
    assert found.reason is ResidueReason.TOO_FEW_STORIES
    assert place_among(_corpus(), [], recogniser=None, dimension=2) == []


def test_a_passage_is_in_three_themes_at_most_the_likeliest_first() -> None:
    likely = tuple(Known(f"s{n}", 0.9 - n / 10) for n in range(4))
    corpus = _corpus(*(_theme(one.theme, None) for one in likely), _theme("t1", EAST))
    recogniser: Any = FakeRecogniser({"a": likely})
    found = place_among(corpus, [_piece("a", EAST)], recogniser=recogniser, dimension=2)
    assert len(found) == 3
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)
