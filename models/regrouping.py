"""Merging themes into a new one, and splitting one into new ones. Old ids stay and lead on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import link_decisions, placements, themes
from models.errors import Problem, Rejected
from models.paraphrases import ThemeParaphrase
from models.placements import Row
from models.theme_changes import ThemeChange, fitting_label, in_state, unused_id
from models.themes import IN_USE, Theme
from models.vocabulary import Origin, ThemeEventKind, ThemeState

MOST_WORDS = 10
NONE: Mapping[int, float] = {}


class Part(NamedTuple):
    """One theme that a split makes."""

    label: str
    passage_ids: Sequence[int]
    """Put here by a person: these anchor it."""
    nearest: Mapping[int, float] = NONE
    """Put here by the machine because they are nearest: passage id and strength."""
    paraphrase_ids: Sequence[int] = ()
    """Sentences that teach it from now on; the others stay with the old theme."""
    words: Sequence[str] = ()
    description: str = ""


def merge(
    session: Session,
    theme_ids: Sequence[str],
    label: str,
    *,
    versions: Mapping[str, int | None],
    account_id: int | None,
    remark: str = "",
    label_origin: Origin = Origin.PERSON,
) -> Theme:
    """Make one theme of several. It gets a new id; the old ids lead to it.

    Its passages, refusals, sentences and decided links come along. It starts with the vector of
    its largest part, until the next mining.

    Args:
        session: an open writing session.
        theme_ids: two themes or more, each once.
        label: the name of the new one, 1 to 80 characters.
        versions: for every theme the version that the person was looking at.
        account_id: who does it.
        remark: why, in the person's own words.
        label_origin: MACHINE when the name is a machine's that it may change again.

    Raises:
        NotFound: no such theme.
        Conflict: a theme is not in use, or somebody else changed one in the meantime.
        Rejected: the name does not fit, or there are not two themes.
    """
    label = fitting_label(label)
    if len(set(theme_ids)) < 2:
        raise Rejected("Kies ten minste twee thema’s.", code="thema.samenvoegen")
    wanted = {theme_id: versions.get(theme_id) for theme_id in theme_ids}
    change = ThemeChange(session, wanted, account_id=account_id)
    parents = list(change.themes.values())
    for theme in parents:
        in_state(theme, IN_USE, session=session)
    held = {theme.id: placements.held_by(session, [theme.id]) for theme in parents}
    merged = _made_of(
        max(parents, key=lambda theme: (len(held[theme.id]), theme.id)),
        parents,
        theme_id=unused_id(session, "merge", sorted((one.id, one.version) for one in parents)),
    )
    merged.label, merged.label_origin = label, label_origin
    change.born(merged)
    _move_all(session, parents, merged)
    link_decisions.carry_over(
        session, [one.id for one in parents], merged.id, account_id=account_id
    )
    for theme in parents:
        theme.state = ThemeState.MERGED
        theme.merged_into_id = merged.id
    change.finish(
        {theme.id: ThemeEventKind.MERGED for theme in parents}
        | {merged.id: ThemeEventKind.EMERGED},
        remark=remark,
        extra={"ouders": [theme.id for theme in parents], "kinderen": [merged.id]},
    )
    return merged


def split(
    session: Session,
    theme_id: str,
    parts: Sequence[Part | tuple[str, Sequence[int]]],
    *,
    version: int | None,
    account_id: int | None,
    remark: str = "",
    label_origin: Origin = Origin.PERSON,
) -> list[Theme]:
    """Make several themes of one, which ends. Passages in no part go to the residue.

    Args:
        session: an open writing session.
        theme_id: the theme.
        parts: two or more, in the order of the result.
        version: the version that the person was looking at.
        account_id: who does it.
        remark: why, in the person's own words.
        label_origin: MACHINE when the names are a machine's that it may change again.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
        Rejected: a name does not fit, a part is empty, or a passage is not in the theme or in two
            parts at once.
    """
    wanted = [Part(*part)._replace(label=fitting_label(part[0])) for part in parts]
    change = ThemeChange(session, {theme_id: version}, account_id=account_id)
    theme = change.themes[theme_id]
    in_state(theme, IN_USE, session=session)
    _check_parts(wanted, placements.held_by(session, [theme_id]))
    children = [
        Theme(
            id=unused_id(session, "split", theme.id, theme.version, place, part.label),
            label=part.label,
            label_origin=label_origin,
            description=part.description,
            words=list(part.words),
            mode=theme.mode,
            run_id=theme.run_id,
        )
        for place, part in enumerate(wanted)
    ]
    anchored = themes.anchors(session)[theme_id]
    loose = placements.take_out(session, theme_id)
    for child, part in zip(children, wanted, strict=True):
        change.born(child)
        placements.put_in(session, _rows_of_part(child, part, anchored))
        _give_sentences(session, theme_id, child.id, part.paraphrase_ids)
    placements.settle(session, loose)
    theme.state = ThemeState.RETIRED
    change.finish(
        {child.id: ThemeEventKind.EMERGED for child in children} | {theme_id: ThemeEventKind.SPLIT},
        remark=remark,
        extra={"ouders": [theme_id], "kinderen": [child.id for child in children]},
    )
    return children


def _made_of(largest: Theme, parents: Sequence[Theme], *, theme_id: str) -> Theme:
    words = [word for rank in range(MOST_WORDS) for one in parents for word in one.words[rank:][:1]]
    with_vector = largest if largest.centroid is not None else _first_with_vector(parents)
    return Theme(
        id=theme_id,
        label=largest.label,
        description=_joined(one.description for one in parents),
        include_rule=_joined(one.include_rule for one in parents),
        exclude_rule=_joined(one.exclude_rule for one in parents),
        words=list(dict.fromkeys(words))[:MOST_WORDS],
        pinned=any(one.pinned for one in parents),
        mode=largest.mode,
        run_id=largest.run_id,
        encoder_version_id=with_vector.encoder_version_id,
        centroid=with_vector.centroid,
        threshold=with_vector.threshold,
        exemplar_passage_id=largest.exemplar_passage_id,
        exemplar_start=largest.exemplar_start,
        exemplar_end=largest.exemplar_end,
    )


def _first_with_vector(parents: Sequence[Theme]) -> Theme:
    return next((one for one in parents if one.centroid is not None), parents[0])


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))


def _move_all(session: Session, parents: Sequence[Theme], merged: Theme) -> None:
    ids = [theme.id for theme in parents]
    held = placements.held_by(session, ids)
    rows = [row for row in placements.rows_of(session, held) if row[1] in ids]
    refused = placements.refusals_of(session, ids)
    for theme_id in ids:
        placements.take_out(session, theme_id)
    placements.put_in(session, [[row[0], merged.id, *row[2:]] for row in rows])
    # What is in one of them is in the whole, also when it was refused in another.
    placements.refuse(
        session, [[row[0], merged.id, row[2]] for row in refused if row[0] not in held]
    )
    session.execute(
        update(ThemeParaphrase).where(ThemeParaphrase.theme_id.in_(ids)).values(theme_id=merged.id)
    )


def _rows_of_part(child: Theme, part: Part, anchored: set[int]) -> list[Row]:
    """People named these passages now, or confirmed them in the old theme; the rest is nearest."""
    by_people = {*part.passage_ids, *(anchored & part.nearest.keys())}
    return [
        [passage, child.id, 1.0, Origin.PERSON.value, None, None, None]
        for passage in sorted(by_people)
    ] + [
        [passage, child.id, strength, Origin.MACHINE.value, None, None, None]
        for passage, strength in sorted(part.nearest.items())
        if passage not in by_people
    ]


def _give_sentences(session: Session, old: str, new: str, ids: Sequence[int]) -> None:
    session.execute(
        update(ThemeParaphrase)
        .where(ThemeParaphrase.theme_id == old, ThemeParaphrase.id.in_(list(ids)))
        .values(theme_id=new)
    )


def _check_parts(parts: Sequence[Part], held: set[int]) -> None:
    problems = []
    if len(parts) < 2:
        problems.append(Problem("delen", "Maak ten minste twee delen."))
    if len({part.label.casefold() for part in parts}) < len(parts):
        problems.append(Problem("delen", "Geef elk deel een eigen naam."))
    seen: set[int] = set()
    for part in parts:
        mine = {*part.passage_ids, *part.nearest}
        if not mine:
            problems.append(Problem(f"deel {part.label}", "Kies ten minste één stukje."))
        if mine - held:
            problems.append(Problem(f"deel {part.label}", "Een stukje is niet in dit thema."))
        if mine & seen:
            problems.append(Problem(f"deel {part.label}", "Een stukje is al in een ander deel."))
        seen |= mine
    if problems:
        raise Rejected(
            "Zo kan dit thema niet worden gesplitst.",
            code="thema.splitsen",
            problems=tuple(problems),
        )
