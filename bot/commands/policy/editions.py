"""``policy activate``, ``policy editions``, ``case migrate``: what is in force, and since when."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from adapters.randomness import SystemRandomness
from bot.app.start_lists import contact_list
from bot.app.start_up import edition_opener
from bot.app.wiring import open_ledger
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.environment import DATABASE_TIMEOUT_SECONDS, check_database, errors_as_problems
from bot.commands.files import place, sound_policy
from bot.commands.open_ledger import CaseArchive, LedgerCommand, settings_for_the_ledger
from bot.settings.settings import Settings
from core.cases.casework import Casework, Refused
from core.cases.commands import ChangeEdition
from core.cases.refusals import Refusal
from core.cases.wording import refusals
from core.desk.typed_text import words
from core.directory import ContactListLog, CurrentLists
from core.directory.absences import list_on_day
from core.directory.model import Directory
from core.local_time import local
from core.partnership import editions
from core.partnership import wording as say
from core.partnership.editions import (
    Activation,
    Approval,
    ApprovalRefused,
    Approved,
    EditionStatus,
    Outcome,
)
from core.partnership.setting import Edition, Setting
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_time
from core.ports import KeyValueStore
from policies.policy_files.loader import LoadedPolicy, policy_from_json, policy_to_json


def activate(
    file: Path | None, environment: Mapping[str, str], policy: Path, by: str
) -> CommandAnswer:
    """Propose the edition of a file and approve it in the name of one coordinator.

    Raises ProblemError if the file, the settings or the environment do not allow it.
    """
    settings = settings_for_the_ledger(file, environment)
    loaded = sound_policy(policy)
    check_database(settings.database_url, must_exist=False)
    with errors_as_problems():
        return asyncio.run(_activated(settings, loaded, by))


async def _activated(settings: Settings, loaded: LoadedPolicy, by: str) -> CommandAnswer:
    async with asyncio.timeout(DATABASE_TIMEOUT_SECONDS):
        opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        return await _approved(opened.documents, settings, loaded, by)
    finally:
        await opened.close()


async def _approved(
    documents: KeyValueStore, settings: Settings, loaded: LoadedPolicy, by: str
) -> CommandAnswer:
    partnership, now = loaded.policy.partnership, SystemClock().now()
    directory = await _directory(documents, settings, loaded.policy)
    if by not in directory.coordinators:
        denied = ApprovalRefused(why=editions.ApprovalReason.NOT_COORDINATOR)
        raise ProblemError(
            CommandMessage(" ".join(say.outcome(denied, loaded.policy, directory)), "--by")
        )
    text = policy_to_json(loaded.policy)
    digest = await editions.store_edition(documents, text)
    await editions.propose(documents, partnership, digest, now, by)
    edition = edition_opener(settings.closures)(digest, text, directory)
    outcome = await editions.approve(documents, edition, by, directory, now, settings.sends)
    return _outcome(outcome, edition, directory)


async def _directory(documents: KeyValueStore, settings: Settings, policy: Policy) -> Directory:
    """Return the contact list as of today; a first one is imported from the settings."""
    kept = [
        await editions.stored_edition(documents, one)
        for one in await documents.keys(editions.EDITIONS)
    ]
    others = [policy_from_json(text) for text in kept if text]
    own = [policy, *(one for one in others if one.partnership == policy.partnership)]
    source = settings.directory_sources().get(policy.partnership)
    following, clock = CurrentLists(ContactListLog(documents, DirectoryCodec())), SystemClock()
    listed = await contact_list(documents, following, clock, policy.partnership, source, own)
    if listed.faults or listed.directory is None:
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in listed.faults), code=EXIT_FINDINGS
        )
    return list_on_day(listed.directory, local(clock.now()).date())


def _outcome(outcome: Outcome, edition: Edition, directory: Directory) -> CommandAnswer:
    policy = edition.policy
    data: dict[str, Any] = {
        "partnership": policy.partnership,
        "edition": policy.edition,
        "digest": edition.digest,
        "in_force": isinstance(outcome, editions.InForce),
    }
    match outcome:
        case Approved():
            data["approvals"] = [_approval(one) for one in outcome.approvals]
            data["left"] = list(outcome.left)
        case ApprovalRefused():
            data["refused"] = outcome.why.value
            data["missing"] = [
                {
                    "needed_for": one.needed_for,
                    "agency": one.agency,
                    "team": one.team,
                    "roles": list(one.roles),
                    "text": say.gap_words(one, policy, directory),
                }
                for one in outcome.gaps
            ]
        case _:
            data["since"] = outcome.activation.at.isoformat()
            data["by"] = list(outcome.activation.by)
    lines = [AnswerLine(sentence) for sentence in say.outcome(outcome, policy, directory)]
    return CommandAnswer(
        data, lines, EXIT_FINDINGS if isinstance(outcome, ApprovalRefused) else EXIT_OK
    )


def _approval(one: Approval) -> dict[str, Any]:
    return {"person": one.person, "at": one.at.isoformat(), "digest": one.digest}


def listing() -> LedgerCommand:
    """List every partnership's editions, with how many open cases each pins."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        rows: list[dict[str, Any]] = []
        lines: list[AnswerLine] = []
        for partnership in await editions.proposed(archive.documents):
            standing = await editions.edition_status(archive.documents, partnership)
            pinned = await archive.ledger.pinned(partnership)
            rows.append(_standing_data(standing, pinned, archive))
            lines += _standing_lines(standing, pinned, archive)
        return CommandAnswer(rows, lines or [AnswerLine("No policy has been proposed here yet.")])

    return answer


