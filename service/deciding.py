"""What people decide about links, from the API and from the command line: done, signed, and told.

Each decision takes the version that the person looked at; None takes the link as it is now. It is
written in the log of the house in the same transaction, without the words of the reason.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from models import audit, link_decisions, standards
from models.errors import Problem, Rejected
from models.standards import Link
from models.vocabulary import LinkKind, LinkState


class Verdict(StrEnum):
    """What can be done with a link without saying more."""

    CONFIRM = "bevestigen"
    ESTABLISH = "vaststellen"
    REJECT = "afwijzen"
    LAY_BACK = "terugleggen"
    UNDO = "ongedaan"


_ACTS: dict[Verdict, Callable[..., Link]] = {
    Verdict.CONFIRM: link_decisions.confirm,
    Verdict.ESTABLISH: link_decisions.establish,
    Verdict.REJECT: link_decisions.reject,
    Verdict.LAY_BACK: link_decisions.lay_back,
    Verdict.UNDO: link_decisions.undo,
}
_ASKED = {
    LinkState.PROPOSED: Verdict.LAY_BACK,
    LinkState.CONFIRMED: Verdict.CONFIRM,
    LinkState.ESTABLISHED: Verdict.ESTABLISH,
    LinkState.REJECTED: Verdict.REJECT,
}


@dataclass(frozen=True)
class Judgement:
    """What the stories say about a standard, and the passages that show it."""

    kind: LinkKind | None
    passage_ids: Collection[int] = ()


@dataclass(frozen=True)
class By:
    """Who decides, on which version, and why."""

    account_id: int | None = None
    version: int | None = None
    reason: str = field(default="", repr=False)


def take(session: Session, verdict: Verdict, link_id: int, by: By) -> Link:
    """Do one thing with one link; see `models.link_decisions` for what each of them means.

    Raises:
        NotFound: no such link.
        Conflict: the link cannot do this now, or somebody else decided in the meantime.
        Rejected: a reason or a name is needed.
    """
    act = _ACTS[verdict]
    link = act(session, link_id, account_id=by.account_id, version=by.version, reason=by.reason)
    undone = verdict is Verdict.UNDO
    _sign(session, "koppeling.ongedaan" if undone else "koppeling.besloten", link, by)
    return link


def judge(session: Session, link_id: int, judgement: Judgement, by: By) -> Link:
    """Say what the stories say about the standard; see `models.link_decisions.judge`.

    Raises:
        NotFound: no such link.
        Conflict: nobody confirmed the link, or somebody else decided in the meantime.
        Rejected: no passage shows it, or one is not in the theme.
    """
    link = link_decisions.judge(
        session,
        link_id,
        judgement.kind,
        judgement.passage_ids,
        account_id=by.account_id,
        version=by.version,
        reason=by.reason,
    )
    _sign(session, "koppeling.besloten", link, by, stukjes=sorted(set(judgement.passage_ids)))
    return link


def ask(
    session: Session,
    link_id: int,
    by: By,
    *,
    state: LinkState | None,
    judgement: Judgement | None,
) -> Link:
    """Bring a link to a state, say what the stories say, or both at once.

    With a judgement, a link that people confirmed before keeps its state as far as the judgement
    lets it.

    Raises:
        NotFound: no such link.
        Conflict: the link cannot do this now, or somebody else decided in the meantime.
        Rejected: nothing is asked, a judgement goes with another state than confirmed, or something
            is missing.
    """
    if judgement is None:
        if state is None:
            raise Rejected("Zeg wat u besluit.", code="koppeling.niets")
        return take(session, _ASKED[state], link_id, by)
    if state not in {None, LinkState.CONFIRMED}:
        problem = Problem("kind", "Dit hoort alleen bij bevestigen.")
        raise Rejected("Dit besluit kan niet.", code="koppeling.besluit", problems=(problem,))
    found, _, _ = standards.link(session, link_id)
    if state is LinkState.CONFIRMED and found.state is LinkState.PROPOSED:
        done = take(session, Verdict.CONFIRM, link_id, by)
        by = By(by.account_id, done.version, by.reason)
    return judge(session, link_id, judgement, by)


def add(session: Session, theme_id: str, standard_key: str, by: By) -> Link:
    """Link a theme to a standard by hand; see `models.link_decisions.add`.

    Raises:
        NotFound: no such theme, or no such standard in a current set.
        Conflict: the theme is not in use, or the link is there already.
        Rejected: no reason is given.
    """
    link = link_decisions.add(
        session, theme_id, standard_key, account_id=by.account_id, reason=by.reason
    )
    _sign(session, "koppeling.toegevoegd", link, by)
    return link


def _sign(session: Session, action: str, link: Link, by: By, **more: object) -> None:
    audit.record(
        session,
        action,
        subject=f"koppeling:{link.id}",
        account_id=by.account_id,
        detail={
            "toestand": link.state.value,
            "soort": link.kind.value if link.kind else None,
            "versie": link.version,
            **more,
        },
    )
