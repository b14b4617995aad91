"""Known themes in new passages: the answer, the doubt, the reason, and the same answer tomorrow."""

import random

import numpy as np
import pytest

from nlp.embedding import StaticEmbedder, load_embedder, quantise
from nlp.language import Dutch, load_dutch
from nlp.recognition import (
    ACCEPTED_FROM,
    LISTED_FROM,
    MAX_THEMES,
    SPEAKS_FROM,
    Example,
    Known,
    Reading,
    Recogniser,
)
from nlp.text_ridge import inverse_of, left_out, without

MONEY = (
    "We konden de huur niet betalen en de incasso stond op de stoep.",
    "Elke maand bleef er nog maar tien euro over voor het eten.",
    "De deurwaarder nam de televisie mee en ik schaamde mij dood.",
    "Mijn schulden werden overgenomen door de kredietbank.",
    "Ik kreeg weekgeld van mijn bewindvoerder en moest daarvan rondkomen.",
    "Door de toeslagen die ik terug moest betalen zat ik in de min.",
)
SCHOOL = (
    "De juf zag dat mijn zoon in de klas niet meekwam.",
    "Ze kreeg extra begeleiding van de intern begeleider op school.",
    "Hij zit al maanden thuis omdat geen school hem wil hebben.",
    "Op het schoolplein werd ze gepest en de meester deed niets.",
    "De mentor belde elke week om te horen hoe het met de lessen ging.",
    "Met de leerplicht hebben we een rooster van halve dagen gemaakt.",
)
NEITHER = ("De zon scheen en we dronken thee in de tuin.", "Ik kom met de bus, lijn vier.")


def _examples() -> list[Example]:
    found = []
    for theme, texts in (("geld", MONEY), ("school", SCHOOL)):
        found += [
            Example(f"{theme}/{n}", text, (theme,), f"auteur_{n % 3}")
            for n, text in enumerate(texts)
        ]
    return found + [Example(f"geen/{n}", t, (), f"auteur_{n}") for n, t in enumerate(NEITHER)]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return load_embedder("ingebouwd")  # type: ignore[return-value]


@pytest.fixture(scope="module")
def dutch() -> Dutch:
    return load_dutch()


@pytest.fixture(scope="module")
def recogniser(embedder: StaticEmbedder, dutch: Dutch) -> Recogniser:
    return Recogniser.learn(_examples(), ["geld", "school"], embedder=embedder, dutch=dutch)


NEW = [
    "De incasso kwam en we konden de schulden niet betalen.",
    "Op school zag de juf het meteen, de mentor belde nog dezelfde week.",
    "De kat lag op het kleed te slapen.",
]


def test_a_passage_is_about_what_it_tells(recogniser: Recogniser, embedder: StaticEmbedder) -> None:
    money, school, neither = recogniser.read(NEW, embedder.encode(NEW))
    assert money.themes[0].theme == "geld"
    assert school.themes[0].theme == "school"
    strongest = max((one.probability for one in neither.themes), default=0.0)
    assert strongest < min(money.themes[0].probability, school.themes[0].probability)


def test_probabilities_are_ordered_bounded_and_never_faint(
    recogniser: Recogniser, embedder: StaticEmbedder
) -> None:
    for reading in recogniser.read(NEW, embedder.encode(NEW)):
        values = [one.probability for one in reading.themes]
        assert values == sorted(values, reverse=True)
        assert all(LISTED_FROM <= value <= 1 for value in values)


def test_the_kept_copies_of_vectors_give_the_same_answer(
    recogniser: Recogniser, embedder: StaticEmbedder
) -> None:
    vectors = embedder.encode(NEW)
    assert recogniser.read(NEW, vectors) == recogniser.read(NEW, quantise(vectors))


def test_a_passage_is_read_the_same_alone_and_among_others(
    recogniser: Recogniser, embedder: StaticEmbedder
) -> None:
    vectors = embedder.encode(NEW)
    alone = [recogniser.read([t], vectors[i : i + 1])[0] for i, t in enumerate(NEW)]
    assert alone == recogniser.read(NEW, vectors)


def test_the_order_of_examples_and_the_threads_change_nothing(
    recogniser: Recogniser, embedder: StaticEmbedder, dutch: Dutch
) -> None:
    from threadpoolctl import threadpool_limits

    shuffled = _examples()
    random.Random(3).shuffle(shuffled)
    vectors = embedder.encode(NEW)
    expected = recogniser.probabilities(NEW, vectors)
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            again = Recogniser.learn(shuffled, ["school", "geld"], embedder=embedder, dutch=dutch)
            assert again.probabilities(NEW, vectors).tobytes() == expected.tobytes()


def test_the_reason_names_an_example_of_that_theme_and_words_of_the_passage(
    recogniser: Recogniser, embedder: StaticEmbedder
) -> None:
    vectors = embedder.encode(NEW)
    why = recogniser.why(NEW[0], vectors[0], "geld")
    assert why.example.startswith("geld/")
    assert "schulden" in why.words
    assert all(word in NEW[0].lower() for word in why.words)


