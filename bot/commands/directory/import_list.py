"""``directory import``: a contact list in any file, as a dry run first, then all or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.app.start_lists import digest_of
from bot.commands.answer import EXIT_FINDINGS, EXIT_OK, CommandAnswer, CommandMessage, ProblemError
from bot.commands.directory import read_list
from bot.commands.directory.import_page import as_page
from bot.commands.directory.import_report import Report, data, lines
from bot.commands.directory.read_list import Found, ReadList
from bot.commands.open_ledger import CaseArchive, LedgerCommand
from bot.commands.progress import Step, progress
from core.directory import ContactListLog, CurrentLists, ListLogBroken
from core.directory.access import permitted
from core.directory.commands import TakeList
from core.directory.log import CurrentList
from core.directory.model import Directory
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.wording import people
from core.directory.wording.refusals import refusal_sentence
from core.imports import DescribedList, Plan, combine_parts, plan_import
from core.imports.findings import Weight
from core.imports.wording import imports as say
from core.local_time import local
from core.partnership import editions
from core.policy.model import Policy
from core.ports import VaultRefused
from core.vocabulary import AgencyType


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options and arguments as typed."""

    files: tuple[Path, ...]
    partnership: str
    by: str
    answers: Mapping[str, str]
    """By heading of the list: an agency's id, or a kind."""
    apply: bool = False
    leave_out: bool = False
    keep_others: bool = False
    out: Path | None = None
    quiet: bool = False


def answered(typed: list[str], option: str) -> Mapping[str, str]:
    """Parse answers as typed, ``HEADING=KIND`` or ``HEADING=AGENCY``. Raises ProblemError."""
    found: dict[str, str] = {}
    for one in typed:
        heading, equals, answer = one.rpartition("=")
        if not (heading.strip() and equals and answer.strip()):
            raise ProblemError(CommandMessage(_bad_answer(), option))
        found[heading.strip()] = answer.strip()
    return found


def _bad_answer() -> str:
    return say.BAD_ANSWER.format(kinds=", ".join(AgencyType))


def importing(wanted: ImportOptions) -> LedgerCommand:
    """Plan the import and, if asked, apply it. Exit code 1 if errors block it.

    Raises ProblemError if a file cannot be read at all, or the list was changed meanwhile.
    """
    if wanted.out is not None and wanted.out.suffix != ".html":
        raise ProblemError(CommandMessage(say.ENDING, str(wanted.out)))

    async def answer(archive: CaseArchive) -> CommandAnswer:
        roll = CurrentLists(ContactListLog(archive.documents, DirectoryCodec()))
        stand, present = await _standing(roll, wanted)
        policy = await _policy(archive, wanted.partnership)
        _may(wanted, present, local(archive.now).date())
        with progress(len(wanted.files) + _STEPS, quiet=wanted.quiet) as step:
            parts = tuple(_read(wanted, policy, archive.now, step))
            step(say.PLANNING)
            report = _planned(wanted, parts, present, policy, archive.now)
            if wanted.apply and not report.blocked and not report.plan.empty:
                step(say.WRITING)
                report = await _applied(report, wanted, roll, stand, archive.now)
            if wanted.out is not None:
                _write(wanted.out, as_page(report, local(archive.now).date()))
        return CommandAnswer(
            data(report), lines(report), EXIT_FINDINGS if report.blocked else EXIT_OK
        )

    return answer


_STEPS: Final = 2
"""Planning and writing, in addition to one step for each file."""


async def _standing(roll: CurrentLists, wanted: ImportOptions) -> tuple[CurrentList, Directory]:
    try:
        stand = await roll.stand(wanted.partnership)
    except (ListLogBroken, VaultRefused):
        raise ProblemError(
            CommandMessage(people.NOT_READ, wanted.partnership), code=EXIT_FINDINGS
        ) from None
    if stand is None or stand.directory is None:
        raise ProblemError(CommandMessage(say.NO_LIST, "--partnership"))
    return stand, stand.directory


async def _policy(archive: CaseArchive, partnership: str) -> Policy:
    """Return the policy the list is checked against: the edition in force, else the one that
    waits.
    """
    standing = await editions.edition_status(archive.documents, partnership)
    chosen = standing.in_force or standing.waiting
    edition = archive.register.edition(chosen.digest) if chosen else None
    if edition is None:
        raise ProblemError(CommandMessage(say.NO_POLICY, "--partnership"))
    return edition.policy


