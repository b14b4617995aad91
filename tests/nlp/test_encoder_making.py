"""The encoders are made from lists and pairs, never from what they are measured on."""

import gzip
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml

from models import practice
from nlp.dutch_encoder.making import sources
from nlp.dutch_encoder.making.export import rounded, write_static
from nlp.dutch_encoder.making.lexicon import Lexicon
from nlp.dutch_encoder.making.sources import Sources, fingerprint, own
from nlp.dutch_encoder.making.static import StaticRecipe, fold, learn_rows
from nlp.dutch_encoder.making.teacher import Lesson, unit
from nlp.dutch_encoder.making.vocabulary import features, vocabulary
from nlp.embedding import StaticEmbedder
from nlp.sentences import split_sentences

ROOT = Path(__file__).parents[2]
WORDS = ["wachtlijst", "wacht", "lijst", "school", "juf", "geld", "schuld", "help", "helpt"]


SUBJECTS = {"school": 0, "teacher": 0, "money": 1, "debt": 1}


class ToyTeacher:
    """Two subjects: school and money. Any text is the sum of the words it knows."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        found = np.full((len(texts), 4), 0.1, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                if word in SUBJECTS:
                    found[row, SUBJECTS[word]] += 1
        return found


LESSONS = [
    Lesson("toy", [("school", "school"), ("juf", "teacher"), ("geld", "money"), ("schuld", "debt")])
]


def _hand_lines(name: str) -> list[str]:
    folder = Path(sources.__file__).parent / "words"
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_no_sentence_we_wrote_is_one_we_measure_on() -> None:
    written = [line.partition("\t")[0] for line in _hand_lines("pairs")]
    for place in sorted((ROOT / "models/catalogue/themes").glob("*.yaml")):
        theme = yaml.safe_load(place.read_text(encoding="utf-8"))
        written += [part["text"] for part in theme["paraphrases"]]
    for piece in practice.passages():
        written += [piece.text]
        written += [piece.text[start:end] for start, end in split_sentences(piece.text)]
    assert len(written) > 10_000
    forbidden = sources.evaluation_hashes()
    assert len(forbidden) > 10_000
    assert [text for text in written if fingerprint(text) in forbidden] == []


def test_a_sentence_we_measure_on_is_kept_out_of_every_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gzip.open(tmp_path / "toy.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.write("Dit meten wij ook.\tWe measure this too.\nDit niet.\tNot this.\n")
    assert len(Sources(tmp_path)["toy"]) == 2
    measured = frozenset({fingerprint("  DIT meten wij... ook!")})
    monkeypatch.setattr(sources, "evaluation_hashes", lambda: measured)
    assert Sources(tmp_path)["toy"] == [("Dit niet.", "Not this.")]


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"toy\.tsv\.gz"):
        Sources(tmp_path)["toy"]


@pytest.mark.parametrize("name", ["glosses", "pairs"])
def test_every_line_of_our_lists_has_two_sides(name: str) -> None:
    lines = _hand_lines(name)
    assert [line for line in lines if line.count("\t") != 1 or not all(line.split("\t"))] == []
    dutch = [line.partition("\t")[0] for line in lines]
    assert len(dutch) == len(set(dutch))
    assert len(own(name)) >= 0.99 * len(lines)


def test_our_list_goes_before_votes_and_what_is_in_no_list_is_taken_apart() -> None:
    votes = [(2.0, [("bank", "bench"), ("wacht", "wait")]), (1.0, [("bank", "couch")])]
    lexicon = Lexicon(votes, [("lijst", "list")], [("bank", "couch"), ("hoor", "-")])
    assert lexicon.word("bank") == "couch"
    assert lexicon.word("wachtlijst") == "wait list"
    assert lexicon.word("lijsten") == "list"
    assert lexicon.word("utrecht") == "utrecht"
    assert lexicon.text("De bank, hoor!") == "de couch , !"
    assert ("hoor", "-") not in lexicon.known()


def test_a_word_and_its_continuation_share_a_row() -> None:
    words = vocabulary(9, WORDS)
    [whole], parts = words.rows(["wachtlijst"])[0], words.rows(["schoolgeld"])[0]
    assert words.names[whole] == "wachtlijst"
    assert [words.names[row] for row in parts] == ["school", "geld"]
    assert words.rows([""])[0].size == 0


def test_forms_of_one_word_share_features() -> None:
    found = features(["help", "helpt", "geld"])
    runs = [set(found.ids[a:b]) for a, b in itertools.pairwise(found.start)]
    assert runs[0] & runs[1]
    assert not runs[0] & runs[2]


def test_the_static_student_learns_what_belongs_together_the_same_way_every_time() -> None:
    words, recipe = vocabulary(9, WORDS), StaticRecipe(epochs=60, batch=2)
    first = learn_rows(words, LESSONS, ToyTeacher(), recipe)  # type: ignore[arg-type]
    again = learn_rows(words, LESSONS, ToyTeacher(), recipe)  # type: ignore[arg-type]
    assert np.array_equal(first, again)
    near = unit(first) @ unit(first).T
    school, juf, geld = (words.names.index(name) for name in ("school", "juf", "geld"))
    assert near[school, juf] > near[school, geld] + 0.5


def test_folding_takes_away_what_all_texts_share() -> None:
    words = vocabulary(9, WORDS)
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(len(words.names), 6)).astype(np.float32) + 5
    texts = [" ".join(pair) for pair in itertools.pairwise(WORDS)]
    folded = fold(rows, words, texts, 4)
    assert folded.shape == (len(words.names), 4)
    means = np.stack([folded[found].mean(axis=0) for found in words.rows(texts)])
    before = np.stack([rows[found].mean(axis=0) for found in words.rows(texts)])
    assert np.linalg.norm(unit(means).mean(axis=0)) < 0.5 < np.linalg.norm(unit(before).mean(0))


def test_what_is_written_is_what_was_learned_to_half_a_step(tmp_path: Path) -> None:
    words = vocabulary(9, WORDS)
    rows = np.random.default_rng(1).normal(size=(len(words.names), 8)).astype(np.float32)
    write_static(tmp_path, rows, words, name="toy", version="7")
    embedder = StaticEmbedder.load(tmp_path)
    assert (embedder.name, embedder.revision, embedder.dimension) == ("toy", "7", 8)
    text = "juf helpt met wachtlijst"
    exact = unit(rows[words.rows([text])[0]].mean(axis=0, keepdims=True))
    assert embedder.encode([text]) == pytest.approx(exact, abs=0.02)


def test_rounding_survives_a_row_of_zeros() -> None:
    small, scale = rounded(np.array([[0, 0], [1, -2]], dtype=np.float32))
    assert small.tolist() == [[0, 0], [64, -127]]
    assert scale[0] == 1


def test_a_word_that_fits_no_row_is_unknown_and_harms_nothing() -> None:
    words = vocabulary(9, WORDS)
    assert words.rows(["漢"])[0].tolist() == [words.names.index("[UNK]")]
