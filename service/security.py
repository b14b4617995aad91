"""Who may come in: passwords, one-time activation links and session tokens.

Nothing that opens a door is ever stored as it is: passwords as argon2id, tokens as SHA-256. Whether
an account exists cannot be read from an answer, nor from the time that it takes.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from limits import RateLimitItemPerMinute
from sqlalchemy.orm import Session

from models import accounts, audit
from models.accounts import Account
from models.db import Database
from models.errors import Problem, Rejected, SignInNeeded
from models.vocabulary import AccountRole
from service.form.pace import Pace, prefix

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_NAME = 80
# What people choose first when twelve characters are asked for; compared in lower case.
_OFTEN_CHOSEN = """
    wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord2025 wachtwoord2026 wachtwoord2027
    wachtwoordwachtwoord welkom123456 welkomwelkom welkom012345 welkom2025!! welkom2026!!
    password1234 password12345 password123! password2026 passwordpassword
    123456789012 1234567890123 12345678901234 1234567890123456 0123456789012 012345678910
    123123123123 112233445566 098765432109 987654321098
    qwertyuiop12 qwertyuiop123 qwertyuiop[] qwerty123456 qwertyqwerty azertyuiop12
    asdfghjkl123 zxcvbnm12345 1q2w3e4r5t6y 1qaz2wsx3edc abcdefghijkl abcdefghijklm abcd12345678
    iloveyou1234 ikhouvanjou1 geheimgeheim geheim123456 administrator administrator1
    beheerder123 beheerder1234 beheerder2026 vertelpunt12 vertelpunt123 vertelpunt2026
    wijkteam1234 wijkteam2026 wijkteams123 wijkteamwijkteam
    """
COMMON_PASSWORDS = frozenset(_OFTEN_CHOSEN.split())

NAME_TRIES = RateLimitItemPerMinute(10, 15, namespace="naam")
# Wider than for a name: everybody at one office, or behind one explorer, shares an address.
ADDRESS_TRIES = RateLimitItemPerMinute(60, 15, namespace="adres")

# RFC 9106, the low-memory choice: 64 MiB, about 80 ms.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
# Hash of a value nobody has, so that an unknown name costs as much time as a wrong password.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$P9VJBO/FRb2EupI+8A7MSA$vLJME77kapSbw/84YUZBxJirT4AP3uSOcxQa1v1ibNA"
)


@dataclass(frozen=True)
class FreshSession:
    """A session that has just begun; its token is told once and not kept."""

    name: str
    token: str = field(repr=False)


def new_token() -> str:
    """A secret that cannot be guessed: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_activation(
    session: Session, name: str, *, role: AccountRole = AccountRole.ADMINISTRATOR
) -> str:
    """Make a one-time link for an account (new or known); returns the token of the link.

    `role` is that of an account that is made now.

    Raises:
        Rejected: the name is empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Rejected(
            "Deze naam kan niet.",
            code="account.naam",
            problems=(Problem("naam", f"Geef een naam van 1 tot {LONGEST_NAME} tekens."),),
        )
    token = new_token()
    account = accounts.prepare_activation(session, name, token_hash(token), role=role)
    audit.record(
        session,
        "activatie.gemaakt",
        subject=f"account:{account.id}",
        detail={"rol": account.role.value},
    )
    return token


def activate(database: Database, *, token: str, password: str) -> FreshSession:
    """Set a password with an activation link, and sign in.

    Raises:
        NotFound: the link is unknown, used or too old.
        Rejected: the password is too short, too long or too well known; the link still works.
    """
    with database.reading() as session:
        accounts.check_activation(session, token_hash(token))
    check_password(password)
    # Outside the transaction: hashing takes long, and SQLite has one writer at a time.
    password_hash = _HASHER.hash(_normal(password))
    with database.writing() as session:
        account = accounts.activate(session, token_hash(token), password_hash)
        audit.record(
            session, "account.geactiveerd", subject=f"account:{account.id}", account_id=account.id
        )
        return _begin(session, account)


def sign_in(
    database: Database, pace: Pace, *, name: str, password: str, address: str
) -> FreshSession:
    """Begin a session with a name and a password.

    Args:
        database: where the accounts are.
        pace: counts wrong tries, in memory only.
        name: as typed.
        password: as typed.
        address: where the request comes from; only a keyed hash of its network is counted.

    Raises:
        SignInNeeded: name and password do not belong together, or the account is switched off.
        TooMany: too many wrong tries for this name or from this network.
    """
    with database.reading() as session:
        account = accounts.by_name(session, name)
        stored = account.password_hash if account and not account.disabled else None
    fits = _guess(pace, name, address, stored, password)
    with database.writing() as session:
        # Asked again: the account may have changed while the password was weighed.
        account = accounts.by_name(session, name)
        fits = fits and account is not None and not account.disabled
        begun = None
        if account is not None and fits and account.password_hash == stored:
            begun = _begin(session, account)
        _remember_attempt(session, account, right=begun is not None)
    if begun is None:
        raise SignInNeeded(
            "Deze naam en dit wachtwoord horen niet bij elkaar.", code="inloggen.onjuist"
        )
    return begun


def sign_out(database: Database, *, account_id: int, token_hash: str) -> None:
    """End one session, here and now."""
    with database.writing() as session:
        accounts.end_session(session, token_hash)
        audit.record(
            session, "sessie.beeindigd", subject=f"account:{account_id}", account_id=account_id
        )


def check_password(password: str) -> None:
    """Refuse a password that is easy to guess.

    Raises:
        Rejected: it is too short, too long or too well known.
    """
    if len(password) < SHORTEST_PASSWORD:
        message = f"Neem een wachtwoord van ten minste {SHORTEST_PASSWORD} tekens."
    elif len(password) > LONGEST_PASSWORD:
        message = f"Neem een wachtwoord van hoogstens {LONGEST_PASSWORD} tekens."
    elif password.strip().lower() in COMMON_PASSWORDS or len(set(password)) < 4:
        message = "Dit wachtwoord is makkelijk te raden. Neem een ander."
    else:
        return
    raise Rejected(
        "Dit wachtwoord kan niet.",
        code="wachtwoord.zwak",
        problems=(Problem("wachtwoord", message),),
    )


def _guess(pace: Pace, name: str, address: str, stored: str | None, password: str) -> bool:
    who, where = name.strip().casefold(), prefix(address)
    with pace.hashing():
        pace.check(NAME_TRIES, who)
        pace.check(ADDRESS_TRIES, where)
        fits = _verify(stored, password)
        if not fits:
            pace.count(NAME_TRIES, who)
            pace.count(ADDRESS_TRIES, where)
    return fits


def _remember_attempt(session: Session, account: Account | None, *, right: bool) -> None:
    """The audit trail tells of every attempt; never which name was typed (it may be a password)."""
    audit.record(
        session,
        "inloggen.gelukt" if right else "inloggen.mislukt",
        subject=f"account:{account.id}" if account else "account:onbekend",
        account_id=account.id if account and right else None,
    )


def _verify(stored: str | None, password: str) -> bool:
    """True when the password fits; None (no such account) costs the same and is False."""
    try:
        fits = _HASHER.verify(stored or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def _normal(password: str) -> str:
    """The same letters give the same password, on whatever keyboard they were typed."""
    return unicodedata.normalize("NFKC", password)


def _begin(session: Session, account: Account) -> FreshSession:
    token = new_token()
    accounts.open_session(session, account, token_hash(token))
    return FreshSession(name=account.name, token=token)
