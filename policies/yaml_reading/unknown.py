"""Faults for names that a file uses and nothing defines."""

from collections.abc import Iterable, Iterator

from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.words import did_you_mean, listed


def unknown(
    source: YamlSource, path: Path, kind: str, name: str, known: Iterable[str]
) -> Iterator[Fault]:
    """Yield a fault if ``name`` is not among the known names."""
    known = list(known)
    if name not in known:
        yield source.fault(
            path,
            f"There is no {kind} called {name}.{did_you_mean(name, known)} "
            f"Expected one of: {listed(known) or 'none is defined'}.",
        )


def unknown_person(
    source: YamlSource, path: Path, person: str, people: Iterable[str]
) -> Iterator[Fault]:
    """Yield a fault if a person is named who is not on the list."""
    people = sorted(people)
    for fault in unknown(source, path, "person", person, people):
        message = fault.message.split(" Expected one of")[0]
        yield Fault(
            fault.file,
            fault.line,
            fault.path,
            f"{message} Add the person under “people”, or correct the id.",
        )
