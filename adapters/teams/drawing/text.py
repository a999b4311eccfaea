"""Make untrusted text safe for Teams: it is shown character for character (T16, T21-T25)."""

import re
from typing import Final

from core.desk.typed_text import plain

_MARKS: Final = re.compile(
    r"[\\`*_{}\[\]<>&~|@]"  # card markdown, entities, mentions, the card's own date functions
    r"|(?<=[A-Za-z]):(?=\S)|(?<=\w)\.(?=[^\W\d_])|(?<=\])\("  # what would make a web address a link
)

_AT_LINE_START: Final = re.compile(r"^( *)(?:([-+#=])|(\d+)([.)]))", re.MULTILINE)
"""What would begin a list, a heading or a line."""

_INDENTED: Final = re.compile(r"^ {4,}", re.MULTILINE)


def literal(text: str) -> str:
    """Return text escaped so that card markdown shows every character and interprets none: no
    emphasis, list, link, mention, entity or date function. For TextBlock and FactSet.
    """
    escaped = _MARKS.sub(r"\\\g<0>", _INDENTED.sub("   ", plain(text)))
    return _AT_LINE_START.sub(_guarded, escaped).replace("\n", "\n\n")


def _guarded(match: re.Match[str]) -> str:
    space, mark, number, dot = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"
