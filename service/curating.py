"""What people do with themes, from the API and from the command line: done, signed, and told.

Each action takes the version that the person looked at; None takes the theme as it is now. What
changed is written in the log of the house, in the transaction of the change itself.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from models import audit, curation, grounds, paraphrases, placements, starters, teaching, themes
from models.errors import NotFound, Rejected
from models.theme_changes import still_true
from models.themes import Theme
from service import splitting
from service.splitting import Division

COPIED_FROM_WORDS = 5
"""A shorter sentence may stand in a story by chance."""
_WORDS = ("description", "include_rule", "exclude_rule")


class Step(StrEnum):
    """What can be done with a theme without saying more; the value is its address."""

    ACCEPT = "accept"
    REJECT = "reject"
    PIN = "pin"
    UNPIN = "unpin"
    PARK = "park"
    RETIRE = "retire"
    REOPEN = "reopen"


_STEPS: Mapping[Step, tuple[Callable[..., Theme], str]] = {
    Step.ACCEPT: (curation.accept, "thema.aangenomen"),
    Step.REJECT: (curation.reject, "thema.afgewezen"),
    Step.PIN: (curation.pin, "thema.vastgezet"),
    Step.UNPIN: (curation.unpin, "thema.losgemaakt"),
    Step.PARK: (curation.park, "thema.geparkeerd"),
    Step.RETIRE: (curation.retire, "thema.vervallen"),
    Step.REOPEN: (curation.reopen, "thema.heropend"),
}


@dataclass(frozen=True)
class Part:
    """One theme that a split is to make: its name, and what people say belongs in it."""

    label: str
    passage_ids: Sequence[int]
    sentence_ids: Sequence[int] = ()


@dataclass(frozen=True)
class Split:
    """The themes that came of a split, in the order of its parts, and what to look over."""

    themes: list[Theme]
    division: Division


def take(
    session: Session,
    step: Step,
    theme_id: str,
    *,
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Do one step with one theme; see `models.curation` for what each of them means.

    Raises:
        NotFound: no such theme.
        Conflict: the theme cannot do this now, or somebody else changed it in the meantime.
    """
    act, action = _STEPS[step]
    seen = _seen(session, theme_id, version)
    theme = act(session, theme_id, version=seen, account_id=account_id, remark=remark)
    _sign(session, action, theme, seen, account_id)
    return theme


