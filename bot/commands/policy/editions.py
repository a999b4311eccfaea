"""``policy activate``, ``policy editions``, ``case migrate``: what is in force, and since when."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from adapters.ledger.sealing.directory_codec import RollPaper
from adapters.randomness import SystemChance
from bot.app.start_lists import contact_list
from bot.app.start_up import opener
from bot.app.wiring import open_ledger
from bot.commands.answer import FINE, WRONG, Answer, Line, ProblemError, Said
from bot.commands.environment import PATIENCE, look_at_database, translated
from bot.commands.files import place, sound_policy
from bot.commands.open_ledger import Archive, Asked, settings_for_the_ledger
from bot.settings.settings import Settings
from core.cases.casework import Casework, Refused
from core.cases.commands import ChangeEdition
from core.cases.refusals import Refusal
from core.cases.wording import refusals
from core.directory import Following, Roll
from core.directory.absences import present
from core.directory.model import Directory
from core.local_time import local
from core.partnership import editions
from core.partnership import wording as say
from core.partnership.editions import Activation, Approval, Approved, Denied, Outcome, Standing
from core.partnership.setting import Edition, Setting
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_time
from core.ports import Cabinet
from policies.policy_files.loader import LoadedPolicy, policy_from_json, policy_to_json


def activate(file: Path | None, environment: Mapping[str, str], policy: Path, by: str) -> Answer:
    """Propose the edition of a file and approve it in the name of one coordinator.

    Raises ProblemError where the file, the settings or the surroundings do not allow it.
    """
    settings = settings_for_the_ledger(file, environment)
    loaded = sound_policy(policy)
    look_at_database(settings.database_url, must_exist=False)
    with translated():
        return asyncio.run(_activated(settings, loaded, by))


async def _activated(settings: Settings, loaded: LoadedPolicy, by: str) -> Answer:
    async with asyncio.timeout(PATIENCE):
        opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        return await _approved(opened.cabinet, settings, loaded, by)
    finally:
        await opened.close()


async def _approved(cabinet: Cabinet, settings: Settings, loaded: LoadedPolicy, by: str) -> Answer:
    partnership, now = loaded.policy.partnership, SystemClock().now()
    directory = await _directory(cabinet, settings, loaded.policy)
    if by not in directory.coordinators:
        denied = Denied(why=editions.Hindrance.NOT_COORDINATOR)
        raise ProblemError(Said(" ".join(say.outcome(denied, loaded.policy, directory)), "--by"))
    text = policy_to_json(loaded.policy)
    digest = await editions.keep(cabinet, text)
    await editions.propose(cabinet, partnership, digest, now, by)
    edition = opener(settings.closures)(digest, text, directory)
    outcome = await editions.approve(cabinet, edition, by, directory, now, settings.sends)
    return _outcome(outcome, edition, directory)


async def _directory(cabinet: Cabinet, settings: Settings, policy: Policy) -> Directory:
    """The contact list as it counts today; a first one is taken from the settings."""
    kept = [await editions.kept(cabinet, one) for one in await cabinet.keys(editions.EDITIONS)]
    others = [policy_from_json(text) for text in kept if text]
    own = [policy, *(one for one in others if one.partnership == policy.partnership)]
    source = settings.directory_sources().get(policy.partnership)
    following, clock = Following(Roll(cabinet, RollPaper())), SystemClock()
    listed = await contact_list(cabinet, following, clock, policy.partnership, source, own)
    if listed.faults or listed.directory is None:
        raise ProblemError(*(Said(one.message, place(one)) for one in listed.faults), code=WRONG)
    return present(listed.directory, local(clock.now()).date())


def _outcome(outcome: Outcome, edition: Edition, directory: Directory) -> Answer:
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
        case Denied():
            data["refused"] = outcome.why.value
            data["missing"] = [
                {
                    "needed_for": one.needed_for,
                    "agency": one.agency,
                    "team": one.team,
                    "roles": list(one.roles),
                    "text": say.missing(one, policy, directory),
                }
                for one in outcome.gaps
            ]
        case _:
            data["since"] = outcome.activation.at.isoformat()
            data["by"] = list(outcome.activation.by)
    lines = [Line(sentence) for sentence in say.outcome(outcome, policy, directory)]
    return Answer(data, lines, WRONG if isinstance(outcome, Denied) else FINE)


def _approval(one: Approval) -> dict[str, Any]:
    return {"person": one.person, "at": one.at.isoformat(), "digest": one.digest}


def listing() -> Asked:
    """Every partnership's editions, with how many open cases each pins."""

    async def answer(archive: Archive) -> Answer:
        rows: list[dict[str, Any]] = []
        lines: list[Line] = []
        for partnership in await editions.proposed(archive.cabinet):
            standing = await editions.standing(archive.cabinet, partnership)
            pinned = await archive.ledger.pinned(partnership)
            rows.append(_standing_data(standing, pinned, archive))
            lines += _standing_lines(standing, pinned, archive)
        return Answer(rows, lines or [Line("No policy has been proposed here yet.")])

    return answer