def _may(wanted: ImportOptions, present: Directory, today: date) -> None:
    whole = TakeList(by=wanted.by, directory=present, source="")
    if not permitted(present, whole, today):
        refusal = ListRefusal(why=ListRefusalReason.NOT_ALLOWED)
        raise ProblemError(CommandMessage(refusal_sentence(refusal, present), "--by"))
    known = {*present.agencies, *AgencyType}
    if any(answer not in known for answer in wanted.answers.values()):
        raise ProblemError(CommandMessage(_bad_answer(), "--agency"))


def _read(wanted: ImportOptions, policy: Policy, now: datetime, step: Step) -> Iterator[ReadList]:
    today = local(now).date()
    for path in wanted.files:
        step(say.reading(path.name))
        yield read_list.part_of(path, policy, wanted.answers, today)


def _planned(
    wanted: ImportOptions,
    parts: tuple[ReadList, ...],
    present: Directory,
    policy: Policy,
    now: datetime,
) -> Report:
    told: list[Found] = []

    def reading(part: ReadList, seen: Directory) -> DescribedList:
        read = part.read(seen)
        told.extend(part.found)
        told.extend(read_list.obstacle_finding(part.name, one) for one in read.findings)
        return read

    whole = combine_parts(
        [lambda seen, part=part: reading(part, seen) for part in parts],  # type: ignore[misc]
        present,
    )
    plan = plan_import(whole, present, policy, now, keep_others=wanted.keep_others)
    known = set(whole.findings)
    told.extend(
        read_list.obstacle_finding(whole.source, one) for one in plan.findings if one not in known
    )
    found = tuple(sorted(told, key=lambda one: (_file(one, parts), one.number)))
    errors = [one for one in found if one.weight is Weight.ERROR]
    blocked = bool(errors) and not wanted.leave_out
    rows = tuple(dict.fromkeys(_place(one, parts) for one in errors))
    return Report(
        plan=plan,
        policy=policy,
        parts=parts,
        found=found,
        left_out=rows if wanted.leave_out else (),
        ending=_ending(wanted, plan, blocked=blocked),
        blocked=blocked,
    )


def _file(one: Found, parts: tuple[ReadList, ...]) -> int:
    names = [part.name for part in parts]
    return names.index(one.file) if one.file in names else len(names)


def _place(one: Found, parts: tuple[ReadList, ...]) -> str:
    where = one.where or one.about
    return f"{one.file}, {where}" if len(parts) > 1 else where


def _ending(wanted: ImportOptions, plan: Plan, *, blocked: bool) -> tuple[str, ...]:
    if blocked:
        return (say.FIND_ERRORS,)
    if plan.empty:
        return (say.NOTHING_CHANGES,)
    return () if wanted.apply else (say.DRY_RUN,)


def _digest(wanted: ImportOptions) -> str:
    """Return the digest of a single YAML file, so that the same file in the settings does not count
    as different; "" for other lists.
    """
    (first, *more) = wanted.files
    if more or first.suffix not in {".yaml", ".yml"}:
        return ""
    return digest_of(first.read_text(encoding="utf-8", errors="replace"))


async def _applied(
    report: Report, wanted: ImportOptions, roll: CurrentLists, stand: CurrentList, now: datetime
) -> Report:
    """Write one entry with the whole list, if the list is still the one that was planned on. Raises
    ProblemError if it was changed meanwhile.
    """
    plan = report.plan
    command = TakeList(
        by=wanted.by,
        directory=plan.directory,
        source=plan.source,
        digest=_digest(wanted),
        after=stand.last.number,
    )
    why = say.import_reason(plan.source, report.left_out)
    written = await roll.carry_out(wanted.partnership, command, why=why, now=now)
    if isinstance(written, ListRefusal):
        raise ProblemError(CommandMessage(say.OVERTAKEN), code=EXIT_FINDINGS)
    number = written.number
    return Report(
        plan=plan,
        policy=report.policy,
        parts=report.parts,
        found=report.found,
        left_out=report.left_out,
        ending=(say.written(number, plan.directory),),
        blocked=False,
        applied=number,
    )


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(CommandMessage(said, str(out))) from None