def word(
    session: Session,
    theme_id: str,
    *,
    label: str | None = None,
    description: str | None = None,
    include_rule: str | None = None,
    exclude_rule: str | None = None,
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Give a theme a name, a description or rules; what is None stays as it is.

    Raises:
        NotFound: no such theme.
        Conflict: somebody else changed the theme in the meantime, or it is no longer there.
        Rejected: a text is empty or too long, or nothing was said.
    """
    texts = dict(zip(_WORDS, (description, include_rule, exclude_rule), strict=True))
    if label is None and all(text is None for text in texts.values()):
        raise Rejected("Zeg wat er anders moet worden.", code="thema.niets")
    seen = _seen(session, theme_id, version)
    if label is not None:
        theme = curation.rename(
            session, theme_id, label, version=seen, account_id=account_id, remark=remark
        )
        _sign(session, "thema.hernoemd", theme, seen, account_id)
        seen = theme.version
    if any(text is not None for text in texts.values()):
        theme = curation.describe(
            session, theme_id, **texts, version=seen, account_id=account_id, remark=remark
        )
        _sign(session, "thema.omschreven", theme, seen, account_id)
    return theme


def judge(
    session: Session,
    theme_id: str,
    passage_ids: Collection[int],
    *,
    belongs: bool,
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Say of passages that they are in a theme, or that they are not.

    Raises:
        NotFound: no such theme, or no such passage for readers.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
        Rejected: no passage was named.
    """
    act = curation.confirm_passages if belongs else curation.refuse_passages
    seen = _seen(session, theme_id, version)
    theme = act(session, theme_id, passage_ids, version=seen, account_id=account_id, remark=remark)
    action = "thema.stukjes_bevestigd" if belongs else "thema.stukjes_afgewezen"
    _sign(session, action, theme, seen, account_id, stukjes=sorted(set(passage_ids)))
    return theme


def merge(
    session: Session,
    versions: Mapping[str, int | None],
    label: str,
    *,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Make one theme of several, given with the versions that were looked at; a new id.

    Raises:
        NotFound: no such theme.
        Conflict: a theme is not in use, or somebody else changed one in the meantime.
        Rejected: the name does not fit, or there are not two themes.
    """
    seen = {theme_id: _seen(session, theme_id, version) for theme_id, version in versions.items()}
    merged = curation.merge(
        session, list(seen), label, versions=seen, account_id=account_id, remark=remark
    )
    _sign(session, "thema.samengevoegd", merged, None, account_id, van=sorted(seen))
    return merged


def split(
    session: Session,
    theme_id: str,
    parts: Sequence[Part],
    *,
    divide: bool = True,
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Split:
    """Make several themes of one; what nobody named goes to the nearest part.

    Args:
        session: an open writing session.
        theme_id: the theme.
        parts: two or more, each with at least one passage.
        divide: False sends what nobody named to the residue.
        version: the version that the person was looking at.
        account_id: who does it.
        remark: why, in the person's own words.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is not in use, or somebody else changed it in the meantime.
        Rejected: a name does not fit, a part is empty, or a passage is not in the theme or in two
            parts at once.
    """
    seen = _seen(session, theme_id, version)
    theme = themes.get(session, theme_id)
    named = [part.passage_ids for part in parts]
    division = splitting.divide(session, theme, named) if divide else splitting.only(named)
    strengths = _strengths(session, theme_id, division)
    made = curation.split(
        session,
        theme_id,
        [
            curation.Part(
                part.label,
                part.passage_ids,
                {one: strengths[one] for one in ids if one not in set(part.passage_ids)},
                part.sentence_ids,
            )
            for part, ids in zip(parts, division.parts, strict=True)
        ],
        version=seen,
        account_id=account_id,
        remark=remark,
    )
    splitting.give_vectors(session, theme, made)
    born = [child.id for child in made]
    _sign(
        session, "thema.gesplitst", themes.get(session, theme_id), seen, account_id, **{"in": born}
    )
    return Split(made, division)


def add_sentence(
    session: Session,
    theme_id: str,
    text: str,
    *,
    voice: str = "",
    tone: str = "",
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Add a sentence that teaches a theme: written, never copied.

    What comes from a story would stay when its narrator takes the story back.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is no longer there, or somebody else changed it in the meantime.
        Rejected: the sentence is empty or too long, or it stands in a story.
    """
    if len(text.split()) >= COPIED_FROM_WORDS and grounds.stands_in_a_story(session, text):
        raise Rejected(
            "Deze zin staat in een verhaal. Schrijf een eigen zin: een verteller mag een verhaal "
            "terugnemen, en dan moet alles eruit weg zijn.",
            code="thema.zin_uit_verhaal",
        )
    seen = _seen(session, theme_id, version)
    teaching.add_sentence(
        session,
        theme_id,
        text,
        voice=voice,
        tone=tone,
        version=seen,
        account_id=account_id,
        remark=remark,
    )
    theme = themes.get(session, theme_id)
    _sign(session, "thema.zin_toegevoegd", theme, seen, account_id)
    return theme


def use_sentence(
    session: Session,
    theme_id: str,
    sentence_id: int,
    used: bool,
    *,
    version: int | None = None,
    account_id: int | None = None,
    remark: str = "",
) -> Theme:
    """Let a sentence teach its theme, or leave it out.

    Raises:
        NotFound: no such theme, or this theme has no such sentence.
        Conflict: the theme is no longer there, or somebody else changed it in the meantime.
    """
    theme = themes.get(session, theme_id)
    if paraphrases.get(session, sentence_id).theme_id != theme_id:
        raise NotFound("Dit thema heeft deze zin niet.", code="voorbeeldzin.onbekend")
    seen = _seen(session, theme_id, version)
    teaching.switch_sentence(
        session, sentence_id, used, version=seen, account_id=account_id, remark=remark
    )
    action = "thema.zin_aan" if used else "thema.zin_uit"
    _sign(session, action, theme, seen, account_id, zin=sentence_id)
    return theme


def switch_starter(
    session: Session, key: str, on: bool, *, account_id: int | None = None, remark: str = ""
) -> Theme:
    """Use a starter theme, or put it aside; what it held comes back when it is used again.

    Raises:
        NotFound: no such starter theme.
        Conflict: it was merged with another theme.
    """
    before = {theme.id: theme.version for theme in starters.installed(session)}
    theme = starters.switch(session, key, on, account_id=account_id, remark=remark)
    action = "starthema.aan" if on else "starthema.uit"
    _sign(session, action, theme, before[theme.id], account_id)
    return theme


def undo(
    session: Session, event_id: int, *, account_id: int | None = None, remark: str = ""
) -> list[Theme]:
    """Take back the whole change that an event belongs to; undoing an undoing does it again.

    Raises:
        NotFound: no such event.
        Conflict: the machine did it, it is undone already, or something came after it.
    """
    changed = curation.undo(session, event_id, account_id=account_id, remark=remark)
    audit.record(
        session,
        "thema.ongedaan",
        subject=f"gebeurtenis:{event_id}",
        account_id=account_id,
        detail={"themas": sorted(theme.id for theme in changed)},
    )
    return changed


def _seen(session: Session, theme_id: str, version: int | None) -> int:
    """What a person's view of a theme stands for: the theme as it is now, unless it was edited."""
    theme = themes.get(session, theme_id)
    return theme.version if version is None or still_true(session, theme, version) else version


def _sign(
    session: Session,
    action: str,
    theme: Theme,
    seen: int | None,
    account_id: int | None,
    **detail: Any,
) -> None:
    """Note who did it; what changed nothing is not noted."""
    if theme.version == seen:
        return
    audit.record(
        session,
        action,
        subject=f"thema:{theme.id}",
        account_id=account_id,
        detail={"versie": theme.version, **detail},
    )


def _strengths(session: Session, theme_id: str, division: Division) -> dict[int, float]:
    ids = {passage for part in division.parts for passage in part}
    rows = placements.rows_of(session, ids)
    return {row[0]: row[2] for row in rows if row[1] == theme_id}
