"""``workbench``: runs Concord with stand-ins, on this machine only, until stopped."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.commands.answer import (
    EXIT_FINDINGS,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.environment import check_database, errors_as_problems
from bot.commands.files import place, read_text, sound_directory, sound_policy
from bot.commands.policy.check_show import reaching_nobody
from bot.settings.files import SourceFile, bases_of
from bot.workbench.rehearsal import PartnershipFiles
from bot.workbench.run import workbench as run_until_told
from core.partnership.editions import APPROVALS_NEEDED

_OPTIONS: Final = {"CONCORD_PORT": "--port", "CONCORD_DATABASE_URL": "--folder"}


def own_files(policy: Path | None, contacts: Path | None) -> Mapping[str, PartnershipFiles] | None:
    """Return the policy and contact list that the options name, None without them. Raises
    ProblemError with everything that would prevent the activation.
    """
    if policy is None:
        if contacts is not None:
            raise ProblemError(CommandMessage("Name the policy of this list as well.", "--policy"))
        return None
    loaded = sound_policy(policy)
    named = contacts or policy.parent / "directories" / policy.name
    directory = sound_directory(named, loaded)
    if wrong := reaching_nobody(named, loaded.policy, directory):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in wrong), code=EXIT_FINDINGS
        )
    if len(directory.coordinators) < APPROVALS_NEEDED:
        few = "Two coordinators put a policy into force. Name one more under “coordinators”."
        raise ProblemError(CommandMessage(few, str(named)), code=EXIT_FINDINGS)
    files = PartnershipFiles(
        SourceFile(str(policy), read_text(policy), bases_of(policy)),
        SourceFile(str(named), read_text(named)),
    )
    return {loaded.policy.partnership: files}


def workbench(
    port: int, folder: Path, files: Mapping[str, PartnershipFiles] | None, *, quiet: bool
) -> CommandAnswer:
    """Run the workbench until stopped; with ``quiet`` messages go to stderr, and only the answer to
    stdout.
    """
    to = sys.stderr if quiet else sys.stdout

    def said(sentence: str) -> None:
        to.write(f"{sentence}\n")
        to.flush()

    try:
        with errors_as_problems():
            folder.mkdir(parents=True, exist_ok=True)
            check_database(f"sqlite:///{folder / 'concord.db'}", must_exist=False)
            code = asyncio.run(run_until_told(port, folder, files, said=said))
    except ProblemError as problem:
        named = (replace(one, name=_OPTIONS.get(one.name, one.name)) for one in problem.said)
        raise ProblemError(*named) from None
    return CommandAnswer({"stopped": True, "code": code}, [AnswerLine("Stopped.")], code)
