"""spaCy's entity recogniser beside our rules, on a small pipeline that this file makes."""

from pathlib import Path

import pytest
import spacy

from ingest.pseudonymise import CombinedPseudonymiser, RulePseudonymiser, load_pseudonymiser
from ingest.recognisers import ner_option
from models.errors import Rejected, Unavailable


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Dutch pipeline on disk that knows a few names, as a trained one would."""
    dutch = spacy.blank("nl")
    ruler = dutch.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Kiezel"},
            {"label": "ORG", "pattern": "Wet"},
            {"label": "GPE", "pattern": "Veilig Thuis"},
            {"label": "PERSON", "pattern": "kiezel"},
            {"label": "DATE", "pattern": "Kerst"},
        ]
    )
    folder = tmp_path_factory.mktemp("pijplijn") / "nl"
    dutch.to_disk(folder)
    return folder


def _found(pipeline: Path, text: str) -> list[tuple[str, str]]:
    ner = ner_option.load_ner(str(pipeline))
    both = CombinedPseudonymiser((RulePseudonymiser(), ner))
    return [(text[m.start : m.end], m.rule) for m in both.find(text)]


def test_what_the_model_sees_goes_as_well(pipeline: Path) -> None:
    text = "Met Kerst zei Kiezel tegen Fatima dat het goed kwam."
    assert _found(pipeline, text) == [("Kiezel", "taalmodel"), ("Fatima", "voornaam")]


def test_public_names_small_letters_and_other_kinds_stay(pipeline: Path) -> None:
    assert _found(pipeline, "Met Kerst kwam Veilig Thuis, in de kiezel, door de Wet.") == []


def test_where_capitals_tell_nothing_the_model_is_left_out(pipeline: Path) -> None:
    assert _found(pipeline, "IK DENK DAT HET Kiezel WORDT EN DAT WAS WAAR") == []


def test_a_placeholder_is_no_entity(pipeline: Path) -> None:
    assert _found(pipeline, "Toen kwam [persoon-1] weer langs.") == []


def test_without_a_model_auto_is_the_rules_and_asking_for_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ner_option, "installed", lambda: None)
    assert load_pseudonymiser("auto").name == "regels"
    with pytest.raises(Unavailable) as caught:
        load_pseudonymiser("regels+taalmodel")
    assert caught.value.code == "pseudonimiseren.taalmodel_ontbreekt"


def test_with_a_model_auto_joins_it_and_says_which(
    monkeypatch: pytest.MonkeyPatch, pipeline: Path
) -> None:
    monkeypatch.setattr(ner_option, "installed", lambda: str(pipeline))
    assert load_pseudonymiser("auto").name.startswith("regels+taalmodel")


@pytest.mark.parametrize(
    "name", ["", "taalmodel", "regels+", "regels+iets", "regels+deduce+deduce"]
)
def test_an_unknown_combination_is_refused(name: str) -> None:
    with pytest.raises(Rejected):
        load_pseudonymiser(name)


def test_a_pipeline_without_names_or_a_broken_one_is_refused(tmp_path: Path) -> None:
    spacy.blank("nl").to_disk(tmp_path / "leeg")
    with pytest.raises(Unavailable) as caught:
        ner_option.load_ner(str(tmp_path / "leeg"))
    assert caught.value.code == "pseudonimiseren.taalmodel_zonder_namen"
    (tmp_path / "stuk").mkdir()
    with pytest.raises(Unavailable) as caught:
        ner_option.load_ner(str(tmp_path / "stuk"))
    assert caught.value.code == "pseudonimiseren.taalmodel_kapot"
