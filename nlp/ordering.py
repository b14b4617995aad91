"""The passages of a run in an order of their own, so that the order they came in changes nothing.

By story, then by a hash of the text. The keys for chance are kept beside them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import chance


@dataclass(frozen=True)
class Ordered:
    """Passages, sorted. `order` gives for each its position in the input.

    `vectors` stay as they came, (n, d) in the order of the input, and may be memory-mapped: `rows`
    reads those it is asked for.
    """

    texts: list[str] = field(repr=False)
    vectors: NDArray[Any] = field(repr=False)
    stories: list[str]
    narrators: list[str]
    usable: NDArray[np.bool_]
    order: NDArray[np.intp]
    story_keys: chance.Keys
    passage_keys: chance.Keys

    @classmethod
    def sort(
        cls,
        texts: Sequence[str],
        vectors: NDArray[Any],
        stories: Sequence[str],
        *,
        narrators: Sequence[str] | None = None,
        usable: Sequence[bool] | None = None,
    ) -> "Ordered":
        """Sort.

        Raises:
            ValueError: the arguments do not speak of the same passages.
        """
        told = stories if narrators is None else narrators
        quotable = [True] * len(texts) if usable is None else usable
        if len({len(texts), len(vectors), len(stories), len(told), len(quotable)}) > 1:
            raise ValueError("texts, vectors and story_ids must speak of the same passages")
        digests = (hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts)
        names = [f"{story}\0{digest}" for story, digest in zip(stories, digests, strict=True)]
        order = np.array(sorted(range(len(texts)), key=names.__getitem__), dtype=np.intp)
        return cls(
            texts=[texts[i] for i in order],
            vectors=vectors,
            stories=[stories[i] for i in order],
            narrators=[told[i] for i in order],
            usable=np.array([quotable[i] for i in order], dtype=np.bool_),
            order=order,
            story_keys=chance.keys([stories[i] for i in order]),
            passage_keys=chance.keys([names[i] for i in order]),
        )

    def __len__(self) -> int:
        """How many passages."""
        return len(self.texts)

    def rows(self) -> NDArray[Any]:
        """The vectors in this order, in memory."""
        return np.asarray(self.vectors[self.order])

    def part(self, rows: NDArray[np.intp]) -> "Ordered":
        """Only these rows (positions in this order, ascending)."""
        chosen = rows.tolist()
        return Ordered(
            texts=[self.texts[i] for i in chosen],
            vectors=self.vectors,
            stories=[self.stories[i] for i in chosen],
            narrators=[self.narrators[i] for i in chosen],
            usable=self.usable[rows],
            order=self.order[rows],
            story_keys=self.story_keys[rows],
            passage_keys=self.passage_keys[rows],
        )
