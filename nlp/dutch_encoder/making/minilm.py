"""MiniLM-nl: a small transformer that reads Dutch, made from an English one.

Four of the teacher's layers keep their weights; the vocabulary becomes Dutch, and each Dutch row
starts as the mean of the English rows of its gloss. That alone already understands Dutch; a short
distillation on translated sentences (the angle to the teacher's vector, and the angles within a
batch) teaches it what word order and missing glosses cost.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.dutch_encoder.making.lexicon import DROPPED, Lexicon
from nlp.dutch_encoder.making.teacher import Lesson, Teacher, unit
from nlp.dutch_encoder.making.vocabulary import Vocabulary

START, END, PADDING = "[CLS]", "[SEP]", "[PAD]"
_NOTHING = "."
_SHORTEST = 5
_RELATIONS = 2.0
_BATCHES_OF_LIKE_LENGTH = 50
_TOLD_EVERY = 100

_log = logging.getLogger("making")


@dataclass(frozen=True)
class MiniLMRecipe:
    """What can be chosen in making MiniLM-nl."""

    layers: tuple[int, ...] = (0, 2, 3, 5)
    longest: int = 128
    epochs: int = 1
    batch: int = 64
    learning_rate: float = 1e-4
    row_learning_rate: float = 5e-4
    warm_up: int = 100
    seed: int = 0


@dataclass(frozen=True)
class Transformer:
    """The learned parts: rows for words and for the three signs after them, and the layers."""

    rows: NDArray[np.float32] = field(repr=False)
    layers: dict[str, NDArray[np.float32]] = field(repr=False)
    config: dict[str, Any] = field(default_factory=dict)


def distil(
    words: Vocabulary,
    lexicon: Lexicon,
    lessons: Sequence[Lesson],
    teacher: Teacher,
    recipe: MiniLMRecipe,
) -> Transformer:
    """Learn the transformer; `lessons` of whole sentences only."""
    import torch

    student = _Student(words, lexicon, teacher.folder, recipe)
    texts, targets = _examples(words, lessons, teacher)
    # Numbers too small for ordinary floats are slow and mean nothing here. It is set for the whole
    # thread: left on, it changes what everybody else computes there.
    torch.set_flush_denormal(True)
    try:
        _learn(student, texts, targets, recipe)
    finally:
        torch.set_flush_denormal(False)
    return student.learned()


def _learn(
    student: "_Student",
    texts: Sequence[NDArray[np.int32]],
    targets: NDArray[np.float32],
    recipe: MiniLMRecipe,
) -> None:
    import torch

    batches = list(_batches([len(text) for text in texts], recipe))
    optimisers = student.optimisers()
    for step, batch in enumerate(batches):
        pace = min(1.0, (step + 1) / recipe.warm_up) * (1 - step / len(batches))
        loss = _loss(student([texts[i] for i in batch]), torch.from_numpy(targets[batch]))
        for optimiser, rate in optimisers:
            optimiser.param_groups[0]["lr"] = rate * pace
            optimiser.zero_grad()
        loss.backward()
        for optimiser, _ in optimisers:
            optimiser.step()
        if step % _TOLD_EVERY == 0:
            _log.info("step %d of %d, loss %.3f", step, len(batches), loss.item())


class _Student:
    """The transformer while it learns."""

    def __init__(
        self, words: Vocabulary, lexicon: Lexicon, folder: Path, recipe: MiniLMRecipe
    ) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        self._recipe = recipe
        self._bert = AutoModel.from_pretrained(str(folder), add_pooling_layer=False)
        english = self._bert.embeddings.word_embeddings.weight.data
        tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._rows = torch.nn.Embedding(len(words.names) + 3, english.shape[1], sparse=True)
        self._rows.weight.data.copy_(_first_rows(words, lexicon, tokenizer, english))
        self._start, self._end, self._padding = range(len(words.names), len(words.names) + 3)
        kept = [self._bert.encoder.layer[number] for number in recipe.layers]
        self._bert.encoder.layer = torch.nn.ModuleList(kept)
        self._bert.eval()

    def __call__(self, texts: Sequence[NDArray[np.int32]]) -> Any:
        """The mean over all tokens, of length one."""
        import torch

        room = self._recipe.longest - 2
        runs = [[self._start, *text[:room].tolist(), self._end] for text in texts]
        width = max(map(len, runs))
        ids = torch.tensor([run + [self._padding] * (width - len(run)) for run in runs])
        seen = (ids != self._padding).long()
        states = (
            self._bert(inputs_embeds=self._rows(ids), attention_mask=seen).last_hidden_state
            * seen[:, :, None]
        )
        return torch.nn.functional.normalize(states.sum(dim=1), dim=1)

    def optimisers(self) -> list[tuple[Any, float]]:
        """One for the layers, one for the rows, each with its learning rate."""
        import torch

        body = [
            weight
            for name, weight in self._bert.named_parameters()
            if "word_embeddings" not in name
        ]
        rates = (self._recipe.learning_rate, self._recipe.row_learning_rate)
        return [
            (torch.optim.AdamW(body, lr=rates[0], weight_decay=0.01), rates[0]),
            (torch.optim.SparseAdam([self._rows.weight], lr=rates[1]), rates[1]),
        ]

    def learned(self) -> Transformer:
        """What was learned, as arrays."""
        layers = {
            name: weight.detach().numpy()
            for name, weight in self._bert.named_parameters()
            if "word_embeddings" not in name
        }
        config = {**self._bert.config.to_dict(), "num_hidden_layers": len(self._recipe.layers)}
        return Transformer(self._rows.weight.detach().numpy(), layers, config)


def _first_rows(words: Vocabulary, lexicon: Lexicon, tokenizer: Any, english: Any) -> Any:
    """A row per word: the mean of the English rows of its gloss; then start, end and padding."""
    import torch

    glosses = [lexicon.word(name) for name in words.names]
    shown = [_NOTHING if gloss == DROPPED else gloss for gloss in glosses]
    unknown = english[tokenizer.unk_token_id]
    pieces = tokenizer(shown, add_special_tokens=False)["input_ids"]
    rows = [english[ids].mean(dim=0) if ids else unknown for ids in pieces]
    signs = (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id)
    return torch.stack([*rows, *(english[sign] for sign in signs)])


def _examples(
    words: Vocabulary, lessons: Sequence[Lesson], teacher: Teacher
) -> tuple[list[NDArray[np.int32]], NDArray[np.float32]]:
    pairs = [
        pair
        for lesson in lessons
        for pair in lesson.pairs * lesson.repeats
        if len(pair[0].split()) >= _SHORTEST
    ]
    return words.rows([nl for nl, _ in pairs]), unit(teacher.encode([en for _, en in pairs]))


def _batches(lengths: Sequence[int], recipe: MiniLMRecipe) -> Iterator[list[int]]:
    """Batches of like length (little padding), in an order that chance decides."""
    chance = np.random.default_rng(recipe.seed)
    size = recipe.batch
    for _ in range(recipe.epochs):
        order = chance.permutation(len(lengths)).tolist()
        for start in range(0, len(order), size * _BATCHES_OF_LIKE_LENGTH):
            part = sorted(
                order[start : start + size * _BATCHES_OF_LIKE_LENGTH], key=lengths.__getitem__
            )
            batches = [part[at : at + size] for at in range(0, len(part), size)]
            yield from (batches[at] for at in chance.permutation(len(batches)))


def _loss(found: Any, wanted: Any) -> Any:
    angle = (1 - (found * wanted).sum(dim=1)).mean()
    relations = ((found @ found.T - wanted @ wanted.T) ** 2).mean()
    return angle + _RELATIONS * relations
