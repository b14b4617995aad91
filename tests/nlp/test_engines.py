"""Three engines, one interface, one gate; ours gives the same bytes for any input order."""

import importlib.util

import numpy as np
import pytest

from models.errors import Rejected
from models.vocabulary import MiningEngine, ResidueReason, Stability
from nlp.embedding import Embedder
from nlp.identity import ThemeVector
from nlp.language import Dutch
from nlp.mining import Mining, MiningParams, mine
from tests.nlp.conftest import make_collection


def mined(size: int, engine: MiningEngine, dutch: Dutch, embedder: Embedder) -> Mining:
    texts, stories, _ = make_collection(size)
    params = MiningParams(engine=engine, resamples=3)
    return mine(texts, embedder.encode(texts), stories, dutch=dutch, params=params)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("evoc") is None, reason="EVoC is optional")
def test_evoc_can_be_chosen_and_its_stability_is_measured(dutch: Dutch, embedder: Embedder) -> None:
    found = mined(300, MiningEngine.EVOC, dutch, embedder)
    assert found.params.as_dict()["engine"] == "evoc"
    assert found.themes
    assert all(theme.grade is not Stability.UNKNOWN for theme in found.themes)
    assert all(bool(own) != (i in found.residue) for i, own in enumerate(found.strengths))


def test_evoc_that_is_not_installed_is_said_in_dutch(
    dutch: Dutch, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "evoc" else there(name, *a)
    )
    with pytest.raises(Rejected, match="staat niet op deze computer") as caught:
        mined(60, MiningEngine.EVOC, dutch, embedder)
    assert caught.value.code == "thema.evoc_ontbreekt"


def test_every_engine_goes_through_the_gate(dutch: Dutch, embedder: Embedder) -> None:
    texts, _, _ = make_collection(120)
    one_story = ["v1"] * 120
    for engine in (MiningEngine.OWN, MiningEngine.BERTOPIC):
        params = MiningParams(engine=engine, resamples=3)
        found = mine(texts, embedder.encode(texts), one_story, dutch=dutch, params=params)
        assert found.themes == ()
        assert len(found.residue) == 120


def test_stories_of_one_narrator_are_no_theme(dutch: Dutch, embedder: Embedder) -> None:
    texts, stories, subjects = make_collection(120)
    told = [
        "v1" if subject == "geld" else story
        for story, subject in zip(stories, subjects, strict=True)
    ]
    found = mine(
        texts, embedder.encode(texts), stories,
        dutch=dutch, params=MiningParams(resamples=3), narrators=told,
    )  # fmt: skip
    held = {subjects[member] for theme in found.themes for member in theme.members}
    assert held == {"wachten", "school", "buurt", "zorg"}


def test_a_known_theme_is_not_found_again_and_its_passages_are_in_doubt(
    dutch: Dutch, embedder: Embedder
) -> None:
    texts, stories, subjects = make_collection(120)
    vectors, params = embedder.encode(texts), MiningParams(resamples=3)
    first = mine(texts, vectors, stories, dutch=dutch, params=params)
    known = next(t for t in first.themes if subjects[t.members[0]] == "geld")
    again = mine(
        texts, vectors, stories, dutch=dutch, params=params, mean=first.mean,
        known=[ThemeVector("t1", known.centroid, known.threshold)],
    )  # fmt: skip
    assert len(again.themes) == len(first.themes) - 1
    doubted = {subjects[i] for i, why in again.residue.items() if why is ResidueReason.DOUBT}
    assert "geld" in doubted
    assert again.refused == {"lijkt_op_bekend_thema": 1}


def test_a_theme_carries_its_chance_and_its_sentence(dutch: Dutch, embedder: Embedder) -> None:
    texts, stories, _ = make_collection(120)
    params = MiningParams(resamples=3)
    found = mine(texts, embedder.encode(texts), stories, dutch=dutch, params=params)
    for theme in found.themes:
        assert theme.null_p is not None
        assert theme.null_p < 0.2
        assert theme.exemplar is not None
        position, start, end = theme.exemplar
        assert position in theme.members
        assert texts[position][start:end].startswith("Het ging over")
    quiet = mine(
        texts, embedder.encode(texts), stories, dutch=dutch, params=params, usable=[False] * 120
    )
    assert [theme.exemplar for theme in quiet.themes] == [None] * len(found.themes)


def test_texts_without_anything_in_common_give_no_theme(dutch: Dutch) -> None:
    random = np.random.default_rng(8)
    texts = [f"Zin nummer {number} staat hier." for number in range(120)]
    stories = [f"s{number:03d}" for number in range(120)]
    found = mine(
        texts, random.normal(size=(120, 64)).astype(np.float32), stories,
        dutch=dutch, params=MiningParams(),
    )  # fmt: skip
    assert len(found.themes) <= 1
    assert len(found.residue) >= 100


def test_the_order_of_the_input_changes_no_sentence_and_no_chance(
    dutch: Dutch, embedder: Embedder
) -> None:
    texts, stories, _ = make_collection(320)
    vectors, params = embedder.encode(texts), MiningParams(resamples=3)
    found = mine(texts, vectors, stories, dutch=dutch, params=params)
    order = np.random.default_rng(6).permutation(320).tolist()
    shuffled = mine(
        [texts[i] for i in order], vectors[order], [stories[i] for i in order],
        dutch=dutch, params=params,
    )  # fmt: skip
    assert [t.null_p for t in shuffled.themes] == [t.null_p for t in found.themes]
    for ours, theirs in zip(shuffled.themes, found.themes, strict=True):
        assert ours.exemplar is not None
        assert (order[ours.exemplar[0]], *ours.exemplar[1:]) == theirs.exemplar
        assert ours.centroid.tobytes() == theirs.centroid.tobytes()
