"""The words of themes whose passages are known already: what is said there more than elsewhere."""

from collections.abc import Mapping, Sequence

from nlp.labelling import gather_terms, name_theme
from nlp.language import Dutch

_MOST_TERMS = 30


def words_of(
    texts: Sequence[str],
    story_ids: Sequence[str],
    groups: Mapping[str, Sequence[int]],
    *,
    dutch: Dutch,
) -> dict[str, tuple[str, ...]]:
    """For each group the words that tell it from the others (c-TF-IDF, Grootendorst 2022).

    Args:
        texts: all passages; those of one story stand together.
        story_ids: the story of each passage.
        groups: positions of the passages in each group; a passage may be in several.
        dutch: knows which words may stand in a name; names never do.

    Returns:
        At most ten words a group, as people write them; none where no two stories share a word.
    """
    terms = gather_terms([dutch.surface_and_lemmas(text) for text in texts], story_ids, dutch=dutch)
    ranked = _weights(terms.rows, groups)
    return {
        key: name_theme(ranked[key], terms, rows, [story_ids[row] for row in rows]).words
        for key, rows in groups.items()
    }


def _weights(
    rows: Sequence[Sequence[str]], groups: Mapping[str, Sequence[int]]
) -> dict[str, list[tuple[str, float]]]:
    """c-TF-IDF with the root of the frequencies, the best first.

    BERTopic's own transformer gives the same words (44 of 44 starter themes, over the practice
    passages), but stops with an error at one term, and weighs nothing where themes hold less than
    one word on average: both happen with the first stories.
    """
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    found: dict[str, list[tuple[str, float]]] = {key: [] for key in groups}
    joined = [[term for row in members for term in rows[row]] for members in groups.values()]
    if not any(joined):
        return found
    counter = CountVectorizer(analyzer=list)
    counts = counter.fit_transform(joined).toarray().astype(np.float64)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rarity = np.log1p(counts.sum(axis=1).mean() / counts.sum(axis=0))
    names = counter.get_feature_names_out()
    for key, row in zip(groups, np.sqrt(shares) * rarity, strict=True):
        best = np.argsort(-row, kind="stable")[:_MOST_TERMS]
        found[key] = [(str(names[i]), float(row[i])) for i in best.tolist() if row[i] > 0]
    return found
