"""The sentence that speaks for a theme: readable, central, quotable, and only its place is kept."""

import numpy as np
import pytest

from nlp.embedding import quantise
from nlp.exemplars import exemplar
from nlp.language import Dutch

THEME = ("wachtlijst", "intake", "bellen")
DULL = "We zaten daar met zijn allen op een rij."


def chosen(
    texts: list[str], dutch: Dutch, *, usable: list[bool] | None = None
) -> tuple[int, str] | None:
    vectors = np.zeros((len(texts), 4))
    vectors[:, 0], vectors[:, 1] = 10, np.arange(len(texts)) / 20
    found = exemplar(
        list(range(len(texts))),
        quantise(vectors),
        quantise(np.array([[1.0, 0, 0, 0]]))[0],
        texts,
        THEME,
        dutch=dutch,
        usable=np.array(usable or [True] * len(texts)),
    )
    return (found[0], texts[found[0]][found[1] : found[2]]) if found else None


def test_the_sentence_with_the_words_of_the_theme_is_chosen(dutch: Dutch) -> None:
    text = f"{DULL} Na de intake stonden we op een wachtlijst. {DULL}"
    assert chosen([DULL, text], dutch) == (1, "Na de intake stonden we op een wachtlijst.")


def test_among_equals_the_most_central_passage_speaks(dutch: Dutch) -> None:
    assert chosen([DULL, DULL, DULL], dutch) == (0, DULL)


@pytest.mark.parametrize(
    "text",
    ["De wachtlijst was lang.", "De wachtlijst " + "en de intake en ook het bellen " * 4 + "."],
)
def test_a_sentence_of_under_six_or_over_twenty_five_words_is_not_quoted(
    text: str, dutch: Dutch
) -> None:
    assert chosen([text], dutch) is None


@pytest.mark.parametrize(
    "worse",
    [
        "We stonden met [zoon-1] lang op een wachtlijst.",
        "We stonden met Yusuf heel lang op een wachtlijst.",
        "Maar we stonden heel lang op een wachtlijst.",
    ],
)
def test_a_placeholder_a_name_or_a_loose_start_gives_way(worse: str, dutch: Dutch) -> None:
    plain = "We stonden heel erg lang op een wachtlijst."
    assert chosen([worse, plain], dutch) == (1, plain)


def test_what_may_not_be_quoted_is_not_quoted(dutch: Dutch) -> None:
    text = "We stonden heel erg lang op een wachtlijst."
    assert chosen([text, DULL], dutch, usable=[False, True]) == (1, DULL)
    assert chosen([text], dutch, usable=[False]) is None
