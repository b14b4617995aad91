"""Relations between the standards of two sets: the same from either side, and none for nothing."""

from dataclasses import replace

import numpy as np
import pytest

from models.vocabulary import MappingRelation
from nlp.crosswalk import MOST_PER_STANDARD, RELATED_FROM, Outlook, Reason, look, propose
from nlp.language import Dutch
from nlp.linking import StandardText
from tests.nlp.conftest import FakeEmbedder

FLIPPED = {
    MappingRelation.BROADER: MappingRelation.NARROWER,
    MappingRelation.NARROWER: MappingRelation.BROADER,
}
ONE = [
    StandardText("a-1", "a", "Snelle hulp", "De cliënt wacht niet lang op een afspraak of brief."),
    StandardText("a-2", "a", "Geldzorgen", "Schulden en huurachterstand worden op tijd gezien."),
]
OTHER = [
    StandardText("b-1", "b", "Niet lang wachten", "Niemand wacht lang op een afspraak of brief."),
    StandardText("b-2", "b", "Geldzorgen", "Schulden en  huurachterstand worden op tijd gezien."),
    StandardText("b-3", "b", "Muziek", "Het koor zingt elke dinsdag vierstemmig op het plein."),
]
# Standards of other sets: with a handful in all, whatever is left over looks near.
REST = [
    StandardText(f"c-{number}", "c", title, sentence)
    for number, (title, sentence) in enumerate([
        ("Vast gezicht", "Een vaste hulpverlener blijft naast het gezin staan."),
        ("Begrijpelijke taal", "Folders zijn in gewone woorden geschreven."),
        ("Veiligheid", "Het team ziet wanneer een kind thuis gevaar loopt."),
        ("Gegevens", "Het dossier wordt alleen met toestemming gedeeld."),
        ("Zeggenschap", "Bewoners kiezen zelf hun doelen en hun plan."),
        ("Buurt", "Vrijwilligers en verenigingen doen mee in de wijk."),
        ("Muziekles", "Kinderen leren zingen en trommelen op school."),
        ("Dieren", "De hond en de kat mogen mee naar binnen."),
    ])
]  # fmt: skip
LAY = [
    ("a-1", "Ik moest weken wachten op een brief."),
    ("a-1", "Een afspraak kreeg ik pas na lang wachten."),
    ("a-2", "Mijn schulden werden te laat gezien."),
    ("b-1", "Het wachten op een afspraak duurde lang."),
    ("b-2", "Niemand vroeg naar mijn huurachterstand."),
    ("b-3", "Op dinsdag hoorden wij het koor."),
]


@pytest.fixture(scope="module")
def outlooks(embedder: FakeEmbedder, dutch: Dutch) -> tuple[Outlook, Outlook]:
    """Two small sets that look at each other."""
    return (
        look(ONE, OTHER + REST, lay=LAY, embedder=embedder, dutch=dutch),
        look(OTHER, ONE + REST, lay=LAY, embedder=embedder, dutch=dutch),
    )


def _seen(
    own: str, others: str, defined: list[list[float]], told: list[list[float]], sentences: int = 8
) -> Outlook:
    """How one set looks at another, made up."""
    mine, theirs = tuple(own.split()), tuple(others.split())
    reasons = {(one, other): Reason(("woord",), "Een zin.", "") for one in mine for other in theirs}
    count = (sentences,) * len(mine)
    return Outlook(mine, theirs, np.array(defined), np.array(told), count, reasons)


def _one_pair(
    defined: tuple[float, float], told: tuple[float, float], *, sentences: int = 8
) -> list[MappingRelation]:
    there = _seen("a", "b", [[defined[0]]], [[told[0]]], sentences)
    back = _seen("b", "a", [[defined[1]]], [[told[1]]], sentences)
    return [found.relation for found in propose(there, back)]


def test_what_is_written_alike_is_the_same(outlooks: tuple[Outlook, Outlook]) -> None:
    first = propose(*outlooks)[0]
    assert (first.source, first.target) == ("a-2", "b-2")
    assert (first.relation, first.strength) == (MappingRelation.EXACT, 1.0)
    assert "schuld" in first.reason.words
    assert first.reason.nearest


def test_a_reason_names_what_somebody_could_tell_of_both(
    outlooks: tuple[Outlook, Outlook],
) -> None:
    waiting = next(one for one in propose(*outlooks) if one.source == "a-1")
    assert waiting.target == "b-1"
    about_either = {text for key, text in LAY if key in {"a-1", "b-1"}}
    assert waiting.reason.fitting in about_either
    assert "wachten" in waiting.reason.words


