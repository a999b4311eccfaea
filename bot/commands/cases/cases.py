"""``case list``, ``case show`` and ``case verify``: the record, as an operator may see it.

An operator sees references, stages, times and kinds of events. What people wrote, and their names,
need ``--break-glass``: a reason, a name, and an access-log entry written first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.ledger.sealing.event_codec import KINDS
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.open_ledger import UNREADABLE, BreakGlass, CaseArchive, LedgerCommand, log_access
from core.cases.case import Case
from core.cases.events import ContactMissed, ContactTold
from core.cases.record.seals import Breach, Entry
from core.cases.wording.history import happened, written
from core.cases.wording.names import STATUS
from core.directory.wording.names import FAILURE_REASONS
from core.partnership import editions
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import stage
from core.vocabulary import CaseStatus


def listing(partnership: str | None, *, closed: bool) -> LedgerCommand:
    """List every case, soonest due first."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        known = await editions.proposed(archive.documents)
        if partnership is not None and partnership not in known:
            here = f"Here are: {', '.join(known)}." if known else "None has run here yet."
            raise ProblemError(CommandMessage(f"There is no such partnership. {here}", partnership))
        rows: list[dict[str, Any]] = []
        unread: list[CommandMessage] = []
        for one in (partnership,) if partnership else known:
            for case_id in await archive.ledger.cases_in(one, closed=closed):
                try:
                    _, case = await archive.read(case_id)
                    rows.append(_standing(case, archive))
                except ProblemError as problem:
                    unread.extend(problem.said)
        rows.sort(key=lambda row: (row["due"] is None, row["due"] or "", row["reference"]))
        lines = [_row_line(row) for row in rows] or [AnswerLine("There are no such cases.")]
        return CommandAnswer(rows, lines, EXIT_FINDINGS if unread else EXIT_OK, tuple(unread))

    return answer


def _standing(case: Case, archive: CaseArchive) -> dict[str, Any]:
    """Return the status of a case, without the child, the story or the people."""
    setting = archive.setting(case)
    due = case.visit.due
    is_open = case.status is CaseStatus.OPEN
    return {
        "reference": case.reference,
        "partnership": case.partnership,
        "edition": case.edition,
        "status": case.status.value,
        "stage": case.stage,
        "stage_name": stage(case.stage, setting.policy) if setting else case.stage,
        "due": due.isoformat() if is_open else None,
        "overdue": is_open and due <= archive.now,
        "lapsed": case.lapsed,
        "immediate_risk": case.risk is not None,
    }


def _row_line(row: Mapping[str, Any]) -> AnswerLine:
    risk = " Immediate risk." if row["immediate_risk"] else ""
    text = f"{row['partnership']}: {row['stage_name']}. {_due_words(row)}{risk}"
    return AnswerLine(text, row["reference"], "red" if row["overdue"] else "")


def _due_words(row: Mapping[str, Any]) -> str:
    if row["due"] is None:
        return f"{STATUS[CaseStatus(row['status'])]}."
    when = spoken_time(datetime.fromisoformat(row["due"]))
    return f"Overdue since {when}." if row["overdue"] else f"Due {when}."


def showing(reference: str, broken: BreakGlass | None) -> LedgerCommand:
    """Show one case: its status, what was delivered, the kinds of events."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        case_id = await archive.find(reference)
        if broken:
            await log_access(archive, broken, case_id, "consulted")
        entries, case = await archive.read(case_id)
        data = {**_standing(case, archive), **_delivery(entries), "chronology": _kinds(entries)}
        lines = [
            AnswerLine(case.reference, style="bold"),
            AnswerLine(data["partnership"], "Partnership"),
            AnswerLine(STATUS[case.status], "Status"),
            AnswerLine(data["stage_name"], "Stage"),
            AnswerLine(_due_words(data), "Time"),
            AnswerLine(_delivery_words(data), "Messages"),
            AnswerLine(),
            *(
                AnswerLine(one["kind"].replace("_", " "), _entry_label(one))
                for one in data["chronology"]
            ),
        ]
        if broken:
            data["story"] = _story(entries, archive.setting(case))
            lines += [AnswerLine(), *_story_lines(data["story"])]
        return CommandAnswer(data, lines)

    return answer


def _entry_label(one: Mapping[str, Any]) -> str:
    return f"{one['sequence']}. {spoken_time(datetime.fromisoformat(one['recorded_at']))}"


def _kinds(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [
        {
            "sequence": entry.sequence,
            "recorded_at": entry.recorded_at.isoformat(),
            "kind": KINDS[type(entry.event)],
        }
        for entry in entries
    ]


def _delivery(entries: tuple[Entry, ...]) -> dict[str, Any]:
    missed = [one.event for one in entries if isinstance(one.event, ContactMissed)]
    return {
        "delivered": sum(1 for one in entries if isinstance(one.event, ContactTold)),
        "not_delivered": len(missed),
        "why_not": sorted({one.why.value for one in missed}),
    }


def _delivery_words(data: Mapping[str, Any]) -> str:
    why = "; ".join(text for miss, text in FAILURE_REASONS.items() if miss.value in data["why_not"])
    missed = f", {data['not_delivered']} could not be ({why})" if why else ""
    return f"{data['delivered']} delivered{missed}."


def _story(entries: tuple[Entry, ...], setting: Setting | None) -> list[dict[str, Any]]:
    if setting is None:
        raise ProblemError(
            CommandMessage(
                "The policy edition of this case is not kept here; its story cannot be worded."
            )
        )
    return [
        {
            "sequence": entry.sequence,
            "recorded_at": entry.recorded_at.isoformat(),
            "what": happened(entry.event, setting),
            "written": [
                {"label": label, "text": text}
                for label, text in written(entry.event, setting, sensitive=True)
            ],
        }
        for entry in entries
    ]


def _story_lines(story: list[dict[str, Any]]) -> list[AnswerLine]:
    lines: list[AnswerLine] = []
    for one in story:
        lines.append(AnswerLine(one["what"], _entry_label(one)))
        lines += [AnswerLine(f"{part['label']}: {part['text']}", " ") for part in one["written"]]
    return lines


def verifying(reference: str | None) -> LedgerCommand:
    """Check every seal and every commitment."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        if reference is not None:
            cases = [await archive.find(reference)]
        else:
            known = await editions.proposed(archive.documents)
            cases = [
                case for one in known for case in await archive.ledger.cases_in(one, closed=True)
            ]
        rows = [await _verified(archive, one) for one in cases]
        broken = [row for row in rows if not row["ok"]]
        lines = [
            AnswerLine(
                f"Entry {row['sequence']}: {row['why']}.", row["reference"] or row["case"], "red"
            )
            for row in broken
        ]
        count = f"{len(rows)} record{'' if len(rows) == 1 else 's'} checked"
        verdict = f"{len(broken)} broken" if broken else "every seal holds"
        lines.append(AnswerLine(f"{count}: {verdict}."))
        return CommandAnswer(
            {"ok": not broken, "cases": rows}, lines, EXIT_FINDINGS if broken else EXIT_OK
        )

    return answer


async def _verified(archive: CaseArchive, case_id: str) -> dict[str, Any]:
    breach: Breach | None
    try:
        breach = await archive.ledger.verify(case_id)
    except UNREADABLE:  # changed so that even the check fails
        breach = Breach(sequence=1, why="from here on the record cannot be checked")
    try:
        reference = (await archive.read(case_id))[1].reference
    except ProblemError:
        reference = ""
    return {
        "case": case_id,
        "reference": reference,
        "ok": breach is None,
        "sequence": breach.sequence if breach else None,
        "why": breach.why if breach else "",
    }
