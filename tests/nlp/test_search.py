"""Search joins words and meaning into one list, and says of every hit why it is there."""

import numpy as np
import pytest

from nlp.embedding import quantise
from nlp.lemmas import term_lemmas
from nlp.search import FUSION_K, Entry, Found, How, SearchIndex, marks
from tests.nlp.conftest import FakeEmbedder, make_collection

TEXTS = [
    "Wij stonden op de wachtlijst en niemand belde.",
    "Ik wachtte en wachtte op een lijst met namen.",
    "De deurwaarder kwam voor de schulden.",
    "Mijn moeder drinkt koffie in het buurthuis.",
]


def index_of(texts: list[str], *, meaning: bool = True) -> SearchIndex:
    embedder = FakeEmbedder()
    vectors = quantise(embedder.encode(texts))
    return SearchIndex.build(
        [
            Entry(number, term_lemmas(text), vectors[number].tobytes() if meaning else None)
            for number, text in enumerate(texts)
        ],
        dimension=embedder.dimension if meaning else 0,
    )


def ask(index: SearchIndex, question: str, **how: object) -> Found:
    return index.ask(question, vector=FakeEmbedder().encode([question], kind="query"), **how)  # type: ignore[arg-type]


def keys(found: Found) -> list[int]:
    return [hit.key for hit in found.hits]


def test_a_passage_with_the_word_comes_before_one_with_a_compound() -> None:
    found = index_of(TEXTS, meaning=False).ask("lijst")
    assert keys(found) == [1, 0]
    assert all(hit.by_words and hit.similarity is None for hit in found.hits)
    assert not found.by_meaning


def test_two_rankings_are_joined_by_the_reciprocal_of_their_ranks() -> None:
    found = ask(index_of(TEXTS), "deurwaarder schulden")
    best = found.hits[0]
    assert best.key == 2
    assert best.score == pytest.approx(2 / (FUSION_K + 1))
    assert best.by_words
    assert best.similarity is not None
    assert best.similarity > 0.35


def test_equal_passages_share_a_rank_and_stand_in_order() -> None:
    found = index_of(["schulden betalen", "schulden betalen", "school"], meaning=False).ask(
        "schuld"
    )
    assert keys(found) == [0, 1]
    assert found.hits[0].score == found.hits[1].score == pytest.approx(1 / (FUSION_K + 1))


def test_between_equals_a_passage_with_the_word_comes_first() -> None:
    vector = quantise(FakeEmbedder().encode(["schulden"]))[0].tobytes()
    entries = [Entry(1, (), vector), Entry(2, ("schuld",), None)]
    found = ask(SearchIndex.build(entries, dimension=64), "schulden")
    assert found.hits[0].score == found.hits[1].score
    assert keys(found) == [2, 1]


def test_meaning_finds_what_shares_no_lemma() -> None:
    texts, _, _ = make_collection(80)
    index = SearchIndex.build(
        [
            Entry(number, (), vector.tobytes())
            for number, vector in enumerate(quantise(FakeEmbedder().encode(texts)))
        ],
        dimension=64,
    )
    found = ask(index, "deurwaarder rekening schulden huur")
    assert found.hits
    assert all(not hit.by_words and hit.similarity for hit in found.hits)
    assert "schulden" in texts[found.hits[0].key] or "huur" in texts[found.hits[0].key]
    similar = [hit.similarity for hit in found.hits]
    assert similar == sorted(similar, key=lambda value: -(value or 0))


def test_only_what_is_allowed_is_found_and_weighs_the_same() -> None:
    index = index_of(TEXTS, meaning=False)
    found = index.ask("lijst", among=np.array([0, 2]))
    assert keys(found) == [0]
    assert index.ask("lijst", among=np.array([], dtype=np.int64)).hits == ()


def test_a_word_that_is_nowhere_is_said_and_a_typing_error_is_understood() -> None:
    found = index_of(TEXTS, meaning=False).ask("wachtlist zwabberkwast")
    assert keys(found) == [0]
    assert [(word.word, word.found, word.alike) for word in found.words] == [
        ("wachtlist", True, ("wachtlijst",)),
        ("zwabberkwast", False, ()),
    ]


@pytest.mark.parametrize(
    "question", ["", "  ", "de het een", "[persoon-1]", "12 345", "\x00", "?!"]
)
def test_a_question_without_words_finds_nothing_by_words(question: str) -> None:
    found = index_of(TEXTS, meaning=False).ask(question)
    assert (found.hits, found.words) == ((), ())


def test_a_placeholder_is_not_searched_as_a_word() -> None:
    index = index_of(["Toen kwam [persoon-1] langs.", "Een persoon kwam."], meaning=False)
    assert keys(index.ask("persoon")) == [1]


def test_an_empty_index_answers() -> None:
    index = SearchIndex.build([], dimension=64)
    assert ask(index, "wachten").hits == ()
    assert len(index) == 0


def test_vectors_of_another_length_are_not_compared() -> None:
    found = index_of(TEXTS).ask("lijst", vector=np.ones((1, 12), dtype=np.float32))
    assert not found.by_meaning
    assert keys(found) == [1, 0]


def test_a_passage_without_a_vector_is_found_by_its_words_only() -> None:
    vector = quantise(FakeEmbedder().encode(["schulden"]))[0].tobytes()
    entries = [Entry(1, ("schuld",), vector), Entry(2, ("schuld",), None)]
    found = ask(SearchIndex.build(entries, dimension=64), "schulden")
    assert {hit.key: hit.similarity is None for hit in found.hits} == {1: False, 2: True}
    assert all(hit.by_words for hit in found.hits)


def test_the_same_question_gives_the_same_answer_whatever_the_order_of_building() -> None:
    texts, _, _ = make_collection(80)
    entries = [
        Entry(number, term_lemmas(texts[number]), vector.tobytes())
        for number, vector in enumerate(quantise(FakeEmbedder().encode(texts)))
    ]
    one = ask(SearchIndex.build(entries, dimension=64), "wachten op een brief")
    two = ask(SearchIndex.build(entries[::-1], dimension=64), "wachten op een brief")
    assert one == two


def test_marks_say_where_and_how_a_word_answers() -> None:
    text = "Ik wachtte op de wachtlijst. Wachten, zei [persoon-1]."
    found = index_of([text], meaning=False).ask("wachten")
    assert [(text[m.start : m.end], m.asked, m.how) for m in marks(text, found.words)] == [
        ("wachtte", "wachten", How.FORM),
        ("wachtlijst", "wachten", How.COMPOUND),
        ("Wachten", "wachten", How.SAME),
    ]


def test_a_word_that_was_meant_is_marked_as_such() -> None:
    found = index_of(TEXTS, meaning=False).ask("wachtlist")
    [mark] = marks(TEXTS[0], found.words)
    assert (mark.how, mark.asked) == (How.ALIKE, "wachtlist")


def test_no_word_of_a_question_or_a_passage_is_in_a_repr() -> None:
    found = index_of(TEXTS, meaning=False).ask("wachtlijst")
    entry = Entry(1, ("wachtlijst",), None)
    shown = repr((found, entry, marks(TEXTS[0], found.words)))
    assert "wacht" not in shown
