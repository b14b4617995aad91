"""Long and hostile texts: four times the text is about four times the work, and nothing hangs.

Work is counted in seconds of the processor, so what else the machine does is left out. A regular
expression that goes back over its own steps takes sixteen times as long, or never ends.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from ingest import combinations
from ingest.pseudonymise import Pseudonymiser, pseudonymise
from ingest.triage import triage

MILLION = 1_000_000
SHORT = 40_000
GUARD_SECONDS = 60
# Linear is 4, a square is 16. Between them lies what a busy machine does to a measurement.
MOST = 8.0
# Pieces that, said again and again, lead patterns astray.
SEEDS = (
    "1", " ", "a.", "1-", "1 1 ", "@", "@a", "a@", "nul ", "nul zes ", "een twee drie ", "(", "'",
    "[", "[a-", "[persoon-1]", "[persoon-", "[12-", "-", "a-", "a'", "A ", "Jan ", "jan ",
    "Van de ", "mijn zoon ", "e\u0301", "\u0301", "\n", "06 ", "NL91", "www.", "a.nl/",
    "http://", "van der ",
    "de heer ", "straat ", "Straat 12 ", "1234 AB ", "1234", "ab12", "zaaknummer ", "bsn ", "punt ",
    "apenstaartje ", "a punt ", ", ", "12 maart ", "twaalf", "twaalf ", "Fatima en Jan, ", "’s ",
    "basisschool De ", "Stichting ", "😀", "א", "\u202e", "0", "X", "12-", "5, ", "geboren op ",
    "mijn insta is ", "kenteken ", "\u0660", "１", "İ", "#1", "a_", "1.", "1/", "aa-aa-", "+",
    "+31", "het wijkteam ", "die medewerkster ", "Karin, mijn casemanager, ", "meneer Bos ",
    "J.P.",
)  # fmt: skip


@pytest.fixture
def guarded() -> Iterator[None]:
    """Ends a test that hangs: no measure, only a way out."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(GUARD_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def _repeated(seed: str, length: int) -> str:
    return seed * (length // len(seed))


def _mixed(length: int) -> str:
    """All the seeds in an order that is the same every time."""
    chosen = random.Random(4)
    pieces: list[str] = []
    while length > 0:
        piece = chosen.choice(SEEDS) * chosen.randint(1, 40)
        pieces.append(piece)
        length -= len(piece)
    return "".join(pieces)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("part", range(8))
def test_no_hostile_text_hangs(finder: Pseudonymiser, part: int) -> None:
    for seed in islice(SEEDS, part, None, 8):
        text = _repeated(seed, 4_000)
        done = pseudonymise(text, finder=finder)
        assert pseudonymise(done.text, finder=finder).text == done.text, repr(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=ascii)
def test_four_times_the_text_is_about_four_times_the_work(finder: Pseudonymiser, seed: str) -> None:
    ratios = []
    for _ in range(3):
        short = _work(finder, _repeated(seed, SHORT))
        ratios.append(_work(finder, _repeated(seed, 4 * SHORT)) / short)
        if ratios[-1] < MOST:
            break
    assert min(ratios) < MOST


@pytest.mark.slow
def test_a_megabyte_of_everything_at_once_is_linear_too(finder: Pseudonymiser) -> None:
    text = _mixed(MILLION)
    quarter = _work(finder, text[: len(text) // 4])
    assert _work(finder, text) / quarter < MOST


WORDS = (
    "hij slaat mij ", "ik wil dood ", "niet ", "vroeger ", "de enige ", "drieling ", "imam ",
    "in de krant ", "een film ", "als hij gedronken heeft ", "bang ", "mes ", "kind ", "ooit ",
)  # fmt: skip


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("look", [triage, combinations.find], ids=["danger", "rare"])
def test_no_row_of_words_hangs_who_looks_for_danger(look: Callable[[str], object]) -> None:
    for seed in (*SEEDS, *WORDS):
        look(_repeated(seed, 6_000))


@pytest.mark.slow
@pytest.mark.parametrize("look", [triage, combinations.find], ids=["danger", "rare"])
def test_looking_for_danger_is_linear_too(look: Callable[[str], object]) -> None:
    for seed in (*SEEDS, *WORDS):
        short, long = (_seconds(look, _repeated(seed, size)) for size in (SHORT, 4 * SHORT))
        assert long / short < MOST, ascii(seed)


def _seconds(look: Callable[[str], object], text: str) -> float:
    """The least of three: what else the machine does only adds."""
    took: list[float] = []
    for _ in range(3):
        started = time.process_time()
        look(text)
        took.append(time.process_time() - started)
    return max(min(took), 0.05)


def _work(finder: Pseudonymiser, text: str) -> float:
    started = time.process_time()
    pseudonymise(text, finder=finder)
    # Below a few hundredths of a second a measurement is mostly noise.
    return max(time.process_time() - started, 0.05)
