"""What was agreed because of a theme, what came of it, and whether narrators were told.

Whoever says that something changed is not the one who decides that narrators may read it: a second
person reads the words first. What is told is shown with the code of every story in the theme.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, themes
from models.base import Base, today, word
from models.errors import Conflict, NotFound, Problem, Rejected
from models.themes import Theme
from models.vocabulary import AgreementState

LONGEST_WORDS = 2000
LONGEST_OWNER = 120


class Agreement(Base):
    """Something that people agreed to do. A claim of change is checked by a second person."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER))
    """Who does it: a function or organisation, such as "het wijkteam"."""
    state: Mapped[AgreementState] = mapped_column(
        word(AgreementState), default=AgreementState.AGREED
    )
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What changed, in words that narrators read."""
    agreed_on: Mapped[date] = mapped_column(default=today)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    told_on: Mapped[date | None]
    """Since when narrators see the outcome with their code."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with every outcome, so that nobody checks other words than those they read."""

    @property
    def may_be_told(self) -> bool:
        """True when narrators may read the outcome: none yet, or one that needs no second look."""
        return self.state is not AgreementState.DONE or self.checked_by is not None


@dataclass(frozen=True)
class ToldBack:
    """How many themes with stories there are, and of how many a change was made and told back."""

    themes: int
    told_back: int

    @property
    def share(self) -> float:
        """The part that was told back; the measure of whether telling changed anything."""
        return round(self.told_back / self.themes, 4) if self.themes else 0.0


def add(
    session: Session,
    theme_id: str,
    *,
    text: str,
    owner: str,
    due_on: date | None = None,
    account_id: int | None,
) -> Agreement:
    """Note what was agreed because of a theme.

    Raises:
        NotFound: no such theme.
        Rejected: nothing was agreed, or by nobody, or in too many words.
    """
    theme = themes.resolve(session, theme_id)
    agreement = Agreement(
        theme_id=theme.id,
        text=_words(text, "text", "Schrijf op wat er is afgesproken."),
        owner=_words(owner, "owner", "Schrijf op wie het gaat doen.", longest=LONGEST_OWNER),
        due_on=due_on,
        created_by=account_id,
    )
    session.add(agreement)
    session.flush()
    _note(session, "gemaakt", agreement, account_id)
    return agreement


