"""Randomness from the operating system: case ids, references and the spread of back-offs."""

import secrets
import uuid

from core.cases.record import references

_SYSTEM = secrets.SystemRandom()


class SystemRandomness:
    """Unguessable ids and references, and uniform random numbers."""

    def case_id(self) -> str:
        """Return a new case id (32 hex digits)."""
        return uuid.uuid4().hex

    def reference(self) -> str:
        """Return a new reference ``ESC-7KQ4-M2XP``: 35 random bits and a check symbol."""
        symbols = (secrets.choice(references.ALPHABET) for _ in range(references.FREE_SYMBOLS))
        return references.compose("".join(symbols))

    def secret(self) -> str:
        """Return 32 random hexadecimal digits, unguessable."""
        return secrets.token_hex(16)

    def spread(self) -> float:
        """Return a number in [0, 1) for full-jitter back-off."""
        return _SYSTEM.random()
