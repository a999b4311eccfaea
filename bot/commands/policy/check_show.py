"""``policy check``, ``policy show`` and ``policy timeline``: a policy before it runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from adapters.bank_holidays import calendar_for
from adapters.clock import SystemClock
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_MISUSE,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.files import files_in, place, policy_in, read_text, sound_directory, sound_policy
from bot.commands.policy.words import show_data, show_lines
from bot.reports.timeline import Moment, between, imagined_directory, timeline
from core.directory.model import Directory
from core.local_time import LONDON, local
from core.partnership import wording as say
from core.partnership.setting import Setting
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.routing.gaps import gaps
from policies.contact_list_files.loader import load_directory
from policies.policy_files.loader import LoadedPolicy
from policies.yaml_reading.fault import Fault
from policies.yaml_reading.source import read

Loaded = LoadedPolicy | Directory | tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file with its faults and warnings."""

    path: Path
    loaded: Loaded
    warnings: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.loaded if isinstance(self.loaded, tuple) else ()


def check(paths: list[Path], today: date) -> CommandAnswer:
    """Return every fault of every file; contact lists are checked against the policies named with
    them.
    """
    problems: list[CommandMessage] = []
    loaded: dict[Path, Loaded] = {}
    lists: dict[Path, str] = {}
    for path in files_in(paths):
        try:
            text = read_text(path)
            if _is_contact_list(text):
                lists[path] = text
            else:
                loaded[path] = policy_in(path)
        except ProblemError as problem:
            problems.extend(problem.said)
    policies = {x.policy.partnership: x for x in loaded.values() if isinstance(x, LoadedPolicy)}
    loaded |= {path: _contact_list(path, text, policies) for path, text in lists.items()}
    checked = [_Checked(path, one, _warnings(one, today)) for path, one in loaded.items()]
    wrong = any(one.faults for one in checked)
    code = EXIT_MISUSE if problems else EXIT_FINDINGS if wrong else EXIT_OK
    data = {"ok": code == EXIT_OK, "files": [_checked_data(one) for one in checked]}
    lines = [line for one in checked for line in _checked_lines(one)]
    return CommandAnswer(data, lines, code, tuple(problems))


def _is_contact_list(text: str) -> bool:
    data = read(text, "").data
    return isinstance(data, dict) and "agencies" in data


def _contact_list(path: Path, text: str, policies: Mapping[str, LoadedPolicy]) -> Loaded:
    found = load_directory(text, str(path))
    if isinstance(found, tuple) or found.partnership not in policies:
        return found
    policy = policies[found.partnership].policy
    found = load_directory(text, str(path), policy)
    if isinstance(found, tuple):
        return found
    return reaching_nobody(path, policy, found) or found


def reaching_nobody(path: Path, policy: Policy, directory: Directory) -> tuple[Fault, ...]:
    """Return the gaps that must be filled before two coordinators can activate the policy."""
    return tuple(
        Fault(str(path), 1, "", f"{say.gap_words(one, policy, directory)}. {say.REACHES_NOBODY}")
        for one in gaps(policy, directory)
    )


def _warnings(loaded: Loaded, today: date) -> tuple[Fault, ...]:
    return loaded.warnings(today) if isinstance(loaded, LoadedPolicy) else ()


def _checked_lines(checked: _Checked) -> Iterator[AnswerLine]:
    for fault in checked.faults:
        yield AnswerLine(f"{place(fault)}: {fault.message}", style="red")
    for warning in checked.warnings:
        yield AnswerLine(f"{place(warning)}: warning: {warning.message}", style="yellow")
    count = len(checked.faults)
    match checked.loaded:
        case LoadedPolicy(policy=policy, digest=digest):
            yield AnswerLine(
                f"{checked.path}: fine: {policy.title}, {len(policy.ladder)} stages, "
                f"edition {policy.edition} ({digest[:12]}).",
                style="green",
            )
        case Directory() as listed:
            yield AnswerLine(
                f"{checked.path}: fine: contact list of {listed.name}, {len(listed.people)} "
                f"people in {len(listed.posts)} posts.",
                style="green",
            )
            yield AnswerLine(
                "Who would be asked now, once it runs: concord directory check "
                f"--partnership {listed.partnership}"
            )
        case _:
            yield AnswerLine(
                f"{checked.path}: {count} fault{'' if count == 1 else 's'}.", style="bold"
            )


