"""Whether a name is what it looks like: no hidden, turning or mixed-in characters (threat T15)."""

import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Controls, formatting (bidirectional marks, zero-width ones), unassigned, line separators."""
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "FULLWIDTH")


def illegible(name: str) -> bool:
    """Whether a name holds a character nobody sees or that turns the text around, or a word of
    letters of several alphabets, which looks like another name.
    """
    if any(unicodedata.category(one) in _HIDDEN for one in name):
        return True
    return any(len(_alphabets(word)) > 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    found: set[str] = set()
    for one in word:
        if one.isalpha():
            said = unicodedata.name(one, "")
            found.update(script for script in _SCRIPTS if said.startswith(script))
    return found
