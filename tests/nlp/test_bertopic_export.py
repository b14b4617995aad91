"""A finished analysis opens in plain BERTopic, with our labels and without a word of a story."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import Rejected
from nlp.bertopic_frame import export_bertopic, hierarchy, import_bertopic
from nlp.embedding import Embedder
from nlp.labelling import gather_terms
from nlp.language import Dutch
from tests.nlp.conftest import make_collection

CANARY = "kanariepietje"
LABELS = {
    "wachten": "Lang wachten", "geld": "Zorgen om geld", "school": "Niet naar school",
    "buurt": "Samen in de buurt", "zorg": "Zorgen voor familie",
}  # fmt: skip


@pytest.fixture(scope="module")
def analysis(dutch: Dutch, embedder: Embedder):  # type: ignore[no-untyped-def]
    texts, stories, subjects = make_collection(80)
    texts[7] = f"Mevrouw {CANARY} woont aan de kade. {texts[7]}"
    terms = gather_terms([dutch.surface_and_lemmas(t) for t in texts], stories, dutch=dutch)
    themes = [None if i < 5 else subject for i, subject in enumerate(subjects)]
    return terms.rows, embedder.encode(texts), themes


@pytest.fixture(scope="module")
def exported(analysis, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    terms, vectors, themes = analysis
    folder = tmp_path_factory.mktemp("uit") / "model"
    numbers = export_bertopic(folder, terms=terms, vectors=vectors, themes=themes, labels=LABELS)
    return folder, numbers


def test_plain_bertopic_reads_the_folder_and_shows_our_labels(exported) -> None:  # type: ignore[no-untyped-def]
    folder, numbers = exported
    model = import_bertopic().BERTopic.load(str(folder))
    info = model.get_topic_info().set_index("Topic")
    assert {number: info.loc[number, "CustomName"] for number in numbers} == {
        number: LABELS[theme] for number, theme in numbers.items()
    }
    assert info.loc[-1, "CustomName"] == "Past in geen thema"
    assert int(info["Count"].sum()) == 80


def test_the_loaded_model_places_given_vectors(exported, analysis) -> None:  # type: ignore[no-untyped-def]
    folder, numbers = exported
    _, vectors, themes = analysis
    model = import_bertopic().BERTopic.load(str(folder))
    topics, _ = model.transform(["-"] * 75, embeddings=vectors[5:])
    right = [
        numbers.get(int(topic)) == theme for topic, theme in zip(topics, themes[5:], strict=True)
    ]
    assert np.mean(right) > 0.8


def test_no_story_text_leaves_in_the_folder(exported) -> None:  # type: ignore[no-untyped-def]
    folder, _ = exported
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files).lower()
    assert CANARY.encode() not in held
    assert b"dat was nummer" not in held
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".txt"}


def test_a_folder_that_exists_is_left_alone(exported, analysis) -> None:  # type: ignore[no-untyped-def]
    terms, vectors, themes = analysis
    before = sorted(path.name for path in exported[0].iterdir())
    with pytest.raises(Rejected, match="bestaat al"):
        export_bertopic(exported[0], terms=terms, vectors=vectors, themes=themes, labels=LABELS)
    assert sorted(path.name for path in exported[0].iterdir()) == before


def test_a_failed_export_leaves_nothing_behind(analysis, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    terms, vectors, _ = analysis
    with pytest.raises(Rejected, match="geen thema"):
        export_bertopic(
            tmp_path / "m", terms=terms, vectors=vectors, themes=[None] * 80, labels=LABELS
        )
    assert list(tmp_path.iterdir()) == []


def test_the_hierarchy_joins_all_themes_once(analysis) -> None:  # type: ignore[no-untyped-def]
    terms, _, themes = analysis
    joins = hierarchy(terms, themes)
    assert len(joins) == len(LABELS) - 1
    assert set(joins[-1].left + joins[-1].right) == set(LABELS)
    assert all(not set(join.left) & set(join.right) for join in joins)
    assert hierarchy(terms, [None] * 80) == []
