"""Alternatives sorted by their first letter: the same finds, also for unusual letters."""

import re

import pytest

from ingest.alternatives import AnyCase, by_letter

WORDS = "dood doden moord moe dodo ik 'k wil wilt dood. zus, mijn zus is moe, de dood en een eind"
PATTERNS = (
    r"\bdood\b|\bdo\w+|\bmoord\b|\bm(?:oe|ij)\b",
    r"\b(?:wil|wilt|'k)\b(?= d)|\bzus\b[^.]{0,9}|(?:de|een) \w+|\b(?:ik|m)?oe\b",
    r"\b(?:een|de|het) (?:dood|eind)\b|\b(?:d|e){1,2}\w|\bd?ood",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_sorting_by_letter_changes_no_find(pattern: str) -> None:
    found = [match.span() for match in re.finditer(by_letter(pattern), WORDS)]
    assert found == [match.span() for match in re.finditer(pattern, WORDS)]
    assert found


@pytest.mark.parametrize("text", ["Mishandeld", "MISHANDELD", "miſhandeld", "mıshandeld", "niets"])
def test_any_case_finds_what_ignoring_case_finds(text: str) -> None:
    pattern = r"\b(?:mis|ver)handeld\b|\bgeslagen\b"
    assert AnyCase(pattern).holds(text) is (re.search(pattern, text, re.I) is not None)
    assert (AnyCase(pattern).fit_for(text).search(text) is not None) is (text != "niets")
