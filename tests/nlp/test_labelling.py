"""A working title reads as Dutch, says things once, and points at nobody."""

from nlp.labelling import Naming, gather_terms, name_theme, tell_apart
from nlp.language import LookupDutch

DUTCH = LookupDutch()


def terms_of(texts: list[str], stories: list[str]):  # type: ignore[no-untyped-def]
    return gather_terms([DUTCH.surface_and_lemmas(t) for t in texts], stories, dutch=DUTCH)


def test_a_term_must_stand_in_two_stories() -> None:
    terms = terms_of(["De wachtlijst.", "De wachtlijst.", "De tractor, de tractor."], list("abc"))
    assert "wachtlijst" in terms.surface
    assert "tractor" not in terms.surface


def test_a_word_no_dictionary_knows_must_be_common() -> None:
    rare = terms_of(["de zzyzx"] * 3, list("abc"))
    common = terms_of(["de zzyzx"] * 4, list("abcd"))
    assert "zzyzx" not in rare.surface
    assert "zzyzx" in common.surface


def test_a_negation_stands_in_a_pair_only() -> None:
    terms = terms_of(["niet geholpen"] * 2, ["a", "b"])
    assert set(terms.surface) == {"helpen", "niet_helpen"}
    assert terms.surface["niet_helpen"] == "niet geholpen"


def test_the_title_shows_the_usual_form_once_per_stem() -> None:
    texts = ["wachtlijsten en wachttijd bij de intake, bellen"] * 3
    terms = terms_of(texts, list("abc"))
    ranked = [("wachtlijst", 3.0), ("wachttijd", 2.5), ("intake", 2.0), ("bellen", 1.0)]
    name = name_theme(ranked, terms, [0, 1, 2], list("abc"))
    assert name.label == "Wachtlijsten, intake en bellen"
    assert name.words == ("wachtlijsten", "intake", "bellen")
    assert name.description == "In deze verhalen gaat het vaak over wachtlijsten, intake en bellen."


def test_a_word_of_one_story_in_the_theme_is_not_in_its_title() -> None:
    texts = ["intake en brief", "intake", "brief en tuin", "tuin"]
    terms = terms_of(texts, list("abcd"))
    name = name_theme([("tuin", 9.0), ("intake", 1.0)], terms, [0, 1, 2], list("abc"))
    assert name.words == ("intake",)


def test_a_theme_without_shared_words_says_so() -> None:
    name = name_theme([], terms_of([], []), [], [])
    assert name.label == "Thema zonder eigen woorden"
    assert name.description.endswith(".")


def test_two_themes_never_carry_the_same_title() -> None:
    same = [Naming("A, b en c", "", ("a", "b", "c", extra)) for extra in ("d", "e")]
    labels = [name.label for name in tell_apart([*same, *same, Naming("A, b en c", "", ())])]
    assert len(set(labels)) == len(labels)
    assert labels[:2] == ["A, b en c", "A, b, c en e"]


def test_a_negation_stands_before_its_word_and_never_after() -> None:
    terms = terms_of(["ze helpen niet", "ze helpen niet", "niet niets helpen"] * 2, list("abcdef"))
    assert "helpen_niet" not in terms.surface
    assert "niet_niets" not in terms.surface


def test_what_only_tells_the_story_is_no_word_of_a_theme() -> None:
    terms = terms_of(["zestien brieven, ze keek naar de kant"] * 3, list("abc"))
    assert set(terms.surface) == {"brief"}
