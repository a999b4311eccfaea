"""The report of an import, for people at a terminal and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.answer import AnswerLine
from bot.commands.directory.read_list import Found, ReadList
from core.directory.wording.names import described
from core.imports import ListItem, Plan
from core.imports.findings import Weight
from core.imports.wording import imports as say
from core.imports.wording.findings import WEIGHT
from core.partnership import wording
from core.policy.model import Policy

_STYLE = {Weight.ERROR: "red", Weight.WARNING: "yellow", Weight.NOTE: ""}
_ORDER = (Weight.ERROR, Weight.WARNING, Weight.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything to report of an import."""

    plan: Plan
    policy: Policy
    parts: tuple[ReadList, ...]
    found: tuple[Found, ...]
    """In the order of the files and their rows."""
    left_out: tuple[str, ...]
    """Places of the rows that were left out."""
    ending: tuple[str, ...]
    """How it ended: a dry run, refused, or applied."""
    blocked: bool
    applied: int = 0
    """Number of the entry in the log; 0 if nothing was written."""

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.count(Weight.ERROR)

    def count(self, weight: Weight) -> int:
        """Return how many findings have this weight."""
        return sum(one.weight is weight for one in self.found)


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of the report: a heading, and rows of a label and its sentences."""

    heading: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def sections(report: Report) -> Iterator[ReportSection]:
    """Yield the parts of the plan, empty ones included."""
    plan, directory = report.plan, report.plan.directory
    yield ReportSection(say.NEW, tuple(_entries(plan.new, new=True)))
    yield ReportSection(say.CHANGED, tuple(_entries(plan.changed, new=False)))
    yield ReportSection(say.ENDED, tuple((say.entered(one), ()) for one in plan.ended))
    yield ReportSection(say.HELD, tuple((say.held(one, directory), ()) for one in plan.held))
    unreached = tuple((described(one, directory), ()) for one in plan.unreachable)
    yield ReportSection(say.UNREACHABLE, unreached)
    titles = {post.id: post.title for post in directory.posts}
    agencies = {post.id: directory.agencies[post.agency].name for post in directory.posts}
    without = tuple((f"{titles[one]} ({agencies[one]})", ()) for one in plan.without_role)
    yield ReportSection(say.WITHOUT_ROLE, without)
    missing = tuple((wording.gap_words(one, report.policy, directory), ()) for one in plan.gaps)
    yield ReportSection(say.MISSING, missing)


def _entries(entries: Sequence[ListItem], *, new: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in entries:
        word = say.given if new else say.difference
        yield say.entered(one), tuple(word(x) for x in one.differences if x.after or not new)


def lines(report: Report) -> Iterator[AnswerLine]:
    """Yield the report for people."""
    for part in report.parts:
        yield AnswerLine(say.file_read(part.layout, part.rows), part.name, "bold")
    yield AnswerLine()
    yield AnswerLine(say.ISSUES, style="bold")
    several = len(report.parts) > 1
    for weight in _ORDER:
        for one in report.found:
            if one.weight is weight:
                file = f"{one.file}: " if several else ""
                yield AnswerLine(f"{file}{one.text}", WEIGHT[weight], _STYLE[weight])
    yield AnswerLine(say.found(*(report.count(weight) for weight in _ORDER)))
    for section in sections(report):
        if section.rows:
            yield AnswerLine()
            yield AnswerLine(section.heading, style="bold")
            for label, details in section.rows:
                yield AnswerLine(label)
                yield from (AnswerLine(f"  {one}") for one in details)
    yield AnswerLine()
    for sentence in closing(report):
        yield AnswerLine(sentence, style="bold")


def closing(report: Report) -> Iterator[str]:
    """Yield the totals, and how the import ended."""
    plan = report.plan
    yield say.counted(plan)
    yield say.gaps_counted(len(plan.gaps_before), len(plan.gaps))
    if report.left_out:
        yield say.left_out(report.left_out)
    yield from report.ending


def data(report: Report) -> dict[str, Any]:
    """Return the report for programs."""
    plan = report.plan
    return {
        "partnership": plan.before.partnership,
        "files": [
            {"name": one.name, "layout": one.layout, "rows": one.rows} for one in report.parts
        ],
        "applied": report.applied or None,
        "blocked": report.blocked,
        "changes_nothing": plan.empty,
        "issues": [
            {
                "file": one.file,
                "where": one.where,
                "row": one.number,
                "weight": one.weight.value,
                "code": one.code,
                "about": one.about,
                "raw": one.raw,
                "text": one.text,
            }
            for one in report.found
        ],
        "left_out": list(report.left_out),
        "new": [_entry(one) for one in plan.new],
        "changed": [_entry(one) for one in plan.changed],
        "ended": [_entry(one) for one in plan.ended],
        "unchanged": plan.unchanged,
        "held": [
            {"person": one.person, "address": one.address, "why": one.why.value}
            for one in plan.held
        ],
        "unreachable": list(plan.unreachable),
        "without_role": list(plan.without_role),
        "missing": [
            {
                "needed_for": one.needed_for,
                "agency": one.agency,
                "team": one.team,
                "roles": list(one.roles),
                "text": wording.gap_words(one, report.policy, plan.directory),
            }
            for one in plan.gaps
        ],
        "missing_before": len(plan.gaps_before),
    }


def _entry(one: ListItem) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "id": one.id,
        "name": one.name,
        "agency": one.agency,
        "where": one.where,
        "differences": [
            {"field": x.what.value, "before": x.before, "after": x.after} for x in one.differences
        ],
    }
