"""Mining is honest when there is little, finds what is there, and is the same every time."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.vocabulary import MiningEngine, MiningMode, ResidueReason, Stability
from nlp import identity
from nlp.embedding import Embedder, quantise
from nlp.identity import ThemeVector
from nlp.language import Dutch
from nlp.mining import Mining, MiningParams, mine
from nlp.quality import b_cubed
from tests.nlp.conftest import FakeEmbedder, make_collection

Collection = tuple[list[str], list[str], list[str]]
ROOT = Path(__file__).resolve().parents[2]


def mined(
    size: int, dutch: Dutch, embedder: Embedder, *, order: list[int] | None = None, **params: object
) -> Mining:
    texts, stories, _ = make_collection(size)
    order = list(range(size)) if order is None else order
    texts, stories = [texts[i] for i in order], [stories[i] for i in order]
    options = MiningParams(**params)  # type: ignore[arg-type]
    return mine(texts, embedder.encode(texts), stories, dutch=dutch, params=options)


@pytest.fixture(scope="module")
def found(dutch: Dutch, embedder: FakeEmbedder) -> Mining:
    """The collection of eighty passages, mined once."""
    return mined(80, dutch, embedder)


@pytest.mark.parametrize("size", [0, 1, 5, 20, 39])
def test_under_forty_passages_nothing_is_mined_and_that_is_said(
    size: int, dutch: Dutch, embedder: FakeEmbedder
) -> None:
    result = mined(size, dutch, embedder)
    assert result.mode is MiningMode.READ
    assert result.themes == ()
    assert result.residue == dict.fromkeys(range(size), ResidueReason.TOO_FEW_STORIES)
    assert result.strengths == ({},) * size
    assert result.mean.shape == (64,)


@pytest.mark.parametrize(
    ("size", "mode"), [(40, MiningMode.SMALL), (299, MiningMode.SMALL), (300, MiningMode.MEDIUM)]
)
def test_the_mode_follows_from_the_number_of_passages(
    size: int, mode: MiningMode, dutch: Dutch, embedder: FakeEmbedder
) -> None:
    result = mined(size, dutch, embedder, resamples=3)
    assert result.mode is mode
    assert result.themes


def test_every_passage_has_a_theme_or_a_reason(found: Mining) -> None:
    for position, strengths in enumerate(found.strengths):
        assert bool(strengths) != (position in found.residue)
        assert len(strengths) <= identity.MAX_THEMES
        assert all(position in found.themes[theme].members for theme in strengths)
    placed = {member for theme in found.themes for member in theme.members}
    assert placed | set(found.residue) == set(range(80))


def test_five_subjects_are_found_again(found: Mining, collection: Collection) -> None:
    gold = [{subject} for subject in collection[2]]
    score = b_cubed(gold, [set(strengths) for strengths in found.strengths])
    assert score.f1 > 0.9
    assert len(found.themes) == 5


def test_a_theme_says_how_often_it_returned(found: Mining) -> None:
    for theme in found.themes:
        assert theme.stability is not None
        assert 0 <= theme.stability <= 1
        assert theme.grade is not Stability.UNKNOWN


def test_a_theme_of_one_story_is_no_theme(dutch: Dutch, embedder: FakeEmbedder) -> None:
    texts, stories, _ = make_collection(60)
    texts += [f"De circusolifant trompettert bij de tent, keer {n}." for n in range(10)]
    stories += ["v9999"] * 10
    result = mine(texts, embedder.encode(texts), stories, dutch=dutch, params=MiningParams())
    assert all(not set(theme.members) <= set(range(60, 70)) for theme in result.themes)
    assert set(range(60, 70)) & set(result.residue)


def test_a_passage_without_a_known_word_is_too_short_to_place(
    dutch: Dutch, embedder: FakeEmbedder
) -> None:
    texts, stories, _ = make_collection(60)
    texts, stories = [*texts, "Ja."], [*stories, "v9999"]
    result = mine(texts, embedder.encode(texts), stories, dutch=dutch, params=MiningParams())
    assert result.residue[60] is ResidueReason.TOO_SHORT


def test_a_group_that_shares_names_only_is_not_proposed(
    dutch: Dutch, embedder: FakeEmbedder
) -> None:
    texts, stories, _ = make_collection(60)
    texts += [f"Anneloes Fatoumata Ibrahimovic Krzysztof zei{n}." for n in range(12)]
    # Three stories: a word that no dictionary knows must be in four to be no name.
    stories += [f"w{n % 3}" for n in range(12)]
    result = mine(texts, embedder.encode(texts), stories, dutch=dutch, params=MiningParams())
    assert len(result.themes) == 5
    assert all(theme.words for theme in result.themes)
    assert result.refused == {"zonder_eigen_woorden": 1}
    assert {result.residue[i] for i in range(60, 72)} == {ResidueReason.NO_THEME_FITS}


def test_labels_hold_no_names_and_no_placeholders(dutch: Dutch, embedder: FakeEmbedder) -> None:
    texts, stories, _ = make_collection(60)
    texts = [f"[persoon-1] en Sanne uit Amsterdam waren er. {text}" for text in texts]
    result = mine(texts, embedder.encode(texts), stories, dutch=dutch, params=MiningParams())
    said = " ".join(
        " ".join((theme.label, theme.description, *theme.words)) for theme in result.themes
    ).lower()
    assert result.themes
    assert not any(word in said for word in ("sanne", "amsterdam", "persoon", "["))


def test_input_order_changes_positions_and_nothing_else(
    dutch: Dutch, embedder: FakeEmbedder, found: Mining
) -> None:
    order = np.random.default_rng(5).permutation(80).tolist()
    shuffled = mined(80, dutch, embedder, order=order)
    assert [theme.label for theme in shuffled.themes] == [theme.label for theme in found.themes]
    for ours, theirs in zip(shuffled.themes, found.themes, strict=True):
        assert sorted(order[i] for i in ours.members) == list(theirs.members)
        assert ours.centroid.tobytes() == theirs.centroid.tobytes()
        assert (ours.threshold, ours.stability) == (theirs.threshold, theirs.stability)


def test_int8_copies_give_the_same_themes_as_the_vectors_themselves(
    dutch: Dutch, embedder: FakeEmbedder, found: Mining
) -> None:
    texts, stories, _ = make_collection(80)
    codes = quantise(embedder.encode(texts))
    result = mine(texts, codes, stories, dutch=dutch, params=MiningParams())
    assert result.fingerprint() == found.fingerprint()


def test_another_seed_is_another_run(dutch: Dutch, embedder: FakeEmbedder, found: Mining) -> None:
    assert mined(80, dutch, embedder).fingerprint() == found.fingerprint()
    assert mined(80, dutch, embedder, seed=8).fingerprint() != found.fingerprint()


@pytest.mark.slow
def test_one_thread_and_two_threads_give_the_same_bytes() -> None:
    """`make test` sees the same over the whole path, in tests/service/test_analysis.py."""
    program = (
        "from tests.nlp.conftest import FakeEmbedder, make_collection\n"
        "from nlp.language import LookupDutch\n"
        "from nlp.mining import MiningParams, mine\n"
        "texts, stories, _ = make_collection(320)\n"
        "found = mine(texts, FakeEmbedder().encode(texts), stories, dutch=LookupDutch(),"
        " params=MiningParams(resamples=4))\n"
        "print(found.fingerprint())\n"
    )
    answers = set()
    for threads in ("1", "2"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, threads), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        answers.add(done.stdout.strip())
    assert len(answers) == 1
    assert len(answers.pop()) == 64


def test_members_are_placed_in_their_own_theme_later(
    dutch: Dutch, embedder: FakeEmbedder, found: Mining
) -> None:
    texts, _, gold = make_collection(160, seed=2)
    themes = [
        ThemeVector(str(number), theme.centroid, theme.threshold)
        for number, theme in enumerate(found.themes)
    ]
    subject = {str(n): make_collection(80)[2][t.members[0]] for n, t in enumerate(found.themes)}
    placed = identity.place(embedder.encode(texts), themes, found.mean)
    right = [subject[one[0].theme] == name for one, name in zip(placed, gold, strict=True) if one]
    assert len(right) > 80
    assert np.mean(right) > 0.95


def test_progress_runs_up_to_its_end(dutch: Dutch, embedder: FakeEmbedder) -> None:
    seen: list[tuple[int, int]] = []
    texts, stories, _ = make_collection(60)
    mine(
        texts, embedder.encode(texts), stories, dutch=dutch,
        params=MiningParams(resamples=3), progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_bertopics_own_engine_can_be_chosen(dutch: Dutch, embedder: FakeEmbedder) -> None:
    result = mined(120, dutch, embedder, engine=MiningEngine.BERTOPIC)
    assert result.params.as_dict()["engine"] == "bertopic"
    assert all(theme.grade is Stability.UNKNOWN for theme in result.themes)
    assert len(result.strengths) == 120


def test_texts_vectors_and_stories_must_agree(dutch: Dutch) -> None:
    with pytest.raises(ValueError, match="same passages"):
        mine(["a"], np.zeros((2, 4), np.float32), ["v"], dutch=dutch, params=MiningParams())


def test_a_finding_never_shows_its_texts(found: Mining) -> None:
    assert "nummer" not in repr(found)
