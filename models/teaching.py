"""People teach a theme with sentences of their own, and switch sentences off that mislead."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import paraphrases
from models.errors import Problem, Rejected
from models.paraphrases import ThemeParaphrase
from models.theme_changes import ThemeChange, in_state
from models.themes import IN_USE
from models.vocabulary import Origin, ThemeEventKind, ThemeState

SENTENCE_LIMIT = 400


def add_sentence(
    session: Session,
    theme_id: str,
    text: str,
    *,
    voice: str = "",
    tone: str = "",
    version: int | None,
    account_id: int | None,
    remark: str = "",
) -> ThemeParaphrase:
    """Add a sentence that somebody could have told about a theme; never one from a story.

    One that is there already is switched on.

    Args:
        session: an open writing session.
        theme_id: the theme.
        text: the sentence, 1 to 400 characters.
        voice: who could have told it, such as `ouder`.
        tone: `compliment`, `klacht` or `gemengd`.
        version: the version that the person was looking at.
        account_id: who does it.
        remark: why, in the person's own words.

    Raises:
        NotFound: no such theme.
        Conflict: the theme is gone, or somebody else changed it in the meantime.
        Rejected: the sentence is empty or too long.
    """
    text = " ".join(text.split())
    if not 0 < len(text) <= SENTENCE_LIMIT:
        raise Rejected(
            "De voorbeeldzin is leeg of te lang.",
            code="thema.voorbeeldzin",
            problems=(Problem("zin", f"Geef een zin van 1 tot {SENTENCE_LIMIT} tekens."),),
        )
    change = ThemeChange(session, {theme_id: version}, account_id=account_id, passages=())
    in_state(change.themes[theme_id], (*IN_USE, ThemeState.PARKED), session=session)
    query = select(ThemeParaphrase).where(
        ThemeParaphrase.theme_id == theme_id, ThemeParaphrase.text == text
    )
    sentence = session.scalars(query.order_by(ThemeParaphrase.id)).first()
    if sentence is not None and sentence.used:
        return sentence
    if sentence is None:
        sentence = ThemeParaphrase(
            theme_id=theme_id, text=text, voice=voice, tone=tone, origin=Origin.PERSON
        )
        session.add(sentence)
    sentence.used = True
    sentence.by = account_id
    change.finish({theme_id: ThemeEventKind.EXAMPLES}, remark=remark)
    return sentence


def switch_sentence(
    session: Session,
    paraphrase_id: int,
    used: bool,
    *,
    version: int | None,
    account_id: int | None,
    remark: str = "",
) -> ThemeParaphrase:
    """Let a sentence teach its theme, or no longer.

    Raises:
        NotFound: no such sentence.
        Conflict: the theme is gone, or somebody else changed it in the meantime.
    """
    theme_id = paraphrases.get(session, paraphrase_id).theme_id
    change = ThemeChange(session, {theme_id: version}, account_id=account_id, passages=())
    in_state(change.themes[theme_id], (*IN_USE, ThemeState.PARKED), session=session)
    sentence = paraphrases.get(session, paraphrase_id)
    session.refresh(sentence)
    if sentence.used is used:
        return sentence
    sentence.used = used
    sentence.by = account_id
    change.finish({theme_id: ThemeEventKind.EXAMPLES}, remark=remark)
    return sentence
