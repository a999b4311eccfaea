"""A policy's own sentences, for the moment at which they can change what somebody does."""

import re
from typing import Final

from core.policy.model import DisplayOnly, Policy, Principle
from core.vocabulary import ShownAt

SHORT: Final = 250
"""Most characters of one sentence of the policy on a message; a longer text stands in the case."""
SENTENCES: Final = 500
"""Most characters of a policy's sentences for one moment on a message, altogether."""
_SENTENCE_END: Final = re.compile(r"[.!?][”\"')]*(?=\s+[“\"'(]*[A-Z0-9])")


def in_message(text: str) -> str:
    """Return a text for a message: whole if it is short, else its first sentence; "" if that is
    long too. The case, which the message opens, has all of it.
    """
    if len(text) <= SHORT:
        return text
    end = _SENTENCE_END.search(text)
    first = text[: end.end()] if end else text
    return first if len(first) <= SHORT else ""


def sentences_at(moment: ShownAt, policy: Policy) -> tuple[str, ...]:
    """Return the principles and the merely displayed clauses for a moment, in the policy's order."""
    held: tuple[Principle | DisplayOnly, ...] = (*policy.principles, *policy.display_only)
    return tuple(dict.fromkeys(one.text for one in held if one.at is moment and one.text))


def asked_in_message(policy: Policy) -> str:
    """Return the sentences for whoever is asked, as many as fit on a message; "" if there are
    none.
    """
    kept, room = list[str](), SENTENCES
    for one in sentences_at(ShownAt.ASKED, policy):
        said = in_message(one)
        room -= len(said) + 1
        if said and room >= 0:
            kept.append(said)
    return " ".join(kept)


def about_contacts(policy: Policy, shown: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Return the sentences to stand with the posts of the agencies ``shown``: not those that name
    only one of the ``others``.
    """
    return [
        one
        for one in sentences_at(ShownAt.CONTACTS, policy)
        if any(name in one for name in shown) or not any(name in one for name in others)
    ]


def emergency_routes(policy: Policy) -> str:
    """Return the ways to get help now, in one line."""
    routes = policy.immediate_risk.routes
    return " - ".join(f"{route.label}: {route.number}" for route in routes)
