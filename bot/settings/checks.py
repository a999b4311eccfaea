"""Validators of settings; their messages say what is expected, never what was given."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any, Final

from pydantic import AfterValidator, SecretStr

from adapters.vault import KEY_SIZE

_LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(/.*)?")
_KEY_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_TEAM_ID: Final = re.compile(r"[TE][A-Z0-9]{2,20}")


def checked(good: Callable[[str], bool], expected: str) -> AfterValidator:
    """Return a validator whose message says what is expected and never what was given."""

    def check(value: str) -> str:
        if not good(value):
            raise ValueError(expected)
        return value

    return AfterValidator(check)


def is_safe(text: str) -> bool:
    """Return whether this is an https address without user information, or one of this machine."""
    return bool(re.fullmatch(r"https://[^\s/@]+(/\S*)?", text) or _LOOPBACK.fullmatch(text))


def is_database(text: str) -> bool:
    """Return whether this is the URL of a SQLite file or of a PostgreSQL database."""
    kind, found, rest = text.partition("://")
    if kind in {"sqlite", "sqlite+aiosqlite"}:
        return bool(found) and len(rest) > 1 and rest.startswith("/") and ":memory:" not in rest
    return kind in {"postgresql", "postgresql+asyncpg"} and bool(rest)


def key_bytes(text: str) -> bytes | None:
    """Decode base64 of either alphabet; None if it is not base64."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return None


def good_keys(keys: dict[str, SecretStr]) -> dict[str, SecretStr]:
    """Check ids and lengths. An id is not repeated in a message, since it may be the secret
    itself.
    """
    for number, (name, secret) in enumerate(keys.items(), start=1):
        if not _KEY_ID.fullmatch(name):
            raise ValueError(
                "every key needs an id of letters, digits, dots and dashes (at most 32), as in "
                "2026a=<base64>; what stands in front of the = is none."
            )
        if len(key_bytes(secret.get_secret_value()) or b"") != KEY_SIZE:
            raise ValueError(
                f"key number {number} must be {KEY_SIZE} bytes in base64, as made by "
                "“openssl rand -base64 32”."
            )
    return keys


def good_tokens(tokens: dict[str, SecretStr]) -> dict[str, SecretStr]:
    """Check that bot tokens are given by team id, and not the other way round."""
    for team, token in tokens.items():
        if not _TEAM_ID.fullmatch(team):
            raise ValueError("team ids such as T0123ABCD are expected in front of the tokens.")
        if not token.get_secret_value().startswith("xoxb-"):
            raise ValueError(f"the token of {team} must be a bot token, which starts with xoxb-.")
    return tokens


def all_filled(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """Check that none of several secrets is empty."""
    if not all(one.get_secret_value().strip() for one in secrets):
        raise ValueError("one of the secrets is empty.")
    return secrets


def good_app_token(token: SecretStr | None) -> SecretStr | None:
    """Check that this is a token for Socket Mode and not another."""
    if token is not None and not token.get_secret_value().startswith("xapp-"):
        raise ValueError("an app-level token is expected, which starts with xapp-.")
    return token


def good_teams(teams: frozenset[str]) -> frozenset[str]:
    """Check that these are ids of workspaces (or of an Enterprise Grid), not names."""
    if not all(_TEAM_ID.fullmatch(team) for team in teams):
        raise ValueError("team ids such as T0123ABCD are expected, separated by commas.")
    return teams


def is_safe_or_empty(text: str) -> bool:
    """Return whether the text is empty or a safe address."""
    return not text or is_safe(text)


def upper(value: Any) -> Any:
    """Return text in upper case; anything else unchanged."""
    return value.upper() if isinstance(value, str) else value


EXPECTED_URL: Final = "an address that starts with https:// is expected."
EXPECTED_DATABASE: Final = (
    "sqlite+aiosqlite:///<file> or postgresql+asyncpg://<user>@<host>/<database> is expected."
)
SAFE_URL: Final = checked(is_safe, EXPECTED_URL)
