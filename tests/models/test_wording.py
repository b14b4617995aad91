"""Sentences that keep their values apart: in Dutch at once, and the same after a journey."""

import copy
import pickle
from datetime import date

from models.wording import Inner, Worded

WITH_BRACES = "{onbekend} en {0}"


def test_it_is_a_dutch_sentence_at_once() -> None:
    said = Worded("Op {day} staan er {count} klaar.", day=date(2026, 3, 1), count=1200)
    assert said == "Op 1 maart 2026 staan er 1.200 klaar."


def test_what_stands_inside_another_sentence_begins_small() -> None:
    assert Worded("De reden: {why}.", why=Inner("Te kort")) == "De reden: te kort."


def test_braces_in_a_value_stay_braces_also_in_another_process() -> None:
    said = Worded("Dit is er al: {name}.", name=WITH_BRACES)
    for again in (pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
        assert again == said == f"Dit is er al: {WITH_BRACES}."
        assert again.values == {"name": WITH_BRACES}