def _checked_data(checked: _Checked) -> dict[str, Any]:
    sound = checked.loaded if isinstance(checked.loaded, LoadedPolicy) else None
    return {
        "file": str(checked.path),
        "ok": not checked.faults,
        "digest": sound.digest if sound else None,
        "faults": [_fault_data(fault) for fault in checked.faults],
        "warnings": [_fault_data(warning) for warning in checked.warnings],
    }


def _fault_data(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "path": fault.path,
        "message": fault.message,
    }


def show(path: Path, today: date) -> CommandAnswer:
    """Return the policy in words."""
    loaded = sound_policy(path)
    warnings = [
        AnswerLine(f"Note: {one.message}", style="yellow") for one in loaded.warnings(today)
    ]
    return CommandAnswer(show_data(loaded), [*warnings, *show_lines(loaded)])


def run_ahead(
    path: Path, begins: str, contacts: Path | None, protective: str | None
) -> CommandAnswer:
    """Return what happens from a moment on if nobody does anything. Raises ProblemError."""
    loaded = sound_policy(path)
    policy = loaded.policy
    people = sound_directory(contacts, loaded) if contacts else imagined_directory(policy)
    try:
        setting = Setting(
            policy=policy,
            edition=loaded.digest,
            calendar=calendar_for(
                policy.jurisdiction,
                closures=people.closures,
                opens=policy.office_opens,
                closes=policy.office_closes,
            ),
            directory=people,
            now=_moment(begins, "--from", policy.office_opens),
        )
        until = _moment(protective, "--protective", policy.office_closes) if protective else None
        moments = timeline(setting, between(people, policy), until)
    except ValueError as error:
        raise ProblemError(CommandMessage(f"{error}", str(path))) from None
    return CommandAnswer([_moment_data(one) for one in moments], _moment_lines(moments))


def _moment(text: str, option: str, otherwise: time) -> datetime:
    """Convert a local date and time to UTC; a date alone means the office's opening or closing."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        expected = "Expected a date such as 2026-11-02, or a time such as 2026-11-02T10:00."
        raise ProblemError(CommandMessage(expected, option)) from None
    if len(text) <= len("2026-11-02"):
        at = datetime.combine(at.date(), otherwise)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    moment = at.replace(tzinfo=LONDON).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != at:
        skipped = "This time does not exist: the clocks go forward then. Choose another."
        raise ProblemError(CommandMessage(skipped, option))
    return moment


def _moment_data(moment: Moment) -> dict[str, Any]:
    return {
        "at": moment.at.astimezone(UTC).isoformat(),
        "local": local(moment.at).isoformat(),
        "spoken": spoken_time(moment.at),
        "stage": moment.stage,
        "what": moment.what,
        "text": moment.text,
        "explanation": moment.explanation,
        "not_counted": [
            {"day": day.isoformat(), "name": closure} for day, closure in moment.not_counted
        ],
    }


def _moment_lines(moments: tuple[Moment, ...]) -> Iterator[AnswerLine]:
    yield AnswerLine("What happens if nobody acts. Times are in Europe/London.", style="bold")
    stage = ""
    for one in moments:
        if one.stage != stage:
            stage = one.stage
            yield AnswerLine()
        bold = {"lapse": "bold", "stage": "bold"}.get(one.what, "")
        yield AnswerLine(one.text, spoken_time(one.at), bold)
        # A lapse repeats what its stage began with; people need it only once.
        if one.explanation and one.what != "lapse":
            yield AnswerLine(one.explanation, " ")
            for day, closure in one.not_counted:
                yield AnswerLine(f"Not counted: {spoken_date(day)}, {closure}.", " ")
    yield AnswerLine()
    yield AnswerLine(
        "After the last stage there is no higher one: the owners, the person who raised it and "
        "the coordinator are reminded every working day."
    )


def today() -> date:
    """Return today's date in local time."""
    return local(SystemClock().now()).date()
