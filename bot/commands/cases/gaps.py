"""``case gaps``: the gaps in policy or procedure that people reported in cases.

Time and case are shown to every operator; text and author only with ``--break-glass``.
"""

from typing import Any

from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.open_ledger import BreakGlass, CaseArchive, LedgerCommand, log_access
from core.cases.events import GapReported
from core.directory.wording.names import name
from core.partnership import editions
from core.policy.wording.deadlines import spoken_time


def register(broken: BreakGlass | None) -> LedgerCommand:
    """List every report, oldest first."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        rows: list[dict[str, Any]] = []
        unread: list[CommandMessage] = []
        for partnership in await editions.proposed(archive.documents):
            for case_id in await archive.ledger.cases_in(partnership, closed=True):
                try:
                    rows.extend(await _reports(archive, case_id, broken))
                except ProblemError as problem:
                    unread.extend(problem.said)
        rows.sort(key=lambda row: (row["reported_at"], row["reference"]))
        lines = [line for row in rows for line in _lines(row)]
        none = [AnswerLine("No gap in policy or procedure has been reported.")]
        return CommandAnswer(
            rows, lines or none, EXIT_FINDINGS if unread else EXIT_OK, tuple(unread)
        )

    return answer


async def _reports(
    archive: CaseArchive, case_id: str, broken: BreakGlass | None
) -> list[dict[str, Any]]:
    entries, case = await archive.read(case_id)
    found: list[dict[str, Any]] = []
    setting = archive.setting(case)
    for entry in entries:
        if not isinstance(entry.event, GapReported):
            continue
        row: dict[str, Any] = {
            "reference": case.reference,
            "partnership": case.partnership,
            "reported_at": entry.recorded_at.isoformat(),
            "when": spoken_time(entry.recorded_at),
        }
        if broken:
            row["by"] = name(entry.event.by, setting.directory) if setting else entry.event.by
            row["text"] = entry.event.text
        found.append(row)
    if broken and found:
        await log_access(archive, broken, case_id, "consulted")
    return found


def _lines(row: dict[str, Any]) -> list[AnswerLine]:
    by = f", by {row['by']}" if "by" in row else ""
    lines = [AnswerLine(f"{row['when']}{by}", row["reference"])]
    if "text" in row:
        lines.append(AnswerLine(row["text"], " "))
    return lines
