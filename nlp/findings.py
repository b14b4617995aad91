"""What a mining run is asked and what it answers: parameters, proposed themes, every passage."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import MiningEngine, MiningMode, ResidueReason, Stability
from nlp.embedding import Int8Vectors

Exemplar = tuple[int, int, int]


@dataclass(frozen=True)
class MiningParams:
    """What a run is asked to do; stored with the run.

    `min_stories`, `min_narrators`: from how many a theme comes at least.
    `resamples`: rounds of left-out stories (fewer in large collections, see `engines.plan`).
    `engine`: our consensus; or, for comparison, BERTopic's own UMAP and HDBSCAN, or EVoC.
    `least_stability`: groups that return less often than this are not proposed.
    `null_level`: the share of false finds that the null model allows; 1 lets everything pass.
    `nearest_known`: a group whose direction has this cosine to a known theme is not a new one.
    """

    seed: int = 7
    min_stories: int = 3
    resamples: int = 20
    engine: MiningEngine = MiningEngine.OWN
    least_stability: float = 0.2
    min_narrators: int = 3
    null_level: float = 0.2
    nearest_known: float = 0.7

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class MinedTheme:
    """A proposed theme. `members` are positions in the input, those of its core and later ones.

    `null_p`: how often a group of this size stands as far apart where nothing belongs together.
    `exemplar`: (position, start, end) of the sentence that speaks for it; half-open code-point
    offsets in the text at that position. None when no central passage may or can be quoted.
    """

    members: tuple[int, ...]
    words: tuple[str, ...]
    label: str
    description: str
    stability: float | None
    grade: Stability
    threshold: float
    centroid: Int8Vectors = field(repr=False, compare=False)
    null_p: float | None = None
    exemplar: Exemplar | None = None


@dataclass(frozen=True)
class Mining:
    """What a run found. `strengths`: per passage (input order) its themes, strongest first.

    `mean` is the frozen mean that `identity.place` needs for these themes. `refused` counts the
    groups that were found and not proposed, per reason.
    """

    mode: MiningMode
    themes: tuple[MinedTheme, ...]
    residue: dict[int, ResidueReason]
    strengths: tuple[dict[int, float], ...]
    params: MiningParams
    mean: NDArray[np.float32] = field(repr=False, compare=False)
    seconds: dict[str, float] = field(compare=False)
    refused: dict[str, int] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """A hash over every decision: equal when two runs found exactly the same."""
        digest = hashlib.sha256(self.mean.tobytes())
        for theme in self.themes:
            digest.update(repr(theme).encode() + theme.centroid.tobytes())
        digest.update(repr((self.mode, sorted(self.residue.items()), self.strengths)).encode())
        return digest.hexdigest()
