"""The static encoder: rows whose rarity-weighted mean points where the teacher points.

Student: features of rows (see `vocabulary`) summed; a text is the rarity-weighted mean of its rows.
Learned with Adagrad on the angle to the centred vector of the English side. Afterwards directions
that all Dutch text shares are weakened (whitening as in Su et al., 2021, but only a third of the
way) and the least telling ones dropped; both fold into the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.dutch_encoder.making.teacher import Lesson, Teacher, unit
from nlp.dutch_encoder.making.vocabulary import Features, Vocabulary, features

Matrix = NDArray[np.float32]
_LONGEST = 120
_WHITENING = 0.35
_LAST_WEAKENED = 200


@dataclass(frozen=True)
class StaticRecipe:
    """What can be chosen in making the static encoder."""

    dimension: int = 256
    epochs: int = 4
    batch: int = 256
    learning_rate: float = 0.02
    seed: int = 0


def learn_rows(
    words: Vocabulary, lessons: Sequence[Lesson], teacher: Teacher, recipe: StaticRecipe
) -> Matrix:
    """The rows (r, teacher's dimension), rarity already in them, in the order of `words.names`."""
    import torch

    texts, targets, weights = _examples(words, lessons, teacher)
    student = _Student(features(words.names), words.rarity(), targets.shape[1], recipe.seed)
    optimiser = torch.optim.Adagrad(student.table.parameters(), lr=recipe.learning_rate)
    chance = np.random.default_rng(recipe.seed)
    # torch warns at every sparse step until somebody has chosen.
    torch.sparse.check_sparse_tensor_invariants.disable()  # type: ignore[no-untyped-call]
    for _ in range(recipe.epochs):
        order = chance.permutation(len(texts))
        for batch in np.array_split(order, max(1, len(order) // recipe.batch)):
            found = student([texts[i] for i in batch])
            wanted, weight = torch.from_numpy(targets[batch]), torch.from_numpy(weights[batch])
            away = 1 - torch.nn.functional.cosine_similarity(found, wanted)
            optimiser.zero_grad()
            ((weight * away).sum() / weight.sum()).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return student.rows()


def fold(rows: Matrix, words: Vocabulary, background: Sequence[str], dimension: int) -> Matrix:
    """Rows (r, d) -> (r, dimension), such that means of rows are centred and partly whitened.

    `background` is general Dutch text that shows which directions everything shares.
    """
    means = np.stack([rows[found].mean(axis=0) for found in words.rows(background) if len(found)])
    lengths = np.linalg.norm(means, axis=1)
    directions = unit(means)
    shared = directions.mean(axis=0)
    _, spread, axes = np.linalg.svd(directions - shared, full_matrices=False)
    gain = (spread / spread[0]) ** -_WHITENING
    gain = np.minimum(gain, gain[min(_LAST_WEAKENED, len(gain) - 1)])
    turned = (axes.T * gain)[:, :dimension]
    centred = rows - shared * np.median(lengths)
    return np.asarray(centred @ turned, dtype=np.float32)


class _Student:
    """Feature vectors, and the texts that are made of them."""

    def __init__(
        self, shared: Features, rarity: NDArray[np.float32], dimension: int, seed: int
    ) -> None:
        import torch

        self._shared = shared
        self._rarity = rarity
        self.table = torch.nn.EmbeddingBag(shared.count, dimension, mode="sum", sparse=True)
        self.table.weight.data.normal_(0, 0.01, generator=torch.Generator().manual_seed(seed))

    def __call__(self, texts: Sequence[NDArray[np.int32]]) -> Any:
        """Vectors of texts, given as rows; a row that occurs twice is made up once."""
        import torch

        flat = np.concatenate(texts)
        used, place = np.unique(flat, return_inverse=True)
        text = np.repeat(np.arange(len(texts)), [len(rows) for rows in texts])
        rarity = self._rarity[flat]
        weight = rarity / np.bincount(text, rarity)[text]
        mixing = torch.sparse_coo_tensor(
            torch.from_numpy(np.stack([text, place])),
            torch.from_numpy(weight.astype(np.float32)),
            (len(texts), len(used)),
        )
        return torch.sparse.mm(mixing, self._made_up(used))

    def rows(self) -> Matrix:
        """Every row as it stands now, times its rarity."""
        import torch

        with torch.no_grad():
            made = self._made_up(np.arange(len(self._rarity))).numpy()
        return np.asarray(made * self._rarity[:, None], dtype=np.float32)

    def _made_up(self, rows: NDArray[Any]) -> Any:
        import torch

        first, count = self._shared.start[rows], np.diff(self._shared.start)[rows]
        offsets = np.concatenate([[0], np.cumsum(count)[:-1]])
        at = np.repeat(first - offsets, count) + np.arange(count.sum())
        return self.table(
            torch.from_numpy(self._shared.ids[at]),
            torch.from_numpy(offsets),
            per_sample_weights=torch.from_numpy(self._shared.weights[at]),
        )


def _examples(
    words: Vocabulary, lessons: Sequence[Lesson], teacher: Teacher
) -> tuple[list[NDArray[np.int32]], Matrix, NDArray[np.float32]]:
    texts: list[NDArray[np.int32]] = []
    targets: list[Matrix] = []
    weights: list[float] = []
    for lesson in lessons:
        vectors = teacher.encode([english for _, english in lesson.pairs])
        # Each source has a direction of its own (dictionaries sound alike); it teaches nothing.
        aims = unit(vectors - vectors.mean(axis=0))
        for rows, aim in zip(words.rows([nl for nl, _ in lesson.pairs]), aims, strict=True):
            if 0 < len(rows) <= _LONGEST:
                texts += [rows] * lesson.repeats
                targets += [aim] * lesson.repeats
                weights += [lesson.weight] * lesson.repeats
    return texts, np.stack(targets), np.asarray(weights, dtype=np.float32)
