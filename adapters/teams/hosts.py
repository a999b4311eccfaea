"""Which service addresses a message may be sent to: an exact list, checked in and out (T4)."""

import re
from typing import Final

_PATH: Final = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
_PUBLIC: Final = re.compile(rf"https://([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{{2,}}){_PATH}", re.ASCII)
_LOOPBACK: Final = re.compile(rf"https?://(?:127\.0\.0\.1|localhost):[0-9]{{1,5}}{_PATH}", re.ASCII)
_LONGEST: Final = 300


def may_be_sent_to(url: object, hosts: frozenset[str], *, allow_loopback: bool = False) -> bool:
    """True only for ``https://host/path`` with a host of the list, letter for letter.

    One closed form instead of a parser: what is not in it - user information, ports, IP literals,
    escapes, queries, upper case, a final dot, dots for a folder - cannot be read in two ways.
    ``allow_loopback`` lets in this machine, for the workbench and for tests.
    """
    if not isinstance(url, str) or len(url) > _LONGEST:
        return False
    if allow_loopback and _LOOPBACK.fullmatch(url):
        return True
    match = _PUBLIC.fullmatch(url)
    return match is not None and match.group(1) in hosts
