"""Passages hold the whole story, in pieces that say one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.language import LookupDutch
from nlp.lemmas import words
from nlp.passages import MAX_SENTENCES, MAX_TOKENS, MIN_TOKENS, PassageSpan, split

DUTCH = LookupDutch()
LONG = "Wij hebben vier maanden op een gesprek met het wijkteam gewacht en niemand belde ons terug."


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text, dutch=DUTCH)]


def assert_whole(text: str) -> None:
    """Passages lie in order, start and end in a word, and miss nothing but white space."""
    spans = split(text, dutch=DUTCH)
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    between = [text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(between).strip() == ""
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans)
    assert all(span.start < span.end for span in spans)


@given(st.text(max_size=300))
def test_joined_passages_give_any_text_back_but_for_white_space(text: str) -> None:
    assert_whole(text)


@given(
    st.lists(
        st.sampled_from(
            [
                *("Ze belde", "en toen", "niks.", "I:", "R: nou eh", "‘Ga weg!’", "zei ze.", "…"),
                *("\n", "\n\n", "\r\n", "\u2028", "\u00a0", '"', "- Nee.", "dhr. de Wit"),
                *("🙂", "e\u0301é", "شكرا", "‘s"),
            ]
        ),
        max_size=150,
    ).map(" ".join)
)
def test_joined_passages_give_a_talk_back_but_for_white_space(text: str) -> None:
    assert_whole(text)
    assert split(text, dutch=DUTCH) == split(text, dutch=LookupDutch())


def test_a_story_under_twenty_words_is_one_passage() -> None:
    text = " Ze belde. Ik was blij. Meer niet. "
    assert split(text, dutch=DUTCH) == [PassageSpan(1, len(text) - 1)]


def test_a_text_of_nothing_has_no_passages() -> None:
    assert split(" \n ", dutch=DUTCH) == []


def test_ordinary_sentences_become_passages_of_one_to_four() -> None:
    found = pieces(" ".join([LONG] * 12))
    assert all(1 <= len(DUTCH.sentences(piece)) <= MAX_SENTENCES for piece in found)
    assert all(MIN_TOKENS <= len(words(piece)) <= MAX_TOKENS for piece in found)


def test_staccato_sentences_go_on_until_there_are_twenty_words() -> None:
    found = pieces("Ik riep hem. Hij kwam. Wij zaten. Zij at. " * 6)
    assert all(len(words(piece)) >= MIN_TOKENS for piece in found)


def test_a_story_without_any_punctuation_is_cut_where_one_takes_breath() -> None:
    found = pieces(" ".join(["toen ging ik naar het loket en daar zat niemand"] * 30))
    assert len(found) > 2
    assert all(MIN_TOKENS <= len(words(piece)) <= MAX_TOKENS for piece in found)
    assert all(piece.startswith(("toen", "en")) for piece in found)


def test_a_white_line_is_a_better_place_to_cut_than_the_middle_of_a_thought() -> None:
    text = f"{LONG} {LONG}\n\n{LONG} {LONG}"
    assert pieces(text) == [f"{LONG} {LONG}", f"{LONG} {LONG}"]


def test_a_quotation_is_not_cut_in_two() -> None:
    text = f'{LONG} Zij zei: "{LONG} {LONG}" {LONG} {LONG}'
    assert all(piece.count('"') % 2 == 0 for piece in pieces(text))


@pytest.mark.parametrize(("opening", "closing"), ['""', "“”", "„”", "‘’", "''", "«»"])
def test_a_quotation_of_any_kind_stays_whole(opening: str, closing: str) -> None:
    said = f"{opening}Ga weg. Ik wil je hier niet. Kom nooit meer terug.{closing}"
    found = pieces(f"{LONG} Zij zei: {said} {LONG} {LONG}")
    assert any(said in piece for piece in found)


def test_an_apostrophe_opens_no_quotation() -> None:
    assert pieces(f"'s Avonds belde ik. {LONG} {LONG} {LONG}")[0].startswith("'s Avonds belde ik.")
    assert len(pieces(f"'s Avonds belde ik. {LONG} {LONG} {LONG} 's Nachts niet.")) > 1


TALK = [
    f"I: Wat gebeurde er toen?\nR: Nou eh. {LONG} Ja. {LONG} Nee.",
    f"I: En daarna?\nR: Toen niks. {LONG} Dat was alles. {LONG} Zo ging het.",
    f"I: Wie hielp u?\nR: Niemand. {LONG} Echt niet. {LONG} Zij ook niet.",
]


def test_in_a_transcript_no_speaker_is_cut_off_and_an_answer_has_its_question() -> None:
    assert pieces("\n".join(TALK)) == TALK


def test_a_turn_that_is_too_long_is_cut_between_its_sentences() -> None:
    found = pieces(f"I: Vertel.\nR: {' '.join([LONG] * 12)}\nI: Dank u wel.\nR: Graag gedaan.")
    assert len(found) > 2
    assert all(MIN_TOKENS <= len(words(piece)) <= MAX_TOKENS for piece in found)
    assert all(piece.count(LONG) == piece.count("Wij hebben") for piece in found)


@pytest.mark.parametrize("text", ["?\n" * 3000, "a. " * 3000, "I: a\nR: b\n" * 800, "'a a " * 3000])
def test_a_strange_text_is_still_cut(text: str) -> None:
    assert_whole(text)
