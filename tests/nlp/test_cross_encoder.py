"""Models that read two texts together; tiny and random ones, made here."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected
from nlp.cross_encoder import CrossEncoder
from tests.tiny_models import save_cross_encoder

PAIRS = [("ik wacht op hulp", "hulp"), ("ik wacht op hulp", "geld en school")]


@pytest.fixture(scope="module")
def one_score(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("kruis"))


@pytest.fixture(scope="module")
def entailment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(
        tmp_path_factory.mktemp("nli"), classes=("contradiction", "neutral", "entailment")
    )


@pytest.mark.parametrize("name", ["one_score", "entailment"])
def test_every_pair_gets_one_score_and_always_the_same(
    name: str, request: pytest.FixtureRequest
) -> None:
    reader = CrossEncoder.load(str(request.getfixturevalue(name)))
    scores = reader.scores(PAIRS)
    assert scores.shape == (2,)
    assert len(set(scores.tolist())) == 2
    assert np.allclose(scores, reader.scores(PAIRS))
    assert np.allclose(scores[1:], reader.scores(PAIRS[1:]), atol=1e-5)
    assert reader.scores([]).shape == (0,)


def test_entailment_is_asked_about_the_standard(entailment: Path) -> None:
    reader = CrossEncoder.load(str(entailment))
    logits = reader._model.predict(
        [(PAIRS[0][0], f"Deze tekst gaat over: {PAIRS[0][1]}")], apply_softmax=True
    )
    chance = 1 / (1 + np.exp(-reader.scores(PAIRS[:1])))
    assert chance == pytest.approx(logits[:, 2], abs=1e-4)


def test_a_run_can_keep_which_model_it_was(one_score: Path, entailment: Path) -> None:
    facts = CrossEncoder.load(str(one_score)).facts
    assert facts["name"] == one_score.name
    assert facts["revision"].startswith("map-")
    assert len(facts["sha256"]) == 64
    assert facts["revision"] != CrossEncoder.load(str(entailment)).facts["revision"]


def test_placeholders_are_not_read(one_score: Path) -> None:
    reader = CrossEncoder.load(str(one_score))
    named = reader.scores([("ik wacht [persoon-1] op hulp", "hulp")])
    assert np.allclose(named, reader.scores(PAIRS[:1]), atol=1e-6)


def test_a_model_that_is_not_there_or_judges_no_pairs_is_refused_in_dutch(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(Rejected, match="is er niet"):
        CrossEncoder.load(str(tmp_path / "weg"))
    sentiment = save_cross_encoder(tmp_path / "stemming", classes=("boos", "blij"))
    with pytest.raises(Rejected, match="vergelijkt geen twee teksten"):
        CrossEncoder.load(str(sentiment))


def test_weights_that_can_run_code_are_refused(tmp_path: Path, one_score: Path) -> None:
    (tmp_path / "config.json").write_bytes((one_score / "config.json").read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(Rejected, match="safetensors"):
        CrossEncoder.load(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"kapot")
    with pytest.raises(Rejected, match="beschadigd"):
        CrossEncoder.load(str(tmp_path))
