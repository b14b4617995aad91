"""Receipt codes: what people type, what is stored, and what opens a story."""

import os

import pytest

from models.sealing import Sealer
from service import codes
from service.codes import Code


def test_a_code_is_four_groups_of_four_that_cannot_be_misread() -> None:
    shown = codes.new_code().shown
    assert [len(group) for group in shown.split("-")] == [4, 4, 4, 4]
    assert not set(shown) & set("ILOUilou")


def test_no_two_codes_are_alike() -> None:
    assert len({codes.new_code().shown for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "typed",
    [
        "K7MD-4QXR-92TB-HJ10",
        "k7md4qxr92tbhj10",
        "  k7md 4qxr 92tb hj1o ",
        "K7MD–4QXR–92TB–HJIO",
        "k7md.4qxr_92tb-hjlO",
        "K7MD-4QXR-92TB-HJ10\n",
    ],
)
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert codes.parse(typed) == Code(locator="K7MD", secret="4QXR92TBHJ10")


@pytest.mark.parametrize(
    "typed", ["", "K7MD", "K7MD-4QXR-92TB-HJ3", "K7MD-4QXR-92TB-HJ3WW", "K7MD-4QXR-92TB-HJ3!",
              "U7MD-4QXR-92TB-HJ3W", "é" * 16, "K7MD" * 500]
)  # fmt: skip
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.parse(typed) is None


def test_a_shown_code_reads_back_as_itself() -> None:
    code = codes.new_code()
    assert codes.parse(code.shown) == code


def test_only_the_right_secret_opens(sealer: Sealer) -> None:
    code = codes.new_code()
    stored = codes.hash_secret(code, sealer)
    assert codes.verify(code, stored, sealer)
    assert not codes.verify(Code(code.locator, codes.new_code().secret), stored, sealer)


def test_a_locator_that_nobody_has_opens_nothing(sealer: Sealer) -> None:
    assert not codes.verify(codes.new_code(), None, sealer)


def test_a_secret_does_not_open_another_locator(sealer: Sealer) -> None:
    code = codes.new_code()
    stored = codes.hash_secret(code, sealer)
    assert not codes.verify(Code("0000", code.secret), stored, sealer)


def test_the_hash_is_worth_nothing_without_the_key(sealer: Sealer) -> None:
    code = codes.new_code()
    stored = codes.hash_secret(code, sealer)
    assert not codes.verify(code, stored, Sealer([os.urandom(32)]))


def test_what_is_stored_is_argon2id_and_fits_its_column(sealer: Sealer) -> None:
    code = codes.new_code()
    stored = codes.hash_secret(code, sealer)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(stored) <= 200
    assert code.secret not in stored


def test_an_unknown_locator_costs_the_same_parameters() -> None:
    assert codes._NOBODY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_code_never_shows_its_secret_in_a_repr() -> None:
    code = codes.new_code()
    assert code.secret not in repr(code)
