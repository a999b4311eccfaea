"""Parse what a browser posts; pure, and None for what none of our forms sends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from adapters.mail.text import is_address
from core.desk.typed_text import any_address, storable

MOST_FIELDS: Final = 300
"""Fields per form; above the largest form with every box ticked."""
FIELD: Final = "f."
"""Prefix of the names of a form's inputs; fields that steer the page have none."""
_NAME: Final = re.compile(r"[A-Za-z0-9_.:-]{1,200}", re.ASCII)
_DIGITS: Final = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostedForm:
    """A posted form: the fields that steer the page, and the values of its inputs."""

    own: Mapping[str, str]
    values: Mapping[str, str]
    """By input id, in the format of ``Input.value``."""


def posted(body: bytes) -> PostedForm | None:
    """Parse a urlencoded form; None if malformed. Values of one name are joined by commas."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    own: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, text in pairs:
        if not _NAME.fullmatch(name):
            return None
        if name.startswith(FIELD):
            values.setdefault(name.removeprefix(FIELD), []).append(storable(text))
        elif own.setdefault(name, storable(text)) != storable(text):
            return None
    joined = {name: ",".join(filter(None, texts)) for name, texts in values.items()}
    return PostedForm(own=own, values=joined)


def address(text: str) -> str | None:
    """Return an e-mail address, trimmed and in lower case; None if it is invalid."""
    trimmed = any_address(text.lower())
    return trimmed if trimmed and is_address(trimmed) else None


def digits(text: str) -> str | None:
    """Return the six digits of a code, spaces and hyphens removed; None if it is not six digits."""
    bare = re.sub(r"[\s\u00a0-]", "", text)
    return bare if _DIGITS.fullmatch(bare) else None
