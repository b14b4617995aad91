"""Taking a missed word out of a published story: whole words, and nothing else moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.removal import check, placeholder_for, without
from models.errors import Rejected

TEXT = "Sjonnie belde [persoon-1]. Toen belde sjonnie nog eens, en Sjonnies moeder ook."
NEW = "[weggehaald-1]"


def test_whole_words_go_in_any_case_and_parts_of_words_stay() -> None:
    outcome = without(TEXT, "Sjonnie", NEW, [])
    assert outcome.text == (
        "[weggehaald-1] belde [persoon-1]. Toen belde [weggehaald-1] nog eens, "
        "en Sjonnies moeder ook."
    )
    assert [outcome.text[start:end] for start, end in outcome.removed] == [NEW, NEW]


def test_spans_move_along_and_a_span_that_was_hit_is_gone() -> None:
    start = TEXT.index("[persoon-1]")
    outcome = without(TEXT, "sjonnie", NEW, [(0, 7), (start, start + 11), (70, 76)])
    hit, placeholder, after = outcome.moved
    assert hit is None
    assert placeholder is not None
    assert outcome.text[slice(*placeholder)] == "[persoon-1]"
    assert after is not None
    assert outcome.text[slice(*after)] == TEXT[70:76]


@pytest.mark.parametrize("phrase", ["persoon", "[persoon-1]", "persoon-1", "1"])
def test_a_placeholder_stays_whole(phrase: str) -> None:
    assert without(TEXT, phrase, NEW, []).removed == ()


def test_words_that_stand_on_two_lines_go_too() -> None:
    assert without("Bij Jan\nSmit thuis.", "jan smit", NEW, []).text == "Bij [weggehaald-1] thuis."


def test_the_number_follows_the_highest_in_title_and_text() -> None:
    assert placeholder_for("Een titel", "Een tekst") == "[weggehaald-1]"
    assert placeholder_for("[weggehaald-2]", "bij [weggehaald-11] en [persoon-40]") == (
        "[weggehaald-12]"
    )


@pytest.mark.parametrize("phrase", ["", " ", "a", "...", "x" * 201])
def test_what_is_no_word_is_refused(phrase: str) -> None:
    with pytest.raises(Rejected):
        check(phrase)


@given(
    st.text(alphabet="ab [].\n-1é", max_size=60), st.text(alphabet="abé ", min_size=1, max_size=4)
)
def test_what_is_not_taken_out_stays_exactly_as_it_was(text: str, phrase: str) -> None:
    letters = [(at, at + 1) for at in range(len(text))]
    outcome = without(text, phrase, NEW, letters)
    rest = "".join(text[at] for at, place in enumerate(outcome.moved) if place is not None)
    pieces, done = [], 0
    for start, end in outcome.removed:
        pieces.append(outcome.text[done:start])
        done = end
    assert "".join([*pieces, outcome.text[done:]]) == rest
    for at, place in enumerate(outcome.moved):
        assert place is None or outcome.text[place[0] : place[1]] == text[at]
