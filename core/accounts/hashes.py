"""What stands for an account or an address in keys, which are not encrypted."""

import hmac
from hashlib import sha256

from core.directory.model import Principal


def account_hash(principal: Principal, digits: int = 32) -> str:
    """Return a hash of an account: so many of its 64 hexadecimal digits."""
    whole = f"{principal.platform}\n{principal.tenant}\n{principal.user}"
    return sha256(whole.encode()).hexdigest()[:digits]


def keyed_hash(key: bytes, text: str) -> str:
    """Return a text's HMAC-SHA-256, 64 hexadecimal digits: it reveals nothing without the key, also
    of a text that could be guessed.
    """
    return hmac.digest(key, text.encode(), "sha256").hex()