def get(session: Session, agreement_id: int, *, lock: bool = False) -> Agreement:
    """One agreement; with `lock` for this transaction alone.

    Raises:
        NotFound: there is none.
    """
    query = select(Agreement).where(Agreement.id == agreement_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("Deze afspraak is er niet.", code="afspraak.onbekend")
    return found


def every(
    session: Session, *, theme_id: str | None = None, state: AgreementState | None = None
) -> list[Agreement]:
    """All agreements, the newest first; of one theme also those of themes merged into it."""
    query = select(Agreement).order_by(Agreement.agreed_on.desc(), Agreement.id.desc())
    if theme_id is not None:
        query = query.where(Agreement.theme_id.in_(with_merged(session, [theme_id])))
    if state is not None:
        query = query.where(Agreement.state == state)
    return list(session.scalars(query))


def told(session: Session, theme_id: str) -> list[Agreement]:
    """What narrators in a theme read: what was agreed, and what came of it, the newest first."""
    return [one for one in every(session, theme_id=theme_id) if one.told_on is not None]


def set_outcome(
    session: Session,
    agreement_id: int,
    *,
    state: AgreementState,
    outcome: str,
    done_on: date | None = None,
    account_id: int,
) -> Agreement:
    """Say what came of it. What was checked and told before has to be checked and told again.

    Raises:
        NotFound: there is no such agreement.
        Rejected: it does not say what changed, or at too great length, or a day that has yet to
            come.
    """
    agreement = get(session, agreement_id, lock=True)
    if state is AgreementState.AGREED:
        agreement.outcome, agreement.done_on = "", None
    else:
        agreement.outcome = _words(outcome, "outcome", "Schrijf op wat er veranderde, of niet.")
        agreement.done_on = done_on or today()
        if agreement.done_on > today():
            raise _refused("doneOn", "Deze dag moet nog komen.")
    agreement.state = state
    agreement.version += 1
    agreement.outcome_by, agreement.checked_by, agreement.told_on = account_id, None, None
    session.flush()
    _note(session, "uitkomst", agreement, account_id, uitkomst=state.value)
    return agreement


def check(session: Session, agreement_id: int, *, version: int, account_id: int) -> Agreement:
    """A second person has read that something changed, and stands for it.

    Args:
        session: an open writing session.
        agreement_id: what was agreed.
        version: the version that this person read.
        account_id: who read it.

    Raises:
        NotFound: there is no such agreement.
        Conflict: nothing is claimed, or by the same person, or in other words than were read.
    """
    agreement = get(session, agreement_id, lock=True)
    if agreement.version != version:
        raise Conflict(
            "De uitkomst is intussen veranderd. Lees hem opnieuw en kijk hem dan na.",
            code="afspraak.intussen_veranderd",
        )
    if agreement.state is not AgreementState.DONE:
        raise Conflict(
            "Van deze afspraak zegt nog niemand dat zij gedaan is.", code="afspraak.niet_gedaan"
        )
    if agreement.outcome_by == account_id:
        raise Conflict(
            "U schreef deze uitkomst zelf. Vraag een ander om hem na te kijken.",
            code="afspraak.zelfde_persoon",
        )
    agreement.checked_by = account_id
    session.flush()
    _note(session, "nagekeken", agreement, account_id)
    return agreement


def tell_back(session: Session, agreement_id: int, *, account_id: int | None) -> Agreement:
    """From today narrators read this with their code.

    Raises:
        NotFound: there is no such agreement.
        Conflict: it says that something changed, and nobody else has checked that.
    """
    agreement = get(session, agreement_id, lock=True)
    if not agreement.may_be_told:
        raise Conflict(
            "Laat eerst een ander nakijken wat er veranderd is. Daarna kunt u het vertellen.",
            code="afspraak.niet_nagekeken",
        )
    agreement.told_on = today()
    session.flush()
    _note(session, "verteld", agreement, account_id)
    return agreement


def told_back(session: Session) -> ToldBack:
    """The measure of the whole: of how many themes with stories a change was made and told."""
    living = {row.theme.id for row in themes.ranked(session) if row.stories}
    query = select(Agreement.theme_id).where(
        Agreement.state == AgreementState.DONE,
        Agreement.checked_by.is_not(None),
        Agreement.told_on.is_not(None),
    )
    done = {themes.resolve(session, theme_id).id for theme_id in set(session.scalars(query))}
    return ToldBack(themes=len(living), told_back=len(living & done))


def with_merged(session: Session, theme_ids: Collection[str]) -> set[str]:
    """These themes, and all that were merged into them."""
    found = set(theme_ids)
    while True:
        query = select(Theme.id).where(Theme.merged_into_id.in_(found), Theme.id.not_in(found))
        more = set(session.scalars(query))
        if not more:
            return found
        found |= more


def _words(typed: str, place: str, message: str, *, longest: int = LONGEST_WORDS) -> str:
    words = typed.strip()
    if not words:
        raise _refused(place, message)
    if len(words) > longest:
        raise _refused(place, f"Dit is te lang. Gebruik hoogstens {longest} tekens.")
    return words


def _refused(place: str, message: str) -> Rejected:
    return Rejected(
        "Deze afspraak klopt nog niet.",
        code="afspraak.klopt_niet",
        problems=(Problem(f"#/{place}", message),),
    )


def _note(
    session: Session, what: str, agreement: Agreement, account_id: int | None, **detail: str
) -> None:
    audit.record(
        session,
        f"afspraak.{what}",
        subject=str(agreement.id),
        account_id=account_id,
        detail={"thema": agreement.theme_id, **detail},
    )
