"""What is sealed opens only with its own key, in its own place, unchanged."""

import os
import stat
from pathlib import Path

import pytest

from models.errors import Unavailable
from models.sealing import Sealer, load_keys

CANARY = "KANARIE Sanne uit Zwolle"


def test_what_is_sealed_opens_again(sealer: Sealer) -> None:
    sealed = sealer.seal({"tekst": CANARY}, place="verhaal:1")
    assert sealer.open(sealed, place="verhaal:1") == {"tekst": CANARY}


def test_the_sealed_value_holds_nothing_readable(sealer: Sealer) -> None:
    assert b"KANARIE" not in sealer.seal(CANARY, place="verhaal:1")


def test_the_same_value_is_sealed_differently_every_time(sealer: Sealer) -> None:
    sealed = {sealer.seal(CANARY, place="verhaal:1") for _ in range(50)}
    assert len(sealed) == 50


def test_a_value_moved_to_another_row_does_not_open(sealer: Sealer) -> None:
    sealed = sealer.seal(CANARY, place="verhaal:1")
    with pytest.raises(Unavailable):
        sealer.open(sealed, place="verhaal:2")


def test_a_changed_byte_anywhere_keeps_it_closed(sealer: Sealer) -> None:
    sealed = sealer.seal("kort", place="verhaal:1")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(Unavailable):
            sealer.open(bytes(changed), place="verhaal:1")


def test_a_cut_off_value_of_any_length_keeps_it_closed(sealer: Sealer) -> None:
    sealed = sealer.seal("kort", place="verhaal:1")
    for length in range(len(sealed)):
        with pytest.raises(Unavailable):
            sealer.open(sealed[:length], place="verhaal:1")


def test_the_refusal_tells_nothing_of_the_value(sealer: Sealer) -> None:
    sealed = sealer.seal(CANARY, place="verhaal:1")
    with pytest.raises(Unavailable) as refusal:
        sealer.open(sealed, place="verhaal:2")
    assert "KANARIE" not in str(refusal.value)
    assert refusal.value.__suppress_context__


def test_an_older_key_still_opens_after_a_new_one_came() -> None:
    old, new = os.urandom(32), os.urandom(32)
    sealed = Sealer([old]).seal("oud", place="p")
    both = Sealer([new, old])
    assert both.open(sealed, place="p") == "oud"
    with pytest.raises(Unavailable):
        Sealer([old]).open(both.seal("nieuw", place="p"), place="p")


def test_a_fingerprint_survives_a_new_key_and_means_nothing_without_it() -> None:
    old, new = os.urandom(32), os.urandom(32)
    assert Sealer([old]).fingerprint("x") == Sealer([new, old]).fingerprint("x")
    assert Sealer([old]).fingerprint("x") != Sealer([new]).fingerprint("x")


@pytest.mark.parametrize("keys", [[], [b"kort"], [b"x" * 33]])
def test_keys_of_another_length_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(keys)


def test_a_sealer_never_shows_its_keys() -> None:
    assert repr(Sealer([b"k" * 32])) == "<Sealer>"


def test_a_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "sleutels"
    first = load_keys(path)
    assert load_keys(path) == first
    assert len(first[0]) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
