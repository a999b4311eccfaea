"""``case export``: a sealed record as a file that anybody can verify with SHA-256 alone."""

import json
import os
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.ledger.sealing.event_codec import KINDS
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.environment import os_error_message
from bot.commands.open_ledger import BreakGlass, CaseArchive, LedgerCommand, log_access
from core.cases.case import Case
from core.cases.events import PRIVATE
from core.cases.record.seals import FIRST_SEAL, Entry
from core.desk.cases.derived_fields import derived_values
from core.policy.model import Policy
from core.vocabulary import Sensitivity

HOW_TO_VERIFY: Final = (
    "Take the entries in order. The SHA-256 of the 32 bytes of 'previous' followed by the UTF-8 "
    "bytes of 'body' must be 'seal'. The first 'previous' is 32 zero bytes, every other is the "
    "'seal' of the entry before."
)


def exporting(reference: str, to: Path, broken: BreakGlass | None) -> LedgerCommand:
    """Write the sealed record to a new file; never over another. Raises ProblemError."""
    if os.path.lexists(to):
        raise ProblemError(CommandMessage("This file exists already. Choose a new name.", str(to)))

    async def answer(archive: CaseArchive) -> CommandAnswer:
        case_id = await archive.find(reference)
        entries, case = await archive.read(case_id)
        breach = await archive.ledger.verify(case_id)
        await log_access(
            archive, broken or BreakGlass("without narrative", "operator"), case_id, "disclosed"
        )
        record = _record(entries, case, archive.now, broken)
        if broken and (setting := archive.setting(case)):
            record["special_category"] = _sensitive(setting.policy)
            record["worked_out"] = {
                field.id: text for field, text in derived_values(case, entries, setting)
            }
        record["breach"] = {"sequence": breach.sequence, "why": breach.why} if breach else None
        _write_new(to, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        aside: tuple[CommandMessage, ...] = ()
        if breach:
            aside = (
                CommandMessage(f"The record is broken at entry {breach.sequence}: {breach.why}."),
            )
        return CommandAnswer(
            {"file": str(to), "reference": record["reference"], "entries": len(entries)},
            [AnswerLine(f"{len(entries)} entries of {record['reference']} are in {to}.")],
            EXIT_FINDINGS if breach else EXIT_OK,
            aside,
        )

    return answer


def _record(
    entries: tuple[Entry, ...], case: Case, now: datetime, broken: BreakGlass | None
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "format": "concord-record-1",
        "how_to_verify": HOW_TO_VERIFY,
        "reference": case.reference,
        "partnership": case.partnership,
        "exported_at": now.isoformat(),
        "first_previous": FIRST_SEAL.hex(),
        "entries": [
            {
                "sequence": entry.sequence,
                "recorded_at": entry.recorded_at.isoformat(),
                "kind": KINDS[type(entry.event)],
                "body": entry.body.decode(),
                "previous": entry.previous.hex(),
                "seal": entry.seal.hex(),
            }
            for entry in entries
        ],
    }
    if broken:
        record["narrative"] = [
            {"sequence": entry.sequence, "private": private}
            for entry in entries
            if (private := _private(entry))
        ]
    return record


def _sensitive(policy: Policy) -> list[str]:
    """Return the ids of fields in the narrative that are special category data."""
    private = Sensitivity.SPECIAL_CATEGORY
    return sorted(field.id for field in policy.fields if field.sensitivity is private)


def _private(entry: Entry) -> dict[str, Any]:
    return {
        one.name: getattr(entry.event, one.name)
        for one in fields(entry.event)
        if one.metadata.get("private") == PRIVATE["private"] and getattr(entry.event, one.name)
    }


def _write_new(path: Path, text: str) -> None:
    """Write a new file, readable by its owner only, all or nothing. Raises ProblemError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ProblemError(
            CommandMessage("This file exists already. Choose a new name.", str(path))
        ) from None
    except OSError as error:
        raise ProblemError(os_error_message(error)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise ProblemError(os_error_message(error)) from None
