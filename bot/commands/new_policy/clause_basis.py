"""Which numbers of the document each group of rules rests on: those given, or ones handed out."""

from dataclasses import dataclass, field
from typing import Final

from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import GivenAnswers

NOT_YET: Final = "# NOT YET: clauses"
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Bases:
    """By group of rules the clauses it keeps, and what each clause says."""

    prefix: str
    clauses: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    open: set[str] = field(default_factory=set[str])

    def of(self, group: str) -> str:
        """What the rules of a group say they rest on; "" where that is not known yet."""
        if group in self.open:
            return ""
        ids = self.clauses.get(group, ())
        return f"clauses: [{', '.join(ids)}]" if ids else "origin: default"

    def line(self, group: str) -> str:
        """The same as a line of its own."""
        return self.of(group) or NOT_YET

    def within(self, group: str) -> str:
        """The same, to end what stands within { }."""
        said = self.of(group)
        return f", {said}" if said else ""


def bases(given: GivenAnswers) -> Bases:
    """Where the document has numbers, those that were answered; else one for each group that the
    document speaks of, in the order of the questions.
    """
    made = Bases(given["prefix"])
    groups = _groups(given)
    if not given.last_number:
        said = [group for group in groups if _spoken_of(group, given)]
        for number, group in enumerate(said, start=1):
            _cite(made, group, (number,), groups[group])
        return made
    for group, text in groups.items():
        key = f"{group}_clauses"
        if given.is_open(key):
            made.open.add(group)
        _cite(made, group, given.numbers(key), text)
    for number in range(1, given.last_number + 1):
        answer, clause = f"sentence_{number}", _clause(made.prefix, number)
        if clause not in made.texts:
            words = "" if given.is_open(answer) else given.get(answer, "")
            made.texts[clause] = words or say.UNSAID
    return made


def _groups(given: GivenAnswers) -> dict[str, str]:
    """Every group of rules, and the words for the clause that asks for it."""
    stages = {
        f"stage_{n}": say.STAGE.format(n=n, name=given[f"stage_{n}_name"])
        for n in range(1, given.stages + 1)
    }
    return {
        "scope": say.SCOPE,
        "records": say.RECORDS,
        **stages,
        "risk": say.RISK,
        "told": say.TOLD,
        "closing": say.CLOSING,
    }


def _spoken_of(group: str, given: GivenAnswers) -> bool:
    """Whether the document says something of its own there."""
    match group:
        case "scope":
            return bool(given.several("categories"))
        case "records":
            return given["records"] != say.DEFAULT_RECORDS
        case "told":
            return any(given.several(f"told_{who}") for who in say.TOLD_OF)
        case "closing":
            return bool(given.several("learning"))
        case _:
            return True


def _cite(made: Bases, group: str, numbers: tuple[int, ...], text: str) -> None:
    ids = tuple(_clause(made.prefix, number) for number in numbers)
    made.clauses[group] = ids
    for one in ids:
        before = made.texts.get(one)
        made.texts[one] = (f"{before}; {text}" if before else text)[:_MOST]


def _clause(prefix: str, number: int) -> str:
    return f"{prefix}-{number:02d}"
