"""What is encrypted opens with its key in its own place, and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.vault import AesGcmVault, KeyRing
from core.ports import CaseKey, EncryptedValue, KeyMissing, Tampered, ValuePlace

ONE, TWO = b"1" * 32, b"2" * 32
PLACE = ValuePlace(table="entries", row="c1:2", column="private", case="c1")
ELSEWHERE = [
    replace(PLACE, table="cases"),
    replace(PLACE, row="c1:3"),
    replace(PLACE, column="body"),
    replace(PLACE, case="c2"),
    replace(PLACE, row="c1", column='2","private'),
    ValuePlace(table="entries|c1:2", row="private", column="c1"),
]


@pytest.fixture
def vault() -> AesGcmVault:
    """A vault whose ring holds two keys."""
    return AesGcmVault(KeyRing({"one": ONE, "two": TWO}, current="two"))


@pytest.mark.parametrize(
    ("keys", "current", "words"),
    [
        ({}, "one", "at least one key"),
        ({"one": ONE}, "two", "'two' is not on the ring"),
        ({"one": ONE[:-1]}, "one", "must have 32 bytes, not 31"),
        ({"one": b""}, "one", "must have 32 bytes, not 0"),
        ({"": ONE}, "", "needs an id"),
    ],
)
def test_a_ring_that_would_not_do_is_refused(
    keys: Mapping[str, bytes], current: str, words: str
) -> None:
    """A ring without keys, with a short key or without its current one says what is wrong."""
    with pytest.raises(ValueError, match=words):
        KeyRing(keys, current)


def test_keys_are_never_printed(vault: AesGcmVault) -> None:
    """A ring and a case's key show nothing of themselves."""
    key = vault.new_key()
    assert ONE.decode() not in repr(KeyRing({"one": ONE}, current="one"))
    assert repr(key.secret) not in repr(key)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_what_was_sealed_opens(plain: bytes) -> None:
    """Any bytes come back, from a case's key and from the ring."""
    vault = AesGcmVault(KeyRing({"one": ONE}, current="one"))
    key = vault.new_key()
    assert vault.open(key, PLACE, vault.seal(key, PLACE, plain)) == plain
    assert vault.unlock(PLACE, vault.lock(PLACE, plain)) == plain


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_is_moved_does_not_open(vault: AesGcmVault, place: ValuePlace) -> None:
    """A ciphertext put into another table, row, column or case is refused."""
    key = vault.new_key()
    with pytest.raises(Tampered):
        vault.open(key, place, vault.seal(key, PLACE, b"text"))
    with pytest.raises(Tampered):
        vault.unlock(place, vault.lock(PLACE, b"text"))


def test_every_changed_byte_is_refused(vault: AesGcmVault) -> None:
    """Whichever byte of a ciphertext is changed, and wherever it is cut, it does not open."""
    key = vault.new_key()
    sealed = vault.seal(key, PLACE, b"some text")
    for at in range(len(sealed)):
        changed = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        for wrong in (changed, sealed[:at]):
            with pytest.raises(Tampered):
                vault.open(key, PLACE, wrong)


def test_another_key_does_not_open(vault: AesGcmVault) -> None:
    """Neither another case's key, nor the same bytes under another id, nor another ring key."""
    key = vault.new_key()
    sealed, locked = vault.seal(key, PLACE, b"text"), vault.lock(PLACE, b"text")
    assert locked.key == "two"
    for wrong in (vault.new_key(), CaseKey(id="other", secret=key.secret)):
        with pytest.raises(Tampered):
            vault.open(wrong, PLACE, sealed)
    with pytest.raises(Tampered):
        vault.unlock(PLACE, EncryptedValue(key="one", blob=locked.blob))


def test_a_missing_key_says_which(vault: AesGcmVault) -> None:
    """A value locked with a key that is not on the ring names that key."""
    locked = vault.lock(PLACE, b"text")
    with pytest.raises(KeyMissing, match="'two' is not on the ring"):
        AesGcmVault(KeyRing({"one": ONE}, current="one")).unlock(PLACE, locked)


def test_the_same_text_never_looks_the_same(vault: AesGcmVault) -> None:
    """Every ciphertext has a nonce of its own."""
    key = vault.new_key()
    assert len({vault.seal(key, PLACE, b"text") for _ in range(100)}) == 100


def test_a_commitment_key_belongs_to_one_case(vault: AesGcmVault) -> None:
    """It is the same every time, another for another case or key, and not the data key itself."""
    key = vault.new_key()
    derived = vault.commitment_key(key, "c1")
    assert derived == vault.commitment_key(key, "c1")
    others = {vault.commitment_key(key, "c2"), vault.commitment_key(vault.new_key(), "c1")}
    assert derived not in {*others, key.secret}
    assert len(derived) == 32


def test_a_key_for_a_purpose_is_good_for_nothing_else() -> None:
    """Other purposes, other keys; each ring key gives its own, and the current one's comes first."""
    ring = KeyRing({"one": ONE, "two": TWO}, current="two")
    links = ring.derived("mail link")
    assert len({*links, *ring.derived("mail code"), ONE, TWO}) == 6
    assert links == ring.derived("mail link")
    earlier = KeyRing({"one": ONE}, current="one").derived("mail link")
    assert links[1:] == earlier
    assert [len(one) for one in links] == [32, 32]
