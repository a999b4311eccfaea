"""``directory export``: the contact list as a table that can be edited and imported again."""

from pathlib import Path

from adapters.contact_lists.own_format.write import as_csv, as_xlsx
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.commands.answer import (
    EXIT_FINDINGS,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.open_ledger import CaseArchive, LedgerCommand
from core.directory import ContactListLog, CurrentLists, ListLogBroken
from core.directory.model import Directory
from core.directory.wording import people
from core.imports.wording import imports as say
from core.ports import VaultRefused


def exporting(partnership: str, to: Path, *, with_ids: bool) -> LedgerCommand:
    """Write the whole list to a new file, in the format of its suffix. Raises ProblemError."""
    if to.suffix not in {".csv", ".xlsx"}:
        raise ProblemError(CommandMessage(say.EXPORT_ENDING, str(to)))

    async def answer(archive: CaseArchive) -> CommandAnswer:
        directory = await _directory(archive, partnership)
        made = as_csv if to.suffix == ".csv" else as_xlsx
        _write(to, made(directory, with_ids=with_ids))
        posts, people_there = len(directory.posts), len(directory.people)
        data = {"file": str(to), "posts": posts, "people": people_there, "with_ids": with_ids}
        return CommandAnswer(data, [AnswerLine(say.exported(posts, people_there, str(to)))])

    return answer


async def _directory(archive: CaseArchive, partnership: str) -> Directory:
    try:
        stand = await CurrentLists(ContactListLog(archive.documents, DirectoryCodec())).stand(
            partnership
        )
    except (ListLogBroken, VaultRefused):
        raise ProblemError(
            CommandMessage(people.NOT_READ, partnership), code=EXIT_FINDINGS
        ) from None
    if stand is None or stand.directory is None:
        raise ProblemError(CommandMessage(say.NO_LIST, "--partnership"))
    return stand.directory


def _write(to: Path, content: bytes) -> None:
    """Write a new file, never over another, which somebody may be working on. Raises
    ProblemError.
    """
    try:
        with to.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise ProblemError(CommandMessage(say.THERE_ALREADY, str(to))) from None
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(CommandMessage(said, str(to))) from None