def test_an_unreadable_passage_and_no_passages_at_all(
    recogniser: Recogniser, embedder: StaticEmbedder
) -> None:
    assert recogniser.read([], embedder.encode([])) == []
    (reading,) = recogniser.read([""], embedder.encode([""]))
    assert reading.accepted == ()


def test_leaving_an_author_out_is_what_learning_without_him_gives(
    embedder: StaticEmbedder, dutch: Dutch
) -> None:
    """The closed form against really learning again, with the same features."""
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(12, 4))
    targets = (rng.random((12, 2)) > 0.5).astype(float)
    authors = ["a"] * 4 + ["b"] * 3 + [""] * 5
    offset = targets.mean(axis=0)
    gram = rows @ rows.T
    inverse = inverse_of(gram + 2.0 * np.eye(12))
    found = left_out(inverse, inverse @ (targets - offset), targets, authors)
    for author in ("a", "b"):
        out = np.array([name == author for name in authors])
        kept = gram[np.ix_(~out, ~out)]
        dual = np.linalg.solve(kept + 2.0 * np.eye(len(kept)), (targets - offset)[~out])
        np.testing.assert_allclose(found[out], gram[np.ix_(out, ~out)] @ dual + offset, atol=1e-4)


def test_thinning_is_what_learning_from_fewer_examples_gives() -> None:
    rng = np.random.default_rng(8)
    rows, targets = rng.normal(size=(15, 4)), rng.normal(size=(15, 2))
    gram = rows @ rows.T + 2.0 * np.eye(15)
    inverse, out = inverse_of(gram), np.array([1, 4, 9])
    kept = np.setdiff1d(np.arange(15), out)
    found = without(inverse, inverse @ targets, out)
    expected = np.linalg.solve(gram[np.ix_(kept, kept)], targets[kept])
    np.testing.assert_allclose(found[kept], expected, atol=1e-4)
    np.testing.assert_allclose(found[out], 0, atol=1e-4)


def test_a_theme_is_steady_when_fewer_examples_find_the_same(
    embedder: StaticEmbedder, dutch: Dutch
) -> None:
    recogniser = Recogniser.learn(
        _examples(), ["geld", "school"], embedder=embedder, dutch=dutch, thinned=6
    )
    clear = [*MONEY, NEITHER[0]]
    steadiness = recogniser.steadiness(clear, embedder.encode(clear))
    accepted = {
        known.theme
        for reading in recogniser.read(clear, embedder.encode(clear))
        for known in reading.accepted
    }
    assert set(steadiness) == accepted
    assert all(0 < value <= 1 for value in steadiness.values())
    assert recogniser.steadiness([], embedder.encode([])) == {}


def test_a_theme_without_examples_is_refused(embedder: StaticEmbedder, dutch: Dutch) -> None:
    with pytest.raises(ValueError, match="example"):
        Recogniser.learn(_examples(), ["geld", "leeg"], embedder=embedder, dutch=dutch)


def test_without_any_author_it_still_reads(embedder: StaticEmbedder, dutch: Dutch) -> None:
    bare = [Example(one.id, one.text, one.themes) for one in _examples()]
    recogniser = Recogniser.learn(bare, ["geld", "school"], embedder=embedder, dutch=dutch)
    (reading,) = recogniser.read(NEW[:1], embedder.encode(NEW[:1]))
    assert reading.themes[0].theme == "geld"


def test_one_theme_alone_can_be_recognised(embedder: StaticEmbedder, dutch: Dutch) -> None:
    recogniser = Recogniser.learn(_examples(), ["geld"], embedder=embedder, dutch=dutch)
    money, school, _ = recogniser.probabilities(NEW, embedder.encode(NEW))[:, 0]
    assert money > school


@pytest.mark.parametrize(
    ("values", "accepted", "doubt"),
    [
        ((0.9, 0.7, 0.65, 0.6), MAX_THEMES, 0),
        ((ACCEPTED_FROM,), 1, 0),
        ((ACCEPTED_FROM - 0.01, 0.4, SPEAKS_FROM), 0, 2),
        ((SPEAKS_FROM - 0.01,), 0, 0),
        ((), 0, 0),
    ],
)
def test_what_is_accepted_and_what_is_doubt(
    values: tuple[float, ...], accepted: int, doubt: int
) -> None:
    reading = Reading(tuple(Known(f"t{n}", value) for n, value in enumerate(values)))
    assert len(reading.accepted) == accepted
    assert len(reading.doubt) == doubt


def test_no_text_is_in_a_repr() -> None:
    assert "incasso" not in repr(_examples())


def test_practice_about_other_themes_only_stops_nothing(
    embedder: StaticEmbedder, dutch: Dutch
) -> None:
    own = [Example(f"stukje/{n}", text, ("eigen",)) for n, text in enumerate(MONEY)]
    practice = [Example(f"oefen/{n}", text, (), "auteur") for n, text in enumerate(SCHOOL)]
    found = Recogniser.learn([*own, *practice], ["eigen"], embedder=embedder, dutch=dutch)
    assert found.probabilities(NEW, embedder.encode(NEW)).argmax() == 0


def test_words_of_the_examples_are_in_no_repr(recogniser: Recogniser) -> None:
    assert "deurwaarder" not in repr(recogniser) + repr(recogniser._parts)
