"""From the views of a query and the standards to one number each, and from that to a probability.

A view says little by its size and much by how far a standard stands out in it: single sentences
score lower everywhere than definitions do. So with known themes each view is first compared with
what it says of all standards for the same query. Among a handful of standards nothing can stand out
far, and little is proposed. Without known themes the bare views count, as they are with all shipped
standards: `taught` starts from one share in all of them, so among a handful too much is proposed.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_SPREAD = 0.4
"""The share of a view's usual variance that is added: where a text says nearly the same of every
standard, small differences mean nothing."""

_SHORT_SLOPE, _SHORT_SHIFT = 0.77, -0.85

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Combination:
    """Weights of views. With `usual`, the variance of each view, of how far standards stand out."""

    intercept: float
    weights: Mapping[str, float]
    usual: Mapping[str, float] | None = None

    def log_odds(self, views: Mapping[str, NDArray[Any]]) -> Scores:
        """The sum of all views (standards,) for one query."""
        parts = [
            weight * (views[name] if self.usual is None else out(views[name], self.usual[name]))
            for name, weight in self.weights.items()
        ]
        return np.asarray(np.sum(parts, axis=0) + self.intercept, dtype=np.float64)


def out(view: NDArray[Any], usual: float) -> Scores:
    """How far each standard stands out in a view (standards,), in standard deviations.

    Args:
        view: what it says of each standard, for one query.
        usual: the view's variance over all standards, for an ordinary query.
    """
    values = np.asarray(view, dtype=np.float64)
    if not len(values):
        return values
    return np.asarray((values - values.mean()) / np.sqrt(values.var() + LEAST_SPREAD * usual))


# Logistic regression on 480 pairs of starter themes and standards, judged for this purpose by one
# reader (a pair outside the pooled first seven counts as unrelated).
_PLAIN = Combination(-3.6, {"lexical": 1.0, "ngram": 10.0, "dense": 5.0})
# With lay language: the same on 132 queries (44 themes, 88 passages) times 250 standards, judged
# twice and apart (benchmarks/linking). Words alone add nothing there; they stay as a reason.
_LAY = Combination(-6.48, {"ngram": 5.7, "dense": 3.0, "taught": 40.2, "nearest": 3.2})
# And with the way through themes: those queries, the themes in other words, and thirty texts about
# something else; `make bench linking` prints these numbers. Slope and shift fitted afterwards.
_THEMES = Combination(
    -5.158,
    {
        "ngram": 0.171,
        "taught": 0.211,
        "nearest": 0.163,
        "themes": 0.689,
        "theme_taught": 0.206,
        "theme_nearest": 0.288,
        "taught_alike": 0.31,
        "nearest_alike": 0.123,
        "theme_taught_alike": 0.311,
    },
    {
        "ngram": 0.001177,
        "taught": 0.0002827,
        "nearest": 0.01693,
        "themes": 0.0001397,
        "theme_taught": 2.693e-05,
        "theme_nearest": 0.00194,
        "taught_alike": 4.789e-06,
        "nearest_alike": 0.0004349,
        "theme_taught_alike": 8.583e-07,
    },
)


def lowered(log_odds: Scores) -> Scores:
    """The log-odds of a single sentence: it hints at more than it is about. The order stays.

    Fitted on 285 sentences with the grades of the passages that they stand in.
    """
    return _SHORT_SLOPE * log_odds + _SHORT_SHIFT


def combination(views: Container[str]) -> Combination:
    """The weights for these views: with lay language and known themes, or what there is of it."""
    if "themes" in views:
        return _THEMES
    return _LAY if "taught" in views else _PLAIN
