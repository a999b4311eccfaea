"""What a browser posts, as values; pure, and None for what no form of ours sends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from adapters.mail.text import is_address

MOST_FIELDS: Final = 300
"""More than the longest form has, every box ticked."""
FIELD: Final = "f."
"""What the name of an input begins with; what is ours alone has a name without it."""
_NAME: Final = re.compile(r"[A-Za-z0-9_.:-]{1,200}", re.ASCII)
_DIGITS: Final = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostedForm:
    """A form as it was sent: what steers the page, and what was filled into inputs."""

    own: Mapping[str, str]
    values: Mapping[str, str]
    """By input id, in the format of ``Input.value``."""


def posted(body: bytes) -> PostedForm | None:
    """Read a urlencoded form. Boxes of one name are joined by a comma."""
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
            values.setdefault(name.removeprefix(FIELD), []).append(whole(text))
        elif own.setdefault(name, whole(text)) != whole(text):
            return None
    joined = {name: ",".join(filter(None, texts)) for name, texts in values.items()}
    return PostedForm(own=own, values=joined)


def whole(text: str) -> str:
    """The text with line breaks as newlines, and without NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def address(text: str) -> str | None:
    """An e-mail address as it stands on a contact list: trimmed, in small letters."""
    trimmed = text.strip().lower()
    return trimmed if is_address(trimmed) else None


def digits(text: str) -> str | None:
    """The six digits of a code, however they were spaced."""
    bare = re.sub(r"[\s\u00a0-]", "", text)
    return bare if _DIGITS.fullmatch(bare) else None
