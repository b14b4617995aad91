"""Make the built-in encoders again: `python -m nlp.dutch_encoder.making --data … --teacher …`.

The folder of sources holds the `.tsv.gz` files that the model card names. Both encoders take under
an hour on two cores. Two torch processes at once slow each other down: run nothing beside it.
"""

import argparse
import logging
import time
from dataclasses import replace
from pathlib import Path

import yaml

from nlp.dutch_encoder.making.export import write_minilm, write_static
from nlp.dutch_encoder.making.lexicon import Lexicon
from nlp.dutch_encoder.making.minilm import MiniLMRecipe, distil
from nlp.dutch_encoder.making.sources import Pair, Sources, own, unseen
from nlp.dutch_encoder.making.static import StaticRecipe, fold, learn_rows
from nlp.dutch_encoder.making.teacher import Lesson, Teacher
from nlp.dutch_encoder.making.vocabulary import vocabulary

VERSION = "1"
STATIC_WORDS = 52_000
MINILM_WORDS = 49_000

_log = logging.getLogger("making")


def main() -> None:
    """Make what is asked for, in the given folder."""
    asked = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    started = time.perf_counter()
    sources, teacher = Sources(asked.data), Teacher(asked.teacher)
    lexicon = read_lexicon(sources)
    sentences = sentence_lessons(sources, lexicon, paraphrases(asked.paraphrases))
    if "static" in asked.which:
        make_static(asked.out / "static", sources, lexicon, sentences, teacher)
        _log.info("static after %.0f s", time.perf_counter() - started)
    if "minilm" in asked.which:
        make_minilm(asked.out / "minilm", lexicon, sentences, teacher)
        _log.info("minilm after %.0f s", time.perf_counter() - started)


def read_lexicon(sources: Sources) -> Lexicon:
    """Votes of the dictionaries, then the frequent words, then our own hand list over all."""
    votes = [(2.0, sources["wikt_words"]), (1.0, sources["omw_words"])]
    return Lexicon(votes, sources["gloss_words"], own("glosses"))


def sentence_lessons(sources: Sources, lexicon: Lexicon, dutch: list[str]) -> list[Lesson]:
    """Translated sentences, and Dutch ones whose English side is their gloss."""
    return [
        Lesson("tatoeba", sources["tatoeba_xsid"]),
        Lesson("ntrex", sources["ntrex"], repeats=6),
        Lesson("field", own("pairs"), repeats=6, background=5),
        Lesson("paraphrases", [(text, lexicon.text(text)) for text in dutch], 0.7, repeats=3),
    ]


def word_lessons(sources: Sources, lexicon: Lexicon) -> list[Lesson]:
    """Words with their gloss, and words or short definitions with an English definition."""
    by_hand = {word for word, _ in own("glosses")}
    known = lexicon.known()
    return [
        Lesson("hand", [pair for pair in known if pair[0] in by_hand], 0.6),
        Lesson("lists", [pair for pair in known if pair[0] not in by_hand], 0.35),
        Lesson("definitions", sources["odwn_gloss"], 0.5),
        Lesson("senses", sources["odwn_lemma_gloss"], 0.4),
        Lesson("wiktionary", sources["wikt_gloss"], 0.5),
    ]


def make_static(
    folder: Path, sources: Sources, lexicon: Lexicon, sentences: list[Lesson], teacher: Teacher
) -> None:
    """Learn, fold and write the static encoder."""
    recipe = StaticRecipe()
    words = vocabulary(STATIC_WORDS, (word for word, _ in own("glosses")))
    lessons = [*sentences, *word_lessons(sources, lexicon)]
    rows = learn_rows(words, lessons, teacher, recipe)
    background = [text for part in sentences for text, _ in part.pairs * part.background]
    folded = fold(rows, words, background, recipe.dimension)
    name = f"vertelpunt-static-nl-d{recipe.dimension}"
    write_static(folder, folded, words, name=name, version=VERSION)


def make_minilm(folder: Path, lexicon: Lexicon, sentences: list[Lesson], teacher: Teacher) -> None:
    """Distil and write MiniLM-nl."""
    recipe = MiniLMRecipe()
    words = vocabulary(MINILM_WORDS, (word for word, _ in own("glosses")))
    # A transformer needs fewer repetitions of a sentence than a table of words does.
    lessons = [replace(part, repeats=(part.repeats + 1) // 2) for part in sentences]
    learned = distil(words, lexicon, lessons, teacher, recipe)
    name = "vertelpunt-minilm-nl"
    write_minilm(folder, learned, words, longest=recipe.longest, name=name, version=VERSION)


def paraphrases(folder: Path) -> list[str]:
    """The lay sentences of the starter themes, without any that we measure on."""
    files = sorted(folder.glob("*.yaml"))
    themes = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    found: list[Pair] = [(part["text"], "") for theme in themes for part in theme["paraphrases"]]
    return [text for text, _ in unseen(found)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlp.dutch_encoder.making", description=__doc__)
    parser.add_argument("which", nargs="*", default=["static", "minilm"], metavar="static|minilm")
    parser.add_argument("--data", type=Path, required=True, help="folder with the .tsv.gz sources")
    parser.add_argument("--teacher", type=Path, required=True, help="an English encoder")
    parser.add_argument("--out", type=Path, default=Path("nlp/dutch_encoder"))
    parser.add_argument("--paraphrases", type=Path, default=Path("models/catalogue/themes"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
