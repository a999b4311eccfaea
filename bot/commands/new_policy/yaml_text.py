"""Answers as YAML that people go on writing: plain where it can be, quoted where it must be."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 .'/()_-]*[A-Za-z0-9.)]|[A-Za-z]")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDTH: Final = 96
_RULE: Final = 99


def scalar(text: str) -> str:
    """Text as a value that stands anywhere, also within [ ] and { }."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in quoted)


def flow(texts: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(map(scalar, texts))}]"


def entry(key: str, text: str, indent: int) -> Iterator[str]:
    """A key with a text of any length; a long one is folded over lines."""
    start = " " * indent
    value = scalar(text)
    if len(start) + len(key) + len(value) + 2 <= _WIDTH or not text.isprintable():
        yield f"{start}{key}: {value}"
        return
    yield f"{start}{key}: >-"
    width = _WIDTH - indent - 2
    for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False):
        yield f"{start}  {line}"


def heading(title: str, words: str = "") -> Iterator[str]:
    """A heading in comments with what is to be known about what follows."""
    yield ""
    yield ""
    yield f"# --- {title} ".ljust(_RULE, "-")
    yield ""
    for line in words.splitlines():
        yield f"# {line}"
