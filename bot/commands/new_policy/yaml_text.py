"""Templates of YAML files: every value that they put in is quoted where YAML needs it."""

import json
import re
import textwrap
from datetime import date
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.commands.new_policy.answers import slug

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 .'/()_-]*[A-Za-z0-9.)]|[A-Za-z]")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDTH: Final = 96


class YamlText(str):
    """Text that is YAML already, and goes into a file as it is."""

    __slots__ = ()


@cache
def templates() -> Environment:
    """The templates of this folder. A value that a template does not find is an error."""
    made = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=False,  # noqa: S701 - no HTML; ``finalize`` quotes every value for YAML
        finalize=_quoted,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"comment": _comment, "folded": _folded, "slug": slug}
    return made


def _quoted(value: Any) -> str:
    """A value as it can stand anywhere in a YAML file, also within [ ] and { }."""
    match value:
        case YamlText():
            return value
        case list() | tuple():
            return f"[{', '.join(map(_quoted, value))}]"
        case int() | date():
            return str(value)
        case _:
            text = str(value)
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in quoted)


def _comment(text: str) -> YamlText:
    """A text for a comment: it stays on its line."""
    return YamlText("".join(one if one.isprintable() else " " for one in text))


def _folded(text: str, indent: int) -> YamlText:
    """The value of a key that is indented so far: folded over lines where it is long."""
    quoted = _quoted(text)
    width = _WIDTH - indent - 2
    if len(quoted) <= width - len("text") or not text.isprintable():
        return YamlText(quoted)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return YamlText("\n".join([">-", *(f"{' ' * (indent + 2)}{line}" for line in lines)]))
