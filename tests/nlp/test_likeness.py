"""Texts that share their wording are found, others are not; unusual weeks are, usual ones not."""

import random
from datetime import date, timedelta

import pytest

from nlp import bursts, likeness
from nlp.bursts import WEEK

MONDAY = date(2026, 11, 16)
WORDS = [f"w{letter}{other}" for letter in "abcdefghijklmnopqrst" for other in "aeioubcdfg"]


def text_of(chance: random.Random, length: int = 120) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(length))


def changed(chance: random.Random, text: str, times: int) -> str:
    words = text.split()
    for at in chance.sample(range(len(words)), times):
        words[at] = "anders" + chance.choice("abcdefgh")
    return " ".join(words)


def test_case_punctuation_and_numbers_of_placeholders_make_no_difference() -> None:
    one, other = likeness.read(
        [
            "Het wijkteam belde [persoon-1] op, en daarna kwam [persoon-2] langs met een vraag.",
            "het WIJKTEAM belde [persoon-3] op en daarna kwam [persoon-9] langs; met een vraag",
        ]
    )
    assert likeness.share(one, other) == 1.0
    assert one.bands == other.bands


def test_texts_that_differ_share_nothing_and_no_band() -> None:
    chance = random.Random(1)
    one, other = likeness.read([text_of(chance), text_of(chance)])
    assert likeness.share(one, other) == 0.0
    assert not set(one.bands) & set(other.bands)


@pytest.mark.parametrize("text", ["", "Het was goed.", "een twee drie vier vijf zes zeven acht"])
def test_a_text_that_is_too_short_has_no_bands(text: str) -> None:
    [wording] = likeness.read([text])
    assert wording.bands == ()
    assert likeness.share(wording, wording) in {0.0, 1.0}


def test_nothing_to_read_is_no_error() -> None:
    assert likeness.read([]) == []


def test_bands_find_nearly_all_that_is_alike_and_hardly_anything_else() -> None:
    """Measured: 300 texts, each with a twin in which one to seven words of 120 are others."""
    chance = random.Random(7)
    texts = [text_of(chance) for _ in range(300)]
    twins = [changed(chance, text, chance.randint(1, 7)) for text in texts]
    read, other = likeness.read(texts), likeness.read(twins)
    pairs = [(a, b) for a, b in zip(read, other, strict=True) if likeness.share(a, b) >= 0.5]
    found = sum(bool(set(a.bands) & set(b.bands)) for a, b in pairs)
    strangers = sum(bool(set(read[at].bands) & set(other[at - 1].bands)) for at in range(300))
    assert len(pairs) > 200
    assert found / len(pairs) >= 0.95
    assert strangers == 0


def test_bands_are_the_same_every_time_because_they_are_kept() -> None:
    [wording] = likeness.read([" ".join(WORDS[:40])])
    assert len(wording.bands) == likeness.BANDS
    assert wording.bands[0] == likeness.read([" ".join(WORDS[:40])])[0].bands[0]
    assert all(-(2**63) <= band < 2**63 for band in wording.bands)


def test_a_week_with_far_more_stories_than_usual_is_told() -> None:
    usual = [MONDAY - WEEK * back for back in range(1, 20) for _ in range(2)]
    [burst] = bursts.bursts([*usual, *[MONDAY + timedelta(days=3)] * 12], since=MONDAY)
    assert (burst.week, burst.stories) == (MONDAY, 12)
    assert burst.usual == pytest.approx(39 / 20)
    assert burst.chance < bursts.UNLIKELY


@pytest.mark.parametrize(("before", "now"), [(2, 6), (12, 20), (0, 4), (0, 0)])
def test_a_week_that_may_well_come_by_chance_is_not_told(before: int, now: int) -> None:
    usual = [MONDAY - WEEK * back for back in range(1, 20) for _ in range(before)]
    assert bursts.bursts([*usual, *[MONDAY] * now], since=MONDAY) == []


def test_earlier_weeks_only_say_what_is_usual() -> None:
    days = [MONDAY - WEEK * 3] * 30 + [MONDAY]
    assert bursts.bursts(days, since=MONDAY) == []
    assert len(bursts.bursts(days, since=MONDAY - WEEK * 3)) == 1
