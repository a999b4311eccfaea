"""``case replies``: what people wrote to the mailbox instead of acting in Concord.

Time, sender and case are shown to every operator; the text only with ``--break-glass``.
"""

import base64
from typing import Any

from adapters.mail.incoming.classify import words
from adapters.mail.incoming.replies import REPLIES
from bot.commands.answer import EXIT_OK, AnswerLine, CommandAnswer
from bot.commands.open_ledger import BreakGlass, CaseArchive, LedgerCommand, log_access
from core.directory.wording.names import described
from core.notifications.wording import mail as say
from core.policy.wording.deadlines import spoken_time


def kept(broken: BreakGlass | None) -> LedgerCommand:
    """Return every stored reply, oldest first."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        found = [await _row(archive, key, broken) for key in await archive.documents.keys(REPLIES)]
        rows = sorted((row for row in found if row), key=lambda row: (row["at"], row["key"]))
        lines = [line for row in rows for line in _lines(row)]
        return CommandAnswer(rows, lines or [AnswerLine(say.NO_REPLIES)], EXIT_OK)

    return answer


async def _row(archive: CaseArchive, key: str, broken: BreakGlass | None) -> dict[str, Any]:
    reply = await archive.documents.get(REPLIES, key)
    if reply is None:
        return {}
    entries = await archive.ledger.read(reply.case) if reply.case else ()
    case = (await archive.read(reply.case))[1] if entries else None
    row: dict[str, Any] = {
        "key": key,
        "at": reply.at.isoformat(),
        "when": spoken_time(reply.at),
        "kind": reply.kind,
        "from": [_who(archive, *one) for one in reply.people],
        "reference": case.reference if case else "",
    }
    if broken:
        await log_access(archive, broken, reply.case, f"consulted e-mail {key}")
        row["text"] = words(base64.b64decode(reply.raw))
    return row


def _who(archive: CaseArchive, partnership: str, person: str) -> str:
    directory = archive.register.directory(partnership)
    return described(person, directory) if directory else person


def _lines(row: dict[str, Any]) -> list[AnswerLine]:
    who = "; ".join(row["from"]) or say.UNKNOWN_SENDER
    about = f", {row['reference']}" if row["reference"] else ""
    lines = [AnswerLine(f"{row['when']}: {say.KIND[row['kind']]}, {who}{about}", row["key"][:12])]
    if "text" in row:
        lines.append(AnswerLine(row["text"], " "))
    return lines
