"""Standards are proposed with a reason, at most five, and not at all for nonsense."""

import pytest

from models.standards import shipped
from nlp.embedding import StaticEmbedder
from nlp.language import Dutch
from nlp.linking import (
    FLOOR,
    MOST_PROPOSED,
    PROPOSED,
    UNSURE,
    LinkIndex,
    StandardText,
    ThemeText,
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
