"""Dutch keeps sentences whole, reduces words to what they mean and never lets a name through."""

import itertools
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Unavailable
from nlp import language
from nlp.language import LookupDutch, SpacyDutch, load_dutch, spacy_model_installed
from nlp.lemmas import exceptions, lemmatise, parts_of, terms, words
from nlp.sentences import LONGEST_RUN

DUTCH = LookupDutch()
GOLDEN = Path(__file__).parents[1] / "golden" / "sentences"


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in DUTCH.sentences(text)]


def _golden() -> list[Any]:
    return [
        pytest.param(case, id=case["id"])
        for file in sorted(GOLDEN.glob("*.json"))
        for case in json.loads(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", _golden())
def test_a_sentence_ends_where_a_reader_would_stop(case: dict[str, Any]) -> None:
    assert sentences(case["text"]) == case["sentences"]


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


def test_a_long_run_without_a_full_stop_is_cut_before_en_toen() -> None:
    telling = "ik ging naar het loket en daar zat niemand die mij kon helpen"
    pieces = sentences(" en toen ".join([telling] * 12))
    assert len(pieces) > 2
    assert all(len(words(piece)) <= LONGEST_RUN for piece in pieces)
    assert all(piece.startswith("en toen ") for piece in pieces[1:])


def test_a_long_run_with_line_ends_is_cut_there() -> None:
    line = "ik wachtte op een brief die maar niet kwam en niemand die iets zei"
    assert sentences("\n".join([line] * 8)) == [line] * 8


def test_a_long_sentence_that_ends_by_itself_is_left_whole() -> None:
    text = f"Ik zei dat {'het heel erg lang duurde en ' * 10}dat was het. Klaar."
    assert len(sentences(text)) == 2


@given(st.text(alphabet=st.sampled_from("abc AB.!?…'\"“”\n1,"), max_size=120))
def test_every_character_but_white_space_lies_in_exactly_one_sentence(text: str) -> None:
    spans = DUTCH.sentences(text)
    assert all(start < end for start, end in spans)
    assert [end for _, end in spans[:-1]] == sorted(end for _, end in spans[:-1])
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    joined = "".join(text[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("kinderen", "kind"),
        ("werden", "worden"),
        ("ouders", "ouder"),
        ("medewerkers", "medewerker"),
        ("wijkteams", "wijkteam"),
        ("keukentafelgesprekken", "keukentafelgesprek"),
        ("uitgelegd", "uitleggen"),
        ("dóén", "doen"),
        ("ouder", "ouder"),
        ("verhalen", "verhaal"),
        ("drugs", "drugs"),
        ("dorst", "dorst"),
        ("rijdt", "rijden"),
        ("boetes", "boete"),
        ("gezinswerker", "gezinswerker"),
        ("zwabberkwast", "zwabberkwast"),
    ],
)
def test_a_word_is_reduced_to_its_lemma(word: str, lemma: str) -> None:
    assert lemmatise(word) == lemma


def test_every_form_in_the_list_of_exceptions_ends_at_its_lemma() -> None:
    wrong = {
        form: lemmatise(form) for form, lemma in exceptions().items() if lemmatise(form) != lemma
    }
    assert wrong == {}


@given(st.text(alphabet="abdeghiklmnoprstuvwz", min_size=1, max_size=14))
def test_a_lemma_is_its_own_lemma(word: str) -> None:
    assert lemmatise(lemmatise(word)) == lemmatise(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("deelnemers", "deelneemster"),
        ("rij", "rijen"),
        ("psychologe", "psychologen"),
        ("trekt", "getrokken"),
        ("zorgt", "zorgen"),
        ("vliegt", "gevlogen"),
    ],
)
def test_all_forms_of_a_word_meet_in_one_lemma(one: str, other: str) -> None:
    assert lemmatise(one) == lemmatise(other)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("wachtlijst", ("wachten", "lijst")),
        ("schuldhulpverlening", ("schuld", "schuldhulp", "hulp", "hulpverlening", "verlening")),
        ("keukentafelgesprek", ("keuken", "keukentafel", "tafel", "tafelgesprek", "gesprek")),
        ("wmo-consulent", ("wmo", "consulent")),
        ("gezondheidszorg", ("gezondheid", "zorg")),
        ("wachttijd", ("wachten", "tijd")),
        ("verstaan", ()),
        ("overleggen", ()),
        ("eenzaamheid", ()),
        ("kind", ()),
        ("", ()),
        ("ha" * 500, ()),
    ],
)
def test_a_compound_knows_the_words_in_it(word: str, parts: tuple[str, ...]) -> None:
    assert parts_of(word) == parts


def test_what_can_be_searched_has_its_place_and_keeps_names() -> None:
    text = "In de wachtkamer van Veilig Thuis zat [persoon-1] 3 uur."
    found = [(text[term.start : term.end], term.lemma) for term in terms(text)]
    assert found == [
        ("wachtkamer", "wachtkamer"),
        ("Veilig", "veilig"),
        ("Thuis", "thuis"),
        ("zat", "zitten"),
        ("uur", "uur"),
    ]


def test_lemmas_leave_out_names_placeholders_digits_and_stop_words() -> None:
    text = "Toen belde [persoon-1] Sanne in Amsterdam 12 keer over de schulden van Yusuf."
    assert DUTCH.lemmas(text) == ["bellen", "schuld"]


