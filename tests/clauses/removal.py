"""Taking one rule out of a policy file, to see which test misses it."""

import copy
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import tests.clauses
from policies import library
from policies.policy_files.checks.checks import cited
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Path
from policies.yaml_reading.shape import shape
from policies.yaml_reading.source import read
from tests.clauses.town import Town

Kept = Callable[[Town], Awaitable[None]]
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
    for module in pkgutil.iter_modules(tests.clauses.__path__, "tests.clauses."):
        if module.name.rpartition(".")[2].startswith("test_"):
            here = importlib.import_module(module.name)
            found.extend(
                (name, thing)
                for name, thing in vars(here).items()
                if CLAUSE.search(name) and inspect.iscoroutinefunction(thing)
            )
    return tuple(found)


def _clauses_in(name: str) -> set[str]:
    return {f"{prefix}_{number}" for prefix, number in CLAUSE.findall(name)}


@cache
def rules(policy_id: str) -> tuple[Rule, ...]:
    """Every rule of a kept policy that cites a clause."""
    parsed = shape(read(library.policy_text(policy_id), policy_id), PolicyFile).model
    assert parsed is not None
    return tuple(
        Rule(policy_id, path, rule.clauses) for path, rule in cited(parsed) if path and rule.clauses
    )


def without(rule: Rule) -> LoadedPolicy | tuple[object, ...]:
    """The policy with this rule taken out, or why no such file can be loaded."""
    data: Any = copy.deepcopy(read(library.policy_text(rule.policy), rule.policy).data)
    inner: Any = data
    for step in rule.path[:-1]:
        inner = inner[step]
    del inner[rule.path[-1]]
    listed = library.clauses_of(rule.policy) if rule.shown else None
    return load_policy(json.dumps(data, default=str), rule.name, listed)


async def misses(rule: Rule, loaded: LoadedPolicy) -> list[str]:
    """Names of the tests that fail without the rule; the first is enough."""
    for clause in rule.clauses:
        for name, test in named_after(clause):
            town = Town(loaded.policy, library.directory_of(rule.policy))
            try:
                await test(town)
            except (AssertionError, LookupError, ValueError):
                return [name]
    return []


def every_rule() -> tuple[Rule, ...]:
    """Every rule of the five policies."""
    return tuple(rule for policy_id in library.POLICIES for rule in rules(policy_id))
