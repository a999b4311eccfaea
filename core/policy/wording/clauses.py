"""Words of the clause report for board members: how each numbered clause is accounted for."""

from typing import Final

from core.policy.wording.rules import enum_words
from core.vocabulary import ShownAt

ABOUT: Final = "The policy's own particulars: title, areas, dates and office hours"
"""Name of the rule for what the document says about itself."""

SHOWN_IN: Final[dict[str, str]] = {
    "principles": "The policy page (/escalate policy)",
    "statements": "The policy page (/escalate policy), to be read out where people meet",
    "references": "The policy page (/escalate policy)",
    "exclusions": "The form that raises a concern",
}
"""Where texts that no rule enforces are shown, by the policy's field."""

REASON: Final[dict[str, str]] = {
    "principles": "It asks for an attitude: people are shown it, and no program can keep it.",
    "statements": "It is for people to say to each other: they are given the words.",
    "references": "It names law or guidance that people follow: they are told where to find it.",
    "exclusions": "It says what belongs elsewhere: the person is advised, and never refused.",
}
"""Why no rule enforces a text, by the policy's field, unless the policy gives its own reason."""

KIND: Final[dict[str, str]] = {"normative": "asks something", "data": "defines or lists"}

KEPT: Final = "Kept by a rule"
SHOWN: Final = "Shown, with a reason"
NO_RULE: Final = "No rule"
LOST: Final = "NOT ACCOUNTED FOR"

TITLE: Final = "Which rule keeps which clause"
HOW_TO_READ: Final = (
    "Every numbered clause of the document stands here in our own words, with the rules that keep "
    "it in Concord. Where no program can keep a clause, it says where people are shown it and why "
    "no rule keeps it."
)
COLUMNS: Final = ("Clause", "What it says", "Kept by", "Shown where, and why")


def also_at(where: str, moment: ShownAt) -> str:
    """Return a place, and the one where the text stands at its moment."""
    return f"{where}, and {enum_words(moment)}"


def shown_in(where: str, text: str) -> str:
    """Return a place and the text shown there."""
    return f"{where}: “{text}”" if text else where


def counted(total: int, kept: int, shown: int) -> str:
    """Return the summary: how many clauses are accounted for."""
    return (
        f"{kept + shown} of {total} clauses accounted for: {kept} kept by rules, {shown} shown "
        "with a reason."
    )


def lost(clauses: str) -> str:
    """Say which clauses are not accounted for."""
    return (
        f"Not accounted for: {clauses}. Cite each in the rule that keeps it, or list it under "
        "“display_only” with where it is shown and why no program can keep it."
    )


def unknown(clause: str, rule: str, document: str) -> str:
    """Say that a rule cites a clause that the document does not have."""
    return f"{rule} cites {clause}, which {document} has not. Correct the number."