def test_words_of_the_field_survive_their_capitals() -> None:
    assert DUTCH.lemmas("Wij gingen naar het WMO loket en het UWV.") == ["wmo", "loket", "uwv"]


def test_the_surface_stays_with_its_lemma() -> None:
    assert DUTCH.surface_and_lemmas("Wachtlijsten en gesprekken.") == [
        ("wachtlijsten", "wachtlijst"),
        ("gesprekken", "gesprek"),
    ]


@pytest.mark.parametrize("name", ["mohammed", "fatima", "sanne", "karin", "amsterdam", "qwxyz"])
def test_a_name_is_no_ordinary_word(name: str) -> None:
    assert not DUTCH.is_word(name)


@pytest.mark.parametrize("word", ["wachtlijst", "schuldhulpverlening", "wijkteam", "pgb", "brief"])
def test_a_word_of_the_field_or_the_dictionary_is_one(word: str) -> None:
    assert DUTCH.is_word(word)


def test_a_word_count_skips_digits_and_punctuation() -> None:
    assert words("Om 12 uur kwam 's avonds m'n zus!") == [
        "Om",
        "uur",
        "kwam",
        "s",
        "avonds",
        "m'n",
        "zus",
    ]


@pytest.mark.parametrize("dutch", [LookupDutch(), SpacyDutch("nl_core_news_md")])
def test_it_travels_to_another_process_as_a_name(dutch: LookupDutch | SpacyDutch) -> None:
    sent = pickle.dumps(dutch)
    assert len(sent) < 200
    assert pickle.loads(sent).name == dutch.name


def test_whatever_is_installed_splits_and_reads(installed_dutch: LookupDutch) -> None:
    assert len(installed_dutch.sentences("Ik belde. Niemand kwam.")) == 2
    assert "wachtlijst" in installed_dutch.lemmas("De wachtlijsten zijn lang.")


def test_without_a_trained_pipeline_the_dictionary_does_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(language, "TRAINED_PIPELINES", ("nl_bestaat_niet",))
    assert spacy_model_installed() is None
    assert isinstance(load_dutch(), LookupDutch)


def test_the_largest_pipeline_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # Any importable name stands for an installed package.
    monkeypatch.setattr(language, "TRAINED_PIPELINES", ("nl_bestaat_niet", "json", "csv"))
    assert spacy_model_installed() == "json"
    assert load_dutch().name == "json"


@pytest.fixture(scope="module")
def spacy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real spaCy pipeline on disk: Dutch tokens, parts of speech by rule, lemmas by table."""
    import spacy
    from spacy.lookups import Lookups

    pipeline = spacy.blank("nl")
    ruler = pipeline.add_pipe("attribute_ruler")
    tags = {
        "NOUN": ["wachtlijsten", "gesprekken", "kinderen"],
        "VERB": ["duurden"],
        "PROPN": ["Sanne", "'s-Hertogenbosch"],
    }
    for tag, forms in tags.items():
        ruler.add([[{"ORTH": form}] for form in forms], {"POS": tag})
    lookups = Lookups()
    lookups.add_table("lemma_lookup", {"wachtlijsten": "wachtlijst", "gesprekken": "gesprek"})
    pipeline.add_pipe("lemmatizer", config={"mode": "lookup"}).initialize(lookups=lookups)
    pipeline.add_pipe("sentencizer")
    folder = tmp_path_factory.mktemp("pijplijn") / "nl_proef"
    pipeline.to_disk(folder)
    return folder


def test_a_trained_pipeline_reads_lemmas_and_leaves_names_out(spacy_folder: Path) -> None:
    dutch = SpacyDutch(str(spacy_folder))
    text = "Sanne zei dat de wachtlijsten en gesprekken in 's-Hertogenbosch duurden. kinderen ook."
    assert dutch.lemmas(text) == ["wachtlijst", "gesprek", "duurden", "kind"]
    assert dutch.name == "nl_proef"
    assert len(dutch.sentences(text)) == 2


def test_the_apostrophe_of_a_place_is_no_quotation_mark(spacy_folder: Path) -> None:
    read = SpacyDutch(str(spacy_folder))._read("Wij wonen in 's-Hertogenbosch.")
    assert [token.text for token in read] == ["Wij", "wonen", "in", "'s-Hertogenbosch", "."]


def test_a_pipeline_without_parts_of_speech_goes_by_capitals(tmp_path: Path) -> None:
    import spacy

    spacy.blank("nl").to_disk(tmp_path / "kaal")
    dutch = SpacyDutch(str(tmp_path / "kaal"))
    assert dutch.lemmas("Toen was Sanne weer op de wachtlijsten.") == ["wachtlijst"]


def test_a_pipeline_travels_and_is_loaded_on_the_other_side(spacy_folder: Path) -> None:
    arrived = pickle.loads(pickle.dumps(SpacyDutch(str(spacy_folder))))
    assert arrived.lemmas("de gesprekken") == ["gesprek"]


def test_a_pipeline_that_is_damaged_says_so_in_dutch(spacy_folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "stuk"
    broken.mkdir()
    (broken / "meta.json").write_bytes((spacy_folder / "meta.json").read_bytes())
    with pytest.raises(Unavailable) as refused:
        SpacyDutch(str(broken)).lemmas("iets")
    assert refused.value.code == "taal.niet_geladen"
    assert refused.value.message.startswith("De taalmodule stuk kan niet worden geladen.")
