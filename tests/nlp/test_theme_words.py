"""What is said in a theme more than elsewhere."""

from nlp.language import Dutch
from nlp.theme_words import words_of


def test_the_words_of_a_theme_are_those_that_it_has_more_than_others(dutch: Dutch) -> None:
    texts = [f"De {word} en het huis." for word in ("brief", "brief", "school", "school")]
    stories = ["s1", "s2", "s3", "s4"]
    groups = {"t1": [0, 1], "t2": [2, 3], "t3": []}
    found = words_of(texts, stories, groups, dutch=dutch)
    assert {key: words[:1] for key, words in found.items()} == {
        "t1": ("brief",), "t2": ("school",), "t3": ()
    }  # fmt: skip


def test_a_passage_may_count_for_two_themes(dutch: Dutch) -> None:
    texts = ["De brief over de school.", "Nog een brief van de school."]
    found = words_of(texts, ["s1", "s2"], {"t1": [0, 1], "t2": [0, 1]}, dutch=dutch)
    assert found["t1"] == found["t2"] != ()


def test_one_word_in_one_of_many_themes_is_its_word(dutch: Dutch) -> None:
    groups = {"t0": [0, 1], **{f"t{number}": [] for number in range(1, 45)}}
    found = words_of(["De brief.", "Een brief."], ["s1", "s2"], groups, dutch=dutch)
    assert found.pop("t0") == ("brief",)
    assert set(found.values()) == {()}


def test_without_texts_there_are_no_words(dutch: Dutch) -> None:
    assert words_of([], [], {"t1": []}, dutch=dutch) == {"t1": ()}
    assert words_of([], [], {}, dutch=dutch) == {}