def _standing_data(
    standing: EditionStatus, pinned: Mapping[str, int], archive: CaseArchive
) -> dict[str, Any]:
    present = standing.in_force
    waits = standing.waiting
    return {
        "partnership": standing.partnership,
        "in_force": _activation(present, pinned, archive) if present else None,
        "waiting": {
            **_named(waits.digest, archive),
            "since": waits.since.isoformat(),
            "proposed_by": waits.proposed_by,
            "approvals": [_approval(one) for one in waits.approvals],
        }
        if waits
        else None,
        "earlier": [
            _activation(one, pinned, archive) for one in reversed(standing.activations[:-1])
        ],
        "approvals": [_approval(one) for one in standing.approvals],
    }


def _activation(one: Activation, pinned: Mapping[str, int], archive: CaseArchive) -> dict[str, Any]:
    return {
        **_named(one.digest, archive),
        "number": one.number,
        "since": one.at.isoformat(),
        "by": list(one.by),
        "open_cases": pinned.get(one.digest, 0),
    }


def _named(digest: str, archive: CaseArchive) -> dict[str, Any]:
    known = archive.register.edition(digest)
    return {"edition": known.policy.edition if known else "", "digest": digest}


def _standing_lines(
    standing: EditionStatus, pinned: Mapping[str, int], archive: CaseArchive
) -> list[AnswerLine]:
    directory = archive.register.directory(standing.partnership)
    lines = [AnswerLine(directory.name if directory else standing.partnership, style="bold")]
    for one in reversed(standing.activations):
        present = one == standing.in_force
        since = say.in_force(one, directory) if present else say.was_in_force(one, directory)
        cases = say.open_cases_under(pinned.get(one.digest, 0))
        lines.append(AnswerLine(f"{since} {cases}", _called(one.digest, archive)))
    if not standing.activations:
        lines.append(AnswerLine("Nothing is in force yet.", "-"))
    if standing.waiting:
        waits = standing.waiting
        given = say.approvals(waits.approvals, directory)
        text = f"{say.waits(waits.since)} {given}"
        lines.append(AnswerLine(text, _called(waits.digest, archive), "yellow"))
    lines.append(AnswerLine())
    for given_once in standing.approvals:
        when = spoken_time(given_once.at)
        lines.append(AnswerLine(say.approved(given_once, directory), when))
    return [*lines, AnswerLine()]


def _called(digest: str, archive: CaseArchive) -> str:
    known = archive.register.edition(digest)
    return say.edition_name(known.policy, digest) if known else digest[:12]


def migrating(reference: str, reason: str, by: str) -> LedgerCommand:
    """Move an open case to the edition in force. Raises ProblemError."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        case_id = await archive.find(reference)
        _, case = await archive.read(case_id)
        setting = archive.setting(case)
        if setting is None or setting.present is None:
            raise ProblemError(CommandMessage("The policy edition of this case is not kept here."))
        if case.edition == setting.present.digest:
            raise ProblemError(
                CommandMessage(say.THERE_ALREADY, case.reference), code=EXIT_FINDINGS
            )
        command = ChangeEdition(by=by, edition=setting.present.digest, reason=words(reason).strip())
        casework = Casework(
            archive.ledger, archive.register.setting, SystemClock(), SystemRandomness()
        )
        outcome = await casework.carry_out(case_id, (command,))
        if isinstance(outcome, Refused):
            raise ProblemError(
                *(_refused(one, setting, by) for one in outcome.refusals), code=EXIT_FINDINGS
            )
        now = outcome.case
        data = {
            "reference": now.reference,
            "from": case.edition,
            "to": now.edition,
            "due": now.due.isoformat() if now.due else None,
            "explanation": now.visit.explanation,
            "sooner": now.visit.due < case.visit.due,
        }
        lines = [AnswerLine(say.moved(now.reference, setting.present.policy, now.edition))]
        return CommandAnswer(data, [*lines, AnswerLine(now.visit.explanation)])

    return answer


def _refused(refusal: Refusal, setting: Setting, by: str) -> CommandMessage:
    """Return why the case was not moved; only coordinators may move cases."""
    if by not in setting.directory.coordinators:
        denied = ApprovalRefused(why=editions.ApprovalReason.NOT_COORDINATOR)
        return CommandMessage(
            " ".join(say.outcome(denied, setting.policy, setting.directory)), "--by"
        )
    return CommandMessage(refusals.sentence(refusal, setting), "--reason" if refusal.input else "")
