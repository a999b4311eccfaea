"""Opens the ledger for the command line, with the register that words its cases."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.clock import SystemClock
from bot.app.start_up import load_partnerships
from bot.app.wiring import open_ledger
from bot.commands.answer import CommandAnswer, CommandMessage, ProblemError
from bot.commands.environment import (
    DATABASE_TIMEOUT_SECONDS,
    KEY_MISSING,
    as_messages,
    check_database,
    errors_as_problems,
    sound_settings,
)
from bot.settings.missing import for_serving
from bot.settings.settings import Settings
from core.cases.case import Case
from core.cases.folding.evolve import fold
from core.cases.record.ledger import Ledger
from core.cases.record.seals import Entry
from core.desk import typed_text
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import KeyValueStore, VaultRefused

_LONGEST_REASON: Final = 200
UNREADABLE: Final = (ValueError, TypeError, AttributeError, LookupError)
"""What reading and folding can raise if a record was changed in the database."""


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Who wants to see what people wrote, and why."""

    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class CaseArchive:
    """An open ledger, and the register that words its cases."""

    ledger: Ledger
    documents: KeyValueStore
    register: Register
    now: datetime
    settings: Settings

    def setting(self, case: Case) -> Setting | None:
        """Return the setting of a case; None if its edition or partnership is not kept here."""
        try:
            return self.register.setting(case.partnership, case.edition)
        except KeyError:
            return None

    async def find(self, reference: str) -> str:
        """Return the case id of a reference as typed. Raises ProblemError if there is none."""
        meant = typed_text.reference(reference)
        if meant is None:
            said = "This is no reference; one reads like ESC-7KQ4-M2XP. Check each character."
            raise ProblemError(CommandMessage(said, reference))
        found = await self.ledger.find(meant)
        if found is None:
            raise ProblemError(CommandMessage("There is no case with this reference here.", meant))
        return found

    async def read(self, case_id: str) -> tuple[tuple[Entry, ...], Case]:
        """Return the entries of a case and the case. Raises ProblemError if the record was changed
        and cannot be read any more.
        """
        entries: tuple[Entry, ...] = ()
        try:
            entries = await self.ledger.read(case_id)
            case = fold(entries)
        except VaultRefused:
            raise ProblemError(replace(KEY_MISSING, name=case_id)) from None
        except UNREADABLE:
            case = None
        if case is None:
            said = "This record cannot be read: it was changed. Run “concord case verify”."
            raise ProblemError(CommandMessage(said, case_id))
        return entries, case


LedgerCommand = Callable[[CaseArchive], Awaitable[CommandAnswer]]


def break_glass_options(reason: str | None, who: str | None) -> BreakGlass | None:
    """Return the two options together, or None without either. Raises ProblemError if one is
    missing.
    """
    if reason is None and who is None:
        return None
    said: list[CommandMessage] = []
    reason, who = typed_text.words(reason or ""), typed_text.words(who or "")
    if not reason or len(reason) > _LONGEST_REASON:
        why = "Say why, in a line; it goes on the access log. No name of a child belongs there."
        said.append(CommandMessage(why, "--break-glass"))
    if not who or len(who) > _LONGEST_REASON:
        said.append(CommandMessage("Say who you are; it goes on the access log.", "--as"))
    if said:
        raise ProblemError(*said)
    return BreakGlass(reason.strip(), who.strip())


def settings_for_the_ledger(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Return settings that suffice to open the ledger. Raises ProblemError."""
    settings = sound_settings(file, environment)
    keys = {"CONCORD_KEYS", "CONCORD_CURRENT_KEY"}
    if missing := [one for one in for_serving(settings) if one.name in keys]:
        raise ProblemError(*as_messages(missing))
    return settings


def with_open_ledger(
    file: Path | None, environment: Mapping[str, str], asked: LedgerCommand
) -> CommandAnswer:
    """Open the ledger named in the settings, answer, and close it. Raises ProblemError."""
    settings = settings_for_the_ledger(file, environment)
    check_database(settings.database_url, must_exist=True)
    with errors_as_problems():
        return asyncio.run(_answered(settings, asked))


async def _answered(settings: Settings, asked: LedgerCommand) -> CommandAnswer:
    async with asyncio.timeout(DATABASE_TIMEOUT_SECONDS):
        opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        clock = SystemClock()
        shelves = await load_partnerships(opened.documents, clock, (), {}, settings.closures)
        archive = CaseArchive(
            opened.ledger, opened.documents, shelves.register, clock.now(), settings
        )
        return await asked(archive)
    finally:
        await opened.close()


async def log_access(archive: CaseArchive, broken: BreakGlass, case_id: str, verb: str) -> None:
    """Write to the access log before anything is shown; if that fails, nothing is shown."""
    what = f"{verb} on the command line: {broken.reason}"
    await archive.ledger.consulted(broken.who, case_id, what, archive.now)
