"""Is an encoder loaded rightly, and what does another one do differently? Small and quick.

A model with the wrong tokenizer, half its weights or no prefix loads without a word and gives
vectors of the right shape. It cannot tell what belongs together, though: that is what the
sentences in `sanity.yaml` ask, and a model near chance is refused.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

from nlp.embedding import Embedder, Vectors, centred, cosines, mean_direction, quantise

LEAST_RIGHT = 0.7
"""Half is chance; with forty rows a random model passes this once in about 120 times."""
NEIGHBOURS = 10
MOST_TEXTS = 1000

_ALIKE = 0.95
_LENGTH_TOLERANCE = 1e-3
_REPEAT_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Triple:
    """A sentence, one that says about the same, and one about something else."""

    anchor: str
    same: str
    other: str


@dataclass(frozen=True)
class Soundness:
    """What the check found; `problems` are Dutch sentences, and none means: sound."""

    rows: int
    right: float
    """Share of rows where the same meaning is nearer than the other one."""
    margin: float
    """Mean difference of the two cosines."""
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


@dataclass(frozen=True)
class Measured:
    """One encoder on this machine."""

    name: str
    soundness: Soundness
    dimension: int
    load_seconds: float
    texts_per_second: float


def triples() -> list[Triple]:
    """The shipped sentences, in a fixed order."""
    text = resources.files("nlp").joinpath("sanity.yaml").read_text(encoding="utf-8")
    return [Triple(*row.split(" | ")) for rows in yaml.safe_load(text).values() for row in rows]


def check(embedder: Embedder) -> Soundness:
    """Ask an encoder what belongs together, and look whether its vectors are in order."""
    rows = triples()
    texts = [text for row in rows for text in (row.anchor, row.same, row.other)]
    vectors = embedder.encode(texts)
    problems = _faults(embedder, texts, vectors)
    if problems:
        return Soundness(len(rows), 0.0, 0.0, tuple(problems))
    clear = centred(vectors, mean_direction(vectors)).reshape(len(rows), 3, -1)
    same = np.einsum("ij,ij->i", clear[:, 0], clear[:, 1])
    other = np.einsum("ij,ij->i", clear[:, 0], clear[:, 2])
    right = float((same > other).mean())
    if right < LEAST_RIGHT:
        problems.append(
            f"Het model ziet bij {right:.0%} van de zinnen wat bij elkaar hoort; gokken geeft "
            f"50%. Het is geen model voor Nederlands, of de woordenlijst past niet bij het model."
        )
    return Soundness(len(rows), right, float((same - other).mean()), tuple(problems))


def measure(load: Callable[[], Embedder], texts: Sequence[str]) -> tuple[Measured, Vectors]:
    """Load an encoder, check it and time it on the texts; gives their vectors too."""
    started = time.perf_counter()
    embedder = load()
    loaded = time.perf_counter()
    sound = check(embedder)
    before = time.perf_counter()
    vectors = embedder.encode(texts)
    seconds = max(time.perf_counter() - before, 1e-6)
    measured = Measured(
        name=embedder.name,
        soundness=sound,
        dimension=embedder.dimension,
        load_seconds=loaded - started,
        texts_per_second=len(texts) / seconds,
    )
    return measured, vectors


def neighbour_overlap(left: Vectors, right: Vectors, *, k: int = NEIGHBOURS) -> float:
    """Mean share of the k nearest texts that two encoders have in common, 0 to 1.

    Args:
        left: (n, d) vectors of the texts by one encoder.
        right: (n, e) vectors of the same texts by the other.
        k: how many neighbours; fewer when there are not that many texts.
    """
    k = min(k, len(left) - 1)
    if k < 1:
        return 1.0
    pairs = zip(_nearest(left, k), _nearest(right, k), strict=True)
    return float(np.mean([len(set(one) & set(two)) / k for one, two in pairs]))


def _faults(embedder: Embedder, texts: Sequence[str], vectors: Vectors) -> list[str]:
    """What is wrong with the vectors themselves."""
    if vectors.shape != (len(texts), embedder.dimension) or vectors.dtype != np.float32:
        return ["De vectoren hebben niet de vorm die het model zegt te geven."]
    if not np.isfinite(vectors).all():
        return ["Sommige vectoren bevatten geen getallen."]
    problems = []
    if np.abs(np.linalg.norm(vectors, axis=1) - 1).max() > _LENGTH_TOLERANCE:
        problems.append("De vectoren hebben niet de lengte 1, of zijn leeg.")
    if np.abs(vectors - embedder.encode(texts)).max() > _REPEAT_TOLERANCE:
        problems.append("Twee keer dezelfde tekst geeft twee uitkomsten.")
    clear = centred(vectors, mean_direction(vectors))
    similar = np.abs(clear @ clear.T)[np.triu_indices(len(clear), k=1)]
    if np.ptp(vectors, axis=0).max() < _REPEAT_TOLERANCE or similar.mean() > _ALIKE:
        problems.append("Alle teksten krijgen bijna dezelfde vector.")
    if embedder.query_prefix != embedder.passage_prefix and not problems:
        asked = embedder.encode(texts[:3], kind="query")
        if np.abs(asked - vectors[:3]).max() < _REPEAT_TOLERANCE:
            problems.append("Het model heeft een voorvoegsel, maar doet er niets mee.")
    return problems


def _nearest(vectors: Vectors, k: int) -> NDArray[np.intp]:
    clear = quantise(centred(vectors, mean_direction(vectors)))
    near = cosines(clear, clear)
    np.fill_diagonal(near, -np.inf)
    return np.argsort(-near, axis=1, kind="stable")[:, :k]
