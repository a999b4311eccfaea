"""Detect names that can pass for another: hidden characters or mixed alphabets (threat T15)."""

import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, formatting (bidirectional and zero-width), unassigned, private
use, surrogates, line and paragraph separators.
"""
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "FULLWIDTH")


def illegible(name: str) -> bool:
    """Return whether a name contains an invisible or direction-changing character, or a word that
    mixes alphabets and so can look like another name.
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
