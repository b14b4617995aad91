"""Passwords, activation links and signing in: what opens a door, and what never does."""

import hashlib

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from models import accounts, audit
from models.accounts import Account, AccountSession, Activation
from models.audit import AuditEvent
from models.base import now
from models.db import Database
from models.errors import NotFound, Rejected, SignInNeeded, TooMany
from service import security
from service.form.pace import Pace

PASSWORD = "een lange zin met Zwaan 7"
ADDRESS = "192.0.2.7"
ARGON2 = "$argon2id$v=19$m=65536,t=3,p=4"
SHIPPED_HASHER, SHIPPED_NOBODY = security._HASHER, security._NOBODY


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as always, but lightly."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(security, "_HASHER", quick)
    monkeypatch.setattr(security, "_NOBODY", quick.hash("niemand"))


@pytest.fixture
def anna(database: Database) -> Database:
    """A database in which Anna has chosen her password."""
    with database.writing() as session:
        link = security.issue_activation(session, "anna")
    security.activate(database, token=link, password=PASSWORD)
    return database


def _sign_in(
    database: Database,
    name: str = "anna",
    password: str = PASSWORD,
    *,
    pace: Pace | None = None,
    address: str = ADDRESS,
) -> security.FreshSession:
    return security.sign_in(database, pace or Pace(), name=name, password=password, address=address)


def _actions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        assert audit.walk(session).broken is None
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(event.action, event.subject.partition(":")[2]) for event in events]


def test_the_right_password_opens_a_session(anna: Database) -> None:
    begun = _sign_in(anna)
    assert begun.name == "anna"
    with anna.reading() as session:
        account = accounts.signed_in(session, security.token_hash(begun.token))
        assert account.name == "anna"


def test_spaces_around_a_name_do_not_matter(anna: Database) -> None:
    assert _sign_in(anna, " anna ").name == "anna"


def test_one_password_typed_on_two_keyboards_is_one_password(database: Database) -> None:
    with database.writing() as session:
        link = security.issue_activation(session, "anna")
    security.activate(database, token=link, password="cafe\u0301 om de hoek")
    assert _sign_in(database, password="caf\u00e9 om de hoek").name == "anna"


def test_wrong_password_unknown_name_and_closed_account_get_one_answer(anna: Database) -> None:
    with anna.writing() as session:
        security.issue_activation(session, "nog-geen-wachtwoord")
        session.add(
            Account(
                name="uit",
                role=session.scalars(select(Account.role)).first(),
                disabled=True,
                password_hash=session.scalar(
                    select(Account.password_hash).where(Account.name == "anna")
                ),
            )
        )
    told = set()
    for name, password in [
        ("anna", "verkeerd wachtwoord"),
        ("niemand", PASSWORD),
        ("nog-geen-wachtwoord", PASSWORD),
        ("uit", PASSWORD),
        ("", ""),
    ]:
        with pytest.raises(SignInNeeded) as refusal:
            _sign_in(anna, name, password)
        told.add((refusal.value.message, refusal.value.code))
    assert len(told) == 1


def test_an_unknown_name_costs_one_password_hash_too(
    anna: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed = []

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            weighed.append(stored.split("$")[1:4])
            return PasswordHasher().verify(stored, password)

    monkeypatch.setattr(security, "_HASHER", Counting())
    for name in ("anna", "niemand"):
        with pytest.raises(SignInNeeded):
            _sign_in(anna, name, "verkeerd wachtwoord")
    assert weighed == [["argon2id", "v=19", "m=64,t=1,p=1"]] * 2


def test_passwords_are_hashed_as_rfc_9106_advises_and_nobody_weighs_the_same() -> None:
    assert SHIPPED_HASHER.hash(PASSWORD).startswith(ARGON2)
    assert SHIPPED_NOBODY.startswith(ARGON2)


def test_nothing_that_opens_a_door_is_stored_as_it_is(anna: Database) -> None:
    begun = _sign_in(anna)
    with anna.writing() as session:
        link = security.issue_activation(session, "bram")
        stored = [
            *session.scalars(select(Account.password_hash)),
            *session.scalars(select(AccountSession.token_hash)),
            *session.scalars(select(Activation.token_hash)),
        ]
    secrets = [PASSWORD, begun.token, link]
    assert not any(secret in str(value) for secret in secrets for value in stored)
    assert hashlib.sha256(begun.token.encode()).hexdigest() in stored
    assert begun.token not in repr(begun)


def test_tokens_have_256_random_bits() -> None:
    tokens = {security.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) == 43 for token in tokens)


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("a1b2c3d4e5f", False),
        ("a1b2c3d4e5f6", True),
        ("xyz-" * 50, True),
        ("xyz-" * 50 + "x", False),
        ("Welkom123456", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("ababababababab", False),
        ("kees eet kaas ✓", True),
    ],
)
def test_a_password_is_long_enough_and_not_well_known(password: str, fits: bool) -> None:
    if fits:
        security.check_password(password)
        return
    with pytest.raises(Rejected) as refusal:
        security.check_password(password)
    [problem] = refusal.value.problems
    assert problem.place == "wachtwoord"
    assert password not in problem.message


