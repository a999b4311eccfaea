"""Checks of meaning: names exist, clauses are cited, nothing delays an alert.

Every check yields all its faults; none stops at the first. The checks of ladders - ways out,
clocks, caps - are in :mod:`policies.policy_files.checks.ladder`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol, cast

from pydantic import BaseModel

from core.vocabulary import Origin, Unit
from policies.policy_files.checks.fields import fields
from policies.policy_files.checks.notifications import check_notifications
from policies.policy_files.cited import Cited
from policies.policy_files.clause_list import ClauseList
from policies.policy_files.ladder_model import SeatEntry, TaskEntry
from policies.policy_files.ladder_translation import origin_of
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown

_NOTHING_IN_THE_WAY: Final = (
    "Nothing may be asked for here: on this path people are told first and forms follow "
    "afterwards. Remove it; ask in a task or a question instead."
)
NEVER: Final[Mapping[str, str]] = {
    f"{rule}.{key}": _NOTHING_IN_THE_WAY
    for rule in ("immediate_risk", "immediate_risk.bypass", "override")
    for key in (
        "fields",
        "required_fields",
        "carries",
        "requires",
        "approval",
        "form",
        "gate",
        "quorum",
        "meeting",
    )
}
"""Keys that an editor may try on the paths that must never be gated (reading G9), and the
reason.
"""


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The name that other rules use."""
        ...


def check(file: PolicyFile, source: YamlSource, clauses: ClauseList | None) -> Iterator[Fault]:
    """Yield every fault of meaning outside the ladder."""
    yield from _unique_ids(file, source)
    yield from _roles_exist(file, source)
    yield from fields(file, source)
    yield from check_notifications(file, source)
    yield from _immediate(file, source)
    yield from _about(file, source)
    yield from _basis(file, source)
    yield from _display_only(file, source, clauses)
    if clauses is not None:
        yield from _every_clause_kept(file, source, clauses)


def cited(part: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Cited]]:
    """Yield every rule in a part of the file, with its place."""
    if isinstance(part, Cited):
        yield path, part
    for name in type(part).model_fields:
        value: object = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from cited(value, (*path, name))
        elif isinstance(value, tuple):
            for position, entry in enumerate(cast("tuple[object, ...]", value)):
                if isinstance(entry, BaseModel):
                    yield from cited(entry, (*path, name, position))


def repeated(
    source: YamlSource, path: Path, entries: Sequence[HasId], kind: str
) -> Iterator[Fault]:
    """Yield a fault for every id that is given twice."""
    first: dict[str, int] = {}
    for position, entry in enumerate(entries):
        if entry.id in first:
            earlier = source.where((*path, first[entry.id], "id"))
            yield source.fault(
                (*path, position, "id"),
                f"The {kind} {entry.id} is already defined on {earlier}. "
                "Give each its own id, or remove one.",
            )
        first.setdefault(entry.id, position)


