"""Accounts of people who read and decide, their sessions and one-time activation links.

Only hashes are kept: of passwords, of session tokens and of activation tokens.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, now, word
from models.errors import NotFound, SignInNeeded
from models.vocabulary import AccountRole

ACTIVATION_KEPT = timedelta(minutes=30)
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
TOUCHED_EVERY = timedelta(minutes=1)


class Account(Base):
    """Somebody who may sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[AccountRole] = mapped_column(word(AccountRole))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Activation(Base):
    """A link that sets a password once."""

    __tablename__ = "activation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class AccountSession(Base):
    """A signed-in browser. Revoking is deleting."""

    __tablename__ = "account_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)


def by_name(session: Session, name: str) -> Account | None:
    """The account with this name, or None."""
    return session.scalar(select(Account).where(Account.name == name.strip()))


def any_active(session: Session) -> bool:
    """True when somebody has ever set a password."""
    query = select(func.count()).select_from(Account).where(Account.password_hash.is_not(None))
    return bool(session.scalar(query))


def prepare_activation(
    session: Session,
    name: str,
    token_hash: str,
    *,
    role: AccountRole = AccountRole.ADMINISTRATOR,
) -> Account:
    """An account with one fresh activation link; older links stop working.

    `role` is for an account that is made now; somebody who is known keeps the role they have.
    """
    account = by_name(session, name)
    if account is None:
        account = Account(name=name.strip(), role=role)
        session.add(account)
        session.flush()
    session.execute(delete(Activation).where(Activation.account_id == account.id))
    session.add(
        Activation(token_hash=token_hash, account_id=account.id, expires_at=now() + ACTIVATION_KEPT)
    )
    session.flush()
    return account


def activate(session: Session, token_hash: str, password_hash: str) -> Account:
    """Set the password behind an activation link, once; open sessions of the account end.

    Raises:
        NotFound: the link is unknown, used or too old.
    """
    # One statement finds and removes the link, so that two browsers cannot both use it.
    account_id = session.scalar(
        delete(Activation)
        .where(Activation.token_hash == token_hash, Activation.expires_at > now())
        .returning(Activation.account_id)
    )
    if account_id is None:
        raise _link_is_over()
    account = session.get_one(Account, account_id)
    account.password_hash = password_hash
    end_sessions(session, account.id)
    return account


def check_activation(session: Session, token_hash: str) -> None:
    """Refuse an activation link that does not work (any more).

    Raises:
        NotFound: the link is unknown, used or too old.
    """
    activation = session.get(Activation, token_hash)
    if activation is None or activation.expires_at <= now():
        raise _link_is_over()


def open_session(session: Session, account: Account, token_hash: str) -> None:
    """Remember a signed-in browser, and forget those whose time is over."""
    moment = now()
    session.execute(
        delete(AccountSession).where(
            or_(
                AccountSession.seen_at <= moment - IDLE,
                AccountSession.created_at <= moment - ABSOLUTE,
            )
        )
    )
    session.add(AccountSession(token_hash=token_hash, account_id=account.id))
    session.flush()


def signed_in(session: Session, token_hash: str) -> Account:
    """The account behind a session token.

    Raises:
        SignInNeeded: no such session, it is over, or the account is switched off.
    """
    found = session.get(AccountSession, token_hash)
    moment = now()
    if found is not None and moment - found.seen_at < IDLE and moment - found.created_at < ABSOLUTE:
        account = session.get_one(Account, found.account_id)
        if not account.disabled:
            return account
    raise SignInNeeded("Log in om verder te gaan.", code="sessie.nodig")


def needs_touch(session: Session, token_hash: str) -> bool:
    """True when it is a while ago that this session was last noted to be in use."""
    found = session.get(AccountSession, token_hash)
    return found is not None and now() - found.seen_at >= TOUCHED_EVERY


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of these accounts."""
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return dict(session.execute(query).tuples().all())


def touch_session(session: Session, token_hash: str) -> None:
    """Note that a session is in use, so that it does not end while somebody works."""
    session.execute(
        update(AccountSession).where(AccountSession.token_hash == token_hash).values(seen_at=now())
    )


def end_session(session: Session, token_hash: str) -> None:
    """Sign out one browser."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == token_hash))


def end_sessions(session: Session, account_id: int) -> None:
    """Sign out every browser of an account."""
    session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))


def _link_is_over() -> NotFound:
    return NotFound(
        "Deze link werkt niet (meer). Vraag een nieuwe link aan.", code="activatie.verlopen"
    )
