"""How each numbered clause of a document is accounted for, in words a board member reads."""

from typing import Final

ABOUT: Final = "The policy's own particulars: title, areas, dates and office hours"
"""The rule that keeps what the document says of itself."""

SHOWN_IN: Final[dict[str, str]] = {
    "principles": "The policy page (/escalate policy)",
    "statements": "The policy page (/escalate policy), to be read out where people meet",
    "references": "The policy page (/escalate policy)",
    "exclusions": "The form that raises a concern",
}
"""Where the texts that are only shown can be read, by the part of the policy they stand in."""

REASON: Final[dict[str, str]] = {
    "principles": "It asks for an attitude: people are shown it, and no program can keep it.",
    "statements": "It is for people to say to each other: they are given the words.",
    "references": "It names law or guidance that people follow: they are told where to find it.",
    "exclusions": "It says what belongs elsewhere: the person is advised, and never refused.",
}
"""Why no rule keeps a text that is only shown, unless the policy gives a reason of its own."""

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


def shown_in(where: str, text: str) -> str:
    """A place, and the words that stand there."""
    return f"{where}: “{text}”" if text else where


def counted(total: int, kept: int, shown: int) -> str:
    """The sum at the head: n of n accounted for."""
    return (
        f"{kept + shown} of {total} clauses accounted for: {kept} kept by rules, {shown} shown "
        "with a reason."
    )


def lost(clauses: str) -> str:
    """Which clauses nothing accounts for."""
    return (
        f"Not accounted for: {clauses}. Cite each in the rule that keeps it, or list it under "
        "“display_only” with where it is shown and why no program can keep it."
    )


def unknown(clause: str, rule: str, document: str) -> str:
    """A rule cites a clause that the document has not."""
    return f"{rule} cites {clause}, which {document} has not. Correct the number."
