"""Numbers, groups and quotes: the small rules that make a report honest."""

import pytest
from scipy.stats import binomtest

from service.reports.numbers import half_year, of_total, safe_groups, wilson, with_interval
from service.reports.quoting import Candidate, choose, plain, shorten


@pytest.mark.parametrize(
    ("count", "total"), [(0, 1), (1, 1), (0, 9), (3, 10), (14, 168), (168, 168), (40, 100_000)]
)
def test_the_interval_is_that_of_a_statistics_library(count: int, total: int) -> None:
    expected = binomtest(count, total).proportion_ci(0.95, method="wilson")
    assert wilson(count, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_there_is_no_interval_without_stories() -> None:
    assert wilson(0, 0) is None


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [
        (14, 168, "14 van de 168 verhalen (8%; 95%-interval 5 tot 14%)"),
        (0, 10, "geen van de 10 verhalen (0%; 95%-interval 0 tot 28%)"),
        (3, 8, "3 van de 8 verhalen (95%-interval 1 tot 6 verhalen)"),
        (1, 1, "het enige verhaal (95%-interval 0 tot 1 verhalen)"),
        (0, 0, "geen verhalen"),
    ],
)
def test_a_count_is_told_with_its_doubt(count: int, total: int, words: str) -> None:
    assert with_interval(count, total) == words


def test_none_of_them_is_a_word() -> None:
    assert of_total(0, 12) == "geen van de 12 verhalen"


def test_one_hidden_group_takes_the_smallest_named_one_along() -> None:
    groups = safe_groups({"a": 9, "b": 6, "c": 2}, others="andere")
    assert [(group.label, group.stories) for group in groups] == [("a", 9), ("andere", 8)]


def test_when_all_groups_are_small_only_the_total_is_left() -> None:
    groups = safe_groups({"a": 2, "b": 1}, others="andere")
    assert [(group.label, group.stories) for group in groups] == [("Alle vertellers samen", 3)]


def test_groups_that_are_large_enough_stay_in_their_order() -> None:
    groups = safe_groups({"b": 5, "a": 7}, others="andere")
    assert [(group.label, group.stories) for group in groups] == [("b", 5), ("a", 7)]


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-06", "eerste helft van 2026"), ("2026-07", "tweede helft van 2026"), ("2026", "2026")],
)
def test_a_month_becomes_half_a_year(period: str, words: str) -> None:
    assert half_year(period) == words


def test_a_long_quote_ends_with_a_whole_sentence() -> None:
    text = "Een zin van zes woorden lang. " * 12
    short = shorten(text)
    assert short.endswith("lang. …")
    assert len(short.removesuffix(" …").split()) == 60


def test_one_endless_sentence_is_cut_between_words() -> None:
    short = shorten("woord, " * 80)
    assert short == "woord, " * 59 + "woord …"


def test_a_quote_of_exactly_the_limit_is_whole() -> None:
    text = " ".join(["woord"] * 60)
    assert shorten(text) == text


def test_signs_that_are_commands_are_left_out() -> None:
    assert plain("a\u202eb\x00c\r\n\td\ufeff") == "abc d"
    assert plain("👩‍👧 é") == "👩‍👧 é"


def candidate(story: str, text: str, role: str | None = None) -> Candidate:
    return Candidate(story_id=story, text=text, role=role, period=None, synthetic=False)


def test_quotes_prefer_another_role_when_the_words_are_alike() -> None:
    pool = [
        candidate("1", "wij wachtten maanden op een brief van de gemeente", "ouder"),
        candidate("2", "zij zochten samen een plek om rustig te slapen", "ouder"),
        candidate("3", "hij kookte elke avond soep voor de hele straat", "jongere"),
    ]
    assert [found.story_id for found in choose(pool, 2)] == ["1", "3"]


def test_a_short_passage_is_quoted_only_when_there_is_nothing_longer() -> None:
    pool = [
        candidate("1", "Kort."),
        candidate("1", "Dit is het langere stukje van hetzelfde verhaal."),
    ]
    assert [found.text[:4] for found in choose(pool)] == ["Dit "]
    assert [found.text for found in choose([candidate("1", "Kort.")])] == ["Kort."]


def test_nothing_to_quote_gives_no_quotes() -> None:
    assert choose([]) == ()