def test_every_common_password_could_otherwise_be_chosen() -> None:
    assert all(len(word) >= security.SHORTEST_PASSWORD for word in security.COMMON_PASSWORDS)
    assert all(word == word.lower() for word in security.COMMON_PASSWORDS)


def test_an_activation_link_works_once(anna: Database) -> None:
    with anna.writing() as session:
        link = security.issue_activation(session, "bram")
    security.activate(anna, token=link, password=PASSWORD)
    with pytest.raises(NotFound):
        security.activate(anna, token=link, password="een heel ander wachtwoord")
    assert _sign_in(anna, "bram").name == "bram"


def test_a_refused_password_leaves_the_link_working(database: Database) -> None:
    with database.writing() as session:
        link = security.issue_activation(session, "bram")
    with pytest.raises(Rejected):
        security.activate(database, token=link, password="kort")
    assert security.activate(database, token=link, password=PASSWORD).name == "bram"


@pytest.mark.parametrize("token", ["", "verzonnen", "x" * 200])
def test_a_link_that_was_never_made_opens_nothing(database: Database, token: str) -> None:
    with pytest.raises(NotFound):
        security.activate(database, token=token, password=PASSWORD)


def test_a_link_that_is_too_old_opens_nothing(database: Database) -> None:
    with database.writing() as session:
        link = security.issue_activation(session, "bram")
        session.get_one(Activation, security.token_hash(link)).expires_at = now()
    with pytest.raises(NotFound):
        security.activate(database, token=link, password=PASSWORD)


def test_a_new_password_ends_the_sessions_that_were_open(anna: Database) -> None:
    old = _sign_in(anna)
    with anna.writing() as session:
        link = security.issue_activation(session, "anna")
    security.activate(anna, token=link, password="een heel ander wachtwoord")
    with anna.reading() as session, pytest.raises(SignInNeeded):
        accounts.signed_in(session, security.token_hash(old.token))
    with pytest.raises(SignInNeeded):
        _sign_in(anna)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "an\nna", "an\x00na"])
def test_a_name_that_cannot_be_is_refused(database: Database, name: str) -> None:
    with database.writing() as session, pytest.raises(Rejected):
        security.issue_activation(session, name)


def test_after_ten_wrong_tries_a_name_has_to_wait_even_with_the_right_password(
    anna: Database,
) -> None:
    pace = Pace()
    for _ in range(security.NAME_TRIES.amount):
        with pytest.raises(SignInNeeded):
            _sign_in(anna, password="verkeerd wachtwoord", pace=pace)
    with pytest.raises(TooMany) as refusal:
        _sign_in(anna, " ANNA ", pace=pace)
    assert 0 < refusal.value.retry_after <= 15 * 60
    with pytest.raises(SignInNeeded):
        _sign_in(anna, "bram", "verkeerd wachtwoord", pace=pace)


def test_a_network_that_tries_many_names_has_to_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "_verify", lambda stored, password: False)
    pace = Pace()
    for number in range(security.ADDRESS_TRIES.amount):
        with pytest.raises(SignInNeeded):
            _sign_in(database, f"naam{number}", pace=pace, address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        _sign_in(database, "nog-een", pace=pace, address="192.0.2.250")
    with pytest.raises(SignInNeeded):
        _sign_in(database, "nog-een", pace=pace, address="198.51.100.1")


def test_right_passwords_are_never_counted(anna: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_verify", lambda stored, password: True)
    pace = Pace()
    for _ in range(security.NAME_TRIES.amount + 1):
        _sign_in(anna, pace=pace)


def test_an_account_switched_off_while_its_password_is_weighed_stays_out(
    anna: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def switch_off(stored: str | None, password: str) -> bool:
        with anna.writing() as session:
            session.scalars(select(Account)).one().disabled = True
        return True

    monkeypatch.setattr(security, "_verify", switch_off)
    with pytest.raises(SignInNeeded):
        _sign_in(anna)


def test_the_audit_trail_tells_of_every_attempt_and_never_what_was_typed(
    anna: Database,
) -> None:
    with anna.reading() as session:
        number = str(session.scalars(select(Account.id)).one())
    for name, password in [("anna", "verkeerd"), ("KANARIE", "KANARIE"), ("anna", PASSWORD)]:
        try:
            _sign_in(anna, name, password)
        except SignInNeeded:
            continue
    assert _actions(anna) == [
        ("activatie.gemaakt", number),
        ("account.geactiveerd", number),
        ("inloggen.mislukt", number),
        ("inloggen.mislukt", "onbekend"),
        ("inloggen.gelukt", number),
    ]
