"""Checks that every reading that a rule takes is declared, and says who took it."""

from collections.abc import Iterator
from typing import Final

from core.vocabulary import ReadingSource
from policies.policy_files.checks.checks import cited
from policies.policy_files.model import PolicyFile, ReadingEntry
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.words import did_you_mean

_NEEDED: Final = {
    "decided_by": "who in the partnership decided it",
    "decided_on": "the day on which it was decided",
    "safest": "what the safest reading would be, so that users see both",
}


def check_readings(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield faults of readings that are not declared, declared twice, or do not say whose they
    are.
    """
    first: dict[str, Path] = {}
    for position, entry in enumerate(file.readings):
        path: Path = ("readings", position)
        if entry.id in first:
            yield source.fault(
                (*path, "id"),
                f"The reading {entry.id} is already declared on "
                f"{source.where(first[entry.id])}. Keep one of the two.",
            )
        first.setdefault(entry.id, path)
        yield from _of_document(entry.id, file.about.clause_prefix, source, (*path, "id"))
        yield from _whose(entry, source, path)
    told: set[str] = set()
    for path, rule in cited(file):
        name = rule.reading
        if not name:
            continue
        place = (*path, "reading")
        foreign = list(_of_document(name, file.about.clause_prefix, source, place))
        yield from foreign
        if not foreign and name not in first and name not in told:
            told.add(name)
            yield source.fault(
                place,
                f"The reading {name} is not declared.{did_you_mean(name, first)} Add it to "
                "“readings” with its question and what is taken.",
            )


def unnamed_readings(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield faults of declared readings that no rule takes: users would be told of them for
    nothing.
    """
    named = {rule.reading for _, rule in cited(file)}
    for position, entry in enumerate(file.readings):
        if entry.id not in named:
            yield source.fault(
                ("readings", position, "id"),
                f"No rule takes the reading {entry.id}. Name it at the rule that follows it, "
                "or remove it here.",
            )


def _of_document(name: str, prefix: str, source: YamlSource, path: Path) -> Iterator[Fault]:
    if "-" in name and name.partition("-")[0] != prefix:
        yield source.fault(
            path,
            f"{name} is a reading of another document. Expected one that begins with {prefix}-A, "
            "or a shared reading such as G2.",
        )


def _whose(entry: ReadingEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    own = entry.origin is ReadingSource.PARTNERSHIP
    for key, what in _NEEDED.items():
        given = getattr(entry, key) is not None
        if own and not given:
            yield source.fault(
                path, f"A reading that is the partnership's own says {what}. Add “{key}”."
            )
        if given and not own:
            yield source.fault(
                (*path, key),
                f"“{key}” belongs to a reading that is the partnership's own. Remove it, or add "
                "“origin: partnership”.",
            )
