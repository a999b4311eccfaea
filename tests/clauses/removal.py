"""Taking one rule out of a policy file, to see which test misses it.

``missed_by.json`` beside this file remembers for each rule the quickest test that misses it; that
one is tried first, and all others where it stays green. So a table that is out of date costs time
and hides nothing. After rules or tests have changed, write it anew, which takes minutes::

    python -m tests.clauses.removal
"""

import asyncio
import importlib
import inspect
import json
import pickle
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Final

from policies import library
from policies.policy_files.checks.checks import cited
from policies.policy_files.loader import LoadedPolicy, load_layers
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Path
from policies.yaml_reading.overlay import Layers
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import YamlSource, read
from tests.clauses.town import Town

Kept = Callable[[Town], Awaitable[None]]
HERE: Final = FilePath(__file__).parent
TABLE: Final = HERE / "missed_by.json"
CLAUSE: Final = re.compile(r"(hou|wan|hal|tri|hil)_(\d\d)")
SHOWN: Final = frozenset({"principles", "references", "statements", "display_only", "readings"})
"""Parts of a file that are only shown: their clauses are accounted for, and nothing acts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a kept policy file: where it stands, and the clauses it cites."""

    policy: str
    path: Path
    clauses: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its place, as a person finds it in the file."""
        return f"{self.policy}:{'/'.join(str(step) for step in self.path)}"

    @property
    def shown(self) -> bool:
        """Whether it is text that is shown and nothing that acts."""
        return self.path[0] in SHOWN


@cache
def named_after(clause: str) -> tuple[tuple[str, Kept], ...]:
    """The tests named after a clause, by name."""
    wanted = clause.lower().replace("-", "_")
    return tuple(pair for pair in _all_tests() if wanted in _clauses_in(pair[0]))


@cache
def _all_tests() -> tuple[tuple[str, Kept], ...]:
    found: list[tuple[str, Kept]] = []
    for file in sorted(HERE.rglob("test_*.py")):
        within = file.relative_to(HERE).with_suffix("").parts
        here = importlib.import_module(".".join(("tests.clauses", *within)))
        found.extend(
            (name, thing)
            for name, thing in vars(here).items()
            if CLAUSE.search(name) and inspect.iscoroutinefunction(thing)
        )
    return tuple(found)


def _takes_a_town_alone(test: Kept) -> bool:
    return len(inspect.signature(test).parameters) == 1


def _clauses_in(name: str) -> set[str]:
    return {f"{prefix}_{number}" for prefix, number in CLAUSE.findall(name)}


@cache
def _read(policy_id: str) -> YamlSource:
    return read(library.policy_text(policy_id), policy_id)


@cache
def _packed(policy_id: str) -> bytes:
    """The file as read, to be unpacked anew for each rule: several times as quick as a deep copy."""
    return pickle.dumps(_read(policy_id))


@cache
def rules(policy_id: str) -> tuple[Rule, ...]:
    """Every rule of a kept policy that cites a clause."""
    parsed = validate(_read(policy_id), PolicyFile).model
    assert parsed is not None
    return tuple(
        Rule(policy_id, path, rule.clauses) for path, rule in cited(parsed) if path and rule.clauses
    )


def without(rule: Rule) -> LoadedPolicy | tuple[object, ...]:
    """The policy with this rule taken out, or why no such file can be loaded."""
    source: YamlSource = pickle.loads(_packed(rule.policy))  # noqa: S301 - packed just above
    inner: Any = source.data
    for step in rule.path[:-1]:
        inner = inner[step]
    del inner[rule.path[-1]]
    listed = library.clauses_of(rule.policy) if rule.shown else None
    return load_layers(Layers(source), rule.name, listed)


@cache
def _missed_by() -> dict[str, str]:
    found: dict[str, str] = json.loads(TABLE.read_text("utf-8"))
    return found


def candidates_for(rule: Rule) -> tuple[tuple[str, Kept], ...]:
    """The tests named after the clauses that the rule keeps, the one that missed it last first."""
    named = {
        name: test
        for clause in rule.clauses
        for name, test in named_after(clause)
        if _takes_a_town_alone(test)
    }
    last = _missed_by().get(rule.name)
    return tuple(sorted(named.items(), key=lambda pair: pair[0] != last))


async def misses(rule: Rule, test: Kept, loaded: LoadedPolicy) -> bool:
    """Whether a test fails without the rule."""
    town = Town(loaded.policy, library.directory_of(rule.policy))
    try:
        await test(town)
    except (AssertionError, LookupError, ValueError):
        return True
    return False


def every_rule() -> tuple[Rule, ...]:
    """Every rule of the five policies."""
    return tuple(rule for policy_id in library.POLICIES for rule in rules(policy_id))


async def _cost(name: str, test: Kept) -> float:
    """Seconds of a processor that a test takes while nothing is missing."""
    prefix = next(iter(_clauses_in(name)))[:3]
    (policy_id,) = [one for one in library.POLICIES if one.startswith(prefix)]
    town = Town(library.policy_of(policy_id).policy, library.directory_of(policy_id))
    began = time.process_time()
    await test(town)
    return time.process_time() - began


async def _table() -> dict[str, str]:
    costs = {
        name: await _cost(name, test) for name, test in _all_tests() if _takes_a_town_alone(test)
    }
    found: dict[str, str] = {}
    for rule in every_rule():
        loaded = without(rule)
        if not isinstance(loaded, LoadedPolicy):
            continue
        for name, test in sorted(candidates_for(rule), key=lambda pair: costs[pair[0]]):
            if await misses(rule, test, loaded):
                found[rule.name] = name
                break
    return found


if __name__ == "__main__":
    written = asyncio.run(_table())
    TABLE.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")
