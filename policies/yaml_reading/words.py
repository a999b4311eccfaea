"""Words for messages about a file: what was probably meant, what is allowed, what is there."""

import difflib
from collections.abc import Iterable

from policies.yaml_reading.source import Value

_ALIKE = 0.6


def near(word: str, words: Iterable[str]) -> str:
    """Return the one of ``words`` that was probably meant, or ""."""
    plain = {_plain(entry): entry for entry in words}
    close = difflib.get_close_matches(_plain(word), plain, 1, _ALIKE)
    return plain[close[0]] if close else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a closing sentence with the probable word, starting with a space, or ""."""
    meant = near(word, words)
    return f" Did you mean {meant}?" if meant else ""


def listed(words: Iterable[str]) -> str:
    """Join words as a list in a sentence."""
    return ", ".join(words)


def shown(value: Value) -> str:
    """Return a value as a sentence can name it; long text is cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return f"“{' '.join(value[:60].split())}”"
    if value is None:
        return "nothing"
    return "a list" if isinstance(value, list) else "a mapping"


def _plain(word: str) -> str:
    return word[:60].lower().replace("-", "_").replace(" ", "_")