def _standing_data(
    standing: Standing, pinned: Mapping[str, int], archive: Archive
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


def _activation(one: Activation, pinned: Mapping[str, int], archive: Archive) -> dict[str, Any]:
    return {
        **_named(one.digest, archive),
        "number": one.number,
        "since": one.at.isoformat(),
        "by": list(one.by),
        "open_cases": pinned.get(one.digest, 0),
    }


def _named(digest: str, archive: Archive) -> dict[str, Any]:
    known = archive.register.edition(digest)
    return {"edition": known.policy.edition if known else "", "digest": digest}


def _standing_lines(standing: Standing, pinned: Mapping[str, int], archive: Archive) -> list[Line]:
    directory = archive.register.directory(standing.partnership)
    lines = [Line(directory.name if directory else standing.partnership, style="bold")]
    for one in reversed(standing.activations):
        present = one == standing.in_force
        since = say.in_force(one, directory) if present else say.was_in_force(one, directory)
        cases = say.pins(pinned.get(one.digest, 0))
        lines.append(Line(f"{since} {cases}", _called(one.digest, archive)))
    if not standing.activations:
        lines.append(Line("Nothing is in force yet.", "-"))
    if standing.waiting:
        waits = standing.waiting
        given = say.approvals(waits.approvals, directory)
        text = f"{say.waits(waits.since)} {given}"
        lines.append(Line(text, _called(waits.digest, archive), "yellow"))
    lines.append(Line())
    for given_once in standing.approvals:
        when = spoken_time(given_once.at)
        lines.append(Line(say.approved(given_once, directory), when))
    return [*lines, Line()]


def _called(digest: str, archive: Archive) -> str:
    known = archive.register.edition(digest)
    return say.called(known.policy, digest) if known else digest[:12]


def migrating(reference: str, reason: str, by: str) -> Asked:
    """Move an open case to the edition in force."""

    async def answer(archive: Archive) -> Answer:
        case_id = await archive.find(reference)
        _, case = await archive.read(case_id)
        setting = archive.setting(case)
        if setting is None or setting.present is None:
            raise ProblemError(Said("The policy edition of this case is not kept here."))
        if case.edition == setting.present.digest:
            raise ProblemError(Said(say.THERE_ALREADY, case.reference), code=WRONG)
        command = ChangeEdition(by=by, edition=setting.present.digest, reason=reason.strip())
        casework = Casework(archive.ledger, archive.register.setting, SystemClock(), SystemChance())
        outcome = await casework.carry_out(case_id, (command,))
        if isinstance(outcome, Refused):
            raise ProblemError(
                *(_refused(one, setting, by) for one in outcome.refusals), code=WRONG
            )
        now = outcome.case
        data = {
            "reference": now.reference,
            "from": case.edition,
            "to": now.edition,
            "due": now.due.isoformat() if now.due else None,
            "explanation": now.passage.explanation,
            "sooner": now.passage.due < case.passage.due,
        }
        lines = [Line(say.moved(now.reference, setting.present.policy, now.edition))]
        return Answer(data, [*lines, Line(now.passage.explanation)])

    return answer


def _refused(refusal: Refusal, setting: Setting, by: str) -> Said:
    """Why it was not moved; only coordinators move cases, and here it is known who asks."""
    if by not in setting.directory.coordinators:
        denied = Denied(why=editions.Hindrance.NOT_COORDINATOR)
        return Said(" ".join(say.outcome(denied, setting.policy, setting.directory)), "--by")
    return Said(refusals.sentence(refusal, setting), "--reason" if refusal.input else "")
