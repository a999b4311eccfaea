"""The keys and tokens of the Bot Connector: an OpenID issuer that signs with RS256 and rotates."""

import base64
import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from core.ports import Clock

ISSUER = "https://api.botframework.com"
LIFE = 3600
"""Seconds a token is good for."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key."""

    id: str
    private: rsa.RSAPrivateKey

    def public(self) -> dict[str, Any]:
        """The key as the issuer publishes it."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.id,
            "x5t": self.id,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "endorsements": ["msteams", "webchat"],
        }


class Issuer:
    """Signs what Teams sends; ``rotate`` adds a new key."""

    def __init__(self, clock: Clock, first: rsa.RSAPrivateKey | None = None) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self.keys: list[Key] = []
        """Published keys, newest first; the newest signs."""
        self._publish(first or signing_key(), keep=0)

    def rotate(self, *, keep: int = 0) -> Key:
        """Add a new key and keep publishing ``keep`` of the older ones."""
        return self._publish(signing_key(), keep)

    def _publish(self, private: rsa.RSAPrivateKey, keep: int) -> Key:
        name = hashlib.sha256(f"{next(self._numbers)}{private.public_key()}".encode()).digest()
        key = Key(base64.urlsafe_b64encode(name[:20]).decode().rstrip("="), private)
        self.keys = [key, *self.keys[:keep]]
        return key

    def token(
        self,
        audience: str,
        service_url: str,
        *,
        key: Key | None = None,
        headers: dict[str, Any] | None = None,
        algorithm: str = "RS256",
        **claims: Any,
    ) -> str:
        """A token as Teams sends it; what is given by name is put in the place of the proper
        claim (None: left out), for tests with forged ones.
        """
        signer = key or self.keys[0]
        now = int(self._clock.now().timestamp())
        proper: dict[str, Any] = {
            "iss": ISSUER,
            "aud": audience,
            "serviceurl": service_url,
            "nbf": now,
            "exp": now + LIFE,
        }
        body = {name: value for name, value in (proper | claims).items() if value is not None}
        return jwt.encode(
            body, signer.private, algorithm=algorithm, headers={"kid": signer.id} | (headers or {})
        )

    def metadata(self, url: str) -> dict[str, Any]:
        """The OpenID configuration."""
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{url}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def key_set(self) -> dict[str, Any]:
        """The published keys."""
        return {"keys": [key.public() for key in self.keys]}


def signing_key() -> rsa.RSAPrivateKey:
    """A new key; making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _number(number: int) -> str:
    size = (number.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(number.to_bytes(size, "big")).decode().rstrip("=")
