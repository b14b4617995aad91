"""Standards are proposed with a reason, at most five, and not at all for nonsense."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from models.standards import shipped
from nlp.embedding import StaticEmbedder
from nlp.language import Dutch
from nlp.linking import (
    DIRECT_FROM,
    FLOOR,
    MOST_PROPOSED,
    PROPOSED,
    UNSURE,
    LinkIndex,
    StandardText,
    ThemeText,
    Through,
)
from tests.nlp.conftest import FakeEmbedder

SENTENCES = {
    "wacht": ("Snelle hulp", "De cliënt wacht niet lang op een afspraak of een brief."),
    "gezicht": ("Vast gezicht", "Een vaste hulpverlener blijft naast het gezin staan."),
    "geld": ("Geldzorgen", "Schulden en huurachterstand worden op tijd gezien."),
    "taal": ("Begrijpelijke taal", "Brieven zijn in makkelijke taal geschreven."),
    "veilig": ("Veiligheid", "Het team ziet wanneer een kind thuis niet veilig is."),
    "privacy": ("Gegevens", "Het dossier wordt alleen met toestemming gedeeld."),
}
STANDARDS = [
    StandardText(key=key, set_key="set", title=title, description=sentence, group="")
    for key, (title, sentence) in SENTENCES.items()
]


@pytest.fixture(scope="module")
def index(embedder: FakeEmbedder, dutch: Dutch) -> LinkIndex:
    """Six standards, read once."""
    return LinkIndex(STANDARDS, embedder=embedder, dutch=dutch)


def test_the_standard_that_says_the_same_comes_first(index: LinkIndex) -> None:
    theme = ThemeText("t", "Schulden", "Mensen met schulden en huurachterstand, op tijd gezien.")
    (proposals,) = index.propose([theme])
    assert proposals[0].standard == "geld"
    assert proposals[0].state == PROPOSED
    assert {"schuld", "huurachterstand"} <= set(proposals[0].reason.words)
    assert set(proposals[0].reason.parts) == {"lexical", "ngram", "dense"}


@pytest.fixture(scope="module")
def catalogue(dutch: Dutch) -> LinkIndex:
    """Every standard that ships, read by the built-in encoder."""
    texts = [
        StandardText(one["key"], found["key"], one["title"], one["description"])
        for found in shipped()
        for one in found.get("standards") or []
    ]
    return LinkIndex(texts, embedder=StaticEmbedder.load(), dutch=dutch)


@pytest.mark.parametrize(
    "text",
    ["qwxyz zwabberkwast bloemkool", "recept voor appeltaart met kaneel", "", "123", "de het een"],
)
def test_nonsense_is_left_alone(text: str, catalogue: LinkIndex) -> None:
    (proposals,) = catalogue.propose([ThemeText("t", text)])
    assert {proposal.state for proposal in proposals} == {UNSURE}
    assert all(proposal.probability < FLOOR for proposal in proposals)


def test_at_most_five_are_proposed(index: LinkIndex) -> None:
    everything = " ".join(sentence for _, sentence in SENTENCES.values())
    (proposals,) = index.propose([ThemeText("t", everything, everything)])
    states = [proposal.state for proposal in proposals]
    assert states.count(PROPOSED) <= MOST_PROPOSED
    assert states == sorted(states, key=[PROPOSED, UNSURE].index)


def test_proposals_are_ranked_and_limited(index: LinkIndex) -> None:
    (proposals,) = index.propose([ThemeText("t", "Wachten op een brief")], limit=4)
    chances = [proposal.probability for proposal in proposals]
    assert len(chances) == 4
    assert chances == sorted(chances, reverse=True)
    likeness = [proposal.similarity for proposal in proposals]
    assert likeness == sorted(likeness, reverse=True)
    assert all(0 <= value <= 1 for value in (*chances, *likeness))


def test_a_theme_gets_the_same_links_in_any_company(index: LinkIndex) -> None:
    themes = [ThemeText("a", "Schulden"), ThemeText("b", "Veilig thuis"), ThemeText("c", "Brieven")]
    assert index.propose(themes)[1] == index.propose(themes[1:2])[0]


def test_the_reason_points_at_the_nearest_exemplar(index: LinkIndex) -> None:
    exemplars = ("Het dossier werd gedeeld.", "Ik heb schulden en huurachterstand.")
    theme = ThemeText("t", "Schulden", "", ("schulden",), exemplars)
    best = index.propose([theme])[0][0]
    assert best.standard == "geld"
    assert best.reason.exemplar == 1


def test_a_theme_without_exemplars_has_none_to_point_at(index: LinkIndex) -> None:
    assert index.propose([ThemeText("t", "Schulden")])[0][0].reason.exemplar is None


def test_the_order_of_the_standards_changes_nothing(embedder: FakeEmbedder, dutch: Dutch) -> None:
    theme = [ThemeText("t", "Wachten op een brief")]
    one = LinkIndex(STANDARDS, embedder=embedder, dutch=dutch).propose(theme)
    two = LinkIndex(STANDARDS[::-1], embedder=embedder, dutch=dutch).propose(theme)
    assert one == two


def test_without_standards_or_themes_there_is_nothing_to_propose(
    embedder: FakeEmbedder, dutch: Dutch, index: LinkIndex
) -> None:
    empty = LinkIndex([], embedder=embedder, dutch=dutch)
    assert empty.propose([ThemeText("t", "Schulden")]) == [[]]
    assert index.propose([]) == []


def test_one_standard_is_enough(embedder: FakeEmbedder, dutch: Dutch) -> None:
    index = LinkIndex(STANDARDS[2:3], embedder=embedder, dutch=dutch)
    assert index.propose([ThemeText("t", "Schulden")])[0][0].standard == "geld"


LAY = [
    ("wacht", "Ik zat negen maanden zonder bericht."),
    ("wacht", "Drie keer gebeld en nog steeds geen plek."),
    ("gezicht", "Steeds stond er weer iemand anders voor de deur."),
    ("geld", "De deurwaarder stond op de stoep."),
    ("geld", "Boodschappen doen lukte niet meer."),
]


class FakeRecogniser:
    """Knows one theme, by one word."""

    keys = ("lang",)

    def probabilities(self, texts: Sequence[str], vectors: Any) -> np.ndarray:
        return np.array([[float("kraai" in text)] for text in texts])


class FakeCross:
    """Finds only one standard good, and counts what it reads."""

    def __init__(self, favourite: str) -> None:
        self.favourite = favourite
        self.read: list[tuple[str, str]] = []

    def scores(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        self.read += pairs
        return np.array([float(self.favourite in standard) for _, standard in pairs])


@pytest.fixture(scope="module")
def bridged(embedder: FakeEmbedder, dutch: Dutch) -> LinkIndex:
    """Many standards, some with lay language, and one known theme that is about waiting."""
    recogniser: Any = FakeRecogniser()
    about = {"lang": ThemeText("lang", "Wachten op een afspraak", "Lang wachten op een brief.")}
    through = Through(recogniser, about, {"lang": ["Negen maanden zonder bericht."]})
    many = STANDARDS + [
        StandardText(f"x{number}", "set", f"Norm {number}", "Iets anders.") for number in range(60)
    ]
    return LinkIndex(many, embedder=embedder, dutch=dutch, lay=LAY, through=through)


def test_a_theme_brings_a_standard_near_that_the_text_does_not_name(bridged: LinkIndex) -> None:
    without, known = bridged.propose(
        [ThemeText("t", "Vogels", "Een vogel"), ThemeText("t", "Vogels", "Een kraai")]
    )
    assert known[0].standard == "wacht"
    assert known[0].state == PROPOSED
    assert known[0].reason.sentence.endswith(("bericht.", "brief."))
    assert all(one.state == UNSURE for one in without)


def test_what_explains_a_link_was_told_and_is_not_the_standard_itself(bridged: LinkIndex) -> None:
    told = {key: {text for known, text in LAY if known == key} for key, _ in LAY}
    asked = [ThemeText("t", title, sentence) for title, sentence in SENTENCES.values()]
    for proposals in bridged.propose(asked):
        for one in proposals:
            assert one.reason.sentence in told.get(one.standard, {""})


def test_a_text_as_label_or_as_only_exemplar_is_read_alike_in_lay_language(
    bridged: LinkIndex,
) -> None:
    text = "Negen maanden zonder bericht, zei de kraai."
    labelled = bridged.views(ThemeText("t", text))
    shown = bridged.views(ThemeText("t", "", exemplars=(text,)))
    for name in ("taught", "nearest", "themes", "theme_taught"):
        assert np.array_equal(labelled[name], shown[name])


def test_a_single_sentence_is_about_the_same_and_less_surely(bridged: LinkIndex) -> None:
    text = "Negen maanden zonder bericht, zei de kraai."
    (short,) = bridged.propose([ThemeText("t", text)])
    (told,) = bridged.propose([ThemeText("t", text, "Dat is alles.")], among={short[0].standard})
    assert short[0].standard == "wacht"
    assert short[0].probability < told[0].probability


def test_named_standards_are_as_likely_among_themselves_as_among_all(bridged: LinkIndex) -> None:
    theme = [ThemeText("t", "Schulden en brieven")]
    every = {one.standard: one.probability for one in bridged.propose(theme)[0]}
    some = bridged.propose(theme, among={"geld", "taal"})[0]
    assert {one.standard for one in some} == {"geld", "taal"}
    assert all(one.probability == every[one.standard] for one in some)


def test_a_passage_gets_a_standard_only_when_that_is_sure(dutch: Dutch) -> None:
    standards, lay = [], []
    for number in range(120):
        standards.append(StandardText(f"s{number}", "set", f"Norm {number}", f"Regel {number}."))
    standards.append(StandardText("wacht", "set", *SENTENCES["wacht"]))
    texts = ["Ik wacht maanden op een afspraak.", "Geen brief, geen afspraak, alleen wachten."]
    lay = [("wacht", text) for text in texts]
    recogniser: Any = FakeRecogniser()
    about = {"lang": ThemeText("lang", "Snelle hulp", "Wachten op een afspraak of een brief.")}
    index = LinkIndex(
        standards,
        embedder=StaticEmbedder.load(),
        dutch=dutch,
        lay=lay,
        through=Through(recogniser, about, {"lang": texts}),
    )
    said = (
        "De kraai wacht al maanden op een afspraak. Er komt geen brief en geen afspraak, alleen "
        "wachten, en de cliënt belt en belt maar."
    )
    found = index.direct(said)
    assert [one.standard for one in found] == ["wacht"]
    assert found[0].probability >= DIRECT_FROM
    assert index.direct("Wij aten pannenkoeken met stroop, appel, kaneel en suiker. " * 3) == []
    assert index.direct("De kraai wacht al maanden op een afspraak.") == []


def test_without_known_themes_no_passage_gets_a_standard(
    index: LinkIndex, embedder: FakeEmbedder, dutch: Dutch
) -> None:
    taught = LinkIndex(STANDARDS, embedder=embedder, dutch=dutch, lay=LAY)
    said = " ".join(sentence for _, sentence in SENTENCES.values())
    assert len(said.split()) > 20
    assert index.direct(said) == taught.direct(said) == []


def test_a_cross_encoder_is_one_view_more_on_the_likeliest(
    embedder: FakeEmbedder, dutch: Dutch
) -> None:
    many = STANDARDS + [
        StandardText(f"x{number}", "set", f"Norm {number}", "Iets anders.") for number in range(30)
    ]
    cross: Any = FakeCross("Gegevens")
    read_again = LinkIndex(many, embedder=embedder, dutch=dutch, cross=cross)
    theme = [ThemeText("t", "Het dossier en de brieven")]
    plain = {
        o.standard: o for o in LinkIndex(many, embedder=embedder, dutch=dutch).propose(theme)[0]
    }
    found = {one.standard: one for one in read_again.propose(theme)[0]}
    assert len(cross.read) == 20
    assert all(text == "Het dossier en de brieven" for text, _ in cross.read)
    assert found["privacy"].probability > plain["privacy"].probability
    assert found["taal"].probability < plain["taal"].probability
    assert found["privacy"].reason.parts["cross"] > 0
    assert "cross" not in plain["privacy"].reason.parts


@pytest.mark.filterwarnings("error")
def test_in_a_set_without_standards_a_cross_encoder_has_nothing_to_read(
    embedder: FakeEmbedder, dutch: Dutch
) -> None:
    cross: Any = FakeCross("Gegevens")
    index = LinkIndex(STANDARDS, embedder=embedder, dutch=dutch, cross=cross)
    assert index.propose([ThemeText("t", "Schulden")], among=set()) == [[]]
    assert cross.read == []


def test_what_passages_say_is_in_no_repr() -> None:
    theme = ThemeText("t", "geheim label", "geheime tekst", ("woord",), ("geheim stukje",))
    recogniser: Any = FakeRecogniser()
    through = Through(recogniser, {"t": theme}, {"t": ["geheime zin"]})
    assert "gehei" not in repr(theme) + repr(through)


def test_what_is_learned_shows_no_words_in_its_repr(bridged: LinkIndex) -> None:
    assert "deurwaarder" not in repr(bridged._lay)
