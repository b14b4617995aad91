"""The figures on comparing sets are of pairs that exist, and of no set that was chosen on."""

import pytest

from benchmarks import crosswalk
from models.standards import shipped


def test_judged_pairs_are_of_shipped_standards_of_other_sets_than_were_chosen_on() -> None:
    set_of = {one["key"]: entry["key"] for entry in shipped() for one in entry["standards"]}
    judged = crosswalk._judged()
    assert len(judged) == 71
    for source, target in judged:
        assert set_of[source] < set_of[target]
        assert not {set_of[source], set_of[target]} & crosswalk.CHOSEN_ON


def test_the_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263.
    assert crosswalk._share([True] * 81 + [False] * 182) == pytest.approx(
        {"share": 0.308, "low": 0.255, "high": 0.366, "of": 263}
    )
    assert crosswalk._share([]) is None
