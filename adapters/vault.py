"""Field encryption: a data key for each case, wrapped by a ring of keys outside the database.

AES-256-GCM throughout, with a fresh 96-bit nonce before each ciphertext. The associated data is
the value's place (table, row, column, case) and the id of the key, so that a ciphertext moved to
another row, column or case does not open.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.cases.record.seals import canonical
from core.ports import CaseKey, EncryptedValue, KeyMissing, Tampered, ValuePlace

KEY_SIZE: Final = 32
_NONCE_SIZE: Final = 12
_TAG_SIZE: Final = 16


class KeyRing:
    """The keys that encrypt other keys and values, by id; new values use the current key."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if not keys:
            raise ValueError("the key ring is empty: at least one key is needed")
        for name, key in keys.items():
            if not name:
                raise ValueError("every key of the ring needs an id")
            if len(key) != KEY_SIZE:
                raise ValueError(f"key {name!r} must have {KEY_SIZE} bytes, not {len(key)}")
        if current not in keys:
            raise ValueError(f"the current key {current!r} is not on the ring")
        self.current = current
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._keys = dict(keys)

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r})"

    def cipher(self, name: str) -> AESGCM:
        """Return the cipher of a key. Raises KeyMissing if the ring does not hold it."""
        if name not in self._ciphers:
            raise KeyMissing(f"key {name!r} is not on the ring")
        return self._ciphers[name]

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """Return a 32-byte key for one purpose from each key of the ring (HKDF-SHA-256), the
        current key's first. Sign with the first and accept all: signatures of an earlier key stay
        valid for as long as that key is on the ring.
        """
        names = (self.current, *sorted(name for name in self._keys if name != self.current))
        return tuple(
            HKDF(
                algorithm=SHA256(),
                length=KEY_SIZE,
                salt=None,
                info=canonical(["concord", purpose, name]),
            ).derive(self._keys[name])
            for name in names
        )


class AesGcmVault:
    """Encrypt with the ring's or a case's key; each value decrypts only in its own place."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def new_key(self) -> CaseKey:
        """Return a new data key for a case."""
        return CaseKey(id=secrets.token_hex(8), secret=secrets.token_bytes(KEY_SIZE))

    def lock(self, place: ValuePlace, plain: bytes) -> EncryptedValue:
        """Encrypt with the ring's current key."""
        name = self._ring.current
        return EncryptedValue(key=name, blob=_seal(self._ring.cipher(name), place, name, plain))

    def unlock(self, place: ValuePlace, locked: EncryptedValue) -> bytes:
        """Decrypt with the key of the ring that the value names. Raises KeyMissing or Tampered."""
        return _open(self._ring.cipher(locked.key), place, locked.key, locked.blob)

    def seal(self, key: CaseKey, place: ValuePlace, plain: bytes) -> bytes:
        """Encrypt with a case's key."""
        return _seal(AESGCM(key.secret), place, key.id, plain)

    def open(self, key: CaseKey, place: ValuePlace, sealed: bytes) -> bytes:
        """Decrypt with a case's key. Raises Tampered."""
        return _open(AESGCM(key.secret), place, key.id, sealed)

    def commitment_key(self, key: CaseKey, case: str) -> bytes:
        """Return the 32-byte key of a case's commitments, derived from its data key by
        HKDF-SHA-256.
        """
        info = canonical(["concord", "commitment", case, key.id])
        return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=info).derive(key.secret)


def _associated(place: ValuePlace, key: str) -> bytes:
    """Return a place and key id as canonical JSON, so that different places never encode alike."""
    return canonical([place.table, place.row, place.column, place.case, key])


def _seal(cipher: AESGCM, place: ValuePlace, key: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_SIZE)
    return nonce + cipher.encrypt(nonce, plain, _associated(place, key))


def _open(cipher: AESGCM, place: ValuePlace, key: str, sealed: bytes) -> bytes:
    if len(sealed) < _NONCE_SIZE + _TAG_SIZE:
        raise Tampered(f"the value in {place.table}.{place.column} is cut short")
    nonce, text = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return cipher.decrypt(nonce, text, _associated(place, key))
    except InvalidTag:
        why = "was changed or moved, or the key is wrong"
        raise Tampered(f"the value in {place.table}.{place.column} {why}") from None