def _unique_ids(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    yield from repeated(source, ("roles",), file.roles, "role")
    yield from repeated(source, ("fields",), file.fields, "field")
    yield from repeated(source, ("triggers",), file.triggers, "trigger")
    yield from repeated(source, ("categories",), file.categories, "category")
    yield from repeated(source, ("always",), file.always, "habit")
    yield from repeated(source, ("principles",), file.principles, "principle")
    yield from repeated(source, ("statements",), file.statements, "statement")
    yield from repeated(source, ("references",), file.references, "reference")
    yield from repeated(source, ("notifications",), file.notifications, "notification")
    yield from repeated(source, ("tracks",), file.tracks, "track")
    risk: Path = ("immediate_risk",)
    yield from repeated(source, (*risk, "tasks"), file.immediate_risk.tasks, "task")
    yield from repeated(source, (*risk, "questions"), file.immediate_risk.questions, "question")
    yield from repeated(source, ("closing", "after"), file.closing.after, "task")
    if file.override:
        yield from repeated(source, ("override", "events"), file.override.events, "event")
    seen: dict[str, Path] = {}
    for number, track in enumerate(file.tracks):
        for position, stage in enumerate(track.stages):
            path: Path = ("tracks", number, "stages", position)
            yield from repeated(source, (*path, "tasks"), stage.tasks, "task")
            yield from repeated(source, (*path, "questions"), stage.questions, "question")
            if stage.id in seen:
                yield source.fault(
                    (*path, "id"),
                    f"The stage {stage.id} is already defined on "
                    f"{source.where(seen[stage.id])}. Stage ids are unique over all tracks.",
                )
            seen.setdefault(stage.id, (*path, "id"))


def _role_uses(file: PolicyFile) -> Iterator[tuple[Path, str]]:
    for path, part in cited(file):
        if isinstance(part, SeatEntry):
            yield (*path, "role"), part.role
            for place, role in enumerate(part.fallback):
                yield (*path, "fallback", place), role
        if isinstance(part, TaskEntry):
            if part.role:
                yield (*path, "role"), part.role
            for place, role in enumerate(part.tell):
                yield (*path, "tell", place), role
    for position, entry in enumerate(file.notifications):
        for place, role in enumerate(entry.roles):
            yield ("notifications", position, "roles", place), role
    for place, role in enumerate(file.override.tell if file.override else ()):
        yield ("override", "tell", place), role
    for place, role in enumerate(file.closing.learning_to):
        yield ("closing", "learning_to", place), role
    for place, role in enumerate(file.gaps_to):
        yield ("gaps_to", place), role


def _roles_exist(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    known = [role.id for role in file.roles]
    for path, role in _role_uses(file):
        yield from unknown(source, path, "role", role, known)


def _immediate(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    risk = file.immediate_risk
    if risk.clock.unit not in {Unit.IMMEDIATE, Unit.SAME_WORKING_DAY}:
        yield source.fault(
            ("immediate_risk", "clock", "unit"),
            f"Immediate risk cannot wait for {risk.clock.unit.value}. "
            "Expected immediate or same_working_day.",
        )
    if risk.routes[0].number.replace(" ", "") != "999":
        yield source.fault(
            ("immediate_risk", "routes", 0, "number"),
            "The first emergency route must be 999. Put it first; the others follow.",
        )


def _about(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    about = file.about
    if about.office.opens >= about.office.closes:
        yield source.fault(("about", "office", "closes"), "The office must close after it opens.")
    if about.last_reviewed and about.next_review and about.next_review <= about.last_reviewed:
        yield source.fault(
            ("about", "next_review"),
            "The next review is not after the last one. Check the two dates.",
        )


def _basis(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    prefix = file.about.clause_prefix
    for path, rule in cited(file):
        for place, clause in enumerate(rule.clauses):
            if clause.split("-")[0] != prefix:
                yield source.fault(
                    (*path, "clauses", place),
                    f"{clause} is a clause of another document; this policy's clauses begin with "
                    f"{prefix}-. Cite the clause this rule keeps.",
                )
        origin = origin_of(rule)
        if origin is Origin.SOURCE and rule.reading:
            yield source.fault(
                (*path, "reading"),
                "A rule that is the document's own words needs no reading. Remove “reading”, or "
                "make it “origin: reading”.",
            )
        if origin is Origin.READING and not rule.reading:
            yield source.fault(
                (*path, "origin"), "Name the reading that was taken, such as “reading: G2”."
            )
        if origin is not Origin.DEFAULT and not rule.clauses:
            yield source.fault(
                path,
                "This rule cites no clause. Add “clauses: [...]”, or mark it “origin: default” "
                "if it is the partnership's own and not the document's.",
            )


def _display_only(
    file: PolicyFile, source: YamlSource, clauses: ClauseList | None
) -> Iterator[Fault]:
    kept = {clause: path for path, rule in cited(file) for clause in rule.clauses}
    prefix = file.about.clause_prefix
    for clause in file.display_only:
        path: Path = ("display_only", clause)
        if clause.split("-")[0] != prefix:
            yield source.fault(path, f"{clause} does not belong to this policy ({prefix}-).")
        elif clauses is not None and clause not in clauses.ids:
            yield source.fault(path, f"{clauses.name} has no clause {clause}. Correct the number.")
        elif clause in kept:
            yield source.fault(
                path,
                f"{clause} is kept by a rule on {source.where(kept[clause])}, so it is not "
                "for display only. Remove it here.",
            )


def _every_clause_kept(
    file: PolicyFile, source: YamlSource, clauses: ClauseList
) -> Iterator[Fault]:
    kept = set(file.display_only)
    for path, rule in cited(file):
        for place, clause in enumerate(rule.clauses):
            kept.add(clause)
            known = clause in clauses.ids or clause.split("-")[0] != file.about.clause_prefix
            if not known:
                yield source.fault(
                    (*path, "clauses", place),
                    f"{clauses.name} has no clause {clause}. Correct the number.",
                )
    for clause in clauses.ids:
        if clause not in kept:
            yield source.fault(
                ("display_only",),
                f"No rule keeps clause {clause}. Cite it where it is kept, or list it under "
                "“display_only” with where it is shown and why no program can keep it.",
            )