def test_without_a_sentence_that_fits_from_one_side_that_of_the_other_is_shown() -> None:
    there = _seen("a", "b", [[0.9]], [[0.5]])
    back = _seen("b", "a", [[0.9]], [[0.5]])
    silent = replace(there, reasons={("a", "b"): Reason(("woord",), "", "")})
    [found] = propose(silent, back)
    assert found.reason.fitting == "Een zin."


def test_what_has_nothing_to_do_with_it_is_not_proposed(outlooks: tuple[Outlook, Outlook]) -> None:
    found = propose(*outlooks)
    assert all(one.target != "b-3" for one in found)
    assert all(one.strength >= RELATED_FROM for one in found)


def test_from_the_other_side_it_is_the_same(outlooks: tuple[Outlook, Outlook]) -> None:
    there, back = propose(*outlooks), propose(*outlooks[::-1])
    turned = {(one.target, one.source, one.strength, one.relation) for one in back}
    expected = {
        (one.source, one.target, one.strength, FLIPPED.get(one.relation, one.relation))
        for one in there
    }
    assert expected == turned
    assert len(there) == len(back)


def test_the_same_sets_in_another_order_give_the_same(
    outlooks: tuple[Outlook, Outlook], embedder: FakeEmbedder, dutch: Dutch
) -> None:
    again = (
        look(ONE[::-1], (OTHER + REST)[::-1], lay=LAY[::-1], embedder=embedder, dutch=dutch),
        look(OTHER[::-1], (ONE + REST)[::-1], lay=LAY[::-1], embedder=embedder, dutch=dutch),
    )
    assert propose(*again) == propose(*outlooks)


@pytest.mark.parametrize(
    ("defined", "told", "relation"),
    [
        ((1.0, 1.0), (0.7, 0.7), [MappingRelation.EXACT]),
        ((1.0, 1.0), (0.3, 0.3), [MappingRelation.CLOSE]),
        ((0.9, 0.9), (0.1, 0.1), [MappingRelation.RELATED]),
        ((0.7, 0.7), (0.0, 0.0), []),
        ((1.0, 0.2), (0.5, 0.2), []),
        ((0.9, 0.9), (0.6, 0.1), [MappingRelation.BROADER]),
        ((0.9, 0.9), (0.1, 0.6), [MappingRelation.NARROWER]),
    ],
    ids=["exact", "close", "related", "below the floor", "one side only", "inside", "around"],
)
def test_how_strong_decides_on_which_relation(
    defined: tuple[float, float], told: tuple[float, float], relation: list[MappingRelation]
) -> None:
    assert _one_pair(defined, told) == relation


def test_with_too_few_sentences_nothing_is_broader_or_narrower() -> None:
    assert _one_pair((0.9, 0.9), (0.6, 0.1), sentences=3) == [MappingRelation.CLOSE]


def test_a_standard_is_in_at_most_five() -> None:
    keys = " ".join(f"b{number}" for number in range(8))
    strengths = [[0.9 - number / 100 for number in range(8)]]
    there = _seen("a", keys, strengths, strengths)
    back = _seen(keys, "a", np.transpose(strengths).tolist(), np.transpose(strengths).tolist())
    found = propose(there, back)
    assert [one.target for one in found] == [f"b{n}" for n in range(MOST_PER_STANDARD)]


def test_without_lay_sentences_nothing_is_called_the_same_unless_it_is_written_so(
    embedder: FakeEmbedder, dutch: Dutch
) -> None:
    there = look(ONE, OTHER + REST, lay=[], embedder=embedder, dutch=dutch)
    back = look(OTHER, ONE + REST, lay=[], embedder=embedder, dutch=dutch)
    found = {(one.source, one.target): one for one in propose(there, back)}
    assert found["a-2", "b-2"].relation is MappingRelation.EXACT
    assert all(
        one.relation is not MappingRelation.EXACT and one.held is None
        for pair, one in found.items()
        if pair != ("a-2", "b-2")
    )


def test_an_empty_set_has_nothing_to_compare(embedder: FakeEmbedder, dutch: Dutch) -> None:
    there = look(ONE, [], lay=LAY, embedder=embedder, dutch=dutch)
    back = look([], ONE, lay=LAY, embedder=embedder, dutch=dutch)
    assert propose(there, back) == []
    assert propose(back, there) == []


def test_what_is_shown_of_an_outlook_holds_no_sentence(outlooks: tuple[Outlook, Outlook]) -> None:
    assert "Ik moest" not in repr(outlooks)
    first = propose(*outlooks)[0]
    assert first.reason.nearest
    assert first.reason.nearest not in repr(first)
