"""Ridge regression over texts: how alike examples are, and what leaving some of them out would do.

Meaning from the encoder, letter groups for compounds and spelling, and lemmas count together
(Saunders et al. 1998). Everything about left-out examples follows from one solution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Chosen with one author of practice passages left out; flat around these values.
LETTERS, LEMMAS, RIDGE = 1.5, 0.7, 8.0

Scores = NDArray[np.float64]
Weights = tuple[Scores, Scores, Scores]


@dataclass(frozen=True)
class Features:
    """Texts as the model reads them: meaning (n, d), letter groups and lemmas (sparse)."""

    dense: NDArray[np.float64]
    letters: Any
    lemmas: Any

    def gram(self) -> Scores:
        """How alike each pair of texts is (n, n)."""
        found: Scores = self.dense @ self.dense.T
        found += LETTERS * (self.letters @ self.letters.T).toarray()
        found += LEMMAS * (self.lemmas @ self.lemmas.T).toarray()
        return found

    def weigh(self, dual: Scores) -> Weights:
        """The weight of every feature for every theme."""
        return (
            self.dense.T @ dual,
            LETTERS * (self.letters.T @ dual),
            LEMMAS * (self.lemmas.T @ dual),
        )

    def times(self, weights: Weights) -> Scores:
        """The score of every text for every theme."""
        # One row at a time in the same order: a passage scores the same alone and among others.
        meaning = np.einsum("nd,dk->nk", self.dense, weights[0])
        found = meaning + self.letters @ weights[1] + self.lemmas @ weights[2]
        return np.asarray(found, dtype=np.float64)


def inverse_of(matrix: Scores) -> Scores:
    """The inverse of a symmetric positive definite matrix, by Cholesky.

    In single precision: the ridge keeps it well conditioned, and it is most of the work.
    """
    from scipy.linalg import lapack

    single = np.asfortranarray(matrix, dtype=np.float32)
    factor, problem = lapack.spotrf(single, lower=1, overwrite_a=1)
    found, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if problem or failed:
        raise ValueError("the examples cannot be told apart from each other")
    lower = np.tril(found)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float64)


def left_out(inverse: Scores, dual: Scores, targets: Scores, authors: Sequence[str]) -> Scores:
    """What the model would say of each author's passages had it never seen that author.

    For ridge regression that follows from the full solution (Cook 1977, for groups of rows): the
    error without a group is its part of the dual solution over its block of the inverse.

    Args:
        inverse: of the kernel matrix with the ridge on its diagonal.
        dual: that inverse times the targets (less their mean).
        targets: (n, themes).
        authors: of each row; rows without one keep the target itself.
    """
    found = targets.copy()
    for author in sorted(set(authors) - {""}):
        rows = [i for i, name in enumerate(authors) if name == author]
        found[rows] -= np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
    return found


def without(inverse: Scores, dual: Scores, rows: NDArray[np.intp]) -> Scores:
    """The dual solution as it would be without these rows (their own part is zero)."""
    if not len(rows):
        return dual
    own = np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
    return np.asarray(dual - inverse[:, rows] @ own)
